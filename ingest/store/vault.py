"""The vault: bytes as they arrived, kept before they are understood, compressed, found by their digest."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

from ingest.store.times import maybe_moment, maybe_text, moment, text
from ingest.terms import Transmission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ingest.store.database import Database, Value

PAGE = 500


def keep(db: Database, sent: Transmission) -> str:
    """Keep bytes once; their SHA-256."""
    digest = hashlib.sha256(sent.data).hexdigest()
    if not db.one("SELECT 1 FROM raw WHERE digest = ?", [digest]):
        put(db, row_of(sent, digest))
    return digest


def row_of(sent: Transmission, digest: str | None = None) -> tuple[Value, ...]:
    """Bytes packed as the vault keeps them, their SHA-256 first."""
    return (
        digest or hashlib.sha256(sent.data).hexdigest(),
        sent.source,
        text(sent.received),
        sent.name,
        sent.url,
        sent.media_type,
        sent.charset,
        sent.key,
        maybe_text(sent.modified),
        len(sent.data),
        zlib.compress(sent.data, 6),
    )


def put(db: Database, row: tuple[Value, ...]) -> None:
    """Put packed bytes into the vault, where they are not there already."""
    db.run(
        "INSERT OR IGNORE INTO raw (digest, source, received, name, url, media_type, charset, key, modified, size, data)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )


def recall(db: Database, digest: str) -> Transmission:
    """The bytes again, as they arrived. Raises KeyError for a digest that is not in the vault."""
    row = db.one("SELECT * FROM raw WHERE digest = ?", [digest])
    if row is None:
        raise KeyError(f"the vault holds no bytes with the digest {digest}")
    return Transmission(
        source=row["source"],
        data=zlib.decompress(row["data"]),
        received=moment(row["received"]),
        url=row["url"],
        name=row["name"],
        media_type=row["media_type"],
        charset=row["charset"],
        key=row["key"],
        modified=maybe_moment(row["modified"]),
    )


def raws(db: Database, source: str | None, since: datetime | None) -> Iterator[str]:
    """Digests of kept bytes, oldest first, a page at a time, so that others may write between."""
    last = 0
    while True:
        found = db.rows(
            "SELECT rowid, digest FROM raw WHERE rowid > :last AND (:source IS NULL OR source = :source)"
            " AND (:since IS NULL OR received >= :since) ORDER BY rowid LIMIT :page",
            {"last": last, "source": source, "since": maybe_text(since), "page": PAGE},
        )
        yield from (str(row["digest"]) for row in found)
        if len(found) < PAGE:
            return
        last = found[-1]["rowid"]
