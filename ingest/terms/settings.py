"""What the configuration says, every row checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

TargetKind = Literal["folder", "feed", "webhook", "sftp"]
OutFormat = Literal["ninjs", "newsml-g2", "html", "text", "atom", "rss", "json-feed"]


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret stands: `env:NAME` or `file:/path`. It is read when it is needed (`settings.reveal`), and printed never."""

    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """What a target takes, or an auto-release rule lets through: everything named must fit, what is not named asks nothing.

    `agencies` are ids of agencies.toml; `urgency` is the least urgent number that still fits (1 is a flash).
    """

    sources: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    urgency: int | None = None


ANYTHING = Only()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One row of sources.toml. `every` is seconds between polls; `path` is absolute; `zone` an IANA name.

    `kind` names a row of `settings.kinds`, which says what it needs and how it is reached.
    `links` selects the links of a listing (CSS or XPath): then the page is read for its leads alone.
    `after` names a source whose turn ends first when both are asked in one pass: an agency's wire before those who carry it.
    The wait between two polls moves between `fastest` and `slowest` (seconds) about `every`; `heed` lengthens it to what feed and server
    ask for. `conditional` and `robots` are the switches of those two manners.
    A remote folder or mailbox has `user` and `password` or `key` (a private key's file); `known_hosts` is the file with an sftp server's
    key; its `move_to` counts on the server. `secret` signs what is pushed to us.
    `release` auto: what fits `release_only` leaves without an editor.
    """

    id: str
    kind: str
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
    user: str | None = None
    password: Secret | None = None
    key: Path | None = None
    known_hosts: Path | None = None
    secret: Secret | None = None
    release: Literal["desk", "auto"] = "desk"
    release_only: Only = ANYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One row of [[target]] in pipeline.toml: where released copy goes, in which format, and what of it (`only`).

    `folder` and `sftp` get one document a despatch, `webhook` one signed request, `feed` keeps one file of the newest `entries`.
    `path` is absolute: a folder, or a feed's file. An sftp target's remote folder is the path of its `url`.
    """

    id: str
    kind: TargetKind
    format: OutFormat = "ninjs"
    path: Path | None = None
    url: str | None = None
    title: str = "Copytaster"
    entries: int = 100
    only: Only = ANYTHING
    user: str | None = None
    password: Secret | None = None
    key: Path | None = None
    known_hosts: Path | None = None
    secret: Secret | None = None
    allow_private: tuple[str, ...] = ()
    deadline_s: float = 10.0

    @property
    def place(self) -> Path:
        """The folder or file of a target that has one. Raises ValueError for others."""
        if self.path is None:
            raise ValueError(f"a {self.kind} has no path")
        return self.path


@dataclass(frozen=True, slots=True)
class Route:
    """A target as the store sees it: its name, and what goes there."""

    target: str
    only: Only = ANYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """What leaves without an editor: of which source how much (`rules`, pairs of source and filter), and where it goes then."""

    rules: tuple[tuple[str, Only], ...] = ()
    routes: tuple[Route, ...] = ()

    def rule_for(self, source: str) -> Only | None:
        """What of a source leaves by itself; None where all of it waits for an editor."""
        return next((only for name, only in self.rules if name == source), None)


NOTHING_BY_ITSELF = Releases()


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
    """The [desk] table: where the editors' desk listens, under which names it is asked for, and whose word about a name it takes.

    `name` is what receivers are told of who amended a story.
    """

    name: str = "the desk"
    listen: str = "127.0.0.1:8642"
    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    proxy_header: str | None = None
    session_hours: float = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The [door] table: where machines push copy to us and pull released copy from us, while `serve` runs.

    Without a `token` only this machine may pull; `hosts` are further names under which it is asked for.
    """

    listen: str = "127.0.0.1:8643"
    hosts: tuple[str, ...] = ()
    token: Secret | None = None


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
    door: Door = Door()
    contact: str | None = None
    workers: int = 2
    hosts_at_once: int = 48
    keep: Keep = Keep()

    @property
    def routes(self) -> tuple[Route, ...]:
        """Which targets approved items go to."""
        return tuple(Route(target.id, target.only) for target in self.targets)

    @property
    def releases(self) -> Releases:
        """What leaves without an editor, by `release = "auto"` of its source."""
        return Releases(rules=tuple((one.id, one.release_only) for one in self.sources if one.release == "auto"), routes=self.routes)
