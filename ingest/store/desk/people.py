"""Who may sign in, who is signed in, how often somebody failed to, and how each likes the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.desk.rows import SessionRow
from ingest.store.times import moment, text

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.store.database import Database


def editors(db: Database) -> tuple[str, ...]:
    """The names of those who may sign in."""
    return tuple(str(row["name"]) for row in db.rows("SELECT name FROM editor ORDER BY name"))


def lock_of(db: Database, name: str) -> tuple[bytes, bytes] | None:
    """Salt and scrypt of an editor's password; None where there is no such editor."""
    row = db.one("SELECT salt, scrypt FROM editor WHERE name = ?", [name])
    return (row["salt"], row["scrypt"]) if row else None


def set_lock(db: Database, name: str, salt: bytes, scrypt: bytes, now: datetime) -> None:
    """Let somebody sign in, or change their password; whoever is signed in by that name is signed out."""
    with db.writing():
        db.run(
            "INSERT INTO editor VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET salt = excluded.salt, scrypt = excluded.scrypt",
            (name, salt, scrypt, text(now)),
        )
        db.run("DELETE FROM session WHERE editor = ?", [name])


def remove(db: Database, name: str) -> bool:
    """Let somebody sign in no more; their rulings stay."""
    with db.writing():
        db.run("DELETE FROM session WHERE editor = ?", [name])
        return db.run("DELETE FROM editor WHERE name = ?", [name]) > 0


def begin_session(db: Database, digest: bytes, editor: str, secret: bytes, now: datetime) -> None:
    """Sign somebody in."""
    db.run(
        "INSERT OR REPLACE INTO session (digest, editor, secret, began, seen) VALUES (?, ?, ?, ?, ?)",
        (digest, editor, secret, text(now), text(now)),
    )


def session(db: Database, digest: bytes) -> SessionRow | None:
    """A session by the digest of its token."""
    row = db.one("SELECT editor, secret, began, seen, notes FROM session WHERE digest = ?", [digest])
    return SessionRow(**(dict(row) | {"began": moment(row["began"]), "seen": moment(row["seen"])})) if row else None


def touch(db: Database, digest: bytes, now: datetime) -> None:
    """Note that a session is in use."""
    db.run("UPDATE session SET seen = ? WHERE digest = ?", (text(now), digest))


def jot(db: Database, digest: bytes, notes: str) -> None:
    """Keep a session's small notes."""
    db.run("UPDATE session SET notes = ? WHERE digest = ?", (notes, digest))


def end_session(db: Database, digest: bytes) -> None:
    """Sign somebody out."""
    db.run("DELETE FROM session WHERE digest = ?", [digest])


def sweep(db: Database, before: datetime) -> int:
    """Forget sessions and failures not heard of since then."""
    with db.writing():
        gone = db.run("DELETE FROM session WHERE seen < ?", [text(before)])
        db.run("DELETE FROM sign_in WHERE last < ?", [text(before)])
    return gone


def failures(db: Database, who: str) -> tuple[int, datetime | None]:
    """How often in a row a name or an address failed to sign in, and when last."""
    row = db.one("SELECT failures, last FROM sign_in WHERE who = ?", [who])
    return (int(row["failures"]), moment(row["last"])) if row else (0, None)


def failed(db: Database, who: str, now: datetime) -> None:
    """Count a failure."""
    db.run(
        "INSERT INTO sign_in VALUES (?, 1, ?) ON CONFLICT (who) DO UPDATE SET failures = failures + 1, last = excluded.last",
        (who, text(now)),
    )


def forgive(db: Database, who: str) -> None:
    """Forget the failures of somebody who got in."""
    db.run("DELETE FROM sign_in WHERE who = ?", [who])


def habits(db: Database, editor: str) -> dict[str, str]:
    """How an editor likes the desk."""
    rows = db.rows("SELECT name, value FROM habit WHERE editor = ? ORDER BY name", [editor])
    return {str(row["name"]): str(row["value"]) for row in rows}


def set_habit(db: Database, editor: str, name: str, value: str | None) -> None:
    """Keep a habit, or forget it."""
    if value is None:
        db.run("DELETE FROM habit WHERE editor = ? AND name = ?", (editor, name))
    else:
        db.run("INSERT OR REPLACE INTO habit VALUES (?, ?, ?)", (editor, name, value))
