"""The outbox at work: what is due, under a lease; what became of it; what a target holds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from ingest.store import gates, targets
from ingest.store.ledger import stand
from ingest.store.letters import bury
from ingest.store.released import as_it_leaves
from ingest.store.times import moment, text
from ingest.terms import DeadLetter, Despatch, Despatched, Refused

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ingest.store.database import Database, Value

LEASE = timedelta(seconds=60)
SKEW = timedelta(hours=2)  # a lease or a due time further ahead than anybody gives was written by a clock that was wrong
MOST_ATTEMPTS = 10
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 3600
NEXT_CYCLE = timedelta(seconds=5)  # a withdrawal that found its target down is tried at every look of the daemon, and not twice in one

_DUE = (  # an article's despatches to one target keep their order; what was taken back since it was queued does not leave
    "((o.status = 'waiting' AND (o.due <= :now OR o.due > :ahead))"
    " OR (o.status = 'leased' AND (o.lease_until <= :now OR o.lease_until > :ahead)))"
    " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.article_id = o.article_id AND e.target = o.target AND e.outbox_id < o.outbox_id"
    " AND e.status IN ('waiting', 'leased'))"
)
_MAY_LEAVE = (
    "i.status IN ('approved', 'published') AND (i.expires IS NULL OR i.expires > :now)"
    " AND (i.embargoed_until IS NULL OR i.embargoed_until <= :now)"
)
_BARRED = (  # the cross join keeps SQLite from walking all items there are
    "SELECT o.outbox_id FROM outbox o CROSS JOIN item i ON i.item_id = o.item_id"
    " WHERE o.status IN ('waiting', 'leased') AND o.op <> 'withdraw'"
    " AND (o.status = 'waiting' OR o.lease_until <= :now OR o.lease_until > :ahead)"
    " AND (i.status NOT IN ('approved', 'published') OR i.expires <= :now)"
)
_ROWS = (
    "SELECT o.*, i.story, i.raw_text, i.change, a.source FROM outbox o JOIN item i USING (item_id)"
    " JOIN article a ON a.article_id = o.article_id"
)
_SENT = (
    "SELECT o.*, a.source, i.status IN ('approved', 'published') AS may_leave FROM outbox o JOIN item i USING (item_id)"
    " JOIN article a ON a.article_id = o.article_id"
)


def pending(db: Database, now: datetime, limit: int, target: str | None = None) -> tuple[Despatch, ...]:
    """What must go out now, withdrawals first, an article's despatches to one target in their order; the rows given are leased.

    A target that is paused, or left alone for a while, gets its withdrawals alone.
    """
    if db.one("SELECT 1 FROM outbox WHERE status IN ('waiting', 'leased') LIMIT 1") is None:
        return ()
    times: dict[str, Value] = {"now": text(now), "ahead": text(now + SKEW), "longest": text(now + targets.LONGEST + SKEW)}
    barred = db.rows(_BARRED, times)
    with db.writing():
        for row in barred:
            _drop_barred(db, row["outbox_id"], times)
        chosen = _chosen(db, times | {"limit": limit, "target": target})
        db.many(
            "UPDATE outbox SET status = 'leased', lease_until = ?, attempts = attempts + 1, handed = 1 WHERE outbox_id = ?",
            [(text(now + LEASE), one) for one in chosen],
        )
    return tuple(_despatch(db, row) for one in chosen for row in db.rows(f"{_ROWS} WHERE o.outbox_id = ?", [one]))


def _chosen(db: Database, given: dict[str, Value]) -> list[int]:
    """The rows to send: withdrawals, then what each target that is not left alone may have, oldest first. A long backlog costs little."""
    kills = db.rows(
        "SELECT o.outbox_id FROM outbox o WHERE o.op = 'withdraw' AND o.status IN ('waiting', 'leased')"  # noqa: S608 - our own words
        f" AND {_DUE} AND (:target IS NULL OR o.target = :target) ORDER BY o.outbox_id LIMIT :limit",
        given,
    )
    named = f"SELECT target FROM target_state t WHERE NOT {targets.LEFT_ALONE} AND (:target IS NULL OR target = :target)"  # noqa: S608
    rest: list[int] = []
    for row in db.rows(named, given):
        rows = db.rows(
            "SELECT o.outbox_id FROM outbox o JOIN item i USING (item_id) WHERE o.target = :one AND o.op <> 'withdraw'"  # noqa: S608
            f" AND o.status IN ('waiting', 'leased') AND {_DUE} AND {_MAY_LEAVE} ORDER BY o.outbox_id LIMIT :limit",
            given | {"one": row["target"]},
        )
        rest += [int(one["outbox_id"]) for one in rows]
    return [*(int(one["outbox_id"]) for one in kills), *sorted(rest)][: cast("int", given["limit"])]


def reclaim(db: Database) -> int:
    """Take back what a run that was killed had in its hands: only for the holder of the run's lock, who alone sends."""
    return db.run("UPDATE outbox SET status = 'waiting', lease_until = NULL WHERE status = 'leased'")


