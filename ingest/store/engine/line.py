"""What the line asks of a store: bytes, sources, leads, filing, timers. The verbs are documented at `ingest.store.verbs.line`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.store import boilerplate, letters, memory, origins, rereading, timers, vault, versions
from ingest.store.desk import listing
from ingest.store.desk.orders import lapse
from ingest.store.neighbors import neighbors
from ingest.store.releasing import release_by_itself
from ingest.terms import NOTHING_BY_ITSELF

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.store.neighbors import Marks
    from ingest.terms import DeadLetter, Filed, Filing, Hold, Lead, Releases, RobotsNote, Source, SourceState, Transmission, Visit
    from normalizers.judge import Neighbor, Verdict
    from normalizers.likeness import Fingerprint
    from normalizers.terms import Learned, Story


class SqliteLine:
    """What the line asks of a store: bytes, sources, leads, filing, timers."""

    _db: Database
    _marks: Marks

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
        memory.take(self._db, source, key, digest, now)

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

    def boilerplate(self, domain: str) -> tuple[Learned, ...]:
        """The lines to read a publisher's next page without."""
        return boilerplate.boilerplate(self._db, domain)

    def neighbors(self, filing: Filing, mark: Fingerprint) -> tuple[Neighbor, ...]:
        """The versions to judge a story against."""
        return neighbors(self._db, self._marks, versions.arrival_of(filing, mark))

    def file(self, filing: Filing, mark: Fingerprint, verdict: Verdict, releases: Releases = NOTHING_BY_ITSELF) -> Filed:
        """File a story, and let it leave where it leaves by itself."""
        with self._db.writing():
            filed = versions.file(self._db, self._marks, filing, mark, verdict)
            if not filed.stored:
                return filed
            listing.enter(self._db, filed.item_id, filing.story)
            left = release_by_itself(self._db, filed.item_id, releases, filing.received)
        return replace(filed, status=left.status) if left and left.status else filed

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

    def tick(self, now: datetime, releases: Releases = NOTHING_BY_ITSELF) -> int:
        """Let time pass."""
        return timers.tick(self._db, now, releases) + timers.let_out(self._db, now) + lapse(self._db, now)
