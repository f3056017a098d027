"""A connection that is no HTTP: the name is looked up once, its addresses are checked, and a checked address is dialed."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

from ingest.dial.guard import Blocked, allowed, pairs
from ingest.dial.sockets import CONNECT_S, GuardedResolver, system_lookup
from ingest.fetch.names import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.dial.sockets import Lookup


async def dialed(host: str, port: int, opened: Sequence[str], lookup: Lookup = system_lookup) -> tuple[socket.socket, bool]:
    """A connected socket, and whether `opened` (the pairs of `allow_private`) names the host. Raises OSError with the reason in words."""
    resolver = GuardedResolver(opened, lookup)
    try:
        found = await resolver.resolve(host, port)
    except Blocked:
        raise
    except OSError as error:
        raise OSError(f"{safe(host)} can't be found ({safe(error.strerror or str(error))})") from error
    failed = OSError(f"{safe(host)} has no address")
    for one in found:
        address, named = str(one["host"]), (one["host"], port) in resolver.vouched
        why = None if named else allowed(address, port, opened)
        if why:
            raise Blocked(why)
        try:
            return await _connected(one["family"], address, port), named or (address, port) in pairs(opened)
        except OSError as error:
            why = "it did not answer" if isinstance(error, TimeoutError) else safe(error.strerror or str(error))
            failed = OSError(f"{safe(host)}:{port} can't be reached ({why})")
    raise failed


async def _connected(family: int, address: str, port: int) -> socket.socket:
    """A socket connected to an address; it blocks again, for whoever waits on it in a thread."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(0)
        async with asyncio.timeout(CONNECT_S):
            await asyncio.get_running_loop().sock_connect(sock, (address, port))
        sock.settimeout(None)
    except BaseException:
        sock.close()
        raise
    return sock
