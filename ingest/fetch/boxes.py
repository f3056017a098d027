"""Boxes: places where whole files lie until they are taken, each opened for one turn. One file a transport; its line stands in `BOXES`."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ingest.fetch import folder
from ingest.fetch.imap import open_mailbox
from ingest.fetch.remote import open_remote

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from ingest.fetch.box import Box, Taken
    from ingest.terms import FetchFailed, Limits, Source, Transmission


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


def open_sftp(source: Source, limits: Limits) -> AbstractAsyncContextManager[Box]:
    """A folder on a server of ssh, whose library is loaded where there is one: it takes a sixth of a second."""
    from ingest.fetch import sftp

    return open_remote(source, limits, sftp.open_shelf)


def open_ftp(source: Source, limits: Limits) -> AbstractAsyncContextManager[Box]:
    """A folder on an FTP server, its library loaded where there is one."""
    from ingest.fetch import ftp

    return open_remote(source, limits, ftp.open_shelf)


BOXES: Mapping[str, Callable[[Source, Limits], AbstractAsyncContextManager[Box]]] = {
    "folder": open_folder,
    "sftp": open_sftp,
    "ftp": open_ftp,
    "imap": open_mailbox,
}
