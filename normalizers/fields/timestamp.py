"""Times as documents print them: our own reader over raw strings, with hints for zone, country and language."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from normalizers.fields import labels, zones
from normalizers.fields.countries import country_of, country_of_zone
from normalizers.fields.days import find_day, make_day
from normalizers.fields.hours import find_hour, find_zone
from normalizers.terms import Moment

if TYPE_CHECKING:
    from datetime import tzinfo

__all__ = ["Times", "country_of", "read_moment", "read_times"]

LONGEST = 240  # a printed time stands in a line; what is longer is prose
_EPOCH = (946_684_800, 4_102_444_800)  # 2000 to 2100: other ten-figure numbers are telephone numbers

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ]\s?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,12})?)?\s?(?:(Z|z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)?)?"
)
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(?:[.,]\d{1,12})?(?:(Z)|([+-])(\d{2}):?(\d{2})?)?)?")
_MAIL = re.compile(
    r"(?:[A-Za-z]{3,9},?\s{0,3})?(\d{1,2})[ -]([A-Za-z]{3})[ -](\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"(?: ?(Z|GMT|UTC|UT)| ?([+-])(\d{2}):?(\d{2}))?"
)
_MAIL_MONTHS = {name: n for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_STAMP = re.compile(r"(\d{10}|\d{13})(?:\.\d{1,9})?")

_PUBLISHED = (
    r"(?:first\s+)?(?:published|publish(?:ed)?\s+date|posted|created|uploaded)|original(?:ly)?|veröffentlicht|publiziert|erstellt|publiée?|paru|publicad[oa]|creado|"
    r"pubblicat[oa]|gepubliceerd|geplaatst|yayınlan\w*|giriş|oluşturulma|опубликован\w*|입력|게시"
)
_UPDATED = (
    r"(?:last\s+)?(?:updated?|modified)|last\s+(?:changed|edited)|zuletzt(?:\s+(?:geändert|aktualisiert|bearbeitet))?|aktualisiert|geändert|stand\b|mise?\s+à\s+jour|modifiée?|"
    r"actualisée?|actualizad[oa]|modificad[oa]|atualizad[oa]|aggiornat[oa]|ultima\s+modifica|bijgewerkt|güncelle\w*|обновлен\w*|अपडेट[ऀ-ॿ]*|수정|업데이트"
)
_LABEL = re.compile(
    rf"(?<!\w)(?:(?P<updated>{_UPDATED}|{labels.UPDATED}|{labels.UPDATED_DENSE})"
    rf"|(?P<published>{_PUBLISHED}|{labels.PUBLISHED}|{labels.PUBLISHED_DENSE}))",
    re.IGNORECASE,
)


class Times(NamedTuple):
    """What one printed line says: when the story appeared, when it was changed. A line without a label says when it appeared."""

    published: Moment | None = None
    updated: Moment | None = None


class _Where(NamedTuple):
    """What is known beside the string."""

    zone: str | None
    country: str | None
    language: str | None
    zone_from: str
    near: date | None = None


class _Reading(NamedTuple):
    """Day, wall clock and zone as one stretch of a line prints them; `rolls` where it said 24:00."""

    day: date | None = None
    clock: time | None = None
    zone: tzinfo | None = None
    rolls: bool = False


def read_moment(
    text: str, *, zone: str | None = None, country: str | None = None, language: str | None = None, zone_from: str = "source"
) -> Moment | None:
    """The time a string states; None where it states no day, an impossible, relative or ambiguous one, or a placeholder.

    `zone` is an IANA name that gives the offset where none is printed (`zone_from` then says who told it); `country` a top-level domain
    that settles IST, BST and CST and the order of day and month; `language` settles the order where no country does.
    Of a line with several times it is the publication's, else the change's. A year outside 1700–2199 is a placeholder. Never raises.

    >>> read_moment("Updated : Jun 19, 2024, 06:28 AM IST", country="in").iso
    '2024-06-19T06:28:00+05:30'
    >>> read_moment("03/04/2024") is None
    True
    """
    times = read_times(text, zone=zone, country=country, language=language, zone_from=zone_from)
    return times.published or times.updated


def read_times(
    text: str,
    *,
    zone: str | None = None,
    country: str | None = None,
    language: str | None = None,
    zone_from: str = "source",
    near: date | None = None,
) -> Times:
    """Both times a line may print: "Published Jun 18, 2024, 11:05 PM IST | Updated Jun 19, 2024, 06:28 AM IST".

    Hints as in `read_moment`; `near` is a day known from elsewhere, which settles 03/04 where nothing else does.
    """
    line = text.strip()
    if not line or len(line) > LONGEST:
        return Times()
    country = country or country_of_zone(zone)
    stamped = _stamped(text, zone, country, zone_from)
    return _from_line(line, text, _Where(zone, country, language, zone_from, near)) if stamped is None else stamped


def is_stamp(text: str, *, zone: str | None = None, country: str | None = None, zone_from: str = "source") -> bool:
    """Whether a string is a stamp that programs print (RFC 822, ISO 8601, seconds since 1970): no language or neighbor changes its meaning.

    >>> is_stamp("Wed, 19 Jun 2024 06:28:00 +0530"), is_stamp("03/04/2024")
    (True, False)
    """
    return len(text) <= LONGEST and _stamped(text, zone, country or country_of_zone(zone), zone_from) is not None


@lru_cache(maxsize=1024)
def _stamped(text: str, zone: str | None, country: str | None, zone_from: str) -> Times | None:
    """What a stamp that programs print says; None where it is none. Kept, for a feed's stories are asked for theirs twice."""
    line = text.strip()
    where = _Where(zone, country, None, zone_from)
    found = _MAIL.fullmatch(line)
    if found is not None:  # three letters of another language are no stamp
        return Times(_from_mail(found, text, where)) if found[2].lower() in _MAIL_MONTHS else None
    for pattern, read in ((_ISO, _from_iso), (_BASIC, _from_iso), (_STAMP, _from_stamp)):
        found = pattern.fullmatch(line)
        if found is not None:
            return Times(read(found, text, where))
    return None


