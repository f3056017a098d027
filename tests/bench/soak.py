"""An hour of a newsroom's day in a minute: the daemon's own look, a simulated clock, real connections to servers of mixed manners.

Then the real daemon for some seconds, with a schedule of seconds.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from ingest.fetch import Fetcher, Permits, is_due
from ingest.fetch.manners import origin_of
from ingest.filing import Stages
from ingest.pipeline import Line, Notebook, Pumps, Turns, tick
from ingest.store import open_store
from ingest.terms import Config, Limits, SourceState
from ingest.workers import Readers

from .newsroom import Newsroom, newsstand, row
from .paper import Cell, Paper, Table
from .scales import ROOT
from .street import CROWD_SPACING_S, Street

if TYPE_CHECKING:
    from ingest.store import Store
    from ingest.terms import Source

BEGINS = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
LOOK = timedelta(seconds=30)
PATIENCE_S = 120.0
A_HOST = 2
MANY = 10  # requests of one look to one host, from which the pauses between them show through the jitter of arrival


@dataclass(slots=True)
class Day:
    """What is found out while the hour passes."""

    now: datetime = BEGINS
    starved: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    after_the_end: list[str] = field(default_factory=list)
    held: dict[str, datetime] = field(default_factory=dict)
    longest_late: timedelta = timedelta(0)
    took_s: float = 0.0


def bench(sources: int = 2000, hosts: int = 100, *, minutes: int = 60, daemon_s: float = 12.0) -> Paper:
    """Both parts."""
    paper, day = Paper("soak"), Day()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "wire.db")
        street = Street(sources, hosts, BEGINS, lambda: day.now)
        began = time.monotonic()
        try:
            asyncio.run(_hour(store, street, day, minutes))
        finally:
            store.close()
        day.took_s = time.monotonic() - began
        paper.tables.append(_judged(paper, street, day, minutes))
        if daemon_s:
            paper.tables.append(_daemon(paper, Newsroom(Path(folder) / "daemon"), daemon_s))
    return paper


async def _hour(store: Store, street: Street, day: Day, minutes: int) -> None:
    """Look after look, as the daemon does it, the clock set forward between two."""
    async with street, Fetcher("desk@coast.example", Limits(), "bench") as fetcher:
        readers = Readers(ROOT / "config", Limits(), workers=2)
        config = Config(root=ROOT / "config", sources=street.sources(), targets=(), hosts_at_once=64)
        line = Line(
            config=config,
            store=store,
            notebook=Notebook(store),
            fetcher=fetcher,
            permits=Permits(fetcher, store.robots, store.note_robots),
            readers=readers,
            now=lambda: day.now,
            stages=Stages(),
            stopping=asyncio.Event(),
            dice=Random(7),  # noqa: S311 - dice for the schedule, not for secrets
        )
        turns, pumps = Turns(line), Pumps(line)
        try:
            for _ in range(int(timedelta(minutes=minutes) / LOOK)):
                before, asked = store.states(), len(street.asks)
                await tick(line, turns, pumps, PATIENCE_S)
                _look_back(config.sources, before, store, street, asked, day)
                day.now += LOOK
        finally:
            await turns.let_go()
            readers.close()


def _look_back(sources: tuple[Source, ...], before: dict[str, SourceState], store: Store, street: Street, asked: int, day: Day) -> None:
    """After a look: nobody who was due is left out, and nobody was asked who was not."""
    after, holds = store.states(), store.holds(day.now)
    fresh = {ask.number for ask in street.asks[asked:]}
    for number, source in enumerate(sources):
        state = before.get(source.id) or SourceState(source=source.id)
        if number in fresh:
            if is_due(source, state, day.now) is not None:
                day.early.append(source.id)
            if state.state == "off":
                day.after_the_end.append(source.id)
            if state.next_due is not None:
                free = max(state.next_due, day.held.get(origin_of(source.url or ""), state.next_due))
                day.longest_late = max(day.longest_late, day.now - free)
        elif is_due(source, after.get(source.id) or SourceState(source=source.id), day.now, holds=holds) is None:
            day.starved.append(source.id)
    day.held |= {origin: hold.until for origin, hold in holds.items()}


def _judged(paper: Paper, street: Street, day: Day, minutes: int) -> Table:
    """The promises of a well-behaved client, as the servers saw it."""
    answers = Counter(ask.status for ask in street.asks)
    crowd = [ask.at for ask in street.asks if ask.host == "127.0.4.1"]
    looks: dict[datetime, list[float]] = defaultdict(list)
    for ask in street.asks:
        if ask.host == "127.0.4.1":
            looks[ask.now].append(ask.at)
    many = [look for look in looks.values() if len(look) >= MANY]
    hasty = [look for look in many if max(look) - min(look) < (len(look) - 1) * CROWD_SPACING_S * 0.8]
    most = max(street.most_at_once.values(), default=0)
    rows: list[list[Cell]] = [
        ["nobody who is due is left out of a look", len(day.starved), paper.check("starved sources", kept=not day.starved)],
        ["nobody is asked who is not due", len(day.early), paper.check("early questions", kept=not day.early)],
        ["a wish to be left alone is kept", street.broken_holds, paper.check("broken holds", kept=not street.broken_holds)],
        ["what is gone is not asked again", len(day.after_the_end), paper.check("410 asked again", kept=not day.after_the_end)],
        ["two at once to a host", most, paper.check("more than two at once", kept=most <= A_HOST)],
        ["requests to a crowded host stand apart", len(hasty), paper.check("requests too close", kept=not hasty)],
        [
            "the latest a source was asked after it was due, s",
            day.longest_late.total_seconds(),
            paper.check("late sources", kept=day.longest_late <= LOOK * 2),
        ],
    ]
    told = ", ".join(f"{count} × {status}" for status, count in sorted(answers.items()))
    notes = (
        f"{street.count:,} sources at {street.hosts + 1} hosts, {len(crowd)} requests to the most crowded; answers: {told}",
        f"{minutes} minutes of the day in {day.took_s:.0f} s; a look every {LOOK.total_seconds():.0f} s of the day",
    )
    return Table("A simulated hour", ("promise", "found", "kept"), rows, notes)


def _daemon(paper: Paper, room: Newsroom, seconds: float, feeds: int = 40, every: int = 3) -> Table:
    """The real daemon: each source is asked as often as its row says."""
    with newsstand(feeds, 8) as stand:
        rows = (row(f"stand-{n}", stand.url(n), f"{stand.host(n)}:{stand.port}", every=every, slowest=every) for n in range(feeds))
        room.subscribe(*rows)
        with subprocess.Popen(room.command("serve", "--every", "1"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as daemon:
            time.sleep(seconds)
            daemon.send_signal(signal.SIGTERM)
            code = daemon.wait(30)
        counted = stand.ask("/~count")
    assert isinstance(counted, dict)
    least, most = counted["least"], counted["most"]
    may = int(seconds / every) + 1
    kept = paper.check("the daemon keeps its rhythm and leaves in good order", kept=code == 0 and least >= 2 and most <= may)
    notes = (f"{feeds} sources, each every {every} s, {seconds:g} s long; at most {may} times is right",)
    return Table("The real daemon", ("asked at least", "at most", "exit", "kept"), [[least, most, code, kept]], notes)
