"""What a feed says of its own pace: how long to wait between two polls, and when not to poll at all. For the schedule, not for stories."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from normalizers.markup import decode

if TYPE_CHECKING:
    from collections.abc import Iterable

HEAD = 65_536  # bytes looked at: a feed says it before its entries
_MINUTE = 60
_PERIODS = {b"hourly": 3600, b"daily": 86_400, b"weekly": 604_800, b"monthly": 2_592_000, b"yearly": 31_536_000}
_DAYS = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")
_HOURS = 24

_ENTRY = re.compile(rb"<(?:[a-z][\w.-]{0,30}:)?(?:item|entry|url)[\s/>]", re.IGNORECASE)
_SAID = re.compile(
    rb"<(?:[a-z][\w.-]{0,30}:)?(ttl|updateperiod|updatefrequency)(?:\s[^<>]{0,300})?>(?:<!\[CDATA\[)?\s{0,40}([a-z0-9]{1,12})(?:\.0+)?\s{0,40}(?:\]\]>)?</",
    re.IGNORECASE,
)
_LISTED = re.compile(rb"<(hour|day)>\s{0,40}([a-z0-9]{1,12})\s{0,40}</", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a feed wants to be asked.

    `seconds` lie between two polls; `skip_hours` of the day in GMT (0–23) and `skip_days` (0 is Monday) are to be left out.
    """

    seconds: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


def pace(data: bytes) -> Pace | None:
    """The pace a feed asks for: RSS `ttl` (minutes), `sy:updatePeriod` and `sy:updateFrequency`, `skipHours`, `skipDays`.

    Where both intervals are stated the longer one counts. Nonsense (0, words, a day with no hour left) is as good as nothing; how long a
    wait is too long is for the caller to say. None where nothing is stated. Looks at the first 64 KB, in linear time; never raises.

    >>> pace(b"<rss><channel><ttl>30</ttl><item/></channel></rss>")
    Pace(seconds=1800, skip_hours=frozenset(), skip_days=frozenset())
    """
    head = _head(data)
    said = {found[1].lower(): found[2].lower() for found in reversed(list(_SAID.finditer(head)))}  # of several the first counts
    waits = [seconds for seconds in (_ttl(said), _updates(said)) if seconds]
    listed = [(found[1].lower(), found[2].lower()) for found in _LISTED.finditer(head)]
    hours = _rest(int(value) % _HOURS for kind, value in listed if kind == b"hour" and value.isdigit() and int(value) <= _HOURS)
    days = _rest((_DAYS.index(value) for kind, value in listed if kind == b"day" and value in _DAYS), whole=len(_DAYS))
    return Pace(seconds=max(waits, default=None), skip_hours=hours, skip_days=days) if waits or hours or days else None


def _head(data: bytes) -> bytes:
    """What a feed says before its first entry, without remarks."""
    head = data[:HEAD]
    if b"\0" in head[:200]:
        head = decode(head).encode("utf-8", "replace")
    entry = _ENTRY.search(head)
    head = head[: entry.start()] if entry else head
    kept, at = [], 0
    while (begin := head.find(b"<!--", at)) >= 0:
        kept.append(head[at:begin])
        end = head.find(b"-->", begin)
        at = end + 3 if end >= 0 else len(head)
    return b"".join((*kept, head[at:]))


def _ttl(said: dict[bytes, bytes]) -> int | None:
    """The minutes that RSS states, in seconds."""
    minutes = said.get(b"ttl", b"")
    return int(minutes) * _MINUTE if minutes.isdigit() else None


def _updates(said: dict[bytes, bytes]) -> int | None:
    """The interval of the syndication module: a period, and how often in it; a day, and once, where one of them is not stated."""
    if not said.keys() & {b"updateperiod", b"updatefrequency"}:
        return None
    period, times = _PERIODS.get(said.get(b"updateperiod", b"daily")), said.get(b"updatefrequency", b"1")
    return period // int(times) if period and times.isdigit() and int(times) else None


def _rest(stated: Iterable[int], whole: int = _HOURS) -> frozenset[int]:
    """Hours or days to leave out; a feed that leaves out all of them has not said when it may be asked."""
    found = frozenset(stated)
    return found if len(found) < whole else frozenset()
