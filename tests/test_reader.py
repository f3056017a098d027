"""`read` takes any bytes: it never raises, never comes back with nothing, and pulls nothing of the world into the core."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers import FORMS, Hints, Story, Unreadable, as_json, as_ninjs, read
from normalizers.formats import FORMATS
from normalizers.reader import MAX_BYTES, read_news, sniff

WIRES = Path(__file__).parent / "wires"
RECEIVED = {path.parent.name: path.read_bytes() for path in sorted(WIRES.glob("*/received.*"))}
WORLD = ("socket", "sqlite3", "asyncio", "logging")
SCRAPS = st.sampled_from(
    [
        *(b"<p>", b"</p>", b"<rss version='2.0'><channel><item>", b"</item>", b"<title>", b"<![CDATA[", b"]]>"),
        *(b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<html lang='en'>"),
        *(b"{", b"}", b"[", b'{"uri": "a", "headline": "', b'"', b",", b"&#1;", b"&amp", b"\xff\xfe", b"\0", b"\n\n"),
        *(b"<script type='application/ld+json'>{", b"(ANI)", b"NEW DELHI, June 19 (ANI): ", b"Updated : Jun 19, 2031, 06:28 AM IST"),
        "नदी के किनारे। ".encode(),
    ]
)
SPOILED = st.lists(SCRAPS | st.binary(max_size=20), max_size=30).map(b"".join)


def check(found: list[Story | Unreadable]) -> None:
    """What holds for every answer: there is one, it can be printed, and its evidence stands where it says."""
    assert found
    for item in found:
        if isinstance(item, Unreadable):
            assert item.reason
            assert item.place
            continue
        json.dumps([as_json(item), as_ninjs(item)])
        assert [proof for proof in item.provenance.evidence if item.raw_text[proof.start : proof.end] != proof.quote] == []
        assert [block for block in item.body if not block.text.strip()] == []


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=400) | SPOILED)
def test_no_bytes_raise_and_none_come_to_nothing(form: str, data: bytes) -> None:
    check(read(data, form=form, url="https://tide-herald.example/2031/04/09/a"))


@settings(max_examples=80, deadline=None)
@given(case=st.sampled_from(sorted(RECEIVED)), cut=st.integers(0, 4000), length=st.integers(0, 40), scrap=st.binary(max_size=8))
def test_a_spoiled_document_is_read_or_refused_in_words(case: str, cut: int, length: int, scrap: bytes) -> None:
    data = RECEIVED[case]
    check(read(data[:cut] + scrap + data[cut + length :]))


@settings(max_examples=60, deadline=None)
@given(
    *(st.text(max_size=40) for _ in range(4)),
)
def test_no_hint_raises(url: str, charset: str, zone: str, received: str) -> None:
    check(read(RECEIVED["furniture"], url=url, hints=Hints(charset=charset, zone=zone, received=received, media_type=charset)))


def test_a_form_that_does_not_exist_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="there is no form 'telex'; choose one of auto, page, text"):
        read(b"x", form="telex")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\t", "it is empty"),
        (b"%PDF-1.7 words", "a PDF document"),
        (b"\x89PNG\r\n", "a PNG picture"),
        (bytes(range(1, 9)) * 40, "these bytes are no text"),
    ],
)
def test_what_is_no_document_is_refused_in_words(data: bytes, reason: str) -> None:
    (found,) = read(data)
    assert isinstance(found, Unreadable)
    assert reason in found.reason


def test_too_much_is_refused_before_it_is_looked_at() -> None:
    (found,) = read(b"x" * (MAX_BYTES + 1))
    assert isinstance(found, Unreadable)
    assert "64,000,000" in found.reason


@pytest.mark.parametrize(
    ("data", "media_type", "form"),
    [
        (b"<!DOCTYPE html><p>a", None, "page"),
        (b"  \n<HTML>", None, "page"),
        (b"words <div>a</div>", None, "page"),
        (b"words", "text/html", "page"),
        (b"<odd>", None, "page"),
        (b"words", None, "text"),
        ("\ufeff<html>".encode("utf-16"), None, "page"),
        (b"\xef\xbb\xbf{\"uri\": \"a\"}", None, "ninjs"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", None, "rss"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "text/html", "atom"),
    ],
)  # fmt: skip
def test_the_form_is_told_from_the_first_bytes(data: bytes, media_type: str | None, form: str) -> None:
    assert sniff(data, media_type) == form


def test_the_forms_are_those_of_the_formats() -> None:
    assert set(FORMS) == {"auto", "page", "text", *FORMATS}


@pytest.mark.parametrize("case", [None, "short-last-sentence", "rss-full-text", "atom", "ninjs-embargoed", "dump-of-a-page"])
def test_the_core_loads_nothing_of_the_world(case: str | None) -> None:
    asked = f"normalizers.read(pathlib.Path({str(next(WIRES.glob(f'{case}/received.*')))!r}).read_bytes())" if case else "None"
    code = f"import sys, pathlib; before = set(sys.modules); import normalizers; {asked}; "
    code += f"print([name for name in {WORLD} if name in sys.modules and name not in before])"
    done = subprocess.run([sys.executable, "-c", code], cwd=WIRES.parent.parent, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


# --- what is new ---------------------------------------------------------------------------------------------------
def lines(*numbers: int, teaser: str = "It kept to its hour") -> bytes:
    """A feed of ferries."""
    rows = "".join(
        f"<item><title>Ferry {n}</title><guid>tag:ferry:{n}</guid><description>{teaser} {n}.</description></item>" for n in numbers
    )
    return f"<rss version='2.0'><channel><title>Coast Wire</title>{rows}</channel></rss>".encode()


def test_of_a_feed_only_what_is_not_known_is_read() -> None:
    first = read_news(lines(1, 2), frozenset())
    assert ([one.uri for one in first.found if isinstance(one, Story)], first.known) == (["tag:ferry:1", "tag:ferry:2"], 0)
    assert list(first.found) == read(lines(1, 2))

    again = read_news(lines(3, 2, 1), frozenset(first.wordings))
    assert ([one.uri for one in again.found if isinstance(one, Story)], again.known) == (["tag:ferry:3"], 2)
    assert set(first.wordings) < set(again.wordings)

    assert read_news(lines(1, 2), frozenset(first.wordings)).found == ()


def test_an_entry_that_says_something_else_is_new() -> None:
    known = frozenset(read_news(lines(1), frozenset()).wordings)
    assert len(read_news(lines(1, teaser="It was late"), known).found) == 1


def test_what_is_no_feed_is_read_whole() -> None:
    page = b"<!doctype html><h1>Ferry returns</h1><p>It is back at its berth in the old harbor, and the queue is long.</p>"
    news = read_news(page, frozenset({b"x" * 16}), form="page")
    assert (list(news.found), news.wordings, news.known) == (read(page, form="page"), (), 0)
    assert read_news(b"", frozenset()).found == tuple(read(b""))
