"""The inbox: what was pushed to us. It is acknowledged once the disk has it, read in the order it came, and never twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import vault
from ingest.store.times import maybe_moment, moment, text
from ingest.terms import Backlog, Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.terms import Receipt, Transmission


def receive(db: Database, source: str, delivery: str, sent: Sequence[Transmission], now: datetime) -> Receipt:
    """Keep the files of one delivery and note that they wait, all or none, on the disk itself before we return.

    Bytes are packed before the transaction: a large file must not keep an editor's decision waiting.
    """
    rows = [vault.row_of(one) for one in sent]
    digests = [str(row[0]) for row in rows]
    with db.writing(durable=True):
        before = db.rows("SELECT digest FROM inbox WHERE source = ? AND delivery = ? ORDER BY part", (source, delivery))
        if before:
            return "known" if [row["digest"] for row in before] == digests else "clash"
        for part, (one, row, digest) in enumerate(zip(sent, rows, digests, strict=True)):
            vault.put(db, row)
            db.run(
                "INSERT INTO inbox (source, delivery, part, digest, name, media_type, charset, size, received)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (source, delivery, part, digest, one.name, one.media_type, one.charset, len(one.data), text(now)),
            )
    return "kept"


def waiting(db: Database, source: str, limit: int) -> tuple[Waiting, ...]:
    """What of a source waits to be read, in the order it came."""
    rows = db.rows(
        "SELECT inbox_id, digest, name, media_type, charset, received FROM inbox"
        " WHERE source = ? AND taken IS NULL ORDER BY inbox_id LIMIT ?",
        (source, limit),
    )
    return tuple(
        Waiting(
            key=key_of(row["inbox_id"]),
            digest=row["digest"],
            name=row["name"],
            media_type=row["media_type"],
            charset=row["charset"],
            received=moment(row["received"]),
        )
        for row in rows
    )


def key_of(inbox_id: int) -> str:
    """The key under which a row of the inbox is taken, as a folder's files have theirs."""
    return f"inbox/{inbox_id}"


def is_row(key: str) -> bool:
    """Whether a key means a row of the inbox; a folder's keys hold a file's size and time."""
    name, _, number = key.partition("/")
    return name == "inbox" and number.isascii() and number.isdigit()


def took(db: Database, source: str, key: str, now: datetime) -> None:
    """Mark a row as read, in the transaction that files its items."""
    db.run("UPDATE inbox SET taken = ? WHERE inbox_id = ? AND source = ?", (text(now), int(key.partition("/")[2]), source))


def backlog(db: Database) -> dict[str, Backlog]:
    """What waits of each source that anything was ever pushed to."""
    rows = db.rows(
        "SELECT source, count(*) AS n, min(received) AS oldest FROM inbox WHERE taken IS NULL GROUP BY source",
    )
    return {str(row["source"]): Backlog(source=row["source"], waiting=row["n"], oldest=maybe_moment(row["oldest"])) for row in rows}
