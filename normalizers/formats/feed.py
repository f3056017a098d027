"""Feeds in XML: RSS, RDF, Atom, news sitemaps. The strict reader comes first, a mended copy second, feedparser last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from normalizers.formats import rescue, xml
from normalizers.formats.channel import Channel, read_channel
from normalizers.formats.dialects import read_entry
from normalizers.formats.entry import MAX_ENTRIES, Entry
from normalizers.formats.slip import Slip, slips, too_many
from normalizers.formats.spaces import XML_BASE
from normalizers.markup import is_clean
from normalizers.terms import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from normalizers.markup import Element
    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints

FORMS = ("rss", "rdf", "atom", "news-sitemap")
_TAGS = ("{*}item", "{*}entry", "{*}url", "{*}sitemap")
_ROOTS = {"rss": "rss", "rdf": "rdf", "feed": "atom", "urlset": "news-sitemap", "sitemapindex": "news-sitemap"}
_PARENTS = {"item": ("channel", "rdf", "rss", "items"), "entry": ("feed",), "url": ("urlset",), "sitemap": ("sitemapindex",)}
_ENTRIES = {"atom": "entry", "news-sitemap": "url"}  # what an entry is called; an item elsewhere
_CLOSING = re.compile(rb"(?:\s*+</[\w.:-]{1,40}\s*+>)*+\s*+")
MAX_TAIL = 400  # bytes: a few closing tags
_OPENINGS = {name: re.compile(rb"<(?:[\w.-]+:)?" + name.encode() + rb"[\s/>]", re.IGNORECASE) for name in _PARENTS}
_PROLOG = re.compile(
    rb"""(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[<>"']|"[^"]*+"|'[^']*+')*+(?:\[[^\]]*+\]\s*+)?>)*+<(?:[A-Za-z_][\w.-]*+:)?([A-Za-z]++)[\s>/]""",
    re.IGNORECASE | re.DOTALL,
)
_LATE_ROOT = re.compile(rb"<(rss|feed|rdf(?=:RDF)|urlset)(?::RDF)?\s[^<>]*?(?:version|xmlns)", re.IGNORECASE)
_PAGE = (b"<html", b"<body", b"<!doctype html")


@lru_cache(maxsize=4)  # each form of feed asks it of the same document in turn
def root_form(head: bytes) -> str | None:
    """The form that the root element of a document tells, or None where it is no feed.

    A feed that comes after stray output (blank lines, a warning some program printed) is still one; a page is never one.
    """
    found = _PROLOG.match(head)
    if found is not None and (form := _ROOTS.get(found[1].decode("ascii").lower())):
        return form
    low = head.lower()
    if any(mark in low for mark in _PAGE):
        return None
    late = _LATE_ROOT.search(head)
    return _ROOTS[late[1].decode("ascii").lower()] if late else None


def sniffer(form: str) -> Callable[[bytes, str | None], bool]:
    """The question whether a document's first bytes are a feed of this form."""

    def looks_like(head: bytes, media_type: str | None) -> bool:
        return root_form(head) == form

    return looks_like


@dataclass(slots=True)
class _Reading:
    """What one way of reading gave: entries, the feed's own words, and the fault that ended it."""

    entries: list[Entry] = field(default_factory=list)
    channel: Channel = field(default_factory=Channel)
    form: str | None = None
    count: int = 0
    fault: etree.XMLSyntaxError | None = None
    index: str | None = None


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[Slip | Unreadable]:
    """Read a feed's entries. A feed with none says so; one that is cut off gives those that are whole, and says that too."""
    text = xml.source(data, hints, trusting=True)
    read = _strictly(text, "whole")
    if read.fault is not None:
        clean = is_clean(text)
        text = text if clean else xml.source(data, hints)
        read = _strictly(text, "stream" if clean else "either")
    cut = read.fault is not None and not _is_closed(text)
    if read.fault is not None:
        read = max(read, _strictly(xml.mended(text)), key=_worth)
    if read.fault is not None and not cut and _is_whole(text, read):
        read = replace(read, fault=None)
    if (read.fault is not None and not cut) or (not read.entries and read.index is None):
        read = _better(read, _rescued(text, read))
    yield from slips(read.entries[:MAX_ENTRIES], read.channel)
    yield from too_many(read.form or "feed", max(read.count, len(read.entries)))
    yield from _complaints(read, text, cut=cut)


def _worth(read: _Reading) -> tuple[int, bool, bool]:
    """How much a reading gave."""
    return len(read.entries), read.fault is None, read.form is not None


def _is_whole(text: bytes, read: _Reading) -> bool:
    """Whether a fault cost nothing: as many entries were read as begin anywhere, and only closing tags follow the last."""
    name = _ENTRIES.get(read.form or "", "item")
    count = sum(1 for _ in _OPENINGS[name].finditer(text))
    tail = text[max(text.rfind(b"</") - MAX_TAIL, 0) :].rpartition(name.encode() + b">")
    return bool(read.entries) and count == len(read.entries) and bool(tail[1]) and _CLOSING.fullmatch(tail[2]) is not None


def _better(read: _Reading, rescued: _Reading) -> _Reading:
    """The rescued entries where there are more of them; where there are as many, nothing was lost by the fault."""
    if len(rescued.entries) > len(read.entries):
        return rescued
    return replace(read, fault=None) if read.entries and len(rescued.entries) == len(read.entries) else read


def _complaints(read: _Reading, text: bytes, *, cut: bool) -> Iterator[Unreadable]:
    """What an operator must know of a feed that was not read whole."""
    form, fault = read.form or root_form(text[:65_536]) or "feed", read.fault
    place = f"line {fault.lineno}, column {fault.offset}" if fault is not None else "document"
    if read.index is not None:
        yield Unreadable(form, "document", f"an index of sitemaps, no sitemap; its first is {read.index}")
    elif not read.entries and root_form(text[:65_536]) is None:
        yield Unreadable(form, place, "this is no feed" + (": it is a page" if any(mark in text[:4096].lower() for mark in _PAGE) else ""))
    elif cut:
        yield Unreadable(form, place, f"the feed is cut off here; {len(read.entries)} whole entries stand before it")
    elif not read.entries:
        yield Unreadable(form, place, f"no entries; {_says(fault)}" if fault is not None else "no entries")
    elif fault is not None:
        yield Unreadable(form, place, f"the feed is broken here ({_says(fault)}); {len(read.entries)} entries stand before it")


def _says(fault: etree.XMLSyntaxError) -> str:
    """What the parser says of a fault."""
    return str(fault.msg).split(", line ")[0][:200]


def _strictly(text: bytes, way: xml.Way = "either") -> _Reading:
    """Read XML that is well formed; at a fault keep the entries that ended before it."""
    read = _Reading()
    parent: Element | None = None
    try:
        for element in xml.elements(text, _TAGS, way):
            above = element.getparent()
            place = _place(element.tag, above.tag) if above is not None else None
            if above is None or place is None:
                continue
            parent = above if parent is None else parent
            if len(read.entries) == MAX_ENTRIES:
                read.count = sum(1 for _ in _OPENINGS[_local(element.tag)].finditer(text))
                break
            _take(read, element, place)
            if len(text) > xml.SMALL:
                xml.forget(element, above)
    except etree.XMLSyntaxError as fault:
        read.fault = fault
    if parent is not None:
        _frame(read, parent)
    return read


def _take(read: _Reading, element: Element, place: str) -> None:
    """Read one element that is an entry; of an index of sitemaps the first address is enough."""
    read.form = read.form or _ROOTS.get(place, "rss")
    if place != "sitemapindex":
        read.entries.append(read_entry(element, read.form))
    elif read.index is None:
        read.index = " ".join(str(element.findtext("{*}loc") or "").split())


def _frame(read: _Reading, parent: Element) -> None:
    """Read what the feed says of itself: beside its entries, or in RDF in the channel beside them."""
    channel = parent
    if _local(parent.tag) != "channel":
        channel = next((child for child in parent if _local(child.tag) == "channel"), parent)
    read.channel = read_channel(channel)
    read.channel.base = read.channel.base or parent.getroottree().getroot().get(XML_BASE)


@lru_cache(maxsize=512)
def _place(tag: str, above: str) -> str | None:
    """The name of the element in which this one is an entry; None where it is none there."""
    name = _local(above)
    return name if name in _PARENTS[_local(tag)] else None


def _rescued(text: bytes, read: _Reading) -> _Reading:
    """What feedparser makes of it; its form is the one the root tells."""
    form = read.form or root_form(text[:65_536])
    if form is None:
        return _Reading()
    entries, channel = rescue.read(text, form)
    return _Reading(entries, channel, form, len(entries))


def _local(tag: object) -> str:
    """An element's name in lower case, without its namespace."""
    return str(tag).rpartition("}")[2].lower()


def _is_closed(text: bytes) -> bool:
    """Whether a document ends with the closing tag of a feed."""
    return re.search(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf|urlset|sitemapindex)\s*>", text[-4096:], re.IGNORECASE) is not None
