"""A file that appears whole or not at all, whatever happens in between."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

import xxhash

from ingest.outbox.problems import NoRoom

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
ABREAST = 8  # files made durable at once
_LONGEST = 180  # bytes of a name; most file systems stop at 255, and ours gets an ending


def write_whole(path: Path, data: bytes) -> None:
    """Write beside the path, make it durable, then put it in the path's place.

    The name of the unfinished file is always the same, so that one left behind by a power cut is written over and never piles up.
    Raises `NoRoom` when the disk is full, OSError for what else a file system may refuse.
    """
    for end in write_many([(path, data)]):
        if end is not None:
            raise end


def write_many(files: Sequence[tuple[Path, bytes]]) -> list[OSError | NoRoom | None]:
    """Several files as `write_whole` does one; how each ended, in order.

    The disk is asked to make several durable at once, which it does in hardly more time than one; then each takes its place, in order.
    """
    if len(files) == 1:
        written = [_laid(files[0])]
    else:
        with ThreadPoolExecutor(max(1, min(ABREAST, len(files)))) as pool:
            written = list(pool.map(_laid, files))
    ends = [end or _placed(path) for (path, _), end in zip(files, written, strict=True)]
    for folder in {path.parent for (path, _), end in zip(files, ends, strict=True) if end is None}:
        failure = _settled(folder)
        if failure is not None:
            ends = [end or (failure if path.parent == folder else None) for (path, _), end in zip(files, ends, strict=True)]
    return ends


def file_name(key: str) -> str:
    """A key as the name of a file: the same key always gives the same name, another key another."""
    name = quote(key, safe="")
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) > _LONGEST:
        name = f"{name[: _LONGEST - 33]}-{xxhash.xxh3_128_hexdigest(key.encode())}"
    return name


def _laid(file: tuple[Path, bytes]) -> OSError | NoRoom | None:
    """Write the unfinished file, on the disk itself; None, or why that could not be done."""
    path, data = file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(_unfinished(path), data)
    except OSError as failure:
        return _given_up(path, failure)
    return None


def _placed(path: Path) -> OSError | NoRoom | None:
    """Put a written file in its place; None, or why that could not be done."""
    try:
        _unfinished(path).replace(path)
    except OSError as failure:
        return _given_up(path, failure)
    return None


def _given_up(path: Path, failure: OSError) -> OSError | NoRoom:
    """The failure to tell, once the unfinished file is out of the way where that is possible."""
    with suppress(OSError):
        _unfinished(path).unlink(missing_ok=True)
    if failure.errno in _FULL:
        return NoRoom(f"{path}: the disk can't take more ({failure.strerror}); the copy waits. Make room, and run again")
    return failure


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _write(path: Path, data: bytes) -> None:
    """The bytes, on the disk itself; a link in the file's place is not followed."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _settled(folder: Path) -> OSError | None:
    """Make new names durable too; None, or why that could not be done."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as failure:
        return failure
    return None
