"""Pumps: one a target, side by side, so that a receiver that hangs delays nobody but itself.

In every cycle what is called back leaves first: a pump begins with its withdrawals, and sends nothing else before every pump has sent
its own, or its target has had a moment to take them. Between two batches each looks again, so a kill overtakes any backlog.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from ingest import outbox
from ingest.journal import Event, tell
from ingest.outbox import Batch, is_shut, says_so_itself
from ingest.terms import Despatched, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from ingest.outbox import Outcome, Send
    from ingest.store import Store
    from ingest.terms import Config, Despatch, Op

FEWEST, MOST = 16, 256  # rows of a batch
NOTED = 100  # outcomes a transaction: others write between two of them
QUICK_S, SLOW_S = 0.25, 1.0  # a batch that takes less grows, one that takes more shrinks: for so long a kill waits
LOOK_S = 1.0  # so often a target that has nothing looks again while others have a backlog
CALL_BACK_S = 2.0  # for so long other targets' copy waits for one target to take its withdrawals
LEAVE_S = 2.0  # what is on its way when the operator asks to leave may take so long to arrive
NOBODY = "the target"


class Office(Protocol):
    """What pumps need of a line: its settings, its store, its clock, and the operator's wish to leave."""

    @property
    def config(self) -> Config:
        """The targets, and what our desk is called."""

    @property
    def store(self) -> Store:
        """Where the outbox is."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock."""

    @property
    def stopping(self) -> asyncio.Event:
        """Set when the operator asks to leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailroom:
    """A line that only sends."""

    config: Config
    store: Store
    now: Callable[[], datetime]
    stopping: asyncio.Event


class Pumps:
    """Who is being sent to. A daemon keeps one across its looks: a target that takes minutes holds up no other."""

    def __init__(self, line: Office) -> None:
        """Nobody yet."""
        self._line = line
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._calling, self._resting = set[str](), set[str]()
        self._called_back, self._still, self._bell = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._told: list[Outcome] = []
        self._failure: BaseException | None = None

    def begin(self) -> None:
        """Start a pump for every target that has none under way; what a killed run had in its hands is taken back first."""
        line = self._line
        if not self._under_way:
            line.store.reclaim()
        ours = {target.id: target for target in line.config.targets}
        strays = [one.target for one in line.store.target_states(line.now()) if one.waiting and one.target not in ours]
        new = [name for name in (*ours, *strays) if name not in self._under_way]
        self._calling.update(new)
        self._called_back.clear()
        self._still.clear()
        for name in new:
            target = ours.get(name)
            sender = outbox.open_target(target, line.config.desk.name) if target else outbox.nowhere(name)
            task = self._under_way[name] = asyncio.create_task(self._pump(name, sender))
            task.add_done_callback(partial(self._end, name))

    async def wait(self, timeout_s: float | None = None) -> list[Outcome]:
        """What became of despatches, when all that waited has been tried, the operator asks to leave, or the time is up.

        What stops a pump as a whole (a full disk, a store that is shut) is raised once the others have let go.
        """
        alarm = asyncio.create_task(self._listen())
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout_s):
                    await self._until_still()
            if self._line.stopping.is_set():
                await self.let_go(LEAVE_S)
            if self._failure is not None:
                await self.let_go()
                failure, self._failure = self._failure, None
                raise failure
        except asyncio.CancelledError:
            await self.let_go()
            raise
        finally:
            alarm.cancel()
        told, self._told = self._told, []
        return told

    async def let_go(self, patience_s: float = 0) -> None:
        """End what is under way, after so many seconds; what has left is written down, the rest goes with the next run."""
        tasks = list(self._under_way.values())
        self._still.set()
        if tasks and patience_s:
            await asyncio.wait(tasks, timeout=patience_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _end(self, name: str, task: asyncio.Task[None]) -> None:
        """A pump has ended, well or badly."""
        self._under_way.pop(name, None)
        self._resting.discard(name)
        if self._resting >= self._under_way.keys():
            self._still.set()
        self._past_calling(name)
        if not task.cancelled() and task.exception() is not None:
            self._failure = self._failure or task.exception()
        self._bell.set()

    def _past_calling(self, name: str) -> None:
        """A pump has sent its withdrawals."""
        self._calling.discard(name)
        if not self._calling:
            self._called_back.set()

    async def _listen(self) -> None:
        """Ring when the operator asks to leave."""
        await self._line.stopping.wait()
        self._bell.set()

    async def _until_still(self) -> None:
        """Until no pump is under way, one has failed, or the operator asks to leave."""
        while self._under_way and self._failure is None and not self._line.stopping.is_set():
            self._bell.clear()
            await self._bell.wait()

    async def _pump(self, name: str, sender: AbstractAsyncContextManager[Send]) -> None:
        """Send what waits for one target until nothing waits for anybody, this one is shut, or the operator asks to leave."""
        size, began = FEWEST, False
        async with AsyncExitStack() as room:
            send: Send | None = None
            while not self._line.stopping.is_set():
                rows = self._line.store.pending(self._line.now(), size, name)
                if not rows:
                    if await self._rest(name):
                        return
                    continue
                if send is None:
                    send = await room.enter_async_context(sender)
                clock = time.monotonic()
                if not await self._batch(name, send, rows, alone=began):
                    return
                began, took = True, time.monotonic() - clock
                size = min(MOST, size * 2) if took < QUICK_S else max(FEWEST, size // 2) if took > SLOW_S else size
                await asyncio.sleep(0)  # the other pumps' turn: a folder on this machine never waits for anything by itself

    async def _rest(self, name: str) -> bool:
        """Nothing waits for this target: look again in a moment, as long as others have a backlog; whether all are done."""
        self._past_calling(name)
        self._resting.add(name)
        if self._resting >= self._under_way.keys():
            self._still.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                await self._still.wait()
        if self._still.is_set():
            return True
        self._resting.discard(name)
        return False

    async def _batch(self, name: str, send: Send, rows: tuple[Despatch, ...], *, alone: bool) -> bool:
        """One batch, withdrawals first; whether the target still takes copy. What was not tried any more is put back."""
        now, answered = self._line.now(), set[int]()
        for back in (True, False):
            wave = tuple(row for row in rows if (row.op == "withdraw") is back)
            if not back and not alone:
                await self._others(name)
            if not wave:
                continue
            outcomes = await self._wave(send, Batch(wave, self._line.store.published, now))
            answered |= {one.outbox_id for one in outcomes}
            shut = _shut(outcomes, len(wave))
            if shut is not None:
                self._leave_alone(name, shut, [row for row in rows if row.outbox_id not in answered], now)
                return False
        return True

    async def _others(self, name: str) -> None:
        """Wait, before anything else leaves, until every target's withdrawals have left: but not for ever for one that hangs."""
        self._past_calling(name)
        with suppress(TimeoutError):
            async with asyncio.timeout(CALL_BACK_S):
                await self._called_back.wait()

    async def _wave(self, send: Send, batch: Batch) -> list[Outcome]:
        """Send, and write down what became of it, whatever comes in between."""
        outcomes: list[Outcome] = []
        try:
            await outbox.despatch(send, batch, outcomes.append)
        finally:
            shut = _shut(outcomes, len(batch.rows))
            told = outcomes if shut else _blamed(outcomes, batch.rows[0].op)
            self._note(told, batch.now)
            self._told += told
        return outcomes

    def _note(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Write outcomes down, a few at a time."""
        for start in range(0, len(outcomes), NOTED):
            self._line.store.sent(outcomes[start : start + NOTED], now)

    def _leave_alone(self, name: str, shut: Refused, rows: list[Despatch], now: datetime) -> None:
        """Put back what was not tried; a target that wants no more is paused until somebody resumes it."""
        says = f"not tried: {shut.reason}"
        self._note([replace(shut, outbox_id=row.outbox_id, reason=says, for_good=False) for row in rows], now)
        if shut.for_good:
            self._line.store.pause(name, shut.reason, NOBODY, now)
            tell(Event.TARGET_PAUSED, target=name, reason=shut.reason)
        else:
            tell(Event.TARGET_HELD, target=name, reason=shut.reason, put_back=len(rows))


def _shut(outcomes: list[Outcome], count: int) -> Refused | None:
    """The answer by which a target shows that it takes nothing now: it says so, nothing got through, or it was given up on the way."""
    faults = [one for one in outcomes if isinstance(one, Refused) and is_shut(one)]
    said = [one for one in faults if says_so_itself(one)]
    if said:
        return said[-1]
    return faults[-1] if faults and (len(outcomes) < count or not _any_left(outcomes)) else None


def _any_left(outcomes: list[Outcome]) -> bool:
    """Whether something got through."""
    return any(isinstance(one, Despatched) for one in outcomes)


def _blamed(outcomes: list[Outcome], op: Op) -> list[Outcome]:
    """A fault while others got through is its copy's: it costs a try, and waits without its neighbors.

    What is called back does not wait for that: it is tried at the next look. Its faults are told first, so what got through since shows
    the store that the target is well.
    """
    if op == "withdraw":
        return sorted(outcomes, key=lambda one: not is_shut(one))
    return [replace(one, blames="copy") if isinstance(one, Refused) and is_shut(one) else one for one in outcomes]
