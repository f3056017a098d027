"""The FTP library's client as we let it out: dialing through the guard, bounded answers, names in any signs.

The data connection goes to the address that the control connection really has, whatever the server says: only its port is believed.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, Any

import aioftp
from aioftp.common import Code, SSLSessionBoundContext

from ingest.dial.guard import Blocked
from ingest.dial.sockets import CONNECT_S, guarded_socket
from ingest.fetch.shelves import Dropped, Shut

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

    from ingest.terms import Source

LEAST_PORT = 1024  # a data connection to a port below would be a question to another service of that machine
ANSWER_LINES = 2000  # of one answer
LONGEST_LINE = 8192


async def _dialed(host: str, port: int, opened: Sequence[str]) -> socket.socket:
    """A connected socket. Raises Blocked, or Dropped in words."""
    try:
        return await guarded_socket(host, port, opened)
    except Blocked:
        raise
    except OSError as failure:
        raise Dropped(str(failure)) from failure


class Client(aioftp.Client):
    """The library's client, dialing through the guard and reading names that are no UTF-8."""

    def __init__(self, source: Source) -> None:
        """Know which addresses may be dialed."""
        super().__init__(socket_timeout=source.deadline_s, connection_timeout=CONNECT_S, path_timeout=source.deadline_s)
        self._source = source
        self._data: asyncio.StreamWriter | None = None
        self.odd = 0
        self.for_people = False  # whether the server's listing is one that people read, with times of its own clock
        self._lines = 0

    async def _open_connection(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The control connection by the guard; data connections to the address that it found, protected as it is."""
        if self._stream is None:
            wire = await _dialed(host, port, self._source.allow_private)
            return await asyncio.open_connection(sock=wire, limit=LONGEST_LINE)
        if not LEAST_PORT <= port < 65_536:  # noqa: PLR2004 - the highest port
            raise Dropped(f"it offers its data at port {port}, which is no place for that")
        self.hang_up_data()
        transport = self._stream.writer.transport
        address = str(transport.get_extra_info("peername")[0])
        shield = transport.get_extra_info("ssl_object")
        context = SSLSessionBoundContext(ssl.PROTOCOL_TLS_CLIENT, context=shield.context, session=shield.session) if shield else None
        name = self.server_host if shield else None
        async with asyncio.timeout(CONNECT_S):
            reader, self._data = await asyncio.open_connection(address, port, ssl=context, server_hostname=name, limit=LONGEST_LINE)
        return reader, self._data

    def hang_up_data(self) -> None:
        """Close the data connection, which the library leaves open where the server refuses what it was made for."""
        if self._data is not None:
            self._data.close()
            self._data = None

    async def parse_response(self) -> tuple[Code, list[str]]:
        """An answer, whose lines are counted."""
        self._lines = 0
        return await super().parse_response()

    async def secure(self) -> None:
        """Go on under TLS; what came in the clear behind the server's word would count as said under it."""
        await self.command("AUTH TLS", "234")
        if self.stream.reader._buffer:  # type: ignore[attr-defined]
            raise Shut("the server spoke before the line was secure; nothing of that is believed")
        await self.stream.start_tls(ssl.create_default_context(), self.server_host)
        await self.command("PBSZ 0", "200")
        await self.command("PROT P", "200")

    async def parse_line(self) -> tuple[Code, str]:
        """A line of the server's, in whatever signs."""
        line = await self.stream.readline()
        self._lines += 1
        if not line:
            raise ConnectionResetError("the server hung up")
        if self._lines > ANSWER_LINES:
            raise ConnectionResetError("its answer does not end")
        said = line.decode("utf-8", "replace").rstrip()
        return Code(said[:3]), said[3:]

    def parse_mlsx_line(self, b: bytes | str) -> Any:  # noqa: ANN401 - the library's own pair
        """A line of a machine's listing."""
        return super().parse_mlsx_line(b.decode("utf-8", "surrogateescape") if isinstance(b, bytes) else b)

    def parse_list_line(self, b: bytes) -> Any:  # noqa: ANN401 - the library's own pair
        """A line of a listing for people, where no other can be had; what is no name (`total 12`) is counted and passed over."""
        self.for_people = True
        try:
            return super().parse_list_line(b.decode("utf-8", "surrogateescape").encode("utf-8", "backslashreplace"))
        except ValueError:
            self.odd += not b.lower().startswith(b"total ")
            return super().parse_mlsx_line("type=odd; .")
