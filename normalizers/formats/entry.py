"""One entry of a feed, whatever its dialect: its fields as they were printed, gathered one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from normalizers.terms import Block, Image, Subject, Words

MAX_ENTRIES = 2000  # of one feed; the largest real one seen has a few hundred

PartKind = Literal["headline", "byline", "summary", "content"]


class Part(Struct, gc=False):
    """A field that readers see, where the entry has it; `html` says that it holds markup, `cut` are its paragraphs once known."""

    kind: PartKind
    text: str
    source: str
    html: bool = True
    cut: tuple[Block, ...] | None = None


class Entry(Struct):
    """What an entry states, gathered field by field; several values of a kind stand in the order of the document.

    `base` is the address that its relative links are relative to, where the document states one.
    """

    form: str
    uri: str | None = None
    links: list[str] = []
    parts: list[Part] = []
    published: list[Words] = []
    updated: list[Words] = []
    images: list[Image] = []
    keywords: list[str] = []
    subjects: list[Subject] = []
    language: str | None = None
    publisher: str | None = None
    unseen: list[tuple[str, str]] = []
    permalink: bool = False
    canonical: str | None = None
    located: str | None = None
    caption: str | None = None
    base: str | None = None

    def add(self, kind: PartKind, text: str | None, source: str, *, html: bool = True) -> None:
        """Note a field with words in it."""
        if text and not text.isspace():
            self.parts.append(Part(kind, text, source, html))
