"""What a site offers: the feeds that its page declares, else those on the usual paths, and its news sitemaps. Few questions, and polite."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ingest.fetch.robots import Robots
from ingest.pipeline.sitemaps import is_index
from ingest.sounding.questions import children, origin, robots_text
from ingest.terms import Source, Transmission, Validators
from normalizers.terms import Hints, Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.sounding.facts import Kit
    from normalizers.terms import Unreadable

_SMALL = "translate(normalize-space({}), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
_TYPES = "|application/rss+xml|application/atom+xml|application/feed+json|application/rdf+xml|"
DECLARED = (
    f"//link[contains(concat(' ', {_SMALL.format('@rel')}, ' '), ' alternate ')]"
    f"[@type and contains('{_TYPES}', concat('|', {_SMALL.format('@type')}, '|'))]"
)
LIKELY = (
    'a[href$=".rss"], a[href*="/rss"], a[href*="rss."], a[href*="/feed"], a[href*="feeds."], a[href$="feed.xml"], a[href$=".atom"],'
    ' a[href$="atom.xml"], a[href$=".rdf"], a[href*="rss.xml"], a[type="application/rss+xml"]'
)
USUAL = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
MAPS = ("/news-sitemap.xml", "/sitemap.xml")
MOST = 12  # feeds of one page that are looked at: section fronts declare three to ten
MOST_MAPS = 3
ASKING = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A source that a site offers: what kind, what it is called, how much it holds, and whether that is leads to pages."""

    kind: str
    url: str
    title: str | None = None
    form: str = ""
    items: int = 0
    partial: bool = False


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks the addresses of one site for one discovery, each once."""

    source: Source
    kit: Kit
    seen: set[str]

    async def fetch(self, url: str) -> Transmission | None:
        """What an address gives; None where it gives nothing, or was asked before."""
        if url in self.seen:
            return None
        self.seen.add(url)
        fetched = await self.kit.fetcher.fetch(self.source, url, Validators(), self.kit.now)
        if not isinstance(fetched, Transmission) or (fetched.url != url and fetched.url in self.seen):
            return None
        self.seen.add(fetched.url or url)
        return fetched

    async def read(self, sent: Transmission, form: str = "auto", links: str | None = None) -> Sequence[Story | Unreadable]:
        """What it holds."""
        hints = Hints(charset=sent.charset, media_type=sent.media_type, links=links)
        return await self.kit.readers.read(sent.data, url=sent.url, form=form, hints=hints)


async def discover(source: Source, page: Transmission, kit: Kit) -> tuple[Offer, ...]:
    """What a page's site offers: feeds first, in the order of the page, then sitemaps."""
    asker = _Asker(source, kit, {page.url or ""})
    found = await _feeds(asker, await _named(asker, page, DECLARED))
    found = found or await _feeds(asker, await _named(asker, page, LIKELY))
    site = origin(page.url or "")
    if site is None:
        return found
    if not found:
        found = await _feeds(asker, [(f"{site}{path}", None) for path in USUAL], most=1)
    return (*found, *await _sitemaps(asker, site))


async def _named(asker: _Asker, page: Transmission, selector: str) -> list[tuple[str, str | None]]:
    """The addresses that a selector finds on the page, with their titles; feeds of readers' comments are no copy."""
    found = await asker.read(page, "listing", selector)
    named = [(urljoin(page.url or "", one.url), one.headline) for one in found if isinstance(one, Story) and one.url]
    return [one for one in named if "/comments/" not in urlsplit(one[0]).path]


async def _feeds(asker: _Asker, named: Iterable[tuple[str, str | None]], most: int = MOST) -> tuple[Offer, ...]:
    """Those of some addresses that are feeds; with one wanted, asking ends with the first."""
    found: list[Offer] = []
    bodies: set[str | None] = set()
    for url, title in list(named)[: max(most, len(USUAL))]:
        sent = await asker.fetch(url)
        if sent is None or sent.validators.body in bodies:
            continue
        bodies.add(sent.validators.body)
        offer = as_offer(sent.url or url, await asker.read(sent), title)
        found += [offer] if offer else []
        if len(found) >= most:
            break
    return tuple(found)


def as_offer(url: str, found: Sequence[Story | Unreadable], title: str | None = None) -> Offer | None:
    """A feed or sitemap as an offer; None for what is neither."""
    stories = [one for one in found if isinstance(one, Story)]
    if not stories or stories[0].form in ("page", "text", "ninjs"):
        return None
    form = stories[0].form
    kind: str = "news-sitemap" if form.endswith("sitemap") else "feed"
    named = title or stories[0].publisher.name
    return Offer(kind=kind, url=url, title=named, form=form, items=len(stories), partial=any(one.partial for one in stories))


async def _sitemaps(asker: _Asker, site: str) -> tuple[Offer, ...]:
    """The sitemaps that robots.txt names, those with news in their address first, else those on the usual paths."""
    rules = await asker.fetch(f"{site}/robots.txt")
    named = Robots.parse(robots_text(rules)).sitemaps if rules is not None else ()
    urls = sorted({urljoin(f"{site}/", one): None for one in named}, key=lambda url: "news" not in url.lower())
    found: list[Offer] = []
    for url in (urls or [f"{site}{path}" for path in MAPS])[:MOST_MAPS]:
        sent = await asker.fetch(url)
        offer = await _sitemap(asker, sent) if sent is not None else None
        found += [offer] if offer else []
    return tuple(found)


async def _sitemap(asker: _Asker, sent: Transmission) -> Offer | None:
    """A sitemap that holds news, or an index whose newest sitemaps do."""
    found = await asker.read(sent, "sitemap")
    map_ = replace(asker.source, kind="news-sitemap")
    title = None
    if is_index(found):
        urls, found = await children(map_, asker.kit, found)
        title = f"an index, {len(urls)} of its sitemaps"
    news = [one for one in found if isinstance(one, Story) and one.headline]
    offer = as_offer(sent.url or "", news, title)
    return replace(offer, kind="news-sitemap", form="news-sitemap") if offer else None
