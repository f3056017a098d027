"""The switchboard: a host's connections are kept while it is being asked and a little longer, and let go of when too many stand idle.

Over TLS an idle connection holds some 340 kB, asyncio's buffer most of it: two thousand hosts asked once were 700 MB that nobody used.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

from ingest.dial.sockets import CONNECT_S, LOOKUPS_AT_ONCE, guarded_connector

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from types import SimpleNamespace

    from ingest.dial.sockets import Lookup

KEPT = 48  # hosts that may stand idle: as many as are asked at once, so that none is let go of between two of its turns


@dataclass(slots=True)
class _Line:
    """One host's connections, and how many requests use them now."""

    session: aiohttp.ClientSession
    users: int = 0


class Switchboard:
    """Sessions by host, and by what may be opened there: a connection made for one source is never lent to one that may not make it."""

    def __init__(self, headers: Mapping[str, str], lookup: Lookup, kept: int = KEPT) -> None:
        """Know what every request says, and how names are looked up; keep so many idle hosts."""
        self._headers, self._lookup, self._kept = dict(headers), lookup, kept
        self._gate = asyncio.Semaphore(LOOKUPS_AT_ONCE)
        self._tracing = [_tracing()]
        self._lines: dict[tuple[tuple[str, ...], str], _Line] = {}  # the longest unused first

    @asynccontextmanager
    async def line(self, opened: tuple[str, ...], host: str) -> AsyncIterator[aiohttp.ClientSession]:
        """A host's session, for one request."""
        key = (opened, host)
        line = self._lines.pop(key, None) or _Line(self._open(opened))
        self._lines[key] = line
        line.users += 1
        try:
            yield line.session
        finally:
            line.users -= 1
            await self._let_go()

    async def close(self) -> None:
        """Close every connection."""
        while self._lines:
            _, line = self._lines.popitem()
            await line.session.close()

    async def _let_go(self) -> None:
        """Close the hosts that have been idle longest."""
        if len(self._lines) <= self._kept:
            return
        idle = [key for key, line in self._lines.items() if not line.users]
        # Taken off before the first one is waited for: meanwhile a request may come that would use the next.
        for line in [self._lines.pop(key) for key in idle[: max(0, len(idle) - self._kept)]]:
            await line.session.close()

    def _open(self, opened: tuple[str, ...]) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=guarded_connector(opened, self._lookup, self._gate),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=self._headers,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
            auto_decompress=False,
            trace_configs=self._tracing,
        )


def _tracing() -> aiohttp.TraceConfig:
    """Tell the trail when a connection stands, so that a deadline can say whether there was one, and whether it is a kept one."""
    config = aiohttp.TraceConfig()

    async def made(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: object) -> None:
        context.trace_request_ctx.reach()

    async def kept(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: object) -> None:
        context.trace_request_ctx.reach(kept=True)

    config.on_connection_create_end.append(made)
    config.on_connection_reuseconn.append(kept)
    return config
