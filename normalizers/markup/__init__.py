"""From bytes to text, from text to one tree, from a tree to the paragraphs of a story: pages, feeds and wire bodies all need it.

Characters that are no copy have one rule each, in `decode`: NUL and other controls go (a C1 control is the Windows-1252 character
it was meant to be), U+2028, U+2029 and form feeds are line breaks; byte order marks, embeddings and overrides of direction go;
no-break spaces, ZWJ, ZWNJ and the plain direction marks stay, because Indic and Arabic copy needs them.
"""

from __future__ import annotations

import codecs
import html as _html
import re
from typing import TYPE_CHECKING

from lxml import etree

from normalizers.markup.fragment import simple_blocks
from normalizers.terms import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Element = etree._Element  # lxml ships no types; the name says what is meant
MAX_CHARS = 6_000_000  # of markup; no story begins beyond it, and it bounds the parser's time
MAX_DEPTH = 1500  # libxml2 drops text below 254 levels, or 2,046 with its limit lifted; deeper tags are taken out before it sees them
_HEAD = 4096


def words(listed: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(listed.split())


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABEL = re.compile(rb"""(?:charset|encoding)\s{0,8}=\s{0,8}["']?\s{0,8}([A-Za-z0-9._:+-]{2,40})""", re.IGNORECASE)
# What browsers read under these labels (WHATWG Encoding): the label names a subset of what pages really hold.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_READABLE = words(
    "utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 "
    "cp874 cp866 cp932 cp949 cp950 big5hkscs euc_jp gb18030 hz iso2022_jp iso2022_kr koi8-r koi8-u mac-roman mac-cyrillic "
    "iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16"
)
_ESCAPED = frozenset(("hz", "iso2022_jp", "iso2022_kr"))  # encodings whose bytes all look like ASCII
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")

_COPY = bytes(set(range(256)) - set(range(32)) - {127} | {9, 10, 13})
_ESCAPES = re.compile(rb"~\{")  # GB 2312 as HZ is all ASCII, and so looks like clean UTF-8
# The same characters beyond ASCII, as UTF-8: each pattern begins with one byte, which makes the search fast.
_ODD_BYTES = (
    re.compile(rb"\xc2[\x80-\x9f]"),
    re.compile(rb"\xe2(?:\x80[\xa8-\xae]|\x81[\xa6-\xa9])"),
    re.compile(rb"\xef(?:\xbb\xbf|\xbf[\xbe\xbf])"),
)


