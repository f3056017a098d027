"""The rows of sources.toml and pipeline.toml as they are written, each checked where it stands."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import ip_network
from typing import Annotated, Literal, TypeVar, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from ingest.settings.problems import did_you_mean

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PERIOD = re.compile(r"(\d{1,6})\s*(s|m|h|d)")
_PAIR = re.compile(r"(?:\[([0-9A-Fa-f:.%]+)\]|([^\s\[\]:/@]+)):(\d{1,5})")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_AT = re.compile(r" - at `\$\.?([^`]*)`$")
POLITE_S = 60  # polling a public site more than once a minute is never polite
LONGEST_S = 30 * 86400


class Complaint(ValueError):
    """What is wrong with one key of a row."""

    def __init__(self, key: str, says: str) -> None:
        """Name the key and the remedy."""
        super().__init__(says)
        self.key, self.says = key, says


class SourceRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[source]]` as written."""

    id: str
    kind: Literal["feed", "news-sitemap", "page", "folder"]
    name: str | None = None
    note: str | None = None
    url: str | None = None
    path: str | None = None
    enabled: bool = True
    every: int | str = 3600
    follow: bool = False
    links: str | None = None
    form: str = "auto"
    zone: str | None = None
    allow_private: tuple[str, ...] = ()
    spacing_s: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 1.0
    deadline_s: Annotated[float, msgspec.Meta(gt=0, le=600)] = 30.0
    move_to: str | None = None
    after: str | None = None
    fastest: int | str | None = None
    slowest: int | str | None = None
    heed: bool = True
    conditional: bool = True
    robots: bool = True


class TargetRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[target]]` as written."""

    id: str
    kind: Literal["folder", "feed"]
    path: str
    title: str = "Copytaster"
    entries: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 100
    note: str | None = None


class LimitsRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[limits]` table as written."""

    read_s: Annotated[float, msgspec.Meta(gt=0, le=600)] = 5.0
    read_mb: Annotated[int, msgspec.Meta(ge=128, le=65_536)] = 1024
    bytes: Annotated[int, msgspec.Meta(ge=1000, le=64_000_000)] = 10_000_000
    entries: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 2000
    files: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 10_000


class DeskRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[desk]` table as written."""

    listen: str = "127.0.0.1:8642"
    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    proxy_header: str | None = None
    session_hours: Annotated[float, msgspec.Meta(gt=0, le=720)] = 12.0


class KeepRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[keep]` table as written."""

    marks_days: Annotated[int, msgspec.Meta(ge=7, le=1000)] = 14
    raw_days: Annotated[int, msgspec.Meta(ge=1, le=36_500)] = 90
    polls_days: Annotated[int, msgspec.Meta(ge=1, le=36_500)] = 90
    items_days: Annotated[int, msgspec.Meta(ge=30, le=36_500)] | None = None


class PipelineRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The keys of pipeline.toml that stand outside its tables."""

    contact: str | None = None
    workers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2
    hosts_at_once: Annotated[int, msgspec.Meta(ge=1, le=1024)] = 48


Row = TypeVar("Row", SourceRow, TargetRow, LimitsRow, DeskRow, KeepRow, PipelineRow)


def as_row(table: object, form: type[Row]) -> Row:
    """A TOML table as a row of that form; what doesn't fit is a Complaint that names the key and the remedy."""
    if not isinstance(table, dict):
        raise Complaint("", "must be a table")
    fields = _fields(form)
    for key in table:
        if key not in {field.name for field in fields}:
            raise Complaint(str(key), f"unknown key; {did_you_mean(str(key), (field.name for field in fields))}")
    for field in fields:
        if field.required and field.name not in table:
            raise Complaint(field.name, "is required; add it")
    try:
        return msgspec.convert(table, form)
    except msgspec.ValidationError as failure:
        raise _in_our_words(str(failure), table, {field.name: get_args(field.type) for field in fields}) from failure


@cache
def _fields(form: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """The fields of a form, looked up once: msgspec reads the annotations anew at each call, 0.4 ms that thousands of rows would pay."""
    return msgspec.structs.fields(form)


def _in_our_words(message: str, table: dict[str, object], choices: dict[str, tuple[str, ...]]) -> Complaint:
    """Msgspec's complaint with the key in front, and the allowed values of a kind listed."""
    place = _AT.search(message)
    key = place.group(1) if place else ""
    says = _AT.sub("", message).replace("`", "")
    if says.startswith("Invalid enum value"):
        says = f"{table.get(key)!r} is not a {key}; {did_you_mean(str(table.get(key)), choices.get(key, ()))}"
    return Complaint(key, says[:1].lower() + says[1:])