def _from_mail(found: re.Match[str], raw: str, where: _Where) -> Moment | None:
    """RFC 822 as most feeds print it."""
    month = _MAIL_MONTHS[found[2].lower()]
    day, _, year, hour, minute, second, utc, sign, east, more = found.groups()
    return _build(make_day(int(year), month, int(day)), (hour, minute, second), (utc, sign, east, more), raw, where)


def _from_iso(found: re.Match[str], raw: str, where: _Where) -> Moment | None:
    """ISO 8601, extended or basic, with or without time."""
    year, month, day, hour, minute, second, utc, sign, east, more = found.groups()
    when = make_day(int(year), int(month), int(day))
    if hour is None:
        return Moment(when.isoformat(), raw) if when else None
    return _build(when, (hour, minute, second), (utc, sign, east, more), raw, where)


def _build(day: date | None, clock: tuple[str, str, str | None], zone: tuple[str | None, ...], raw: str, where: _Where) -> Moment | None:
    """A moment from the figures of a regular stamp."""
    hour, minute, second = int(clock[0]), int(clock[1]), int(clock[2] or 0)
    if day is None or minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):  # noqa: PLR2004 - a clock's figures
        return None
    utc, sign, east, more = zone
    told: tzinfo | None = UTC if utc else zones.offset_of(sign, east, more) if sign and east else None
    if told is not None and hour < 24:  # noqa: PLR2004 - the everyday stamp needs no calendar
        shown = f"{sign}{east}:{more or '00'}" if told is not UTC and told.utcoffset(None) else "+00:00"
        return Moment(f"{day.isoformat()}T{hour:02}:{minute:02}:{min(second, 59):02}{shown}", raw, "printed")
    reading = _Reading(day, time(hour % 24, minute, min(second, 59)), told, hour == 24)  # noqa: PLR2004 - 24:00 is the next day's 00:00
    return _moment(reading, raw, where)


