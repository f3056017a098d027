"""One entry of a feed, whatever its dialect: its fields as they were printed, gathered one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from normalizers.terms import Block, Image, Subject, Words

MAX_ENTRIES = 2000  # of one feed; the largest real one seen has a few hundred

PartKind = Literal["headline", "byline", "summary", "content"]


@dataclass(slots=True)
class Part:
    """A field that readers see, where the entry has it; `html` says that it holds markup, `cut` are its paragraphs once known."""

    kind: PartKind
    text: str
    source: str
    html: bool = True
    cut: tuple[Block, ...] | None = None


@dataclass(slots=True)
class Entry:
    """What an entry states, gathered field by field; several values of a kind stand in the order of the document.

    `base` is the address that its relative links are relative to, where the document states one.
    """

    form: str
    uri: str | None = None
    links: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    published: list[Words] = field(default_factory=list)
    updated: list[Words] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    language: str | None = None
    publisher: str | None = None
    unseen: list[tuple[str, str]] = field(default_factory=list)
    permalink: bool = False
    canonical: str | None = None
    located: str | None = None
    caption: str | None = None
    base: str | None = None

    def add(self, kind: PartKind, text: str | None, source: str, *, html: bool = True) -> None:
        """Note a field with words in it."""
        if text and not text.isspace():
            self.parts.append(Part(kind, text, source, html))

    @property
    def says_something(self) -> bool:
        """Whether it states words or an address at all."""
        return bool(self.parts or self.links or self.uri)
