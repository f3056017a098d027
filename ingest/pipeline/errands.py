"""Errands: the pages behind a feed's new and changed entries, fetched a batch at a time and filed with the entries' words as hints."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.filing import file_batch
from ingest.harvest import Harvest, as_filing, unreadable
from ingest.journal import Event, tell
from ingest.pipeline.intake import Taken, take_page
from ingest.terms import DeadLetter, FetchFailed, NotModified, Validators
from normalizers.terms import Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.pipeline.line import Line, Tally
    from ingest.terms import Lead, Source

BATCH = 16  # pages fetched and read before they are filed: what a kill -9 costs in repeated requests
ATTEMPTS = 3  # passes that try a page before the entry's own words are filed without it
LANES = 4  # pages of one source under way at once; the pacer allows two to a host
PATIENCE = 4  # pages of one source that fail in a row before the rest wait for the next pass
FOR_EVER = frozenset({400, 401, 402, 403, 404, 405, 406, 410, 451})  # a page's answers that another try will not change


NOTHING = Harvest()


@dataclass(slots=True)
class Errands:
    """How the pages of one feed went.

    `open` ones failed and are asked for again; `left` ones were not come to, or their server is `held` until then: neither lets the feed
    look unchanged. `barred` ones are not ours to fetch.
    """

    fresh: int = 0
    done: int = 0
    open: int = 0
    left: int = 0
    barred: int = 0
    held: datetime | None = None
    in_a_row: int = 0
    last_error: str | None = None
    began: float = field(default_factory=time.monotonic)
    lanes: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LANES))

    def over(self, line: Line) -> bool:
        """Whether no more pages are asked for in this pass: enough have failed in a row, time is up, or the operator asks to leave."""
        return self.in_a_row >= PATIENCE or line.stopping.is_set() or time.monotonic() - self.began >= line.pages_s


@dataclass(frozen=True, slots=True)
class _Page:
    """How one errand ended: what to file, whether it is done, whether the page was asked for at all, and what went wrong."""

    harvest: Harvest = NOTHING
    done: bool = True
    tried: bool = True
    error: str | None = None


_LEFT = _Page(done=False, tried=False)


async def follow(line: Line, source: Source, feed: Taken, leads: Sequence[Lead], errands: Errands, tally: Tally) -> None:
    """Fetch and file the pages of new and changed entries; what is not come to is remembered, should the feed forget it.

    `errands` learns how they went.
    """
    wanted = line.store.wanted(source.id, leads)
    errands.fresh += sum(not lead.attempts and not lead.rewrites for lead in wanted)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        if errands.over(line):
            line.store.postponed(wanted[start:], line.now())
            _leave(line, errands, len(wanted) - start)
            break
        pages = await asyncio.gather(*(_errand(line, source, feed, lead, errands) for lead in batch))
        _file_pages(line, source, list(zip(batch, pages, strict=True)), errands, tally)
        errands.done += len(batch)
        line.progress.step(source.id, errands.done, errands.done + len(wanted) - start - len(batch))


def _leave(line: Line, errands: Errands, count: int) -> None:
    """Count pages that this pass does not come to: as failed where the server is plainly down."""
    if errands.in_a_row >= PATIENCE:
        errands.open += count
    else:
        errands.left += count
        errands.last_error = errands.last_error or ("the run was asked to stop" if line.stopping.is_set() else None)


def _file_pages(line: Line, source: Source, pages: list[tuple[Lead, _Page]], errands: Errands, tally: Tally) -> None:
    """File a batch of pages and note each errand's end in the same transaction."""
    now = line.now()
    letters = [letter for _, page in pages for letter in page.harvest.letters]
    untried = [lead for lead, page in pages if not page.tried]

    def closing() -> None:
        for lead, page in pages:
            if page.tried:
                line.store.followed(lead, done=page.done, error=page.error, now=now)
        line.store.postponed(untried, now)
        for letter in letters:
            line.store.bury(letter, now)

    filings = [filing for _, page in pages for filing in page.harvest.filings]
    tally.add(file_batch(line.store, filings, releases=line.releases, now=now, closing=closing, stages=line.stages))
    tally.bury(letters)
    errands.open += sum(page.tried and not page.done for _, page in pages)
    _leave(line, errands, len(untried))


async def _errand(line: Line, source: Source, feed: Taken, lead: Lead, errands: Errands) -> _Page:
    """Run one errand, unless so many have failed in a row that the host is plainly down: a hanging host costs four deadlines, not forty."""
    async with errands.lanes:
        if errands.over(line):
            return _LEFT
        own_words = as_filing(source, lead.story, feed.sent, feed.digest)
        taken = await take_page(line, source, lead.url, Validators(), lead.story)
        match taken:
            case FetchFailed():
                return _failed(source, lead, taken, Harvest(filings=(own_words,)), errands)
            case NotModified():
                error = "the server said 304 to a page we never asked conditionally"
                page = _Page(Harvest(filings=(own_words,)), error=error)
            case Taken():
                stories = [as_filing(source, item, taken.sent, taken.digest) for item in taken.found if isinstance(item, Story)]
                letters = tuple(unreadable(source, taken.sent, taken.digest, item) for item in taken.found if isinstance(item, Unreadable))
                page = _Page(Harvest(filings=tuple(stories[:1]) or (own_words,), letters=letters))
        errands.in_a_row = 0
        return page


def _failed(source: Source, lead: Lead, failed: FetchFailed, own_words: Harvest, errands: Errands) -> _Page:
    """A page that did not come: it waits, is asked for again, or the entry's own words stand alone."""
    if failed.hold_until is not None:
        errands.held = max(filter(None, (errands.held, failed.hold_until)))
        return _LEFT
    tell(Event.LEAD_FAILED, source=source.id, url=lead.url, reason=failed.reason)
    if failed.barred:
        errands.barred += 1
        return _Page(own_words, error=failed.reason)
    errands.in_a_row += 1
    errands.last_error = failed.reason
    if failed.status not in FOR_EVER and lead.attempts + 1 < ATTEMPTS:
        return _Page(done=False, error=failed.reason)
    letter = DeadLetter(source=source.id, stage="fetch", reason=failed.reason, name=lead.url, url=lead.url)
    return _Page(Harvest(filings=own_words.filings, letters=(letter,)), error=failed.reason)
