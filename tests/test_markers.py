"""The desk's markers: what they say, and the sentences that only look like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.fields.markers import Markers, read_markers


@pytest.mark.parametrize(
    ("headline", "signals"),
    [
        ("UPDATE 1-Ferry resumes after storm", ["update"]),
        ("UPDATED: Ferry resumes", ["update"]),
        ("CORRECTED-Ferry resumes after storm", ["correction"]),
        ("CORRECTED (OFFICIAL)-Ferry resumes", ["correction"]),
        ("CORRECTED-UPDATE 2-Ferry resumes", ["correction", "update"]),
        ("Correction: Ferry story", ["correction"]),
        ("Ferry resumes (Correction: date)", ["correction"]),
        ("Korrektur: Fähre fährt wieder", ["correction"]),
        ("(Berichtigung: Zahl im 2. Absatz) Fähre fährt wieder", ["correction"]),
        ("सुधार: नाव फिर चली", ["correction"]),
        ("2ND LEAD Ferry resumes", ["lead"]),
        ("1ST LD: Ferry", ["lead"]),
        ("LEAD 2: Ferry", ["lead"]),
        ("WRITETHRU: Ferry", ["writethru"]),
        ("TAKE 2 - Ferry", ["take"]),
        ("Ferry resumes, 1st lead", ["lead"]),
        ("Ferry resumes (2nd Ld-Writethru)", ["writethru"]),
        ("Ferry resumes - TAKE 2", ["take"]),
        ("Ferry resumes (Take 3)", ["take"]),
        ("Ferry vote, take 2", []),
        ("Gulls lose their 1st lead", []),
        ("Ferry resumes after 2nd write-thru", []),
        ("FLASH: Ferry sinks", ["flash"]),
        ("ALERT - Ferry sinks", ["alert"]),
        ("EIL: Fähre gesunken", ["alert"]),
        ("RPT-UPDATE 1-Ferry resumes", ["repeat", "update"]),
        ("RECAST-Ferry resumes", ["recast"]),
        ("KILL-Ferry resumes", ["kill"]),
        ("KILL: Ferry resumes", ["kill"]),
        ("Kill Ferry-Storm story", ["kill"]),
        ("WITHDRAWN - Ferry resumes", ["kill"]),
        ("ZURÜCKGEZOGEN: Fähre fährt wieder", ["kill"]),
        ("खबर वापस: नाव फिर चली", ["kill"]),
    ],
)
def test_a_headlines_marker_is_a_signal(headline: str, signals: list[str]) -> None:
    found = read_markers(headline=headline)
    assert list(found.signals) == signals
    assert found.kill == ("kill" in signals)


@pytest.mark.parametrize(
    "headline",
    [
        "Police correction officers walk out",
        "Kill switch fails on ferry",
        "KILL-SWITCH LAW PASSED",
        "Kill the story of the ferry, readers ask",
        "Killed: three cows",
        "FLASH FLOODS CUT ROAD",
        "FLASH-FLOOD WARNING FOR COAST",
        "Alert citizens catch a thief",
        "Lead pipes found under school",
        "Update on talks expected",
        "Repeat offenders face longer terms",
        "Take two aspirins, doctor says",
        "सुधार की मांग को लेकर धरना",
        "Berichtigung gefordert",
        "CORRECTIONS MINISTER RESIGNS",
        "UPDATES EXPECTED SOON",
        "",
    ],
)
def test_a_word_in_a_sentence_is_no_marker(headline: str) -> None:
    assert read_markers(headline=headline) == Markers()


@pytest.mark.parametrize(
    ("slugline", "signals"),
    [
        ("BC-FERRY-STORM, 1st Ld-Writethru", ["lead", "writethru"]),
        ("FERRY-STORM-UPDATE 3", ["update"]),
        ("FERRY/CORRECTION", ["correction"]),
        ("KILL: FERRY-STORM", ["kill"]),
        ("FERRY-STORM, KILL", ["kill"]),
        ("FERRY-ALERT", ["alert"]),
        ("US--MPNewsAlert", ["alert"]),
        ("Ferry-MPNewsAlerts-Guide", []),
        ("WHALE-KILL", []),
        ("KILLER-WHALE", []),
        ("ALERT-LEVEL", []),
        ("ferry-storm", []),
    ],
)
def test_a_sluglines_marker_stands_as_a_word_of_its_own(slugline: str, signals: list[str]) -> None:
    assert list(read_markers(slugline=slugline).signals) == signals


@pytest.mark.parametrize(
    ("note", "signals"),
    [
        ("KILL MANDATORY", ["kill"]),
        ("EDS: Please kill the story; the ferry never sank", ["kill"]),
        ("This story has been withdrawn", ["kill"]),
        ("Diese Meldung wurde zurückgezogen.", ["kill"]),
        ("कृपया इस खबर को रद्द करें", ["kill"]),
        ("Corrects spelling of captain's name in paragraph 4", ["correction"]),
        ("Redaktionen: Korrektur im 2. Absatz", ["correction"]),
        ("Eds: adds details. RECASTS lead", ["update", "recast"]),
        ("Repeating to additional readers", ["repeat"]),
        ("Writethru of story that moved at noon; writethru", ["writethru"]),
        ("The kill was reported by fishermen", []),
        ("Picture follows", []),
    ],
)
def test_a_note_to_editors_says_what_was_done(note: str, signals: list[str]) -> None:
    assert list(read_markers(ed_note=note).signals) == signals


@pytest.mark.parametrize(
    ("note", "when"),
    [
        ("Editors: embargoed until 06:00 GMT on 5 March 2026", "06:00 GMT on 5 March 2026"),
        ("EMBARGO: 5 March 2026 06:00 GMT.", "5 March 2026 06:00 GMT"),
        ("Sperrfrist 5. März 2026, 06:00 Uhr MEZ", "5. März 2026, 06:00 Uhr MEZ"),
        ("Hold for release until the minister speaks", "the minister speaks"),
        ("Under embargo", ""),
    ],
)
def test_an_embargo_in_a_note_holds_the_story_and_gives_its_time_as_printed(note: str, when: str) -> None:
    found = read_markers(ed_note=note)
    assert (found.withheld, found.embargo) == (True, when)


@pytest.mark.parametrize("note", ["Embargo lifted", "No embargo on this story", "The fishing embargoists met"])
def test_a_lifted_embargo_holds_nothing(note: str) -> None:
    assert not read_markers(ed_note=note).withheld


def test_the_line_above_the_body_is_read_like_a_headline() -> None:
    assert read_markers(first_line="CORRECTION - Ferry").signals == ("correction",)


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_the_reader(headline: str, slugline: str, note: str) -> None:
    found = read_markers(headline=headline, slugline=slugline, ed_note=note)
    assert found.kill == ("kill" in found.signals)
    assert len(set(found.signals)) == len(found.signals)
