"""Pacing: how many requests one host gets at once, and how far apart they start."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

AT_ONCE = 2


class _Host:
    """One host's two places and the moment its last request started."""

    def __init__(self, at_once: int) -> None:
        self.places = asyncio.Semaphore(at_once)
        self.line = asyncio.Lock()
        self.started: float | None = None


class Pacer:
    """Gives each request its turn with its host; first come, first served. Clock and sleep are arguments, in seconds."""

    def __init__(
        self,
        at_once: int = AT_ONCE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Let `at_once` requests run against one host."""
        self._at_once, self._clock, self._sleep = at_once, clock, sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, spacing_s: float) -> AsyncIterator[float]:
        """Wait for a place and for `spacing_s` since the host's last start; gives the seconds waited."""
        asked = self._clock()
        state = self._hosts.setdefault(host, _Host(self._at_once))
        async with state.places:
            async with state.line:
                pause = 0.0 if state.started is None else state.started + spacing_s - self._clock()
                if pause > 0:
                    await self._sleep(pause)
                state.started = self._clock()
            yield state.started - asked
