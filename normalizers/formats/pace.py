"""How often a feed itself asks to be read: RSS `ttl`, and the update period of the syndication module."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = 65_536  # bytes: what a feed says of itself stands before its entries
_ENTRY = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_TTL = re.compile(rb"<ttl[^<>]{0,200}>\s*(\d{1,9})\s*</ttl", re.IGNORECASE)
_PERIOD = re.compile(rb"<[\w.-]{1,40}:updatePeriod[^<>]{0,200}>\s*([a-z]{1,20})\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<[\w.-]{1,40}:updateFrequency[^<>]{0,200}>\s*(\d{1,9})\s*</", re.IGNORECASE)
_PERIODS = {b"hourly": 3600, b"daily": 86_400, b"weekly": 604_800, b"monthly": 2_592_000, b"yearly": 31_536_000}


@dataclass(frozen=True, slots=True)
class Pace:
    """The wait between two polls that a feed asks for, in seconds: the longer of what it says."""

    seconds: int


def pace(data: bytes) -> Pace | None:
    """What a feed says of its own pace before its first entry; None where it says nothing that makes sense. Never raises.

    >>> pace(b"<rss><channel><ttl>90</ttl><item/></channel></rss>")
    Pace(seconds=5400)
    """
    head = data[:HEAD]
    first = _ENTRY.search(head)
    head = head[: first.start()] if first else head
    told = [int(found[1]) * 60 for found in [_TTL.search(head)] if found]
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    if period and (length := _PERIODS.get(period[1].lower())):
        told.append(length // max(int(frequency[1]) if frequency else 1, 1))
    return Pace(max(told)) if any(told) else None
