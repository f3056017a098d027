"""A feed's or page's turn: ask whether it changed, read it, follow its leads to their pages, file everything with the validators last."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.fetch import after
from ingest.filing import file_batch
from ingest.harvest import Harvest, as_filing, form_for, gather, hints_for, unreadable
from ingest.journal import Event, tell
from ingest.pipeline.line import Line, Tally
from ingest.pipeline.sitemaps import Leaf, open_up, together
from ingest.terms import DeadLetter, FetchFailed, NotModified, SourceReport, Transmission, Validators
from normalizers.terms import Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.terms import Fetched, Lead, Source, SourceState, Visit

BATCH = 16  # pages fetched and read before they are filed: what a kill -9 costs in repeated requests
ATTEMPTS = 3  # passes that try a page before the entry's own words are filed without it
LANES = 4  # pages of one source under way at once; the pacer allows two to a host
PATIENCE = 4  # pages of one source that fail in a row before the rest wait for the next pass
FOR_EVER = frozenset({400, 401, 402, 403, 404, 405, 406, 410, 451})  # a page's answers that another try will not change


@dataclass(slots=True)
class Errands:
    """How the pages of one feed went: `open` ones are asked for again, so the feed must not look unchanged."""

    done: int = 0
    open: int = 0
    in_a_row: int = 0
    last_error: str | None = None
    lanes: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LANES))


async def poll(line: Line, source: Source, state: SourceState) -> SourceReport:
    """One poll of a feed or page, from the question whether it changed to the row that says how it ended."""
    began, tally = time.monotonic(), Tally()
    fetched = await line.fetcher.fetch(source, source.url or "", state.validators, line.now())
    match fetched:
        case Transmission():
            visit = await _take_in(line, source, state, fetched, tally)
        case NotModified() | FetchFailed():
            visit = after(source, state, fetched, line.now(), items=0, new=0)
            line.store.visited(visit)
    outcome = "unreachable" if isinstance(fetched, FetchFailed) and not fetched.connected else visit.outcome
    return tally.report(source.id, outcome, seconds=time.monotonic() - began, reason=visit.reason)


async def _take_in(line: Line, source: Source, state: SourceState, sent: Transmission, tally: Tally) -> Visit:
    """Read what came, follow its leads, file; the validators are saved in the last transaction, and only if nothing is left open."""
    digest = line.store.keep(sent)
    found = await line.readers.read(sent.data, url=sent.url, form=form_for(source, None), hints=hints_for(source, sent, None))
    opened = await open_up(line, source, Leaf(sent, digest, found))
    if opened.wrong is not None:
        return _refuse(line, source, state, sent, (digest, opened.wrong), tally)
    errands = Errands(open=len(opened.faults), last_error=next(iter(opened.faults), None))
    parts = []
    for leaf in opened.leaves:
        parts.append(gather(source, leaf.sent, leaf.digest, leaf.found))
        await _follow(line, source, leaf, parts[-1].leads, errands, tally)
    return _close(line, source, state, sent, (together(parts), errands), tally)


def _refuse(line: Line, source: Source, state: SourceState, sent: Transmission, wrong: tuple[str, str], tally: Tally) -> Visit:
    """Put an answer that is not what its source says among the dead letters: its digest and why, in words."""
    digest, why = wrong
    failed = FetchFailed(source=source.id, url=sent.url or "", reason=why, status=200)
    visit = after(source, state, failed, line.now(), items=0, new=0)
    letter = DeadLetter(source=source.id, stage="read", reason=why, name=sent.name or source.id, digest=digest, url=sent.url)
    with line.store.writing():
        line.store.bury(letter, line.now())
        line.store.visited(visit)
    tally.bury([letter])
    return visit


def _close(line: Line, source: Source, state: SourceState, sent: Transmission, work: tuple[Harvest, Errands], tally: Tally) -> Visit:
    """File the entries that are whole; only then write letters, visit and validators. A kill between costs a repeated question, no item."""
    harvest, errands = work
    now = line.now()
    tally.add(file_batch(line.store, harvest.filings, targets=line.targets, now=now, stages=line.stages))
    outcome: Fetched = sent
    if errands.open:
        outcome = FetchFailed(source=source.id, url=sent.url or "", reason=_left_open(errands), status=200)
    visit = after(source, state, outcome, now, items=len(harvest.filings) + len(harvest.leads), new=tally.stored)
    with line.store.writing():
        for letter in harvest.letters:
            line.store.bury(letter, now)
        line.store.visited(visit)
    tally.bury(harvest.letters)
    return visit


def _left_open(errands: Errands) -> str:
    """Why a feed counts as failing though it answered."""
    return f"{errands.open} of its pages could not be fetched and will be asked for again; the last one: {errands.last_error}"


async def _follow(line: Line, source: Source, feed: Leaf, leads: Sequence[Lead], errands: Errands, tally: Tally) -> None:
    """Fetch and file the pages of new and changed entries, a batch at a time; `errands` learns how they went."""
    wanted = line.store.wanted(leads)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        if errands.in_a_row >= PATIENCE or line.stopping.is_set():
            errands.open += len(wanted) - start
            errands.last_error = errands.last_error or "the run was asked to stop"
            break
        pages = await asyncio.gather(*(_errand(line, source, (feed.sent, feed.digest), lead, errands) for lead in batch))
        _file_pages(line, source, list(zip(batch, pages, strict=True)), errands, tally)
        errands.done += len(batch)
        line.progress.step(source.id, errands.done, errands.done + len(wanted) - start - len(batch))


@dataclass(frozen=True, slots=True)
class _Page:
    """How the fetch of one lead's page ended: what to file, whether the errand is done, and what went wrong."""

    harvest: Harvest
    done: bool
    error: str | None = None


