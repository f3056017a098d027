"""What every stage of a pass holds in its hands, and the count of what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Protocol

from ingest.fetch import Loads
from ingest.journal import Event, tell
from ingest.terms import SourceReport

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from ingest.fetch import Fetcher, Permits
    from ingest.filing import Stages
    from ingest.pipeline.notebook import Notebook
    from ingest.store import Store
    from ingest.terms import Config, DeadLetter, Filed, Releases
    from ingest.workers import Readers


PAGES_S = 300.0  # seconds that one source may follow its pages in one pass: a site's crawl-delay must not keep a pass from its end


class Progress(Protocol):
    """Who is told how a pass goes: bars on a terminal, lines in a pipe, nobody in `--json`."""

    def begun(self, source: str) -> None:
        """A source's turn has come."""
        ...

    def step(self, source: str, done: int, total: int | None) -> None:
        """So many documents of it are done, of so many where that is known."""
        ...

    def ended(self, report: SourceReport) -> None:
        """The source is done, with this outcome."""
        ...


class Silence:
    """Tells nobody."""

    def begun(self, source: str) -> None:
        """Say nothing."""

    def step(self, source: str, done: int, total: int | None) -> None:
        """Say nothing."""

    def ended(self, report: SourceReport) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The rooms that a pass goes through, its clock, and its dice. `stopping` is set when the operator asks it to leave."""

    config: Config
    store: Store
    notebook: Notebook
    fetcher: Fetcher
    permits: Permits
    readers: Readers
    now: Callable[[], datetime]
    stages: Stages
    stopping: asyncio.Event
    progress: Progress = field(default_factory=Silence)
    dice: Random = field(default_factory=Random)
    loads: Loads = field(default_factory=Loads)
    pages_s: float = PAGES_S

    @property
    def releases(self) -> Releases:
        """What leaves without an editor."""
        return self.config.releases


@dataclass(slots=True)
class Tally:
    """The count of what one source gave in one pass."""

    new: int = 0
    copies: int = 0
    updates: int = 0
    corrections: int = 0
    kills: int = 0
    resends: int = 0
    held: int = 0
    dead: int = 0

    def add(self, filed: Iterable[Filed]) -> None:
        """Count what was filed."""
        for one in filed:
            self.held += one.stored and one.status == "held"
            if not one.stored:
                self.resends += 1
                continue
            self._left(one)
            match one.change:
                case "new" | "series":
                    self.new += 1
                case "copy" | "cut" | "extended":
                    self.copies += 1
                case "update":
                    self.updates += 1
                case "correction":
                    self.corrections += 1
                case "kill":
                    self.kills += 1
                    tell(Event.ITEM_KILLED, item=one.item_id, headline=one.headline)

    def _left(self, one: Filed) -> None:
        """Tell the journal what left without an editor."""
        if one.status in ("approved", "published"):
            tell(Event.LEFT_BY_ITSELF, item=one.item_id, headline=one.headline)

    def bury(self, letters: Sequence[DeadLetter]) -> None:
        """Count what went to the dead letters."""
        self.dead += len(letters)
        for letter in letters:
            tell(Event.DEAD_LETTER, source=letter.source, name=letter.name, reason=letter.reason)

    @property
    def stored(self) -> int:
        """How many versions were stored."""
        return self.new + self.copies + self.updates + self.corrections + self.kills

    def report(self, source: str, outcome: str, *, seconds: float, reason: str | None = None) -> SourceReport:
        """The count as a row of the run's table."""
        return SourceReport(
            source=source,
            outcome=outcome,
            new=self.new,
            copies=self.copies,
            updates=self.updates,
            corrections=self.corrections,
            kills=self.kills,
            resends=self.resends,
            held=self.held,
            dead=self.dead,
            seconds=seconds,
            reason=reason,
        )
