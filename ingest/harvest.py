"""From kept bytes to stories ready to file: what one transmission gives, and what of it can't be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import xxhash

from ingest.clock import stamp
from ingest.terms import DeadLetter, Filing, Lead
from normalizers.normalize.lead import completed
from normalizers.rulebook import host_of
from normalizers.terms import Hints, Publisher, Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.fetch.archives import Spoiled
    from ingest.store import Store
    from ingest.terms import Source, Transmission
    from normalizers.terms import Learned

FED = frozenset({"feed", "news-sitemap"})
FEED_FORMS = frozenset({"rss", "atom", "rdf", "json-feed", "news-sitemap"})
LEAD_FORMS = FEED_FORMS | {"listing"}  # whose entries name pages; any other form's name the file with their words


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What one transmission gave: stories to file, leads to follow, and what could not be read."""

    filings: tuple[Filing, ...] = ()
    leads: tuple[Lead, ...] = ()
    letters: tuple[DeadLetter, ...] = ()

    def with_more(self, other: Harvest) -> Harvest:
        """Both together, in their order; leads are those of neither: whoever asked for more has followed them."""
        return Harvest(filings=self.filings + other.filings, letters=self.letters + other.letters)


def hints_for(source: Source, sent: Transmission, lead: Story | None, learned: tuple[Learned, ...] = ()) -> Hints:
    """What the shell knows about a document beside its bytes; `learned` are the lines that its publisher repeats."""
    named = Publisher(name=source.name) if source.kind in FED and source.name else None
    return Hints(
        charset=sent.charset,
        media_type=sent.media_type,
        zone=source.zone,
        received=stamp(sent.received),
        publisher=named,
        lead=lead,
        links=source.links if lead is None else None,
        learned=learned,
    )


def learned_for(store: Store, source: Source, url: str | None, lead: Story | None) -> tuple[Learned, ...]:
    """The lines that a page's publisher repeats, as its earlier stories taught; none for what is no page."""
    return store.boilerplate(host_of(url)) if url and form_for(source, lead) == "page" else ()


def form_for(source: Source, lead: Story | None) -> str:
    """The form a document is read in: what a lead names is a page; in a box it may be an agency's own file, and is what it is."""
    if lead is not None and source.kind not in FED and source.kind != "page":
        return "auto"
    if lead is not None or source.kind == "page":
        return "listing" if lead is None and source.links else "page"
    return "sitemap" if source.kind == "news-sitemap" and source.form == "auto" else source.form


def as_told(lead: Story | None, story: Story) -> Story:
    """What a lead led to, as it is filed: a wire item keeps what it says of itself."""
    return story if lead is None or lead.form in LEAD_FORMS else completed(lead, story)


def gather(source: Source, sent: Transmission, digest: str, found: Sequence[Story | Unreadable]) -> Harvest:
    """Sort what was read: whole stories to file, partial ones of a followed source to follow, the rest to the dead letters."""
    filings: list[Filing] = []
    leads: list[Lead] = []
    letters: list[DeadLetter] = []
    for item in found:
        match item:
            case Unreadable():
                letters.append(unreadable(source, sent, digest, item))
            case Story(form="sitemap-index"):
                continue  # an address of more entries, no entry
            case Story() if source.follow and item.partial and item.url:
                leads.append(as_lead(source, item, sent.url))
            case Story():
                filings.append(as_filing(source, item, sent, digest))
    return Harvest(filings=tuple(filings), leads=tuple(leads), letters=tuple(letters))


_A_PAGE = "a web page or text came instead of a feed; `sources check` finds the feeds of its site: put one of them into `url`"


def not_a_feed(source: Source, found: Sequence[Story | Unreadable]) -> str | None:
    """Why an answer can't be the feed, sitemap or listing it should be, in words; None where it can."""
    if (source.kind not in FED and not source.links) or not found:  # nothing but entries that are known
        return None
    if all(isinstance(item, Unreadable) for item in found):
        first = next(item for item in found if isinstance(item, Unreadable))
        if first.form == "page" and source.form == "auto" and not source.links:
            return _A_PAGE
        return first.reason if source.links else f"what came is no {_called(source)} we can read: {first.place}: {first.reason}"
    forms = {item.form for item in found if isinstance(item, Story)}
    if source.form == "auto" and forms & {"page", "text"}:
        return _A_PAGE
    if source.kind == "news-sitemap" and source.form == "auto" and (other := forms - {"news-sitemap", "sitemap-index"}):
        return f'no sitemap but {min(other)} came; write kind = "feed" for it'
    return None


def _called(source: Source) -> str:
    """What people call what a source should send."""
    return "sitemap" if source.kind == "news-sitemap" else "feed"


def as_lead(source: Source, story: Story, base: str | None) -> Lead:
    """A feed entry as an errand: fetch its page, unless it was fetched for these very words before.

    A listing's link is known by its address alone: the words around it tell how many minutes ago, or how many have commented.
    """
    url, stated = story.url or "", story.updated or story.published
    said = "\0".join((story.headline or "", story.summary or "", story.body_text, story.updated.iso if story.updated else ""))
    said = url if story.form == "listing" else said
    return Lead(
        source=source.id,
        uri=story.uri or url,
        url=urljoin(base, url) if base else url,
        digest=xxhash.xxh3_128_hexdigest(said.encode("utf-8", "surrogatepass")),
        story=story,
        stamp=stated.iso if stated else None,
    )


def as_filing(source: Source, story: Story, sent: Transmission, digest: str) -> Filing:
    """A story on its way to the store, with the clock that it is judged by."""
    if story.url is None and (story.canonical_url or sent.url):
        story = replace(story, url=story.canonical_url or sent.url)
    return Filing(source=source.id, story=story, digest=digest, received=sent.received, clock=clock_of(story, sent))


def clock_of(story: Story, sent: Transmission) -> datetime:
    """The document's own versionCreated, else its file's time, else the time of receipt."""
    stated = story.updated or story.published
    return (stated.instant if stated is not None else None) or sent.modified or sent.received


def unreadable(source: Source, sent: Transmission, digest: str, item: Unreadable) -> DeadLetter:
    """What could not be read, as a dead letter that can be replayed."""
    return DeadLetter(
        source=source.id,
        stage="read",
        reason=f"{item.place}: {item.reason}",
        name=sent.name or sent.url or digest,
        digest=digest,
        url=sent.url,
    )


def spoiled(part: Spoiled, digest: str) -> DeadLetter:
    """What of an archive could not be taken, as a dead letter for which the archive can be opened again."""
    return DeadLetter(source=part.archive.source, stage="read", reason=part.reason, name=part.name, digest=digest, url=part.archive.url)
