"""What the desk asks of the store and is answered: filters, lines of the list, orders, the log. Times are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from normalizers.problems import CopytasterError

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.store.rows import QueueRow, RulingRow
    from ingest.terms import Deed, Route, Status

Order = Literal["newest", "urgent"]
Kept = Literal["waiting", "queued", "held", "approved", "published", "rejected", "killed", "expired", "superseded", "all"]
AMENDABLE = ("headline", "urgency", "slugline", "ed_note")
FACETS = ("agency", "publisher", "source", "relation", "change", "language", "section")


class BadCursor(CopytasterError):
    """A cursor that this list never gave; exit code 2, usage."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What an editor wants to see; None does not ask. `signal` is one of the story's signals, `search` words of headline and body."""

    status: Kept = "waiting"
    agency: str | None = None
    publisher: str | None = None
    source: str | None = None
    relation: str | None = None
    change: str | None = None
    language: str | None = None
    section: str | None = None
    signal: str | None = None
    search: str | None = None
    order: Order = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """What editors put in the place of fields; None leaves the field as the sender has it."""

    headline: str | None = None
    urgency: int | None = None
    slugline: str | None = None
    ed_note: str | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that are amended."""
        return tuple(name for name in AMENDABLE if getattr(self, name) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One line of the list. `seen` is the number of the item's last event: a decision that names an older one is overtaken."""

    row: QueueRow
    seen: int
    section: str | None
    signals: tuple[str, ...]
    amended: Amended
    until: datetime | None = None
    claimed_by: str | None = None
    published: datetime | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the list; `after` is the cursor of the next one, None at the end; `newest` is the newest item of all."""

    rows: tuple[ListRow, ...]
    after: str | None
    newest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A value of a field among what waits, and how many have it."""

    value: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What the desk knows of an item beside its record. `seen` as in `ListRow`; `newer` is the version that took its place."""

    seen: int
    amended: Amended
    until: datetime | None
    claimed_by: str | None
    newer: int | None
    last_says: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """A decision as it is put to the store: `seen` is the last event the editor knew of (None: whatever it is), `until` ends a hold."""

    decision: Deed
    editor: str
    reason: str | None = None
    until: datetime | None = None
    amended: Amended = field(default_factory=Amended)
    seen: int | None = None
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One line of the log: a ruling, and the headline of the item that it was about."""

    ruling: RulingRow
    headline: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Something that happened to an item: what the desks that show it are told."""

    event_id: int
    item_id: int
    kind: str
    status: Status
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What a source (or all) did in one hour: versions stored, polls that failed and succeeded, median lag in minutes."""

    at: datetime
    items: int
    failed: int
    asked: int
    lag: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's items and how many of them have a headline, a byline, a time, an agency, a section."""

    at: datetime
    items: int
    shares: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A signed-in browser: whose, the secret its forms are signed with, and small notes (the last action, a word to say)."""

    editor: str
    secret: bytes
    began: datetime
    seen: datetime
    notes: str
