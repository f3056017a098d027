"""One walk over a page: its lines in order, the boxes they stand in, and what the head declares."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from normalizers.markup import BREAKING, Element, spaced
from normalizers.markup.fragment import preformatted
from normalizers.page import hints as h
from normalizers.page.catching import MAX_IMAGES, Catching
from normalizers.page.parts import LEAVES, Box, Line
from normalizers.page.seams import SEAM, unescaped, unseamed
from normalizers.page.signs import BREAK, EMPTY, IMAGE, LINK, OPEN, SEAMED, SHUT, SPAN, TABLE, UNLINK, Sign, known, sign_of
from normalizers.page.thin import Thin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalizers.terms import BlockKind

_PARTS = re.compile(r"\x0b[^\S\x0b]*\x0b[\s\x0b]*")
_SEAMS = frozenset(("a", "span", "time"))
_PARTING = {"td": "\x0c", "th": "\x0c", "tr": "\x0b"} | dict.fromkeys(BREAKING - {"td", "th", "tr"}, " ")
MAX_LINES = 20_000  # of one page: beyond it no structure is told, and the rest is one line
MAX_BOXES = 40_000  # of one page: beyond it lines stand in the boxes that are there


class Walk:
    """The one walk over a page."""

    def __init__(self, marked: Mapping[Element, int] | None = None) -> None:
        """Begin with nothing seen; `marked` are elements of which more is known than their names say."""
        self._marked = marked or {}
        self.lines: list[Line] = []
        self.boxes: list[Box] = [Box(0, -1, "html", 0, 0)]
        self.metas: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.scripts: list[str] = []
        self.title = ""
        self.scripted = False
        self._words: list[str] = []
        self._rest: list[str] = []
        self._link_chars = 0
        self._in_link = 0
        self._heading = 0
        self._kinds: dict[BlockKind, int] = {"pre": 0, "li": 0, "quote": 0}
        self._open: list[Sign] = [sign_of("html")]  # the blocks that are open
        self._made: list[int] = [0]  # the boxes of the outer ones: a block becomes a box with its first line
        self._catching = Catching(self._words, self.lines)
        self.times, self.authors = self._catching.times, self._catching.authors
        self.images, self.credits = self._catching.images, self._catching.credits

    def read(self, root: Element) -> Walk:
        """Walk the tree below its root, which loses what nobody sees."""
        thin = Thin(root, self._marked)
        self.metas, self.links, self.scripts, self.title, self.scripted = thin.metas, thin.links, thin.scripts, thin.title, thin.scripted
        pieces = thin.pieces()
        self._go(pieces)
        self._flush()
        self._rest += [unescaped(text) for _, text in pieces]
        if rest := spaced(" ".join(self._rest)):
            self.lines.append(Line(rest, "p", self.lines[-1].box, 0, 0))
        return self

    def _go(self, pieces: Iterator[tuple[str, str]]) -> None:  # noqa: C901, PLR0912 - a page has a thousand tags, and a call for each kind costs a tenth
        """Go from tag to tag, to the end or to the last line that is told apart."""
        words, blocks, caught = self._words, self._open, self._catching.open
        full, told = False, known.get
        for tag, text in pieces:
            sign = told(tag) or sign_of(tag)
            act = sign.act
            if caught:
                self._catching.count(sign.step)
            if not act:
                pass
            elif act == OPEN:
                if words:
                    full = self._flush()
                blocks.append(sign)
                if sign.kind is not None:
                    self._enter(sign.kind, sign.head)
            elif act == SHUT:
                if words:
                    full = self._flush()
                if sign.kind is not None:
                    self._leave(sign.kind)
                self._shut()
            elif act == EMPTY:
                if words:
                    full = self._flush()
            elif act == UNLINK:
                self._unlink()
            else:
                text = self._inline(sign, tag, text, pieces)  # noqa: PLW2901 - behind what is hidden stand other words
            if text and (words or not text.isspace()):  # the white space between two blocks is half of all texts
                self._say(text)
            if full:
                return

    def _say(self, text: str) -> None:
        """Words that are seen."""
        if "&" in text:
            text = unescaped(text)
        self._words.append(text)
        if self._in_link:
            self._link_chars += len(text)

    # --- blocks --------------------------------------------------------------------------------------------------
    def _enter(self, kind: BlockKind, head: int) -> None:
        """A block begins whose lines are of a kind."""
        if head:
            self._heading = head
        else:
            self._kinds[kind] += 1

    def _leave(self, kind: BlockKind) -> None:
        """Such a block ends."""
        if kind == "h":
            self._heading = 0
        else:
            self._kinds[kind] -= 1

    def _shut(self) -> None:
        """A block ends, and its box with it."""
        if len(self._open) > 1:
            self._open.pop()
            if len(self._made) > len(self._open):
                self._made.pop()

    def _stand(self) -> int:
        """The box that a line stands in; blocks become boxes here, so that those without words are none."""
        made, boxes = self._made, self.boxes
        for sign in self._open[len(made) :]:
            index, tag, hint = len(boxes), sign.tag, sign.hint
            if index >= MAX_BOXES:
                break
            above = boxes[made[-1]]
            if above.article and hint & h.FOOTER:
                hint = hint & ~h.FOOTER | h.TAIL  # an article's own foot holds its notices, not the site's
            made.append(index)
            room, article = above.room if tag in LEAVES else index, above.article or tag == "article"
            boxes.append(Box(index, above.index, tag, hint, room, article=article))
        return made[-1]

    # --- within a line -------------------------------------------------------------------------------------------
    def _inline(self, sign: Sign, tag: str, text: str, pieces: Iterator[tuple[str, str]]) -> str:
        """A tag that ends no line, or a table of data; gives the words behind it."""
        act = sign.act
        if act == LINK:
            self._in_link += 1
            self._catching.link(tag)
        elif act == UNLINK:
            self._unlink()
        elif act == SEAMED:
            self._seam()
        elif act == BREAK:
            self._words.append("\x0b")
        else:
            return self._rare(sign, tag, text, pieces)
        return text

    def _unlink(self) -> None:
        """A link ends."""
        if self._words and self._words[-1] != SEAM:
            self._words.append(SEAM)
        if self._in_link:
            self._in_link -= 1

    def _seam(self) -> None:
        """An inline box ends."""
        if self._words and self._words[-1] != SEAM:
            self._words.append(SEAM)

    def _rare(self, sign: Sign, tag: str, text: str, pieces: Iterator[tuple[str, str]]) -> str:
        """A picture, a table of data, or an element that says what it is; gives the words behind it."""
        act = sign.act
        if act == TABLE:
            return self._tabulate(sign, text, pieces)
        if act == IMAGE:
            if len(self.images) < MAX_IMAGES:
                self._catching.image(tag, self._stand())
            return text
        if sign.hint & h.HIDDEN and act == SPAN:
            sign, text = self._passed(sign, text, pieces)
        else:
            self._catching.span(sign, tag)
        if not sign.step and sign.tag in _SEAMS:
            self._seam()
        return text

    def _passed(self, sign: Sign, text: str, pieces: Iterator[tuple[str, str]]) -> tuple[Sign, str]:
        """Pass by what is hidden; gives it as an element without words, and the words behind it."""
        level = sign.step
        hidden = Sign(EMPTY, 0, sign.tag)
        while level > 0:
            tag, text = next(pieces, ("/", ""))
            level += sign_of(tag).step
        if sign.step and self._catching.open:
            self._catching.count(-1)
        return hidden, text

    # --- tables of data ------------------------------------------------------------------------------------------
    def _tabulate(self, table: Sign, text: str, pieces: Iterator[tuple[str, str]]) -> str:
        """A table of data is one line: its cells are parted by tabs and its rows by line breaks; gives the words behind it."""
        if self._words:
            self._flush()
        self._open.append(table)
        for tag, behind in chain((("b", text),), pieces):
            sign = sign_of(tag)
            if self._catching.open and tag != "b":
                self._catching.count(sign.step)
            text = behind
            if tag == "/table":
                break
            if (text := self._cell(sign, tag, text, pieces)) and (self._words or not text.isspace()):
                self._say(text)
        self._put_table()
        self._shut()
        return text

    def _cell(self, sign: Sign, tag: str, text: str, pieces: Iterator[tuple[str, str]]) -> str:
        """A tag within a table of data; gives the words behind it."""
        act = sign.act
        if act in (SHUT, EMPTY):
            self._words.append(_PARTING.get(sign.tag.removeprefix("/"), ""))
        elif act == BREAK:
            self._words.append(" ")
        elif act not in (OPEN, 0):
            return self._inline(sign, tag, text, pieces)
        return text

    def _put_table(self) -> None:
        """Put the words of a table of data down."""
        rows = ("\t".join(map(spaced, row.split("\x0c"))).strip("\t") for row in unseamed("".join(self._words)).split("\x0b"))
        links, self._link_chars = self._link_chars, 0
        self._words.clear()
        self._put("\n".join(row for row in rows if row.strip()), "table", links)

    # --- lines ---------------------------------------------------------------------------------------------------
    def _flush(self) -> bool:
        """Put the words gathered so far down as a line, or as several where empty lines part them; whether the page is full."""
        text = "".join(self._words)
        self._words.clear()
        links, self._link_chars = self._link_chars, 0
        if SEAM in text:
            text = unseamed(text)
        kinds = self._kinds
        if kinds["pre"] and not self._heading:
            self._put(preformatted(text), "pre", links)
            return len(self.lines) >= MAX_LINES
        kind: BlockKind = "h" if self._heading else "li" if kinds["li"] else "quote" if kinds["quote"] else "p"
        if "\x0b" not in text:
            self._put(" ".join(text.split()), kind, links)
        elif not text.isspace():
            for part in _PARTS.split(text):
                self._put(spaced(part), kind, links * len(part) // len(text))
        return len(self.lines) >= MAX_LINES

    def _put(self, text: str, kind: BlockKind, links: int) -> None:
        """Keep a line that has words; of very many the rest is one."""
        if text and len(self.lines) >= MAX_LINES:
            self._rest.append(text)
        elif text:
            self.lines.append(Line(text, kind, self._stand(), min(links, len(text)), self._heading))
