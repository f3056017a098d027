"""What those who decide ask of a store: rulings, and which items tell one story. The verbs are documented at `ingest.store.verbs.desk`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import arranging, beside, rulings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.store.desk.book import SqliteDesk
    from ingest.store.neighbors import Marks
    from ingest.store.rows import DoubtRow
    from ingest.terms import Decision, Route, Ruled


class SqliteRulings:
    """What those who decide ask of a store: rulings, and which items tell one story."""

    _db: Database
    _marks: Marks
    _desk: SqliteDesk

    def rule(self, item_id: int, decision: Decision, editor: str, reason: str | None, routes: Sequence[Route], now: datetime) -> Ruled:
        """Carry out a ruling."""
        return rulings.rule(self._db, item_id, decision, (editor, reason), routes, now)

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

    @property
    def desk(self) -> SqliteDesk:
        """The desk's own side."""
        return self._desk
