"""One run at a time: an flock on `run.lock` in the data folder, which the system lets go when its holder dies, however it dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Self

from normalizers.problems import CopytasterError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

NAME = "run.lock"


class Busy(CopytasterError):
    """Another run holds the lock; the program ends with exit code 75."""

    exit_code: ClassVar[int] = 75


class RunLock:
    """The right to run on a data folder; raises `Busy` at once where another run has it.

    The file's words (process and start) are for people; what counts is the lock on it. It is never deleted: whoever had it open would
    then hold a lock on nothing. Its descriptor is closed on exec, so reading processes never inherit it.
    """

    def __init__(self, data: Path) -> None:
        """Name the data folder; it is made where it is missing."""
        self._path = data / NAME
        self._fd: int | None = None

    def __enter__(self) -> Self:
        """Take the lock or raise `Busy`; an OSError where the folder can't be written."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = _holder(fd)
            os.close(fd)
            raise Busy(f"another run holds {self._path}{holder}; wait until it ends, or stop it") from error
        except OSError:
            os.close(fd)
            raise
        self._fd = fd
        with contextlib.suppress(OSError):  # a full disk takes the note from people, not the lock from us
            os.ftruncate(fd, 0)
            os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Let go."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def _holder(fd: int) -> str:
    """Who holds the lock, as far as the file tells: its process, and since when."""
    try:
        told, since = os.pread(fd, 20, 0).decode("ascii", "replace").strip(), os.fstat(fd).st_mtime
    except OSError:
        return ""
    start = datetime.fromtimestamp(since, UTC)
    return f" (process {told}, since {start:%Y-%m-%d %H:%M:%S} UTC)" if told.isdigit() else ""
