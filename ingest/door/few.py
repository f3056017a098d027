"""Lines of the journal that strangers can bring about: ten a minute at the most, then how many more there were."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ingest.journal import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.journal import Event

TOLD_A_MINUTE = 10
MINUTE_S = 60.0


class Few:
    """Tells an event, but not without end: whoever knocks all day must not fill the disk with lines about it."""

    def __init__(self, event: Event, ticks: Callable[[], float] = time.monotonic) -> None:
        """Nothing told yet; `ticks` are seconds that only grow."""
        self._event, self._ticks = event, ticks
        self._since, self._told, self._silent = ticks(), 0, 0

    def tell(self, **facts: object) -> None:
        """Tell it once more, or only count it."""
        if self._ticks() - self._since >= MINUTE_S:
            if self._silent:
                tell(self._event, says=f"{self._silent} more in the minute before")
            self._since, self._told, self._silent = self._ticks(), 0, 0
        if self._told >= TOLD_A_MINUTE:
            self._silent += 1
            return
        self._told += 1
        tell(self._event, **facts)
