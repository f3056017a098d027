"""What is asked of a store: the queue, an item, names, health, dead letters, changes, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ingest.store.rows import Ages, ChangeRow, Counts, ItemRecord, OutboxRow, QueueRow, RuleSeen, SourceHealthRow, UnreadNotice
    from ingest.terms import DeadLetter, Op, Status


class QuestionVerbs(Protocol):
    """What is asked of a store: the queue, an item, names, health, dead letters, changes, counts."""

    def queue(self, *, status: Status | None = None, limit: int = 50, search: str | None = None) -> tuple[QueueRow, ...]:
        """What waits for an editor (or has the given status), newest first; `search` looks for words of headline and body."""
        ...

    def item(self, item_id: int) -> ItemRecord | None:
        """Everything that is known of one stored version, its raw text included."""
        ...

    def find(self, text: str) -> tuple[int, ...]:
        """The items that an id, a URI or an address (in any of its spellings) names, newest first."""
        ...

    def health(self) -> tuple[SourceHealthRow, ...]:
        """How each source does."""
        ...

    def dead_letters(self, limit: int = 50) -> tuple[DeadLetter, ...]:
        """The dead letters, newest first."""
        ...

    def requeue(self, dead_id: int) -> DeadLetter | None:
        """Take a letter out to be read again; the caller replays its bytes. None where there is no such letter."""
        ...

    def drop(self, dead_id: int) -> bool:
        """Throw a dead letter away; False where there is none."""
        ...

    def raws(self, source: str | None = None, since: datetime | None = None) -> Iterator[str]:
        """Digests of kept bytes, oldest first: what can be replayed."""
        ...

    def items_of(self, digest: str) -> tuple[int, ...]:
        """The items that were read from these bytes."""
        ...

    def changes(self, since: int = 0, limit: int = 1000) -> tuple[ChangeRow, ...]:
        """What happened after the event with that number, in order: every stored version and every change of a status."""
        ...

    def outbox(
        self, *, status: str | None = None, op: Op | None = None, target: str | None = None, before: int | None = None, limit: int = 100
    ) -> tuple[OutboxRow, ...]:
        """The outbox, newest first: of one status, operation or target where that is asked; `before` is the number of the last row had."""
        ...

    def counts(self) -> Counts:
        """How much there is of everything."""
        ...

    def ages(self) -> Ages:
        """Since when the oldest of what waits has waited, and when anything last came."""
        ...

    def rules_seen(self) -> tuple[RuleSeen, ...]:
        """How often each rule gave evidence, by the language of the copy."""
        ...

    def unread_notices(self, item_id: int | None = None) -> tuple[UnreadNotice, ...]:
        """The notices that could not be read, or only in part: of one version, or each publisher's wordings, the most frequent first."""
        ...
