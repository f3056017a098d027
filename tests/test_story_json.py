"""What leaves the house in our own words: the JSON of `read`, the printed copy, the line on where a story comes from."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from full_story import BARE, DAY_ONLY, FULL, NOTICE

from normalizers.formats.identity import instant, note, provenance_line, status_of, uri_of
from normalizers.formats.story_json import as_json
from normalizers.formats.text import as_text
from normalizers.terms import Amendment, Block, Credit, Dateline, Edited, Moment, Provenance, Publisher, Relation, Story

ORDER = """
uri version form partial url canonical_url publisher headline summary slugline section language byline persons desks editors dateline
published updated body body_text images keywords subjects urgency pub_status embargoed_until expires signals ed_note usage_terms
copyright_notice credit_line flags quality provenance
"""
PROVENANCE = "relation credits via edited auto_generated statements observed evidence conflicts confidence ruleset"
NULL_WHEN_BARE = """
uri version url canonical_url headline summary slugline section language byline dateline published updated urgency embargoed_until expires
ed_note usage_terms copyright_notice credit_line
"""
EMPTY_WHEN_BARE = "persons desks editors body images keywords subjects signals flags"


def test_the_keys_stand_in_their_order_whatever_the_story() -> None:
    for story in (FULL, BARE, DAY_ONLY):
        assert list(as_json(story)) == ORDER.split()


def test_what_is_not_stated_is_null_or_empty() -> None:
    told = json.loads(json.dumps(as_json(BARE)))
    assert told["publisher"] == {"name": None, "domain": None}
    assert {key for key, value in told.items() if value is None} == set(NULL_WHEN_BARE.split())
    assert {key for key, value in told.items() if value == []} == set(EMPTY_WHEN_BARE.split())
    assert (told["pub_status"], told["partial"], told["body_text"]) == ("usable", False, "")
    assert told["provenance"]["relation"] == "unknown"
    assert told["provenance"]["observed"] is None


def test_a_full_story_says_everything() -> None:
    told = json.loads(json.dumps(as_json(FULL)))
    assert told["published"] == "2024-06-19T06:28:00+05:30"
    assert told["dateline"] == {"text": "SALTMOUTH, June 19 (Tide Wire):", "place": "SALTMOUTH", "date": "June 19"}
    assert told["body"][1] == {"kind": "h", "text": "What next"}
    assert told["body_text"].startswith("The board met & voted, 5 < 6.\n\nWhat next\n\nPiles")
    assert told["subjects"][0] == {"code": "medtop:04000000", "name": "economy"}
    assert told["images"] == [{"url": "https://img.harbor-herald.example/1.jpg", "caption": "The berth", "credit": "Tide Wire"}]
    assert told["signals"] == ["update", "correction", "kill"]


def test_what_our_desk_changed_is_told_where_it_changed_something() -> None:
    story = replace(FULL, amended=(Amendment(field="headline", by="the desk", at="2024-06-19T10:00:00Z"),))
    assert as_json(story)["amended"] == [{"field": "headline", "by": "the desk", "at": "2024-06-19T10:00:00Z"}]
    assert list(as_json(story)) == [*ORDER.split(), "amended"]


def test_times_are_as_precise_as_the_document() -> None:
    told = as_json(DAY_ONLY)
    assert (told["published"], told["updated"]) == ("2024-06-19", "2024-06-19T06:28:00")


def test_evidence_says_which_text_its_offsets_count_in() -> None:
    told = json.loads(json.dumps(as_json(FULL)))["provenance"]
    assert list(told) == PROVENANCE.split()
    assert told["evidence"] == [
        {"rule": "en.except-headline", "kind": "disclaimer", "quote": NOTICE, "start": 0, "end": len(NOTICE), "in": "raw_text"}
    ]
    assert told["credits"][0] == {"agency": "tide", "name": "Tide Wire", "role": "source", "evidence": [0]}
    assert told["edited"] == {"headline": "yes", "body": "no", "picture": "unknown"}
    assert told["statements"] == [{"text": NOTICE, "evidence": 0}]
    assert told["observed"] == {"against": "urn:tide:1", "headline": "changed", "body": "same", "similarity": 0.97}
    assert told["conflicts"] == [{"says": "The byline names a person, the notice an agency.", "evidence": [0]}]


def test_printed_copy_reads_from_slug_to_provenance() -> None:
    print_ = as_text(FULL)
    order = [
        "FERRY-BERTH  URGENCY 3  UPDATE  CORRECTION  KILL  EMBARGOED UNTIL 2024-06-19T07:00:00+05:30",
        "Ferry berth & quay approved",
        "By Ilka Moreau",
        "published 2024-06-19T06:28:00+05:30",
        "SALTMOUTH, June 19",
        "The board met",
        "- Piles",
        "  > At last.",
        "berth\tdepth\nnorth\t7 m",
        "tide  table\n  low",
        "Note: Adds",
        "not been changed by",
        "Provenance: Unedited except for the headline; agency copy from Tide Wire",
        "https://harbor-herald.example/city/1",
    ]
    places = [print_.index(text) for text in order]
    assert places == sorted(places)
    assert print_.endswith("\n")


def test_printed_copy_of_a_bare_story_is_its_body_alone() -> None:
    assert as_text(Story(form="text", body=(Block("p", "Words."),), pub_status="withheld")) == "WITHHELD\n\nWords.\n\n-ends-\n"


def test_a_dateline_that_opens_the_body_is_not_printed_twice() -> None:
    story = Story(form="text", dateline=Dateline(text="SALTMOUTH:"), body=(Block("p", "SALTMOUTH: The board met."),))
    assert as_text(story).count("SALTMOUTH") == 1


def test_an_identity_is_stated_or_made_of_the_words_alone() -> None:
    assert uri_of(FULL) == FULL.uri
    assert uri_of(replace(FULL, uri=None)) == FULL.canonical_url
    assert uri_of(replace(FULL, uri=None, canonical_url=None)) == FULL.url
    made = uri_of(BARE)
    assert made.startswith("urn:copytaster:")
    assert made == uri_of(replace(BARE, form="page"))
    assert made != uri_of(replace(BARE, raw_text="other words"))


@pytest.mark.parametrize("iso", ["2024-06-19", "2024-06-19T06:28:00", "2024-06-19T06:28+05:30"])
def test_a_time_without_offset_or_seconds_is_no_instant(iso: str) -> None:
    assert instant(Moment(iso)) is None
    assert instant(None) is None


def test_an_embargo_that_cannot_be_told_as_an_instant_keeps_a_story_back() -> None:
    assert status_of(DAY_ONLY, withdrawn=False) == "withheld"
    assert status_of(DAY_ONLY, withdrawn=True) == "canceled"
    assert status_of(replace(DAY_ONLY, pub_status="canceled"), withdrawn=False) == "canceled"
    assert status_of(FULL, withdrawn=False) == "usable"


TIDE = (Credit(agency="tide", name="Tide Wire", role="source", evidence=()),)
HERALD = Publisher(domain="harbor-herald.example")


@pytest.mark.parametrize(
    ("relation", "credits_", "edited", "line"),
    [
        ("agency_copy", TIDE, Edited(headline="yes", body="no"), "Unedited except for the headline; agency copy from Tide Wire"),
        ("agency_copy", (), Edited(), "Agency copy from agencies"),
        ("staff_with_inputs", TIDE, Edited(), "Staff copy with inputs from Tide Wire"),
        ("staff", (), Edited(), "Staff copy"),
        ("compiled", TIDE, Edited(body="yes"), "Edited by the publisher; compiled from Tide Wire"),
    ],
)
def test_the_provenance_line_is_one_short_sentence(relation: Relation, credits_: tuple[Credit, ...], edited: Edited, line: str) -> None:
    story = Story(form="page", publisher=HERALD, provenance=Provenance(relation=relation, credits=credits_, edited=edited))
    assert provenance_line(story) == f"{line}, published by harbor-herald.example."
    assert note(story) == provenance_line(story)


def test_an_agency_that_sends_its_own_copy_is_not_said_to_publish_it() -> None:
    story = Story(form="ninjs", publisher=Publisher(name="Tide Wire"), provenance=Provenance(relation="agency_direct", credits=TIDE))
    assert provenance_line(story) == "From Tide Wire."
    assert provenance_line(BARE) is None
    assert note(FULL) == FULL.ed_note
