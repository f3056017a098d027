"""The cases under tests/wires: what was received, and what must come out of it. A case is a folder; no Python is needed to add one.

`received.*` is the document. `expected.toml` says what `read` must give; docs/add.md explains its keys.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
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
    told: dict[str, Any] = as_json(story)
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
    if isinstance(want.get("relation"), list) and traced["relation"] in want["relation"]:
        shapes["relation"] = want["relation"]
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


# --- the sample wire, through the whole line -------------------------------------------------------------------------
SAMPLES = ("sample-wire", "sample-feed", "sample-pages", "sample-dump")
COLUMNS = "i.source, i.status, i.change, i.cluster_id, i.headline, p.relation, p.agency, p.headline_edited, p.body_edited"


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the program makes of the sample wire, with the configuration that it ships with."""
    data = tmp_path_factory.mktemp("data")
    only = [part for source in SAMPLES for part in ("--source", source)]
    command = [sys.executable, "run_pipeline.py", "run", "--config", "config", "--data", str(data), *only]
    done = subprocess.run(command, cwd=WIRES.parent.parent, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    conn = sqlite3.connect(data / "wire.db")
    conn.row_factory = sqlite3.Row
    rows = conn.execute(f"SELECT {COLUMNS} FROM v_items i JOIN v_provenance p USING (item_id) ORDER BY item_id")  # noqa: S608 - our own columns
    found = [dict(row) for row in rows]
    conn.close()
    return found


def told(wire: list[dict[str, Any]], words: str) -> dict[str, Any]:
    """The one item with these words in its headline."""
    (row,) = [row for row in wire if words in row["headline"]]
    return row


def test_the_sample_wire_shows_real_work(wire: list[dict[str, Any]]) -> None:
    assert len(wire) == 28  # 11 of the agencies, for the twelfth is a resend; 8 of the feed; 8 pages; 1 dump
    assert {row["change"] for row in wire} >= {"new", "copy", "cut", "update", "correction", "kill", "series"}


def test_one_story_at_three_newspapers_is_one_story(wire: list[dict[str, Any]]) -> None:
    (cluster,) = {row["cluster_id"] for row in wire if "sail again" in row["headline"]}
    carried = sorted((row["source"], row["change"]) for row in wire if row["cluster_id"] == cluster and row["source"] != "sample-wire")
    assert carried == [("sample-feed", "copy"), ("sample-pages", "copy"), ("sample-pages", "cut")]


def test_a_newspaper_s_copy_of_a_killed_story_does_not_go_out(wire: list[dict[str, Any]]) -> None:
    assert told(wire, "KILL: Devgarhi mill owner")["change"] == "kill"
    assert told(wire, "Devgarhi mill owner held at toll gate")["status"] in {"held", "killed"}
    assert {row["status"] for row in wire if row["headline"] == "Devgarhi mill owner detained over boiler blast"} == {"killed"}


def test_what_is_embargoed_is_held(wire: list[dict[str, Any]]) -> None:
    assert told(wire, "economy grew 6.8 percent")["status"] == "held"


def test_a_correction_takes_the_place_of_what_it_corrects(wire: list[dict[str, Any]]) -> None:
    assert told(wire, "Rs 412 crore")["status"] == "superseded"
    assert told(wire, "CORRECTED:")["change"] == "correction"
    assert told(wire, "Assembly votes money")["cluster_id"] == told(wire, "CORRECTED:")["cluster_id"]


def test_the_next_day_s_table_is_another_issue(wire: list[dict[str, Any]]) -> None:
    first, second = told(wire, "closing rates, March 3"), told(wire, "closing rates, March 4")
    assert first["cluster_id"] != second["cluster_id"]
    assert second["change"] == "series"
    assert told(wire, "closing rates for Tuesday")["cluster_id"] == first["cluster_id"]


@pytest.mark.parametrize(
    ("words", "relation", "agency", "headline", "body"),
    [
        ("Ferries back on the bay", "agency_copy", "meridian", "yes", "no"),
        ("First boat in nine days", "agency_copy", "meridian", "may", "no"),
        ("Day boats only", "agency_copy", "meridian", "unknown", "may"),
        ("By a whisker", "agency_copy", "meridian", "yes", "no"),
        ("Assembly votes money", "agency_copy", "meridian", "unknown", "unknown"),
        ("Tram line shut", "staff_with_inputs", "meridian", "unknown", "unknown"),
        ("The last keeper", "staff", None, "unknown", "unknown"),
        ("Bay Salt Works announces", "release", "brightwire", "unknown", "unknown"),
        ("Python on warm rails", "agency_copy", "meridian", "unknown", "unknown"),
        ("Heavy swell keeps boats", "compiled", "*generic", "unknown", "unknown"),
        ("gives its crabs back", "partner", None, "unknown", "unknown"),
        ("Forgotten lightship", "agency_copy", "meridian", "yes", "no"),
        ("जेब में बजेगी चेतावनी", "agency_copy", "sagar", "yes", "no"),
        ("ऊँची लहरें", "staff_with_inputs", "sagar", "unknown", "unknown"),
        ("लाइब्रेरी अब रात", "staff", None, "unknown", "unknown"),
    ],
)
def test_the_sample_pages_say_whose_words_they_are(
    wire: list[dict[str, Any]], words: str, relation: str, agency: str | None, headline: str, body: str
) -> None:
    row = told(wire, words)
    assert (row["relation"], row["headline_edited"], row["body_edited"]) == (relation, headline, body)
    assert row["agency"] == agency or relation == "partner"
