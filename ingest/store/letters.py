"""The dead letters: what could not be filed, why, and the digest to read it again from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.times import moment, text
from ingest.terms import DeadLetter

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from ingest.store.database import Database


def bury(db: Database, letter: DeadLetter, now: datetime) -> int:
    """Put a letter among the dead; the same bytes for the same reason are one letter, counted."""
    key = (letter.source, letter.stage, letter.reason, letter.name, letter.digest or "")
    with db.writing():
        row = db.one(
            "SELECT dead_id FROM dead_letter WHERE source = ? AND stage = ? AND reason = ? AND name = ? AND coalesce(digest, '') = ?", key
        )
        if row:
            db.run("UPDATE dead_letter SET at = ?, times = times + 1 WHERE dead_id = ?", (text(now), row["dead_id"]))
            return int(row["dead_id"])
        return db.insert(
            "INSERT INTO dead_letter (source, stage, reason, name, digest, url, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*key[:4], letter.digest, letter.url, text(now)),
        )


def dead_letters(db: Database, limit: int) -> tuple[DeadLetter, ...]:
    """The dead letters, newest first."""
    return tuple(_letter(row) for row in db.rows("SELECT * FROM dead_letter ORDER BY at DESC, dead_id DESC LIMIT ?", [limit]))


def requeue(db: Database, dead_id: int) -> DeadLetter | None:
    """Take a letter out, to be read again from its bytes; None where there is no such letter."""
    with db.writing():
        row = db.one("SELECT * FROM dead_letter WHERE dead_id = ?", [dead_id])
        drop(db, dead_id)
    return _letter(row) if row else None


def drop(db: Database, dead_id: int) -> bool:
    """Throw a letter away; False where there is none."""
    return db.run("DELETE FROM dead_letter WHERE dead_id = ?", [dead_id]) > 0


def _letter(row: sqlite3.Row) -> DeadLetter:
    """A row as a letter."""
    return DeadLetter(
        source=row["source"],
        stage=row["stage"],
        reason=row["reason"],
        name=row["name"],
        digest=row["digest"],
        url=row["url"],
        dead_id=row["dead_id"],
        at=moment(row["at"]),
    )
