"""The store: one Protocol of a dozen verbs; nothing above it knows SQL. `open_store` gives the SQLite one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from ingest.terms import DeadLetter, Decision, Despatch, Despatched, Filed, Filing, Lead, Refused, Ruled, SourceState, Transmission, Visit
    from normalizers.judge import Neighbor, Verdict
    from normalizers.likeness import Fingerprint


class Store(Protocol):
    """What the line, the desk and the outbox may ask of a store. Times are aware UTC; every write outside `writing` is its own transaction.

    Raises `StoreLocked` when another program holds the database past the time-out, `StoreFull` when the disk can't take a write.
    """

    def keep(self, sent: Transmission) -> str:
        """Put bytes into the vault, compressed, and return their digest; the same bytes are kept once."""
        ...

    def recall(self, digest: str) -> Transmission:
        """The bytes again, as they arrived."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """One `BEGIN IMMEDIATE`: everything written inside is committed together, or not at all."""
        ...

    def states(self) -> dict[str, SourceState]:
        """What is remembered of every source."""
        ...

    def visited(self, visit: Visit) -> None:
        """Leave a row for a fetch or skip, and the source's new state; validators only where `visit.validators` is given."""
        ...

    def taken(self, source: str, keys: Sequence[str]) -> frozenset[str]:
        """Which of a folder's file keys were taken in before."""
        ...

    def take(self, source: str, key: str, digest: str, now: datetime) -> None:
        """Remember a file as taken, in the transaction that files its items."""
        ...

    def wanted(self, leads: Sequence[Lead]) -> tuple[Lead, ...]:
        """The leads whose entry is new or changed since its page was filed (or given up), with their attempts so far."""
        ...

    def followed(self, lead: Lead, *, done: bool, error: str | None, now: datetime) -> None:
        """Note how the fetch of a lead's page ended; done leads are not wanted again until their entry changes."""
        ...

    def neighbors(self, filing: Filing, mark: Fingerprint) -> tuple[Neighbor, ...]:
        """The stored versions a story must be judged against: same identity, same words, near words, the target of its kill."""
        ...

    def file(self, filing: Filing, mark: Fingerprint, verdict: Verdict, targets: Sequence[str]) -> Filed:
        """Write version, evidence, match, queue row and, where a kill must call copies back, withdrawals to `targets`."""
        ...

    def bury(self, letter: DeadLetter, now: datetime) -> int:
        """Put what can't be filed among the dead letters; the same bytes for the same reason are one letter."""
        ...

    def rule(self, item_id: int, decision: Decision, editor: str, reason: str | None, targets: Sequence[str], now: datetime) -> Ruled:
        """Write a ruling, the item's new status and its outbox rows in one transaction; refuse, in words, what the gates forbid."""
        ...

    def pending(self, now: datetime, limit: int = 100) -> tuple[Despatch, ...]:
        """What the outbox must send now, withdrawals first, then in order per item; leases the rows it gives."""
        ...

    def sent(self, outcomes: Iterable[Despatched | Refused], now: datetime) -> None:
        """Write what became of despatches; an item whose targets all have it is published."""
        ...

    def published(self, target: str, limit: int) -> Iterator[Despatch]:
        """What a target holds now, newest first: what a feed file lists."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