def _odd_characters() -> dict[int, str]:
    """What becomes of each character that is no copy."""
    table = dict.fromkeys([*range(9), 11, *range(14, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF], "")
    table |= {12: "\n", 0x85: "…", 0x2028: "\n", 0x2029: "\n"}
    table |= {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
    return table | dict.fromkeys(range(0xD800, 0xE000), "�")


_TIDY = _odd_characters()


def decode(data: bytes, *, charset: str | None = None) -> str:
    """The text of a document: byte order mark, plain UTF-8, the labels checked against the bytes, then detection. Never raises.

    `charset` is the label of the HTTP header. Bytes that are UTF-8 are UTF-8 whatever a label says.
    """
    if is_clean(data) and not _ESCAPES.search(data):
        return data.decode("utf-8")
    text = _decoded(data, charset)
    return _ODD.sub(lambda odd: _TIDY[ord(odd[0])], text)


def is_clean(data: bytes) -> bool:
    """Whether bytes are UTF-8 without characters that are no copy; a fifth of the time it takes to look for them in the text."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not data.translate(None, _COPY) and (data.isascii() or not any(odd.search(data) for odd in _ODD_BYTES))


def _decoded(data: bytes, charset: str | None) -> str:
    """The text before odd characters are tidied."""
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(marked, "replace")
    labels = [name for label in (charset, *_declared(data)) if (name := _codec(label))]
    escaped = next((name for name in labels if name in _ESCAPED), None)
    try:
        if escaped is None and b"\0" not in data[:_HEAD]:
            return data.decode("utf-8")
        if escaped is not None:
            return data.decode(escaped)
    except UnicodeDecodeError:
        pass  # not that, then
    wide = _wide(data)
    return data.decode(wide, "replace") if wide else _checked(data, labels)


def _checked(data: bytes, labels: list[str]) -> str:
    """Bytes that are not clean UTF-8: nearly UTF-8, else as labeled, else as detected, else Windows-1252."""
    nearly = data.decode("utf-8", "replace")
    broken = nearly.count("�")
    if not broken or broken * 10 < sum(byte >= 0xC2 for byte in data) or (broken < 4 and "utf-8" in labels):  # noqa: PLR2004 - a cut or a stray byte or two
        return nearly
    for name in (*labels, *_detected(data)):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    best = next((name for name in labels if name != "utf-8"), "cp1252")
    return data.decode(best, "replace")


def _declared(data: bytes) -> list[str]:
    """The encodings that meta tags and the XML declaration name."""
    return [match.decode("ascii") for match in _LABEL.findall(data[:_HEAD])]


def _codec(label: str | None) -> str | None:
    """The codec a label means, or None for one that is unknown, no text encoding, or not read by us."""
    try:
        name = codecs.lookup((label or "").strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if name in _READABLE else None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by where the zero bytes of its ASCII stand."""
    head = data[:_HEAD]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) < 8 or max(even, odd) * 5 < len(head):  # noqa: PLR2004 - four letters at least
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _detected(data: bytes) -> Iterator[str]:
    """What Beautiful Soup's detector takes the bytes to be, from their first 64 KB."""
    from bs4.dammit import EncodingDetector

    for label in EncodingDetector(data[:65_536], is_html=True).encodings:
        name = _codec(label)
        if name is not None:
            yield name


def tree(text: str) -> Element:
    """One lxml parse of a document: its `html` element. Never raises, loads nothing, loses no text to nesting."""
    data = text[:MAX_CHARS].encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    root = _parsed(data, parser)
    if any("xcessive depth" in (entry.message or "") for entry in parser.error_log):
        root = _parsed(
            _flattened(text[:MAX_CHARS]).encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
        )
    return root


def _parsed(data: bytes, parser: etree.HTMLParser) -> Element:
    """The root of a parse, or an empty `html` element."""
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
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
            parts += (text[at : match.start()], " ")
            at = match.end()
    return "".join((*parts, text[at:]))


SILENT = words("script style template noscript iframe object embed svg math head title select textarea button canvas audio video map")
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
    """The paragraphs of an HTML fragment in order, no word lost; loose text and `<br><br>` make paragraphs.

    `start` and `end` are those of the texts joined by line breaks, from `base` on.
    """
    if "<" not in html:
        found = [Block("p", line) for part in _GAP.split(_html.unescape(html)) if (line := spaced(part))]
    else:
        simple = simple_blocks(html) if len(html) < MAX_CHARS else None
        found = _Fragment().read(tree(f"<!DOCTYPE html><body>{html}")) if simple is None else simple
    return assemble(found, base)[1]


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
    r"<!--(?:[^-]|-(?!->))*+-->|</?(?:a|abbr|b|bdi|bdo|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|p|q|s|small|span|strike|strong|sub|sup|tt|u|ul|wbr)"
    r"(?:[\s/][^<>]*+)?>",
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
        self.found: list[Block] = []
        self.words: list[str] = []
        self.inside: dict[BlockKind, int] = dict.fromkeys(_RANK, 0)
        self.table: Element | None = None

    def read(self, root: Element) -> list[Block]:
        """The blocks below an element."""
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                self.open(element)
                if element.tag in SILENT:
                    walk.skip_subtree()
                elif element.text:
                    self.words.append(element.text)
            else:
                if event == "end":
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
            self.put("pre", "\n".join(line.rstrip() for line in text.replace("\x0b", "\n").splitlines()).strip("\n"))
            return
        for part in re.split(r"\x0b[^\S\x0b]*\x0b[\s\x0b]*", text):
            self.put(kind, spaced(part))

    def put(self, kind: BlockKind, text: str) -> None:
        """Keep a block that has words."""
        if text:
            self.found.append(Block(kind, text))


def is_data(table: Element) -> bool:
    """Whether a table holds data; one that holds paragraphs or tables lays out a page."""
    return next(table.iterdescendants("table", "p", "h1", "h2", "h3", "h4", "blockquote", "ul", "ol", "div"), None) is None
