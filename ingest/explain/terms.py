"""An explanation as values: what a person reads in lines, and a machine as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.store.rows import MatchRow, MovedRow, ObservedRow, OutboxRow, RulingRow, VersionRow
    from ingest.terms import Change, DeadLetter, Status
    from normalizers.terms import Confidence, EvidenceKind, Observed, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A candidate for a field: where it stood in the document, what it said, how far its place is trusted, and why it was not taken."""

    source: str
    value: str
    standing: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRead:
    """One field: its value, where that came from (None where no finding tells) and how far it is trusted, and the candidates that lost."""

    field: str
    value: str | None
    source: str | None
    lost: tuple[Said, ...]
    standing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The words that prove a claim, where they stand, and whether they still stand there."""

    rule: str
    kind: EvidenceKind
    quote: str
    start: int
    end: int
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One thing the document claims about whose words these are, in a sentence, with its proof."""

    says: str
    proof: tuple[Proof, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A feed's entry that names a page: what the feed said of it, and how often the page was asked for."""

    source: str
    uri: str
    url: str
    headline: str | None
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Everything about one stored version."""

    item_id: int
    in_short: str
    source: str
    headline: str | None
    url: str | None
    digest: str
    first_seen: datetime
    clock: datetime
    errand: Errand | None
    form: str
    ruleset: str
    readings: int
    fields: tuple[FieldRead, ...]
    relation: Relation
    confidence: Confidence
    claims: tuple[Claimed, ...]
    other_evidence: tuple[Proof, ...]
    observed: Observed | None
    uri: str
    version: str | None
    change: Change
    current: bool
    status: Status
    hold_reason: str | None
    cluster_id: int
    cluster_kind: str
    replaces: int | None
    match: MatchRow | None
    rulings: tuple[RulingRow, ...]
    outbox: tuple[OutboxRow, ...]
    versions: tuple[VersionRow, ...]
    copies: tuple[VersionRow, ...]
    compared: ObservedRow | None = None
    timeline: tuple[MovedRow, ...] = ()
    publishers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is known of an item or an address: accounts, newest first; entries whose page gave no item; dead letters about it."""

    asked: str
    accounts: tuple[Account, ...]
    errands: tuple[Errand, ...]
    dead: tuple[DeadLetter, ...]

    @property
    def found(self) -> bool:
        """Whether anything at all is known."""
        return bool(self.accounts or self.errands or self.dead)
