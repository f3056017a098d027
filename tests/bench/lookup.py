"""The look-up alone, in stores of up to a million items: real stories to be asked about, and the marks of all the others around them.

Whole stories are filed as ever; of those between them only the marks are written, of hashes like the real ones: so a million lie within the
window of three days, and a store of that size is made in minutes.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.filing import file_batch
from ingest.store import open_store
from ingest.store.marks import PUT_KEY, first_key, week_of
from ingest.terms import Filing, Transmission
from normalizers.likeness import fingerprint

from .paper import Paper, Table
from .presses import BEGINS, Presses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.store import Store

    from .paper import Cell
    from .presses import Sending

GOAL_US = 250
REAL = 4000
MARKS_EACH = 25
LUMP = 2000
FIRST_GHOST = 1_000_000  # the numbers of items that are marks alone


def bench(items: int = 1_000_000) -> Paper:
    """Look-ups among a hundredth, a tenth and all of so many items."""
    paper = Paper("lookup")
    rows: list[list[Cell]] = []
    real = min(REAL, items // 2)
    sendings = list(islice(Presses(every_s=60), real * 2))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wire.db"
        store = open_store(path)
        try:
            _file(store, sendings[:real])
            ghosts = 0
            for size in (items // 100, items // 10, items):
                ghosts = _fill(path, ghosts, max(0, size - real))
                rows.append([size, *_ask(store, sendings[real:]), path.stat().st_size >> 20])
        finally:
            store.close()
    paper.check(f"a look-up among {items:,} items takes {GOAL_US} µs of processor (median)", kept=float(rows[-1][1] or 0) <= GOAL_US)
    notes = (f"{real:,} whole stories and their repeats, asked one by one; the fingerprint is made before",)
    columns = ("items", "processor µs p50", "on the clock p50", "p90", "p99", "neighbors", "file MB")
    paper.tables.append(Table("The look-up as the store grows", columns, rows, notes))
    return paper


def _filing(one: Sending) -> Filing:
    return Filing(source="wire", story=one.story(), digest=f"{one.number}", received=one.clock, clock=one.clock)


def _file(store: Store, sendings: Sequence[Sending]) -> None:
    """File whole stories, as the line does."""
    for one in sendings:
        store.keep(Transmission(source="wire", data=f"{one.number}".encode(), received=one.clock, name=f"{one.number}.json"))
    file_batch(store, [_filing(one) for one in sendings], now=sendings[-1].clock)


def _fill(path: Path, have: int, want: int) -> int:
    """Write the marks of items that are nothing else, into the weeks of the real ones."""
    dice = random.Random(have + 1)  # noqa: S311 - hashes, not secrets
    weeks = [first_key(week_of(BEGINS) + n) for n in range(2)]
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA synchronous = OFF")
        for start in range(have, want, LUMP):
            lump = range(start, min(want, start + LUMP))
            keys = [
                (weeks[number % 2] + (dice.getrandbits(28) << 28) + FIRST_GHOST + number,) for number in lump for _ in range(MARKS_EACH)
            ]
            conn.execute("BEGIN IMMEDIATE")
            conn.executemany(PUT_KEY, sorted(keys))
            conn.execute("COMMIT")
    return want


def _ask(store: Store, sendings: Sequence[Sending]) -> list[Cell]:
    """Look every story up once, in the order they would come."""
    took, worked, near = list[float](), list[float](), 0
    for one in sendings:
        filing, mark = _filing(one), fingerprint(one.story())
        with store.writing():  # as filing does: alone, each of its questions would be a transaction
            began, work = time.perf_counter(), time.thread_time()
            near += bool(store.neighbors(filing, mark))
            worked.append(time.thread_time() - work)
            took.append(time.perf_counter() - began)
    return [_share(worked, 0.5), *(_share(took, share) for share in (0.5, 0.9, 0.99)), f"{near / len(took):.0%}"]


def _share(took: Sequence[float], share: float) -> int:
    """The microseconds that this share of the look-ups stayed within."""
    return round(sorted(took)[int(len(took) * share)] * 1e6)
