"""Where an item stands, and the event that every change of it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.times import text

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.store.gates import Standing
    from ingest.terms import Status


def note(db: Database, item_id: int, kind: str, status: Status, says: str, now: datetime) -> None:
    """Leave an event: those who follow with a cursor learn of it."""
    db.run("INSERT INTO event (at, kind, item_id, status, says) VALUES (?, ?, ?, ?, ?)", (text(now), kind, item_id, status, says))


def stand(db: Database, item_id: int, standing: Standing, says: str, now: datetime) -> None:
    """Give an item its new standing."""
    row = (standing.status, standing.gate, standing.reason, item_id)
    db.run("UPDATE item SET status = ?, gate = ?, hold_reason = ? WHERE item_id = ?", row)
    note(db, item_id, "status", standing.status, says, now)
