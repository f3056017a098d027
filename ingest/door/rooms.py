"""What every answer at the door holds in its hands: the store behind two clerks, the configuration, the clock, and what it bounds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest import clock
from ingest.door.few import Few
from ingest.journal import Event
from ingest.listening import HEAD_S, Clerk

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from ingest.terms import Config

HELD_MOST = 128_000_000  # bytes of bodies that are on their way in, all together
MOST_WAITING = 64  # who may wait for news at the same time


@dataclass(slots=True, kw_only=True)
class Rooms:
    """The rooms of the door. `reader` only looks; `writer` keeps what is pushed. `held` counts bytes, `waiting` those who wait for news.

    Until `locked_until` (of the monotonic clock) nobody tries a store that was locked a moment ago.
    `body_s` and `head_s` are how many seconds the body and the head of a request may take.
    """

    data: Path
    config: Callable[[], Config]
    now: Callable[[], datetime] = clock.now
    body_s: float = 30.0
    head_s: float = HEAD_S
    reader: Clerk = field(init=False)
    writer: Clerk = field(init=False)
    refusals: Few = field(default_factory=lambda: Few(Event.DOOR_REFUSED))
    troubles: Few = field(default_factory=lambda: Few(Event.DOOR_TROUBLE))
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    held: int = 0
    locked_until: float = 0.0
    waiting: int = 0

    def __post_init__(self) -> None:
        """Hire the clerks."""
        place = self.data / "wire.db"
        self.reader, self.writer = Clerk(place, "door-reader", looking=True), Clerk(place, "door-writer")

    async def leave(self) -> None:
        """Tell those who wait for news that we go."""
        self.leaving.set()

    def close(self) -> None:
        """Let the clerks go."""
        self.reader.close()
        self.writer.close()
