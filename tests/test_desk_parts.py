"""The parts of the desk's pages: word diffs that lose no word, quotes marked in place, filters that are addresses, plots."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from soon import soon
from storeroom import HARBOR, MONDAY, minute, sourced, story

from ingest.desk import web
from ingest.desk.web import plots, words
from ingest.desk.web.diff import difference
from ingest.desk.web.filters import filter_of, link, query_of
from ingest.desk.web.keys import KEYS, keymap, keys_of
from ingest.desk.web.marks import marked
from ingest.desk.web.problems import Turned
from ingest.desk.web.views import back_of
from ingest.store.desk import Day, Filter, Hour
from normalizers.terms import Block, Evidence

TEMPLATES = Path(web.__file__).parent / "templates"

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.desk.web.diff import Difference

PARAGRAPHS = st.lists(st.text("ab \u0915\u094d", min_size=0, max_size=30), max_size=8)


def side(found: Difference, kind: str) -> str:
    """The words of one side, spaces aside."""
    return "".join(run.text for one in found.paragraphs for run in one.runs if run.kind in ("same", kind)).translate({32: None, 10: None})


@given(PARAGRAPHS, PARAGRAPHS)
def test_a_difference_holds_every_word_of_both_texts_in_order(old: list[str], new: list[str]) -> None:
    found = difference(old, new)

    assert side(found, "out") == "".join("".join(text.split()) for text in old)
    assert side(found, "in") == "".join("".join(text.split()) for text in new)


def test_a_text_does_not_differ_from_itself_nor_by_spaces_alone() -> None:
    assert difference(HARBOR, HARBOR).same
    assert difference(["two  words"], ["two words"]).same


def test_a_changed_figure_is_told_inside_its_sentence() -> None:
    (paragraph,) = difference(["The work took 340 barges of stone."], ["The work took 430 barges of stone."]).paragraphs

    assert paragraph.kind == "edited"
    assert [(run.kind, run.text.strip()) for run in paragraph.runs if run.kind != "same"] == [("out", "340"), ("in", "430")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a " * 20_000], ["a " * 20_001]),
        (["a b " * 5_000] * 50, ["b a " * 5_000] * 50),
        ([f"x{n}" for n in range(5_000)], [f"x{n}" for n in range(4_999, -1, -1)]),
        (["same"] * 5_000, ["same"] * 4_000),
        (["".join(chr(97 + n % 26) + " " for n in range(30_000))], ["".join(chr(97 + n % 25) + " " for n in range(30_000))]),
    ],
    ids=["one word", "two words in pairs", "turned round", "one paragraph", "an alphabet"],
)
def test_no_text_is_so_long_that_an_editor_waits_for_its_difference(old: Sequence[str], new: Sequence[str]) -> None:
    with soon(5):  # a tenth of a second by itself; a slow machine under a tracer has room
        difference(old, new)


# --- marks ---------------------------------------------------------------------------------------------------------
WORDS = "Notice above\n" + "\n".join(HARBOR[:3]) + "\nA notice below\f\nauthor: Norland"


def proof(quote: str, start: int | None = None) -> Evidence:
    at = WORDS.index(quote) if start is None else start
    return Evidence(rule="r", kind="tail", quote=quote, start=at, end=at + len(quote))


def test_each_quote_is_marked_once_where_it_stood() -> None:
    quotes = ("A notice below", HARBOR[1][5:20], "Notice above", "Norland", HARBOR[0][:7])
    told = story(
        paragraphs=HARBOR[:3], raw_text=WORDS, provenance=replace(sourced(), evidence=tuple(map(proof, quotes)), statements=(), credits=())
    )

    found = marked(told)

    assert (found.before, found.hidden) == ((2,), (3,))
    assert [part.kind for part in found.parts] == ["p", "p", "p", "notice"]
    assert [piece.text for piece in found.parts[1].pieces if piece.evidence == 1] == [HARBOR[1][5:20]]
    assert [piece.text for piece in found.parts[0].pieces if piece.evidence == 4] == [HARBOR[0][:7]]
    assert found.parts[3].pieces[0].evidence == 0


@given(st.lists(st.tuples(st.integers(0, len(WORDS)), st.integers(1, 90)), max_size=8))
def test_marks_lose_no_word_of_the_body(spans: list[tuple[int, int]]) -> None:
    evidence = tuple(proof(WORDS[start : start + size], start) for start, size in spans if WORDS[start : start + size])
    told = story(paragraphs=HARBOR[:3], raw_text=WORDS, provenance=replace(sourced(), evidence=evidence, statements=(), credits=()))

    found = marked(told)

    assert ["".join(piece.text for piece in part.pieces) for part in found.parts if part.kind != "notice"] == list(HARBOR[:3])
    shown = {piece.evidence for part in found.parts for piece in part.pieces} | set(found.before) | set(found.hidden)
    overlaps = {
        n for n, one in enumerate(evidence) if any(one.start < two.end and two.start < one.end for two in evidence if two is not one)
    }
    assert set(range(len(evidence))) - overlaps <= shown


def test_a_body_whose_words_stand_nowhere_in_the_raw_text_is_shown_all_the_same() -> None:
    told = story(body=(Block("p", "Words of elsewhere."),), raw_text="nothing of it", provenance=sourced())

    assert [part.kind for part in marked(told).parts] == ["p", "notice"]


# --- filters, keys, ways back, plots -------------------------------------------------------------------------------
def test_a_filter_survives_its_own_address() -> None:
    wanted = Filter(status="held", agency="ani & co", search='"quoted" ?', order="urgent", signal="correction")
    query = dict(pair.split("=") for pair in query_of(wanted)[1:].split("&"))
    from urllib.parse import unquote_plus

    assert filter_of({name: unquote_plus(value) for name, value in query.items()}) == wanted
    assert link(Filter()) == "/"
    assert link(wanted, agency=None, search=None, signal=None, order="newest") == "/?status=held"
    with pytest.raises(Turned):
        filter_of({"agency": "x" * 201})


def test_templates_use_words_that_there_are() -> None:
    used = {name for path in TEMPLATES.glob("*.html") for name in re.findall(r"\bwords\.(\w+)", path.read_text("utf-8"))}
    assert used
    assert {name for name in used if not hasattr(words, name)} == set()


def test_no_two_deeds_share_a_key() -> None:
    assert len({key.key for key in KEYS}) == len({key.deed for key in KEYS}) == len(KEYS)
    assert keymap({"approve": "q"}) == '{"approve": "q"}'
    assert keymap({"approve": KEYS[0].key}) is None
    assert keymap({"approve": "qq"}) is None
    assert keys_of({"keymap": '{"approve": "q"}'})["approve"] == "q"


@pytest.mark.parametrize("path", ["", "x", "//e.example", "/\\e.example", "https://e.example/", "/a\nb", "/" + "a" * 3000, "/\\"])
def test_a_way_back_never_leads_out_of_the_house(path: str) -> None:
    assert back_of(path) == "/"
    assert back_of("/?status=held&q=a%20b") == "/?status=held&q=a%20b"


def test_plots_of_nothing_and_of_much_are_drawn_inside_their_frame() -> None:
    hours = [Hour(at=minute(60 * n), items=n * n, failed=n % 3, asked=3, lag=None if n % 2 else n * 7.5) for n in range(48)]
    for drawn in (plots.bars([], what="items"), plots.bars(hours, what="failed"), plots.lags([]), plots.lags(hours)):
        assert drawn.startswith("<svg")
        assert "nan" not in drawn
    days = [Day(at=MONDAY, items=4, shares=(("section", 0.5),)), Day(at=MONDAY, items=0, shares=())]
    assert "section: on the last day 50%" in plots.shares(days, "section")
    assert "nothing to tell" in plots.shares(days[1:], "section")
    assert f"{2209} at the most" in plots.bars(hours, what="items")
