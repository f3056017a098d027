"""A box's turn (a folder, a server's folder, a mailbox): take its whole files in order, read, file, remember them, put them away."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.fetch import after, archives, left_alone
from ingest.filing import file_batch, keep_batch
from ingest.harvest import LEAD_FORMS, Harvest, as_filing, as_told, form_for, gather, hints_for, spoiled, unreadable
from ingest.journal import Event, tell
from ingest.pipeline.arrivals import batches
from ingest.pipeline.line import Line, Tally
from ingest.pipeline.pushed import box_of, settled
from ingest.settings.kinds import KINDS
from ingest.terms import Catch, DeadLetter, FetchFailed, NotModified, SourceReport
from normalizers.terms import Story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.fetch import Box
    from ingest.fetch.archives import Spoiled
    from ingest.pipeline.arrivals import Batch
    from ingest.terms import Fetched, Lead, Source, SourceState, Transmission


async def empty_box(line: Line, source: Source, state: SourceState) -> SourceReport:
    """Take in every new file of a box; a refused name or file is a dead letter, its neighbors are filed."""
    began, tally = time.monotonic(), Tally()
    outcome: Fetched = NotModified(source=source.id, url=source.url or str(source.path))
    seen = 0

    def taken(keys: Sequence[str]) -> frozenset[str]:
        return line.store.taken(source.id, keys)

    async with box_of(line, source) as box:
        coming = batches(box.arrivals(taken, line.now()), line.config.limits, taken)
        while not line.stopping.is_set() and (batch := await anext(coming, None)):
            outcome = await _take_in(line, source, box, batch, tally) or outcome
            seen += len(batch.sent) + len(batch.refused)
            line.progress.step(source.id, seen, None)
    if isinstance(outcome, FetchFailed) and outcome.hold_until is not None:
        outcome = replace(outcome, reason=f"{outcome.reason}; {left_alone(source)}")
    catch = Catch(items=seen, fresh=tally.stored, new=tally.stored)
    visit = after(source, state, outcome, line.now(), catch)
    line.store.visited(settled(source, visit))
    said: str = visit.outcome
    if isinstance(outcome, FetchFailed) and not outcome.connected and not KINDS[source.kind].here:
        said = "failed" if outcome.origin else "unreachable"  # only where the net let us down
    return tally.report(source.id, said, seconds=time.monotonic() - began, reason=visit.reason)


async def _take_in(line: Line, source: Source, box: Box, batch: Batch, tally: Tally) -> Fetched | None:
    """File one batch; what it says of the box as a whole: a file that is refused says nothing of it."""
    digests, harvest, leads = await _read_all(line, source, box, batch.sent)
    kept = _kept_archives(line, batch.spoiled)
    letters = [*map(partial(_refusal, source), batch.refused), *map(spoiled, batch.spoiled, kept), *harvest.letters]
    now = line.now()

    def closing() -> None:
        for letter in letters:
            line.store.bury(letter, now)
        for lead in leads:  # so that a replay reads what they led to with their words again
            line.store.followed(lead, done=True, error=None, now=now)
        for one, digest in zip(batch.sent, digests, strict=True):
            line.store.take(source.id, one.key or digest, digest, now)
        # Archives in the transaction of their last files: killed before, one is opened again, and what was filed is passed over.
        for archive in batch.emptied:
            digest = hashlib.sha256(archive.data).hexdigest()
            line.store.take(source.id, archive.key or digest, digest, now)

    filings = harvest.filings
    tally.add(file_batch(line.store, filings, releases=line.releases, now=now, closing=closing, stages=line.stages))
    tally.bury(letters)
    for left in await asyncio.gather(*map(box.put_away, batch.whole)):
        if left is not None:
            tell(Event.FILE_REFUSED, source=source.id, reason=left)
    said: list[Fetched] = [*batch.sent, *batch.emptied, *batch.shut]
    return said[-1] if said else None


def _kept_archives(line: Line, parts: Sequence[Spoiled]) -> list[str]:
    """Keep the archives of which something could not be taken, each once; a digest for each letter."""
    digests: dict[str, str] = {}
    for one in parts:
        if one.archive.name not in digests:
            digests[one.archive.name] = line.store.keep(one.archive)
    return [digests[one.archive.name] for one in parts]


async def _read_all(line: Line, source: Source, box: Box, sent: Sequence[Transmission]) -> tuple[list[str], Harvest, list[Lead]]:
    """Keep files, then read them side by side; their digests, and in their order all that they gave, with what their entries name."""
    digests = keep_batch(line.store, sent)
    read = await asyncio.gather(*(_read(line, source, *one) for one in zip(sent, digests, strict=True)))
    gathered = Harvest()
    for one, digest, harvest in zip(sent, digests, read, strict=True):
        gathered = gathered.with_more(harvest)
        for lead in harvest.leads:
            gathered = gathered.with_more(await _page_beside(line, source, box, (one, digest), lead))
    return digests, gathered, [lead for harvest in read for lead in harvest.leads]


async def _read(line: Line, source: Source, sent: Transmission, digest: str) -> Harvest:
    """Read one file's bytes."""
    hints = hints_for(source, sent, None)
    found = await line.readers.read(sent.data, url=None, form=form_for(source, None), hints=hints)
    return gather(source, sent, digest, found)


async def _page_beside(line: Line, source: Source, box: Box, feed: tuple[Transmission, str], lead: Lead) -> Harvest:
    """The page that a feed entry names, or the file with a wire item's words, when it lies in the same box; else the entry's own words."""
    own_words = Harvest(filings=(as_filing(source, lead.story, *feed),))
    page = await _beside(line, box, feed[0], lead.story)
    if page is None:
        return own_words
    if isinstance(page, FetchFailed):
        return Harvest(filings=own_words.filings, letters=(_refusal(source, page),))
    digest = line.store.keep(page)
    hints = hints_for(source, page, lead.story)
    found = await line.readers.read(page.data, url=None, form=form_for(source, lead.story), hints=hints)
    stories = [as_told(lead.story, item) for item in found if isinstance(item, Story)]
    letters = tuple(unreadable(source, page, digest, item) for item in found if not isinstance(item, Story))
    filings = tuple(as_filing(source, story, page, digest) for story in stories[:1]) or own_words.filings
    return Harvest(filings=filings, letters=letters)


async def _beside(line: Line, box: Box, feed: Transmission, lead: Story) -> Transmission | FetchFailed | None:
    """The file that an entry names: of the archive it came in, else of its box.

    A wire item may name it by its address at the agency; then the file of that name is meant, where it lies beside the item.
    """
    href = lead.url or ""
    found = await _named(line, box, feed, href)
    if found is None and lead.form not in LEAD_FORMS:
        by_name = await _named(line, box, feed, urlsplit(href).path.rpartition("/")[2])
        return None if isinstance(by_name, FetchFailed) else by_name
    return found


async def _named(line: Line, box: Box, feed: Transmission, href: str) -> Transmission | FetchFailed | None:
    """The file of the same archive or box that a link means."""
    if feed.within is None:
        return await box.beside(feed, href, line.now())
    return archives.beside(feed, href, line.config.limits)


def _refusal(source: Source, failed: FetchFailed) -> DeadLetter:
    """A file that was not taken, as a dead letter without bytes."""
    return DeadLetter(source=source.id, stage="fetch", reason=failed.reason, name=failed.url, url=failed.url)
