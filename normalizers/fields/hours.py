"""The time of day in a printed line, and the zone beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from normalizers.fields import zones
from normalizers.fields.dayparts import PARTS, on_24

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

_OCLOCK = r"बजे|वाजता|টায়|টার|টা(?!\s?\d)|மணி|గంటల|ಗಂಟೆ|മണി|વાગ્યે|ਵਜੇ|بجے"
_HALF = r"a\.?\s?m\b\.?|p\.?\s?m\b\.?|ص\b|م\b"
_PART = "|".join(map(re.escape, sorted(PARTS, key=len, reverse=True)))
_CLOCK = re.compile(
    rf"(?<![\d.,/+])(?P<before>{_PART})?\s?(?P<hour>\d{{1,2}})\s?(?:[:：.]\s?|h\s?|টা\s?|[時时시點点]\s?)(?P<minute>\d{{2}}|\d(?=\s?মিনিট))(?!\d)"
    rf"(?:[:：.](?P<second>\d{{2}})(?!\d)(?:[.,]\d{{1,9}})?)?[分분]?(?:\s?(?P<half>{_HALF}))?",
    re.IGNORECASE,
)
_FULL_HOUR = re.compile(
    rf"(?<![\d.,/+:])(?P<before>{_PART})?\s?(?P<hour>\d{{1,2}})\s?(?:(?P<half>{_HALF})|(?P<mark>uhr\b|h\b|[時时시點点]|{_OCLOCK}))",
    re.IGNORECASE,
)
_MILITARY = re.compile(r"(?<![\d:.,/-])([01]\d|2[0-4])([0-5]\d)\s?(?=(?:hrs|hours|GMT|UTC|Z|Uhr|[A-Z]{1,3}[SD]?T)\b)")
_NOON = re.compile(r"(?<!\w)(?:12\s)?noon(?!\w)", re.IGNORECASE)
_ZONE_OFFSET = re.compile(r"(?:GMT|UTC|UT)\s?([+\-−–])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)", re.IGNORECASE)
_BARE_OFFSET = re.compile(r"\s?(?:\s?[+])?([+\-−])(\d{2}):?(\d{2})?(?!\d)")
_ABBREVIATION = re.compile(r"(?<![^\W\d_])([A-ZМСК]{1,4}[a-z]?[A-Z]{0,2}|BdST)(?![^\W\d_])")


class Hour(NamedTuple):
    """A time of day; `hour` may be 24. `start` and `end` are the stretch of the line that says it."""

    hour: int
    minute: int
    second: int
    start: int
    end: int


def find_hour(line: str) -> Hour | None:
    """The first time of day in a line from which the day is taken out; None where there is none, or an impossible one."""
    for found in _CLOCK.finditer(line):
        hour = _on_24(int(found["hour"]), found["before"], found["half"])
        minute, second = int(found["minute"]), int(found["second"] or 0)
        if hour is not None and minute < 60 and second <= 60 and (hour < 24 or minute == second == 0):  # noqa: PLR2004 - a clock's figures
            return Hour(hour, minute, second, found.start(), found.end())
    return _full_hour(line)


def _full_hour(line: str) -> Hour | None:
    """`5 AM`, `14 Uhr`, `0600 GMT`, `noon`."""
    for found in _FULL_HOUR.finditer(line):
        hour = _on_24(int(found["hour"]), found["before"], found["half"])
        if hour is not None:
            return Hour(hour, 0, 0, found.start(), found.end())
    plain = _MILITARY.search(line)
    if plain:
        return Hour(int(plain[1]), int(plain[2]) if plain[1] != "24" else 0, 0, plain.start(), plain.end())
    noon = _NOON.search(line)
    return Hour(12, 0, 0, noon.start(), noon.end()) if noon else None


def _on_24(hour: int, before: str | None, half: str | None) -> int | None:
    """An hour on the clock of 24; "13:30 PM" is taken as the 24-hour clock with a needless PM."""
    if hour > 24:  # noqa: PLR2004 - hours of a day; 24:00 is the end of it
        return None
    mark = (half or "").casefold()[:1]
    late = mark in ("p", "م")
    early = mark in ("a", "ص")
    if before is not None and not late and not early:
        return on_24(hour, before)
    if late and hour < 12:  # noqa: PLR2004 - noon
        return hour + 12
    if early and hour == 12:  # noqa: PLR2004 - noon
        return 0
    return hour


def find_zone(line: str, end: int, when: datetime, country: str | None) -> tzinfo | None:
    """The zone a line prints: an offset from Greenwich, an offset right after the time, a phrase, an abbreviation in capitals.

    `end` is where the time of day ends; `when` is the wall clock, by which "ET" is summer or winter time.
    """
    found = _ZONE_OFFSET.search(line)
    if found:
        return zones.offset_of(found[1], found[2], found[3])
    bare = _BARE_OFFSET.match(line, end)
    if bare:
        return zones.offset_of(bare[1], bare[2], bare[3])
    return zones.named(line.casefold()) or _by_abbreviation(line, when, country)


def _by_abbreviation(line: str, when: datetime, country: str | None) -> tzinfo | None:
    """The first abbreviation of a zone in capitals that this country knows."""
    for word in _ABBREVIATION.finditer(line):
        if zones.known(word[1]):
            zone = zones.abbreviated(word[1], when, country)
            if zone is not None:
                return zone
    return None
