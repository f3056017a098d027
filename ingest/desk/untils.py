"""Until when an item is held: a span such as `2h`, a time of the clock, or a day with a time."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from ingest.desk.editors import DeskError

if TYPE_CHECKING:
    from datetime import tzinfo

_SPAN = re.compile(r"(\d{1,4})\s*(min|m|h|d)")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_UNITS = {"m": 60, "min": 60, "h": 3600, "d": 86_400}
LONGEST = timedelta(days=90)


def until_of(said: str | None, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment that an editor named; None where nothing was said. A time of the clock is the next one, in the desk's zone.

    Raises DeskError for what is no time, has passed, or lies more than 90 days ahead.
    """
    words = (said or "").strip().lower()
    if not words:
        return None
    moment = _moment(words, now, zone)
    if moment is None:
        raise DeskError(f"{words[:40]!r} is no time; say 30m, 2h, 1d, 18:30 or 2026-03-04T18:30")
    if not now < moment <= now + LONGEST:
        raise DeskError("an item is held until a moment that lies ahead, 90 days at most")
    return moment


def _moment(words: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment, or None where the words are none."""
    if span := _SPAN.fullmatch(words):
        return now + timedelta(seconds=int(span[1]) * _UNITS[span[2]])
    if clock := _CLOCK.fullmatch(words):
        here = now.astimezone(zone)
        there = datetime.combine(here.date(), time(int(clock[1]), int(clock[2])), zone)
        return there if there > now else there + timedelta(days=1)
    try:
        moment = datetime.fromisoformat(words.upper())
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except ValueError:
        return None
