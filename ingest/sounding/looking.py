"""A look at an address that is no source yet: what it is, or, where it is a page, what its site offers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.pipeline.sitemaps import is_index
from ingest.sounding import sound
from ingest.sounding.discovery import Offer, discover
from ingest.terms import Transmission, Validators
from normalizers.terms import Hints

if TYPE_CHECKING:
    from ingest.sounding.facts import Kit, Sounding
    from ingest.terms import Source

PAGES = frozenset({"page", "text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an address is: a source with its sounding (which also says why it is none), or a page with what its site offers."""

    url: str
    sounding: Sounding | None = None
    offers: tuple[Offer, ...] = ()


async def look(source: Source, kit: Kit) -> Look:
    """Ask an address once, tell what it is, and go on from there; `source` says what is known of it."""
    url = source.url or ""
    fetched = await kit.fetcher.fetch(source, url, Validators(), kit.now)
    if not isinstance(fetched, Transmission):
        return Look(url=url, sounding=await sound(source, kit, fetched))
    kind = await _kind(fetched, kit)
    if kind is None:
        return Look(url=fetched.url or url, offers=await discover(source, fetched, kit))
    return Look(url=url, sounding=await sound(replace(source, kind=kind), kit, fetched))


async def _kind(sent: Transmission, kit: Kit) -> str | None:
    """The kind of source that some bytes are of; None for a page."""
    hints = Hints(charset=sent.charset, media_type=sent.media_type)
    found = await kit.readers.read(sent.data, url=sent.url, form="auto", hints=hints)
    forms = {one.form for one in found}
    if forms <= PAGES:
        return None
    if "news-sitemap" in forms:
        return "news-sitemap"
    return "news-sitemap" if is_index(await kit.readers.read(sent.data, url=sent.url, form="sitemap", hints=hints)) else "feed"
