"""A street of servers with mixed manners on a simulated clock: they change, throttle, fall ill, close down, and count their callers."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from ingest.terms import Source

from .newsstand import Feed, rss

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

CROWD = 0.1  # the share of sources that live on one host
CROWD_SPACING_S = 0.004
WISH = timedelta(minutes=8)  # the Retry-After of a throttling host
CHANGES_EVERY = 120.0  # minutes between two changes of a feed, in the mean of a Poisson process
EVERY = (600, 900, 1800, 3600)
ON_THE_WAY_S = 0.25  # a request this soon after a 429 may have been under way when it was sent


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: for which feed, when by the simulated clock, when by the real one, and the answer's status."""

    number: int
    host: str
    now: datetime
    at: float
    status: int


@dataclass(slots=True)
class Street:
    """Every server of the simulation, in the loop of whoever asks them."""

    count: int
    hosts: int
    begins: datetime
    now: Callable[[], datetime]
    asks: list[Ask] = field(default_factory=list)
    broken_holds: int = 0
    most_at_once: Counter[str] = field(default_factory=Counter)
    port: int = 0
    _at_once: Counter[str] = field(default_factory=Counter)
    _held: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    _changes: list[list[float]] = field(default_factory=list)
    _servers: list[asyncio.Server] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        """Open every door."""
        dice = random.Random(11)  # noqa: S311 - moments, not secrets
        for _ in range(self.count):
            minutes, times = 0.0, list[float]()
            while minutes < 600:
                minutes += dice.expovariate(1 / CHANGES_EVERY)
                times.append(minutes)
            self._changes.append(times)
        for place in range(self.hosts + 1):
            server = await asyncio.start_server(self._talk, f"127.0.4.{place + 1}", self.port, backlog=256)
            self.port = self.port or server.sockets[0].getsockname()[1]
            self._servers.append(server)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close them."""
        for server in self._servers:
            server.close()
        await asyncio.sleep(0.05)  # connections see their end

    def host(self, number: int) -> str:
        """Where a feed lives: a tenth of them together, the others dealt out."""
        crowd = int(self.count * CROWD)
        return "127.0.4.1" if number < crowd else f"127.0.4.{2 + number % self.hosts}"

    def sources(self) -> tuple[Source, ...]:
        """The feeds, as a newsroom would have them."""
        return tuple(
            Source(
                id=f"s{number}",
                kind="feed",
                url=f"http://{self.host(number)}:{self.port}/{number}",
                allow_private=(f"{self.host(number)}:{self.port}",),
                every=EVERY[number % len(EVERY)],
                spacing_s=CROWD_SPACING_S if self.host(number) == "127.0.4.1" else 0,
                deadline_s=10,
            )
            for number in range(self.count)
        )

    def closes_at(self, number: int) -> datetime | None:
        """When a feed is gone for good, where it ever is."""
        return self.begins + timedelta(minutes=number % 60) if number % 50 == 7 else None

    # --- one request ---------------------------------------------------------------------------------------------
    async def _talk(self, taken: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        host = out.get_extra_info("sockname")[0]
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await taken.readuntil(b"\r\n\r\n")).decode("latin-1")
                self._at_once[host] += 1
                self.most_at_once[host] = max(self.most_at_once[host], self._at_once[host])
                try:
                    answer = await self._answer(host, int(head.split()[1].strip("/")), head)
                finally:
                    self._at_once[host] -= 1
                out.write(answer)
                await out.drain()
        out.close()

    async def _answer(self, host: str, number: int, head: str) -> bytes:
        now, at = self.now(), time.monotonic()
        hold = self._held.get(host)
        if hold is not None and now < hold[0] and at > hold[1] + ON_THE_WAY_S:
            self.broken_holds += 1
        status = self._status(host, number, now)
        if number % 20 == 9:
            await asyncio.sleep(0.02)  # a slow one
        edition = bisect_right(self._changes[number], (now - self.begins).total_seconds() / 60)
        mark = f'"{number}-{edition}"'
        if status == 200 and f"If-None-Match: {mark}" in head:
            status = 304
        self.asks.append(Ask(number, host, now, at, status))
        return self._told(host, status, mark, Feed(number, items=3, first=edition, words=12), (now, at))

    def _status(self, host: str, number: int, now: datetime) -> int:
        """What is wrong at this moment, or 200."""
        closes, minute = self.closes_at(number), (now - self.begins).total_seconds() / 60
        if closes is not None and now >= closes:
            return 410
        if int(host.rsplit(".", maxsplit=1)[-1]) % 10 == 3 and minute % 20 >= 10:
            return 429
        if number % 20 == 5 and 15 <= minute < 30:
            return 500 if number % 40 == 5 else 503
        return 200

    def _told(self, host: str, status: int, mark: str, feed: Feed, when: tuple[datetime, float]) -> bytes:
        if status in {429, 503}:
            self._held[host] = (when[0] + WISH, when[1])
        body = rss(feed) if status == 200 else b""
        length = "" if status == 304 else f"Content-Length: {len(body)}\r\n"
        wish = f"Retry-After: {int(WISH.total_seconds())}\r\n" if status in {429, 503} else ""
        return f"HTTP/1.1 {status} As it is\r\nETag: {mark}\r\n{wish}{length}\r\n".encode() + body
