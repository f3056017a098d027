"""A sitemap of either kind: one that names pages, read like a feed, or an index that names sitemaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.formats import feed
from normalizers.formats.sheet import Sheet
from normalizers.formats.sitemap_index import SitemapRef, sitemaps
from normalizers.terms import WireItem, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.formats.slip import Slip
    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, Unreadable

FORM = "sitemap"
INDEX = "sitemap-index"


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[Slip | WireItem | Unreadable]:
    """The entries of a sitemap; of an index one item a sitemap (form `sitemap-index`), which is an address to ask and no story."""
    named = sitemaps(data) if b"sitemapindex" in data[:65_536].lower() else ()
    if named:
        yield from map(_child, named)
    else:
        yield from feed.parse(data, url, hints, style)


def _child(ref: SitemapRef) -> WireItem:
    """One sitemap of an index as an item."""
    sheet = Sheet()
    for name, value in (("loc", ref.loc), ("lastmod", ref.lastmod)):
        sheet.unseen(name, value)
    raw_text, zones = sheet.off()
    updated = (Words(ref.lastmod, "sitemap lastmod"),) if ref.lastmod else ()
    return WireItem(form=INDEX, raw_text=raw_text, zones=zones, uri=ref.loc, url=ref.loc, partial=True, updated=updated)
