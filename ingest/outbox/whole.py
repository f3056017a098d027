"""A file that appears whole or not at all, whatever happens in between."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING
from urllib.parse import quote

import xxhash

from ingest.outbox.problems import NoRoom

if TYPE_CHECKING:
    from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LONGEST = 180  # bytes of a name; most file systems stop at 255, and ours gets an ending


def write_whole(path: Path, data: bytes) -> None:
    """Write beside the path, make it durable, then put it in the path's place.

    The name of the unfinished file is always the same, so that one left behind by a power cut is written over and never piles up.
    Raises `NoRoom` when the disk is full, OSError for what else a file system may refuse.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(unfinished, data)
        unfinished.replace(path)
        _settle(path.parent)
    except OSError as failure:
        _forget(unfinished)
        if failure.errno in _FULL:
            raise NoRoom(f"{path}: the disk can't take more ({failure.strerror}); the copy waits. Make room, and run again") from failure
        raise


def file_name(key: str) -> str:
    """A key as the name of a file: the same key always gives the same name, another key another."""
    name = quote(key, safe="")
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) > _LONGEST:
        name = f"{name[: _LONGEST - 33]}-{xxhash.xxh3_128_hexdigest(key.encode())}"
    return name


def _write(path: Path, data: bytes) -> None:
    """The bytes, on the disk itself; a link in the file's place is not followed."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _settle(folder: Path) -> None:
    """Make the new name durable too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget(path: Path) -> None:
    """Take the unfinished file away where that is possible; the failure that led here is the one to tell."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
