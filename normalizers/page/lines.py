"""One walk over the tree: the page's lines in order, the boxes they stand in, and what the head declares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from normalizers.markup import BREAKING, SILENT, Element, is_data, spaced
from normalizers.page import hints as h
from normalizers.page.parts import Box, Line, Mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizers.terms import BlockKind

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_KINDS: dict[str, BlockKind] = {"li": "li", "dd": "li", "blockquote": "quote", "pre": "pre"}
_RANK: tuple[BlockKind, ...] = ("pre", "li", "quote")
_SEAM = "\x0e"  # no copy has it: `decode` takes it out
_SEAMS = frozenset(("a", "span", "time"))
_GLUED = re.compile("(?<=[^\\W\\d_A-Z])\x0e+(?=[A-Z])|(?<=[0-9]{4})\x0e+(?=[0-9])")
_PARTS = re.compile(r"\x0b[^\S\x0b]*\x0b[\s\x0b]*")
_UNSEEN = re.compile(r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden", re.IGNORECASE)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|profile|by|staff|people|reporters?|journalists?|contributors?|autor(?:en|es)?|auteurs?)/[^/?#]+/?(?:[?#]|$)"
)
SEAMED = 240  # characters: in a paragraph letters that touch belong together
MAX_LINES = 20_000  # of one page: beyond it no structure is told, and the rest is one line
MAX_IMAGES = 200
MAX_NAMES = 2000  # of tags: a hostile page invents others without end
NOSCRIPT = 400  # characters: who asks for JavaScript asks at once
MAX_NESTED = 20  # bylines within bylines: no page has reason for more


class Walk:
    """The one walk over a page."""

    def __init__(self, marked: Mapping[Element, int] | None = None) -> None:
        """Begin with nothing seen; `marked` are elements of which more is known than their names say."""
        self._marked = marked or {}
        self.lines: list[Line] = []
        self.boxes: list[Box] = [Box(0, -1, "html", 0)]
        self.metas: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.scripts: list[str] = []
        self.times: list[Mark] = []
        self.authors: list[Mark] = []
        self.images: list[Mark] = []
        self.credits: list[Mark] = []
        self.title = ""
        self.scripted = False
        self._words: list[str] = []
        self._rest: list[str] = []
        self._link_chars = 0
        self._in_link = 0
        self._heading = 0
        self._box = 0
        self._kinds: dict[BlockKind, int] = dict.fromkeys(_RANK, 0)
        self._table: Element | None = None
        self._caught: list[tuple[Element, int, dict[str, str], list[Mark]]] = []

    def read(self, root: Element) -> Walk:
        """Walk the tree below its root."""
        walk = etree.iterwalk(root, events=("start", "end"))
        say, words, parts_of = self._say, self._words, _PARTS_OF
        for event, element in walk:
            if event == "start":
                tag = element.tag
                part = parts_of[tag]
                if part != _OTHER and self._open(element, tag, part):
                    walk.skip_subtree()
                    continue
                text = element.text
            else:
                tag = element.tag
                self._close(element, tag, parts_of[tag])
                text = element.tail
            if text is not None and (words or not text.isspace()):  # the white space between two blocks is half of all text nodes
                say(text)
        self._flush()
        if self._rest:
            self.lines.append(Line(" ".join(self._rest), "p", self.lines[-1].box, 0, 0))
        return self

    def _say(self, text: str) -> None:
        """Words that are seen."""
        self._words.append(text)
        if self._in_link:
            self._link_chars += len(text)

    def _silent(self, element: Element, tag: str) -> bool:
        """An element whose words nobody sees; some of them declare things. True where its subtree is not to be read."""
        if tag == "script":
            text = element.text or ""
            if "ld+json" in (element.get("type") or "") or text[:40].lstrip().startswith('{"@context"'):
                self.scripts.append(text)
        elif tag == "noscript":
            self.scripted = self.scripted or "avascript" in "".join(map(str, element.itertext()))[:NOSCRIPT].lower()
        elif tag == "title" and not self.title:
            self.title = spaced(element.text or "")
        elif tag == "button":  # one that nobody closed holds the rest of the page
            return next(element.iterdescendants("p", "h1", "article"), None) is None
        return tag != "head"

    def _open(self, element: Element, tag: str, part: int) -> bool:
        """A tag begins; true where its subtree is not to be read."""
        if part == _BLOCK:
            return self._open_block(element, tag)
        if part == _SILENT:
            return self._silent(element, tag)
        if tag == "a":
            self._in_link += 1
            rel = element.get("rel") or ""
            if "author" in rel or _AUTHOR_LINK.search(element.get("href") or ""):
                self._catch(element, {"rel": rel or "link"}, self.authors)
        elif tag == "br":
            self._words.append(" " if self._table is not None else "\x0b")
        else:
            return self._open_inline(element, tag)
        return False

    def _open_inline(self, element: Element, tag: str) -> bool:
        """An inline element that may say something by its name or attributes."""
        if tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
            content = element.get("content")
            if name and content:
                self.metas.append((name.lower(), content))
        elif tag == "link":
            self.links.append(((element.get("rel") or element.get("itemprop") or "").lower(), element.get("href") or ""))
        elif tag == "img":
            if len(self.images) < MAX_IMAGES:
                self.images.append(
                    Mark(
                        len(self.lines),
                        element.get("alt") or "",
                        {"src": str(element.get("src") or ""), "data-src": str(element.get("data-src") or ""), "box": str(self._box)},
                    )
                )
        elif tag == "time":
            self._catch(element, {str(name): str(value) for name, value in element.items()}, self.times)
        else:
            return self._open_span(element)
        return False

    def _open_span(self, element: Element) -> bool:
        """A span: hidden, a byline, a time, a picture's credit."""
        names, item = element.get("class"), element.get("itemprop")
        names = f"{names or ''} {item}" if item else names  # itemprop="author" says what a class may not
        if not names:
            return False
        hint = h.hinted(names)
        if hint & h.HIDDEN:
            return True
        if hint & h.BYLINE:
            self._catch(element, {"class": names}, self.authors)
        elif hint & h.TIME:
            self._catch(element, {"class": names}, self.times)
        elif hint & h.CREDIT:
            self._catch(element, {"class": names}, self.credits)
        return False

    def _open_block(self, element: Element, tag: str) -> bool:
        """A block begins: the line before it ends."""
        if self._table is not None:
            return False
        if self._words:
            self._flush()
        above = self.boxes[self._box]
        full = len(self.lines) >= MAX_LINES
        hint = h.TAGS.get(tag, 0) | (_hint(element) if element.keys() and not full else 0)
        if self._marked:
            hint |= self._marked.get(element, 0)
        if above.article and hint & h.FOOTER:
            hint = hint & ~h.FOOTER | h.TAIL  # an article's own foot holds its notices, not the site's
        box = Box(len(self.boxes), self._box, tag, hint)
        box.article = above.article or tag == "article"
        self.boxes.append(box)
        self._box = box.index
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag in _KINDS:
            self._kinds[_KINDS[tag]] += 1
        elif tag == "table" and is_data(element):
            self._table = element
        return full and self._summed_up(element)

    def _summed_up(self, element: Element) -> bool:
        """The words of a block beyond the last line that is told apart, at the parser's own speed; scripts and their like have none."""
        texts = _SEEN(element)
        self._rest += [spaced(" ".join(map(str, texts)))] if isinstance(texts, list) else []
        return True

    def _close(self, element: Element, tag: str, part: int) -> None:
        """A tag ends."""
        if self._caught and self._caught[-1][0] is element:
            self._release()
        if self._table is not None:
            self._close_cell(element, tag)
            if element is not self._table:
                return
        if part == _BLOCK:
            self._close_block(tag)
        elif tag in _SEAMS:
            if self._words:
                self._words.append(_SEAM)
            if tag == "a" and self._in_link:
                self._in_link -= 1

    def _close_block(self, tag: str) -> None:
        """A block ends, and its line with it."""
        if self._words:
            self._flush()
        self._table = None
        if tag in _HEADINGS:
            self._heading = 0
        elif tag in _KINDS:
            self._kinds[_KINDS[tag]] -= 1
        above = self.boxes[self._box].parent
        self._box = max(0, above)

    def _close_cell(self, element: Element, tag: str) -> None:
        """Within a table of data cells are parted by tabs and rows by line breaks."""
        if tag in ("td", "th"):
            self._words.append("\x0c")
        elif tag == "tr":
            self._words.append("\x0b")
        elif tag == "a":
            self._in_link = max(0, self._in_link - 1)
        elif tag in BREAKING and element is not self._table:
            self._words.append(" ")

    def _catch(self, element: Element, attributes: dict[str, str], into: list[Mark]) -> None:
        """Begin to gather the words of an element that says what it is."""
        if len(self._caught) < MAX_NESTED:
            self._caught.append((element, len(self._words), attributes, into))

    def _release(self) -> None:
        """The words of an element that was caught, where no block ended within it."""
        _, at, attributes, into = self._caught.pop()
        text = spaced(_unseamed("".join(self._words[at:])).replace("\x0b", "\n"))
        if text or "datetime" in attributes:
            into.append(Mark(len(self.lines), text, attributes))

    def _flush(self) -> None:
        """Put the words gathered so far down as a line, or as several where empty lines part them."""
        words = self._words
        text = words[0] if len(words) == 1 else "".join(words)
        words.clear()
        if _SEAM in text:
            text = _unseamed(text)
        links, self._link_chars = self._link_chars, 0
        if not text or text.isspace():
            return
        if self._table is not None:
            rows = ("\t".join(spaced(cell) for cell in row.split("\x0c")).strip("\t") for row in text.split("\x0b"))
            self._put("\n".join(row for row in rows if row.strip()), "table", links)
            return
        kinds = self._kinds
        kind: BlockKind = "h" if self._heading else "pre" if kinds["pre"] else "li" if kinds["li"] else "quote" if kinds["quote"] else "p"
        if kind == "pre":
            self._put("\n".join(line.rstrip() for line in text.replace("\x0b", "\n").splitlines()).strip("\n"), "pre", links)
        elif "\x0b" in text:
            for part in _PARTS.split(text):
                self._put(spaced(part), kind, links * len(part) // len(text))
        else:
            self._put(spaced(text), kind, links)

    def _put(self, text: str, kind: BlockKind, links: int) -> None:
        """Keep a line that has words; of very many the rest is one."""
        if text and len(self.lines) >= MAX_LINES:
            self._rest.append(text)
        elif text:
            self.lines.append(Line(text, kind, self._box, min(links, len(text)), self._heading))


_SEEN = etree.XPath("descendant::text()[not(parent::script or parent::style or parent::noscript or parent::template)]")


def _unseamed(text: str) -> str:
    """The words with a space at the seams of inline boxes where two would run into one: `Ana LindTravel desk`, `March 7, 20317:55 AM`."""
    if _SEAM not in text:
        return text
    return (_GLUED.sub(" ", text) if len(text) < SEAMED else text).replace(_SEAM, "")


def _hint(element: Element) -> int:
    """What the attributes of a block say it is for."""
    get = element.get
    names, others = get("class"), (get("id"), get("itemprop"))
    if others != _NEITHER:
        names = " ".join(filter(None, (names, *others)))
    hint = h.hinted(names) if names else 0
    style = get("style")
    return hint | h.HIDDEN if get("hidden") is not None or (style and _UNSEEN.search(style)) else hint


_NEITHER = (None, None)
_BLOCK, _SILENT, _TELLING, _OTHER = 1, 2, 3, 4
_INLINE = frozenset(("a", "br", "meta", "link", "img", "time", "span", "b", "strong", "em", "i", "small", "cite", "label", "font", "abbr"))


class _Parts(dict[str, int]):
    """What part a tag plays in the walk, looked up once a name: a page asks it a thousand times."""

    def __missing__(self, tag: str) -> int:
        """Tell the part of a name seen for the first time; a page's own elements have a dash in their names and are blocks."""
        part = _BLOCK if tag in BREAKING or "-" in tag else _SILENT if tag in SILENT else _TELLING if tag in _INLINE else _OTHER
        if len(self) < MAX_NAMES:
            self[tag] = part
        return part


_PARTS_OF = _Parts()
