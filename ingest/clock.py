"""The one reader of the time: everything else takes `now` as an argument."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock


def zone() -> tzinfo:
    """The zone that this machine's people live in."""
    return datetime.now(UTC).astimezone().tzinfo or UTC  # noqa: TID251 - this is the clock


def stamp(moment: datetime) -> str:
    """A moment as the store and the views print it: ISO 8601 UTC, to the second, with a `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The moment that `stamp` printed."""
    return datetime.fromisoformat(text)
