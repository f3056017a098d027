"""How a connection is made: names are looked up, and the address that is really dialed is checked, at every connect.

One look-up serves the check and the connection, so a name that changes its mind between the two gains nothing;
the socket itself asks the guard once more.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from ingest.dial.guard import Blocked, allowed, dialable, name_allowed, pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Lookup = Callable[[str, int], Sequence[tuple[int, str]]]

CONNECT_S = 5.0
PER_HOST = 2
LOOKUPS_AT_ONCE = 16


def system_lookup(host: str, port: int) -> list[tuple[int, str]]:
    """The addresses of a name as (family, address), from the system."""
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [(family, str(address[0])) for family, _, _, _, address in infos]


class GuardedResolver(AbstractResolver):
    """Looks names up in threads of its own and hands on only the addresses that may be dialed.

    The loop's own threads would keep the program from ending while a name server is silent; these are daemons.
    """

    def __init__(self, opened: Sequence[str], lookup: Lookup, gate: asyncio.Semaphore | None = None) -> None:
        """Take the pairs of `allow_private`, the way names are looked up, and the gate that bounds all look-ups of the program."""
        self._opened, self._lookup = tuple(opened), lookup
        self._gate = gate or asyncio.Semaphore(LOOKUPS_AT_ONCE)
        self.vouched: set[tuple[str, int]] = set()

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        """The addresses that may be dialed for a name; raises `Blocked` with the reason where there is none."""
        async with self._gate:
            found = await self._look_up(host, port)
        why = name_allowed(host, port, [address for _, address in found], self._opened)
        if why:
            raise Blocked(why)
        named = (host.lower().rstrip("."), port) in pairs(self._opened)
        if named:
            self.vouched.update((address, port) for _, address in found)
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in found
            if named or allowed(address, port, ()) is None
        ]

    async def close(self) -> None:
        """Nothing is held open: a look-up that still hangs ends with the program."""

    async def _look_up(self, host: str, port: int) -> Sequence[tuple[int, str]]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Sequence[tuple[int, str]]] = loop.create_future()
        threading.Thread(target=self._ask, args=(host, port, loop, answer), name=f"lookup {host}", daemon=True).start()
        try:
            return await asyncio.wait_for(answer, CONNECT_S)
        except TimeoutError as error:
            raise OSError(f"the name server did not answer within {CONNECT_S:g} s") from error

    def _ask(self, host: str, port: int, loop: asyncio.AbstractEventLoop, answer: asyncio.Future[Sequence[tuple[int, str]]]) -> None:
        try:
            found, error = self._lookup(host, port), None
        except (OSError, UnicodeError) as failed:
            found, error = (), failed if isinstance(failed, OSError) else OSError(str(failed))
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits for this answer any more
            loop.call_soon_threadsafe(_settle, answer, found, error)


def _settle(answer: asyncio.Future[Sequence[tuple[int, str]]], found: Sequence[tuple[int, str]], error: OSError | None) -> None:
    if answer.done():  # given up meanwhile
        return
    if error is None:
        answer.set_result(found)
    else:
        answer.set_exception(error)


def guarded_connector(
    opened: Sequence[str], lookup: Lookup = system_lookup, gate: asyncio.Semaphore | None = None, *, per_host: int = PER_HOST
) -> aiohttp.TCPConnector:
    """Connections for those that open the same private pairs: none is ever shared with one that does not."""
    resolver = GuardedResolver(opened, lookup, gate)

    def make(addr_info: tuple[Any, ...]) -> socket.socket:
        family, kind, proto, _, address = addr_info
        host, port = str(address[0]), int(address[1])
        why = None if (host, port) in resolver.vouched else allowed(host, port, opened)
        if why:
            raise Blocked(why)
        return socket.socket(family=family, type=kind, proto=proto)

    return aiohttp.TCPConnector(resolver=resolver, limit=0, limit_per_host=per_host, ttl_dns_cache=60, socket_factory=make)


async def dialed(host: str, port: int, opened: Sequence[str], lookup: Lookup = system_lookup) -> tuple[socket.socket, bool]:
    """A connected socket for what is not HTTP, which does not block, and whether `opened` (the pairs of `allow_private`) names the host.

    Looked up once, every address checked, the first that answers taken. Raises `Blocked` where nothing may be dialed, OSError in words
    where nothing answers; the caller closes the socket.
    """
    why = dialable(host, port, opened)
    if why:
        raise Blocked(why)
    resolver = GuardedResolver(opened, lookup)
    try:
        found = await resolver.resolve(host, port)
    except Blocked:
        raise
    except OSError as error:
        raise OSError(f"the name {host} can't be looked up ({error.strerror or error})") from error
    failed = OSError(f"the name {host} has no address")
    for one in found:
        address = str(one["host"])
        try:
            wire = await _connected(one["family"], address, port)
        except OSError as error:
            why = "it did not answer" if isinstance(error, TimeoutError) else os.strerror(error.errno) if error.errno else str(error)
            failed = OSError(f"no connection to {host}:{port} ({why})")
        else:
            return wire, (address, port) in resolver.vouched or (address, port) in pairs(opened)
    raise failed


async def guarded_socket(host: str, port: int, opened: Sequence[str], lookup: Lookup = system_lookup) -> socket.socket:
    """The socket of `dialed`, for those to whom it is all the same who opened the host."""
    return (await dialed(host, port, opened, lookup))[0]


async def _connected(family: int, address: str, port: int) -> socket.socket:
    """A socket connected to an address, within the time for that."""
    wire = socket.socket(family, socket.SOCK_STREAM)
    try:
        wire.setblocking(False)  # noqa: FBT003 - the socket's own way to say it
        async with asyncio.timeout(CONNECT_S):
            await asyncio.get_running_loop().sock_connect(wire, (address, port))
    except BaseException:
        wire.close()
        raise
    return wire
