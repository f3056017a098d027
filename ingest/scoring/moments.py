"""A time against its label: the same day, the same minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

DAY = 10  # characters of an ISO day
MINUTE = timedelta(minutes=1)


def read_moment(text: str | None) -> datetime | None:
    """A time of an answer or label; a day alone as a midnight without zone."""
    try:
        return datetime.fromisoformat(text.strip()) if text else None
    except ValueError:
        return None


def same_day(answer: str | None, label: str, *, or_utc: bool) -> bool:
    """The same calendar day: in the label's zone where it has one, else in the answer's own or, where asked for, in UTC."""
    got, want = read_moment(answer), read_moment(label)
    if got is None or want is None:
        return False
    if got.tzinfo and want.tzinfo:
        return _there(got, want) == want.date()
    days = {got.date()}
    if got.tzinfo and or_utc:
        days.add(got.astimezone(UTC).date())
    return want.date() in days


def _there(got: datetime, want: datetime) -> object:
    """The day of a time in another's zone; None where the calendar ends before it."""
    try:
        return got.astimezone(want.tzinfo).date()
    except (OverflowError, ValueError):
        return None


def same_minute(answer: str | None, label: str) -> bool:
    """The same instant within a minute; a label without zone is met by its clock alone, one with a zone only by an answer with one."""
    got, want = read_moment(answer), read_moment(label)
    if got is None or want is None:
        return False
    if want.tzinfo is None:
        return abs(got.replace(tzinfo=None) - want) < MINUTE
    return got.tzinfo is not None and abs(got - want) < MINUTE
