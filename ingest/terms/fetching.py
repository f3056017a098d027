"""How copy is asked for and what comes back: transmissions, failures, and what is remembered of sources and servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

SourceHealth = Literal["ok", "failing", "held", "off", "never"]


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

    `key` tells a folder's files apart (path, size, mtime in ns); `modified` is a file's own time; `within` is the archive it came in.
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
    within: Transmission | None = None


Receipt = Literal["kept", "known", "clash"]  # what became of a push: new, here before, or another one of the same name


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file that was pushed to us and waits to be read: the key it is taken by, and where its bytes lie in the vault."""

    key: str
    digest: str
    name: str
    media_type: str | None
    charset: str | None
    received: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much of a source waits in the inbox, and since when."""

    source: str
    waiting: int
    oldest: datetime | None


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
