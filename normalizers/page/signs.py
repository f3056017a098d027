"""What a tag says to the walk, told once for each wording of a tag: sites repeat theirs from page to page."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from normalizers.markup import BREAKING
from normalizers.page import hints as h
from normalizers.page.thin import DATA, MARK

if TYPE_CHECKING:
    from normalizers.terms import BlockKind

# What the walk does at a tag; plain integers, because a page asks a thousand times.
WORD, OPEN, SHUT, LINK, UNLINK, SEAMED, BREAK, SPAN, TIME, IMAGE, TABLE, EMPTY = range(12)

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
KINDS: dict[str, BlockKind] = {"li": "li", "dd": "li", "blockquote": "quote", "pre": "pre"}
_INLINE = frozenset(("span", "b", "strong", "em", "i", "small", "cite", "label", "font", "abbr"))
_ACTS = {"br": BREAK, "img": IMAGE, "time": TIME}
_SHUTTING = {"a": UNLINK, "span": SEAMED, "time": SEAMED}
_TELLING = h.HIDDEN | h.BYLINE | h.TIME | h.CREDIT
MARKED, DATED = f' {MARK}="', f' {DATA}="'
_ATTRIBUTE = re.compile(r' ([^\s="]+)="([^"]*)"')
_NAMES, _SHOWN = re.compile(r' (?:class|id|itemprop)="([^"]*)"'), re.compile(r' (?:class|itemprop)="([^"]*)"')
_UNSEEN = re.compile(r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden", re.IGNORECASE)
LONGEST = 200  # characters of a tag that is remembered
MOST = 8000  # tags remembered


class Sign:
    """What the walk does at a tag, how many elements deeper it leads, and what it says; for a block of what kind its lines are."""

    __slots__ = ("act", "head", "hint", "kind", "step", "tag")
    kind: BlockKind | None

    def __init__(self, act: int, step: int, tag: str, hint: int = 0) -> None:
        """Say it of a tag, whose closing tag begins with a slash."""
        self.act, self.step, self.tag, self.hint = act, step, tag, hint
        name = tag.removeprefix("/")
        self.head = HEADINGS.get(name, 0)
        self.kind = "h" if self.head else KINDS.get(name)


known: dict[str, Sign] = {}


def sign_of(tag: str) -> Sign:
    """What a tag says, without its brackets as it is written down: `div class="story"`, `/p`, `br/`."""
    sign = known.get(tag)
    if sign is not None:
        return sign
    if tag[:2] == "a ":
        return _EMPTY_LINK if tag[-1] == "/" else _LINK
    name, _, rest = tag.partition(" ")
    sign = _plain(name) if name[:1] == "/" or not rest else _said(name, tag)
    if len(tag) < LONGEST and name not in ("img", "time"):
        if len(known) >= MOST:
            known.clear()
        known[tag] = sign
    return sign


_LINK, _EMPTY_LINK = Sign(LINK, 1, "a"), Sign(SEAMED, 0, "a")


@lru_cache(maxsize=1024)
def _plain(tag: str) -> Sign:
    """What a closing tag says, and one without attributes; a page's own elements have a dash in their names and are blocks."""
    if tag.startswith("/"):
        name = tag[1:]
        return Sign(SHUT if name in BREAKING or "-" in name else _SHUTTING.get(name, WORD), -1, tag)
    return _make(tag.rstrip("/"), tag.endswith("/"), 0)


def _said(name: str, tag: str) -> Sign:
    """What a tag with attributes says by them."""
    hint = 0
    if name in BREAKING or "-" in name:
        hint = h.hinted(unescape(" ".join(_NAMES.findall(tag))))
        if ' hidden="' in tag or (' style="' in tag and _UNSEEN.search(_value(tag, ' style="'))):
            hint |= h.HIDDEN
        if MARKED in tag:
            hint |= int(_value(tag, MARKED))
        if name == "table" and DATED in tag:
            return Sign(TABLE, 1, name, hint)
    elif name in _INLINE:
        hint = h.hinted(unescape(" ".join(_SHOWN.findall(tag)))) & _TELLING  # itemprop="author" says what a class may not
    return _make(name, tag[-1] == "/", hint)


def _value(tag: str, opening: str) -> str:
    """The value of an attribute that a tag has."""
    at = tag.index(opening) + len(opening)
    return tag[at : tag.index('"', at)]


@lru_cache(maxsize=1024)
def _make(name: str, empty: bool, hint: int) -> Sign:  # noqa: FBT001 - a key of the cache
    """What a tag says by its name and what its attributes mean."""
    step = 0 if empty else 1
    if name in BREAKING or "-" in name:
        return Sign(EMPTY if empty else OPEN, step, name, h.TAGS.get(name, 0) | hint)
    if name in _ACTS:
        return Sign(_ACTS[name], step, name)
    if name == "a":
        return _EMPTY_LINK if empty else _LINK
    return Sign(SPAN if hint else SEAMED if empty and name in _SHUTTING else WORD, step, name, hint)


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag by name, in order."""
    return {name: unescape(value) if "&" in value else value for name, value in _ATTRIBUTE.findall(tag)}
