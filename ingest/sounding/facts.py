"""What a sounding found out: facts alone, in the order in which people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.dial.ssh import HostKey
    from ingest.fetch import Fetcher
    from ingest.terms import Hop, Limits
    from ingest.workers import Readers


@dataclass(frozen=True, slots=True)
class Kit:
    """The rooms that a sounding needs, and the moment it counts from."""

    fetcher: Fetcher
    readers: Readers
    limits: Limits
    now: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong (`grave`) or deserves a look, and what mends it."""

    grave: bool
    says: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The sanity of a source's times. `dated` have a day at least, `zoned` a known zone, `bare` a clock without one.

    Of the zoned, `printed` state it themselves; the others have it from `zone` in the source's row, or from what is known of the publisher.
    """

    dated: int = 0
    zoned: int = 0
    printed: int = 0
    bare: int = 0
    in_future: int = 0
    newest: datetime | None = None
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneGuess:
    """The zone of times that carry none, or a wrong one; `zone` is None where nothing tells it. `says` is the reason in words."""

    zone: str | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFacts:
    """What robots.txt says of the pages that would be fetched; `why` where it could not be had, `refused` one that it forbids."""

    url: str
    there: bool = True
    pages: int = 0
    allowed: int = 0
    refused: str | None = None
    crawl_delay_s: float | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How a server says that nothing changed: what it offers, and whether a second question was answered with 304."""

    etag: str | None = None
    last_modified: str | None = None
    works: bool | None = None
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How fast copy comes: items a day, the span that the source holds at once (seconds), and how often to ask it, with the reason."""

    per_day: float | None = None
    holds_s: float | None = None
    asks_s: int | None = None
    every: str = "1h"
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """What one look at a source showed, nothing stored.

    `reached` is False where not even a connection could be made. `moved_to` is where every redirect says that it has moved for good.
    `partial` stories are leads to a page; `sitemaps` are those of an index that were read.
    """

    source: str
    where: str
    kind: str
    good: bool
    reached: bool = True
    reason: str | None = None
    faults: tuple[Fault, ...] = ()
    status: int | None = None
    hops: tuple[Hop, ...] = ()
    final_url: str | None = None
    moved_to: str | None = None
    forms: tuple[str, ...] = ()
    title: str | None = None
    stories: int = 0
    partial: int = 0
    followed: bool = False
    links: str | None = None
    unreadable: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    dates: Dates = Dates()
    zone: ZoneGuess | None = None
    robots: RobotsFacts | None = None
    asking: Asking = Asking()
    rhythm: Rhythm | None = None
    host_key: HostKey | None = None
