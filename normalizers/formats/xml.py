"""Hostile XML into elements: nothing is loaded, no entity expanded, depth is bounded; a document cut in the middle gives what is whole."""

from __future__ import annotations

import html
import io
import re
from html.entities import html5
from typing import TYPE_CHECKING, Any, Literal

from lxml import etree

from normalizers.formats.spaces import KNOWN_PREFIXES
from normalizers.markup import Element, decode, has_odd, is_clean
from normalizers.problems import DocumentError, TooBig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.terms import Hints

Way = Literal["either", "whole", "stream"]
MAX_ENTITIES = 100  # of one document type
MAX_GROWTH = 1_000_000  # bytes that its entities may add to a document
MAX_REFERENCES = 400_000  # of one document that are looked at one by one, a microsecond each
MAX_PREFIXES = 40  # of one feed that it does not declare
SMALL = 500_000  # bytes of a document whose whole tree may be held: some 5 MB
_CAUTIOUS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}
_PARSER = etree.XMLParser(encoding="utf-8", **_CAUTIOUS)
_BOM = b"\xef\xbb\xbf"
# A prolog may hold a document type with an inner subset; quotes and comments in it may hold any bracket.
_DOCTYPE = re.compile(
    rb"""<!DOCTYPE(?:[^\[<>"']|"[^"]*+"|'[^']*+')*+(?:\[(?:<!--.*?-->|[^\]"']|"[^"]*+"|'[^']*+')*+\]\s*+)?>""", re.IGNORECASE | re.DOTALL
)
_ENTITY = re.compile(rb"""<!ENTITY\s{1,20}([A-Za-z][\w.-]{0,30})\s{1,20}(?:"([^"&%<]{0,1000})"|'([^'&%<]{0,1000})')\s{0,20}>""")
_NESTED = re.compile(rb"""<!ENTITY\s[^>]{0,200}?["'][^"']{0,10000}?&[A-Za-z_]""")
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|&#(?:x(?P<hex>[0-9a-fA-F]{1,6})|(?P<decimal>[0-9]{1,7}));|&(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,30});)?",
    re.DOTALL,
)
_FIVE = ("amp", "lt", "gt", "quot", "apos")
_PREFIX = re.compile(r"(</?)[A-Za-z][\w.-]*+:")
_USED = re.compile(r"<([A-Za-z][\w.-]{0,30}):[A-Za-z]")
_DECLARED = re.compile(r"\sxmlns:([A-Za-z][\w.-]{0,30})\s?=")
_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]*+:)?(?:rss|feed|rdf|urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE)


def source(data: bytes, hints: Hints, *, trusting: bool = False) -> bytes:
    """The document as clean UTF-8 without a document type; its lines keep their numbers. Refuses entities made of entities.

    Where we are `trusting`, only what a parser lets pass is looked for: one that stops at a bad byte is asked again of the clean document.
    """
    data = data.removeprefix(_BOM)
    if has_odd(data) or not (trusting or is_clean(data)):
        data = decode(data, charset=hints.charset).encode("utf-8", "replace")
    data = data.lstrip()
    head = data[:65_536]
    found = _DOCTYPE.search(head) if b"<!doctype" in head.lower() else None
    if found is None:
        return data
    if _NESTED.search(found[0]):
        raise DocumentError(
            f"line {line_of(data, found.start())}",
            "refused: it declares entities made of entities, a bomb that fills the memory",
        )
    body = data[: found.start()] + b"\n" * found[0].count(b"\n") + data[found.end() :]
    named = {} if b"%" in found[0] else {name: one or other for name, one, other in _ENTITY.findall(found[0])}
    return _with_entities(body, named)


def _with_entities(data: bytes, named: dict[bytes, bytes]) -> bytes:
    """The document with the entities that its own document type declares put in, as far as they are plain and few."""
    if not named or len(named) > MAX_ENTITIES:
        return data
    reference = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(" + b"|".join(map(re.escape, named)) + rb");", re.DOTALL)
    grown = sum(len(named[found[1]]) for found in reference.finditer(data) if found[1])
    if grown > MAX_GROWTH:
        raise TooBig("document", f"refused: the entities it declares would make it {grown:,} bytes longer")
    return reference.sub(lambda found: named[found[1]] if found[1] else found[0], data)


def mended(data: bytes) -> bytes:
    """The document with its ampersands, named characters and prefixes put right: the commonest faults of real feeds."""
    text = data.decode("utf-8", "replace")
    if text.count("&") <= MAX_REFERENCES:
        text = _REFERENCE.sub(_put_right, text)
    return _with_prefixes(text).encode("utf-8", "replace")


def _put_right(match: re.Match[str]) -> str:
    """A reference that XML knows; what stands in CDATA, comments and instructions stays as it is."""
    if match[0].startswith("<"):
        return match[0]
    if match["hex"] or match["decimal"]:
        return _number(match[0], int(match["hex"], 16) if match["hex"] else int(match["decimal"]))
    name = match["name"]
    if name in _FIVE:
        return match[0]
    known = html5.get(f"{name};") if name else None
    return known if known is not None and known not in "<>&" else f"&amp;{match[0][1:]}"


def _number(printed: str, code: int) -> str:
    """A numbered character that XML allows, as it stands; any other as what browsers show for it."""
    allowed = code in (9, 10, 13) or 0x20 <= code < 0x80 or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF  # noqa: PLR2004 - XML's own ranges
    return printed if allowed else html.escape(html.unescape(printed))


def _with_prefixes(text: str) -> str:
    """A document that declares every prefix its tags use: as the vocabulary of that name, or as one that nobody knows."""
    unknown = set(_USED.findall(text)) - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    root = _ROOT.search(text) if 0 < len(unknown) <= MAX_PREFIXES else None
    if root is None:
        return text
    told = "".join([f' xmlns:{name}="{KNOWN_PREFIXES.get(name.lower(), f"urn:prefix:{name}")}"' for name in sorted(unknown)])
    return f"{text[: root.end()]}{told}{text[root.end() :]}"


def parsed(data: bytes) -> Element:
    """The root of a document that `source` has cleaned. Raises `lxml.etree.XMLSyntaxError`."""
    return etree.fromstring(data, _PARSER)


def elements(data: bytes, tags: tuple[str, ...], way: Way = "either") -> Iterator[Element]:
    """Elements of these names, of a small document all at once, of a big one as they end.

    Raises `lxml.etree.XMLSyntaxError` at a fault, after what was whole before it; with the way `whole` a small document gives nothing then.
    """
    if len(data) <= SMALL and way != "stream":
        try:
            root = parsed(data)
        except etree.XMLSyntaxError:  # the stream gives what stands before the fault
            if way == "whole":
                raise
        else:
            yield from root.iter(*tags)
            return
    for _event, element in etree.iterparse(io.BytesIO(data), events=("end",), tag=tags, encoding="utf-8", **_CAUTIOUS):
        yield element


def forget(element: Element, above: Element) -> None:
    """Let go of an entry that was read: a feed of a million empty ones must not be kept in memory."""
    element.clear()
    before = element.getprevious()
    if before is not None and before.tag == element.tag:
        above.remove(before)


def words_of(element: Element) -> str:
    """An element's own words, without the white space around them."""
    return (element.text or "").strip()


def line_of(data: bytes, at: int) -> int:
    """The line a byte stands in, counted from one."""
    return data.count(b"\n", 0, at) + 1


def inner(element: Element) -> str:
    """What stands inside an element: its text, or its markup where it has any."""
    if not len(element):
        return element.text or ""
    markup = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return html.escape(element.text or "", quote=False) + _PREFIX.sub(r"\1", markup)
