"""The notebook: polls that found nothing new, written a page at a time; most polls are such, and a transaction costs more than its rows.

Only those: what brings items, fails or asks to be left alone is written in its own transaction at once. A kill that takes a page with it
costs questions that are asked again, no item and no hold; the validators on it vouch for what was filed before.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.store import Store
    from ingest.terms import Visit

OLD_S = 0.1
PAGE = 50  # rows of a transaction: some 5 ms, a tenth of what an editor's decision may have to wait


@dataclass(slots=True)
class Notebook:
    """What is not in the store yet."""

    store: Store
    _page: list[Visit] = field(default_factory=list)
    _since: float = 0.0

    def note(self, visit: Visit) -> None:
        """Remember a poll that found nothing new; a full page is written."""
        if not self._page:
            self._since = time.monotonic()
        self._page.append(visit)
        if len(self._page) >= PAGE:
            self.write()

    def write_old(self) -> None:
        """Put the page into the store where its first row has waited for a while."""
        if self._page and time.monotonic() - self._since >= OLD_S:
            self.write()

    def write(self) -> None:
        """Put the page into the store. Raises `StoreError` where the store fails; the page is then kept."""
        if not self._page:
            return
        with self.store.writing():
            for visit in self._page:
                self.store.visited(visit)
        self._page.clear()
