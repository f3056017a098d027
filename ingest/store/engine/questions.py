"""What is asked of a store. The verbs are documented at `ingest.store.verbs.questions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import ages, despatches, letters, notices, questions, vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.store.rows import Ages, ChangeRow, Counts, ItemRecord, OutboxRow, QueueRow, RuleSeen, SourceHealthRow, UnreadNotice
    from ingest.terms import DeadLetter, Op, Status


class SqliteQuestions:
    """What is asked of a store: the queue, an item, names, health, dead letters, changes, counts."""

    _db: Database

    def queue(self, *, status: Status | None = None, limit: int = 50, search: str | None = None) -> tuple[QueueRow, ...]:
        """What waits for an editor."""
        return questions.queue(self._db, status, limit, search)

    def item(self, item_id: int) -> ItemRecord | None:
        """Everything about an item."""
        return questions.item(self._db, item_id)

    def find(self, text: str) -> tuple[int, ...]:
        """The items that a text names."""
        return questions.find(self._db, text)

    def health(self) -> tuple[SourceHealthRow, ...]:
        """How each source does."""
        return questions.health(self._db)

    def dead_letters(self, limit: int = 50) -> tuple[DeadLetter, ...]:
        """The dead letters."""
        return letters.dead_letters(self._db, limit)

    def requeue(self, dead_id: int) -> DeadLetter | None:
        """Take a letter out; one that tells of a despatch makes that due."""
        with self._db.writing():
            letter = letters.requeue(self._db, dead_id)
            if letter and letter.stage == "despatch":
                despatches.retry_named(self._db, letter.name)
        return letter

    def drop(self, dead_id: int) -> bool:
        """Throw a letter away."""
        return letters.drop(self._db, dead_id)

    def raws(self, source: str | None = None, since: datetime | None = None) -> Iterator[str]:
        """What can be replayed."""
        return vault.raws(self._db, source, since)

    def items_of(self, digest: str) -> tuple[int, ...]:
        """The items read from some bytes."""
        return questions.items_of(self._db, digest)

    def changes(self, since: int = 0, limit: int = 1000) -> tuple[ChangeRow, ...]:
        """What happened since."""
        return questions.changes(self._db, since, limit)

    def outbox(
        self, *, status: str | None = None, op: Op | None = None, target: str | None = None, before: int | None = None, limit: int = 100
    ) -> tuple[OutboxRow, ...]:
        """The outbox."""
        return questions.outbox(self._db, status=status, op=op, target=target, before=before, limit=limit)

    def counts(self) -> Counts:
        """How much there is."""
        return questions.counts(self._db)

    def ages(self) -> Ages:
        """How old what waits is."""
        return ages.ages(self._db)

    def rules_seen(self) -> tuple[RuleSeen, ...]:
        """How often each rule gave evidence."""
        return notices.rules_seen(self._db)

    def unread_notices(self, item_id: int | None = None) -> tuple[UnreadNotice, ...]:
        """The notices that could not be read."""
        return notices.unread(self._db, item_id)
