"""Memory: how many large bodies may be on their way, or waiting to be read, at the same time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

AT_ONCE = 4


class Load:
    """One document's claim on memory: nothing while it is small, one of the few places for large ones once it has grown."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        """Know where the places are given out."""
        self._places, self._placed = places, False

    async def grow(self) -> None:
        """Wait for a place; taken once, however often it is asked for."""
        if not self._placed:
            await self._places.acquire()
            self._placed = True

    def drop(self) -> None:
        """Give the place back."""
        if self._placed:
            self._places.release()
            self._placed = False


class Loads:
    """The few places for large bodies; a pass that asks a hundred servers must not hold a hundred times ten megabytes."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        """Give out so many places."""
        self._places = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Load]:
        """A document's claim, given back at the end: keep it until the bytes are read and let go of."""
        load = Load(self._places)
        try:
            yield load
        finally:
            load.drop()
