"""The waits that an answer's headers ask for: until when to leave a server alone, and how long its answer stays fresh. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HOLD_CAP = timedelta(hours=24)
HOLD_DEFAULT = {429: timedelta(minutes=15), 503: timedelta(minutes=5)}
MOST_S = 31_536_000  # a year: what is longer says nothing


def hold_until(wish: str | None, status: int, now: datetime) -> datetime:
    """Until when a server is left alone: its Retry-After (seconds or a date), else the default of the status; at most 24 hours."""
    wanted = _wish(wish.strip(), now) if wish else None
    if wanted is None:
        return now + HOLD_DEFAULT[status]
    return min(max(wanted, now), now + HOLD_CAP)


def fresh_for(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds for which a server calls its answer fresh: max-age less the Age it has, else Expires; `no-cache` and `no-store` void both.

    >>> fresh_for({"Cache-Control": "public, max-age=900", "Age": "300"}, datetime(2026, 3, 3, tzinfo=UTC))
    600
    """
    told = [part.strip().lower().partition("=") for part in headers.get("Cache-Control", "").split(",")]
    names = {name.strip() for name, _, _ in told}
    if names & {"no-cache", "no-store"}:
        return None
    ages = [_seconds(value.strip().strip('"')) for name, _, value in told if name.strip() == "max-age"]
    age = ages[0] if ages else _until_expiry(headers, now)
    left = age - (_seconds(headers.get("Age", "")) or 0) if age is not None else 0
    return left if left > 0 else None


def asked_to_wait(wish: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After asks us to wait, at most 24 hours; None where it says nothing that can be read.

    >>> asked_to_wait("120", datetime(2026, 3, 3, tzinfo=UTC))
    120.0
    """
    wanted = _wish(wish.strip(), now) if wish else None
    return min(max((wanted - now).total_seconds(), 0.0), HOLD_CAP.total_seconds()) if wanted is not None else None


def _until_expiry(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds from the answer's own Date (else from now) to its Expires."""
    expires = _date(headers.get("Expires", ""))
    if expires is None:
        return None
    return min(int((expires - (_date(headers.get("Date", "")) or now)).total_seconds()), MOST_S)


def _seconds(text: str) -> int | None:
    text = text.strip()
    return min(int(text[:12]), MOST_S) if text.isascii() and text.isdigit() else None


def _wish(text: str, now: datetime) -> datetime | None:
    seconds = _seconds(text)
    return now + timedelta(seconds=seconds) if seconds is not None else _date(text)


def _date(text: str) -> datetime | None:
    """A date of HTTP in UTC, or None."""
    try:
        date = parsedate_to_datetime(text.strip())
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
