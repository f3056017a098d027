"""Boxes: places where whole files lie until they are taken, each opened for one turn. One file a transport; its line stands in `BOXES`."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from ingest.fetch import folder
from ingest.fetch.ftp import open_ftp
from ingest.fetch.imap import open_mailbox
from ingest.fetch.sftp import open_sftp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from ingest.terms import FetchFailed, Limits, Source, Transmission

    Taken = Callable[[Sequence[str]], frozenset[str]]


class Box(Protocol):
    """A place where files lie. It never raises: what went wrong is a `FetchFailed`, unconnected where the place itself is shut.

    That has an `origin` where a server was met and it is the server that is shut.
    """

    def arrivals(self, taken: Taken, now: datetime) -> AsyncIterator[Transmission | FetchFailed]:
        """The whole files that were not taken yet, in the order of their names; `taken` says which of these keys were."""
        ...

    async def put_away(self, sent: Transmission) -> str | None:
        """Move a filed file out of the way where the source says so; None, or why it could not be done."""
        ...

    async def beside(self, feed: Transmission, href: str, now: datetime) -> Transmission | FetchFailed | None:
        """The box's own file that a link of one of its feeds means; None where the link points elsewhere."""
        ...


class FolderBox:
    """A folder of this machine."""

    def __init__(self, source: Source, limits: Limits) -> None:
        """Know which folder, and what its files may cost."""
        self._source, self._limits = source, limits

    async def arrivals(self, taken: Taken, now: datetime) -> AsyncIterator[Transmission | FetchFailed]:
        """The files of the folder."""
        for one in folder.arrivals(self._source, taken, now, self._limits):
            yield one

    async def put_away(self, sent: Transmission) -> str | None:
        """Move a file to `move_to`."""
        return folder.put_away(self._source, sent)

    async def beside(self, feed: Transmission, href: str, now: datetime) -> Transmission | FetchFailed | None:
        """A file beside a feed."""
        return folder.page_beside(self._source, feed, href, now, self._limits)


@asynccontextmanager
async def open_folder(source: Source, limits: Limits) -> AsyncIterator[Box]:
    """A folder needs no opening."""
    yield FolderBox(source, limits)


BOXES: Mapping[str, Callable[[Source, Limits], AbstractAsyncContextManager[Box]]] = {
    "folder": open_folder,
    "sftp": open_sftp,
    "ftp": open_ftp,
    "imap": open_mailbox,
}
