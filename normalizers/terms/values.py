"""What stories are made of: times, blocks, names, words with the places they stood in.

What a feed makes by the thousand are structs: they take a tenth of a dataclass's time to make, and hold nothing that could hold them,
so the garbage collector leaves them alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

BlockKind = Literal["p", "h", "li", "quote", "pre", "table"]
ZoneKind = Literal["headline", "summary", "byline", "time", "body", "after", "caption", "quote", "rail", "footer", "meta"]


class Moment(Struct, frozen=True, gc=False):
    """A time as the document states it, no more precise than its words.

    `iso` is a day (`2024-06-19`), a clock reading whose zone nothing tells (`2024-06-19T06:28:00`)
    or an instant (`2024-06-19T06:28:00+05:30`). `raw` is the string that was read. `zone_from` says what told the offset:
    `printed`, `publisher`, `source`, `country`; None where there is none.
    """

    iso: str
    raw: str = ""
    zone_from: str | None = None

    @property
    def is_day(self) -> bool:
        """Whether only the day is known."""
        return "T" not in self.iso

    @property
    def instant(self) -> datetime | None:
        """The moment in UTC, or None where day or zone alone are known."""
        if self.is_day:
            return None
        value = datetime.fromisoformat(self.iso)
        return value.astimezone(UTC) if value.tzinfo else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Whose page, feed or wire this is."""

    name: str | None = None
    domain: str | None = None


NO_PUBLISHER = Publisher()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Where and when the story says it was filed: `NEW DELHI, June 19 (ANI):`."""

    text: str | None = None
    place: str | None = None
    date: str | None = None


class Block(Struct, frozen=True, gc=False):
    """One paragraph, subhead, list item, quotation, preformatted text or table row of the body, in order.

    `start` and `end` say where it stands in `raw_text`: `raw_text[start:end] == text` for as long as nothing was taken out of it.
    A table is one block: cells parted by tabs, rows by line breaks.
    """

    kind: BlockKind
    text: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture that belongs to the story."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the story is about: an IPTC Media Topic code where one is stated, else a name."""

    code: str | None = None
    name: str


class Words(Struct, frozen=True, gc=False):
    """A string a document states, and where: `json-ld headline`, `meta author`, `h1`, `feed pubDate`, `ninjs by`."""

    text: str
    source: str


class Zone(Struct, frozen=True, gc=False):
    """A stretch of `raw_text` and what part of the page it is; zones don't overlap, what lies in none is unknown ground."""

    kind: ZoneKind
    start: int
    end: int


class Finding(Struct, frozen=True, gc=False):
    """A candidate for a field: where it stood, what it said, and whether it was taken."""

    field: str
    source: str
    value: str
    chosen: bool
