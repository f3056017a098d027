"""The zone of times that carry none: guessed from the country of the address, and from how far the newest is ahead of now. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ingest.sounding.facts import ZoneGuess
from ingest.spans import span
from normalizers.fields.countries import country_of, zone_of_country

if TYPE_CHECKING:
    from collections.abc import Sequence

SLACK = timedelta(minutes=10)  # two clocks that differ by less agree
FRESH = timedelta(hours=1)  # a source that gives copy all day has some of the last hour
# One zone for each offset that newsrooms keep, those with the most of them first.
ZONES = (
    "UTC", "Asia/Kolkata", "Europe/London", "Europe/Paris", "Asia/Shanghai", "Asia/Tokyo", "America/New_York", "Asia/Karachi",
    "Asia/Dhaka", "Asia/Kathmandu", "Asia/Dubai", "Asia/Jakarta", "Asia/Yangon", "Asia/Kabul", "Asia/Tehran", "Europe/Moscow",
    "Europe/Athens", "Australia/Sydney", "Australia/Adelaide", "Australia/Brisbane", "Pacific/Auckland", "Pacific/Noumea",
    "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo", "America/Halifax", "America/St_Johns",
    "America/Anchorage", "Pacific/Honolulu", "Atlantic/Azores", "Pacific/Tongatapu", "Pacific/Kiritimati",
)  # fmt: skip


def guess_zone(clocks: Sequence[datetime], url: str | None, now: datetime) -> ZoneGuess | None:
    """The zone that wall clocks (naive, as printed) were written in; None where there are none.

    The country's zone stands unless the newest would then be in the future. Else a newest that is ahead of UTC tells the offset: a
    newsroom prints no time that has not come.

    >>> guess_zone([datetime(2026, 3, 3, 15, 0)], "https://coast.com/", datetime(2026, 3, 3, 9, 32, tzinfo=UTC)).says
    'times seem to be Asia/Kolkata, or of a zone east of it: the newest is 5 h 28 min ahead when read as UTC'
    """
    if not clocks:
        return None
    newest = max(clocks)
    home = zone_of_country(country_of(url))
    if home is not None and (age := now - newest.replace(tzinfo=ZoneInfo(home))) >= -SLACK:
        return ZoneGuess(zone=home, says=f"times seem to be {home}, the zone of .{country_of(url)}: the newest is {_old(age)} then")
    ahead = newest.replace(tzinfo=UTC) - now
    if ahead > SLACK:
        return _ahead(newest, ahead)
    if -ahead <= FRESH:
        return ZoneGuess(zone="UTC", says=f"times seem to be UTC: the newest is {_old(-ahead)} then")
    zone = _zone_at(newest, ahead)
    more = f"; if it has just come, times are {zone}" if zone and zone != "UTC" else ""
    return ZoneGuess(zone=None, says=f"nothing tells the zone of its times: the newest is {_old(-ahead)} when read as UTC{more}")


def _ahead(newest: datetime, ahead: timedelta) -> ZoneGuess:
    """The guess where the newest time has not come yet in UTC."""
    zone = _zone_at(newest, ahead - SLACK)
    told = f"the newest is {span(ahead.total_seconds())} ahead when read as UTC"
    if zone is None:
        return ZoneGuess(zone=None, says=f"times are in the future in every zone: {told}")
    return ZoneGuess(zone=zone, says=f"times seem to be {zone}, or of a zone east of it: {told}")


def _zone_at(when: datetime, offset: timedelta) -> str | None:
    """The zone whose clocks are that far ahead of UTC, else the next one further ahead."""
    offsets = [(ZoneInfo(name).utcoffset(when) or timedelta(), -place, name) for place, name in enumerate(ZONES)]
    fitting = [one for one in offsets if one[0] >= offset]
    nearest = min((one[0] for one in fitting), default=None)
    return max((one for one in fitting if one[0] == nearest), key=lambda one: one[1])[2] if nearest is not None else None


def _old(age: timedelta) -> str:
    """An age in words."""
    return f"{span(age.total_seconds())} old"
