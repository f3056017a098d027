"""Clerks: threads with a connection of their own, so that the loop that answers never waits for the disk."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from ingest.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.store import Store

T = TypeVar("T")


class Clerk:
    """One thread with one connection: what it is asked is done in order."""

    def __init__(self, path: Path, name: str, *, looking: bool = False) -> None:
        """Open the store in the clerk's own thread, at the first question; who is only `looking` never brings it up to date."""
        self._path, self._looking = path, looking
        self._store: Store | None = None
        self._pool = ThreadPoolExecutor(1, name)

    async def ask(self, question: Callable[[Store], T]) -> T:
        """Put a question to the store."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, question)

    def _answer(self, question: Callable[[Store], T]) -> T:
        if self._store is None:
            self._store = open_store(self._path, looking=self._looking)
        return question(self._store)

    def close(self) -> None:
        """Let go of the store."""
        self._pool.submit(self._leave).result(10)
        self._pool.shutdown()

    def _leave(self) -> None:
        if self._store is not None:
            self._store.close()
