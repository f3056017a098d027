"""What the configuration says, every row checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

SourceKind = Literal["feed", "news-sitemap", "page", "folder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One row of sources.toml. `every` is seconds between polls; `path` is absolute; `zone` an IANA name.

    `links` selects the links of a listing (CSS or XPath): then the page is read for its leads alone.
    `after` names a source whose turn ends first when both are asked in one pass: an agency's wire before those who carry it.
    The wait between two polls moves between `fastest` and `slowest` (seconds) about `every`; `heed` lengthens it to what feed and server
    ask for. `conditional` and `robots` are the switches of those two manners.
    """

    id: str
    kind: SourceKind
    name: str | None = None
    url: str | None = None
    path: Path | None = None
    enabled: bool = True
    every: int = 3600
    follow: bool = False
    links: str | None = None
    form: str = "auto"
    zone: str | None = None
    allow_private: tuple[str, ...] = ()
    spacing_s: float = 1.0
    deadline_s: float = 30.0
    move_to: Path | None = None
    after: str | None = None
    note: str | None = None
    fastest: int | None = None
    slowest: int | None = None
    heed: bool = True
    conditional: bool = True
    robots: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One row of [[target]] in pipeline.toml: `folder` writes one ninjs document a despatch, `feed` keeps one Atom file of the newest."""

    id: str
    kind: Literal["folder", "feed"]
    path: Path
    title: str = "Copytaster"
    entries: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may cost: seconds and megabytes in a worker, bytes on the wire, entries of one feed, files of one pass."""

    read_s: float = 5.0
    read_mb: int = 1024
    bytes: int = 10_000_000
    entries: int = 2000
    files: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The [desk] table: where the editors' desk listens, under which names it is asked for, and whose word about a name it takes."""

    listen: str = "127.0.0.1:8642"
    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    proxy_header: str | None = None
    session_hours: float = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How many days things are kept: marks to find copies by, bytes as they arrived, polls, and stories that nobody decided about.

    `items_days` of None: for ever.
    """

    marks_days: int = 14
    raw_days: int = 90
    polls_days: int = 90
    items_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything under the config folder that the shell needs; `root` is where it was read."""

    root: Path
    sources: tuple[Source, ...]
    targets: tuple[Target, ...]
    limits: Limits = Limits()
    desk: Desk = Desk()
    contact: str | None = None
    workers: int = 2
    hosts_at_once: int = 48
    keep: Keep = Keep()
