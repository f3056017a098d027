"""Intake: one document fetched, kept and read. Its bytes are let go of as soon as they are understood, so that few large ones meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.harvest import FED, form_for, hints_for, learned_for
from ingest.terms import FetchFailed, Hold, NotModified, Transmission
from normalizers.formats.pace import pace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.pipeline.line import Line
    from ingest.terms import Source, Validators
    from normalizers.terms import Story, Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A document that came: how it was sent (without its bytes), where they lie in the vault, what was read, the pace it asks for.

    Of a feed only what is new is read: `wordings` are of all its entries, `known` counts those that were passed over.
    """

    sent: Transmission
    digest: str
    found: Sequence[Story | Unreadable]
    pace_s: int | None = None
    wordings: tuple[bytes, ...] = ()
    known: int = 0


Outcome = Taken | NotModified | FetchFailed


async def take(line: Line, source: Source, url: str, known: Validators, lead: Story | None = None) -> Outcome:
    """Fetch an address, keep what came before it is understood, read it; a server that wishes to be left alone is remembered."""
    async with line.loads.one() as load:
        fetched = await line.fetcher.fetch(source, url, known, line.now(), load)
        match fetched:
            case NotModified():
                return fetched
            case FetchFailed():
                if fetched.hold_until is not None and fetched.origin:
                    line.store.hold(Hold(origin=fetched.origin, until=fetched.hold_until, why=fetched.reason))
                return fetched
            case Transmission():
                digest = line.store.keep(fetched)
                return await _understood(line, source, fetched, digest, url, lead)


async def _understood(line: Line, source: Source, sent: Transmission, digest: str, url: str, lead: Story | None) -> Taken:
    """What a document says; of a feed, what it has not said before."""
    address = url if lead else sent.url
    learned = learned_for(line.store, source, address, lead)
    form, hints, kept = form_for(source, lead), hints_for(source, sent, lead, learned), replace(sent, data=b"")
    if lead is not None or source.kind not in FED:
        found = await line.readers.read(sent.data, url=address, form=form, hints=hints)
        return Taken(sent=kept, digest=digest, found=found)
    news = await line.readers.read_news(sent.data, line.store.seen(source), url=sent.url, form=form, hints=hints)
    asked = pace(sent.data)
    return Taken(
        sent=kept,
        digest=digest,
        found=news.found,
        pace_s=asked.seconds if asked is not None else None,
        wordings=news.wordings,
        known=news.known,
    )


async def take_page(line: Line, source: Source, url: str, known: Validators, lead: Story | None = None) -> Outcome:
    """The same for a page, with the leave of its site's robots.txt and at the pace that it sets."""
    permit = await line.permits.ask(source, url, line.now())
    if permit.why is not None:
        return FetchFailed(source=source.id, url=url, reason=permit.why, barred=permit.final)
    return await take(line, replace(source, spacing_s=permit.spacing_s), url, known, lead)
