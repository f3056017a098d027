"""The connection to a server's folder: what breaks on it is asked again on another, whoever broke it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ingest.fetch.wire import Wire
from ingest.terms import Source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ingest.fetch.shelves import Look, Shelf


class Fickle:
    """A shelf whose library calls off what is under way on the first connection."""

    abreast = 2

    def __init__(self, number: int) -> None:
        self._number = number

    async def read(self, name: str, most: int) -> bytes:
        if self._number == 1:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
            await asyncio.sleep(10)
        return name.encode()[:most]

    async def listing(self, folder: str, most: int) -> Sequence[Look]:
        raise NotImplementedError

    async def look(self, known: Look) -> Look | None:
        raise NotImplementedError

    async def move(self, name: str, away: str) -> None:
        raise NotImplementedError

    def cut(self) -> None:
        raise NotImplementedError


def test_a_verb_that_a_library_calls_off_is_done_on_a_new_connection() -> None:
    opened: list[int] = []

    @asynccontextmanager
    async def opening(_source: Source) -> AsyncIterator[Shelf]:
        opened.append(len(opened) + 1)
        yield Fickle(len(opened))

    async def ask() -> bytes:
        wire = Wire(Source(id="quay", kind="sftp"), opening)
        return await wire.do(lambda shelf: shelf.read("a.txt", 10))

    assert asyncio.run(ask()) == b"a.txt"
    assert opened == [1, 2]
