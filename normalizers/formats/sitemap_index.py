"""Sitemap indexes: a sitemap of sitemaps, each with its address and when it last changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from normalizers.fields.timestamp import read_moment
from normalizers.formats import xml
from normalizers.terms import Hints

MOST = 2000  # children of one index


@dataclass(frozen=True, slots=True)
class SitemapRef:
    """One sitemap of an index: its address, its `lastmod` as printed, and the instant that states (a day counts from its beginning)."""

    loc: str
    lastmod: str | None = None
    at: datetime | None = None


def sitemaps(data: bytes) -> tuple[SitemapRef, ...]:
    """The sitemaps that an index names, in its order; none where the document is no index.

    >>> sitemaps(b"<sitemapindex><sitemap><loc>https://tide.example/news.xml</loc></sitemap></sitemapindex>")
    (SitemapRef(loc='https://tide.example/news.xml', lastmod=None, at=None),)
    """
    found: list[SitemapRef] = []
    try:
        for element in xml.stream(xml.source(data, Hints()), ("{*}sitemap",)):
            loc, lastmod = ("".join((element.findtext(f"{{*}}{name}") or "").split()) for name in ("loc", "lastmod"))
            if loc and len(found) < MOST:
                found.append(SitemapRef(loc, lastmod or None, _instant(lastmod)))
            element.clear()
    except etree.XMLSyntaxError:
        pass  # what stood before the fault is whole
    return tuple(found)


def _instant(lastmod: str) -> datetime | None:
    """The moment that a `lastmod` states."""
    moment = read_moment(lastmod, zone="UTC") if lastmod else None
    if moment is None:
        return None
    return moment.instant or datetime.fromisoformat(moment.iso).replace(tzinfo=UTC)
