"""A feed's or page's turn: ask whether it changed, read it, follow its leads to their pages, file everything with the validators last."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.fetch import after, question, unfinished
from ingest.filing import file_batch
from ingest.harvest import gather
from ingest.pipeline.errands import Errands, follow
from ingest.pipeline.intake import Taken, take, take_page
from ingest.pipeline.line import Line, Tally
from ingest.pipeline.sitemaps import open_up, together
from ingest.terms import Catch, DeadLetter, FetchFailed, NotModified, SourceReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.harvest import Harvest
    from ingest.terms import Fetched, Source, SourceState, Visit


@dataclass(frozen=True, slots=True)
class _Turn:
    """One source's turn: where it happens, whose it is, what was known before, and the count of what it gives."""

    line: Line
    source: Source
    state: SourceState
    tally: Tally

    def ends(self, outcome: Fetched, catch: Catch | None = None) -> Visit:
        """How it ends, and when the source is asked again."""
        return after(self.source, self.state, outcome, self.line.now(), catch or Catch(), self.line.dice.random())


async def poll(line: Line, source: Source, state: SourceState) -> SourceReport:
    """One poll of a feed or page, from the question whether it changed to the row that says how it ended."""
    began, turn = time.monotonic(), _Turn(line, source, state, Tally())
    url, known = question(source, state, line.now())
    taken = await (take_page if source.kind == "page" else take)(line, source, url, known)
    match taken:
        case Taken():
            visit = await _take_in(turn, taken)
        case NotModified():
            visit = turn.ends(taken)
            line.notebook.note(visit)
        case FetchFailed():
            visit = turn.ends(taken)
            line.store.visited(visit)
    outcome = "unreachable" if isinstance(taken, FetchFailed) and not taken.connected else visit.outcome
    return turn.tally.report(source.id, outcome, seconds=time.monotonic() - began, reason=visit.reason)


async def _take_in(turn: _Turn, taken: Taken) -> Visit:
    """Follow the leads of what came and file it; the validators are saved in the last transaction, and only if nothing is left open."""
    line, source = turn.line, turn.source
    opened = await open_up(line, source, taken)
    if opened.wrong is not None:
        return _refuse(turn, taken, opened.wrong)
    errands = Errands(open=len(opened.faults), left=opened.left, held=opened.held, last_error=next(iter(opened.faults), None))
    parts = []
    for leaf in opened.leaves:
        parts.append(gather(source, leaf.sent, leaf.digest, leaf.found))
        await follow(line, source, leaf, parts[-1].leads, errands, turn.tally)
    return _close(turn, taken, opened.leaves, together(parts), errands)


def _refuse(turn: _Turn, taken: Taken, wrong: str) -> Visit:
    """What came instead of a feed: a failing source and a dead letter."""
    line, sent = turn.line, taken.sent
    visit = turn.ends(FetchFailed(source=turn.source.id, url=sent.url or "", reason=wrong, status=200))
    name = sent.name or turn.source.id
    letter = DeadLetter(source=turn.source.id, stage="read", reason=wrong, name=name, digest=taken.digest, url=sent.url)
    with line.store.writing():
        line.store.bury(letter, line.now())
        line.store.visited(visit)
    turn.tally.bury([letter])
    return visit


def _close(turn: _Turn, taken: Taken, leaves: Sequence[Taken], harvest: Harvest, errands: Errands) -> Visit:
    """File the entries that are whole; only then write letters, visit and validators. A kill between costs a repeated question, no item."""
    line, source, tally = turn.line, turn.source, turn.tally
    now, before, known = line.now(), tally.stored, sum(leaf.known for leaf in leaves)
    tally.add(file_batch(line.store, harvest.filings, releases=line.releases, now=now, stages=line.stages))
    tally.resends += 0 if source.follow else known
    items = len(harvest.filings) + len(harvest.leads) + known
    catch = Catch(items=items, fresh=errands.fresh + tally.stored - before, new=tally.stored, pace_s=taken.pace_s)
    visit = turn.ends(_outcome(source, taken, errands), catch)
    if errands.left:
        visit = unfinished(source, visit, errands.left, errands.held)
    with line.store.writing():
        line.store.see(source, [wording for leaf in leaves for wording in leaf.wordings])
        for letter in harvest.letters:
            line.store.bury(letter, now)
        line.store.visited(visit)
    tally.bury(harvest.letters)
    return visit


def _outcome(source: Source, taken: Taken, errands: Errands) -> Fetched:
    """A feed counts as failing though it answered where pages of it could not be fetched."""
    if not errands.open:
        return taken.sent
    why = f"{errands.open} of its pages could not be fetched and will be asked for again; the last one: {errands.last_error}"
    return FetchFailed(source=source.id, url=taken.sent.url or "", reason=why, status=200)
