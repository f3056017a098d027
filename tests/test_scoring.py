"""How answers are held against labels, and the `score` command on folders of either kind."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from frontdoor import FrontDoor
from gate import making

from ingest.scoring import answers, bodies, folder, moments
from ingest.scoring.folding import authors_agree, folded, name_keys, stands_in, words
from ingest.scoring.labels import OriginLabel, PageLabel, parsed
from ingest.scoring.pages import score_page
from ingest.scoring.reading import reading_of
from ingest.scoring.terms import Labels, NoSuchSet
from ingest.scoring.truth import truth_of
from normalizers.rulebook import Rulebook, bundled_root, load_rulebook
from normalizers.terms import Block, Credit, Edited, Evidence, Moment, Provenance, Publisher, Statement, Story

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> FrontDoor:
    return FrontDoor(tmp_path, monkeypatch, capsys)


@pytest.fixture(scope="module")
def labeled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("labeled") / "gate"
    making.write(place)
    return place


# --- texts ---------------------------------------------------------------------------------------------------------
def test_typography_case_and_spaces_are_no_difference() -> None:
    assert folded("“Ferry’s\u00a0BACK” – again…") == folded('"ferry\'s back" - again...')
    assert words("नौका सेवा, 1,200 boats 東京") == ["नौका", "सेवा", "1", "200", "boats", "東", "京"]


def test_names_are_compared_without_by_and_punctuation() -> None:
    assert name_keys(["By Ana-Lind", "  ", "BYRON, J."]) == {"analind", "byron j"}


@pytest.mark.parametrize(
    ("persons", "others", "wanted", "agree"),
    [
        (["Ana Lind"], [], ["ana lind"], True),
        ([], ["Coast Daily"], ["Coast Daily"], True),
        (["Ana Lind", "Jo Ray"], [], ["Ana Lind"], False),
        ([], ["A", "B", "C", "Coast Daily"], ["Coast Daily"], False),
        ([], [], [], True),
    ],
)
def test_authors_agree_when_all_are_named_and_nobody_else(persons: list[str], others: list[str], wanted: list[str], agree: bool) -> None:
    assert authors_agree(persons, others, wanted) is agree


@pytest.mark.parametrize(
    ("notice", "body", "found"),
    [
        ("(dpa)", "the boat sailed. (dpa)", True),
        ("ap", "maps of the harbor", False),
        ("ap", "maps by ap", True),
        ("not edited by our desk at all", "it was not edited by the town", True),
        ("", "anything", False),
    ],
)
def test_a_short_notice_stands_apart_and_a_long_one_is_found_by_half(notice: str, body: str, found: bool) -> None:
    assert stands_in(notice, body) is found


# --- bodies and times ----------------------------------------------------------------------------------------------
def test_a_body_is_compared_by_words_runs_and_as_a_whole() -> None:
    told = bodies.overlap("one two three four", "two three four five", optional=["one"])
    assert (told.precision, told.recall) == (1.0, 0.75)
    assert bodies.overlap("", "words") == bodies.Overlap(0.0, 0.0)
    assert bodies.overlap("", "") == bodies.Overlap(1.0, 1.0)
    assert bodies.runs("a b c d e", "a b c d e f").precision == 1.0
    assert bodies.runs("a b c d e", "a b c d e f").recall == pytest.approx(2 / 3)
    assert (bodies.runs("", "a b").f1, bodies.runs("", "").f1) == (0.0, 1.0)
    assert bodies.same("Ferry, sails.", "Ferry sails")
    assert bodies.pieces("the  ferry\nsails", ["ferry sails", "goat"], ["the ferry", "moon"]) == bodies.Pieces(1, 1, 2, 2)


@pytest.mark.parametrize(
    ("answer", "label", "day", "minute"),
    [
        ("2026-03-03T06:30:00+05:30", "2026-03-03T01:00:30+00:00", True, True),
        ("2026-03-03T06:30:00", "2026-03-03T06:30:00+05:30", True, False),
        ("2026-03-03T06:30:00+05:30", "2026-03-03T06:30:00", True, True),
        ("2026-03-03T01:00:00+05:30", "2026-03-02", True, False),
        ("2026-03-03", "2026-03-03", True, True),
        ("soon", "2026-03-03", False, False),
        (None, "2026-03-03", False, False),
        ("0001-01-01T00:00:00+05:30", "2026-03-03T00:00:00+00:00", False, False),
    ],
)
def test_a_day_and_a_minute_are_told_in_the_zone_of_the_label(answer: str | None, label: str, day: bool, minute: bool) -> None:
    assert moments.same_day(answer, label, or_utc=True) is day
    assert moments.same_minute(answer, label) is minute


# --- a page and an origin ------------------------------------------------------------------------------------------
STORY = Story(
    form="page",
    headline="Ferry sails",
    publisher=Publisher(name="Coast Daily"),
    persons=("Ana Lind",),
    published=Moment("2026-03-03T06:30:00+05:30"),
    updated=Moment("2026-03-04"),
    body=(Block("p", "The ferry sails again."),),
    raw_text="The ferry sails again. (ANI)",
    provenance=Provenance(
        relation="agency_copy",
        credits=(
            Credit(agency="ani", name="ANI", role="source", evidence=(0,)),
            Credit(agency="afp", name="AFP", role="photo", evidence=(9,)),
        ),
        edited=Edited(body="no"),
        statements=(Statement(text="Not edited by us.", evidence=0),),
        evidence=(Evidence(rule="tail", kind="tail", quote="(ANI)", start=23, end=28),),
    ),
)


def test_a_page_is_scored_by_what_is_labeled_and_by_nothing_else() -> None:
    score = score_page(PageLabel(id="1", headline="FERRY SAILS", published="2026-03-03", date_precision="day"), STORY)
    assert (score.headline, score.day, score.minute, score.authors, score.body, score.pieces) == (True, True, None, None, None, None)


def test_a_page_without_a_story_is_wrong_wherever_it_is_labeled() -> None:
    label = PageLabel(
        id="1", headline="F", authors=[], published="2026-03-03T06:30:00Z", date_precision="minute", body_text="w", updated="2026"
    )
    score = score_page(label, None)
    assert (score.headline, score.authors, score.persons, score.minute, score.day, score.updated) == (False,) * 6
    assert (score.body, score.exact, score.read) == (bodies.Overlap(0.0, 0.0), False, False)


def test_an_origin_is_scored_credit_by_credit_and_claim_by_claim() -> None:
    rows: dict[str, Any] = {
        "id": "1",
        "relation": ["staff"],
        "credits": [{"agency": ["pti", "bhasha"], "role": "source"}],
        "persons": ["Jo"],
    }
    told = answers.compare(truth_of(OriginLabel(**{**rows, "credits": []}, kind="trap")), STORY, frozenset({"ana lind"}))
    assert (told.credited.extra, told.edited.false_no, told.persons, told.agencies_as_persons, told.fired) == (("ani",), 1, False, 1, True)
    assert (told.quotes, told.unproved, told.extra_statements) == (answers.Share(right=1, of=1), 1, 1)


def test_a_label_may_accept_several_answers() -> None:
    line = json.dumps(
        {
            "id": "1",
            "relation": "staff",
            "credits": [{"agency": "ani", "role": "inputs"}, {"agency": "pti", "role": "source"}],
            "edited": {"body": "may"},
            "statements": ["Not edited by us."],
            "persons": None,
            "accept": {"relation": ["agency_copy"], "optional_credits": ["pti"], "edited": {"body": ["no", "may"]}},
        }
    )
    (label,) = parsed(Labels(folder=None, lines=(line.encode(),)), OriginLabel)  # type: ignore[arg-type]
    told = answers.compare(truth_of(label), STORY, frozenset())
    assert (told.relation_right, told.credited.right, told.credited.roles, told.credited.missing) == (True, 1, 0, ())
    assert (told.edited.right, told.edited.found, told.edited.false_no, told.persons, told.notice_gone) == (1, 1, 0, None, True)
    assert told.statements == answers.Share(right=1, of=1)


def test_a_reader_that_raises_is_a_wrong_answer_not_the_end() -> None:
    copy = b"<h1>x</h1><p>The mill stood still, and then it ran again.</p>"
    found = reading_of(copy, url=None, form="page", rules=Rulebook(version=None))  # type: ignore[arg-type]
    assert found.story is not None or found.fault
    broken = reading_of(b"x", url=None, form=None, rules=load_rulebook(bundled_root()))  # type: ignore[arg-type]
    assert broken.story is None


# --- folders -------------------------------------------------------------------------------------------------------
def test_a_sample_is_the_same_every_time_and_spread_over_the_set() -> None:
    assert list(folder.sample(range(10), 3)) == [0, 3, 6]
    assert folder.sample([1, 2], None) == folder.sample([1, 2], 5) == [1, 2]


def test_a_label_leads_to_no_file_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("s")
    (tmp_path / "set").mkdir()
    with pytest.raises(NoSuchSet, match="not within"):
        folder.document(tmp_path / "set", "../secret.html")
    with pytest.raises(NoSuchSet, match="not there"):
        folder.document(tmp_path / "set", "a.html")
    (tmp_path / "set" / "a.html.gz").write_bytes(b"no gzip")
    with pytest.raises(NoSuchSet, match="unpacked"):
        folder.document(tmp_path / "set", "a.html.gz")


# --- the command ---------------------------------------------------------------------------------------------------
def test_pages_are_scored_with_figures_speed_and_the_digest(door: FrontDoor, labeled: Path) -> None:
    told = door.copytaster("score", "pages", str(labeled), "--json", "--worst", "2").json
    (one,) = told["sets"]
    assert (one["name"], one["documents"]) == ("gate", len(list(labeled.glob("*.gz"))))
    assert one["figures"]["headline"] > 0.9
    assert one["labeled"]["headline"] == one["documents"]
    assert one["speed"]["documents_per_s"] > 1
    assert len(one["worst"]) == 2
    said = door.copytaster("score", "pages", str(labeled), "--limit", "4", "--worst", "1")
    assert (said.code, "4 documents, digest" in said.out, "body_f1" in said.out) == (0, True, True)
    assert one["digest"] not in said.out


def test_origins_are_scored_from_the_same_folder(door: FrontDoor, labeled: Path) -> None:
    (one,) = door.copytaster("score", "provenance", str(labeled.parent), "--json").json["sets"]
    assert one["figures"]["agency_recall"] > 0.9
    assert one["figures"]["traps_fired"] < 0.2
    assert "persons" in door.copytaster("score", "provenance", str(labeled), "--worst", "3").out


def test_a_wrong_answer_is_told_in_words(door: FrontDoor, tmp_path: Path) -> None:
    place = tmp_path / "set"
    place.mkdir()
    (place / "a.html.gz").write_bytes(
        gzip.compress(b"<h1>Ferry sails</h1><p>By Ana Lind</p><p>The ferry sails again from the north quay today.</p>")
    )
    (place / "b.html").write_bytes(b"")
    rows = (
        {"id": "a", "headline": "Goat", "authors": ["Jo Ray"], "published": "2026-03-03", "updated": "2026-03-03", "body_text": "Else."},
        {"id": "b", "headline": "Nothing"},
    )
    (place / "labels.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (one,) = door.copytaster("score", "pages", str(place), "--json", "--worst", "9").json["sets"]
    said = {row["document"]: row["says"] for row in one["worst"]}
    assert "headline 'Ferry sails', wanted 'Goat'" in said["a"]
    assert "wanted Jo Ray" in said["a"]
    assert "published None, wanted 2026-03-03" in said["a"]
    assert "updated None, wanted 2026-03-03" in said["a"]
    assert said["b"] == "no story"
    assert one["figures"]["no_story"] == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "there is no labels.jsonl"),
        ("\n", "is empty"),
        ("{nonsense\n", "line 1 of the labels"),
        ('{"id": "gone"}\n', "gone.html.gz, which is not there"),
    ],
)
def test_a_folder_that_is_none_is_bad_data_with_a_reason(door: FrontDoor, tmp_path: Path, text: str | None, says: str) -> None:
    place = tmp_path / "set"
    place.mkdir()
    if text is not None:
        (place / "labels.jsonl").write_text(text)
    told = door.copytaster("score", "pages", str(place))
    assert (told.code, says in told.err) == (65, True)


def test_a_folder_that_is_not_there_is_a_wrong_command_line(door: FrontDoor, tmp_path: Path) -> None:
    assert door.copytaster("score", "provenance", str(tmp_path / "nowhere")).code == 2
    with pytest.raises(NoSuchSet, match="is no folder"):
        folder.sets_in(tmp_path / "nowhere")
