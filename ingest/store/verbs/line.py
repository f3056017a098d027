"""What the line asks of a store: bytes, sources, leads, filing, timers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ingest.terms import NOTHING_BY_ITSELF

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from ingest.terms import DeadLetter, Filed, Filing, Hold, Lead, Releases, RobotsNote, Source, SourceState, Transmission, Visit
    from normalizers.judge import Neighbor, Verdict
    from normalizers.likeness import Fingerprint
    from normalizers.terms import Learned, Story


class LineVerbs(Protocol):
    """What the line asks of a store: bytes, sources, leads, filing, timers."""

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

    def file(self, filing: Filing, mark: Fingerprint, verdict: Verdict, releases: Releases = NOTHING_BY_ITSELF) -> Filed:
        """Write version, evidence, match, queue row, the withdrawals of a kill, and the release of what leaves without an editor."""
        ...

    def refile(self, item_id: int, story: Story, now: datetime) -> bool:
        """Put a better reading of the same bytes in an item's place, keeping the earlier one; False where nothing changed.

        The version row, its status and its cluster stay: the sender's words did not change, only our reading of them.
        """
        ...

    def bury(self, letter: DeadLetter, now: datetime) -> int:
        """Put what can't be filed among the dead letters; the same bytes for the same reason are one letter."""
        ...

    def tick(self, now: datetime, releases: Releases = NOTHING_BY_ITSELF) -> int:
        """Free items whose embargo or hold has ended, to the queue or out; take back what has expired. The number of items moved."""
        ...
