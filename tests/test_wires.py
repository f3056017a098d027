"""The cases under tests/wires: what was received, and what must come out of it. A case is a folder; no Python is needed to add one.

`received.*` is the document. `expected.toml` says what `read` must give; docs/add.md explains its keys.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from normalizers import as_json, read
from normalizers.terms import Hints, Publisher, Story, Unreadable

WIRES = Path(__file__).parent / "wires"
CASES = sorted(path.parent.name for path in WIRES.glob("*/expected.toml"))
TOP = {"says", "form", "url", "hints", "story", "unreadable"}
PLAIN = {
    *("form", "uri", "version", "partial", "url", "canonical_url", "headline", "summary", "slugline", "section", "language", "byline"),
    *("persons", "desks", "editors", "published", "updated", "urgency", "pub_status", "embargoed_until", "expires", "signals", "ed_note"),
    *("usage_terms", "copyright_notice", "credit_line", "keywords"),
}
PROVENANCE = {"relation", "auto_generated", "via", "confidence"}
OWN = {
    "publisher",
    "dateline",
    "subjects",
    "credits",
    "edited",
    "statements",
    "body",
    "body_kinds",
    "body_includes",
    "body_excludes",
    "images",
}


def expected(case: str) -> dict[str, Any]:
    """What a case says must come out."""
    return tomllib.loads((WIRES / case / "expected.toml").read_text("utf-8"))


def received(case: str) -> Path:
    """The one document of a case."""
    (path,) = (WIRES / case).glob("received.*")
    return path


def outcome(case: str) -> list[Story | Unreadable]:
    """What `read` gives for a case."""
    want = expected(case)
    said = dict(want.get("hints", {}))
    if "publisher" in said:
        said["publisher"] = Publisher(**said["publisher"])
    hints = Hints(**said) if said else None
    return read(received(case).read_bytes(), url=want.get("url"), form=want.get("form", "auto"), hints=hints)


def compared(story: Story, want: dict[str, Any]) -> dict[str, Any]:
    """The parts of a story that its case speaks of, in the shape the case uses."""
    told = as_json(story)
    traced = told["provenance"]
    shapes: dict[str, Any] = {
        **{key: told[key] for key in PLAIN},
        **{key: traced[key] for key in PROVENANCE},
        "publisher": {key: told["publisher"][key] for key in want.get("publisher", ())},
        "dateline": {key: (told["dateline"] or {}).get(key) for key in want.get("dateline", ())},
        "subjects": [subject["name"] for subject in told["subjects"]],
        "credits": sorted(f"{credit['agency']} {credit['role']}" for credit in traced["credits"] if credit["role"] != "photo"),
        "edited": {key: traced["edited"][key] for key in want.get("edited", ())},
        "statements": [statement["text"] for statement in traced["statements"]],
        "body": [block["text"] for block in told["body"]],
        "body_kinds": [block["kind"] for block in told["body"]],
        "body_includes": [text for text in want.get("body_includes", ()) if text in told["body_text"]],
        "body_excludes": [text for text in want.get("body_excludes", ()) if text not in told["body_text"]],
        "images": [image["url"] for image in told["images"]],
    }
    return {key: shapes[key] for key in want if key != "absent"}


@pytest.mark.parametrize("case", CASES)
def test_a_wire_reads_as_its_case_says(case: str) -> None:
    want = expected(case)
    found = outcome(case)
    stories = [item for item in found if isinstance(item, Story)]
    faults = [item for item in found if isinstance(item, Unreadable)]
    assert [compared(story, row) for story, row in zip(stories, want.get("story", []), strict=False)] == [
        {key: sorted(value) if key == "credits" else value for key, value in row.items() if key != "absent"}
        for row in want.get("story", [])
    ]
    assert len(stories) == len(want.get("story", [])), [story.headline for story in stories]
    assert len(faults) == len(want.get("unreadable", [])), faults
    for fault, row in zip(faults, want.get("unreadable", []), strict=True):
        assert row.get("reason", "") in fault.reason
        assert row.get("place", "") in fault.place


@pytest.mark.parametrize("case", CASES)
def test_what_a_document_does_not_state_is_not_invented(case: str) -> None:
    want = expected(case)
    stories = [item for item in outcome(case) if isinstance(item, Story)]
    for story, row in zip(stories, want.get("story", []), strict=True):
        told = as_json(story)
        assert {key: told[key] for key in row.get("absent", ()) if told[key]} == {}


@pytest.mark.parametrize("case", CASES)
def test_every_quote_stands_where_its_evidence_says(case: str) -> None:
    for story in outcome(case):
        if isinstance(story, Unreadable):
            continue
        traced = story.provenance
        assert [proof for proof in traced.evidence if story.raw_text[proof.start : proof.end] != proof.quote] == []
        numbers = [number for credit in traced.credits for number in credit.evidence] + [said.evidence for said in traced.statements]
        assert [number for number in numbers if not 0 <= number < len(traced.evidence)] == []
        assert [said.text for said in traced.statements if said.text in story.body_text] == [], "a notice stayed in the body"


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_well_formed(case: str) -> None:
    want = expected(case)
    assert want.keys() <= TOP
    assert want.get("says", "").endswith("."), "a case says in a sentence what it is about"
    assert want.get("story") or want.get("unreadable")
    for row in want.get("story", []):
        assert row.keys() <= PLAIN | PROVENANCE | OWN | {"absent"}
    assert [path.name for path in received(case).parent.iterdir() if path.name not in {received(case).name, "expected.toml"}] == []


def test_there_are_cases() -> None:
    assert len(CASES) >= 20
