"""Turns: the sources under way, side by side, each in its host's place, so that a slow host delays nobody but itself."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from ingest.fetch import after, host_of
from ingest.pipeline.drops import empty_box
from ingest.pipeline.places import Places
from ingest.pipeline.polls import poll
from ingest.settings.kinds import POLLED
from ingest.terms import FetchFailed, SourceReport, SourceState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ingest.pipeline.line import Line
    from ingest.terms import Source

LONGEST_S = 900.0  # a turn that has not ended by then hangs


class Turns:
    """Who is being asked. A daemon keeps one across its ticks: a turn that takes minutes holds up no other source."""

    def __init__(self, line: Line, *, longest_s: float = LONGEST_S) -> None:
        """Nobody yet; `longest_s` is when a turn is ended."""
        self._line, self._longest_s = line, longest_s
        self._places = Places(line.config.hosts_at_once)
        self._under_way: dict[str, asyncio.Task[SourceReport]] = {}
        self._ended: dict[str, asyncio.Task[SourceReport]] = {}
        self._bell = asyncio.Event()
        self._broken = False

    def busy(self, source: str) -> bool:
        """Whether a source's turn is under way."""
        return source in self._under_way

    def begin(self, due: Iterable[Source], states: Mapping[str, SourceState]) -> None:
        """Start the turns of sources; one with `after` waits for that source where it is under way too."""
        for source in due:
            if not self.busy(source.id):
                turn = self._turn(source, states.get(source.id) or SourceState(source=source.id))
                task = self._under_way[source.id] = asyncio.create_task(turn)
                task.add_done_callback(partial(self._end, source.id))

    async def wait(self, timeout_s: float | None = None) -> list[SourceReport]:
        """The reports of the turns that have ended when all have, the operator asks to leave, or the time is up.

        What a turn raises is raised once; when that or a wish to leave ends the wait, what still waits for a server is let go of, between
        two transactions.
        """
        alarm = asyncio.create_task(self._listen())
        try:
            async with asyncio.timeout(timeout_s):
                return await self._reports()
        except TimeoutError:
            return self._collect()
        except BaseException:
            await self.let_go()
            raise
        finally:
            alarm.cancel()

    async def let_go(self) -> list[SourceReport]:
        """End what is under way; the reports of the turns that had come to their end by themselves."""
        tasks = [*self._ended.values(), *self._under_way.values()]
        for one in tasks:
            one.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        self._ended.clear()
        self._under_way.clear()
        self._line.notebook.write()
        return [one for one in ended if isinstance(one, SourceReport)]

    def _end(self, source: str, task: asyncio.Task[SourceReport]) -> None:
        """A turn has ended, well or badly."""
        if self._under_way.pop(source, None) is task:
            self._ended[source] = task
            self._broken |= not task.cancelled() and task.exception() is not None
            self._bell.set()

    async def _listen(self) -> None:
        """Ring when the operator asks to leave."""
        await self._line.stopping.wait()
        self._bell.set()

    async def _reports(self) -> list[SourceReport]:
        """Until all have ended or the operator asks to leave."""
        while self._under_way and not self._broken and not self._line.stopping.is_set():
            self._bell.clear()
            await self._bell.wait()
            self._line.notebook.write_old()
        ended = self._collect()
        return [*ended, *await self.let_go()] if self._line.stopping.is_set() else ended

    def _collect(self) -> list[SourceReport]:
        """The reports of the turns that have ended, noted in the store; raises what one raised."""
        done, self._ended, self._broken = list(self._ended.values()), {}, False
        self._line.notebook.write()
        return [task.result() for task in done]

    async def _turn(self, source: Source, state: SourceState) -> SourceReport:
        """One source's turn, once it has its place, told from its beginning to its end."""
        before = self._under_way.get(source.after or "")
        if before is not None:
            await asyncio.wait({before})
        line, ask = self._line, poll if source.kind in POLLED else empty_box
        async with self._places.turn(host_of(source)):
            line.progress.begun(source.id)
            try:
                async with asyncio.timeout(self._longest_s):
                    report = await ask(line, source, state)
            except TimeoutError:
                report = self._hung(source, state)
            line.progress.ended(report)
            return report

    def _hung(self, source: Source, state: SourceState) -> SourceReport:
        """A turn that was ended counts as a failure; what it has filed is filed."""
        why = f"its turn was ended after {self._longest_s:g} s; what was filed is filed"
        failed = FetchFailed(source=source.id, url=source.url or str(source.path), reason=why)
        self._line.store.visited(after(source, state, failed, self._line.now(), dice=self._line.dice.random()))
        return SourceReport(source=source.id, outcome="failed", reason=why, seconds=self._longest_s)
