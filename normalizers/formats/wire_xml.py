"""The agencies' XML into items, their names without prefixes; one that is broken costs none of the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from normalizers.formats.xml import mended, parsed, source
from normalizers.markup import BREAKING, Element, blocks_below, spaced, words
from normalizers.problems import DocumentError
from normalizers.terms import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.terms import Block, Hints

MAX_ITEMS = 10_000  # of one document
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PAGE = re.compile(rb"<(?:!doctype\s+)?html[\s>]", re.IGNORECASE)
_OPENING = rb"""<(?:[A-Za-z][\w.-]*+:)?%s(?=[\s/>])"""
_CLOSING = rb"""</(?:[A-Za-z][\w.-]*+:)?%s\s*+>"""
_SPACES = re.compile(rb"""\sxmlns(?::[A-Za-z][\w.-]*+)?\s?=\s?(?:"[^"<]*+"|'[^'<]*+')""")
# What NITF calls otherwise than HTML; every other name of its text is HTML's own, or stands within a line.
_HTML = {
    "bq": "blockquote",
    "block": "div",
    "body.content": "div",
    "body.end": "div",
    "body": "div",
    "distributor": "div",
    "fn": "div",
    "hl1": "h1",
    "hl2": "h2",
    "html": "div",
    "media": "div",
    "media-caption": "div",
    "media-producer": "div",
    "nitf-table": "div",
    "note": "div",
    "tagline": "div",
    "title": "div",
}

_NITF = re.compile(rf"(</?)({'|'.join(map(re.escape, sorted(_HTML, key=len, reverse=True)))})(?=[\s/>])", re.IGNORECASE)

WORDED = re.compile(r"text/(?!css)|application/(?:nitf|xhtml)\+xml")  # media types of a file with words

# What stands within a line in HTML and NITF; of other names an agency made up its own.
_WITHIN = words(
    "a abbr b bdi bdo big br cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup time tt u var wbr "
    "alt-code byttl chron city copyrite country event frac function lang location money num object.title org person postaddr "
    "pronounce region state story.date sublocation virtloc"
)


def is_within(head: bytes, root: re.Pattern[bytes]) -> bool:
    """Whether a format's own element stands in a document's head, and not in a page that speaks of it."""
    found = root.search(head)
    return found is not None and _PAGE.search(head, 0, found.start()) is None


def fragment(text: str) -> str:
    """A piece of NITF's text, as it stands in a field of some JSON, in the names of HTML.

    >>> fragment("<block><hl2>Later</hl2><p>It came <em>back</em>.</p></block>")
    '<div><h2>Later</h2><p>It came <em>back</em>.</p></div>'
    """
    return _NITF.sub(lambda found: found[1] + _HTML[found[2].lower()], text)


def items(data: bytes, hints: Hints, *names: str) -> Iterator[tuple[str, Element | DocumentError]]:
    """Each item of these names in a document, and its place; of a broken document those that are whole, and a fault for each other."""
    data = source(data, hints)
    try:
        root = _bare(_root(data))
    except etree.XMLSyntaxError as fault:
        yield from _one_by_one(data, b"(?:%s)" % b"|".join(re.escape(name.encode()) for name in names), fault)
        return
    found = (element for element in root.iter(*names) if next(element.iterancestors(*names), None) is None)
    for number, element in enumerate(found, 1):
        yield (f"item {number}", element)


def _root(data: bytes) -> Element:
    """The root of a document, if need be of one whose ampersands are put right."""
    try:
        return parsed(data)
    except etree.XMLSyntaxError:
        better = mended(data)
        if better == data:
            raise
        return parsed(better)


def _one_by_one(data: bytes, named: bytes, whole: etree.XMLSyntaxError) -> Iterator[tuple[str, Element | DocumentError]]:
    """The items of a broken document, each parsed by itself, within a root that declares what the document's root declares."""
    begins = [match.start() for match in re.finditer(_OPENING % named, data)][:MAX_ITEMS]
    closing = re.compile(_CLOSING % named)
    spaces = b"".join(_SPACES.findall(data[: begins[0]] if begins else b""))
    if not begins:
        yield "document", _fault(whole, 0)
        return
    line, counted = 1, 0
    for number, (begin, end) in enumerate(zip(begins, [*begins[1:], len(data)], strict=True), 1):
        line, counted = line + data.count(b"\n", counted, begin), begin
        ends = [match.end() for match in closing.finditer(data, begin, end)]
        place = f"item {number}"
        if not ends:
            yield place, DocumentError(f"line {line}", "the item breaks off; what came of it is left out")
            continue
        try:
            yield place, _bare(_root(b"<items" + spaces + b">" + data[begin : ends[-1]] + b"</items>"))[0]
        except etree.XMLSyntaxError as fault:
            yield place, _fault(fault, line - 1)


def unreadable(form: str, place: str, fault: DocumentError) -> Unreadable:
    """A fault in its place; one of the whole document says itself where it is."""
    return Unreadable(form, fault.place if place == "document" else f"{place}, {fault.place}", fault.reason)


def _fault(fault: etree.XMLSyntaxError, above: int) -> DocumentError:
    """Where a document is broken, and what is wrong there."""
    line, column = fault.position
    return DocumentError(f"line {line + above}, column {column}", f"this XML is broken: {(fault.msg or 'it is no XML')[:160]}")


def _bare(root: Element) -> Element:
    """The same tree, every name without its namespace: agencies declare the right one, a wrong one or none."""
    for element in root.iter(etree.Element):
        if element.tag[0] == "{":
            element.tag = element.tag.rpartition("}")[2]
    return root


def words_of(element: Element) -> str:
    """All words of an element on one line."""
    return spaced("".join(map(str, element.itertext())))


def line_at(parent: Element, path: str) -> str:
    """The words of the element at a path; an empty text where there is none or it has no words."""
    found = parent.find(path)
    return words_of(found) if found is not None else ""


def language_of(element: Element) -> str | None:
    """The language an element declares for its words."""
    return element.get(_LANG) or None


def prose(element: Element) -> tuple[Block, ...]:
    """The paragraphs of text marked up in XHTML, NITF or the two mixed, in the order of the document; not a word of them is lost."""
    alone: dict[Element, bool] = {}
    for inner in element.iter(etree.Element):
        name, above = inner.tag.lower(), inner.getparent()
        if name in _HTML or name in BREAKING:
            inner.tag = _HTML.get(name, name)
        elif inner is element:
            inner.tag = "div"
        elif name not in _WITHIN and above is not None:
            if above not in alone:
                alone[above] = _parts_alone(above)
            inner.tag = "div" if alone[above] else inner.tag
    element.tail = None
    return blocks_below(element)


def _parts_alone(above: Element) -> bool:
    """Whether elements of an agency's own are paragraphs there: only such and HTML's blocks stand side by side, no words between."""
    bare = not (above.text or "").strip() and all(not (one.tail or "").strip() for one in above)
    return bare and above.tag in ("div", "blockquote") and all(one.tag not in _WITHIN for one in above)
