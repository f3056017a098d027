"""For ever: what is due, the tick that asks for it, and the words to systemd.

The order of a day is in the store (`next_due`), so a restart loses nothing: one APScheduler job ticks, and each tick is a pass like `run`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from ingest import clock
from ingest.journal import Event, tell

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

TICK_S = 10.0
DEADLINE_S = 300.0  # a look that has not ended by then hangs
LEAVE_S = 30.0  # what a pass may still take once it was asked to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Seconds: between two ticks, until a hung tick is ended, and what a tick may take to leave."""

    every_s: float = TICK_S
    deadline_s: float = DEADLINE_S
    leave_s: float = LEAVE_S


async def serve(
    tick: Callable[[], Awaitable[object]],
    stopping: asyncio.Event,
    *,
    rhythm: Rhythm | None = None,
    reload: Callable[[], None] | None = None,
) -> None:
    """Tick until SIGTERM or SIGINT sets `stopping`; the tick at work then finishes what it is committing, and we leave.

    `tick` is one pass, and looks at `stopping` between transactions; one that fails is told and the next one comes. SIGHUP calls `reload`
    between two ticks. systemd hears READY, RELOADING and STOPPING, and WATCHDOG for as long as passes succeed: a pass may take longer than
    the watchdog's patience, so it is told at intervals, until no pass has succeeded for the deadline of one.
    """
    beat = _Beat(tick, stopping, rhythm or Rhythm(), reload)
    handled = _listen(stopping, beat)
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_listener(_overdue, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
    scheduler.add_job(
        beat.strike,
        "interval",
        seconds=beat.rhythm.every_s,
        next_run_time=clock.now(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    notify("READY=1")
    tell(Event.SERVE_STARTED)
    watch = asyncio.ensure_future(beat.watch(_patience(os.environ)))
    try:
        await stopping.wait()
        notify("STOPPING=1")
        scheduler.pause()
        await beat.left()
    finally:
        watch.cancel()
        scheduler.shutdown(wait=False)
        for number in handled:
            asyncio.get_running_loop().remove_signal_handler(number)
        tell(Event.SERVE_ENDED)


class _Beat:
    """The tick and what surrounds it: its deadline, the reload asked for, the watchdog."""

    def __init__(
        self, tick: Callable[[], Awaitable[object]], stopping: asyncio.Event, rhythm: Rhythm, reload: Callable[[], None] | None
    ) -> None:
        self._tick, self._stopping, self._reload, self.rhythm = tick, stopping, reload, rhythm
        self._wants_reload = False
        self._at_work: asyncio.Task[None] | None = None
        self._good = time.monotonic()

    def ask_reload(self) -> None:
        """Read the configuration again before the next tick."""
        self._wants_reload = True

    async def strike(self) -> None:
        """One tick, in a task of our own: the scheduler's shutdown would cut it off in the middle."""
        if self._stopping.is_set():
            return
        self._at_work = asyncio.ensure_future(self._once())
        await asyncio.wait({self._at_work})

    async def left(self) -> None:
        """Wait until the tick at work has ended, then end it."""
        if self._at_work is None or self._at_work.done():
            return
        await asyncio.wait({self._at_work}, timeout=self.rhythm.leave_s)
        if not self._at_work.done():
            self._at_work.cancel()
            await asyncio.wait({self._at_work})

    async def _once(self) -> None:
        try:
            self._reread()
            await asyncio.wait_for(self._tick(), self.rhythm.deadline_s)
        except TimeoutError:
            tell(Event.BUG, says=f"a pass was ended after {self.rhythm.deadline_s:g} s")
        except Exception as error:  # noqa: BLE001 - the daemon outlives any pass; what went wrong is told, and the next tick tries again
            tell(Event.BUG, says="a pass failed", exc_info=error)
        else:
            self._good = time.monotonic()
            notify("WATCHDOG=1")

    async def watch(self, patience_s: float | None) -> None:
        """Tell the watchdog twice in its patience that we live, unless passes have failed or hung for too long."""
        while patience_s is not None:
            await asyncio.sleep(patience_s / 2)
            if time.monotonic() - self._good < self.rhythm.deadline_s + self.rhythm.every_s:
                notify("WATCHDOG=1")

    def _reread(self) -> None:
        if self._wants_reload and self._reload is not None:
            self._wants_reload = False
            notify("RELOADING=1")
            self._reload()
            notify("READY=1")


def _patience(environment: Mapping[str, str]) -> float | None:
    """The watchdog's patience in seconds, as systemd tells it (WATCHDOG_USEC); None where there is no watchdog."""
    told = environment.get("WATCHDOG_USEC", "")
    return int(told) / 1e6 if told.isascii() and told.isdigit() and int(told) else None


def _listen(stopping: asyncio.Event, beat: _Beat) -> list[signal.Signals]:
    loop = asyncio.get_running_loop()
    handlers: dict[signal.Signals, Callable[[], None]] = {
        signal.SIGTERM: stopping.set,
        signal.SIGINT: stopping.set,
        signal.SIGHUP: beat.ask_reload,
    }
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    return list(handlers)


def _overdue(event: object) -> None:
    """The scheduler had to leave a tick out: the one before still runs."""
    tell(Event.LIBRARY, library="apscheduler", says="a tick was left out: the pass before it still runs", event=type(event).__name__)


def notify(words: str) -> bool:
    """Tell systemd (sd_notify over its socket); False where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as wire:
            wire.settimeout(0)  # a listener that is behind must not hold up the passes
            wire.sendto(words.encode(), "\0" + address[1:] if address.startswith("@") else address)
    except OSError as error:
        tell(Event.LIBRARY, library="systemd", says=f"the notify socket does not answer: {error}")
        return False
    return True