def _drop_barred(db: Database, outbox_id: int, times: dict[str, Value]) -> None:
    """Give up a despatch of what may no longer leave: killed, expired or taken back since it was queued."""
    db.run(
        "UPDATE outbox SET status = 'failed', done = :now, last_error = 'it may no longer leave the house'"  # noqa: S608 - our own words
        f" WHERE outbox_id = :row AND outbox_id IN ({_BARRED} AND o.outbox_id = :row)",
        times | {"row": outbox_id},
    )


def sent(db: Database, outcomes: Iterable[Despatched | Refused], now: datetime) -> None:
    """Write what became of despatches, and wait until the disk has it: what is acknowledged is not sent again."""
    done = tuple(outcomes)
    if not done:
        return
    with db.writing(durable=True):
        for outcome in done:
            row = db.one(f"{_SENT} WHERE o.outbox_id = ?", [outcome.outbox_id])
            if row is None or row["status"] == "done":
                continue
            match outcome:
                case Despatched(place=place):
                    _arrived(db, row, place, now)
                case Refused(blames="target"):
                    _spare(db, row, outcome.reason, now)
                    targets.hold(db, row["target"], outcome.reason, outcome.after_s, now)
                case Refused():
                    _put_off(db, row, outcome, now)


def _arrived(db: Database, row: sqlite3.Row, place: str, now: datetime) -> None:
    """A target has it: what was given up before of the same article is past, the target is well, the item perhaps published."""
    db.run(
        "UPDATE outbox SET status = 'done', done = ?, place = ?, last_error = NULL, lease_until = NULL WHERE outbox_id = ?",
        (text(now), place, row["outbox_id"]),
    )
    _settle(db, row)
    db.run(
        "UPDATE outbox SET done = ? WHERE article_id = ? AND target = ? AND outbox_id < ? AND status = 'failed' AND done IS NULL",
        (text(now), row["article_id"], row["target"], row["outbox_id"]),
    )
    targets.well(db, row["target"], now)
    _publish(db, row["item_id"], now)


def _publish(db: Database, item_id: int, now: datetime) -> None:
    """Call an approved item published once every target has it; one that has given it up still lacks it."""
    lacking = db.one(
        "SELECT 1 FROM outbox WHERE item_id = ? AND (status IN ('waiting', 'leased') OR (status = 'failed' AND done IS NULL)) LIMIT 1",
        [item_id],
    )
    approved = db.one("SELECT 1 FROM item WHERE item_id = ? AND status = 'approved'", [item_id])
    if approved and not lacking:
        stand(db, item_id, gates.Standing("published"), "every target has it", now)


def _spare(db: Database, row: sqlite3.Row, reason: str, now: datetime) -> None:
    """Put a row back that its target was to blame for: it costs no try. It was handed over all the same, so the target may have it."""
    due = text(now + NEXT_CYCLE) if row["op"] == "withdraw" else min(row["due"], text(now))
    db.run(
        "UPDATE outbox SET status = 'waiting', due = ?, last_error = ?, lease_until = NULL, attempts = max(0, attempts - 1)"
        " WHERE outbox_id = ?",
        (due, reason, row["outbox_id"]),
    )


