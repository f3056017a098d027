"""What a page says within its lines by name or attributes: times, writers, pictures and their credits, each marked at its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.markup import spaced
from normalizers.page import hints as h
from normalizers.page.parts import Mark
from normalizers.page.seams import unseamed
from normalizers.page.signs import TIME, attributes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.page.parts import Line
    from normalizers.page.signs import Sign

_WRITERS = r"/(?:authors?|profile|by|staff|people|reporters?|journalists?|contributors?|autor(?:en|es)?|auteurs?)/[^/?#]+/?"
_AUTHOR_LINK = re.compile(rf"{_WRITERS}(?:[?#]|$)")
_MAY_BE_AUTHOR = re.compile(rf'{_WRITERS}(?:[?#"]|$)')  # asked of a whole tag: most links are none
MAX_IMAGES = 200
MAX_MARKS = 2000  # of one kind
MAX_NESTED = 20  # bylines within bylines: no page has reason for more


class Caught:
    """An element whose words are gathered: how many elements are open in it, and where its words begin."""

    __slots__ = ("at", "attributes", "into", "level")

    def __init__(self, at: int, attributes: dict[str, str], into: list[Mark]) -> None:
        """Begin at a word, to be put down somewhere."""
        self.level, self.at, self.attributes, self.into = 1, at, attributes, into


class Catching:
    """The marks of a page, and the elements that are open and will be some."""

    def __init__(self, words: Sequence[str], lines: Sequence[Line]) -> None:
        """Begin with none; `words` are those of the line that is being read, behind `lines`."""
        self._words, self._lines = words, lines
        self.times: list[Mark] = []
        self.authors: list[Mark] = []
        self.images: list[Mark] = []
        self.credits: list[Mark] = []
        self.open: list[Caught] = []

    def link(self, tag: str) -> None:
        """A link begins: to a writer's page, it may be."""
        if len(self.authors) < MAX_MARKS and ("author" in tag or _MAY_BE_AUTHOR.search(tag)):
            named = attributes(tag)
            rel = named.get("rel", "")
            if "author" in rel or _AUTHOR_LINK.search(named.get("href", "")):
                self._catch({"rel": rel or "link"}, self.authors)

    def image(self, tag: str, box: int) -> None:
        """A picture."""
        named = attributes(tag)
        told = {"src": named.get("src", ""), "data-src": named.get("data-src", ""), "box": str(box)}
        self.images.append(Mark(len(self._lines), named.get("alt", ""), told))

    def span(self, sign: Sign, tag: str) -> None:
        """An element that is a time, a byline, a picture's credit."""
        named = attributes(tag)
        if sign.act == TIME:
            self._catch(named, self.times)
        else:
            into = self.authors if sign.hint & h.BYLINE else self.times if sign.hint & h.TIME else self.credits
            self._catch({"class": " ".join(filter(None, (named.get("class"), named.get("itemprop"))))}, into)
        if not sign.step:
            self.count(-1)

    def _catch(self, named: dict[str, str], into: list[Mark]) -> None:
        """Begin to gather the words of an element."""
        if len(self.open) < MAX_NESTED and len(into) < MAX_MARKS:
            if self.open:
                self.open[-1].level -= 1  # which counted this one, but won't its end
            self.open.append(Caught(len(self._words), named, into))

    def count(self, step: int) -> None:
        """Count how deep within the element that was caught last a tag leads; at its end its words are put down."""
        last = self.open[-1]
        last.level += step
        if last.level <= 0:
            self._release()

    def _release(self) -> None:
        """Put down the words of an element, where no block ended within it."""
        one = self.open.pop()
        text = spaced(unseamed("".join(self._words[one.at :])).replace("\x0b", "\n"))
        if text or "datetime" in one.attributes:
            one.into.append(Mark(len(self._lines), text, one.attributes))
