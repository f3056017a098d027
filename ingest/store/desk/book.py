"""The desk's side of the SQLite store: each verb, carried out by the file it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.desk import listing, logbook, orders, people, series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.store.desk.rows import Beside, Day, Facet, Filter, Hour, ListRow, LogRow, Moved, Orders, Page, SessionRow
    from ingest.terms import Ruled


class SqliteDesk:
    """The desk's verbs over one database. They are documented at `ingest.store.desk.DeskBook`."""

    def __init__(self, db: Database) -> None:
        """Work on an open database."""
        self._db = db

    def page(self, wanted: Filter, *, limit: int, after: str | None = None, now: datetime) -> Page:
        """A page of the list."""
        return listing.page(self._db, wanted, limit, after, now)

    def lines(self, item_ids: Sequence[int], now: datetime) -> tuple[ListRow, ...]:
        """Lines of the list."""
        return listing.lines(self._db, list(item_ids), now)

    def facets(self) -> dict[str, tuple[Facet, ...]]:
        """The values of each field."""
        return listing.facets(self._db)

    def fresh(self, wanted: Filter, since: int) -> int:
        """How many came since."""
        return listing.fresh(self._db, wanted, since)

    def waiting(self) -> tuple[tuple[str, int], ...]:
        """How many wait."""
        return listing.waiting(self._db)

    def beside(self, item_id: int, now: datetime) -> Beside:
        """What stands beside an item's record."""
        return orders.beside(self._db, item_id, now)

    def give(self, item_id: int, orders_: Orders, now: datetime) -> Ruled:
        """Carry out a decision."""
        return orders.give(self._db, item_id, orders_, now)

    def claim(self, item_id: int, editor: str, until: datetime | None, now: datetime) -> str | None:
        """Take an item in hand."""
        return orders.claim(self._db, item_id, editor, until, now)

    def log(
        self, *, editor: str | None = None, item_id: int | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[LogRow, ...]:
        """Who decided what."""
        return logbook.log(self._db, editor=editor, item_id=item_id, before=before, limit=limit)

    def moved(self, since: int, limit: int = 200) -> tuple[Moved, ...]:
        """What happened."""
        return logbook.moved(self._db, since, limit)

    def newest_event(self) -> int:
        """The last event."""
        return logbook.newest_event(self._db)

    def hours(self, source: str | None, now: datetime, count: int = 48) -> tuple[Hour, ...]:
        """The last hours."""
        return series.hours(self._db, source, now, count)

    def days(self, source: str | None, now: datetime, count: int = 14) -> tuple[Day, ...]:
        """The last days."""
        return series.days(self._db, source, now, count)

    def silences(self) -> dict[str, datetime]:
        """When each source last gave something."""
        return series.silences(self._db)

    def editors(self) -> tuple[str, ...]:
        """Who may sign in."""
        return people.editors(self._db)

    def lock_of(self, name: str) -> tuple[bytes, bytes] | None:
        """A password's lock."""
        return people.lock_of(self._db, name)

    def set_lock(self, name: str, salt: bytes, scrypt: bytes, now: datetime) -> None:
        """Let somebody sign in."""
        people.set_lock(self._db, name, salt, scrypt, now)

    def remove_editor(self, name: str) -> bool:
        """Let somebody sign in no more."""
        return people.remove(self._db, name)

    def begin_session(self, digest: bytes, editor: str, secret: bytes, now: datetime) -> None:
        """Sign somebody in."""
        people.begin_session(self._db, digest, editor, secret, now)

    def session(self, digest: bytes) -> SessionRow | None:
        """A session."""
        return people.session(self._db, digest)

    def touch(self, digest: bytes, now: datetime) -> None:
        """A session is in use."""
        people.touch(self._db, digest, now)

    def jot(self, digest: bytes, notes: str) -> None:
        """A session's notes."""
        people.jot(self._db, digest, notes)

    def end_session(self, digest: bytes) -> None:
        """Sign somebody out."""
        people.end_session(self._db, digest)

    def sweep(self, before: datetime) -> int:
        """Forget old sessions."""
        return people.sweep(self._db, before)

    def failures(self, who: str) -> tuple[int, datetime | None]:
        """Failures in a row."""
        return people.failures(self._db, who)

    def failed(self, who: str, now: datetime) -> None:
        """Count a failure."""
        people.failed(self._db, who, now)

    def forgive(self, who: str) -> None:
        """Forget failures."""
        people.forgive(self._db, who)

    def habits(self, editor: str) -> dict[str, str]:
        """An editor's habits."""
        return people.habits(self._db, editor)

    def set_habit(self, editor: str, name: str, value: str | None) -> None:
        """Keep a habit."""
        people.set_habit(self._db, editor, name, value)
