"""The SQLite store: each verb of the Protocol, carried out by the room that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import (
    ages,
    arranging,
    beside,
    boilerplate,
    care,
    despatches,
    inbox,
    letters,
    memory,
    notices,
    origins,
    pruning,
    questions,
    rereading,
    rulings,
    vault,
    versions,
)
from ingest.store.database import Database
from ingest.store.desk import listing
from ingest.store.desk.book import SqliteDesk
from ingest.store.desk.orders import lapse
from ingest.store.migrate import applied
from ingest.store.neighbors import Marks, neighbors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from ingest.store.rows import (
        Ages,
        ChangeRow,
        Counts,
        DoubtRow,
        ItemRecord,
        OutboxRow,
        QueueRow,
        RuleSeen,
        SourceHealthRow,
        UnreadNotice,
    )
    from ingest.terms import (
        Backlog,
        DeadLetter,
        Decision,
        Despatch,
        Despatched,
        Filed,
        Filing,
        Hold,
        Keep,
        Lead,
        Pruned,
        Receipt,
        Refused,
        RobotsNote,
        Ruled,
        Source,
        SourceState,
        Status,
        Transmission,
        Visit,
        Waiting,
    )
    from normalizers.judge import Neighbor, Verdict
    from normalizers.likeness import Fingerprint
    from normalizers.terms import Learned, Story


class SqliteStore:
    """A store in one SQLite file. The verbs are documented at `ingest.store.Store`."""

    def __init__(self, path: Path, *, busy_s: float = 5.0, looking: bool = False) -> None:
        """Open the file, making it or bringing it up to date where needed, unless it is only looked at."""
        self._db = Database(path, busy_s=busy_s, looking=looking)
        self._marks = Marks()
        self._desk = SqliteDesk(self._db)

    @property
    def desk(self) -> SqliteDesk:
        """The desk's own side."""
        return self._desk

    def keep(self, sent: Transmission) -> str:
        """Put bytes into the vault."""
        return vault.keep(self._db, sent)

    def recall(self, digest: str) -> Transmission:
        """Take bytes from the vault."""
        return vault.recall(self._db, digest)

    def writing(self) -> AbstractContextManager[None]:
        """One transaction."""
        return self._db.writing()

    def describe(self, sources: Sequence[Source]) -> None:
        """Note the configured sources."""
        memory.describe(self._db, sources)

    def states(self) -> dict[str, SourceState]:
        """What is remembered of every source."""
        return memory.states(self._db)

    def visited(self, visit: Visit) -> None:
        """Leave a row for a poll."""
        memory.visited(self._db, visit)

    def taken(self, source: str, keys: Sequence[str]) -> frozenset[str]:
        """Which files were taken in before."""
        return memory.taken(self._db, source, keys)

    def take(self, source: str, key: str, digest: str, now: datetime) -> None:
        """Remember a file as taken."""
        if not inbox.is_row(key):
            memory.take(self._db, source, key, digest, now)
            return
        with self._db.writing():
            memory.take(self._db, source, key, digest, now)
            inbox.took(self._db, source, key, now)

    def receive(self, source: str, delivery: str, sent: Sequence[Transmission], now: datetime) -> Receipt:
        """Keep what was pushed to us."""
        return inbox.receive(self._db, source, delivery, sent, now)

    def inbox(self, source: str, limit: int) -> tuple[Waiting, ...]:
        """What waits to be read."""
        return inbox.waiting(self._db, source, limit)

    def backlog(self) -> dict[str, Backlog]:
        """How much waits."""
        return inbox.backlog(self._db)

    def seen(self, source: Source) -> frozenset[bytes]:
        """The entries of a feed's last answer."""
        return memory.seen(self._db, source)

    def see(self, source: Source, wordings: Sequence[bytes]) -> None:
        """Remember a feed's entries."""
        memory.see(self._db, source, wordings)

    def wanted(self, source: str, leads: Sequence[Lead]) -> tuple[Lead, ...]:
        """The leads to follow."""
        return memory.wanted(self._db, source, leads)

    def postponed(self, leads: Sequence[Lead], now: datetime) -> None:
        """Remember leads for the next pass."""
        memory.postponed(self._db, leads, now)

    def followed(self, lead: Lead, *, done: bool, error: str | None, now: datetime) -> None:
        """Note how an errand ended."""
        memory.followed(self._db, lead, done=done, error=error, now=now)

    def errand(self, source: str, *, uri: str | None = None, url: str | None = None) -> Lead | None:
        """The entry that led to a page."""
        return memory.errand(self._db, source, uri=uri, url=url)

    def reopen(self, source: str, url: str) -> bool:
        """Let a page be asked for again."""
        return memory.reopen(self._db, source, url)

    def revive(self, source: str, origin: str | None = None) -> None:
        """Let a source be asked again."""
        memory.revive(self._db, source)
        if origin:
            origins.let_go(self._db, origin)

    def holds(self, now: datetime) -> dict[str, Hold]:
        """The servers to leave alone."""
        return origins.holds(self._db, now)

    def hold(self, wish: Hold) -> None:
        """Leave a server alone."""
        origins.hold(self._db, wish)

    def robots(self, origin: str) -> RobotsNote | None:
        """What a robots.txt said."""
        return origins.robots(self._db, origin)

    def note_robots(self, note: RobotsNote) -> None:
        """Keep a robots.txt."""
        origins.note_robots(self._db, note)

    def reclaim(self) -> int:
        """Take back what a killed run was sending."""
        return despatches.reclaim(self._db)

    def boilerplate(self, domain: str) -> tuple[Learned, ...]:
        """The lines to read a publisher's next page without."""
        return boilerplate.boilerplate(self._db, domain)

    def neighbors(self, filing: Filing, mark: Fingerprint) -> tuple[Neighbor, ...]:
        """The versions to judge a story against."""
        return neighbors(self._db, self._marks, versions.arrival_of(filing, mark))

    def file(self, filing: Filing, mark: Fingerprint, verdict: Verdict, targets: Sequence[str] = ()) -> Filed:
        """File a story."""
        with self._db.writing():
            filed = versions.file(self._db, self._marks, filing, mark, verdict)
            if filed.stored:
                listing.enter(self._db, filed.item_id, filing.story)
        return filed

    def refile(self, item_id: int, story: Story, now: datetime) -> bool:
        """Put a better reading in place."""
        with self._db.writing():
            changed = rereading.refile(self._db, item_id, story, now)
            if changed:
                listing.enter(self._db, item_id, story)
        return changed

    def bury(self, letter: DeadLetter, now: datetime) -> int:
        """Put a letter among the dead."""
        return letters.bury(self._db, letter, now)

    def tick(self, now: datetime) -> int:
        """Let time pass."""
        return rulings.tick(self._db, now) + lapse(self._db, now)

    def rule(self, item_id: int, decision: Decision, editor: str, reason: str | None, targets: Sequence[str], now: datetime) -> Ruled:
        """Carry out a ruling."""
        return rulings.rule(self._db, item_id, decision, (editor, reason), targets, now)

    def merge(self, item_id: int, into: int, editor: str, reason: str | None, now: datetime) -> Ruled:
        """Put two stories together."""
        return arranging.merge(self._db, self._marks, item_id, into, (editor, reason), now)

    def split(self, item_id: int, editor: str, reason: str | None, now: datetime) -> Ruled:
        """Take an item out of its story."""
        return arranging.split(self._db, self._marks, item_id, (editor, reason), now)

    def apart(self, item_id: int, other: int, editor: str, reason: str | None, now: datetime) -> Ruled:
        """Say that two are not one."""
        return arranging.apart(self._db, item_id, other, (editor, reason), now)

    def doubts(self, limit: int = 50) -> tuple[DoubtRow, ...]:
        """The pairs that may be one story."""
        return beside.doubts(self._db, limit)

    def pending(self, now: datetime, limit: int = 100) -> tuple[Despatch, ...]:
        """What must go out now."""
        return despatches.pending(self._db, now, limit)

    def sent(self, outcomes: Iterable[Despatched | Refused], now: datetime) -> None:
        """Write what became of despatches."""
        despatches.sent(self._db, outcomes, now)

    def published(self, target: str, limit: int) -> Iterator[Despatch]:
        """What a target holds."""
        return despatches.published(self._db, target, limit)

    def retry(self, outbox_id: int, now: datetime) -> bool:
        """Make a despatch due."""
        return despatches.retry(self._db, outbox_id, now)

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
        """Take a letter out."""
        return letters.requeue(self._db, dead_id)

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

    def outbox(self, *, status: str | None = None, limit: int = 100) -> tuple[OutboxRow, ...]:
        """The outbox."""
        return questions.outbox(self._db, status, limit)

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

    @property
    def schema_version(self) -> str:
        """The newest migration that the database has."""
        return applied(self._db.conn)[-1]

    def check(self) -> tuple[str, ...]:
        """What is wrong with the database."""
        return care.check(self._db)

    def mend(self) -> tuple[str, ...]:
        """Make anew what is made of other rows."""
        return care.mend(self._db)

    def prune(self, keep: Keep, now: datetime, *, dry: bool = False) -> Pruned:
        """Let go of what has had its day."""
        return pruning.prune(self._db, keep, now, dry=dry)

    def backup(self, path: Path) -> None:
        """Copy the database."""
        care.backup(self._db, path)

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()
