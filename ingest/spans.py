"""Spans of time as people say them in a table: short, in one unit or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))
_MANY = 10  # of a unit: from here on the next smaller one says nothing more


def span(seconds: float) -> str:
    """A span, never negative.

    >>> span(42), span(5400), span(86_400 * 3), span(41_000)
    ('42 s', '1 h 30 min', '3 d', '11 h')
    """
    left, parts = max(0, round(seconds)), []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
        if parts and (count >= _MANY or len(parts) == 2 or unit == "min"):  # noqa: PLR2004 - two units say enough
            break
    return " ".join(parts) or "0 s"


def ago(moment: datetime | None, now: datetime) -> str:
    """When something was, counted back from now."""
    if moment is None:
        return "—"
    seconds = (now - moment).total_seconds()
    return f"{span(seconds)} ago" if seconds >= 0 else f"in {span(-seconds)}"


def until(moment: datetime | None, now: datetime) -> str:
    """When something is due."""
    if moment is None:
        return "—"
    seconds = (moment - now).total_seconds()
    return f"in {span(seconds)}" if seconds > 0 else "now"
