"""ninjs in, of versions 1 to 3, as agencies really send it; ninjs 3.1 out; and there and back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from full_story import BARE, DAY_ONLY, FULL, NOTICE
from hypothesis import given, settings
from hypothesis import strategies as st
from soon import soon

from normalizers import read
from normalizers.formats import FORMATS
from normalizers.formats.ninjs import as_ninjs
from normalizers.rulebook import HouseStyle
from normalizers.terms import Block, Credit, Hints, Image, Provenance, Publisher, Story, Subject, Unreadable, WireItem


def parse(value: object) -> list[WireItem | Unreadable]:
    data = value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else json.dumps(value).encode()
    return list(FORMATS["ninjs"].items(data, None, Hints(), HouseStyle()))


def only(value: object) -> WireItem:
    found = parse(value)
    assert len(found) == 1
    assert isinstance(found[0], WireItem)
    return found[0]


def refused(value: object) -> Unreadable:
    found = parse(value)
    assert len(found) == 1
    assert isinstance(found[0], Unreadable)
    return found[0]


THIRD: dict[str, Any] = {
    "standard": {"name": "ninjs", "version": "3.1"},
    "uri": "urn:tide:1",
    "type": "text",
    "version": "2",
    "firstCreated": "2026-03-12T03:14:00+05:30",
    "versionCreated": "2026-03-12T03:20:00+05:30",
    "embargoedUntil": "2026-03-12T06:00:00+05:30",
    "expires": "2027-03-12T06:00:00+05:30",
    "pubStatus": "usable",
    "urgency": 1,
    "language": "hi",
    "headlines": [
        {"role": "web", "value": "A <b>web</b> variant"},
        {"role": "main", "contentType": "text/plain", "value": "Ferry <berth> & quay"},
    ],
    "descriptions": [
        {"role": "dateline", "value": "SALTMOUTH, March 12 (Tide Wire)"},
        {"role": "caption", "value": "A berth at dawn"},
        {"role": "summary", "contentType": "text/html", "value": "<p>The board said <i>yes</i>.</p>"},
        {"role": "credit-line", "value": "Tide Wire"},
        {"role": "provenance-statement", "value": NOTICE},
        {"role": "provenance-relation", "value": "agency_copy"},
        {"role": "summary", "value": " "},
    ],
    "bodies": [
        {"role": "text", "contentType": "text/plain", "value": "The plain words"},
        {
            "role": "main",
            "contentType": "text/html",
            "value": "<html><head><title>No copy</title></head><body><p>One</p><p>Two</p></body></html>",
        },
    ],
    "by": "By Ilka Moreau",
    "slugline": "FERRY",
    "located": "Saltmouth",
    "edNote": "Adds <b>the vote</b>.",
    "usageTerms": "None after a year",
    "copyrightNotice": "© Tide",
    "copyrightHolder": "Tide Wire Ltd",
    "contentCreated": "2026-03-11T20:00:00+05:30",
    "people": [{"name": "Ilka Moreau", "rel": "byline"}, {"name": "A Minister", "rel": "about"}],
    "subjects": [
        {"name": "economy", "uri": "http://cv.iptc.org/newscodes/mediatopic/04000000"},
        {"literal": "L7"},
        {"literal": "ferry", "rel": "keyword"},
        {"name": "City", "rel": "section"},
        {"rel": "nothing"},
    ],
    "genres": [{"name": "Current", "uri": "http://cv.iptc.org/newscodes/genre/Current"}, {}],
    "infoSources": [
        {"name": "Tide Wire", "role": "http://cv.iptc.org/newscodes/infosourcerole/originfo"},
        {"name": "Harbor Herald", "role": "http://cv.iptc.org/newscodes/infosourcerole/supplier", "uri": "https://harbor-herald.example/"},
        {"role": "nobody"},
    ],
    "altIds": [{"role": "internal", "value": "7"}, {"role": "url", "value": "https://harbor-herald.example/1"}],
    "associations": [
        {
            "name": "picture",
            "uri": "p",
            "type": "picture",
            "renditions": [
                {"name": "small", "href": "https://i.example/s.jpg", "width": 10},
                {"name": "big", "href": "https://i.example/b.jpg", "width": 90},
            ],
            "descriptions": [{"role": "caption", "value": "The berth"}, {"role": "credit-line", "value": "Tide Wire"}],
        },
        {"name": "film", "uri": "f", "type": "video", "renditions": [{"href": "https://i.example/v.mp4"}]},
        {"name": "empty", "uri": "e"},
    ],
}


def test_every_field_of_version_3_is_read() -> None:
    item = only(THIRD)
    assert (item.form, item.uri, item.version, item.partial) == ("ninjs", "urn:tide:1", "2", False)
    assert [word.text for word in item.headlines] == ["Ferry <berth> & quay", "A web variant"]
    assert [word.text for word in item.summaries] == ["The board said yes.", "A berth at dawn"]
    assert (item.dateline, item.credit_line) == ("SALTMOUTH, March 12 (Tide Wire)", "Tide Wire")
    assert [word.text for word in item.bylines] == ["By Ilka Moreau"]
    assert [word.text for word in item.persons] == ["Ilka Moreau"]
    assert (item.published[0].text, item.updated[0].text) == ("2026-03-12T03:14:00+05:30", "2026-03-12T03:20:00+05:30")
    assert (item.embargo, item.expires) == ("2026-03-12T06:00:00+05:30", "2027-03-12T06:00:00+05:30")
    assert (item.pub_status, item.urgency, item.slugline, item.languages[0].text) == ("usable", 1, "FERRY", "hi")
    assert [block.text for block in item.blocks] == ["One", "Two"]
    assert (item.ed_note, item.usage_terms, item.copyright_notice) == ("Adds the vote.", "None after a year", "© Tide")
    assert item.subjects == (Subject(code="medtop:04000000", name="economy"), Subject(code="L7", name="L7"))
    assert item.genres == (Subject(code="http://cv.iptc.org/newscodes/genre/Current", name="Current"),)
    assert (item.keywords, item.sections[0].text) == (("ferry",), "City")
    assert item.publisher == Publisher(name="Harbor Herald", domain="harbor-herald.example")
    assert [(word.text, word.source) for word in item.credits] == [
        ("Tide Wire Ltd", "ninjs copyrightHolder"),
        ("Tide Wire", "ninjs infoSource originfo"),
    ]
    assert item.url == "https://harbor-herald.example/1"
    assert (item.media, item.located, item.copyright_holder) == ("text", "Saltmouth", "Tide Wire Ltd")
    assert item.content_created == "2026-03-11T20:00:00+05:30"
    assert item.images == (Image(url="https://i.example/b.jpg", caption="The berth", credit="Tide Wire"),)


def test_fields_stand_in_the_raw_text_in_the_documents_order() -> None:
    item = only(THIRD)
    seen, _, unseen = item.raw_text.partition("\f")
    order = ["A web variant", "Ferry <berth>", "SALTMOUTH", "The board", NOTICE, "One", "By Ilka", "Adds the vote", "None after", "© Tide"]
    places = [seen.index(text) for text in order]
    assert places == sorted(places)
    assert {"provenance-relation: agency_copy", "infoSource originfo: Tide Wire", "copyrightHolder: Tide Wire Ltd"} <= set(
        unseen.splitlines()
    )
    assert all(item.raw_text[block.start : block.end] == block.text for block in item.blocks)
    shown = {zone.kind: item.raw_text[zone.start : zone.end] for zone in item.zones}
    assert (shown["byline"], shown["caption"]) == ("By Ilka Moreau", "A berth at dawn")
    assert "No copy" not in item.raw_text
    assert "The plain words" not in item.raw_text


def test_the_lower_case_names_of_version_2_say_the_same() -> None:
    second = {key.lower(): value for key, value in THIRD.items()}
    assert only(second) == replace(only(THIRD))


def test_version_1_puts_the_words_into_names() -> None:
    item = only(
        {
            "uri": "urn:tide:2",
            "versioncreated": "2019-10-08T12:00:00",
            "headline": "Main &amp; first",
            "headline_web": "A variant",
            "byline": "By Ola",
            "description_text": "In short",
            "description_usage": "Another",
            "body_text": "Plain words",
            "body_html": "<p>Marked words</p>",
            "embargoed": "Next Monday",
            "located": "Saltmouth",
            "subject": [{"name": "sea", "code": "20000737", "scheme": "medtop"}],
            "infosource": [{"name": "Tide Wire"}],
            "associations": {
                "one": {
                    "uri": "p",
                    "type": "picture",
                    "renditions": {"a": {"href": "https://i.example/1.jpg"}},
                    "description_text": "A berth",
                    "byline": "Ola",
                }
            },
            "keywords": "sea, ferry",
        }
    )
    assert [word.text for word in item.headlines] == ["Main & first", "A variant"]
    assert [word.text for word in item.summaries] == ["In short", "Another"]
    assert [block.text for block in item.blocks] == ["Marked words"]
    assert (item.embargo, item.dateline, item.located) == ("Next Monday", None, "Saltmouth")
    assert item.subjects == (Subject(code="20000737", name="sea"),)
    assert item.credits[0].text == "Tide Wire"
    assert item.images == (Image(url="https://i.example/1.jpg", caption="A berth", credit="Ola"),)
    assert item.keywords == ("sea", "ferry")


@pytest.mark.parametrize(
    ("bodies", "paragraphs"),
    [
        ([{"value": "One\n\nTwo two\ntwo\n \nThree"}], ["One", "Two two two", "Three"]),
        ([{"value": "One\nTwo"}], ["One", "Two"]),
        ([{"contentType": "text/plain", "value": "A <p> that is no tag"}], ["A <p> that is no tag"]),
        ([{"value": "<p>One</p><p>Two</p>"}], ["One", "Two"]),
        (
            [
                {
                    "contentType": "application/nitf+xml",
                    "value": "<nitf><head><title>No</title></head><body><body.content><p>Yes</p></body.content></body></nitf>",
                }
            ],
            ["Yes"],
        ),
        ([{"contentType": "text/html", "value": "<body>Unclosed <p>words"}], ["Unclosed", "words"]),
        ([{"contentType": "text/plain", "value": "Short"}, {"contentType": "text/plain", "value": "The longer one"}], ["The longer one"]),
        ([{"value": "  "}, {"role": "main"}, 7], []),
        ("no list", []),
    ],
)
def test_the_best_body_is_cut_into_paragraphs(bodies: object, paragraphs: list[str]) -> None:
    assert [block.text for block in only({"uri": "u", "bodies": bodies}).blocks] == paragraphs


def test_an_empty_body_of_version_1_is_none() -> None:
    assert only({"uri": "u", "body_text": " ", "body_html": 7}).blocks == ()


@pytest.mark.parametrize(
    ("status", "read"),
    [
        ("usable", "usable"),
        ("Withheld", "withheld"),
        ("embargoed", "withheld"),
        ("stat:canceled", "canceled"),
        ("cancelled", "canceled"),
        ("killed", "canceled"),
        ("commissioned", "withheld"),
        (7, "withheld"),
    ],
)
def test_a_status_that_nobody_knows_keeps_the_story_back_and_is_reported(status: object, read: str) -> None:
    item = only({"uri": "u", "pubStatus": status})
    assert item.pub_status == read
    assert bool(item.findings) is (status in ("commissioned", 7))
    assert only({"uri": "u"}).pub_status == "usable"


def test_an_embargo_that_is_no_string_still_holds() -> None:
    assert only({"uri": "u", "embargoedUntil": 20260312}).embargo == "20260312"
    assert only({"uri": "u", "embargoedUntil": ""}).embargo is None
    assert only({"uri": "u", "embargoedUntil": None}).embargo is None


@pytest.mark.parametrize("urgency", [0, 10, "3", True, 2.5, None])
def test_an_urgency_outside_the_standard_is_none(urgency: object) -> None:
    assert only({"uri": "u", "urgency": urgency}).urgency is None


def test_values_of_wrong_kinds_cost_nothing_but_themselves() -> None:
    wrong = {name: {"a": [1]} for name in THIRD} | {"uri": "u", "type": "text", "headline": "Kept", "embargoedUntil": None}
    item = only(wrong)
    assert [word.text for word in item.headlines] == ["Kept"]
    for value in (7, True, "words", [None, 3, {"value": 4, "name": 5, "role": []}]):
        assert only(dict.fromkeys(THIRD, value) | {"uri": "u", "type": "text"}).uri == "u"


def test_a_title_serves_where_there_is_no_headline_and_stays_last_where_there_is() -> None:
    assert only({"uri": "u", "title": "The name"}).headlines[0].text == "The name"
    item = only({"uri": "u", "title": "The name", "headlines": [{"value": "A headline"}, {"role": "main", "value": "The headline"}]})
    assert [word.text for word in item.headlines] == ["The headline", "A headline", "The name"]


@pytest.mark.parametrize(("kind", "read"), [("picture", "picture"), ("text", "text"), ("hologram", "text"), (7, "text")])
def test_the_kind_of_item_is_read_where_the_standard_knows_it(kind: object, read: str) -> None:
    assert only({"uri": "u", "type": kind}).media == read


def test_a_partial_representation_is_partial() -> None:
    assert only({"uri": "u", "representationType": "partial"}).partial


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"headline": "no identity"}, "no `uri`"),
        ({"uri": 7}, "no `uri`"),
        ({"uri": "u", "type": "event"}, "an event"),
        ({"uri": "u", "type": "planning"}, "plan"),
        ({"uri": "u", "eventDetails": {"a": 1}}, "an event"),
        ({"uri": "u", "plannedCoverage": [1]}, "plan"),
        ([], "empty"),
        ("7", "this is a number"),
        ('"x"', "this is a string"),
        ("null", "this is null"),
        ('{"uri": "x", "headline": "y', "Unterminated string"),
        ('{"uri": "x\0', "Unterminated string"),
        ('{"uri": "x", "urgency": ' + "1" * 5000 + "}", "no JSON we read"),
        ("{" * 50_000, "no JSON"),
        ('{"a":' * 100_000, "nest"),
        ("[" * 100_000, "nests too deep"),
    ],
)
def test_what_is_no_story_is_refused_in_words(value: object, says: str) -> None:
    assert says in refused(value).reason


def test_a_fault_is_named_by_line_and_column() -> None:
    assert refused('{\n  "uri": "x",\n  "headline" "y"\n}').place == "line 3, column 14"


def test_a_list_gives_its_items_and_names_those_that_are_none() -> None:
    found = parse([{"uri": "1"}, 7, {"uri": "2"}])
    assert [item.uri if isinstance(item, WireItem) else item.place for item in found] == ["1", "item 2", "2"]


def test_a_list_that_breaks_off_gives_what_is_whole() -> None:
    found = parse('[{"uri": "1"},\n {"uri": "2"},\n {"uri": "3", "head')
    assert [item.uri if isinstance(item, WireItem) else item.place for item in found] == ["1", "2", "item 3, line 3, column 2"]
    assert isinstance(found[2], Unreadable)
    assert "breaks off" in found[2].reason


def test_one_item_a_line_outlives_a_broken_neighbor() -> None:
    found = parse('{"uri": "1"}\n{"uri": "2", "x\n\n{"uri": "3"}\n[7]\n')
    assert [item.uri if isinstance(item, WireItem) else item.place for item in found] == ["1", "line 2, column 14", "3", "line 5"]


def test_a_wrong_charset_does_not_spoil_the_words() -> None:
    text = '{"uri": "u", "headline": "Été à la forêt brûlée, près du quai"}'
    assert only(text.encode("cp1252")).headlines[0].text == "Été à la forêt brûlée, près du quai"
    assert only(b"\xef\xbb\xbf" + text.encode()).headlines[0].text == "Été à la forêt brûlée, près du quai"


# --- out ---------------------------------------------------------------------------------------------------------
FIELDS = """
standard uri type representationType version firstCreated versionCreated contentCreated embargoedUntil pubStatus urgency
copyrightHolder copyrightNotice usageTerms edNote
language headlines descriptions bodies by slugline located people subjects genres infoSources associations altIds expires
"""
ROWS = {
    "headlines": {"role", "contentType", "value"},
    "descriptions": {"role", "contentType", "value"},
    "bodies": {"role", "contentType", "charCount", "wordCount", "value"},
    "people": {"name", "rel", "uri", "literal"},
    "subjects": {"name", "rel", "uri", "literal"},
    "genres": {"name", "uri", "literal"},
    "infoSources": {"name", "role", "uri", "literal"},
    "altIds": {"role", "value"},
    "associations": {"name", "uri", "type", "renditions", "descriptions"},
}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def held_to_the_schema(item: dict[str, object]) -> None:
    """The closed schema in our own words: known names only, strings where it wants strings, instants with an offset."""
    assert set(item) <= set(FIELDS.split())
    assert {"uri", "pubStatus", "type"} <= set(item)
    assert all(value not in (None, [], "") for value in item.values())
    assert item["pubStatus"] in ("usable", "withheld", "canceled")
    for key in ("firstCreated", "versionCreated", "embargoedUntil", "expires"):
        assert STAMP.fullmatch(str(item.get(key, "2024-06-19T06:28:00Z")))
        datetime.fromisoformat(str(item.get(key, "2024-06-19T06:28:00Z")))
    for key, names in ROWS.items():
        rows = item.get(key, [])
        assert isinstance(rows, list)
        assert all(set(row) <= names and None not in row.values() for row in rows)
    json.dumps(item)


def test_everything_that_leaves_holds_to_the_schema() -> None:
    for story in (FULL, BARE, DAY_ONLY):
        held_to_the_schema(as_ninjs(story))
        held_to_the_schema(as_ninjs(story, withdrawn=True))


def test_the_words_that_credit_an_agency_leave_with_the_copy_and_stay_out_of_it_when_it_comes_back() -> None:
    page = (
        "<article><h1>Ferry berth mended</h1><p>SALTMOUTH, June 19 (PTI): The berth was mended in nine days, the board said on Friday.</p>"
        "<p>Two ferries called on the first morning, and the queue was gone by noon.</p></article>"
    )
    (story,) = read(page.encode(), form="page", url="https://harborherald.example/berth")
    assert isinstance(story, Story)
    item: dict[str, Any] = as_ninjs(story)
    held_to_the_schema(item)
    told = [row["value"] for row in item["descriptions"] if row["role"] == "provenance-evidence"]
    assert told == ["SALTMOUTH, June 19 (PTI):"]
    (again,) = read(json.dumps(item).encode(), form="ninjs")
    assert isinstance(again, Story)
    assert [credit.agency for credit in again.provenance.credits] == ["pti"]
    assert "SALTMOUTH, June 19 (PTI):" not in again.body_text


def test_a_full_story_leaves_with_every_field() -> None:
    item: dict[str, Any] = as_ninjs(FULL)
    assert set(item) == set(FIELDS.split())
    roles = {row["role"]: row["value"] for row in item["descriptions"]}
    assert roles == {
        "summary": FULL.summary,
        "dateline": "SALTMOUTH, June 19 (Tide Wire):",
        "credit-line": "Tide Wire",
        "provenance-statement": NOTICE,
        "provenance-relation": "agency_copy",
        "provenance-claims": "headline yes, body no",
        "provenance-observed": "Compared with the agency's own copy: headline changed, body same, 97% alike.",
    }
    assert [(row["name"], row["role"].rpartition("/")[2]) for row in item["infoSources"]] == [
        ("Tide Wire", "originfo"),
        ("Harbor Herald", "supplier"),
    ]
    assert [row["contentType"] for row in item["bodies"]] == ["text/html", "text/plain"]
    assert item["subjects"][0] == {"name": "economy", "uri": "http://cv.iptc.org/newscodes/mediatopic/04000000"}
    assert {"literal": "ferry", "rel": "keyword"} in item["subjects"]
    assert item["edNote"] == FULL.ed_note
    assert as_ninjs(replace(FULL, ed_note=None))["edNote"] == (
        "Unedited except for the headline; agency copy from Tide Wire, published by Harbor Herald."
    )


def test_a_withdrawn_story_is_canceled() -> None:
    assert as_ninjs(FULL, withdrawn=True)["pubStatus"] == "canceled"


def test_times_without_an_offset_are_left_out() -> None:
    item = as_ninjs(DAY_ONLY)
    assert not {"firstCreated", "versionCreated", "embargoedUntil"} & set(item)
    assert item["pubStatus"] == "withheld"


@pytest.mark.parametrize(
    "story", [FULL, BARE, replace(FULL, partial=True, images=(Image(url="https://i.example/1"),))], ids=["full", "bare", "partial"]
)
def test_a_story_survives_ninjs_there_and_back(story: Story) -> None:
    item = only(as_ninjs(story))
    assert item.version == story.version
    assert [word.text for word in item.headlines] == ([story.headline] if story.headline else [])
    assert [word.text for word in item.summaries] == ([story.summary] if story.summary else [])
    assert [(block.kind, block.text) for block in item.blocks] == [(block.kind, block.text) for block in story.body]
    assert [word.text for word in item.published] == ([story.published.iso] if story.published else [])
    assert item.embargo == (story.embargoed_until.iso if story.embargoed_until else None)
    assert item.expires == (story.expires.iso if story.expires else None)
    assert [word.text for word in item.bylines] == ([story.byline] if story.byline else [])
    assert tuple(word.text for word in item.persons) == story.persons
    assert item.dateline == (story.dateline.text if story.dateline else None)
    same = (
        "slugline",
        "images",
        "keywords",
        "urgency",
        "pub_status",
        "ed_note",
        "usage_terms",
        "copyright_notice",
        "credit_line",
        "partial",
        "url",
    )
    assert {name: getattr(item, name) for name in same} == {name: getattr(story, name) for name in same}
    assert [subject.name for subject in item.subjects] == [subject.name for subject in story.subjects]
    assert item.genres == story.genres
    assert (item.media, item.copyright_holder) == (story.media, story.copyright_holder)
    assert item.content_created == (story.content_created.iso if story.content_created else None)
    assert item.publisher == story.publisher
    assert [word.text for word in item.sections] == ([story.section] if story.section else [])


WORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Cn"]), min_size=1, max_size=40)
    .map(str.split)
    .map(" ".join)
    .filter(bool)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["p", "h", "li", "quote"]), WORDS), max_size=6))
def test_any_words_survive_in_their_blocks(parts: list[tuple[Any, str]]) -> None:
    story = replace(BARE, body=tuple(Block(kind, text) for kind, text in parts))
    assert [(block.kind, block.text) for block in only(as_ninjs(story)).blocks] == parts


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 3000))
def test_any_bytes_give_something_and_never_an_error(noise: bytes, at: int) -> None:
    data = json.dumps(THIRD).encode()
    for spoiled in (noise, data[:at], data[:at] + noise + data[at:], b"[" + data + b"," + data[:at]):
        assert parse(spoiled)


def test_a_hostile_item_ends_soon() -> None:
    with soon(10):
        for text in ("<body>" * 100_000, "<p" * 200_000, "\n" * 500_000, "&" * 500_000, "\n x" * 200_000):
            parse({"uri": "u", "headline": text, "bodies": [{"value": text}], "descriptions": [{"value": text}]})


def test_a_source_without_a_role_is_the_sender_unless_another_is() -> None:
    bare, sender = {"name": "Tide Wire"}, {"name": "Harbor Herald", "role": "supplier"}
    assert only({"uri": "a", "infoSources": [bare]}).publisher == Publisher(name="Tide Wire")
    assert only({"uri": "a", "infoSources": [bare, sender]}).publisher == Publisher(name="Harbor Herald")
    assert only({"uri": "a", "infoSources": [{"name": "Ola", "rel": "x/Interviewee"}]}).publisher == Publisher()


def test_the_writer_of_a_caption_is_no_summary() -> None:
    rows = [{"role": "writer", "value": "www.tide.example"}, {"role": "text", "value": "The ferry at its berth"}]
    item = only({"uri": "a", "descriptions": rows})
    assert [word.text for word in item.summaries] == ["The ferry at its berth"]
    assert "writer: www.tide.example" in item.raw_text


@pytest.mark.parametrize(
    ("credited", "sources"),
    [((), ["Ola Rann, Saltmouth Pictures"]), ((Credit(agency="ani", name="ANI", role="source", evidence=()),), ["ANI"])],
)
def test_a_credit_line_is_a_source_where_no_agency_is(credited: tuple[Credit, ...], sources: list[str]) -> None:
    story = replace(BARE, publisher=Publisher(), credit_line="Ola Rann, Saltmouth Pictures", provenance=Provenance(credits=credited))
    out: dict[str, Any] = as_ninjs(story)
    assert [source["name"] for source in out["infoSources"]] == sources
