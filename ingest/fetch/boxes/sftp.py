"""The sftp transport: a folder on an ssh server whose key we know, several files side by side over one connection."""

from __future__ import annotations

import stat
from contextlib import asynccontextmanager
from itertools import accumulate
from typing import TYPE_CHECKING, cast

import asyncssh

from ingest.dial.ssh import BadLine, NoLine, NotLetIn, in_words, ssh_line
from ingest.fetch.remote import open_remote
from ingest.fetch.shelves import Denied, Dropped, Gone, Look, Occupied, Shelf, Shut, below, folder_of, when

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from ingest.fetch.box import Box
    from ingest.fetch.shelves import Kind, Trouble
    from ingest.terms import Limits, Source

ABREAST = 8
_BROKEN = (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.SFTPBadMessage)


class SftpShelf:
    """One connection to a server's folder."""

    abreast = ABREAST

    def __init__(self, line: asyncssh.SSHClientConnection, client: asyncssh.SFTPClient, folder: str) -> None:
        """Names count below the folder."""
        self._line, self._client, self._folder = line, client, folder

    def cut(self) -> None:
        """End the connection."""
        self._line.abort()

    async def listing(self, folder: str, most: int) -> Sequence[Look]:
        """What lies there."""
        found: list[Look] = []
        try:
            async for one in self._client.scandir(below(self._folder, folder)):
                name = str(one.filename)
                if name not in (".", ".."):
                    found.append(_look(f"{folder}/{name}" if folder else name, one.attrs))
                if len(found) >= most:
                    break
        except (asyncssh.Error, OSError, EOFError) as failure:
            raise _shut(failure, below(self._folder, folder)) from failure
        return found

    async def look(self, known: Look) -> Look | None:
        """A file as it is now."""
        try:
            return _look(known.name, await self._client.lstat(below(self._folder, known.name)))
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            return None
        except (asyncssh.Error, OSError, EOFError) as failure:
            raise _trouble(failure) from failure

    async def read(self, name: str, most: int) -> bytes:
        """A file's bytes."""
        try:
            async with self._client.open(below(self._folder, name), "rb") as file:
                return cast("bytes", await file.read(most))  # opened as bytes; the library types it as text
        except (asyncssh.Error, OSError, EOFError) as failure:
            raise _trouble(failure) from failure

    async def move(self, name: str, away: str) -> None:
        """Give a file another name; the plain rename of the protocol never writes over another file."""
        target = below(self._folder, away)
        try:
            if await self._client.lexists(target):
                raise Occupied(f"{away} is there already")
            for folder in list(accumulate(away.split("/")[:-1], "{}/{}".format)):
                await self._make(below(self._folder, folder))
            await self._client.rename(below(self._folder, name), target)
        except (asyncssh.Error, OSError, EOFError) as failure:
            raise _trouble(failure) from failure

    async def _make(self, folder: str) -> None:
        """Make a folder, unless it is there or another hand has just made it."""
        if await self._client.isdir(folder):
            return
        try:
            await self._client.mkdir(folder)
        except asyncssh.SFTPError:
            if not await self._client.isdir(folder):
                raise


def open_box(source: Source, limits: Limits) -> AbstractAsyncContextManager[Box]:
    """A folder on a server of ssh, for one turn."""
    return open_remote(source, limits, open_shelf)


@asynccontextmanager
async def open_shelf(source: Source) -> AsyncIterator[Shelf]:
    """A connection that stands, the server's key checked."""
    try:
        async with ssh_line(source) as line:
            try:
                client = await line.start_sftp_client(path_errors="surrogateescape")
            except (asyncssh.Error, OSError, EOFError) as failure:
                raise Shut(f"the server speaks no sftp ({in_words(failure)})") from failure
            async with client:
                yield SftpShelf(line, client, folder_of(source.url or ""))
    except NotLetIn as closed:
        raise Shut(f"{closed}; look at `user`, `key` and `password`", locked=True) from closed
    except BadLine as closed:
        raise Shut(str(closed)) from closed
    except NoLine as closed:
        raise Dropped(str(closed)) from closed


def _look(name: str, attrs: asyncssh.SFTPAttrs) -> Look:
    """What attributes say of a file."""
    mode = attrs.permissions or 0
    kinds: tuple[tuple[bool, Kind], ...] = (
        (stat.S_ISREG(mode) or attrs.type == asyncssh.FILEXFER_TYPE_REGULAR, "file"),
        (stat.S_ISDIR(mode) or attrs.type == asyncssh.FILEXFER_TYPE_DIRECTORY, "folder"),
        (stat.S_ISLNK(mode) or attrs.type == asyncssh.FILEXFER_TYPE_SYMLINK, "link"),
    )
    kind: Kind = next((kind for fits, kind in kinds if fits), "other")
    size, seconds = attrs.size or 0, attrs.mtime
    return Look(name, kind, size, "" if seconds is None else str(seconds), when(seconds))


def _trouble(failure: Exception) -> Trouble:
    """What went wrong with one file, or with the connection."""
    if isinstance(failure, Denied):
        return failure
    if isinstance(failure, asyncssh.SFTPNoSuchFile | asyncssh.SFTPNoSuchPath):
        return Gone("it is not there any more")
    if isinstance(failure, asyncssh.SFTPError) and not isinstance(failure, _BROKEN):
        return Denied(in_words(failure))
    return Dropped(f"the connection broke ({in_words(failure)})")


def _shut(failure: Exception, folder: str) -> Trouble:
    """What went wrong with a listing."""
    trouble = _trouble(failure)
    return Shut(f"the folder {folder} can't be listed ({trouble})") if isinstance(trouble, Denied) else trouble
