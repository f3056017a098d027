"""A box's turn (a folder, a server's folder, a mailbox): take its whole files in order, read, file, remember them, put them away."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING

from ingest.fetch import BOXES, after, folder
from ingest.filing import file_batch, keep_batch
from ingest.harvest import Harvest, as_filing, form_for, gather, hints_for, unreadable
from ingest.journal import Event, tell
from ingest.pipeline.line import Line, Tally
from ingest.terms import Catch, DeadLetter, FetchFailed, NotModified, SourceReport, Transmission
from normalizers.terms import Story

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ingest.fetch import Box
    from ingest.terms import Fetched, Lead, Source, SourceState

BATCH = 64  # files read side by side before they are filed together, in order


async def empty_box(line: Line, source: Source, state: SourceState) -> SourceReport:
    """Take in every new file of a box; a refused name or file is a dead letter, its neighbors are filed."""
    began, tally = time.monotonic(), Tally()
    await asyncio.sleep(folder.pause(source, line.now()))
    outcome: Fetched = NotModified(source=source.id, url=source.url or str(source.path))
    seen = 0
    async with BOXES[source.kind](source, line.config.limits) as box:
        arrivals = box.arrivals(lambda keys: line.store.taken(source.id, keys), line.now())
        while not line.stopping.is_set() and (batch := await _some(arrivals)):
            outcome = await _take_in(line, source, box, batch, tally)
            seen += len(batch)
            line.progress.step(source.id, seen, None)
    catch = Catch(items=seen, fresh=tally.stored, new=tally.stored)
    visit = after(source, state, outcome, line.now(), catch)
    line.store.visited(visit)
    unreachable = isinstance(outcome, FetchFailed) and not outcome.connected and source.kind != "folder"
    said = "unreachable" if unreachable else visit.outcome
    return tally.report(source.id, said, seconds=time.monotonic() - began, reason=visit.reason)


async def _some(arrivals: AsyncIterator[Transmission | FetchFailed]) -> list[Transmission | FetchFailed]:
    """The next few arrivals; none at the end."""
    batch: list[Transmission | FetchFailed] = []
    async for one in arrivals:
        batch.append(one)
        if len(batch) == BATCH:
            break
    return batch


async def _take_in(line: Line, source: Source, box: Box, batch: Sequence[Transmission | FetchFailed], tally: Tally) -> Fetched:
    """File one batch; what it says of the box as a whole."""
    sent = [one for one in batch if isinstance(one, Transmission)]
    refused = [one for one in batch if isinstance(one, FetchFailed) and one.connected]
    shut = [one for one in batch if isinstance(one, FetchFailed) and not one.connected]  # the box itself: no file of it is to blame
    digests, harvest = await _read_all(line, source, box, sent)
    letters = [*map(partial(_refusal, source), refused), *harvest.letters]
    now = line.now()

    def closing() -> None:
        for letter in letters:
            line.store.bury(letter, now)
        for one, digest in zip(sent, digests, strict=True):
            line.store.take(source.id, one.key or digest, digest, now)

    filings = harvest.filings
    tally.add(file_batch(line.store, filings, releases=line.releases, now=now, closing=closing, stages=line.stages))
    tally.bury(letters)
    for one in sent:
        left = await box.put_away(one)
        if left is not None:
            tell(Event.FILE_REFUSED, source=source.id, reason=left)
    said: list[Transmission | FetchFailed] = [*refused, *sent, *shut]
    return said[-1]


async def _read_all(line: Line, source: Source, box: Box, sent: Sequence[Transmission]) -> tuple[list[str], Harvest]:
    """Keep files, then read them side by side; their digests, and in their order all that they gave, with the pages their entries name."""
    digests = keep_batch(line.store, sent)
    read = await asyncio.gather(*(_read(line, source, *one) for one in zip(sent, digests, strict=True)))
    gathered = Harvest()
    for one, digest, harvest in zip(sent, digests, read, strict=True):
        gathered = gathered.with_more(harvest)
        for lead in harvest.leads:
            gathered = gathered.with_more(await _page_beside(line, source, box, (one, digest), lead))
    return digests, gathered


async def _read(line: Line, source: Source, sent: Transmission, digest: str) -> Harvest:
    """Read one file's bytes."""
    hints = hints_for(source, sent, None)
    found = await line.readers.read(sent.data, url=None, form=form_for(source, None), hints=hints)
    return gather(source, sent, digest, found)


async def _page_beside(line: Line, source: Source, box: Box, feed: tuple[Transmission, str], lead: Lead) -> Harvest:
    """The page that a feed entry names, when it lies in the same box; else the entry's own words."""
    own_words = Harvest(filings=(as_filing(source, lead.story, *feed),))
    page = await box.beside(feed[0], lead.story.url or "", line.now())
    if page is None:
        return own_words
    if isinstance(page, FetchFailed):
        return Harvest(filings=own_words.filings, letters=(_refusal(source, page),))
    digest = line.store.keep(page)
    hints = hints_for(source, page, lead.story)
    found = await line.readers.read(page.data, url=None, form=form_for(source, lead.story), hints=hints)
    stories = [item for item in found if isinstance(item, Story)]
    letters = tuple(unreadable(source, page, digest, item) for item in found if not isinstance(item, Story))
    filings = tuple(as_filing(source, story, page, digest) for story in stories[:1]) or own_words.filings
    return Harvest(filings=filings, letters=letters)


def _refusal(source: Source, failed: FetchFailed) -> DeadLetter:
    """A file that was not taken, as a dead letter without bytes."""
    return DeadLetter(source=source.id, stage="fetch", reason=failed.reason, name=failed.url, url=failed.url)
