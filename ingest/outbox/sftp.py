"""Target `sftp`: one document a despatch in a folder of another machine, several over one connection.

Written under a name of its own and renamed when it is whole, so a receiver that watches the folder never sees half of it.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

import asyncssh
from yarl import URL

from ingest.dial.ssh import NoLine, in_words, ssh_line
from ingest.outbox.papers import document, name_of
from ingest.outbox.senders import abreast
from ingest.terms import Despatched, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ingest.outbox.senders import Batch, Note, Outcome, Send
    from ingest.terms import Despatch, Target

ABREAST = 4  # files on their way at a time


@asynccontextmanager
async def opened(target: Target, desk: str) -> AsyncIterator[Send]:
    """Who lays documents into a remote folder, over a connection that is made when there is something to send."""
    async with AsyncExitStack() as lines:
        courier = _Courier(target, desk, lines)
        yield courier.send


class _Courier:
    """One connection, made anew after it broke."""

    def __init__(self, target: Target, desk: str, lines: AsyncExitStack) -> None:
        self._target, self._desk, self._lines = target, desk, lines
        self._box: asyncssh.SFTPClient | None = None
        self._folder = unquote(URL(target.url or "").raw_path) or "/"
        self._where = str(URL(target.url or ""))

    async def send(self, batch: Batch, note: Note) -> None:
        """Lay a batch there."""
        if not batch.rows:
            return
        try:
            async with asyncio.timeout(self._target.deadline_s):
                box = await self._open()
        except TimeoutError:
            await self._hang_up()
            says = f"{self._where} did not open within {self._target.deadline_s:g} s"
        except (asyncssh.Error, OSError) as failure:
            await self._hang_up()
            says = str(failure) if isinstance(failure, NoLine) else f"{self._where}: {in_words(failure)}"
        else:
            await abreast(batch.rows, lambda row: self._lay(box, row), ABREAST, note)
            return
        note(Refused(outbox_id=batch.rows[0].outbox_id, reason=says, blames="target"))

    async def _open(self) -> asyncssh.SFTPClient:
        """The remote folder, made where it is not there."""
        if self._box is None:
            await self._hang_up()
            line = await self._lines.enter_async_context(ssh_line(self._target))
            box = await self._lines.enter_async_context(line.start_sftp_client())
            if not await box.isdir(self._folder):
                await box.makedirs(self._folder, exist_ok=True)
            self._box = box
        return self._box

    async def _hang_up(self) -> None:
        """Let go of a connection that broke; the next batch makes another."""
        self._box = None
        with suppress(asyncssh.Error, OSError):
            await self._lines.aclose()

    async def _lay(self, box: asyncssh.SFTPClient, row: Despatch) -> Outcome:
        """One document, whole or not at all."""
        name = name_of(row, self._target.format)
        place, unfinished = f"{self._folder.rstrip('/')}/{name}", f"{self._folder.rstrip('/')}/.{name}.part"
        try:
            async with asyncio.timeout(self._target.deadline_s):
                async with box.open(unfinished, "wb") as file:
                    await file.write(document(row, self._target.format, self._desk))
                    with suppress(asyncssh.SFTPError):  # an extension of OpenSSH's; elsewhere the server's own care must do
                        await file.fsync()
                await _rename(box, unfinished, place)
        except TimeoutError:
            says = f"{self._where} did not take {name} within {self._target.deadline_s:g} s"
        except asyncssh.SFTPError as failure:
            says = f"{self._where} did not take {name} ({in_words(failure)})"
        except (asyncssh.Error, OSError) as failure:
            self._box = None
            says = f"{self._where}: the connection broke off ({in_words(failure)})"
        else:
            return Despatched(outbox_id=row.outbox_id, place=f"{URL(self._where).origin()!s}{place}")
        return Refused(outbox_id=row.outbox_id, reason=says, blames="target")


async def _rename(box: asyncssh.SFTPClient, old: str, new: str) -> None:
    """Put a whole file into its place, also where one from an earlier try stands."""
    try:
        await box.posix_rename(old, new)
    except asyncssh.SFTPOpUnsupported:
        with suppress(asyncssh.SFTPNoSuchFile):
            await box.remove(new)
        await box.rename(old, new)
