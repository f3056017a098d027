"""The notice board: what changed since a moment ago, looked up once for every desk that shows it, and told to those that listen."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.journal import Event, tell
from normalizers.problems import CopytasterError

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.desk.web.rooms import Rooms
    from ingest.store import Store
    from ingest.store.desk import Facet

LOOK_S = 1.0
FACETS_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What every page shows in its head: how many wait, letters that are dead, withdrawals that have not arrived, values to filter by."""

    queued: int = 0
    held: int = 0
    dead: int = 0
    recalls: int = 0
    event: int = 0
    facets: dict[str, tuple[Facet, ...]]


class Board:
    """Looks at the store every second, and wakes those who wait for news."""

    def __init__(self, rooms: Rooms) -> None:
        """A board that has not looked yet."""
        self._rooms, self._news = rooms, asyncio.Condition()
        self.notice: Notice | None = None
        self.closed = False
        self._facets_at = -FACETS_S
        self._task: asyncio.Task[None] | None = None

    async def read(self) -> Notice:
        """What it says now; the first to ask makes it look."""
        if self.notice is None:
            await self._look()
        assert self.notice is not None  # noqa: S101 - it has just looked
        return self.notice

    async def wait(self, event: int, patience_s: float) -> int:
        """Wait for something newer than an event; the newest event, which is that same one where nothing happened in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s), self._news:
                await self._news.wait_for(lambda: self.closed or (self.notice is not None and self.notice.event > event))
        return self.notice.event if self.notice else event

    def open(self) -> None:
        """Begin to look."""
        self._task = asyncio.ensure_future(self._keep_looking())

    async def dismiss(self) -> None:
        """Tell those who wait that the desk closes."""
        async with self._news:
            self.closed = True
            self._news.notify_all()

    async def close(self) -> None:
        """Look no more."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _keep_looking(self) -> None:
        while True:
            try:
                await self._look()
            except CopytasterError as error:  # a locked or a full disk: the next look may find it mended
                tell(Event.DESK_TROUBLE, says=str(error))
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        """One look; the values to filter by are counted anew only now and then."""
        known = self.notice
        event = await self._rooms.office.ask(lambda store: store.desk.newest_event())
        due = asyncio.get_running_loop().time() - self._facets_at >= FACETS_S
        if known is not None and event == known.event and not due:
            return
        facets = known.facets if known is not None and not due else await self._rooms.office.ask(lambda store: store.desk.facets())
        if due:
            self._facets_at = asyncio.get_running_loop().time()
        now = self._rooms.now()
        waiting, dead, recalls = await self._rooms.office.ask(lambda store: _counts(store, now))
        queued, held = waiting.get("queued", 0), waiting.get("held", 0)
        async with self._news:
            self.notice = Notice(queued=queued, held=held, dead=dead, recalls=recalls, event=event, facets=facets)
            self._news.notify_all()


def _counts(store: Store, now: datetime) -> tuple[dict[str, int], int, int]:
    """How many wait, how many letters are dead (a thousand stands for more), and how many withdrawals have not arrived."""
    recalls = sum(one.recall.count for one in store.target_states(now) if one.recall)
    return dict(store.desk.waiting()), len(store.dead_letters(1000)), recalls
