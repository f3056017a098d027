"""What every page holds in its hands: the store behind three clerks, the configuration, the clock, and who sits at a desk nobody locked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest import clock
from ingest.listening import Clerk

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo
    from pathlib import Path

    from ingest.terms import Config, Route


@dataclass(slots=True, kw_only=True)
class Rooms:
    """The rooms of the desk.

    `reader` looks up, `writer` writes down, `office` counts: nobody who reads is behind a decision that waits for the line, or behind the
    plots of a month.
    `house` is the editor where nobody has a password yet; None asks everybody to sign in.
    `requeue` takes a dead letter up again and says what became of it.
    """

    data: Path
    config: Callable[[], Config]
    house: Callable[[], str]
    requeue: Callable[[int], str]
    now: Callable[[], datetime] = clock.now
    zone: Callable[[], tzinfo] = clock.zone
    reader: Clerk = field(init=False)
    writer: Clerk = field(init=False)
    office: Clerk = field(init=False)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def __post_init__(self) -> None:
        """Hire the clerks."""
        place = self.data / "wire.db"
        self.reader, self.writer, self.office = (Clerk(place, f"desk-{name}") for name in ("reader", "writer", "office"))

    @property
    def routes(self) -> tuple[Route, ...]:
        """Where approved items go."""
        return self.config().routes

    def close(self) -> None:
        """Let the clerks go."""
        for clerk in (self.reader, self.writer, self.office):
            clerk.close()
