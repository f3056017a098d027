"""The store: one Protocol of verbs; nothing above it knows SQL. `open_store` gives the SQLite one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ingest.store.problems import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreOld, StoreShut, StoreTooNew
from ingest.store.verbs.care import CareVerbs
from ingest.store.verbs.desk import DeskVerbs
from ingest.store.verbs.line import LineVerbs
from ingest.store.verbs.outbox import OutboxVerbs
from ingest.store.verbs.questions import QuestionVerbs

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.store.rows import Counts

__all__ = [
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreOld",
    "StoreShut",
    "StoreTooNew",
    "open_store",
    "restore_backup",
    "verify_backup",
]


def open_store(path: Path, *, busy_s: float = 5.0, looking: bool = False) -> Store:
    """Open a newsroom's database, making it or bringing it up to date where needed (after a backup beside it).

    Who is only `looking` changes nothing: `StoreOld` then says that it is not up to date. Waits at most `busy_s` seconds for another
    program. Raises `StoreLocked`, `StoreFull`, `StoreShut`, `StoreDamaged` or `StoreTooNew`.
    """
    from ingest.store.engine import SqliteStore

    return SqliteStore(path, busy_s=busy_s, looking=looking)


def verify_backup(backup: Path, folder: Path) -> Counts:
    """What a backup holds, once a copy of it in `folder` has passed every check; raises a `StoreError` in words where it has not."""
    from ingest.store.restoring import verify

    return verify(backup, folder)


def restore_backup(backup: Path, place: Path) -> tuple[Counts, Path | None]:
    """Put a proved backup in the place of a database that nobody has open; what it holds, and where the other one is now."""
    from ingest.store.restoring import restore

    return restore(backup, place)


class Store(LineVerbs, DeskVerbs, OutboxVerbs, QuestionVerbs, CareVerbs, Protocol):
    """What the line, the desk and the outbox may ask of a store. Times are aware UTC; every write outside `writing` is its own transaction.

    Raises `StoreLocked` when another program holds the database past the time-out, `StoreFull` when the disk can't take a write.
    """
