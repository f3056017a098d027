"""The ftp transport: a folder on an FTP server, in the clear or behind TLS (`ftps://`, which is AUTH TLS on the usual port).

Implicit TLS (port 990) is not spoken: RFC 4217 dropped it, and a server that has it has the other too.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import aioftp
from yarl import URL

from ingest.dial.guard import Blocked
from ingest.fetch.ftp_client import Client
from ingest.fetch.names import safe
from ingest.fetch.remote import open_remote
from ingest.fetch.shelves import Denied, Dropped, Gone, Look, Occupied, Shelf, Shut, Trouble, below, folder_of
from ingest.journal import Event, tell
from ingest.settings import reveal
from ingest.settings.kinds import PORTS
from ingest.settings.problems import ConfigError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from ingest.fetch.box import Box
    from ingest.fetch.shelves import Kind
    from ingest.terms import Limits, Source

CHUNK = 65_536
_BROKEN = (OSError, EOFError, ValueError, IndexError, KeyError)  # what a server that breaks off, or breaks the rules, makes of the library
_BUSY = "4"  # replies that begin so pass by themselves


class FtpShelf:
    """One connection to a server's folder; one file at a time."""

    abreast = 1

    def __init__(self, client: Client, source: Source) -> None:
        """Names count below the source's folder."""
        self._client, self._source = client, source
        self._folder = folder_of(source.url or "")
        self._tells = True  # whether the server tells facts of one file (MLST)

    def cut(self) -> None:
        """End the connection."""
        self._client.hang_up_data()
        self._client.close()

    async def listing(self, folder: str, most: int) -> Sequence[Look]:
        """What lies there."""
        found: list[Look] = []
        self._client.odd = 0
        try:
            async for path, facts in self._client.list(below(self._folder, folder)):
                look = _look(path.name, folder, dict(facts), zoned=not self._client.for_people)
                if look is not None:
                    found.append(look)
                if len(found) >= most:
                    raise Shut(f"more than {most} names lie in {folder or 'the folder'}")
        except aioftp.StatusCodeError as failure:
            trouble = _refusal(failure)
            raise Shut(f"the folder {below(self._folder, folder)} can't be listed ({trouble})") from failure
        except _BROKEN as failure:
            raise _broken(failure) from failure
        finally:
            self._client.hang_up_data()
        self._tells = self._tells and not self._client.for_people  # the two would tell one time in two ways
        if self._client.odd:
            tell(Event.FILE_REFUSED, source=self._source.id, reason=f"{self._client.odd} lines of the server's listing can't be read")
        return found

    async def look(self, known: Look) -> Look | None:
        """A file as it is now; where the server tells no more than its size, the rest is taken for what it was."""
        path = below(self._folder, known.name)
        try:
            if self._tells:
                try:
                    _, said = await self._client.command(f"MLST {path}", "2xx")
                    _, facts = self._client.parse_mlsx_line(said[1].lstrip())
                    folder, _, name = known.name.rpartition("/")
                    return _look(name, folder, dict(facts), zoned=True)
                except aioftp.StatusCodeError as failure:
                    if not failure.received_codes[-1].matches("50x"):
                        raise
                    self._tells = False
            _, said = await self._client.command(f"SIZE {path}", "213")
            return Look(known.name, known.kind, int(said[-1].strip()), known.stamp, known.modified)
        except aioftp.StatusCodeError as failure:
            if failure.received_codes[-1] == "550":
                return None
            raise _refusal(failure) from failure
        except _BROKEN as failure:
            raise _broken(failure) from failure

    async def read(self, name: str, most: int) -> bytes:
        """A file's bytes."""
        data = bytearray()
        try:
            async with self._client.download_stream(below(self._folder, name)) as stream:
                while len(data) < most and (chunk := await stream.read(min(CHUNK, most - len(data)))):
                    data += chunk
                if len(data) >= most:
                    self.cut()  # the rest would have to be waited for: a new connection is cheaper
                    raise Gone("it grew while it was read")
        except aioftp.StatusCodeError as failure:
            raise _refusal(failure) from failure
        except Trouble:
            raise
        except _BROKEN as failure:
            raise _broken(failure) from failure
        finally:
            self._client.hang_up_data()
        return bytes(data)

    async def move(self, name: str, away: str) -> None:
        """Give a file another name, where nothing has it: a server's own rename may write over."""
        try:
            if await self.look(Look(away, "file")) is not None:
                raise Occupied(f"{away} is there already")
            for folder in accumulate(away.split("/")[:-1], "{}/{}".format):
                with suppress(aioftp.StatusCodeError):  # most of the time it is there; where it can't be made, the rename says why
                    await self._client.command(f"MKD {below(self._folder, folder)}", "257")
            await self._client.rename(below(self._folder, name), below(self._folder, away))
        except aioftp.StatusCodeError as failure:
            raise _refusal(failure) from failure
        except Trouble:
            raise
        except _BROKEN as failure:
            raise _broken(failure) from failure


