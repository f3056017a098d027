"""Whatever leaves as ninjs or NewsML-G2 comes back as the same story, also where the standard has no room for what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from any_story import NASTY, STORIES
from full_story import AMENDED, BARE, DAY_ONLY, FULL
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from normalizers import as_ninjs, read
from normalizers.formats import FORMATS
from normalizers.formats.asides import MOST, OURS, asides
from normalizers.formats.newsml_g2_out import as_newsml_g2
from normalizers.rulebook import HouseStyle
from normalizers.terms import Block, BlockKind, Dateline, Hints, Image, Moment, Publisher, Signal, Story, Subject, WireItem, Words


def ninjs(story: Story) -> bytes:
    return json.dumps(as_ninjs(story)).encode()


WAYS = pytest.mark.parametrize(("form", "write"), [("ninjs", ninjs), ("newsml-g2", as_newsml_g2)], ids=["ninjs", "newsml-g2"])
SAME = [
    "uri",
    "version",
    "partial",
    "url",
    "canonical_url",
    "publisher",
    "headline",
    "summary",
    "slugline",
    "section",
    "byline",
    "persons",
    "published",
    "updated",
    "images",
    "keywords",
    "subjects",
    "genres",
    "urgency",
    "pub_status",
    "embargoed_until",
    "expires",
    "signals",
    "ed_note",
    "usage_terms",
    "copyright_notice",
    "credit_line",
    "media",
    "located",
    "copyright_holder",
    "content_created",
]


def back(data: bytes, form: str) -> Story:
    (story,) = read(data, form=form)
    assert isinstance(story, Story)
    return story


def item(data: bytes, form: str) -> WireItem:
    (found,) = FORMATS[form].items(data, None, Hints(), HouseStyle())
    assert isinstance(found, WireItem)
    return found


def value(story: Story, name: str) -> object:
    found = getattr(story, name)
    return found.iso if isinstance(found, Moment) else found


@WAYS
def test_a_full_story_comes_back_whole(form: str, write: Any) -> None:
    story = replace(
        AMENDED, signals=("update", "correction"), ed_note="Adds the vote.\nDrops a name.", expires=Moment("2025-06-19T07:00:00+02:00")
    )
    again = back(write(story), form)
    assert {name: value(again, name) for name in SAME} == {name: value(story, name) for name in SAME} | {"uri": story.uri}
    assert [(block.kind, block.text) for block in again.body] == [(block.kind, block.text) for block in story.body]
    assert [statement.text for statement in again.provenance.statements] == [statement.text for statement in story.provenance.statements]
    assert (again.dateline and again.dateline.text) == "SALTMOUTH, June 19 (Tide Wire):"
    assert again.amended == ()


@WAYS
def test_a_bare_story_comes_back_bare(form: str, write: Any) -> None:
    again = back(write(BARE), form)
    assert (again.published, again.updated, again.publisher, again.version) == (None, None, Publisher(), None)
    assert (again.headline, again.body, again.signals) == (None, (), ())


@WAYS
def test_times_by_day_or_without_a_zone_come_back_as_vague_as_they_were(form: str, write: Any) -> None:
    story = replace(DAY_ONLY, expires=Moment("2024-07-01"), content_created=Moment("2024-06-18T05:00:00"))
    again = back(write(story), form)
    for name in ("published", "updated", "embargoed_until", "expires", "content_created"):
        assert value(again, name) == value(story, name)
    assert again.pub_status == "withheld"


@WAYS
@pytest.mark.parametrize(
    ("published", "updated"),
    [
        ("2024-06-19T06:28:00+05:30", None),
        (None, "2024-06-19T06:28:00+05:30"),
        ("2024-06-19", None),
        ("2024-06-19T06:28:00+05:30", "2024-06-20"),
        ("2024-06-19T06:28:00+05:30", "2024-06-18T06:28:00+05:30"),
        ("2024-06-19T06:28:00+05:30", "2024-06-19T06:28:00+05:30"),
    ],
)
def test_neither_time_is_taken_for_the_other(form: str, write: Any, published: str | None, updated: str | None) -> None:
    story = replace(BARE, published=Moment(published) if published else None, updated=Moment(updated) if updated else None)
    again = back(write(story), form)
    assert (value(again, "published"), value(again, "updated")) == (published, updated)


@WAYS
@pytest.mark.parametrize("version", ["0", "1.2", "2nd lead", "9" * 40, "7"])
def test_a_version_that_is_no_number_comes_back(form: str, write: Any, version: str) -> None:
    assert back(write(replace(BARE, version=version)), form).version == version


@WAYS
def test_every_signal_comes_back(form: str, write: Any) -> None:
    signals: tuple[Signal, ...] = ("flash", "take", "kill")
    assert back(write(replace(BARE, signals=signals)), form).signals == signals


@WAYS
def test_what_looks_like_markup_in_a_summary_or_a_caption_is_text(form: str, write: Any) -> None:
    picture = Image(url="https://i.example/1", caption="Type &amp; <p> here", credit="<b>Ilka</b>")
    again = back(write(replace(BARE, summary="How to write <p> & &amp;", images=(picture,))), form)
    assert (again.summary, again.images) == ("How to write <p> & &amp;", (picture,))


@WAYS
def test_people_come_back_also_where_no_byline_names_them(form: str, write: Any) -> None:
    assert back(write(replace(BARE, persons=("Ilka Moreau",))), form).persons == ("Ilka Moreau",)


def test_what_others_write_under_names_of_ours_is_bounded_and_can_do_no_harm() -> None:
    rows: list[dict[str, object]] = [
        {"role": f"{OURS}{name}", "value": "x"} for name in ("signal", "partial", "unheard-of", "version-created", "embargoed")
    ]
    rows += [{"role": f"{OURS}version", "value": " "}, {"role": f"{OURS}version", "value": 7}, {"role": 7, "value": "x"}]
    rows += [{"role": f"{OURS}section", "value": f"S{at}"} for at in range(300)]
    found = item(json.dumps({"uri": "u", "altIds": rows, "versionCreated": "2024-06-19T06:28:00Z"}).encode(), "ninjs")
    assert (found.signals, found.partial, found.version, found.embargo) == ((), True, None, "x")
    assert [word.text for word in found.updated] == ["x"]
    assert len(found.sections) < MOST
    assert item(b'{"uri": "u", "altIds": "none"}', "ninjs").uri == "u"


def test_a_note_whose_tag_goes_on_in_the_next_line_is_read_as_one() -> None:
    assert item(b'{"uri": "u", "edNote": "Adds <b\\nclass=x>the vote</b>.\\nMore"}', "ninjs").ed_note == "Adds the vote. More"


def test_a_link_is_a_picture_only_where_it_says_so() -> None:
    told = b'<link rel="irel:seeAlso" href="https://x.example/1"><itemClass qcode="ninat:%s"/></link><link href="https://x.example/2"/>'
    for kind, pictures in ((b"picture", 1), (b"text", 0)):
        data = b'<newsItem guid="g"><itemMeta>' + told % kind + b"</itemMeta></newsItem>"
        assert len(item(data, "newsml-g2").images) == pictures


def test_asides_are_told_only_of_what_the_standards_have_no_room_for() -> None:
    assert list(asides(replace(FULL, canonical_url=None))) == []


# --- any story ---------------------------------------------------------------------------------------------------
WORDS = st.lists(st.text("abcdeghiklmnoprstuvwzäöüßéअआइكتب漢字12.,!?()&'\"<>-", min_size=1, max_size=8), min_size=1, max_size=6).map(
    " ".join
)
NAMES = st.lists(st.text("abcdeghiklmnoprstuvw", min_size=3, max_size=8).map(str.title), min_size=2, max_size=3).map(" ".join)
TIMES = st.one_of(
    st.dates(min_value=date(1991, 1, 1), max_value=date(2035, 12, 31)).map(str),
    st.sampled_from(["2024-06-19T06:28:00", "2024-06-19T06:28:00+05:30", "2024-06-18T23:59:59-11:00"]),
).map(Moment)
TIME = st.none() | TIMES
KINDS: tuple[BlockKind, ...] = ("p", "h", "li", "quote")
TOPICS = st.lists(
    st.builds(Subject, code=st.none() | st.sampled_from(["medtop:04000000", "x:1", "local-7", "https://t.example/7"]), name=NAMES)
)
PICTURES = st.lists(
    st.builds(
        Image, url=NAMES.map(lambda name: f"https://i.example/{name.split()[0]}"), caption=st.none() | WORDS, credit=st.none() | WORDS
    ),
    max_size=2,
    unique_by=lambda image: image.url,
)


def unlike(values: Any) -> Any:
    return st.lists(values, max_size=3, unique=True).map(tuple)


def first(words: tuple[Words, ...]) -> str | None:
    return words[0].text if words else None


def wired(form: str, write: Any, story: Story) -> dict[str, object]:
    found = item(write(story), form)
    return {
        "version": found.version,
        "partial": found.partial,
        "headline": first(found.headlines),
        "summary": first(found.summaries),
        "byline": first(found.bylines),
        "section": first(found.sections),
        "published": first(found.published),
        "updated": first(found.updated),
        "embargoed_until": found.embargo,
        "expires": found.expires,
        "content_created": found.content_created,
        "body": [(block.kind, block.text) for block in found.blocks],
        "dateline": found.dateline,
        **{name: getattr(found, name) for name in ("images", "keywords", "subjects", "signals", "ed_note", "credit_line", "pub_status")},
    }


def stated(story: Story) -> dict[str, object]:
    names = ("version", "partial", "headline", "summary", "byline", "section", "images", "keywords", "subjects", "signals", "ed_note")
    times = ("published", "updated", "embargoed_until", "expires", "content_created")
    return {
        **{name: getattr(story, name) for name in (*names, "credit_line", "pub_status")},
        **{name: value(story, name) for name in times},
        "body": [(block.kind, block.text) for block in story.body],
        "dateline": story.dateline.text if story.dateline else None,
    }


ANY = st.builds(
    replace,
    st.just(BARE),
    version=st.none() | st.sampled_from(["1", "0", "2nd lead"]),
    partial=st.booleans(),
    headline=st.none() | WORDS,
    summary=st.none() | WORDS,
    byline=st.none() | NAMES,
    section=st.none() | NAMES,
    ed_note=st.none() | st.lists(NAMES, min_size=1, max_size=3).map("\n".join),
    credit_line=st.none() | NAMES,
    dateline=st.none() | st.builds(Dateline, text=NAMES),
    published=TIME,
    updated=TIME,
    expires=TIME,
    content_created=TIME,
    body=st.lists(st.builds(Block, st.sampled_from(KINDS), WORDS), max_size=4).map(tuple),
    images=PICTURES.map(tuple),
    keywords=unlike(NAMES),
    subjects=TOPICS.map(lambda found: tuple(dict.fromkeys(found))),
    signals=unlike(st.sampled_from(["update", "correction", "flash", "take"])),
)


@WAYS
@settings(max_examples=20, deadline=None)
@given(story=ANY)
def test_any_story_comes_back_the_same(form: str, write: Any, story: Story) -> None:
    got, meant = wired(form, write, story), stated(story)
    assert got == meant | {"updated": got["updated"]}
    again = back(write(story), form)
    assert (value(again, "published"), value(again, "updated")) == (value(story, "published"), value(story, "updated"))


@settings(max_examples=20, deadline=None)
@given(STORIES, NASTY)
def test_any_text_whatever_leaves_well_formed(story: Story, text: str) -> None:
    spoiled = replace(story, version=text, section=text, usage_terms=text, slugline=text, credit_line=text, ed_note=text, located=text)
    for withdrawn in (False, True):
        root = etree.fromstring(as_newsml_g2(spoiled, withdrawn=withdrawn))
        assert etree.QName(root).localname == "newsItem"
        found = json.loads(json.dumps(as_ninjs(spoiled, withdrawn=withdrawn)))
        assert found["pubStatus"] == ("canceled" if withdrawn else "usable")
