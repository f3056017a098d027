"""What the store remembers of servers: who wishes to be left alone until when, and what each robots.txt said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.times import moment, text
from ingest.terms import Hold, RobotsNote

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.store.database import Database


def holds(db: Database, now: datetime) -> dict[str, Hold]:
    """The servers that wish to be left alone now."""
    rows = db.rows("SELECT origin, hold_until, hold_why FROM origin WHERE hold_until > ?", [text(now)])
    return {row["origin"]: Hold(origin=row["origin"], until=moment(row["hold_until"]), why=row["hold_why"] or "") for row in rows}


def hold(db: Database, wish: Hold) -> None:
    """Note a server's wish to be left alone."""
    db.run(
        "INSERT INTO origin (origin, hold_until, hold_why) VALUES (?, ?, ?)"
        " ON CONFLICT (origin) DO UPDATE SET hold_until = excluded.hold_until, hold_why = excluded.hold_why",
        (wish.origin, text(wish.until), wish.why),
    )


def let_go(db: Database, origin: str) -> None:
    """Forget a server's wish: an operator knows better."""
    db.run("UPDATE origin SET hold_until = NULL, hold_why = NULL WHERE origin = ?", [origin])


def robots(db: Database, origin: str) -> RobotsNote | None:
    """What a site's robots.txt last said."""
    row = db.one("SELECT robots, robots_status, robots_at FROM origin WHERE origin = ? AND robots_at IS NOT NULL", [origin])
    return RobotsNote(origin=origin, text=row["robots"], status=row["robots_status"], at=moment(row["robots_at"])) if row else None


def note_robots(db: Database, note: RobotsNote) -> None:
    """Keep what a site's robots.txt says."""
    db.run(
        "INSERT INTO origin (origin, robots, robots_status, robots_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (origin) DO UPDATE SET robots = excluded.robots, robots_status = excluded.robots_status,"
        " robots_at = excluded.robots_at",
        (note.origin, note.text, note.status, text(note.at)),
    )
