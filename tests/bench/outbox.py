"""Sending: so many items to a folder, a feed and a webhook, each alone and all at once: items a second, and where the time goes."""

from __future__ import annotations

import asyncio
import cProfile
import os
import pstats
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.desk import decide
from ingest.pipeline.pumps import Mailroom, Pumps
from ingest.store import open_store
from ingest.store.desk import Orders
from ingest.terms import Config, Despatched, Filing, Secret, Target, Transmission
from normalizers.judge import Arrival, judge
from normalizers.likeness import fingerprint
from normalizers.terms import Block, Provenance, Publisher, Story

from .paper import Paper, Table
from .scales import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .paper import Cell

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
AT_ONCE = 200  # items an editor approves in one go
LOOKED_AT = 1000
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"  # noqa: S105 - invented
# Where the sending process's own time goes; what its threads do (writing, waiting for the disk) is not in it.
STAGES = {
    "asking the store": ("despatches.py", "pending"),
    "noting what left": ("despatches.py", "sent"),
    "what a feed holds": ("feed.py", "_feed"),
    "letters: ninjs, JSON, signature": ("letters.py", "letter_of"),
}


def bench(items: int = 10_000) -> Paper:
    """File and approve items, then send them to one target after another, and to all three at once."""
    paper = Paper("outbox")
    if not items:
        return paper
    os.environ["COPYTASTER_BENCH_SECRET"] = SECRET
    with tempfile.TemporaryDirectory() as folder, _receiver() as port:
        root = Path(folder)
        _file(root / "filed.db", items)
        trials: dict[str, tuple[Target, ...]] = {target.kind: (target,) for target in _targets(root / "alone", port)}
        trials["all three at once"] = _targets(root / "together", port)
        runs = {name: _send(root, name, targets, items) for name, targets in trials.items()}
        looks = {name: _send(root, f"{name} looked at", targets, min(items, LOOKED_AT), look=True) for name, targets in trials.items()}
    rows: list[list[Cell]] = []
    for name, run in runs.items():
        kept = paper.check(f"{name}: every item arrived", kept=run.done == run.wanted)
        rows.append([name, run.wanted, run.wall_s, run.wanted / run.wall_s, run.wanted / run.cpu_s, *looks[name].shares, kept])
    columns = ("target", "despatches", "s", "a second", "a second of processor", *(f"{stage} %" for stage in STAGES), "kept")
    notes = (
        f"{items} items of some 250 words; the receiver is a process of its own on loopback",
        f"shares are of {min(items, LOOKED_AT)} items sent under a profiler; what is missing is HTTP, threads and waiting for the disk",
    )
    paper.tables.append(Table("Sending", columns, rows, notes))
    return paper


@dataclass(frozen=True, slots=True)
class _Run:
    """What one trial gave."""

    wanted: int
    done: int
    wall_s: float
    cpu_s: float
    shares: tuple[float, ...]


def _send(root: Path, name: str, targets: tuple[Target, ...], items: int, *, look: bool = False) -> _Run:
    """Approve so many for these targets, and send."""
    place = root / f"{name.replace(' ', '-')}.db"
    shutil.copy(root / "filed.db", place)
    store = open_store(place)
    config = Config(root=root, sources=(), targets=targets)
    ids = list(range(1, items + 1))
    for start in range(0, items, AT_ONCE):
        decide(store, ids[start : start + AT_ONCE], Orders(decision="approve", editor="asha", routes=config.routes), NOW)

    async def cycle() -> int:
        pumps = Pumps(Mailroom(config=config, store=store, now=lambda: NOW, stopping=asyncio.Event()))
        pumps.begin()
        return sum(isinstance(one, Despatched) for one in await pumps.wait())

    with cProfile.Profile() if look else nullcontext() as profile:
        began, worked = time.monotonic(), time.process_time()
        done = asyncio.run(cycle())
        wall, cpu = time.monotonic() - began, time.process_time() - worked
    store.close()
    stats = pstats.Stats(profile) if profile else None
    shares = tuple(100 * _cumulative(stats, *where) / wall for where in STAGES.values()) if stats else ()
    return _Run(items * len(targets), done, wall, cpu, shares)


def _cumulative(stats: pstats.Stats, file: str, function: str) -> float:
    """Seconds in a function and all that it called."""
    table: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = getattr(stats, "stats")  # noqa: B009 - untyped in the library
    return sum(row[3] for (path, _, name), row in table.items() if path.endswith(file) and name == function)


def _targets(root: Path, port: int) -> tuple[Target, ...]:
    """A folder, a feed of a hundred entries, and the receiver."""
    return (
        Target(id="out", kind="folder", path=root / "out"),
        Target(id="feed", kind="feed", format="atom", path=root / "wire.atom"),
        Target(
            id="cms",
            kind="webhook",
            url=f"http://127.0.0.1:{port}/in",
            secret=Secret("env:COPYTASTER_BENCH_SECRET"),
            allow_private=(f"127.0.0.1:{port}",),
        ),
    )


def _file(place: Path, items: int) -> None:
    """Stories of their own, as the line files them."""
    store = open_store(place)
    for start in range(0, items, AT_ONCE):
        with store.writing():
            for number in range(start, min(items, start + AT_ONCE)):
                story = _story(number)
                digest = store.keep(Transmission(source="wire", data=story.raw_text.encode(), received=NOW, name=f"{number}"))
                filing, mark = Filing(source="wire", story=story, digest=digest, received=NOW, clock=NOW), fingerprint(story)
                verdict = judge(Arrival(source="wire", story=story, mark=mark, clock=NOW), store.neighbors(filing, mark))
                store.file(filing, mark, verdict)
    store.close()


def _story(number: int) -> Story:
    """One story of some 250 words, no two alike."""
    words = [f"w{number}x{place}" for place in range(250)]
    body = tuple(Block("p", " ".join(words[at : at + 50])) for at in range(0, 250, 50))
    return Story(
        form="page",
        uri=f"tag:bench,{number}",
        headline=f"Story {number} of the bench",
        language="en",
        publisher=Publisher(name="Harbor Post", domain="harborpost.example"),
        body=body,
        raw_text=" ".join(words),
        provenance=Provenance(),
    )


@contextmanager
def _receiver() -> Iterator[int]:
    """The receiver's process; its port."""
    command = [sys.executable, "-m", "tests.bench.receiver"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()