def _from_stamp(found: re.Match[str], raw: str, where: _Where) -> Moment | None:
    """Seconds or milliseconds since 1970, where the number plainly is that."""
    del where
    seconds = int(found[1]) if len(found[1]) == 10 else int(found[1]) // 1000  # noqa: PLR2004 - figures of a stamp in seconds
    if not _EPOCH[0] <= seconds < _EPOCH[1]:
        return None
    return Moment(datetime.fromtimestamp(seconds, UTC).isoformat(), raw, "printed")


def _from_line(line: str, raw: str, where: _Where) -> Times:
    """A printed line: cut at its labels, each part read by itself; a missing day or zone is its neighbor's."""
    line = _plain(line)
    found = list(_LABEL.finditer(line))
    if not found:
        return Times(_moment(_read(line, where), raw, where))
    first = _read(line[: found[0].start()], where)
    parts: dict[str, _Reading] = {}
    for n, label in enumerate(found):
        end = found[n + 1].start() if n + 1 < len(found) else len(line)
        kind, rest = ("updated" if label["updated"] else "published"), line[label.end() : end]
        reading = _read(rest, where)
        if n == 0 and first.day and not any(map(str.isalnum, rest)):  # the label stands behind its time
            first, reading = _Reading(), first
        if reading.clock or reading.day:
            parts.setdefault(kind, reading)
    return _joined(first, parts.get("published", _Reading()), parts.get("updated", _Reading()), raw, where)


def _joined(first: _Reading, published: _Reading, updated: _Reading, raw: str, where: _Where) -> Times:
    """The two times of a line's parts; `first` stands before any label."""
    if not published.day and first.day:
        published = published._replace(day=first.day) if published.clock else first
    if updated.clock and not updated.day:
        updated = updated._replace(day=published.day)
    zone = published.zone or updated.zone
    published = published._replace(zone=published.zone or zone)
    updated = updated._replace(zone=updated.zone or zone)
    return Times(_moment(published, raw, where), _moment(updated, raw, where))


def _read(line: str, where: _Where) -> _Reading:
    """Day, wall clock and zone of one part."""
    found = find_day(line, where.country, where.language, where.near)
    rest = f"{line[: found.start]}\n{line[found.end :]}" if found else line
    hour = find_hour(rest)
    if hour is None:
        return _Reading(found.day if found else None)
    clock = time(hour.hour % 24, hour.minute, min(hour.second, 59))
    when = datetime.combine(found.day if found else date(2000, 1, 1), clock)
    before_and_after = f"{rest[: hour.start]}\n{rest[hour.end :]}"
    zone = find_zone(before_and_after, hour.start + 1, when, where.country)
    return _Reading(found.day if found else None, clock, zone, hour.hour == 24)  # noqa: PLR2004 - 24:00 is the next day's 00:00


def _moment(reading: _Reading, raw: str, where: _Where) -> Moment | None:
    """The moment of a reading, with the hinted zone where none was printed; None without a day."""
    if reading.day is None:
        return None
    if reading.clock is None:
        return Moment(reading.day.isoformat(), raw)
    when = datetime.combine(reading.day, reading.clock)
    if reading.rolls:
        when += timedelta(days=1)
    told = reading.zone or (zones.clock(where.zone) if where.zone else None)
    if told is None:
        return Moment(when.isoformat(), raw)
    aware = when.replace(tzinfo=told)
    offset = aware.utcoffset()
    if offset is None or offset.seconds % 60:  # before zones were lawful, clocks kept the town's own time
        return Moment(when.isoformat(), raw)
    return Moment(aware.isoformat(), raw, "printed" if reading.zone else where.zone_from)


def _plain(line: str) -> str:
    """A line with ASCII figures, one kind of blank and dash, and none of the marks that steer writing direction."""
    if line.isascii():
        return " ".join(line.split())
    line = unicodedata.normalize("NFKC", line)
    kept = (
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in line
        if unicodedata.category(char) != "Cf" or char in "\u200c\u200d"
    )
    return " ".join("".join(kept).split())
