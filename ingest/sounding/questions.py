"""The questions of a sounding beside the first: robots.txt, whether a validator works, the sitemaps of an index."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ingest.fetch.robots import LONGEST, Robots
from ingest.harvest import form_for, hints_for
from ingest.pipeline.sitemaps import chosen, current
from ingest.sounding.facts import Asking, RobotsFacts
from ingest.terms import FetchFailed, NotModified, Transmission, Validators
from normalizers.terms import Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.sounding.facts import Kit
    from ingest.terms import Source


async def ask_robots(source: Source, kit: Kit, urls: Sequence[str]) -> RobotsFacts | None:
    """What the site that most of these pages are of lets us fetch of them; None where there are none, or nobody wants to know."""
    sites = Counter(site for url in urls if (site := origin(url)))
    if not sites or not source.robots:
        return None
    site = sites.most_common(1)[0][0]
    place = f"{site}/robots.txt"
    pages = [url for url in urls if origin(url) == site]
    fetched = await kit.fetcher.fetch(source, place, Validators(), kit.now)
    if not isinstance(fetched, Transmission):
        missing = isinstance(fetched, FetchFailed) and fetched.status is not None and _is_missing(fetched.status)
        why = None if missing else getattr(fetched, "reason", "it said that nothing changed")
        return RobotsFacts(url=place, there=False, pages=len(pages), allowed=len(pages) if missing else 0, why=why)
    rules = Robots.parse(robots_text(fetched))
    refused = [url for url in pages if not rules.allows(url)]
    return RobotsFacts(
        url=place,
        pages=len(pages),
        allowed=len(pages) - len(refused),
        refused=refused[0] if refused else None,
        crawl_delay_s=rules.crawl_delay(),
    )


def robots_text(sent: Transmission) -> str:
    """A robots.txt as text."""
    return sent.data[:LONGEST].decode("utf-8-sig", "replace")


def origin(url: str) -> str | None:
    """Scheme, host and port of an address; None where it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else None


async def ask_again(source: Source, kit: Kit, offered: Validators) -> Asking:
    """Ask a second time with the validators that came: a server that means them answers 304."""
    names = " and ".join(name for name, value in (("ETag", offered.etag), ("Last-Modified", offered.last_modified)) if value)
    if not names:
        return Asking(says="the server offers neither ETag nor Last-Modified: every poll is a full download")
    known = Validators(etag=offered.etag, last_modified=offered.last_modified)
    fetched = await kit.fetcher.fetch(source, source.url or "", known, kit.now)
    works: bool | None = None
    match fetched:
        case NotModified():
            works, says = True, f"{names}, and asked again with {'them' if ' and ' in names else 'it'} the server answers 304"
        case Transmission():
            same = fetched.validators.body == offered.body
            works = False if same else None
            says = f"{names}, but asked again the server sends " + ("the same once more" if same else "something new")
        case FetchFailed():
            says = f"{names}; asked again: {fetched.reason}"
    return Asking(etag=offered.etag, last_modified=offered.last_modified, works=works, says=says)


async def children(source: Source, kit: Kit, index: Sequence[Story | Unreadable]) -> tuple[tuple[str, ...], list[Story | Unreadable]]:
    """The sitemaps of an index that a pass would read, and what they hold."""
    urls = chosen(index, kit.now)
    found: list[Story | Unreadable] = []
    for url in urls:
        fetched = await kit.fetcher.fetch(source, url, Validators(), kit.now)
        if isinstance(fetched, Transmission):
            hints = hints_for(source, fetched, None)
            read = await kit.readers.read(fetched.data, url=fetched.url, form=form_for(source, None), hints=hints)
            found += current(read, kit.now)
        else:
            found.append(Unreadable("sitemap", url, getattr(fetched, "reason", "it said that nothing changed")))
    return urls, found


def pages_of(source: Source, found: Sequence[Story | Unreadable], where: str) -> list[str]:
    """The addresses that a pass would fetch, or could with `follow`; of a single page its own."""
    if source.kind == "page" and not source.links:
        return [where]
    return [urljoin(where, item.url) for item in found if isinstance(item, Story) and item.partial and item.url]


def _is_missing(status: int) -> bool:
    """Whether a status means that a site has no robots.txt, and so allows everything."""
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.TOO_MANY_REQUESTS
