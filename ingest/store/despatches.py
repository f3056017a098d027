"""The outbox at work: what is due, under a lease; what became of it; what a target holds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ingest.store import gates
from ingest.store.desk.amending import as_amended
from ingest.store.ledger import stand
from ingest.store.stories import unpacked
from ingest.store.times import moment, text
from ingest.terms import Despatch, Despatched, Refused

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ingest.store.database import Database

LEASE = timedelta(seconds=60)
SKEW = timedelta(hours=2)  # a lease or a due time further ahead than anybody gives was written by a clock that was wrong
MOST_ATTEMPTS = 10
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 3600

_DUE = (
    "((o.status = 'waiting' AND (o.due <= :now OR o.due > :ahead)) OR (o.status = 'leased' AND (o.lease_until <="
    " :now OR o.lease_until > :ahead)))"
    " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.article_id = o.article_id AND e.target = o.target AND e.outbox_id < o.outbox_id"
    " AND e.status IN ('waiting', 'leased'))"
)


def pending(db: Database, now: datetime, limit: int) -> tuple[Despatch, ...]:
    """What must go out now, withdrawals first, an article's despatches to one target in their order; the rows given are leased."""
    if db.one("SELECT 1 FROM outbox WHERE status IN ('waiting', 'leased') LIMIT 1") is None:
        return ()
    given: dict[str, str | int] = {"now": text(now), "ahead": text(now + SKEW), "limit": limit}
    with db.writing():
        _drop_barred(db, now)
        rows = db.rows(
            "SELECT o.*, i.story, i.raw_text, a.source FROM outbox o JOIN item i USING (item_id) JOIN article a ON"  # noqa: S608 - question marks alone
            " a.article_id = o.article_id"
            f" WHERE {_DUE} AND (o.op = 'withdraw' OR i.embargoed_until IS NULL OR i.embargoed_until <= :now)"
            " ORDER BY o.op = 'withdraw' DESC, o.outbox_id LIMIT :limit",
            given,
        )
        db.many(
            "UPDATE outbox SET status = 'leased', lease_until = ?, attempts = attempts + 1 WHERE outbox_id = ?",
            [(text(now + LEASE), row["outbox_id"]) for row in rows],
        )
    return tuple(_despatch(db, row) for row in rows)


def reclaim(db: Database) -> int:
    """Take back what a run that was killed had in its hands: only for the holder of the run's lock, who alone sends."""
    return db.run("UPDATE outbox SET status = 'waiting', lease_until = NULL WHERE status = 'leased'")


def _drop_barred(db: Database, now: datetime) -> None:
    """Give up despatches of what may no longer leave: killed, expired or taken back since it was queued."""
    db.run(
        "UPDATE outbox SET status = 'failed', done = :now, last_error = 'it may no longer leave the house' WHERE op <> 'withdraw'"
        " AND (status = 'waiting' OR (status = 'leased' AND (lease_until <= :now OR lease_until > :ahead)))"
        " AND item_id IN (SELECT item_id FROM item WHERE status NOT IN ('approved', 'published') OR expires <= :now)",
        {"now": text(now), "ahead": text(now + SKEW)},
    )


def sent(db: Database, outcomes: Iterable[Despatched | Refused], now: datetime) -> None:
    """Write what became of despatches, and wait until the disk has it: what is acknowledged is not sent again."""
    done = tuple(outcomes)
    if not done:
        return
    with db.writing(durable=True):
        for outcome in done:
            row = db.one("SELECT outbox_id, item_id, op, status, attempts FROM outbox WHERE outbox_id = ?", [outcome.outbox_id])
            if row is None or row["status"] == "done":
                continue
            match outcome:
                case Despatched(place=place):
                    db.run(
                        "UPDATE outbox SET status = 'done', done = ?, place = ?, last_error = NULL, lease_until = NULL WHERE outbox_id = ?",
                        (text(now), place, row["outbox_id"]),
                    )
                    _publish(db, row["item_id"], now)
                case Refused(reason=reason):
                    _put_off(db, row, reason, now)


def _publish(db: Database, item_id: int, now: datetime) -> None:
    """Call an approved item published once every target has it."""
    open_rows = db.one("SELECT 1 FROM outbox WHERE item_id = ? AND status IN ('waiting', 'leased') LIMIT 1", [item_id])
    approved = db.one("SELECT 1 FROM item WHERE item_id = ? AND status = 'approved'", [item_id])
    if approved and not open_rows:
        stand(db, item_id, gates.Standing("published"), "every target has it", now)


def _put_off(db: Database, row: sqlite3.Row, reason: str, now: datetime) -> None:
    """Try again later, each time twice as late; a withdrawal is never given up."""
    wait = timedelta(seconds=min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(row["attempts"], 12)))
    status = "failed" if row["attempts"] >= MOST_ATTEMPTS and row["op"] != "withdraw" else "waiting"
    db.run(
        "UPDATE outbox SET status = ?, due = ?, last_error = ?, lease_until = NULL WHERE outbox_id = ?",
        (status, text(now + wait), reason, row["outbox_id"]),
    )


def retry(db: Database, outbox_id: int, now: datetime) -> bool:
    """Make a despatch due at once, also one that was given up while its item may still leave."""
    return bool(
        db.run(
            "UPDATE outbox SET status = 'waiting', due = ?, done = NULL WHERE outbox_id = ? AND status IN ('waiting', 'failed')"
            " AND (op = 'withdraw' OR item_id IN (SELECT item_id FROM item WHERE status IN ('approved', 'published')))",
            (text(now), outbox_id),
        )
    )


def published(db: Database, target: str, limit: int) -> Iterator[Despatch]:
    """What a target holds, newest first: of each article the last that went there and was not called back."""
    rows = db.rows(
        "SELECT o.*, i.story, i.raw_text, a.source FROM outbox o JOIN item i USING (item_id) JOIN article a ON a.article_id = o.article_id"
        " WHERE o.target = :target AND o.status = 'done' AND o.op <> 'withdraw' AND i.status <> 'expired'"
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
        story=as_amended(db, row["item_id"], unpacked(row)),
        source=row["source"],
        attempts=row["attempts"],
        queued=moment(row["queued"]),
    )
