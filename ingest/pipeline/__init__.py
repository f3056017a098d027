"""The line: one pass over the sources that are due. The table of contents of the program.

fetch → keep → read → follow → file → despatch. Bytes are in the vault before they are understood, validators are saved with the items
they vouch for, and whatever can't be filed is a dead letter with its reason.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from ingest.fetch import NOT_DUE, fair, is_due
from ingest.journal import Event, tell
from ingest.pipeline.line import Line, Progress, Silence, Tally
from ingest.pipeline.notebook import Notebook
from ingest.pipeline.pumps import Pumps
from ingest.pipeline.turns import Turns
from ingest.terms import Despatched, Refused, RunReport, SourceReport, SourceState, Visit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.terms import Source

__all__ = ["Line", "Notebook", "Progress", "Pumps", "Silence", "Tally", "Turns", "despatch", "run_pass", "tick"]

OPENING_S = 5.0  # sources wait so long for what waits to go out, and no longer
CLOSING_S = 300.0  # a pass waits so long for slow targets at its end; what is left then goes with the next one


async def run_pass(line: Line, *, only: Sequence[str] = (), everything: bool = False) -> RunReport:
    """One pass: timers, what waits in the outbox, every source that is due, and what waits in the outbox since.

    `only` limits it to these sources; `everything` asks every enabled source whatever its next_due says. A source passed over leaves a row
    that says why. One source's failure is its own; a problem of the store (locked, full) ends the pass and is raised once the other
    sources have let go.
    """
    turns, pumps = Turns(line), Pumps(line)
    try:
        out = await _open(line, pumps, OPENING_S)
        skipped = _begin(line, turns, only, everything=everything)
        found = {source.id: _unfinished(source) for source in line.config.sources if not only or source.id in only}
        found |= {report.source: report for report in await turns.wait()}
        found |= {report.source: report for report in skipped}
        out += await despatch(line, pumps, CLOSING_S)
    finally:
        await pumps.let_go()
    return _report(line, list(found.values()), out)


async def tick(line: Line, turns: Turns, pumps: Pumps, patience_s: float) -> RunReport:
    """One look of the daemon: the same as a pass, but what takes longer than `patience_s` goes on while the next look comes."""
    line.stages.times.clear()
    moment_s = min(OPENING_S, patience_s / 4)
    out = await _open(line, pumps, moment_s)
    _begin(line, turns, (), everything=False, note_not_due=False)
    reports = await turns.wait(patience_s)
    out += await despatch(line, pumps, moment_s)
    return _report(line, reports, out)


async def _open(line: Line, pumps: Pumps, patience_s: float) -> list[Despatched | Refused]:
    """What comes first: the sources as configured, timers, and what waits to go out; a target that is slow takes it beside the sources."""
    line.store.describe(line.config.sources)
    return await despatch(line, pumps, patience_s)


async def despatch(line: Line, pumps: Pumps, patience_s: float) -> list[Despatched | Refused]:
    """Timers, and what waits to go out: withdrawals first, until nothing waits, the time is up, or the operator asks to leave."""
    line.store.tick(line.now(), line.releases)
    pumps.begin()
    return await pumps.wait(patience_s)


def _report(line: Line, reports: list[SourceReport], out: list[Despatched | Refused]) -> RunReport:
    """What was done, told to the journal too where anything was."""
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


def _begin(line: Line, turns: Turns, only: Sequence[str], *, everything: bool, note_not_due: bool = True) -> list[SourceReport]:
    """Start the turns of all that is due; a source passed over leaves its row and is reported."""
    sources = [source for source in line.config.sources if (not only or source.id in only) and not turns.busy(source.id)]
    line.notebook.write()  # what ended since the last look is not asked again at once
    states, now = line.store.states(), line.now()
    holds = line.store.holds(now)
    for hold in holds.values():
        line.fetcher.leave_alone(hold)
    judged = [(source, is_due(source, _state(states, source), now, holds=holds, everything=everything)) for source in sources]
    skipped = [(source, why) for source, why in judged if why]
    told = [(source, why) for source, why in skipped if note_not_due or not why.startswith(NOT_DUE)]
    with line.store.writing() if told else nullcontext():
        for source, why in told:
            line.store.visited(_skip(source, _state(states, source), why, now))
    turns.begin(fair((source for source, why in judged if not why), states, line.dice), states)
    return [SourceReport(source=source.id, outcome="skipped", reason=why) for source, why in skipped]


def _unfinished(source: Source) -> SourceReport:
    """How a turn is told that was let go of, or never came."""
    return SourceReport(source=source.id, outcome="skipped", reason="the run was asked to stop")


def _state(states: dict[str, SourceState], source: Source) -> SourceState:
    """What is remembered of a source; a new one has no past."""
    return states.get(source.id) or SourceState(source=source.id)


def _skip(source: Source, state: SourceState, why: str, now: datetime) -> Visit:
    """The row that a skip leaves."""
    return Visit(source=source.id, outcome="skipped", at=now, next_due=state.next_due, reason=why, hold_until=state.hold_until)
