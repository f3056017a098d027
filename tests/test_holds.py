"""Targets that are down, paused, or refuse copy for good: nothing is lost, a kill goes through, and what is given up is told once."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from storeroom import HARBOR, ORCHARD, Storeroom, minute, story

from ingest.terms import Despatched, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from ingest.terms import Despatch, TargetState

T0 = minute(600)
BOTH = ("out", "site")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    made = Storeroom(tmp_path / "wire.db")
    yield made
    made.store.close()


def after(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def down(room: Storeroom, rows: tuple[Despatch, ...], at: datetime, **more: Any) -> None:
    """The target does not answer."""
    room.store.sent([Refused(outbox_id=row.outbox_id, reason="it does not answer", blames="target", **more) for row in rows], at)


def refuse(room: Storeroom, rows: tuple[Despatch, ...], at: datetime, **more: Any) -> None:
    """The target does not want this copy."""
    room.store.sent([Refused(outbox_id=row.outbox_id, reason="no such desk", **more) for row in rows], at)


def take(room: Storeroom, rows: tuple[Despatch, ...], at: datetime) -> None:
    room.store.sent([Despatched(outbox_id=row.outbox_id, place="/there") for row in rows], at)


def state(room: Storeroom, at: datetime, target: str = "site") -> TargetState:
    return next(one for one in room.store.target_states(at) if one.target == target)


def approved(room: Storeroom, *, targets: tuple[str, ...] = ("site",), **changes: Any) -> int:
    item = room.arrive(story(**changes)).item_id
    room.rule(item, "approve", targets=targets)
    return item


# --- down ----------------------------------------------------------------------------------------------------------
def test_a_target_that_is_down_costs_no_try_and_is_left_alone_twice_as_long_each_time(room: Storeroom) -> None:
    approved(room)
    at, waits = T0, list[float]()
    for _ in range(12):
        down(room, room.store.pending(at), at)
        until = state(room, at).held_until
        assert until is not None
        assert room.store.pending(until - timedelta(seconds=1)) == ()
        waits.append((until - at).total_seconds())
        at = until
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600]
    (row,) = room.store.outbox()
    assert (row.status, row.attempts, row.last_error) == ("waiting", 0, "it does not answer")
    assert room.store.dead_letters() == ()


def test_a_success_ends_the_hold_and_what_waited_goes(room: Storeroom) -> None:
    first, second = approved(room), approved(room, uri="urn:o", paragraphs=ORCHARD)
    rows = room.store.pending(T0)
    take(room, rows[:1], T0)
    down(room, rows[1:], T0)
    assert state(room, T0).failures == 1
    take(room, room.store.pending(after(31)), after(31))
    told = state(room, after(31))
    assert (told.held_until, told.failures, told.last_error, told.waiting, told.last_done) == (None, 0, None, 0, after(31))
    assert {room.status(first), room.status(second)} == {"published"}


def test_a_whole_batch_that_meets_a_dead_target_counts_as_one_failure(room: Storeroom) -> None:
    for n in range(3):
        approved(room, uri=f"urn:{n}", headline=f"Number {n}", paragraphs=[f"{word} {n}" for word in ORCHARD])
    down(room, room.store.pending(T0), T0)
    assert (state(room, T0).failures, state(room, T0).waiting) == (1, 3)
    assert state(room, T0).held_until == after(30)


def test_one_target_that_is_down_holds_up_no_other(room: Storeroom) -> None:
    approved(room, targets=BOTH)
    out, site = sorted(room.store.pending(T0), key=lambda row: row.target)
    down(room, (site,), T0)
    take(room, (out,), T0)
    approved(room, targets=BOTH, uri="urn:o", paragraphs=ORCHARD)
    assert [row.target for row in room.store.pending(after(1))] == ["out"]


@pytest.mark.parametrize(("asked", "waits"), [(300, 300), (5, 5), (1e9, 86400), (float("inf"), 86400), (float("nan"), 30), (-7, 1)])
def test_a_receiver_is_left_alone_as_long_as_it_asks_within_reason(room: Storeroom, asked: float, waits: float) -> None:
    approved(room)
    down(room, room.store.pending(T0), T0, after_s=asked)
    assert state(room, T0).held_until == after(waits)


def test_a_hold_that_a_wrong_clock_wrote_is_no_hold(room: Storeroom) -> None:
    approved(room)
    ahead = T0 + timedelta(days=400)
    down(room, room.store.pending(ahead), ahead)
    assert state(room, T0).held_until is None
    assert len(room.store.pending(T0)) == 1
    assert len(room.store.pending(T0, target="out")) == 0


def test_each_target_may_be_asked_for_by_itself(room: Storeroom) -> None:
    approved(room, targets=BOTH)
    assert [row.target for row in room.store.pending(T0, target="site")] == ["site"]
    assert [row.target for row in room.store.pending(T0)] == ["out"]


def test_a_despatch_says_what_the_item_is_to_its_story(room: Storeroom) -> None:
    approved(room)
    take(room, room.store.pending(T0), T0)
    approved(room, version="2", paragraphs=HARBOR[:5])
    (row,) = room.store.pending(after(1))
    assert (row.op, row.change) == ("update", "update")


# --- kills ---------------------------------------------------------------------------------------------------------
def test_a_kill_is_tried_in_every_cycle_though_its_target_is_left_alone(room: Storeroom) -> None:
    item, other = approved(room), approved(room, uri="urn:o", paragraphs=ORCHARD)
    rows = room.store.pending(T0)
    take(room, rows, T0)
    approved(room, uri="urn:p", paragraphs=["A ferry ran aground in the fog off Arden at noon.", *ORCHARD[2:]])
    down(room, room.store.pending(after(10)), after(10))
    held = state(room, after(10)).held_until
    room.rule(item, "kill", at=after(11))
    for at in (12, 20, 30):
        (kill,) = room.store.pending(after(at))
        assert (kill.op, kill.item_id) == ("withdraw", item)
        down(room, (kill,), after(at))
        assert room.store.pending(after(at)) == ()
    assert (state(room, after(30)).held_until, state(room, after(30)).failures) == (held, 1)
    take(room, room.store.pending(after(36)), after(36))
    assert state(room, after(36)).held_until is None
    assert [row.op for row in room.store.pending(after(37))] == ["publish"]
    assert room.status(other) == "published"


def test_what_a_dead_target_may_have_got_all_the_same_is_called_back(room: Storeroom) -> None:
    """A time-out says nothing of whether the copy arrived."""
    item = approved(room)
    down(room, room.store.pending(T0), T0)
    room.rule(item, "kill", at=after(1))
    assert [row.op for row in room.store.pending(after(2))] == ["withdraw"]


def test_a_kill_takes_the_earlier_version_from_a_target_that_never_got_the_later_one(room: Storeroom) -> None:
    first = approved(room, targets=BOTH)
    take(room, room.store.pending(T0), T0)
    room.store.pause("site", None, "Ada", T0)
    second = approved(room, targets=BOTH, version="2", paragraphs=HARBOR[:5])
    take(room, room.store.pending(after(1)), after(1))
    room.rule(second, "kill", at=after(2))
    told = {(row.target, row.op, row.item_id) for row in room.store.pending(after(3))}
    assert told == {("out", "withdraw", second), ("site", "withdraw", first)}


def test_a_kill_of_a_replaced_version_leaves_the_one_that_is_out_on_its_way(room: Storeroom) -> None:
    first = approved(room)
    take(room, room.store.pending(T0), T0)
    second = approved(room, version="2", paragraphs=HARBOR[:5])
    room.rule(first, "kill", at=after(1))
    (row,) = room.store.pending(after(2))
    assert (row.op, row.item_id) == ("update", second)


def test_a_kill_reaches_a_target_that_the_later_version_was_not_for_any_more(room: Storeroom) -> None:
    first = approved(room, targets=BOTH)
    take(room, room.store.pending(T0), T0)
    second = approved(room, targets=("out",), version="2", paragraphs=HARBOR[:5])
    room.rule(second, "kill", at=after(1))
    rows = room.store.pending(after(2))
    assert [(row.target, row.op, row.item_id) for row in rows] == [("out", "withdraw", first), ("site", "withdraw", first)]
    take(room, rows, after(2))
    assert list(room.store.published("site", 9)) == []


def test_a_queued_version_that_is_killed_leaves_the_one_before_it_where_it_is(room: Storeroom) -> None:
    approved(room)
    take(room, room.store.pending(T0), T0)
    later = room.arrive(story(version="2", paragraphs=HARBOR[:5])).item_id
    room.rule(later, "kill", at=after(1))
    assert room.store.pending(after(2)) == ()


def test_undo_finds_the_earlier_version_where_the_later_never_arrived(room: Storeroom) -> None:
    first = approved(room)
    take(room, room.store.pending(T0), T0)
    room.store.pause("site", None, "Ada", T0)
    second = approved(room, version="2", paragraphs=HARBOR[:5])
    room.rule(second, "undo", at=after(1))
    room.store.resume("site", after(2))
    assert room.store.pending(after(3)) == ()
    assert (room.status(first), room.status(second)) == ("published", "queued")
    assert [row.item_id for row in room.store.published("site", 9)] == [first]


# --- paused ----------------------------------------------------------------------------------------------------------
def test_a_paused_target_gets_withdrawals_alone_until_it_is_resumed(room: Storeroom) -> None:
    item = approved(room)
    take(room, room.store.pending(T0), T0)
    room.store.pause("site", "they move", "Ada", after(1))
    approved(room, uri="urn:o", paragraphs=ORCHARD)
    assert room.store.pending(after(90_000)) == ()
    told = state(room, after(90_000))
    assert (told.paused, told.by, told.why, told.since, told.waiting) == (True, "Ada", "they move", after(1), 1)
    room.rule(item, "kill", at=after(90_001))
    (kill,) = room.store.pending(after(90_002))
    take(room, (kill,), after(90_002))
    assert kill.op == "withdraw"
    assert room.store.pending(after(90_003)) == ()
    assert room.store.resume("site", after(90_004))
    assert not room.store.resume("site", after(90_004))
    assert [row.op for row in room.store.pending(after(90_005))] == ["publish"]


def test_a_target_may_be_paused_before_anything_went_to_it(room: Storeroom) -> None:
    room.store.pause("new", None, "Ada", T0)
    assert state(room, T0, "new").paused


# --- given up --------------------------------------------------------------------------------------------------------
def test_what_is_refused_for_good_is_given_up_at_once_and_leaves_one_letter(room: Storeroom) -> None:
    item = approved(room)
    refuse(room, room.store.pending(T0), T0, for_good=True)
    (row,) = room.store.outbox(status="failed")
    (letter,) = room.store.dead_letters()
    assert (letter.stage, letter.reason, letter.name, letter.source) == ("despatch", "no such desk", row.idempotency_key, "wire")
    assert (state(room, T0).failed, state(room, T0).held_until) == (1, None)
    assert room.status(item) == "approved"

    assert room.store.retry(row.outbox_id, after(1))
    assert (room.store.dead_letters(), state(room, after(1)).failed) == ((), 0)
    take(room, room.store.pending(after(2)), after(2))
    assert room.status(item) == "published"


def test_an_item_that_one_target_gave_up_is_not_called_published(room: Storeroom) -> None:
    item = approved(room, targets=BOTH)
    out, site = sorted(room.store.pending(T0), key=lambda row: row.target)
    refuse(room, (site,), T0, for_good=True)
    take(room, (out,), T0)
    assert room.status(item) == "approved"


def test_a_newer_version_that_arrives_makes_an_end_of_what_was_given_up(room: Storeroom) -> None:
    approved(room)
    refuse(room, room.store.pending(T0), T0, for_good=True)
    (old,) = room.store.outbox(status="failed")
    second = approved(room, version="2", paragraphs=HARBOR[:5])
    take(room, room.store.pending(after(1)), after(1))
    assert (room.store.dead_letters(), state(room, after(1)).failed, room.status(second)) == ((), 0, "published")
    assert not room.store.retry(old.outbox_id, after(2))


def test_all_that_a_target_gave_up_is_retried_in_one_go(room: Storeroom) -> None:
    for n in range(3):
        approved(room, uri=f"urn:{n}", headline=f"Number {n}", paragraphs=[f"{word} {n}" for word in ORCHARD])
    refuse(room, room.store.pending(T0), T0, for_good=True)
    assert room.store.retry_failed("out", after(1)) == 0
    assert room.store.retry_failed("site", after(1)) == 3
    assert len(room.store.pending(after(1))) == 3


def test_a_letter_of_a_despatch_that_is_taken_up_makes_it_due(room: Storeroom) -> None:
    approved(room)
    refuse(room, room.store.pending(T0), T0, for_good=True)
    (letter,) = room.store.dead_letters()
    assert letter.dead_id is not None
    taken = room.store.requeue(letter.dead_id)
    assert taken is not None
    assert taken.stage == "despatch"
    assert len(room.store.pending(after(1))) == 1


def test_a_withdrawal_is_never_given_up(room: Storeroom) -> None:
    item = approved(room)
    take(room, room.store.pending(T0), T0)
    room.rule(item, "kill", at=after(1))
    at = after(2)
    for _ in range(14):
        rows = room.store.pending(at)
        assert [row.op for row in rows] == ["withdraw"]
        refuse(room, rows, at, for_good=True)
        at += timedelta(hours=2)
    assert room.store.outbox(status="failed") == ()
    assert room.store.dead_letters() == ()


def test_a_receiver_that_wants_a_copy_later_gets_it_then(room: Storeroom) -> None:
    approved(room)
    refuse(room, room.store.pending(T0), T0, after_s=600)
    assert room.store.pending(after(599)) == ()
    assert len(room.store.pending(after(601))) == 1


def test_a_retry_asks_a_target_at_once_that_was_left_alone(room: Storeroom) -> None:
    approved(room)
    (row,) = room.store.pending(T0)
    down(room, (row,), T0, after_s=3600)
    assert room.store.retry(row.outbox_id, after(1))
    assert len(room.store.pending(after(2))) == 1


# --- older databases ---------------------------------------------------------------------------------------------------
def test_a_database_of_before_knows_what_was_in_a_senders_hands(tmp_path: Path) -> None:
    from ingest.store import open_store

    room = Storeroom(tmp_path / "wire.db")
    item = approved(room)
    take(room, room.store.pending(T0), T0)
    room.store.close()
    conn = sqlite3.connect(room.path)
    conn.executescript(
        "DROP VIEW v_targets; DROP VIEW v_released; DROP TABLE target_state; DROP TABLE embargoed_out; DROP INDEX outbox_given_up;"
        "DROP INDEX outbox_queued; DROP INDEX outbox_kills;"
        "DROP INDEX event_released; ALTER TABLE outbox DROP COLUMN handed;"
        "DELETE FROM event WHERE kind IN ('publish', 'update', 'withdraw');"
        "DELETE FROM _sqlite_migrations WHERE name = '0010_outbox';"
    )
    conn.close()
    store = open_store(room.path)
    assert [(one.target, one.last_done) for one in store.target_states(T0)] == [("site", T0)]
    assert [(one.op, one.item_id) for one in store.released()] == [("publish", item)]
    store.rule(item, "kill", "Ada", None, (), after(1))
    assert [row.op for row in store.pending(after(2))] == ["withdraw"]
    assert [one.op for one in store.released()] == ["withdraw"]
    store.close()
