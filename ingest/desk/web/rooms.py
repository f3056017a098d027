"""What every page holds in its hands: the store behind three clerks, the configuration, the clock, and who sits at a desk nobody locked."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from ingest import clock
from ingest.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo
    from pathlib import Path

    from ingest.store import Store
    from ingest.terms import Config, Route

T = TypeVar("T")


class Clerk:
    """One thread with one connection: what it is asked is done in order, and the loop that answers browsers never waits for the disk."""

    def __init__(self, path: Path, name: str) -> None:
        """Open the store in the clerk's own thread, at the first question."""
        self._path = path
        self._store: Store | None = None
        self._pool = ThreadPoolExecutor(1, name)

    async def ask(self, question: Callable[[Store], T]) -> T:
        """Put a question to the store."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, question)

    def _answer(self, question: Callable[[Store], T]) -> T:
        if self._store is None:
            self._store = open_store(self._path)
        return question(self._store)

    def close(self) -> None:
        """Let go of the store."""
        self._pool.submit(self._leave).result(10)
        self._pool.shutdown()

    def _leave(self) -> None:
        if self._store is not None:
            self._store.close()


@dataclass(slots=True, kw_only=True)
class Rooms:
    """The rooms of the desk.

    `reader` looks up, `writer` writes down, `office` counts: nobody who reads is behind a decision that waits for the line, or behind the
    plots of a month.
    `house` is the editor where nobody has a password yet; None asks everybody to sign in.
    `requeue` takes a dead letter up again and says what became of it.
    """

    data: Path
    config: Callable[[], Config]
    house: Callable[[], str]
    requeue: Callable[[int], str]
    now: Callable[[], datetime] = clock.now
    zone: Callable[[], tzinfo] = clock.zone
    reader: Clerk = field(init=False)
    writer: Clerk = field(init=False)
    office: Clerk = field(init=False)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def __post_init__(self) -> None:
        """Hire the clerks."""
        place = self.data / "wire.db"
        self.reader, self.writer, self.office = (Clerk(place, f"desk-{name}") for name in ("reader", "writer", "office"))

    @property
    def routes(self) -> tuple[Route, ...]:
        """Where approved items go."""
        return self.config().routes

    def close(self) -> None:
        """Let the clerks go."""
        for clerk in (self.reader, self.writer, self.office):
            clerk.close()
