"""What the shell knows beside a document's bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from normalizers.terms.stories import Story
    from normalizers.terms.values import Publisher


class Learned(Struct, frozen=True, gc=False):
    """A line that a publisher prints again and again: in how many of its last stories it stood, each story counted once."""

    line: str
    stories: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the shell knows about a document beside its bytes; every part is optional.

    `zone` is an IANA name. `received` is ISO 8601 UTC: nothing is published later than it was received.
    `lead` is the feed entry (or sitemap line) that named this page. `boilerplate` are lines known to be furniture,
    `learned` those that were counted, so that a reader can say why it leaves them out.
    `links` is the selector (CSS or XPath) of a listing's links.
    """

    charset: str | None = None
    media_type: str | None = None
    zone: str | None = None
    received: str | None = None
    publisher: Publisher | None = None
    lead: Story | None = None
    links: str | None = None
    boilerplate: frozenset[str] = frozenset()
    learned: tuple[Learned, ...] = ()
