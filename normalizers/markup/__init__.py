"""From bytes to text, from text to one tree, from a tree to the paragraphs of a story: pages, feeds and wire bodies all need it."""

from __future__ import annotations

import html as _html
import re
from typing import TYPE_CHECKING

from lxml import etree

from normalizers.markup.encoding import as_utf8, decode, has_odd, is_clean, words
from normalizers.markup.fragment import preformatted, simple_blocks
from normalizers.terms import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "BREAKING",
    "MAX_CHARS",
    "MAX_DEPTH",
    "SILENT",
    "Element",
    "as_utf8",
    "assemble",
    "blocks",
    "blocks_below",
    "decode",
    "has_odd",
    "is_clean",
    "is_data",
    "plain",
    "spaced",
    "tree",
    "words",
]

Element = etree._Element  # lxml ships no types; the name says what is meant
MAX_CHARS = 6_000_000  # of markup; no story begins beyond it, and it bounds the parser's time
MAX_BLOCKS = 20_000  # paragraphs of one story; a budget speech has two thousand
MAX_DEEP = 50_000  # tags taken out for their depth one by one; behind them all are, for no page has so many
MAX_DEPTH = 500  # libxml2 drops text below 254 levels, or 2,046 with its limit lifted; deeper tags are taken out before it sees them


def tree(text: str | bytes) -> Element:
    """One lxml parse of a document: its `html` element, without remarks. Never raises, loads nothing, loses no text to nesting.

    Bytes are UTF-8 as `as_utf8` gives them.
    """
    text = text[:MAX_CHARS]
    parser = _parser()
    root = _parsed(text, parser)
    if any("xcessive depth" in (entry.message or "") for entry in parser.error_log):
        root = _parsed(_flattened(text if isinstance(text, str) else text.decode("utf-8", "replace")), _parser(huge_tree=True))
    return root


def _parser(*, huge_tree: bool = False) -> etree.HTMLParser:
    """A parser without a table of ids, which nobody asks for."""
    return etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=huge_tree
    )


def _parsed(text: str | bytes, parser: etree.HTMLParser) -> Element:
    """The root of a parse, or an empty `html` element."""
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    try:
        root = None if data.isspace() or not data else etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    return etree.fromstring(b"<html><body></body></html>", etree.HTMLParser()) if root is None else root


_TAG = re.compile(r"<(/?)([a-zA-Z][^\s<>/]*+)[^<>]*+>")
_VOID = words("area base br col embed hr img input link meta param source track wbr")


def _flattened(text: str) -> str:
    """The markup with the tags beyond `MAX_DEPTH` open ones taken out, so that the parser keeps the words between them."""
    depth = 0
    parts: list[str] = []
    at = 0
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name in _VOID or match[0].endswith("/>"):
            continue
        closing = match[1] == "/"
        deep = depth > MAX_DEPTH
        depth = max(0, depth - 1) if closing else depth + 1
        if deep or depth > MAX_DEPTH:
            if len(parts) > 2 * MAX_DEEP:
                return "".join((*parts, _TAG.sub(" ", text[at:])))
            parts += (text[at : match.start()], "<hr>" if name in BREAKING else " ")
            at = match.end()
    return "".join((*parts, text[at:]))


SILENT = words("script style template noscript iframe object embed svg math head title select textarea button canvas audio video map")
_UNSPOKEN = SILENT - words("object embed")  # in feeds they are left open, and the story's words stand in them
BREAKING = words(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_KINDS: dict[str, BlockKind] = {"li": "li", "dd": "li", "blockquote": "quote", "pre": "pre"}
_KINDS |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "h")
_RANK: tuple[BlockKind, ...] = ("pre", "h", "li", "quote")
_SPACE = re.compile(r"\s+")
_GAP = re.compile(r"\n[ \t\r]*\n\s*")


def spaced(text: str) -> str:
    """A text on one line: every run of white space is one space, none at the ends."""
    return " ".join(text.split())


def blocks(html: str, *, base: int = 0) -> tuple[Block, ...]:
    """The paragraphs of an HTML fragment in order, no word lost; loose text and `<br><br>` make paragraphs. Of very many the rest is one.

    `start` and `end` are those of the texts joined by line breaks, from `base` on.
    """
    if "<" not in html:
        found: list[tuple[BlockKind, str]] = [("p", line) for part in _GAP.split(_html.unescape(html)) if (line := spaced(part))]
    else:
        simple = simple_blocks(html) if len(html) < MAX_CHARS else None
        found = _Fragment().read(tree(f"<!DOCTYPE html><body>{html}")) if simple is None else simple
    return _placed(found, base)


def blocks_below(element: Element) -> tuple[Block, ...]:
    """The paragraphs below an element that was parsed already and whose tags are HTML's, counted from 0; no word lost."""
    return _placed(_Fragment().read(element), 0)


