"""What is put into the outbox: publications, updates, and the withdrawals that call them back. Each row has a key that counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import gates
from ingest.store.ledger import stand
from ingest.store.released import before, come_back, leave, out_of
from ingest.store.routes import fits, traits_of
from ingest.store.times import text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.terms import Op, Route

OUT = ("approved", "published")


def send_out(db: Database, item_id: int, routes: Sequence[Route], now: datetime) -> bool:
    """Queue an approved item for each target that takes it, an update where the article is there already; whether any target takes it.

    A target that has the article gets its later versions whatever its filter says: else it would keep what is no longer right.
    """
    article_id, traits, taken = _article_of(db, item_id), traits_of(db, item_id), False
    for route in routes:
        stop_waiting(db, article_id, route.target, "a newer version goes instead", now)
        there = holder(db, article_id, route.target) is not None
        if there or fits(route.only, traits):
            _add(db, item_id, route.target, "update" if there else "publish", now)
            taken = True
    leave(db, item_id, now)
    return taken


def call_back(db: Database, item_id: int, why: str, now: datetime) -> bool:
    """Call an item back from every target that has it, is just getting it, or still has the version it replaced; whether any has.

    A target that another version, still released, is on its way to is left alone: it takes the place of what is there.
    """
    article_id, gone = _article_of(db, item_id), False
    for target in _all_targets_of(db, article_id):
        _stop_what_is_taken_back(db, article_id, target, f"called back before it left: {why}", now)
        there = holder(db, article_id, target)
        if there is None or _coming(db, article_id, target):
            continue
        if there == item_id or not _stands_out(db, there):
            _add(db, there, target, "withdraw", now)
            gone = True
    out = out_of(db, item_id)
    if out is not None and (out == item_id or not _stands_out(db, out)):
        come_back(db, item_id, now)
    return gone


def send_back(db: Database, item_id: int, now: datetime) -> int | None:
    """Take an item back from its targets and put the version before it there again; that version, or None where there was none."""
    if out_of(db, item_id) not in (None, item_id):
        return None
    earlier = before(db, item_id)
    if earlier is None or _status_of(db, earlier) != "superseded":
        call_back(db, item_id, "the approval was undone", now)
        return None
    stand(db, earlier, gates.Standing("approved"), f"item {item_id} was taken back from its place", now)
    if not _put_back(db, item_id, earlier, now):
        stand(db, earlier, gates.Standing("published"), "no target lacks it", now)
    leave(db, earlier, now)
    return earlier


def _put_back(db: Database, item_id: int, earlier: int, now: datetime) -> bool:
    """Give the targets of an item the version before it; those that it was never for give the item back. Whether anything is on its way."""
    article_id, moves = _article_of(db, item_id), False
    for target in _targets_of(db, item_id):
        stop_waiting(db, article_id, target, "the approval was undone", now)
        there = holder(db, article_id, target)
        if not _was_for(db, earlier, target):
            if there is not None:
                _add(db, there, target, "withdraw", now)
        elif there != earlier:
            _add(db, earlier, target, "publish" if there is None else "update", now)
            moves = True
    return moves


def holder(db: Database, article_id: int, target: str) -> int | None:
    """The version of an article that a target has, or may have: the last that was sent, or tried, and not called back since."""
    row = db.one(
        "SELECT item_id, op FROM outbox WHERE article_id = ? AND target = ? AND (handed = 1 OR op = 'withdraw')"
        " ORDER BY outbox_id DESC LIMIT 1",
        (article_id, target),
    )
    return None if row is None or row["op"] == "withdraw" else int(row["item_id"])


def stop_waiting(db: Database, article_id: int, target: str, why: str, now: datetime) -> None:
    """Give up what waits to go out; what is being sent this moment is left to its sender, and what was tried may have arrived."""
    db.run(
        "UPDATE outbox SET status = 'failed', last_error = ?, done = ? WHERE article_id = ? AND target = ? AND status"
        " = 'waiting' AND op <> 'withdraw'",
        (why, text(now), article_id, target),
    )


def _stop_what_is_taken_back(db: Database, article_id: int, target: str, why: str, now: datetime) -> None:
    """Give up what waits to go out and is released no more."""
    db.run(
        "UPDATE outbox SET status = 'failed', last_error = ?, done = ? WHERE article_id = ? AND target = ? AND status = 'waiting'"
        " AND op <> 'withdraw' AND item_id IN (SELECT item_id FROM item WHERE status NOT IN ('approved', 'published'))",
        (why, text(now), article_id, target),
    )


def _coming(db: Database, article_id: int, target: str) -> bool:
    """Whether a version that is released is on its way to a target."""
    return (
        db.one(
            "SELECT 1 FROM outbox o JOIN item i USING (item_id) WHERE o.article_id = ? AND o.target = ? AND o.op <> 'withdraw'"
            " AND o.status IN ('waiting', 'leased') AND i.status IN ('approved', 'published') LIMIT 1",
            (article_id, target),
        )
        is not None
    )


def _targets_of(db: Database, item_id: int) -> list[str]:
    """The targets that an item was ever to go to."""
    return [str(row["target"]) for row in db.rows("SELECT DISTINCT target FROM outbox WHERE item_id = ? ORDER BY target", [item_id])]


def _all_targets_of(db: Database, article_id: int) -> list[str]:
    """The targets that any version of an article was to go to, also those that the configuration has forgotten since."""
    return [str(row["target"]) for row in db.rows("SELECT DISTINCT target FROM outbox WHERE article_id = ? ORDER BY target", [article_id])]


def _was_for(db: Database, item_id: int, target: str) -> bool:
    """Whether an item was ever to go to a target."""
    return db.one("SELECT 1 FROM outbox WHERE item_id = ? AND target = ? AND op <> 'withdraw' LIMIT 1", (item_id, target)) is not None


def _stands_out(db: Database, item_id: int) -> bool:
    """Whether an item is released, and nothing has taken that back."""
    return _status_of(db, item_id) in OUT


def _status_of(db: Database, item_id: int) -> str | None:
    """Where an item stands."""
    row = db.one("SELECT status FROM item WHERE item_id = ?", [item_id])
    return str(row["status"]) if row else None


def _article_of(db: Database, item_id: int) -> int:
    """The article of an item. Raises KeyError where there is no such item."""
    row = db.one("SELECT article_id FROM item WHERE item_id = ?", [item_id])
    if row is None:
        raise KeyError(f"there is no item {item_id}")
    return int(row["article_id"])


def _add(db: Database, item_id: int, target: str, op: Op, now: datetime) -> None:
    """One row, due now; its key names item, target, operation and, from the second time on, the round."""
    row = db.one("SELECT count(*) AS n FROM outbox WHERE item_id = ? AND target = ? AND op = ?", (item_id, target, op))
    again = int(row["n"]) + 1 if row else 1
    key = f"{item_id}-{target}-{op}" + (f"-{again}" if again > 1 else "")
    db.run("INSERT OR IGNORE INTO target_state (target) VALUES (?)", [target])
    db.run(
        "INSERT INTO outbox (item_id, article_id, target, op, idempotency_key, status, queued, due) VALUES (?, ?, ?,"
        " ?, ?, 'waiting', ?, ?)",
        (item_id, _article_of(db, item_id), target, op, key, text(now), text(now)),
    )
