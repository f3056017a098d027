"""Passes in a newsroom whose clock a test holds: the real line, store, fetcher and readers; only the time and the dice are ours."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Self

from ingest.fetch import Fetcher, Permits
from ingest.filing import Stages
from ingest.pipeline import Line, Notebook, Pumps, Turns, run_pass, tick
from ingest.store import open_store
from ingest.terms import Config, Limits, Source, SourceState
from ingest.workers import Readers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType

    from wireserver import WireServer

    from ingest.terms import RunReport

MORNING = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
RULES = Path(__file__).parent.parent / "config"


class Shift:
    """A newsroom at work: sources, a clock, and passes. A `with` block keeps its reading processes for all passes."""

    def __init__(self, folder: Path, wire: WireServer, *, pages_s: float = 300.0) -> None:
        """Open an empty store; every source may dial the wire server."""
        self.wire, self.now, self.pages_s = wire, MORNING, pages_s
        self._path = folder / "wire.db"
        self.store = open_store(self._path)
        self.sources: list[Source] = []
        self.dice = Random(7)  # noqa: S311 - dice for the schedule, not for secrets
        self._runner = asyncio.Runner()
        self._readers = Readers(RULES, Limits(), workers=1)

    def __enter__(self) -> Self:
        """At work."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Everybody goes home."""
        self._readers.close()
        self._runner.close()
        self.store.close()

    # --- verbs -------------------------------------------------------------------------------------------------
    def reads(self, name: str, url: str, **more: Any) -> None:
        """Add a source that is asked hourly without pauses; a page or feed of this loopback server."""
        keys: dict[str, Any] = {"kind": "feed", "allow_private": (self.wire.authority,), "spacing_s": 0.0, "deadline_s": 3.0}
        self.sources.append(Source(id=name, url=url, **(keys | more)))

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def runs(self, *, everything: bool = False, only: tuple[str, ...] = (), at_once: int = 64) -> RunReport:
        """One pass."""
        return self._runner.run(self._pass(everything, only, at_once))

    def runs_when_due(self, name: str = "coast") -> RunReport:
        """One pass at the very moment when a source is next due."""
        due = self.state(name).next_due
        assert due is not None
        self.now = max(self.now, due)
        return self.runs()

    def looks(self, count: int, *, every_s: float, minutes: float = 0, longest_s: float = 900) -> list[RunReport]:
        """So many looks of a daemon, each of them patient for `every_s`; `minutes` pass between two."""
        return self._runner.run(self._looks(count, every_s, minutes, longest_s))

    async def _looks(self, count: int, every_s: float, minutes: float, longest_s: float) -> list[RunReport]:
        reports = []
        async with self._line(64) as line:
            turns, pumps = Turns(line, longest_s=longest_s), Pumps(line)
            for _ in range(count):
                reports.append(await tick(line, turns, pumps, every_s))
                self.later(minutes=minutes)
            await turns.let_go()
            await pumps.let_go()
        return reports

    async def _pass(self, everything: bool, only: tuple[str, ...], at_once: int) -> RunReport:
        async with self._line(at_once) as line:
            return await run_pass(line, everything=everything, only=only)

    @asynccontextmanager
    async def _line(self, at_once: int) -> AsyncIterator[Line]:
        async with Fetcher("desk@coast.example", Limits(), "1.0") as fetcher:
            config = Config(root=RULES, sources=tuple(self.sources), targets=(), hosts_at_once=at_once)
            yield Line(
                config=config,
                store=self.store,
                notebook=Notebook(self.store),
                fetcher=fetcher,
                permits=Permits(fetcher, self.store.robots, self.store.note_robots),
                readers=self._readers,
                now=lambda: self.now,
                stages=Stages(),
                stopping=asyncio.Event(),
                dice=self.dice,
                pages_s=self.pages_s,
            )

    # --- what an operator would look at ------------------------------------------------------------------------
    def state(self, name: str = "coast") -> SourceState:
        """What is remembered of a source."""
        return self.store.states()[name]

    def health(self, name: str = "coast") -> Any:
        """How a source does."""
        return next(row for row in self.store.health() if row.source == name)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        with closing(sqlite3.connect(self._path)) as conn:
            return conn.execute(sql).fetchall()
