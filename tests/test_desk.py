"""The desk: every decision has a name, each item is ruled on once, and the answer is in words."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from newsroom import NOON, Newsroom, overheard

from ingest.desk import DeskError, decide, editor_name, in_words
from ingest.desk.locks import lock, opens, wait_until
from ingest.desk.reasons import reason_of
from ingest.desk.untils import until_of
from ingest.store.desk import Orders
from ingest.terms import Route

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.terms import Decision, Ruled


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    room = Newsroom(tmp_path)
    yield room
    room.store.close()


def ruled(room: Newsroom, item_ids: list[int], decision: Decision, *, reason: str | None = None) -> tuple[Ruled, ...]:
    return decide(room.store, item_ids, Orders(decision=decision, editor="asha", reason=reason, routes=(Route("out"), Route("feed"))), NOON)


def test_each_item_is_ruled_on_once_and_in_order(newsroom: Newsroom) -> None:
    one, two = (newsroom.takes_in_other(number).item_id for number in (1, 2))
    rulings = ruled(newsroom, [two, one, two, one], "hold", reason="  call \n them ")
    assert [(ruling.item_id, ruling.done, ruling.status) for ruling in rulings] == [(two, True, "held"), (one, True, "held")]
    record = newsroom.store.item(two)
    assert record is not None
    assert [(row.editor, row.decision, row.reason) for row in record.rulings] == [("asha", "hold", "call them")]


def test_a_refused_item_costs_its_neighbors_nothing(newsroom: Newsroom) -> None:
    one, two = (newsroom.takes_in_other(number).item_id for number in (1, 2))
    ruled(newsroom, [one], "reject")
    assert in_words("approve", ruled(newsroom, [one, two, 99], "approve")) == (
        f"1 approved. Refused: item {one}: it was rejected; undo that first; item 99: there is no item 99"
    )


def test_what_goes_nowhere_is_named_where_several_are_approved(newsroom: Newsroom) -> None:
    one, two = (newsroom.takes_in_other(number).item_id for number in (1, 2))
    told = decide(newsroom.store, [one, two], Orders(decision="approve", editor="asha"), NOON)
    assert in_words("approve", told) == f"2 approved. No target takes it: item {one}, item {two}."


def test_a_decision_given_again_sends_nothing_twice(newsroom: Newsroom) -> None:
    item = newsroom.takes_in().item_id
    assert in_words("approve", ruled(newsroom, [item], "approve")) == "1 approved."
    assert in_words("approve", ruled(newsroom, [item], "approve")) == "1 approved."
    assert [row.target for row in newsroom.store.outbox()] == ["feed", "out"]


def test_every_ruling_stands_in_the_journal(newsroom: Newsroom) -> None:
    with overheard() as lines:
        ruled(newsroom, [newsroom.takes_in().item_id, 99], "reject", reason="old")
    first, second = lines
    assert (first["event"], first["decision"], first["editor"], first["done"]) == ("ruled", "reject", "asha", True)
    assert (second["item"], second["done"], second["says"]) == (99, False, "there is no item 99")


@pytest.mark.parametrize(
    ("before", "decision", "word"),
    [
        (None, "approve", "approved"),
        (None, "hold", "held"),
        ("hold", "release", "released"),
        (None, "reject", "rejected"),
        ("approve", "kill", "killed"),
        ("reject", "undo", "undone"),
    ],
)
def test_every_decision_is_answered_in_words(newsroom: Newsroom, before: Decision | None, decision: Decision, word: str) -> None:
    item = newsroom.takes_in().item_id
    if before:
        ruled(newsroom, [item], before)
    assert in_words(decision, ruled(newsroom, [item], decision, reason=" ")) == f"1 {word}."


def test_a_reason_has_an_end(newsroom: Newsroom) -> None:
    with pytest.raises(DeskError, match="1001 characters"):
        ruled(newsroom, [1], "reject", reason="x" * 1001)


def test_the_editor_is_the_flag_then_the_environment_then_the_login() -> None:
    def login() -> str:
        return "night-desk"

    assert editor_name("Asha  Rao", {"COPYTASTER_EDITOR": "ravi"}, login=login) == "Asha Rao"
    assert editor_name(None, {"COPYTASTER_EDITOR": "ravi"}, login=login) == "ravi"
    assert editor_name(None, {"COPYTASTER_EDITOR": ""}, login=login) == "night-desk"
    assert editor_name(None, {}, login=login) == "night-desk"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x1b[2J", "a\u202eb"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(DeskError, match="is no editor's name"):
        editor_name(name, {})


def test_an_unknown_login_asks_for_a_name() -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    with pytest.raises(DeskError, match="say --editor NAME") as caught:
        editor_name(None, {}, login=nobody)
    assert caught.value.exit_code == 2


# --- reasons, times, passwords -------------------------------------------------------------------------------------
def test_a_reason_is_its_codes_words_and_the_editors_own() -> None:
    assert reason_of("old", "  from  Monday ") == "old news: from Monday"
    assert (reason_of("old", ""), reason_of("", "mine"), reason_of(None, " ")) == ("old news", "mine", None)
    with pytest.raises(DeskError, match="is no reason; say one of old"):
        reason_of("boring", None)


def test_until_is_a_span_a_time_of_the_clock_or_a_day_in_the_desks_own_zone() -> None:
    here = ZoneInfo("Asia/Kolkata")  # NOON is half past five in the afternoon there
    said = ("30m", "2h", "1 d", "18:30", "17:00", "2026-03-05T06:30", "2026-03-04T14:00Z")
    hours = [(moment - NOON).total_seconds() / 3600 for one in said if (moment := until_of(one, NOON, here))]

    assert hours == [0.5, 2, 24, 1, 23.5, 13, 2]
    assert until_of(" ", NOON, here) is None


@pytest.mark.parametrize("said", ["soon", "2026-03-04T11:00Z", "99999d", "25:00", "200d", "²h"])
def test_what_is_no_moment_ahead_is_refused(said: str) -> None:
    with pytest.raises(DeskError):
        until_of(said, NOON, UTC)


def test_a_password_opens_its_own_lock_alone() -> None:
    kept = lock("eleven stones of the mole")

    assert opens("eleven stones of the mole", kept)
    assert not opens("eleven stones of the mile", kept)
    assert not opens("eleven stones of the mole", None)
    assert lock("eleven stones of the mole") != kept
    for wrong in ("short", "x" * 2000):
        with pytest.raises(DeskError):
            lock(wrong)


def test_who_guesses_waits_twice_as_long_each_time_and_never_for_ever() -> None:
    waits = [wait_until(failures, NOON) for failures in range(40)]

    assert waits[:3] == [None] * 3
    assert [(one - NOON).total_seconds() for one in waits[3:8] if one] == [1, 2, 4, 8, 16]
    assert max((one - NOON).total_seconds() for one in waits if one) == 900
