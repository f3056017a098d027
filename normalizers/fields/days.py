"""The day in a printed line: with month names, all in figures, or as 年月日."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from normalizers.fields.countries import month_first
from normalizers.fields.months import MONTHS

YEARS = (1700, 2199)  # outside these a number is no year of a story
_CENTURY = 69  # two-figure years from 69 on are of the last century, as in RFC 5322's ancestors

_WORD = re.compile(r"[^\s\d,.:;/|()\[\]•·@+–—_'’-]+(?:\s(?:الأول|الثاني))?")
_YMD = re.compile(r"(?<!\d)(\d{4})\s?([-/.•年년 ])\s?(\d{1,2})\s?(?:\2|月|월)\s?(\d{1,2})(?!\d|\2\d)")
_FIGURES = re.compile(r"(?<![\d.,/-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?(?:\2|—|–|-)\s?(\d{4}|\d{2})(?!\d|\2\d)")
_US_DASH = re.compile(r"(?<![\d.,/-])(\d{1,2})(/)(\d{1,2})\s[—–-]\s(\d{4})(?!\d)")

_DAY_BEFORE = re.compile(
    r"(?<![\d.:/])(?<!\d,)(\d{1,2})(?:st|nd|rd|th|er|re|o|a|\.|-a|-an)?[\s,./-]{0,3}(?:(?:de|of|du|den|di)\s)?(?:[^\s\d]{2,12}\s)?$"
)
_YEAR_AFTER = re.compile(r"[.,']?[\s,/–-]{0,3}(?:(?:de|del|di|г|का|,)\s{1,2})?(?:(\d{4})|['’](\d{2})|(\d{2}))(?!\d|:|[.h]\d)")
_TIME_THEN_YEAR = re.compile(
    r"[.,]?\s{1,3}(\d{1,2})\s{1,3}(?:\d{1,2}:\d{2}(?::\d{2})?)(?:\s[A-Z]{1,5}(?:[+-]\d{2}:?\d{2})?)?\s{1,3}(\d{4})(?!\d)"
)
_DAY_AND_YEAR = re.compile(r"[.,]?[\s-]{0,2}(\d{1,2})(?:st|nd|rd|th|\.)?(?!\d|:)[\s,/-]{1,4}(\d{4}|['’]\d{2})(?!\d|:)")
_YEAR_BEFORE = re.compile(r"(?<!\d)(\d{4})[\s,/-]{1,2}$")
_JUST_DAY = re.compile(r"[.,]?[\s/-]{1,2}(\d{1,2})(?:st|nd|rd|th)?(?!\d|:)")

_WEEKDAYS = {name: n for n, names in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun")) for name in (names,)}


class Day(NamedTuple):
    """A day, and the stretch of the line that says it."""

    day: date
    start: int
    end: int


def _year(figures: str) -> int:
    """A year of four or two figures."""
    number = int(figures.lstrip("'’"))
    if number >= 100 or len(figures.lstrip("'’")) == 4:  # noqa: PLR2004 - figures of a whole year
        return number
    return number + (1900 if number >= _CENTURY else 2000)


def make_day(year: int, month: int, day: int) -> date | None:
    """The day of these figures; None where there is no such day, or the year is a placeholder."""
    if not YEARS[0] <= year <= YEARS[1]:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_day(line: str, country: str | None = None, language: str | None = None, near: date | None = None) -> Day | None:
    """The first day a line prints; None where it prints none, an impossible one, or one that can be read two ways.

    `line` has ASCII figures. Where 03/04 stands, the country, then the language or the zone printed beside it, then the printed weekday
    decide, then `near`, a day known from elsewhere that one of the readings agrees with; nothing else does.
    """
    return _with_month_name(line) or _year_first(line) or _in_figures(line, month_first(country, language, line), near)


def _with_month_name(line: str) -> Day | None:
    """A day whose month is a word."""
    for word in _WORD.finditer(line):
        month = MONTHS.get(word[0].casefold()) or MONTHS.get(word[0].casefold().split(" ")[0])
        if month:
            found = _around(line, word.start(), word.end(), month)
            if found:
                return found
    return None


def _around(line: str, start: int, end: int, month: int) -> Day | None:
    """The day and year that stand about a month's name."""
    head = line[max(0, start - 40) : start]
    before = _DAY_BEFORE.search(head)
    after = _YEAR_AFTER.match(line, end)
    if before is not None and after is not None:
        day = make_day(_year(next(g for g in after.groups() if g)), month, int(before[1]))
        return Day(day, start - len(head) + before.start(), after.end()) if day else None
    for pattern in (_TIME_THEN_YEAR, _DAY_AND_YEAR):
        found = pattern.match(line, end)
        if found:
            day = make_day(_year(found[2]), month, int(found[1]))
            stop = found.end() if pattern is _DAY_AND_YEAR else found.end(1)
            return Day(day, start, stop) if day else None
    year, just = _YEAR_BEFORE.search(head), _JUST_DAY.match(line, end)
    if year and just:
        day = make_day(int(year[1]), month, int(just[1]))
        return Day(day, start - len(head) + year.start(), just.end()) if day else None
    return None


def _year_first(line: str) -> Day | None:
    """2024-06-19, 2024/06/19, 2024年6月19日."""
    for found in _YMD.finditer(line):
        day = make_day(int(found[1]), int(found[3]), int(found[4]))
        if day:
            return Day(day, found.start(), found.end())
    return None


def _in_figures(line: str, order: bool | None, near: date | None) -> Day | None:  # noqa: FBT001 - the answer of `month_first`
    """19/06/2024 or 06/19/2024, where it can be told which."""
    found = _US_DASH.search(line) or _FIGURES.search(line)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    readings = {(False): make_day(year, second, first), (True): make_day(year, first, second)}
    day = readings[order] if order is not None else None
    if day is None:
        days = {day for day in readings.values() if day}
        if order is None and len(found[4]) == 2 and found[2] != "/":  # noqa: PLR2004 - a year of two figures may also stand first
            days |= {day for day in (make_day(_year(found[1].zfill(2)), second, int(found[4])),) if day}
        day = days.pop() if len(days) == 1 else _by_weekday(line, days) or (near if near in days else None)
    return Day(day, found.start(), found.end()) if day else None


def _by_weekday(line: str, days: set[date]) -> date | None:
    """The one of several readings that falls on the weekday printed beside it."""
    printed = re.search(r"(?<![a-z])(mon|tue|wed|thu|fri|sat|sun)(?:day|nesday|sday|rsday|urday|s|r|rs)?(?![a-z])", line.casefold())
    if not printed:
        return None
    fitting = [day for day in days if day.weekday() == _WEEKDAYS[printed[1]]]
    return fitting[0] if len(fitting) == 1 else None
