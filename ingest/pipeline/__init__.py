"""The line: one pass over the sources that are due. The table of contents of the program.

fetch → keep → read → follow → file → despatch. Bytes are in the vault before they are understood, validators are saved with the items
they vouch for, and whatever can't be filed is a dead letter with its reason.
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import TYPE_CHECKING

from ingest import outbox
from ingest.fetch import fair, host_of, is_due
from ingest.journal import Event, tell
from ingest.pipeline.drops import empty_folder
from ingest.pipeline.line import Line, Progress, Silence, Tally
from ingest.pipeline.polls import poll
from ingest.terms import Despatched, Refused, RunReport, SourceReport, SourceState, Visit

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Iterator, Sequence
    from datetime import datetime

    from ingest.terms import Source

__all__ = ["Line", "Progress", "Silence", "Tally", "despatch", "run_pass"]

TURNS_A_HOST = 2
DESPATCHES = 100  # rows leased at a time: a kill that arrives meanwhile waits for one batch at the most


async def run_pass(line: Line, *, only: Sequence[str] = (), everything: bool = False, note_skips: bool = True) -> RunReport:
    """One pass: timers, what waits in the outbox, every source that is due, and what waits in the outbox since.

    `only` limits it to these sources; `everything` asks every enabled source whatever its next_due says; with `note_skips` a source passed
    over leaves a row that says why. One source's failure is its own; a problem of the store (locked, full) ends the pass and is raised
    once the other sources have let go.
    """
    line.store.describe(line.config.sources)
    line.store.reclaim()
    line.store.tick(line.now())
    early = despatch(line)
    reports = await _visit_all(line, only, everything=everything, note_skips=note_skips)
    line.store.tick(line.now())
    late = despatch(line)
    out = [*early, *late]
    done = sum(isinstance(one, Despatched) for one in out)
    tried = [report for report in reports if report.outcome != "skipped"]
    if tried or out or line.stopping.is_set():  # a daemon that looks every ten seconds says nothing of looking in vain
        tell(Event.RUN_STOPPED if line.stopping.is_set() else Event.RUN_ENDED, asked=len(tried), despatched=done, refused=len(out) - done)
    return RunReport(
        sources=tuple(reports),
        despatched=done,
        refused=len(out) - done,
        stages=line.stages.report(),
        unreachable=bool(tried) and all(report.outcome == "unreachable" for report in tried),
        stopped=line.stopping.is_set(),
    )


def despatch(line: Line) -> list[Despatched | Refused]:
    """Send what the outbox holds, withdrawals first, until nothing waits or the operator asks to leave."""
    targets = {target.id: target for target in line.config.targets}
    out: list[Despatched | Refused] = []
    while not line.stopping.is_set() and (batch := line.store.pending(line.now(), DESPATCHES)):
        outcomes: list[Despatched | Refused] = []
        try:
            outcomes.extend(outbox.despatch(batch, targets, line.store.published, line.now()))
        finally:  # a full disk ends the pass, but what left before it has left
            line.store.sent(outcomes, line.now())
        out += outcomes
    return out


async def _visit_all(line: Line, only: Sequence[str], *, everything: bool, note_skips: bool) -> list[SourceReport]:
    """Every source of the pass; reports stand in the order of the configuration."""
    sources = [source for source in line.config.sources if not only or source.id in only]
    states, now = line.store.states(), line.now()
    holds = line.store.holds(now)
    for hold in holds.values():
        line.fetcher.leave_alone(hold)
    judged = [(source, is_due(source, _state(states, source), now, holds=holds, everything=everything)) for source in sources]
    skipped = [(source, why) for source, why in judged if why]
    due = fair((source for source, why in judged if not why), states, line.dice)
    told = [(source, why) for source, why in skipped if note_skips or not why.startswith("not due")]
    with line.store.writing() if told else nullcontext():
        for source, why in told:
            line.store.visited(_skip(source, _state(states, source), why, now))
    found = {source.id: _unfinished(source) for source in due}
    found |= {report.source: report for report in await _until_stopped(line, _turns(line, due, states))}
    found |= {source.id: SourceReport(source=source.id, outcome="skipped", reason=why) for source, why in skipped}
    return [found[source.id] for source in sources]


def _turns(line: Line, due: Sequence[Source], states: dict[str, SourceState]) -> Iterator[Coroutine[None, None, SourceReport]]:
    """The turns of a pass, side by side: two of a host and no more, so that a slow host delays nobody else; so many hosts in all."""
    gate = asyncio.Semaphore(line.config.hosts_at_once)
    hosts = {host_of(source): asyncio.Semaphore(TURNS_A_HOST) for source in due}
    ended = {source.id: asyncio.Event() for source in due}

    async def turn(source: Source) -> SourceReport:
        try:
            if source.after in ended:
                await ended[source.after].wait()
            async with hosts[host_of(source)], gate:
                return await _turn(line, source, _state(states, source))
        finally:
            ended[source.id].set()

    return map(turn, due)


async def _turn(line: Line, source: Source, state: SourceState) -> SourceReport:
    """One source's turn, told from its beginning to its end."""
    line.progress.begun(source.id)
    report = await (empty_folder if source.kind == "folder" else poll)(line, source, state)
    line.progress.ended(report)
    return report


async def _until_stopped(line: Line, turns: Iterable[Coroutine[None, None, SourceReport]]) -> list[SourceReport]:
    """The turns side by side; once the operator asks to leave, what still waits for a server is let go of, between two transactions.

    What a turn raises is raised when all have ended.
    """
    tasks = [asyncio.ensure_future(one) for one in turns]
    alarm = asyncio.ensure_future(line.stopping.wait())
    try:
        under_way = set(tasks)
        while under_way and not alarm.done():
            done, _ = await asyncio.wait({*under_way, alarm}, return_when=asyncio.FIRST_COMPLETED)
            under_way -= done
    finally:
        for one in (*tasks, alarm):
            one.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for result in ended:
        if isinstance(result, Exception):
            raise result
    return [result for result in ended if isinstance(result, SourceReport)]


def _unfinished(source: Source) -> SourceReport:
    """How a turn is told that was let go of, or never came."""
    return SourceReport(source=source.id, outcome="skipped", reason="the run was asked to stop")


def _state(states: dict[str, SourceState], source: Source) -> SourceState:
    """What is remembered of a source; a new one has no past."""
    return states.get(source.id) or SourceState(source=source.id)


def _skip(source: Source, state: SourceState, why: str, now: datetime) -> Visit:
    """The row that a skip leaves."""
    return Visit(source=source.id, outcome="skipped", at=now, next_due=state.next_due, reason=why, hold_until=state.hold_until)