def open_box(source: Source, limits: Limits) -> AbstractAsyncContextManager[Box]:
    """A folder on an FTP server, for one turn."""
    return open_remote(source, limits, open_shelf)


@asynccontextmanager
async def open_shelf(source: Source) -> AsyncIterator[Shelf]:
    """A connection that stands, the account taken; the password goes over the clear only where the address says `ftp://`."""
    address, client = URL(source.url or ""), Client(source)
    try:
        async with asyncio.timeout(source.deadline_s):
            await _sign_in(client, address, source)
    except TimeoutError as late:
        client.close()
        raise Dropped(f"no answer from {address.host} within {source.deadline_s:g} s") from late
    except BaseException:
        client.close()
        raise
    try:
        yield FtpShelf(client, source)
    finally:
        client.close()


async def _sign_in(client: Client, address: URL, source: Source) -> None:
    """Connect, shield, give the account."""
    host = address.raw_host or ""
    try:
        password = reveal(source.password) if source.password else "anonymous@"
        await client.connect(host, address.explicit_port or PORTS[address.scheme])
        if address.scheme == "ftps":
            await _secure(client, host)
        await client.login(source.user or "anonymous", password)
    except (Blocked, ConfigError) as closed:
        raise Shut(str(closed)) from closed
    except ssl.SSLCertVerificationError as unknown:
        raise Shut(f"the certificate of {host} does not hold ({unknown.verify_message}); nothing was sent") from unknown
    except aioftp.StatusCodeError as failure:
        code, trouble = failure.received_codes[-1], _refusal(failure)
        if code.startswith(_BUSY):
            raise Dropped(f"{host} is busy ({trouble})") from failure
        locked = code == "530"
        raise Shut(
            f"{host} does not let {source.user or 'anonymous'} in ({trouble}); look at `user` and `password`", locked=locked
        ) from failure
    except _BROKEN as failure:
        raise _broken(failure) from failure


async def _secure(client: Client, host: str) -> None:
    """Ask for TLS before a password is sent; a server without it is shut to an address that wants it."""
    try:
        await client.secure()
    except aioftp.StatusCodeError as failure:
        if failure.received_codes[-1].startswith(_BUSY):
            raise
        mend = "ask its keepers for TLS, or for an sftp:// address; write ftp:// only where the line to it is private"
        raise Shut(f"{host} speaks no TLS ({_refusal(failure)}); nothing was sent; {mend}") from failure


def _look(name: str, folder: str, facts: dict[str, Any], *, zoned: bool) -> Look | None:
    """What facts say of a file; None for the folder itself, the one above, and lines that say nothing.

    Only the last part of a name counts, so a listing leads nowhere else. A time that is not `zoned` stands in the key alone.
    """
    said = str(facts.get("type", "")).lower()
    if said in ("cdir", "pdir", "odd") or name in ("", ".", ".."):
        return None
    link = "link" in said or "link_dst" in facts
    kind: Kind = "link" if link else "file" if said == "file" else "folder" if said == "dir" else "other"
    size, stamp = str(facts.get("size", "0")), str(facts.get("modify", ""))
    return Look(
        f"{folder}/{name}" if folder else name,
        kind,
        int(size) if size.isdigit() else 0,
        stamp,
        _time(stamp) if zoned else None,
    )


def _time(stamp: str) -> datetime | None:
    """A time as machines' listings give it, which is UTC."""
    try:
        return datetime.strptime(stamp[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _refusal(failure: aioftp.StatusCodeError) -> Trouble:
    """What a server said no to."""
    code = failure.received_codes[-1]
    said = safe(" ".join(part.strip(" -") for part in failure.info))
    if code in ("421", "425", "426"):
        return Dropped(f"the connection broke ({code} {said})")
    return Gone(said) if code == "550" and "no such" in said.lower() else Denied(f"{code} {said}")


def _broken(failure: Exception) -> Trouble:
    """A connection that broke, or on which nothing makes sense any more."""
    if isinstance(failure, Trouble):
        return failure
    said = getattr(failure, "strerror", None) or str(failure) or type(failure).__name__
    return Dropped(f"the connection broke ({safe(str(said))})")
