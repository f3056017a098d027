"""What the outbox asks of a store, those who run it, and those who pull. The verbs are documented at `ingest.store.verbs.outbox`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import despatches, released, targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.terms import Despatch, Despatched, Refused, Released, TargetState


class SqliteOutbox:
    """What the outbox asks of a store, those who run it, and those who pull."""

    _db: Database

    def reclaim(self) -> int:
        """Take back what a killed run was sending."""
        return despatches.reclaim(self._db)

    def pending(self, now: datetime, limit: int = 100, target: str | None = None) -> tuple[Despatch, ...]:
        """What must go out now."""
        return despatches.pending(self._db, now, limit, target)

    def sent(self, outcomes: Iterable[Despatched | Refused], now: datetime) -> None:
        """Write what became of despatches."""
        despatches.sent(self._db, outcomes, now)

    def published(self, target: str, limit: int) -> Iterator[Despatch]:
        """What a target holds."""
        return despatches.published(self._db, target, limit)

    def retry(self, outbox_id: int, now: datetime) -> str | None:
        """Make a despatch due."""
        return despatches.retry(self._db, outbox_id, now)

    def retry_failed(self, target: str, now: datetime) -> int:
        """Make what was given up due."""
        return despatches.retry_failed(self._db, target, now)

    def pause(self, target: str, why: str | None, by: str, now: datetime) -> None:
        """Send a target withdrawals alone."""
        targets.pause(self._db, target, why, by, now)

    def resume(self, target: str, now: datetime) -> bool:
        """Let a target have its copy again."""
        return targets.resume(self._db, target, now)

    def target_states(self, now: datetime) -> tuple[TargetState, ...]:
        """How every target does."""
        return targets.states(self._db, now)

    def released(self, since: int = 0, limit: int = 1000) -> tuple[Released, ...]:
        """What left the house."""
        return released.released(self._db, since, limit)

    def latest(self, item_id: int) -> Released | None:
        """What of an item is out."""
        return released.latest(self._db, item_id)
