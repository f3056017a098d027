"""Who was turned away, told to the journal: ten a minute at the most, then how many more there were."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ingest.journal import Event, tell

if TYPE_CHECKING:
    from collections.abc import Callable

TOLD_A_MINUTE = 10
MINUTE_S = 60.0
LONGEST = 120


class Refusals:
    """Counts those turned away; strangers must not fill the disk with lines about themselves."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        """Nobody yet; `ticks` are seconds that only grow."""
        self._ticks = ticks
        self._since, self._told, self._silent = ticks(), 0, 0

    def tell(self, peer: str, what: str, status: int, why: str) -> None:
        """Tell of one, or only count it."""
        if self._ticks() - self._since >= MINUTE_S:
            if self._silent:
                tell(Event.DOOR_REFUSED, says=f"{self._silent} more were turned away in the minute before")
            self._since, self._told, self._silent = self._ticks(), 0, 0
        if self._told >= TOLD_A_MINUTE:
            self._silent += 1
            return
        self._told += 1
        tell(Event.DOOR_REFUSED, peer=peer, asked=what[:LONGEST], status=status, says=why)
