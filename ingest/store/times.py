"""Times as the tables hold them: ISO 8601 UTC text to the second, with a `Z`, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.terms import Moment


def text(moment: datetime) -> str:
    """A moment as text; the year always has four digits."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def maybe_text(moment: datetime | None) -> str | None:
    """A moment as text, or nothing."""
    return None if moment is None else text(moment)


def moment(value: str) -> datetime:
    """The moment that `text` wrote."""
    return datetime.fromisoformat(value)


def maybe_moment(value: str | None) -> datetime | None:
    """The moment that `text` wrote, or nothing."""
    return None if value is None else moment(value)


def instant(stated: Moment | None) -> datetime | None:
    """The instant that a document states; nothing where day or zone are missing, or where no calendar has such a time."""
    try:
        return stated.instant if stated else None
    except (ValueError, OverflowError):
        return None
