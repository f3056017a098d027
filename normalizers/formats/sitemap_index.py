"""An index of sitemaps: where a site's sitemaps lie, and when each was changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from normalizers.fields.timestamp import read_moment
from normalizers.formats import xml
from normalizers.formats.spaces import split
from normalizers.problems import DocumentError
from normalizers.terms import Hints

if TYPE_CHECKING:
    from datetime import datetime

    from normalizers.markup import Element

MAX_SITEMAPS = 2000
MAX_ADDRESS = 2048  # characters; the protocol's own limit
_FIELDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapRef:
    """One sitemap of an index: its address and the time of its last change, both as printed.

    `changed` is that time in UTC; None where it is a day alone, or prints no zone.
    """

    loc: str
    lastmod: str | None = None
    changed: datetime | None = None


def sitemaps(data: bytes) -> tuple[SitemapRef, ...]:
    """The sitemaps that an index names, in its order, at most 2,000; none where it is no index. Never raises.

    Of an index that is broken or cut off those are given that stand before the fault.
    """
    try:
        text = xml.source(data, Hints())
    except DocumentError:
        return ()
    found: list[SitemapRef] = []
    try:
        for element in xml.elements(text, ("{*}sitemap",)):
            above = element.getparent()
            if above is not None and split(above.tag)[1] == "sitemapindex" and (ref := _read(element)):
                found.append(ref)
            if len(found) == MAX_SITEMAPS:
                break
            if above is not None and len(text) > xml.SMALL:
                xml.forget(element, above)
    except etree.XMLSyntaxError:
        pass  # a broken index is better than none: what it says before the fault is kept
    return tuple(found)


def _read(element: Element) -> SitemapRef | None:
    """One line of an index; None where it names no address."""
    told: dict[str, str] = {}
    for child in islice(element, _FIELDS):
        told.setdefault(split(child.tag)[1], "".join(xml.words_of(child).split()))
    loc, lastmod = told.get("loc", ""), told.get("lastmod") or None
    if not loc or len(loc) > MAX_ADDRESS:
        return None
    moment = read_moment(lastmod) if lastmod else None
    return SitemapRef(loc=loc, lastmod=lastmod, changed=moment.instant if moment else None)
