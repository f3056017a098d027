"""One turn's connection to a server's folder, made anew where it breaks; a server that breaks too many is left until the next pass."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, TypeVar

from ingest.fetch.shelves import Dropped, Shut

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from ingest.fetch.shelves import Shelf
    from ingest.terms import Source

    Opening = Callable[[Source], AbstractAsyncContextManager[Shelf]]

T = TypeVar("T")
DROPS = 4  # broken connections in a row after which the server is left alone until the next pass
DROPS_A_TURN = 200
PAUSE_S = 0.1  # before a new connection; doubled each time


class Wire:
    """The connection that stands, or the next one."""

    def __init__(self, source: Source, opening: Opening) -> None:
        """Know how one is opened; nothing is asked yet."""
        self._source, self._opening = source, opening
        self._lines, self._lock = AsyncExitStack(), asyncio.Lock()
        self._shelf: Shelf | None = None
        self._places = asyncio.Semaphore()
        self._drops = self._dropped = 0
        self.met = False

    @property
    def abreast(self) -> int:
        """How many files may be read side by side."""
        return self._shelf.abreast if self._shelf is not None else 1

    async def do(self, verb: Callable[[Shelf], Awaitable[T]], *, tries: int = DROPS) -> T:
        """One verb within the deadline; where the connection breaks, again on a new one. Raises Dropped after so many tries."""
        while True:
            shelf, places = await self._open()
            async with places:
                if shelf is not self._shelf:  # it broke while we waited for a place
                    continue
                try:
                    answer = await self._timed(verb(shelf), shelf)
                except Dropped as broken:
                    drop = broken
                else:
                    self._drops = 0
                    return answer
            await self._broke(shelf, drop)
            tries -= 1
            if not tries:
                raise drop

    async def _timed(self, deed: Awaitable[T], shelf: Shelf) -> T:
        """A deed with its deadline. A connection that hangs is cut first: libraries ask it for a last word when they are called off."""
        task = asyncio.ensure_future(deed)
        try:
            done, _ = await asyncio.wait({task}, timeout=self._source.deadline_s)
            if not done:
                raise Dropped(f"no answer within {self._source.deadline_s:g} s")
            if task.cancelled():  # not by us: a library calls off what is under way on a connection that another verb has let go
                raise Dropped("the connection was let go meanwhile")
            return task.result()
        finally:
            if not task.done():
                shelf.cut()
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _open(self) -> tuple[Shelf, asyncio.Semaphore]:
        """The connection that stands, or a new one, and the places on it. Raises Shut."""
        async with self._lock:
            while self._shelf is None:
                try:
                    self._shelf = await self._lines.enter_async_context(self._opening(self._source))
                    self.met, self._places = True, asyncio.Semaphore(self._shelf.abreast)
                except Dropped as drop:
                    await self._count(drop)
            return self._shelf, self._places

    async def _broke(self, shelf: Shelf, drop: Dropped) -> None:
        """Let go of a connection, once, whoever notices it first."""
        async with self._lock:
            if self._shelf is shelf:
                await self.close()
                await self._count(drop)

    async def _count(self, drop: Dropped) -> None:
        """Count a broken connection; one too many ends the turn."""
        self._drops += 1
        self._dropped += 1
        if self._drops >= DROPS or self._dropped >= DROPS_A_TURN:
            broke = f"{self._drops} connections in a row broke, {self._dropped} in all" if self.met else f"tried {self._drops} times"
            raise Shut(f"{drop}; {broke}", met=self.met)
        await asyncio.sleep(PAUSE_S * 2 ** (self._drops - 1))

    async def close(self) -> None:
        """Leave."""
        self._shelf = None
        await self._lines.aclose()
