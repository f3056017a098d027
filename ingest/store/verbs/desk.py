"""What those who decide ask of a store: rulings, and which items tell one story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store.desk import DeskBook
    from ingest.store.rows import DoubtRow
    from ingest.terms import Decision, Route, Ruled


class DeskVerbs(Protocol):
    """What those who decide ask of a store: rulings, and which items tell one story."""

    def rule(self, item_id: int, decision: Decision, editor: str, reason: str | None, routes: Sequence[Route], now: datetime) -> Ruled:
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

    @property
    def desk(self) -> DeskBook:
        """What the editors' desk asks: pages of the list, decisions that overrun nobody, people, plots."""
        ...
