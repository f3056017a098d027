"""What a store can't do, the tree drawn once: each a sentence with its remedy, each with the exit code a command ends with.

CopytasterError
└── StoreError       70  the database said something that nobody expected
    ├── StoreLocked  75  another program holds the database past the time-out
    ├── StoreFull    73  the disk, or a limit on file sizes, can't take a write
    ├── StoreShut    73  the database may not be written, or not be opened at all
    ├── StoreDamaged 65  the file is no database of ours, or its pages are damaged
    ├── StoreTooNew  78  a later version of this program made the database
    └── StoreOld     78  an earlier version made it, and who only looks does not change it
RowRefused           70  the store can't keep this very row; its neighbors are not to blame
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, ClassVar

from normalizers.problems import CopytasterError

if TYPE_CHECKING:
    from pathlib import Path


class StoreError(CopytasterError):
    """The database said something that nobody expected."""

    exit_code: ClassVar[int] = 70


class StoreLocked(StoreError):
    """Another program holds the database past the time-out."""

    exit_code: ClassVar[int] = 75


class StoreFull(StoreError):
    """The disk, or a limit on file sizes, can't take a write; nothing of the transaction was stored."""

    exit_code: ClassVar[int] = 73


class StoreShut(StoreError):
    """The database may not be written, or can't be opened at all."""

    exit_code: ClassVar[int] = 73


class StoreDamaged(StoreError):
    """The file is no database of ours, or its pages are damaged."""

    exit_code: ClassVar[int] = 65


class StoreTooNew(StoreError):
    """A later version of this program made the database."""

    exit_code: ClassVar[int] = 78


class StoreOld(StoreError):
    """An earlier version of this program made the database, and who only looks does not bring it up to date."""

    exit_code: ClassVar[int] = 78


class RowRefused(CopytasterError):
    """The store can't keep this very row: a rule of its tables or a value it has no form for. The store itself is well."""

    exit_code: ClassVar[int] = 70


_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# A write that the disk or RLIMIT_FSIZE cuts short: SQLITE_FULL on ENOSPC, an I/O error of writing on EFBIG and EDQUOT.
_FULL = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_SHMMAP,
    }
)
_SHUT = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})


def told(error: sqlite3.Error, path: Path) -> StoreError:
    """The error of SQLite as one of ours, in a sentence with its remedy."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    base = code & 0xFF
    if base in _LOCKED:
        return StoreLocked(f"{path}: another program holds the database ({error}); wait until it lets go, or end it, and try again")
    if code in _FULL or base == sqlite3.SQLITE_FULL:
        return StoreFull(
            f"{path}: the disk can't take more ({error}); nothing of this step was stored. Make room, or raise the"
            f" file-size limit, and try again"
        )
    if base in _SHUT:
        return StoreShut(
            f"{path}: the database can't be opened for writing ({error}); check that the folder exists, and who may write there"
        )
    if base in _DAMAGED:
        return StoreDamaged(f"{path}: this is no sound database ({error}); put a backup in its place")
    return StoreError(f"{path}: the database failed ({error}); run `doctor`, and report this if it finds nothing")