def check_id(value: str) -> str:
    """An id that is safe in a file name, a URL and a shell."""
    if not _ID.fullmatch(value):
        raise Complaint("id", f"{value!r} must be small letters, digits, '.', '_' or '-', at most 64, beginning with a letter or digit")
    return value


def seconds(value: int | str, key: str = "every") -> int:
    """A period: whole seconds, or a text such as "15m", "1h"."""
    if isinstance(value, str):
        read = _PERIOD.fullmatch(value.strip().lower())
        if not read:
            raise Complaint(key, f'{value!r} is not a period; write seconds, or "90s", "15m", "1h", "1d"')
        value = int(read.group(1)) * _SECONDS[read.group(2)]
    if not 1 <= value <= LONGEST_S:
        raise Complaint(key, "must be between one second and 30 days")
    return value


def check_url(value: str) -> str:
    """An http or https address with a host and without a password."""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine or any(sign.isspace() for sign in value):
        raise Complaint("url", f"{value!r} is not an address; it must begin with http:// or https:// and name a host")
    if parts.username or parts.password:
        raise Complaint("url", "holds a user name or password, which would reach logs; leave it out")
    return value


def check_selector(value: str) -> str:
    """A selector, CSS or XPath, that can find links."""
    from normalizers.page.listing import fault  # the parsers of markup are only needed where a selector is named

    wrong = fault(value)
    if wrong:
        raise Complaint("links", f'{wrong}; write for example "main h2 a" or "//main//h2/a"')
    return value


def check_zone(value: str) -> str:
    """A zone that the zone data of this machine knows."""
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):  # not found, a folder's name, a path
        raise Complaint("zone", f"{value!r} is not a time zone; {_near_zone(value)}") from None
    return value


def _near_zone(value: str) -> str:
    """The nearest IANA name, or an example where none is near."""
    says = did_you_mean(value, available_timezones())
    return says if says.startswith("did") else 'write an IANA name such as "Asia/Kolkata"'


def check_listen(value: str) -> str:
    """Where the desk may listen: host:port, or the path of a socket."""
    if value.startswith("unix:/"):
        return value
    read = _PAIR.fullmatch(value)
    if not read or int(read.group(3)) > 65_535:  # noqa: PLR2004 - the highest port
        raise Complaint("listen", f'{value!r} is not host:port; write for example "127.0.0.1:8642" or "unix:/run/copytaster/desk.sock"')
    return value


def check_network(value: str) -> str:
    """A network that a trusted proxy stands in, or `unix` for whoever comes through the socket."""
    try:
        return value if value == "unix" else str(ip_network(value))
    except ValueError:
        raise Complaint("trusted_proxies", f'{value!r} is not a network; write for example "10.1.2.3/32" or "unix"') from None


def check_pair(value: str) -> str:
    """A host:port pair that may be dialed though it is private; IPv6 in brackets."""
    read = _PAIR.fullmatch(value)
    if not read or not 1 <= int(read.group(3)) <= 65_535:  # noqa: PLR2004 - the highest port
        raise Complaint("allow_private", f'{value!r} is not host:port; write for example "127.0.0.1:8099" or "[::1]:8099"')
    return value.lower()
