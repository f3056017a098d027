"""What the store answers when it is asked: frozen rows, one noun each. Times are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.terms import Change, Deed, Op, SourceHealth, Status
    from normalizers.terms import Claim, Story

WHOSE = {"original": "the agency's copy", "version": "the version before it", "copy": "the other copy"}  # what a comparison is with


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the editors' list. `copies` counts the publishers that carry the story.

    `claim_holds` says whether the publisher's claims agree with `seen_headline` and `seen_body`; None where nothing could be compared.
    `unread` are the words of a notice that could not be read, or not wholly. `corrected_by` is a correction by the agency that it does
    not carry.
    """

    item_id: int
    cluster_id: int
    source: str
    publisher: str | None
    uri: str
    version: str | None
    url: str | None
    headline: str | None
    language: str | None
    agency: str | None
    relation: str
    change: Change
    headline_edited: Claim
    body_edited: Claim
    urgency: int | None
    copies: int
    first_seen: datetime
    status: Status
    hold_reason: str | None
    embargoed_until: datetime | None
    claim_holds: bool | None = None
    seen_headline: str | None = None
    seen_body: str | None = None
    unread: str | None = None
    corrected_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSeen:
    """How often a rule gave evidence in copy of a language; `language` is empty where nobody told it."""

    rule: str
    language: str
    items: int
    publishers: int
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadNotice:
    """A wording of a publisher that could not be read, or only in part: how many versions print it, and the newest of them."""

    item_id: int
    publisher: str
    language: str
    words: str
    items: int
    in_part: bool
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedRow:
    """What comparing an item with another showed; `claim_holds` is None where the publisher claims nothing that can be checked.

    `basis` tells what it was compared with: the agency's own copy (`original`), the version before it, or another publisher's copy.
    `agency` is whose copy the original is, `agency_stated` whether the item's own words name it: where not, it is inferred. `diff` shows
    what is gone and what is new in one line. `corrected_by` is a correction that came behind that original, and that the copy does not
    carry.
    """

    against: int
    headline: Literal["same", "changed"]
    body: Literal["same", "cut", "extended", "changed"]
    similarity: float
    claim_holds: bool | None
    note: str
    basis: Literal["original", "version", "copy"] = "copy"
    agency: str | None = None
    agency_name: str | None = None
    agency_stated: bool | None = None
    diff: str | None = None
    corrected_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRow:
    """One line of a story's timeline: who moved which version when, and how many minutes behind the agency's first sending.

    `agency_own` is whether it is the agency's own copy, `head` whether it stands for the story; `minutes_behind` counts from the first
    sending of all where no agency's is here.
    """

    item_id: int
    publisher: str
    moved: datetime
    stated: bool
    agency_own: bool
    agency_first: bool
    minutes_behind: float
    change: Change
    status: Status
    headline: str | None
    head: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRow:
    """Two items that may tell one story; an editor puts them together or says that they are two."""

    item_id: int
    headline: str | None
    other_id: int
    other_headline: str | None
    containment: float | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """Why an item joined a cluster it did not start; `containment` is the share of the shorter text that the longer holds."""

    item_id: int
    headline: str | None
    other_id: int
    other_headline: str | None
    cluster_id: int
    verdict: Change
    rule: str
    containment: float | None
    jaccard: float | None
    reason: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingRow:
    """One decision of one editor; rows are only ever added. `undone` says whether a later undo took it back."""

    ruling_id: int
    item_id: int
    decision: Deed
    editor: str
    reason: str | None
    before: Status
    after: Status
    at: datetime
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One despatch: what goes to which target, and how far it got."""

    outbox_id: int
    item_id: int
    target: str
    op: Op
    idempotency_key: str
    status: str
    attempts: int
    due: datetime
    done: datetime | None
    place: str | None
    last_error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One stored version of an article, or one member of a cluster."""

    item_id: int
    source: str
    publisher: str | None
    uri: str
    version: str | None
    url: str | None
    headline: str | None
    change: Change
    status: Status
    current: bool
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """How an item was read before a better rule read it again."""

    reading_id: int
    item_id: int
    ruleset: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """Everything that is known of one stored version."""

    item_id: int
    source: str
    uri: str
    version: str | None
    current: bool
    status: Status
    hold_reason: str | None
    cluster_id: int
    cluster_kind: str
    change: Change
    replaces: int | None
    digest: str
    clock: datetime
    first_seen: datetime
    story: Story
    match: MatchRow | None
    versions: tuple[VersionRow, ...]
    members: tuple[VersionRow, ...]
    rulings: tuple[RulingRow, ...]
    outbox: tuple[OutboxRow, ...]
    readings: tuple[ReadingRow, ...]
    observed: ObservedRow | None = None
    timeline: tuple[MovedRow, ...] = ()
    publishers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One event for those who follow with a cursor: ask again with the last `event_id` you had.

    `was_released` says whether the item had been approved before this event.
    """

    event_id: int
    at: datetime
    kind: str
    item_id: int
    source: str
    status: Status
    change: Change
    says: str
    story: Story
    was_released: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealthRow:
    """How a source does, in one row.

    `lag_minutes` is the median between publication and first sight of its last 50 items of seven days; None where nothing states a time.
    """

    source: str
    kind: str | None
    url: str | None
    enabled: bool
    state: SourceHealth
    last_fetch: datetime | None
    last_success: datetime | None
    last_status: int | None
    last_outcome: str | None
    last_error: str | None
    failures: int
    next_due: datetime | None
    items_total: int
    items_new_24h: int
    items_new_7d: int = 0
    lag_minutes: float | None = None
    hold_until: datetime | None = None
    because: str | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is of everything; `statuses` are pairs of status and number of items."""

    items: int
    articles: int
    clusters: int
    sources: int
    raws: int
    raw_bytes: int
    dead: int
    waiting: int
    events: int
    statuses: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """Since when the oldest item waits for an editor and the oldest despatch for its target, when last asked and stored.

    `failed` counts the despatches that were given up and that nothing newer replaced.
    """

    queued: datetime | None = None
    waiting: datetime | None = None
    fetched: datetime | None = None
    stored: datetime | None = None
    failed: int = 0
