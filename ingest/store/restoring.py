"""Restoring: a backup is proved on a copy of it, down to its search index and its own rules, before it takes the database's place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.store.care import check
from ingest.store.database import Database
from ingest.store.migrate import applied
from ingest.store.problems import StoreDamaged, StoreShut, told
from ingest.store.questions import counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.store.rows import Counts

LOGS = ("-wal", "-shm")


def verify(backup: Path, folder: Path) -> Counts:
    """What a backup holds, once a copy of it in `folder` has passed every check.

    Raises `StoreDamaged` in words where it has not, `StoreTooNew` for one of a later version, `StoreShut` where it can't be read.
    """
    with _proved(backup, folder) as (_, held):
        return held


def restore(backup: Path, place: Path) -> tuple[Counts, Path | None]:
    """Put a backup in the place of a database, and what was there beside it; what the backup holds, and where the other is now.

    Nobody else may have the database open. Raises as `verify` does: then nothing has changed.
    """
    with _proved(backup, place.parent) as (copy, held):
        aside = _put_aside(place) if place.exists() else None
        copy.replace(place)
        return held, aside


@contextmanager
def _proved(backup: Path, folder: Path) -> Iterator[tuple[Path, Counts]]:
    """A copy of a backup that is sound, brought up to date, and gone afterwards unless it was moved."""
    if not backup.is_file():
        raise StoreShut(f"{backup}: there is no such file; name a backup")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        room = tempfile.TemporaryDirectory(prefix=".restore-", dir=folder)
    except OSError as error:
        raise told(sqlite3.OperationalError(str(error)), folder) from error
    with room as name:
        copy = Path(name) / "wire.db"
        _copy(backup, copy)
        yield copy, _look(backup, copy)


def _copy(backup: Path, copy: Path) -> None:
    """Copy the file, and the log that belongs to it where it was taken from a running database; flushed to the disk."""
    for end in ("", "-wal"):
        part = backup.with_name(backup.name + end)
        if part.exists():
            shutil.copyfile(part, copy.with_name(copy.name + end))
    with copy.open("rb") as file:
        os.fsync(file.fileno())


def _look(backup: Path, copy: Path) -> Counts:
    """Prove a copy of a backup, and count what is in it."""
    try:
        with closing(sqlite3.connect(copy)) as conn:
            ours = bool(applied(conn))
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(f"{backup}: this is no sound database ({error}); name another backup") from error
    if not ours:
        raise StoreDamaged(f"{backup}: this is a database, but none of this program; name another file")
    db = Database(copy, busy_s=1)
    try:
        wrong = check(db)
        if wrong:
            raise StoreDamaged(f"{backup}: it is not sound, and was left alone: {'; '.join(wrong[:3])}. Name another backup")
        held = counts(db)
        db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return held
    finally:
        db.close()


def _put_aside(place: Path) -> Path:
    """Move the present database, with its logs, out of the way; nothing is ever deleted here."""
    number = 1
    while (aside := place.with_name(f"{place.name}.replaced-{number}")).exists():
        number += 1
    for end in ("", *LOGS):
        part = place.with_name(place.name + end)
        if part.exists():
            part.replace(aside.with_name(aside.name + end))
    return aside