def _file_pages(line: Line, source: Source, pages: list[tuple[Lead, _Page]], errands: Errands, tally: Tally) -> None:
    """File a batch of pages and note each errand's end in the same transaction."""
    now = line.now()
    letters = [letter for _, page in pages for letter in page.harvest.letters]

    def closing() -> None:
        for lead, page in pages:
            line.store.followed(lead, done=page.done, error=page.error, now=now)
        for letter in letters:
            line.store.bury(letter, now)

    filings = [filing for _, page in pages for filing in page.harvest.filings]
    tally.add(file_batch(line.store, filings, targets=line.targets, now=now, closing=closing, stages=line.stages))
    tally.bury(letters)
    errands.open += sum(not page.done for _, page in pages)


async def _errand(line: Line, source: Source, entry: tuple[Transmission, str], lead: Lead, errands: Errands) -> _Page:
    """Run one errand, unless so many have failed in a row that the host is plainly down: a hanging host costs four deadlines, not forty."""
    async with errands.lanes:
        if errands.in_a_row >= PATIENCE or line.stopping.is_set():
            return _Page(Harvest(), done=False, error=errands.last_error)
        page = await _page(line, source, entry, lead)
        errands.in_a_row = 0 if page.error is None else errands.in_a_row + 1
        errands.last_error = page.error or errands.last_error
        return page


async def _page(line: Line, source: Source, entry: tuple[Transmission, str], lead: Lead) -> _Page:
    """Fetch, keep and read one page with its entry's words as hints; where there is none for good, the entry's words stand alone."""
    own_words = Harvest(filings=(as_filing(source, lead.story, *entry),))
    fetched = await line.fetcher.fetch(source, lead.url, Validators(), line.now())
    match fetched:
        case Transmission():
            digest = line.store.keep(fetched)
        case NotModified():
            return _Page(own_words, done=True, error="the server said 304 to a page we never asked conditionally")
        case FetchFailed():
            tell(Event.LEAD_FAILED, source=source.id, url=lead.url, reason=fetched.reason)
            given_up = fetched.status in FOR_EVER or lead.attempts + 1 >= ATTEMPTS
            letter = DeadLetter(source=source.id, stage="fetch", reason=fetched.reason, name=lead.url, url=lead.url)
            harvest = Harvest(filings=own_words.filings, letters=(letter,)) if given_up else Harvest()
            return _Page(harvest, done=given_up, error=fetched.reason)
    hints = hints_for(source, fetched, lead.story)
    found = await line.readers.read(fetched.data, url=lead.url, form=form_for(source, lead.story), hints=hints)
    stories = [as_filing(source, item, fetched, digest) for item in found if isinstance(item, Story)]
    letters = tuple(unreadable(source, fetched, digest, item) for item in found if isinstance(item, Unreadable))
    return _Page(Harvest(filings=tuple(stories[:1]) or own_words.filings, letters=letters), done=True)
