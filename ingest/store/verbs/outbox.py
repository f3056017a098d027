"""What the outbox asks of a store, those who run it, and those who pull."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ingest.terms import Despatch, Despatched, Refused, Released, TargetState


class OutboxVerbs(Protocol):
    """What the outbox asks of a store, those who run it, and those who pull."""

    def reclaim(self) -> int:
        """Take back what a killed run had in its hands; only the holder of the run's lock may ask. The number of rows."""
        ...

    def pending(self, now: datetime, limit: int = 100, target: str | None = None) -> tuple[Despatch, ...]:
        """What the outbox must send now (to one `target`, where that is asked), withdrawals first, then in order per article; leased.

        A target that is paused, or left alone for a while because it was down, gets its withdrawals alone.
        """
        ...

    def sent(self, outcomes: Iterable[Despatched | Refused], now: datetime) -> None:
        """Write what became of despatches; an item whose targets all have it is published.

        Where a target is to blame its row costs no try, and the target is left alone for a while; a success ends that. What is given up
        leaves a dead letter.
        """
        ...

    def published(self, target: str, limit: int) -> Iterator[Despatch]:
        """What a target holds now, newest first: what a feed file lists."""
        ...

    def retry(self, outbox_id: int, now: datetime) -> str | None:
        """Make a despatch due at once, also one that was given up, and ask its target again: which; None where there is none to send."""
        ...

    def retry_failed(self, target: str, now: datetime) -> int:
        """Make all that was given up for a target due at once; how many go."""
        ...

    def pause(self, target: str, why: str | None, by: str, now: datetime) -> None:
        """Send a target nothing but withdrawals until somebody resumes it."""
        ...

    def resume(self, target: str, now: datetime) -> bool:
        """Let a target have its copy again, and ask it at once; False where nothing kept it from that."""
        ...

    def target_states(self, now: datetime) -> tuple[TargetState, ...]:
        """How every target does that anything ever went to, or that was paused."""
        ...

    def released(self, since: int = 0, limit: int = 1000) -> tuple[Released, ...]:
        """What left the house after a cursor, in order, whatever targets there are; of what was called back only that it was."""
        ...

    def latest(self, item_id: int) -> Released | None:
        """What last left of an item's article, whichever version: a withdrawal where it was called back; None where nothing ever left."""
        ...
