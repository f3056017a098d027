"""Shelves: what a server's folder can do for us while a connection stands, whatever it speaks; and what goes wrong there, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, Protocol

from yarl import URL

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["file", "folder", "link", "other"]
HOME = "/~"  # an address whose folder begins so counts from where the account begins, not from the root


@dataclass(frozen=True, slots=True)
class Look:
    """What a listing says of one name below the folder; `stamp` is the server's own time, as it tells it."""

    name: str
    kind: Kind
    size: int = 0
    stamp: str = ""
    modified: datetime | None = None

    @property
    def key(self) -> str:
        """What tells this file, as it now is, from all others of the folder."""
        return f"{self.name.encode('utf-8', 'backslashreplace').decode()}|{self.size}|{self.stamp}"


class Trouble(OSError):
    """Something a server did not do; the text is the reason, in words."""


class Dropped(Trouble):
    """The connection broke: another one may go on where it stopped."""


class Shut(Trouble):
    """The server can't be used in this pass. `met` is whether a connection stood; `locked`, whether it refused the account."""

    def __init__(self, says: str, *, met: bool = True, locked: bool = False) -> None:
        """Say what is the matter."""
        super().__init__(says)
        self.met, self.locked = met, locked


class Denied(Trouble):
    """The server won't give or move this file."""


class Gone(Denied):
    """There is no such file any more."""


class Occupied(Denied):
    """There is a file of that name already."""


class Shelf(Protocol):
    """One connection. Names count below the source's folder. Each verb raises Dropped, Shut or Denied, and nothing else."""

    @property
    def abreast(self) -> int:
        """How many files may be read side by side."""

    async def listing(self, folder: str, most: int) -> Sequence[Look]:
        """What lies right below a folder ("" is the source's own); at most so many."""
        ...

    async def look(self, known: Look) -> Look | None:
        """A file as it is now; None where it is gone."""
        ...

    async def read(self, name: str, most: int) -> bytes:
        """A file's bytes, at most so many."""
        ...

    async def move(self, name: str, away: str) -> None:
        """Give a file another name, which counts below the folder too; its folders are made. Raises Occupied where something has it."""
        ...

    def cut(self) -> None:
        """End the connection at once, without a last word to it."""
        ...


def folder_of(url: str) -> str:
    """The folder that an address names, as the server is asked for it.

    >>> folder_of("sftp://wire.example/incoming/"), folder_of("ftp://wire.example/~/out"), folder_of("ftp://wire.example")
    ('/incoming', 'out', '/')
    """
    path = URL(url).path.rstrip("/")
    if path == HOME or path.startswith(f"{HOME}/"):
        return path.removeprefix(HOME).lstrip("/") or "."
    return path or "/"


def below(folder: str, name: str) -> str:
    """A name below a folder, as one path."""
    return f"{folder.rstrip('/')}/{name}".rstrip("/") if name else folder


def when(seconds: float | None) -> datetime | None:
    """A server's seconds since 1970 as a time, where a calendar has it."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
