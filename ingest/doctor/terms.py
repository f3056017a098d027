"""What a doctor speaks of: faults, and the house that is examined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ingest.store.rows import Counts, OutboxRow, SourceHealthRow
    from ingest.terms import Config, DeadLetter, TargetState


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, why, and the sentence that mends it; `grave` is what stops the line or loses copy."""

    what: str
    why: str
    remedy: str
    grave: bool = True


class Books(Protocol):
    """What a doctor asks of the store."""

    def check(self) -> tuple[str, ...]:
        """What is wrong with the database, each a sentence."""
        ...

    def health(self) -> tuple[SourceHealthRow, ...]:
        """How each source does."""
        ...

    def counts(self) -> Counts:
        """How much there is of everything."""
        ...

    def dead_letters(self, limit: int = 50) -> tuple[DeadLetter, ...]:
        """The dead letters, newest first."""
        ...

    def outbox(self, *, status: str | None = None, limit: int = 100) -> tuple[OutboxRow, ...]:
        """The outbox, newest first."""
        ...

    def target_states(self, now: datetime, /) -> tuple[TargetState, ...]:
        """How every target does."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is examined; `config` and `store` are None where they can't be read, which is a fault of its own."""

    root: Path
    data: Path
    now: datetime
    config: Config | None = None
    store: Books | None = None
