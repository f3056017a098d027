"""The shell's nouns: what passes between its rooms. Values are frozen; times are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from normalizers.terms import Story

SourceKind = Literal["feed", "news-sitemap", "page", "folder"]
SourceHealth = Literal["ok", "failing", "held", "off", "never"]
Status = Literal["queued", "held", "approved", "published", "rejected", "killed", "expired", "superseded"]
Change = Literal["new", "copy", "cut", "extended", "update", "correction", "kill", "series"]
Op = Literal["publish", "update", "withdraw"]
Decision = Literal["approve", "hold", "release", "reject", "kill", "undo"]


# --- configuration, as settings.py reads it -----------------------------------------------------------------------
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
class Config:
    """Everything under the config folder that the shell needs; `root` is where it was read."""

    root: Path
    sources: tuple[Source, ...]
    targets: tuple[Target, ...]
    limits: Limits = Limits()
    contact: str | None = None
    workers: int = 2
    hosts_at_once: int = 48


# --- fetching ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "has it changed?" with, byte for byte; `body` is the digest of the bytes we last filed."""

    etag: str | None = None
    last_modified: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect on the way: the address that was asked, and the status it answered with."""

    url: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """Bytes as they arrived. `url` is the final address of a fetch or a file's URI; `name` is what people call it in a message.

    `key` tells a folder's files apart (path, size, mtime in ns); `modified` is a file's own time.
    `validators` are saved only with the items. `fresh_s` is for how long the server calls its answer fresh (max-age, Expires);
    `moved_to` is where it said, on every hop, that the address has moved for good.
    """

    source: str
    data: bytes
    received: datetime
    url: str | None = None
    name: str = ""
    media_type: str | None = None
    charset: str | None = None
    key: str | None = None
    modified: datetime | None = None
    validators: Validators = Validators()
    status: int | None = None
    hops: tuple[Hop, ...] = ()
    fresh_s: int | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says, or the body's digest shows, that nothing changed; `validators` are the ones to keep."""

    source: str
    url: str
    status: int | None = None
    validators: Validators = Validators()
    hops: tuple[Hop, ...] = ()
    fresh_s: int | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """A fetch that gave no bytes: why, in words. `connected` is False where no socket could be opened at all.

    `gone` is a 410; `hold_until` is set by 429 and 503 (the server's wish, capped at 24 h) and holds the whole `origin`
    (scheme, host and port) that said so. `barred` is set where robots.txt does not allow the question at all.
    """

    source: str
    url: str
    reason: str
    status: int | None = None
    connected: bool = True
    gone: bool = False
    hold_until: datetime | None = None
    hops: tuple[Hop, ...] = ()
    origin: str | None = None
    barred: bool = False


Fetched = Transmission | NotModified | FetchFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What the store remembers of a source; a source never fetched has `state` never and no times.

    `interval_s` is the wait between two polls that its own rhythm has led to, `on_time` the punctual successes in a row behind it,
    `pace_s` what the feed itself asks for. `validated` is when the server last sent the whole answer.
    """

    source: str
    state: SourceHealth = "never"
    validators: Validators = Validators()
    next_due: datetime | None = None
    last_fetch: datetime | None = None
    last_success: datetime | None = None
    last_error: str | None = None
    failures: int = 0
    hold_until: datetime | None = None
    validated: datetime | None = None
    interval_s: int | None = None
    on_time: int = 0
    pace_s: int | None = None
    moved: Moved | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where a server says that an address has moved for good, and how many polls in a row it has said so."""

    url: str
    to: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A server that wishes to be left alone: no address of this origin (scheme, host and port) is asked until then."""

    origin: str
    until: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsNote:
    """What a site's robots.txt said, and when; an empty text is that of a site without one."""

    origin: str
    text: str
    status: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """What a poll brought: entries given, entries never seen before, versions stored, the pace that the feed asks for (seconds)."""

    items: int = 0
    fresh: int = 0
    new: int = 0
    pace_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How one poll of a source ended: the row that every fetch and skip leaves, and the state it leaves the source in.

    `because` says in words why it is next due then; `interval_s`, `on_time`, `pace_s` and `moved` are kept for the next decision.
    """

    source: str
    outcome: Literal["ok", "not_modified", "failed", "held", "off", "skipped"]
    at: datetime
    next_due: datetime | None
    reason: str | None = None
    status: int | None = None
    validators: Validators | None = None
    hold_until: datetime | None = None
    items: int = 0
    new: int = 0
    seconds: float = 0.0
    because: str | None = None
    interval_s: int | None = None
    on_time: int = 0
    pace_s: int | None = None
    moved: Moved | None = None
    origin: str | None = None


# --- filing ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A story on its way into the store: whence it came, the digest of its bytes in the vault, and the clock it is judged by.

    `clock` is the document's own versionCreated, else the file's time, else the time of receipt.
    """

    source: str
    story: Story
    digest: str
    received: datetime
    clock: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What became of a story: `item_id` is the stored version; `stored` is False for a resend, which stores nothing."""

    item_id: int
    stored: bool
    change: Change
    status: Status
    headline: str | None
    cluster_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """Bytes, or an item of them, that could not be filed: why, in words, and the digest to replay them from."""

    source: str
    stage: Literal["fetch", "read", "file", "despatch"]
    reason: str
    name: str
    digest: str | None = None
    url: str | None = None
    dead_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A feed entry whose page is to be fetched: `digest` is of the entry's own words, so that an unchanged entry is not fetched twice.

    `stamp` is the time that the entry states of itself, `rewrites` how often its words changed while that stood still.
    """

    source: str
    uri: str
    url: str
    digest: str
    story: Story
    attempts: int = 0
    stamp: str | None = None
    rewrites: int = 0


# --- deciding and sending ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What became of one item under a ruling; `done` is False where the store refused, and `says` is why, in words."""

    item_id: int
    done: bool
    status: Status | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Despatch:
    """One outbox row on its way out: the story as stored, and the key under which it counts once."""

    outbox_id: int
    item_id: int
    target: str
    op: Op
    idempotency_key: str
    story: Story
    source: str
    attempts: int = 0
    queued: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Despatched:
    """It is out: where it can be found."""

    outbox_id: int
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A target did not take it: why, in words."""

    outbox_id: int
    reason: str


# --- one pass, told to people ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What one pass did with one source."""

    source: str
    outcome: str
    new: int = 0
    copies: int = 0
    updates: int = 0
    corrections: int = 0
    kills: int = 0
    resends: int = 0
    dead: int = 0
    held: int = 0
    seconds: float = 0.0
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What one pass did; `stages` are microseconds a call (`lookup: calls, us_p50, us_p99`)."""

    sources: tuple[SourceReport, ...] = ()
    despatched: int = 0
    refused: int = 0
    waiting: int = 0
    stages: dict[str, dict[str, int]] = field(default_factory=dict)
    unreachable: bool = False
    stopped: bool = False
