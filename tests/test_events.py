"""Updates, corrections, takes, kills and embargoes: every mark the wires print, read from real documents and filed in a real store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from histories import leaks
from storeroom import HARBOR, Storeroom, copy_at, minute

from normalizers import read
from normalizers.likeness import without_mark
from normalizers.terms import Story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TITLE = "Port Ellis opens second breakwater"
HINDI = (
    "बंदरगाह प्राधिकरण ने सोमवार को दूसरा तटबंध खोला, जो ग्यारह साल पहले शुरू हुआ था और अब पूरा हो गया है।",
    "मछुआरों ने कहा कि अब वे किसी भी मौसम में मछली उतार सकेंगे और नगर परिषद ने धन दिया।",
)
HINDI_TITLE = "बंदरगाह का दूसरा तटबंध खुला"
GERMAN = (
    "Die Hafenbehörde von Port Ellis hat am Montag ihren zweiten Wellenbrecher eröffnet, elf Jahre nach dem ersten Stein.",
    "Die Fischer sagten, das ruhige Wasser hinter der Mauer erlaube es ihnen, bei fast jedem Wetter anzulanden.",
)
GERMAN_TITLE = "Zweiter Wellenbrecher eröffnet"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    room = Storeroom(tmp_path / "wire.db")
    yield room
    room.store.close()


def sending(uri: str, headline: str, paragraphs: tuple[str, ...], **more: Any) -> Story:
    """A ninjs document of the agency, read."""
    document = {
        "uri": uri,
        "type": "text",
        "version": "1",
        "pubStatus": "usable",
        "headlines": [{"role": "main", "value": headline}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": "".join(f"<p>{text}</p>" for text in paragraphs)}],
        "infoSources": [{"name": "Norland Wire", "role": "publisher"}],
    }
    (item,) = read(json.dumps(document | more).encode())
    assert isinstance(item, Story)
    return item


def follows(room: Storeroom, form: str, told: tuple[str, tuple[str, ...]], **more: Any) -> tuple[str, bool, str, str]:
    """What a second sending under a new identity is, whether it replaces the first, and where the first and its copy stand then."""
    title, paragraphs = told
    first = room.arrive(sending("urn:n:1", title, paragraphs))
    copy = room.arrive(copy_at("Ellis Post", 1, headline=title, paragraphs=paragraphs))
    second = room.arrive(
        sending("urn:n:2", form.format(title), (*paragraphs, "One thing more was known by evening."), **more), at=minute(30)
    )
    record = room.store.item(second.item_id)
    assert record is not None
    assert second.cluster_id == first.cluster_id
    return second.change, record.replaces == first.item_id, room.status(first.item_id), room.status(copy.item_id)


UPDATED = ("update", True, "superseded", "queued")
CORRECTED = ("correction", True, "superseded", "queued")
KILLED = ("kill", True, "killed", "held")


@pytest.mark.parametrize(
    "form",
    ["UPDATE 1-{}", "UPDATE 2: {}", "WRITETHRU: {}", "1ST LEAD {}", "1st Lead: {}", "2ND LEAD-WRITETHRU {}", "2nd Ld-Writethru: {}",
     "LEAD 2: {}",
     "RECAST-{}", "RECASTS: {}"],
)  # fmt: skip
def test_a_marked_update_takes_the_place_of_the_story_before(room: Storeroom, form: str) -> None:
    assert follows(room, form, (TITLE, HARBOR)) == UPDATED


@pytest.mark.parametrize(
    "form",
    [
        "CORRECTION: {}",
        "Correction: {}",
        "CORRECTED-{}",
        "CORRECTED (OFFICIAL)-{}",
        "CLARIFICATION: {}",
        "REFILE-CORRECTED-{}",
        "{} [CORRECTED]",
    ],
)
def test_a_marked_correction_is_never_swallowed_as_a_copy(room: Storeroom, form: str) -> None:
    assert follows(room, form, (TITLE, HARBOR)) == CORRECTED


@pytest.mark.parametrize(
    "form",
    [
        "KILL-{}",
        "KILL: {}",
        "MANDATORY KILL: {}",
        "BULLETIN KILL: {}",
        "WITHDRAWN: {}",
        "STORY WITHDRAWN: {}",
        "STORY KILLED: {}",
        "Retraction: {}",
    ],
)
def test_a_marked_kill_locks_the_story_and_holds_its_copies(room: Storeroom, form: str) -> None:
    assert follows(room, form, (TITLE, HARBOR)) == KILLED


@pytest.mark.parametrize(
    ("form", "told", "outcome"),
    [
        *[(form, (HINDI_TITLE, HINDI), CORRECTED) for form in ("भूल सुधार: {}", "सुधार: {}", "संशोधित: {}", "{} (सुधार)", "शुद्धिपत्र: {}")],
        *[(form, (HINDI_TITLE, HINDI), KILLED) for form in ("खबर वापस: {}", "समाचार वापस ली गई: {}", "खबर रद्द: {}")],
        ("अपडेट: {}", (HINDI_TITLE, HINDI), UPDATED),
        *[
            (form, (GERMAN_TITLE, GERMAN), CORRECTED)
            for form in ("KORREKTUR: {}", "Korrektur: {}", "BERICHTIGUNG: {}", "(Berichtigung) {}")
        ],
        *[
            (form, (GERMAN_TITLE, GERMAN), KILLED)
            for form in ("ZURÜCKGEZOGEN: {}", "Meldung zurückgezogen: {}", "ACHTUNG - Meldung zurückgezogen: {}")
        ],
        ("AKTUALISIERT: {}", (GERMAN_TITLE, GERMAN), UPDATED),
    ],
)
def test_hindi_and_german_marks_count_as_much(room: Storeroom, form: str, told: Any, outcome: Any) -> None:
    assert follows(room, form, told) == outcome


@pytest.mark.parametrize(
    ("note", "outcome"),
    [
        ("EDS: CORRECTS spelling of name in para 3", CORRECTED),
        ("Eds: UPDATES with quotes", UPDATED),
        ("WRITETHRU", UPDATED),
        ("EDS: RECASTS lead", UPDATED),
        ("Eds: Kill mandatory. Do not use.", KILLED),
        ("Die Meldung wird zurückgezogen", KILLED),
        ("Korrektur: Name in Absatz 2", CORRECTED),
        ("भूल सुधार: पैरा 2", CORRECTED),
        ("कृपया इस खबर को वापस लें", KILLED),
    ],
)
def test_a_note_to_editors_marks_a_version_as_well_as_a_headline(room: Storeroom, note: str, outcome: Any) -> None:
    assert follows(room, "{}", (TITLE, HARBOR), edNote=note) == outcome


def test_ninjs_fields_kill_and_withhold(room: Storeroom) -> None:
    assert follows(room, "{}", (TITLE, HARBOR), pubStatus="canceled") == KILLED
    held = room.arrive(sending("urn:n:9", "Another story", HARBOR[3:], pubStatus="withheld"))
    assert held.status == "held"


@pytest.mark.parametrize(
    ("form", "change"),
    [("RPT-{}", "copy"), ("REPEAT: {}", "copy"), ("Kill switch fails as {}", "copy"), ("{}, police correction officer says", "copy")],
)
def test_a_repeat_or_a_word_inside_a_headline_is_no_version(room: Storeroom, form: str, change: str) -> None:
    assert follows(room, form, (TITLE, HARBOR)) == (change, False, "queued", "queued")


def test_a_take_goes_on_where_the_one_before_ended_and_replaces_nothing(room: Storeroom) -> None:
    first = room.arrive(sending("urn:n:1", TITLE, HARBOR[:3]))
    take = room.arrive(sending("urn:n:2", f"TAKE 2: {TITLE}", HARBOR[3:]), at=minute(5))
    record = room.store.item(take.item_id)
    assert record is not None
    assert (take.change, record.replaces, take.cluster_id) == ("update", None, first.cluster_id)
    assert room.status(first.item_id) == "queued"


def test_a_chain_of_marks_leads_to_its_last_version_and_a_kill_takes_all_of_it(room: Storeroom) -> None:
    chain = [
        room.arrive(sending(f"urn:n:{n}", form.format(TITLE), HARBOR[: 4 + n % 3]), at=minute(n * 20))
        for n, form in enumerate(("{}", "UPDATE 1-{}", "CORRECTED-{}", "2nd Ld-Writethru: {}"))
    ]
    copy = room.arrive(copy_at("Ellis Post", 1), at=minute(90))
    room.rule(copy.item_id, "approve", at=minute(91))
    room.send_all(minute(92))
    replaced = [record.replaces for item in chain if (record := room.store.item(item.item_id))]
    assert replaced == [None, *(item.item_id for item in chain[:-1])]
    room.arrive(sending("urn:n:9", f"KILL: {TITLE}", (f"The story {TITLE} is withdrawn.",)), at=minute(120))
    assert [room.status(item.item_id) for item in (*chain, copy)] == ["killed"] * 5
    assert room.send_all(minute(121)) == [f"{copy.item_id}-out-withdraw"]
    late = room.arrive(copy_at("Vell Echo", 2), at=minute(130))
    assert late.status == "held"


@pytest.mark.parametrize(
    "headline",
    ["UPDATE 3-Calm", "MANDATORY KILL: Calm", "2ND LEAD-WRITETHRU: Calm", "1st Ld: Calm", "Calm (Correction)", "[CORRECTED] Calm",
     "सुधार: Calm",
     "URGENT UPDATE 2: Calm", "RPT 2-Calm", "KORREKTUR (neuer Name): Calm", "CORRECTED (OFFICIAL)-UPDATE 1-Calm"],
)  # fmt: skip
def test_every_mark_comes_off_the_headline(headline: str) -> None:
    assert without_mark(headline) == "Calm"


@pytest.mark.parametrize(
    "headline", ["KILL-SWITCH fails", "Update on the harbor", "Kill", "UPDATE 2-", "Lead in the water", "Correction officer held"]
)
def test_a_headline_that_only_looks_marked_stays(headline: str) -> None:
    assert without_mark(headline) == headline


def test_nothing_embargoed_withheld_killed_or_expired_leaves_in_a_thousand_random_histories() -> None:
    assert leaks(1000) == []


def test_what_expired_while_it_waited_to_go_out_stays_although_nobody_looked_at_the_clock(room: Storeroom) -> None:
    filed = room.arrive(sending("urn:n:1", TITLE, HARBOR, expires="2026-03-02T10:00:00+00:00"))
    room.rule(filed.item_id, "approve", at=minute(30))
    assert room.store.pending(minute(60)) == ()