def _put_off(db: Database, row: sqlite3.Row, refused: Refused, now: datetime) -> None:
    """Try again later, each time twice as late, or give it up where that is in vain; a withdrawal is never given up."""
    asked = targets.asked_for(refused.after_s, LONGEST_WAIT_S) or 0.0
    wait = max(asked, min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(row["attempts"], 12)))
    give_up = (refused.for_good or row["attempts"] >= MOST_ATTEMPTS) and row["op"] != "withdraw" and row["may_leave"]
    db.run(
        "UPDATE outbox SET status = ?, due = ?, done = NULL, last_error = ?, lease_until = NULL WHERE outbox_id = ?",
        ("failed" if give_up else "waiting", text(now + timedelta(seconds=wait)), refused.reason, row["outbox_id"]),
    )
    if give_up:
        _settle(db, row)
        bury(db, DeadLetter(source=row["source"], stage="despatch", reason=refused.reason, name=row["idempotency_key"]), now)


def _settle(db: Database, row: sqlite3.Row) -> None:
    """Take the letters out that told of an article's despatches to a target."""
    db.run(
        "DELETE FROM dead_letter WHERE stage = 'despatch'"
        " AND name IN (SELECT idempotency_key FROM outbox WHERE article_id = ? AND target = ?)",
        (row["article_id"], row["target"]),
    )


def retry(db: Database, outbox_id: int, now: datetime) -> str | None:
    """Make a despatch due at once, also one that was given up, while its item may still leave and nothing newer went in its place.

    Its target, which is asked again at once too, unless somebody has paused it; None where there is nothing to send.
    """
    with db.writing():
        row = db.one("SELECT * FROM outbox WHERE outbox_id = ?", [outbox_id])
        if row is None or not _again(db, row, now):
            return None
        _settle(db, row)
        targets.let_go(db, row["target"])
    return str(row["target"])


def _again(db: Database, row: sqlite3.Row, now: datetime) -> bool:
    """Make one row due; False where it must not go any more."""
    return bool(
        db.run(
            "UPDATE outbox SET status = 'waiting', due = :now, done = NULL, attempts = CASE status WHEN 'failed' THEN 0 ELSE attempts END"
            " WHERE outbox_id = :row AND status IN ('waiting', 'failed')"
            " AND (op = 'withdraw' OR item_id IN (SELECT item_id FROM item WHERE status IN ('approved', 'published')))"
            " AND (status = 'waiting' OR NOT EXISTS (SELECT 1 FROM outbox l WHERE l.article_id = outbox.article_id"
            " AND l.target = outbox.target AND l.outbox_id > outbox.outbox_id AND l.status IN ('waiting', 'leased', 'done')))",
            {"now": text(now), "row": row["outbox_id"]},
        )
    )


def retry_failed(db: Database, target: str, now: datetime) -> int:
    """Make all that a target's rows were given up for due at once; how many go."""
    rows = db.rows("SELECT outbox_id FROM outbox WHERE target = ? AND status = 'failed' AND done IS NULL ORDER BY outbox_id", [target])
    return sum(retry(db, row["outbox_id"], now) is not None for row in rows)


def retry_named(db: Database, key: str) -> bool:
    """Make the despatch of that key due again since it was queued; False where there is none to send."""
    row = db.one("SELECT outbox_id, queued FROM outbox WHERE idempotency_key = ?", [key])
    return row is not None and retry(db, row["outbox_id"], moment(row["queued"])) is not None


def published(db: Database, target: str, limit: int) -> Iterator[Despatch]:
    """What a target holds, newest first: of each article the last that went there and was not called back."""
    rows = db.rows(
        f"{_ROWS} WHERE o.target = :target AND o.status = 'done' AND o.op <> 'withdraw' AND i.status <> 'expired'"  # noqa: S608
        " AND o.outbox_id = (SELECT max(l.outbox_id) FROM outbox l WHERE l.article_id = o.article_id AND l.target ="
        " :target AND l.status = 'done')"
        " ORDER BY o.outbox_id DESC LIMIT :limit",
        {"target": target, "limit": limit},
    )
    return (_despatch(db, row) for row in rows)


def _despatch(db: Database, row: sqlite3.Row) -> Despatch:
    """One outbox row as its sender needs it."""
    return Despatch(
        outbox_id=row["outbox_id"],
        item_id=row["item_id"],
        target=row["target"],
        op=row["op"],
        idempotency_key=row["idempotency_key"],
        story=as_it_leaves(db, row),
        source=row["source"],
        change=row["change"],
        attempts=row["attempts"],
        queued=moment(row["queued"]),
    )
