"""The paragraphs of simple markup without a tree: feeds and wire bodies are mostly paragraphs, and a tree of them costs four times as much.

What is not plainly well formed is left to the tree (`markup.blocks`), which reads everything.
"""

from __future__ import annotations

import html as _html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.terms import BlockKind

_TAG = re.compile(
    r"<iframe(?:\s[^<>]*+)?>\s*+</iframe>|<!--(?:[^<>-]|-(?!-))*+-->|<(/?)([a-zA-Z][a-zA-Z0-9]*+)(?:\s[^<>]*+)?>|<(br|img)/>",
    re.IGNORECASE,
)
_TREES = re.compile(r"<(?:table|script|style|svg|video|object|noscript|html|body)[\s>]", re.IGNORECASE)  # known before any work is done
_GAPS = re.compile(r"\x0b[^\S\x0b]*\x0b[\s\x0b]*")
_KINDS: dict[str, BlockKind] = {"p": "p", "li": "li", "dd": "li", "blockquote": "quote", "pre": "pre"}
_RANK: tuple[BlockKind, ...] = ("pre", "h", "li", "quote")
_ROOMS = frozenset(("div", "section", "article"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PARTING = frozenset(
    ("p", "div", "ul", "ol", "section", "article", "center", "figure", "figcaption", "header", "footer", *_KINDS, *_HEADINGS)
)
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "time", "tt", "u",
))  # fmt: skip
_VOID = {"br": "\x0b", "img": "", "wbr": ""}
DEEPEST = 60  # open tags; beyond 254 the tree loses words, and has its own remedy


class _NotSimpleError(Exception):
    """The markup needs a tree."""


def simple_blocks(html: str) -> list[tuple[BlockKind, str]] | None:
    """The kinds and texts of the paragraphs of well-formed markup of everyday tags; None where only a tree can tell."""
    if _TREES.search(html):
        return None
    try:
        return _Cutter().read(html)
    except _NotSimpleError:
        return None


class _Cutter:
    """Goes through the tags once, keeps those that are open, and cuts the words between them into blocks."""

    __slots__ = ("found", "inside", "open", "words")

    def __init__(self) -> None:
        """Begin with nothing open."""
        self.found: list[tuple[BlockKind, str]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.inside: dict[BlockKind, int] = {"p": 0, "h": 0, "li": 0, "quote": 0, "pre": 0}

    def read(self, html: str) -> list[tuple[BlockKind, str]]:
        """The blocks of some markup. Raises `_NotSimpleError` where tags cross, are unknown or stay open."""
        pieces = _TAG.split(html)  # words, then for each tag its slash, its name or void name, and the words behind it
        loose = "".join(pieces[::4])
        if "<" in loose or ">" in loose or "\0" in loose:
            raise _NotSimpleError
        words = self.words
        words.append(_html.unescape(pieces[0]))
        for slash, name, void, text in zip(pieces[1::4], pieces[2::4], pieces[3::4], pieces[4::4], strict=True):
            if name := name or void:
                self._tag(name.lower(), closing=bool(slash))
            if text:
                words.append(_html.unescape(text) if "&" in text else text)
        if self.open:
            raise _NotSimpleError
        self._flush()
        return self.found

    def _tag(self, name: str, *, closing: bool) -> None:
        """One tag."""
        if name in _INLINE:
            self._match(name, closing=closing)
        elif name in _PARTING:
            self._flush()
            self._match(name, closing=closing)
            self._count(name, -1 if closing else 1)
        elif name in _VOID and not closing:
            self.words.append(_VOID[name])
        elif name == "hr" and not closing and not self.inside["p"]:
            self._flush()
        else:
            raise _NotSimpleError

    def _match(self, name: str, *, closing: bool) -> None:
        """Open a tag, or close the one that was opened last."""
        if closing:
            if not self.open or self.open.pop() != name:
                raise _NotSimpleError
            return
        inside = self.inside  # parsers close a heading or paragraph before a block
        crossing = (inside["h"] or inside["p"] or inside["pre"]) and name in _PARTING
        nested = name in ("li", "dd", "a") and self.open and self.open[-1] == name
        closing_up = name == "pre" and not _ROOMS.issuperset(self.open)  # libxml2 ends a list before it
        if crossing or nested or closing_up or len(self.open) >= DEEPEST:
            raise _NotSimpleError
        self.open.append(name)

    def _count(self, name: str, step: int) -> None:
        """Note that what follows stands in a heading, a list or a quotation, or no more."""
        kind: BlockKind | None = "h" if name in _HEADINGS else _KINDS.get(name)
        if kind is not None:
            self.inside[kind] += step

    def _flush(self) -> None:
        """Put the words gathered so far down, as several blocks where empty lines part them."""
        if not self.words:
            return
        text = "".join(self.words)
        self.words.clear()
        kind: BlockKind = next((kind for kind in _RANK if self.inside[kind]), "p")
        if kind == "pre":
            if copied := preformatted(text):
                self.found.append((kind, copied))
            return
        for part in _GAPS.split(text) if "\x0b" in text else (text,):
            if line := " ".join(part.split()):
                self.found.append((kind, line))


def preformatted(text: str) -> str:
    """Text whose lines stand as they are, without white space behind them and empty lines about them."""
    return "\n".join([line.rstrip() for line in text.replace("\x0b", "\n").splitlines()]).strip("\n")
