"""The time in a byline's line: who wrote stands before it, and it is no part of a name."""

from __future__ import annotations

import re

from normalizers.fields.byline_words import DATED
from normalizers.fields.days import find_day

_CLOCK = re.compile(
    r"[\s,|·@-]*(?:at\s)?(?:\d{1,2}[:.h]\d{2}(?::\d{2})?)?\s?(?:[ap]\.?m\.?)?\s?\(?(?:[A-Z]{2,5}|Uhr|UTC[+-]\d{1,2})?\)?", re.IGNORECASE
)


def untimed(line: str) -> str:
    """A byline as printed, without the time that stands behind it on the same line."""
    day = find_day(line) if any(map(str.isdigit, line)) else None
    if day is None or not _CLOCK.fullmatch(line[day.end :]):
        return line
    return DATED.sub("", line[: day.start]).rstrip(" |,·•–—-") or line


def undated(line: str) -> str:
    """A line without the day it prints and the words that lead up to it."""
    day = find_day(line) if any(map(str.isdigit, line)) else None
    if day is None:
        return line
    return f"{DATED.sub('', line[: day.start])} | {line[day.end :]}"
