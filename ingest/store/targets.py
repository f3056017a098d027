"""How targets do: one that is down is left alone for a while, one that somebody paused until they say otherwise."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from ingest.store.times import maybe_moment, moment, text
from ingest.terms import Recall, TargetState

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from ingest.store.database import Database

FIRST_HOLD_S = 30.0
LONGEST_HOLD_S = 3600.0
LONGEST_ASKED_S = 86400.0  # what a receiver may ask for; whatever more it says
LONGEST = timedelta(seconds=LONGEST_ASKED_S)
SKEW = timedelta(hours=2)
# A target that gets withdrawals alone now; a hold that ends further ahead than anybody asks for was written by a wrong clock.
LEFT_ALONE = "(t.paused_at IS NOT NULL OR coalesce(t.held_until > :now AND t.held_until <= :longest, 0))"


def asked_for(after_s: float | None, most_s: float) -> float | None:
    """The seconds that a receiver asks us to wait, as far as anybody would; None where it asks for nothing that makes sense."""
    if after_s is None or math.isnan(after_s):
        return None
    return min(max(after_s, 1.0), most_s)


def hold(db: Database, target: str, why: str, after_s: float | None, now: datetime) -> None:
    """Leave a target alone: 30 s, twice as long each time up to an hour, or for as long as it asks itself.

    What it is blamed for while it is left alone (a withdrawal is tried all the same) counts no further failure.
    """
    row = db.one("SELECT held_until, failures FROM target_state WHERE target = ?", [target])
    until, failures = (maybe_moment(row["held_until"]), int(row["failures"])) if row else (None, 0)
    on_hold = until is not None and now < until <= now + LONGEST + SKEW
    failures += not on_hold
    asked = asked_for(after_s, LONGEST_ASKED_S)
    wait = asked if asked is not None else min(LONGEST_HOLD_S, FIRST_HOLD_S * 2 ** min(failures - 1, 12))
    fresh = now + timedelta(seconds=wait)
    held = max(until, fresh) if on_hold and until is not None and asked is not None else until if on_hold and until else fresh
    db.run(
        "INSERT INTO target_state (target, held_until, failures, last_error) VALUES (?, ?, ?, ?) ON CONFLICT (target) DO UPDATE"
        " SET held_until = excluded.held_until, failures = excluded.failures, last_error = excluded.last_error",
        (target, text(held), failures, why),
    )


def well(db: Database, target: str, now: datetime) -> None:
    """Note that a target took something: it is left alone no more."""
    db.run(
        "INSERT INTO target_state (target, last_done) VALUES (:target, :now) ON CONFLICT (target) DO UPDATE"
        " SET held_until = NULL, failures = 0, last_error = NULL, last_done = :now",
        {"target": target, "now": text(now)},
    )


def let_go(db: Database, target: str) -> None:
    """Ask a target again at once, unless it is paused."""
    db.run("UPDATE target_state SET held_until = NULL WHERE target = ?", [target])


def pause(db: Database, target: str, why: str | None, by: str, now: datetime) -> None:
    """Send a target nothing but withdrawals until it is resumed."""
    db.run(
        "INSERT INTO target_state (target, paused_by, paused_why, paused_at) VALUES (?, ?, ?, ?) ON CONFLICT (target) DO UPDATE"
        " SET paused_by = excluded.paused_by, paused_why = excluded.paused_why, paused_at = excluded.paused_at",
        (target, by, why, text(now)),
    )


def resume(db: Database, target: str, now: datetime) -> bool:
    """End a target's pause, and whatever else kept it from being asked; False where nothing did."""
    return bool(
        db.run(
            "UPDATE target_state SET paused_by = NULL, paused_why = NULL, paused_at = NULL, held_until = NULL"
            " WHERE target = ? AND (paused_at IS NOT NULL OR held_until > ?)",
            (target, text(now)),
        )
    )


def states(db: Database, now: datetime) -> tuple[TargetState, ...]:
    """How every target does that anything ever went to, or that was paused."""
    recalls = _recalls(db)
    return tuple(_state(row, recalls.get(row["target"]), now) for row in db.rows("SELECT * FROM v_targets ORDER BY target"))


def _recalls(db: Database) -> dict[str, Recall]:
    """The withdrawals that have not arrived yet, by target."""
    rows = db.rows(
        "SELECT target, count(*) AS n, min(queued) AS since, min(due) AS due FROM outbox"
        " WHERE op = 'withdraw' AND status IN ('waiting', 'leased') GROUP BY target"
    )
    return {row["target"]: Recall(count=row["n"], since=moment(row["since"]), due=moment(row["due"])) for row in rows}


def _state(row: sqlite3.Row, recall: Recall | None, now: datetime) -> TargetState:
    """One target."""
    until = maybe_moment(row["held_until"])
    return TargetState(
        target=row["target"],
        paused=bool(row["paused"]),
        by=row["paused_by"],
        why=row["paused_why"],
        since=maybe_moment(row["paused_at"]),
        held_until=until if until is not None and now < until <= now + LONGEST + SKEW else None,
        failures=row["failures"],
        last_error=row["last_error"],
        waiting=row["waiting"],
        failed=row["failed"],
        oldest_due=moment(row["oldest_due"]) if row["oldest_due"] else None,
        last_done=maybe_moment(row["last_done"]),
        recall=recall,
    )
