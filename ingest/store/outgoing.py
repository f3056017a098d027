"""What is put into the outbox: publications, updates, and the withdrawals that call them back. Each row has a key that counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.times import text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.terms import Op


def send_out(db: Database, item_id: int, targets: Sequence[str], now: datetime) -> None:
    """Queue an approved item for each target: an update where the article is there already, or on its way."""
    article_id = _article_of(db, item_id)
    for target in targets:
        stop_waiting(db, article_id, target, "a newer version goes instead", now)
        _add(db, item_id, target, "update" if holder(db, article_id, target) else "publish", now)


def call_back(db: Database, item_id: int, why: str, now: datetime) -> bool:
    """Call an item back from every target that has it or is just getting it; whether any has."""
    article_id, gone = _article_of(db, item_id), False
    for row in db.rows("SELECT DISTINCT target FROM outbox WHERE item_id = ? ORDER BY target", [item_id]):
        stop_waiting(db, article_id, row["target"], f"called back before it left: {why}", now)
        if holder(db, article_id, row["target"]) == item_id:
            _add(db, item_id, row["target"], "withdraw", now)
            gone = True
    return gone


def send_back(db: Database, item_id: int, now: datetime) -> int | None:
    """Take an item back from its targets and put the version before it there again; that version, or None where there was none."""
    article_id, earlier = _article_of(db, item_id), None
    for row in db.rows("SELECT DISTINCT target FROM outbox WHERE item_id = ? ORDER BY target", [item_id]):
        target = row["target"]
        stop_waiting(db, article_id, target, "the approval was undone", now)
        if holder(db, article_id, target) != item_id:
            continue
        before = db.one(
            "SELECT o.item_id FROM outbox o JOIN item i USING (item_id) WHERE o.article_id = ? AND o.target = ? AND o.item_id < ?"
            " AND o.status = 'done' AND o.op <> 'withdraw' AND i.status = 'superseded' ORDER BY o.outbox_id DESC LIMIT 1",
            (article_id, target, item_id),
        )
        if before is None:
            _add(db, item_id, target, "withdraw", now)
        else:
            earlier = int(before["item_id"])
            _add(db, earlier, target, "update", now)
    return earlier


def holder(db: Database, article_id: int, target: str) -> int | None:
    """The version of an article that a target has, or may have: the last that was sent, or tried, and not called back since."""
    row = db.one(
        "SELECT item_id, op FROM outbox WHERE article_id = ? AND target = ? AND (status IN ('done', 'leased') OR"
        " attempts > 0 OR op = 'withdraw')"
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
    db.run(
        "INSERT INTO outbox (item_id, article_id, target, op, idempotency_key, status, queued, due) VALUES (?, ?, ?,"
        " ?, ?, 'waiting', ?, ?)",
        (item_id, _article_of(db, item_id), target, op, key, text(now), text(now)),
    )
