"""Visits without copy (unchanged, failed, held), noted many at a time: a transaction each would cost more than the question itself.

Nothing but a repeated question is lost where a pass is killed meanwhile: items and their validators have their own transaction.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.store import Store
    from ingest.terms import Visit

OLD_S = 0.1
MANY = 64  # a transaction of so many rows takes a few milliseconds


class Visits:
    """The visits of a pass that wait to be noted."""

    def __init__(self, store: Store) -> None:
        """Nothing waits."""
        self._store, self._since = store, 0.0
        self._waiting: list[Visit] = []

    def add(self, visit: Visit) -> None:
        """One more; with many, all are noted."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(visit)
        if len(self._waiting) >= MANY:
            self.note()

    def note_old(self) -> None:
        """Note what waits where it has waited for a while."""
        if self._waiting and time.monotonic() - self._since >= OLD_S:
            self.note()

    def note(self) -> None:
        """Note what waits, in one transaction."""
        if self._waiting:
            with self._store.writing():
                for visit in self._waiting:
                    self._store.visited(visit)
            self._waiting.clear()
