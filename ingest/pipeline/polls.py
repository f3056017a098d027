"""A feed's or page's turn: ask whether it changed, read it, follow its leads to their pages, file everything with the validators last."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ingest.fetch import after, question, unfinished
from ingest.filing import file_batch
from ingest.harvest import Harvest, gather, words_of
from ingest.pipeline.errands import Errands, follow
from ingest.pipeline.intake import Taken, take, take_page
from ingest.pipeline.line import Line, Tally
from ingest.pipeline.sitemaps import open_up, together
from ingest.terms import Catch, DeadLetter, FetchFailed, NotModified, SourceReport

if TYPE_CHECKING:
    from ingest.terms import Fetched, Source, SourceState, Visit


async def poll(line: Line, source: Source, state: SourceState) -> SourceReport:
    """One poll of a feed or page, from the question whether it changed to the row that says how it ended."""
    began, tally = time.monotonic(), Tally()
    url, known = question(source, state, line.now())
    taken = await (take_page if source.kind == "page" else take)(line, source, url, known)
    match taken:
        case Taken():
            visit = await _take_in(line, source, state, taken, tally)
        case NotModified():
            visit = after(source, state, taken, line.now(), dice=line.dice.random())
            line.notebook.note(visit)
        case FetchFailed():
            visit = after(source, state, taken, line.now(), dice=line.dice.random())
            line.store.visited(visit)
    outcome = "unreachable" if isinstance(taken, FetchFailed) and not taken.connected else visit.outcome
    return tally.report(source.id, outcome, seconds=time.monotonic() - began, reason=visit.reason)


async def _take_in(line: Line, source: Source, state: SourceState, taken: Taken, tally: Tally) -> Visit:
    """Follow the leads of what came and file it; the validators are saved in the last transaction, and only if nothing is left open."""
    opened = await open_up(line, source, taken)
    if opened.wrong is not None:
        return _refuse(line, source, state, taken, opened.wrong, tally)
    errands = Errands(open=len(opened.faults), left=opened.left, held=opened.held, last_error=next(iter(opened.faults), None))
    parts = []
    for leaf in opened.leaves:
        parts.append(gather(source, leaf.sent, leaf.digest, leaf.found))
        await follow(line, source, leaf, parts[-1].leads, errands, tally)
    return _close(line, source, state, taken, (together(parts), errands), tally)


def _refuse(line: Line, source: Source, state: SourceState, taken: Taken, wrong: str, tally: Tally) -> Visit:
    """What came instead of a feed: a failing source and a dead letter."""
    failed = FetchFailed(source=source.id, url=taken.sent.url or "", reason=wrong, status=200)
    visit = after(source, state, failed, line.now(), dice=line.dice.random())
    name, url = taken.sent.name or source.id, taken.sent.url
    letter = DeadLetter(source=source.id, stage="read", reason=wrong, name=name, digest=taken.digest, url=url)
    with line.store.writing():
        line.store.bury(letter, line.now())
        line.store.visited(visit)
    tally.bury([letter])
    return visit


def _close(line: Line, source: Source, state: SourceState, taken: Taken, work: tuple[Harvest, Errands], tally: Tally) -> Visit:
    """File the entries that are whole; only then write letters, visit and validators. A kill between costs a repeated question, no item."""
    harvest, errands = work
    now, before = line.now(), tally.stored
    words = {filing.story.uri: words_of(filing) for filing in harvest.filings if filing.story.uri}
    known = line.store.seen(source.id, list(words))
    fresh = [one for one in harvest.filings if not one.story.uri or known.get(one.story.uri) != words[one.story.uri]]
    tally.add(file_batch(line.store, fresh, targets=line.targets, now=now, stages=line.stages))
    tally.resends += len(harvest.filings) - len(fresh)
    catch = Catch(
        items=len(harvest.filings) + len(harvest.leads),
        fresh=errands.fresh + tally.stored - before,
        new=tally.stored,
        pace_s=taken.pace_s,
    )
    outcome: Fetched = taken.sent
    if errands.open:
        outcome = FetchFailed(source=source.id, url=taken.sent.url or "", reason=_left_open(errands), status=200)
    visit = after(source, state, outcome, now, catch, line.dice.random())
    if errands.left:
        visit = unfinished(source, visit, errands.left, errands.held)
    with line.store.writing():
        line.store.see(source.id, {uri: digest for uri, digest in words.items() if known.get(uri) != digest}, now)
        for letter in harvest.letters:
            line.store.bury(letter, now)
        line.store.visited(visit)
    tally.bury(harvest.letters)
    return visit


def _left_open(errands: Errands) -> str:
    """Why a feed counts as failing though it answered."""
    return f"{errands.open} of its pages could not be fetched and will be asked for again; the last one: {errands.last_error}"
