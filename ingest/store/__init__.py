"""The store: one Protocol of verbs; nothing above it knows SQL. `open_store` gives the SQLite one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ingest.store.problems import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreOld, StoreShut, StoreTooNew

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from ingest.store.desk import DeskBook
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

__all__ = [
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreOld",
    "StoreShut",
    "StoreTooNew",
    "open_store",
    "restore_backup",
    "verify_backup",
]


def open_store(path: Path, *, busy_s: float = 5.0, looking: bool = False) -> Store:
    """Open a newsroom's database, making it or bringing it up to date where needed (after a backup beside it).

    Who is only `looking` changes nothing: `StoreOld` then says that it is not up to date. Waits at most `busy_s` seconds for another
    program. Raises `StoreLocked`, `StoreFull`, `StoreShut`, `StoreDamaged` or `StoreTooNew`.
    """
    from ingest.store.engine import SqliteStore

    return SqliteStore(path, busy_s=busy_s, looking=looking)


def verify_backup(backup: Path, folder: Path) -> Counts:
    """What a backup holds, once a copy of it in `folder` has passed every check; raises a `StoreError` in words where it has not."""
    from ingest.store.restoring import verify

    return verify(backup, folder)


def restore_backup(backup: Path, place: Path) -> tuple[Counts, Path | None]:
    """Put a proved backup in the place of a database that nobody has open; what it holds, and where the other one is now."""
    from ingest.store.restoring import restore

    return restore(backup, place)


class Store(Protocol):
    """What the line, the desk and the outbox may ask of a store. Times are aware UTC; every write outside `writing` is its own transaction.

    Raises `StoreLocked` when another program holds the database past the time-out, `StoreFull` when the disk can't take a write.
    """

    # --- the line ---------------------------------------------------------------------------------------------------
    def keep(self, sent: Transmission) -> str:
        """Put bytes into the vault, compressed, and return their digest; the same bytes are kept once."""
        ...

    def recall(self, digest: str) -> Transmission:
        """The bytes again, as they arrived. Raises KeyError for a digest that is not in the vault."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """One `BEGIN IMMEDIATE`: everything written inside is committed together, or not at all; inside another one, a savepoint."""
        ...

    def describe(self, sources: Sequence[Source]) -> None:
        """Note kind, address and switch of the configured sources, so that the health view can show those never fetched."""
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

    def receive(self, source: str, delivery: str, sent: Sequence[Transmission], now: datetime) -> Receipt:
        """Keep the files of one push in vault and inbox, in one transaction that the disk has when this returns: then it may be told so.

        A delivery that came before is `known` where its bytes are the same, else a `clash`; either way nothing is kept again.
        """
        ...

    def inbox(self, source: str, limit: int) -> tuple[Waiting, ...]:
        """What was pushed to a source and waits to be read, in the order it came; `take` with its key marks it."""
        ...

    def backlog(self) -> dict[str, Backlog]:
        """How much waits in the inbox, by source; a source of which nothing waits is left out."""
        ...

    def seen(self, source: Source) -> frozenset[bytes]:
        """The wordings of the entries of a feed's last answer; none where its entries have become leads since, or no longer are."""
        ...

    def see(self, source: Source, wordings: Sequence[bytes]) -> None:
        """Remember the wordings of a feed's entries, once all of them are filed or waiting as leads."""
        ...

    def wanted(self, source: str, leads: Sequence[Lead]) -> tuple[Lead, ...]:
        """The leads whose entry is new or changed since its page was filed (or given up), with their attempts so far.

        Then those of the source whose page is still open although the feed no longer lists them.
        """
        ...

    def postponed(self, leads: Sequence[Lead], now: datetime) -> None:
        """Remember leads whose pages this pass does not come to, should the feed forget them before the next one."""
        ...

    def followed(self, lead: Lead, *, done: bool, error: str | None, now: datetime) -> None:
        """Note how the fetch of a lead's page ended; done leads are not wanted again until their entry changes."""
        ...

    def errand(self, source: str, *, uri: str | None = None, url: str | None = None) -> Lead | None:
        """The entry that led to a page, by the entry's uri or the page's address; None where no entry did."""
        ...

    def reopen(self, source: str, url: str) -> bool:
        """Let a page be asked for again, and its feed be read again for it; False where no entry led to that address."""
        ...

    def revive(self, source: str, origin: str | None = None) -> None:
        """Forget what kept a source from being asked: off since a 410, held (and with it its `origin`), backing off."""
        ...

    def holds(self, now: datetime) -> dict[str, Hold]:
        """The servers that wish to be left alone now, by origin."""
        ...

    def hold(self, wish: Hold) -> None:
        """Note a server's wish to be left alone."""
        ...

    def robots(self, origin: str) -> RobotsNote | None:
        """What a site's robots.txt last said; None where it was never asked."""
        ...

    def note_robots(self, note: RobotsNote) -> None:
        """Keep what a site's robots.txt says."""
        ...

    def boilerplate(self, domain: str) -> tuple[Learned, ...]:
        """The lines that stood in so many of a publisher's last stories that its next page is to be read without them."""
        ...

    def neighbors(self, filing: Filing, mark: Fingerprint) -> tuple[Neighbor, ...]:
        """The stored versions a story must be judged against: same identity, same words, near words, the target of its kill."""
        ...

    def file(self, filing: Filing, mark: Fingerprint, verdict: Verdict, targets: Sequence[str]) -> Filed:
        """Write version, evidence, match, queue row and, where a kill must call copies back, withdrawals to `targets`."""
        ...

    def refile(self, item_id: int, story: Story, now: datetime) -> bool:
        """Put a better reading of the same bytes in an item's place, keeping the earlier one; False where nothing changed.

        The version row, its status and its cluster stay: the sender's words did not change, only our reading of them.
        """
        ...

    def bury(self, letter: DeadLetter, now: datetime) -> int:
        """Put what can't be filed among the dead letters; the same bytes for the same reason are one letter."""
        ...

    def tick(self, now: datetime) -> int:
        """Move held items whose embargo has ended to the queue, and what has expired out of it; the number of items moved."""
        ...

    # --- the desk and the outbox ------------------------------------------------------------------------------------
    def rule(self, item_id: int, decision: Decision, editor: str, reason: str | None, targets: Sequence[str], now: datetime) -> Ruled:
        """Write a ruling, the item's new status and its outbox rows in one transaction; refuse, in words, what the gates forbid."""
        ...

    def merge(self, item_id: int, into: int, editor: str, reason: str | None, now: datetime) -> Ruled:
        """Put the story of one item to that of another, for good: what comes later follows; `split` takes it back."""
        ...

    def split(self, item_id: int, editor: str, reason: str | None, now: datetime) -> Ruled:
        """Take an item out of its story with all versions of its article; what a merge brought goes back together."""
        ...

    def apart(self, item_id: int, other: int, editor: str, reason: str | None, now: datetime) -> Ruled:
        """Note that two items tell two stories: they are no doubt any more."""
        ...

    def doubts(self, limit: int = 50) -> tuple[DoubtRow, ...]:
        """Pairs of stories that may be one, newest first: the judge was not sure."""
        ...

    def reclaim(self) -> int:
        """Take back what a killed run had in its hands; only the holder of the run's lock may ask. The number of rows."""
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

    def retry(self, outbox_id: int, now: datetime) -> bool:
        """Make a despatch due at once, also one that was given up; False where there is none to send."""
        ...

    # --- questions --------------------------------------------------------------------------------------------------
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

    def outbox(self, *, status: str | None = None, limit: int = 100) -> tuple[OutboxRow, ...]:
        """The outbox, newest first."""
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

    # --- the desk's own side ----------------------------------------------------------------------------------------
    @property
    def desk(self) -> DeskBook:
        """What the editors' desk asks: pages of the list, decisions that overrun nobody, people, plots."""
        ...

    # --- care -------------------------------------------------------------------------------------------------------
    @property
    def schema_version(self) -> str:
        """The name of the newest migration the database has."""
        ...

    def check(self) -> tuple[str, ...]:
        """What is wrong with the database, each a sentence; nothing where it is sound."""
        ...

    def mend(self) -> tuple[str, ...]:
        """Make anew what is made of other rows (the search index, marks of what is gone); what was mended, each a sentence."""
        ...

    def prune(self, keep: Keep, now: datetime, *, dry: bool = False) -> Pruned:
        """Let go of what has had its day, beside whoever writes; with `dry`, only count it. What goes for good leaves a tombstone."""
        ...

    def backup(self, path: Path) -> None:
        """Copy the database to a file that must not exist yet, as it is at this moment, while others write."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
