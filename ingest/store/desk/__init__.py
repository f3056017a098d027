"""The desk's side of the store: the list by filter and cursor, decisions nobody is overrun by, people and their sessions, plots.

`Store.desk` gives it; nothing above it knows SQL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ingest.store.desk.rows import (
    AMENDABLE,
    FACETS,
    Amended,
    BadCursor,
    Beside,
    Day,
    Facet,
    Filter,
    Hour,
    Kept,
    ListRow,
    LogRow,
    Moved,
    Order,
    Orders,
    Page,
    SessionRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.terms import Ruled

__all__ = [
    "AMENDABLE",
    "FACETS",
    "Amended",
    "BadCursor",
    "Beside",
    "Day",
    "DeskBook",
    "Facet",
    "Filter",
    "Hour",
    "Kept",
    "ListRow",
    "LogRow",
    "Moved",
    "Order",
    "Orders",
    "Page",
    "SessionRow",
]


class DeskBook(Protocol):
    """What the editors' desk may ask of a store. Times are aware UTC; every write is its own transaction."""

    # --- the list ---------------------------------------------------------------------------------------------------
    def page(self, wanted: Filter, *, limit: int, after: str | None = None, now: datetime) -> Page:
        """A page of the list, newest or most urgent first. Raises `BadCursor` for an `after` that no page gave."""
        ...

    def lines(self, item_ids: Sequence[int], now: datetime) -> tuple[ListRow, ...]:
        """Lines of the list by their numbers, in that order; those that are not there are left out."""
        ...

    def facets(self) -> dict[str, tuple[Facet, ...]]:
        """The values of each field among what waits, the most frequent first."""
        ...

    def fresh(self, wanted: Filter, since: int) -> int:
        """How many items of a filter came after an item; a hundred stands for more."""
        ...

    def waiting(self) -> tuple[tuple[str, int], ...]:
        """How many items are queued, and how many held."""
        ...

    # --- an item ----------------------------------------------------------------------------------------------------
    def beside(self, item_id: int, now: datetime) -> Beside:
        """What the desk knows of an item beside its record: what stands amended, who has it, until when it is held."""
        ...

    def give(self, item_id: int, orders: Orders, now: datetime) -> Ruled:
        """Carry out a decision in one transaction, unless somebody decided otherwise since `orders.seen`."""
        ...

    def claim(self, item_id: int, editor: str, until: datetime | None, now: datetime) -> str | None:
        """Take an item in hand, or let go of it; the name of somebody else who has it, else None."""
        ...

    # --- what happened ----------------------------------------------------------------------------------------------
    def log(
        self, *, editor: str | None = None, item_id: int | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[LogRow, ...]:
        """Who decided what, newest first."""
        ...

    def moved(self, since: int, limit: int = 200) -> tuple[Moved, ...]:
        """What happened after an event, in order."""
        ...

    def newest_event(self) -> int:
        """The number of the last event."""
        ...

    # --- plots ------------------------------------------------------------------------------------------------------
    def hours(self, source: str | None, now: datetime, count: int = 48) -> tuple[Hour, ...]:
        """Items, failures and lag of the last hours, the oldest first; None for all sources together."""
        ...

    def days(self, source: str | None, now: datetime, count: int = 14) -> tuple[Day, ...]:
        """Which share of each day's items has which field, the oldest day first."""
        ...

    def silences(self) -> dict[str, datetime]:
        """When each source last gave something."""
        ...

    # --- people -----------------------------------------------------------------------------------------------------
    def editors(self) -> tuple[str, ...]:
        """The names of those who may sign in."""
        ...

    def lock_of(self, name: str) -> tuple[bytes, bytes] | None:
        """Salt and scrypt of an editor's password."""
        ...

    def set_lock(self, name: str, salt: bytes, scrypt: bytes, now: datetime) -> None:
        """Let somebody sign in, or change their password."""
        ...

    def remove_editor(self, name: str) -> bool:
        """Let somebody sign in no more; False where nobody has that name."""
        ...

    def begin_session(self, digest: bytes, editor: str, secret: bytes, now: datetime) -> None:
        """Sign somebody in."""
        ...

    def session(self, digest: bytes) -> SessionRow | None:
        """A session by the digest of its token."""
        ...

    def touch(self, digest: bytes, now: datetime) -> None:
        """Note that a session is in use."""
        ...

    def jot(self, digest: bytes, notes: str) -> None:
        """Keep a session's small notes."""
        ...

    def end_session(self, digest: bytes) -> None:
        """Sign somebody out."""
        ...

    def sweep(self, before: datetime) -> int:
        """Forget sessions and failures not heard of since then."""
        ...

    def failures(self, who: str) -> tuple[int, datetime | None]:
        """How often in a row somebody failed to sign in, and when last."""
        ...

    def failed(self, who: str, now: datetime) -> None:
        """Count a failure to sign in."""
        ...

    def forgive(self, who: str) -> None:
        """Forget the failures of somebody who got in."""
        ...

    def habits(self, editor: str) -> dict[str, str]:
        """How an editor likes the desk."""
        ...

    def set_habit(self, editor: str, name: str, value: str | None) -> None:
        """Keep a habit, or forget it."""
        ...
