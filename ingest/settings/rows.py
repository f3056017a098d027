"""The rows of sources.toml and pipeline.toml as they are written, each checked where it stands."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Literal, TypeVar, get_args

import msgspec

from ingest.settings.problems import Complaint, did_you_mean
from ingest.terms import Change  # noqa: TC001 - msgspec reads the types
from normalizers.terms import Relation  # noqa: TC001

_AT = re.compile(r" - at `\$\.?([^`]*)`$")


class SourceRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[source]]` as written."""

    id: str
    kind: str
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
    user: str | None = None
    password: str | None = None
    key: str | None = None
    known_hosts: str | None = None
    secret: str | None = None
    release: Literal["desk", "auto"] = "desk"
    release_only: dict[str, object] | None = None


class OnlyRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """An `only` or `release_only` table as written."""

    source: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    relation: tuple[Relation, ...] = ()
    language: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    change: tuple[Change, ...] = ()
    urgency: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None


class TargetRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[target]]` as written."""

    id: str
    kind: Literal["folder", "feed", "webhook", "sftp"]
    format: Literal["ninjs", "newsml-g2", "html", "text", "atom", "rss", "json-feed"] | None = None
    path: str | None = None
    url: str | None = None
    title: str = "Copytaster"
    entries: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 100
    only: dict[str, object] | None = None
    user: str | None = None
    password: str | None = None
    key: str | None = None
    known_hosts: str | None = None
    secret: str | None = None
    allow_private: tuple[str, ...] = ()
    deadline_s: Annotated[float, msgspec.Meta(gt=0, le=600)] = 10.0
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

    name: str = "the desk"
    listen: str = "127.0.0.1:8642"
    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    proxy_header: str | None = None
    session_hours: Annotated[float, msgspec.Meta(gt=0, le=720)] = 12.0


class DoorRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The `[door]` table as written."""

    listen: str = "127.0.0.1:8643"
    hosts: tuple[str, ...] = ()
    token: str | None = None


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


Row = TypeVar("Row", SourceRow, TargetRow, OnlyRow, LimitsRow, DeskRow, DoorRow, KeepRow, PipelineRow)


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
        raise _in_our_words(str(failure), table, {field.name: _words(field.type) for field in fields}) from failure


@cache
def _fields(form: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """The fields of a form, looked up once: msgspec reads the annotations anew at each call, 0.4 ms that thousands of rows would pay."""
    return msgspec.structs.fields(form)


def _words(kind: object) -> tuple[str, ...]:
    """The words that a type allows, alone, in a list, or beside nothing at all."""
    words: list[str] = []
    for part in get_args(kind):
        words += [part] if isinstance(part, str) else _words(part)
    return tuple(words)


def _in_our_words(message: str, table: dict[str, object], choices: dict[str, tuple[str, ...]]) -> Complaint:
    """Msgspec's complaint with the key in front, and the allowed values of a kind listed."""
    place = _AT.search(message)
    key = place.group(1).partition("[")[0] if place else ""
    says = _AT.sub("", message).replace("`", "")
    if says.startswith("Invalid enum value"):
        word = says.partition("'")[2].rstrip("'")
        says = f"{word!r} is not a {key}; {did_you_mean(word, choices.get(key, ()))}"
    return Complaint(key, says[:1].lower() + says[1:])
