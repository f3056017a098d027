"""Places: so many hosts are asked at the same time, two turns of each; a host keeps its place for a while, so that its connections serve.

Asked round by round, a thousand hosts would each have their connections made anew for every one of their sources. Asked to the end, sixty
slow hosts would keep the rest waiting. So a host stays while others wait for ten seconds at the most, then goes to the end of the line.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

A_HOST = 2
STAY_S = 10.0


@dataclass(slots=True)
class _Stay:
    """A host that has a place: since when, and how many of its turns are under way."""

    since: float
    active: int = 0


class Places:
    """Gives turns their place, hosts first come, first served."""

    def __init__(self, hosts: int, *, a_host: int = A_HOST, stay_s: float = STAY_S, clock: Callable[[], float] = time.monotonic) -> None:
        """Let so many hosts in at once; `clock` gives seconds."""
        self._hosts, self._a_host, self._stay_s, self._clock = hosts, a_host, stay_s, clock
        self._inside: dict[str, _Stay] = {}
        self._outside: deque[str] = deque()
        self._lines: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a place, and keep it for one turn."""
        ticket = asyncio.get_running_loop().create_future()
        line = self._lines.setdefault(host, deque())
        line.append(ticket)
        if host in self._inside:
            self._call(host)
        elif len(line) == 1:
            self._outside.append(host)
            self._let_in()
        try:
            await ticket
        except asyncio.CancelledError:
            if ticket.done() and not ticket.cancelled():  # called and called off in the same moment
                self._leave(host)
            raise
        try:
            yield
        finally:
            self._leave(host)

    def _let_in(self) -> None:
        """Give free places to the hosts that have waited longest."""
        while self._outside and len(self._inside) < self._hosts:
            host = self._outside.popleft()
            self._inside[host] = _Stay(self._clock())
            self._call(host)

    def _call(self, host: str) -> None:
        """Start the next turns of a host; without any it leaves, and where its time is up it goes to the end of the line."""
        stay, line = self._inside[host], self._lines[host]
        over = bool(self._outside) and self._clock() - stay.since >= self._stay_s
        while line and stay.active < self._a_host and not over:
            ticket = line.popleft()
            if not ticket.done():
                ticket.set_result(None)
                stay.active += 1
        if stay.active:
            return
        del self._inside[host]
        if line:
            self._outside.append(host)
        else:
            del self._lines[host]

    def _leave(self, host: str) -> None:
        """A turn has ended."""
        self._inside[host].active -= 1
        self._call(host)
        self._let_in()
