"""Reading again: kept bytes through today's rules, and dead letters taken up once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.fetch.archives import Emptied, Spoiled, form_of, opened
from ingest.fetch.names import safe
from ingest.filing import file_batch
from ingest.harvest import LEAD_FORMS, Harvest, as_filing, as_told, form_for, gather, hints_for, learned_for, spoiled
from ingest.settings.kinds import BOXES
from ingest.terms import Source, Transmission
from normalizers.terms import Story

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store import Store
    from ingest.store.rows import ItemRecord
    from ingest.terms import Config, DeadLetter, Lead
    from ingest.workers import Readers
    from normalizers.terms import Unreadable


@dataclass(slots=True)
class Replayed:
    """The count of a replay."""

    documents: int = 0
    changed: int = 0
    same: int = 0
    failed: int = 0


async def replay_all(
    store: Store, readers: Readers, sources: Sequence[Source], *, source: str | None, since: datetime | None, now: datetime
) -> Replayed:
    """Read every kept document that gave items again; the items' readings are put right where they changed."""
    count = Replayed()
    known = {one.id: one for one in sources}
    for digest in list(store.raws(source, since)):
        items = store.items_of(digest)
        if not items:
            continue
        count.documents += 1
        sent = store.recall(digest)
        for record in filter(None, map(store.item, items)):
            story = await _reading(store, readers, _source_of(sent, known), sent, record)
            if story is None:
                count.failed += 1
            elif store.refile(record.item_id, story, now):
                count.changed += 1
            else:
                count.same += 1
    return count


async def _reading(store: Store, readers: Readers, source: Source, sent: Transmission, record: ItemRecord) -> Story | None:
    """Today's reading of an item from the bytes it came in; None where they don't hold it any more."""
    lead = store.errand(record.source, uri=record.uri)
    # A feed's own bytes hold the entry itself; a page's bytes were read with the entry's words beside them.
    page_lead = lead if lead is not None and record.story.form not in (lead.story.form, *LEAD_FORMS) else None
    found = await _read(store, readers, source, sent, page_lead)
    told = [as_told(page_lead.story if page_lead else None, item) for item in found if isinstance(item, Story)]
    stories = [as_filing(source, item, sent, record.digest).story for item in told]
    return next((one for one in stories if one.uri == record.story.uri), stories[0] if len(stories) == 1 else None)


async def _read(store: Store, readers: Readers, source: Source, sent: Transmission, lead: Lead | None) -> Sequence[Story | Unreadable]:
    """What the bytes hold, read as they were read when they came, but without the lines that the publisher has repeated since."""
    hint = lead.story if lead is not None else None
    url = None if source.kind in BOXES else lead.url if lead is not None else sent.url
    hints = hints_for(source, sent, hint, learned_for(store, source, url, hint))
    return await readers.read(sent.data, url=url, form=form_for(source, hint), hints=hints)


def _source_of(sent: Transmission, known: dict[str, Source]) -> Source:
    """The source that sent it; one that the configuration has forgotten is taken for a feed."""
    return known.get(sent.source) or Source(id=sent.source, kind="feed")


async def _harvest_again(store: Store, readers: Readers, config: Config, source: Source, letter: DeadLetter, sent: Transmission) -> Harvest:
    """What a letter's bytes give today; of an archive, the file that the letter names, or all where it is about the whole."""
    if letter.stage != "read" or source.kind not in BOXES or form_of(sent.data) is None:
        lead = store.errand(letter.source, url=letter.url) if letter.url else None
        found = await _read(store, readers, source, sent, lead)
        return gather(source, sent, letter.digest or "", found)
    pieces = list(opened(sent, config.limits, lambda _: frozenset()))
    named = [one for one in pieces if not isinstance(one, Emptied) and letter.name in (safe(one.name), safe(sent.name))]
    harvest = Harvest()
    for piece in named or pieces:
        match piece:
            case Transmission():
                digest = store.keep(piece)
                harvest = harvest.with_more(gather(source, piece, digest, await _read(store, readers, source, piece, None)))
            case Spoiled():
                harvest = harvest.with_more(Harvest(letters=(spoiled(piece, letter.digest or ""),)))
            case Emptied():
                continue
    return harvest


async def read_again(store: Store, readers: Readers, config: Config, dead_id: int, now: datetime) -> tuple[str, bool]:
    """Take a dead letter up again: what became of it in a sentence, and whether it is mended."""
    letter = store.requeue(dead_id)
    if letter is None:
        return f"{dead_id}: there is no such letter", False
    if letter.stage == "despatch":
        return f"{dead_id}: {letter.name} goes with the next run, if it may still leave", True
    if letter.digest is None:
        asked = store.reopen(letter.source, letter.url or letter.name)
        return f"{dead_id}: " + (
            "its address is asked for at the next run" if asked else "nothing of it was kept; it is taken in when it comes again"
        ), True
    sent = store.recall(letter.digest)
    source = next((one for one in config.sources if one.id == letter.source), Source(id=letter.source, kind="feed"))
    harvest = await _harvest_again(store, readers, config, source, letter, sent)

    def closing() -> None:
        for again in harvest.letters:
            store.bury(again, now)

    filed = file_batch(store, harvest.filings, now=now, closing=closing)
    if harvest.letters:
        return f"{dead_id}: still can't be read: {harvest.letters[0].reason}", False
    return f"{dead_id}: read; filed as {', '.join(str(one.item_id) for one in filed) or 'nothing'}", True