def _placed(found: list[tuple[BlockKind, str]], base: int) -> tuple[Block, ...]:
    """The blocks with their places in their texts, joined by line breaks; of very many the rest is one."""
    if len(found) > MAX_BLOCKS:
        found[MAX_BLOCKS:] = [("p", " ".join(text for _, text in found[MAX_BLOCKS:]))]
    placed = []
    for kind, text in found:
        end = base + len(text)
        placed.append(Block(kind, text, base, end))
        base = end + 1
    return tuple(placed)


def assemble(blocks: Sequence[Block], start: int = 0, sep: str = "\n") -> tuple[str, tuple[Block, ...]]:
    """Join the texts of blocks; gives the text and the same blocks with their places in it, counted from `start`."""
    placed = []
    at = start
    for block in blocks:
        end = at + len(block.text)
        placed.append(Block(block.kind, block.text, at, end))
        at = end + len(sep)
    return sep.join(block.text for block in blocks), tuple(placed)


_INLINE = re.compile(
    r"<!--(?:[^-]|-(?!->))*+-->|<(?:script|style)(?:\s[^<>]*+)?>[^<]{0,2000}</(?:script|style)\s*+>"
    r"|</?(?:a|abbr|applet|b|bdi|bdo|big|blink|br|cite|code|del|div|em|embed|font|frame|frameset|h[1-6]|i|iframe|img|ins|li|link|mark|meta"
    r"|object|p|q|s|script|small|span|strike|strong|style|sub|sup|tt|u|ul|wbr)(?:[\s/][^<>]*+)?>",
    re.IGNORECASE,
)
_PARTING = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6])[\s/>]", re.IGNORECASE)


def plain(html: str) -> str:
    """One line of plain text from inline markup and entities; a `<` that opens no tag we know stays."""
    if "<" in html:
        html = _INLINE.sub(lambda tag: " " if _PARTING.match(tag[0]) else "", html)
    if "&" in html:
        html = _html.unescape(html)
    return spaced(html)


class _Fragment:
    """Walks a fragment once and cuts its words into blocks."""

    def __init__(self) -> None:
        self.found: list[tuple[BlockKind, str]] = []
        self.words: list[str] = []
        self.inside: dict[BlockKind, int] = dict.fromkeys(_RANK, 0)
        self.table: Element | None = None

    def read(self, root: Element) -> list[tuple[BlockKind, str]]:
        """The blocks below an element."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                self.open(element)
                if element.tag in _UNSPOKEN:
                    walk.skip_subtree()
                elif element.text:
                    self.words.append(element.text)
            else:
                self.close(element)
                if element.tail:
                    self.words.append(element.tail)
        self.flush()
        return self.found

    def open(self, element: Element) -> None:
        """A tag begins: a block ends before it."""
        tag = element.tag
        if self.table is not None:
            self.words.append(" " if tag == "br" else "")
            return
        if tag == "br":
            self.words.append("\x0b")
        elif tag in BREAKING:
            self.flush()
            if tag == "table" and is_data(element):
                self.table = element
        if tag in _KINDS and _KINDS[tag] in self.inside:
            self.inside[_KINDS[tag]] += 1

    def close(self, element: Element) -> None:
        """A tag ends, and its block with it; within a table cells are parted by tabs and rows by line breaks."""
        tag = element.tag
        if self.table is not None:
            if tag in ("td", "th"):
                self.words.append("\x0c")
            elif tag == "tr":
                self.words.append("\x0b")
            elif tag in BREAKING and element is not self.table:
                self.words.append(" ")
            if element is not self.table:
                return
        if tag in BREAKING:
            self.flush()
            self.table = None
        if tag in _KINDS and _KINDS[tag] in self.inside:
            self.inside[_KINDS[tag]] -= 1

    def flush(self) -> None:
        """Put the words gathered so far down as a block, or as several where empty lines part them."""
        if not self.words:
            return
        text, self.words = "".join(self.words), []
        if self.table is not None:
            rows = ("\t".join(spaced(cell) for cell in row.split("\x0c")).strip("\t") for row in text.split("\x0b"))
            self.put("table", "\n".join(row for row in rows if row.strip()))
            return
        kind: BlockKind = next((kind for kind in _RANK if self.inside[kind]), "p")
        if kind == "pre":
            self.put("pre", preformatted(text))
            return
        for part in re.split(r"\x0b[^\S\x0b]*\x0b[\s\x0b]*", text):
            self.put(kind, spaced(part))

    def put(self, kind: BlockKind, text: str) -> None:
        """Keep a block that has words."""
        if text:
            self.found.append((kind, text))


def is_data(table: Element) -> bool:
    """Whether a table holds data; one that holds paragraphs or tables lays out a page."""
    return next(table.iterdescendants("table", "p", "h1", "h2", "h3", "h4", "blockquote", "ul", "ol", "div"), None) is None
