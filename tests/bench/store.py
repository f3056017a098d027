"""The store as it grows: an invented wire through the real `run`, from a folder; where the time goes, and what an item takes of the disk.

Beside it, on the same stories in one process, the look-up tables of datasketch and rensa, where somebody has installed them.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .beside import beside
from .newsroom import Newsroom
from .paper import Paper, Table
from .presses import Presses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .paper import Cell
    from .presses import Sending
    from .scales import Weight

PIPELINE = "workers = 2\n[limits]\nfiles = 1000000\n"
GOAL_DEDUP_MS, GOAL_BYTES, GOAL_LOOKUP_US = 2.0, 400, 250
MARKS = ("mark", "mark_week", "fingerprint")
PROBE = 2000


def bench(items: int = 100_000, *, peers: int = 20_000) -> Paper:
    """Grow a store to so many items in three steps, each ten times the one before, and measure a run of new ones at each size."""
    paper = Paper("store")
    with tempfile.TemporaryDirectory() as folder:
        room = Newsroom(Path(folder))
        (room.root / "drop").mkdir()
        room.subscribe({"id": "wire", "kind": "folder", "path": str(room.root / "drop")}, pipeline=PIPELINE)
        wire, stages = iter(Presses()), dict[str, Any]()
        rows: list[list[Cell]] = []
        for size in (items // 100, items // 10, items):
            _send(room, islice(wire, max(0, size - _count(room))))
            _send(room, [])  # starting up, and a folder without news
            probe = max(1, min(PROBE, size // 10))
            idle = _send(room, [])
            weight = _send(room, islice(wire, probe))
            stages = json.loads(weight.out.splitlines()[-1])["stages"]
            rows.append(_row(room, probe, (idle, weight), stages))
        paper.tables += [_growth(paper, rows, full=items >= PROBE), _where(stages), _disk(room)]
    if peers:
        paper.tables.append(beside(list(islice(Presses(seed=2), peers))))
    return paper


def _send(room: Newsroom, sendings: Iterator[Sending] | Sequence[Sending]) -> Weight:
    """Lay documents into the folder, in their order, take them in, and clear the folder."""
    drop = room.root / "drop"
    for one in sendings:
        (drop / f"{one.number:09d}.json").write_bytes(one.ninjs())
    weight = room.run("--all", "--json")
    assert weight.code == 0, weight.err
    for file in drop.iterdir():
        file.unlink()
    return weight


def _count(room: Newsroom) -> int:
    """How many documents have come so far."""
    return int(_ask(room.data / "wire.db", "SELECT count(*) FROM taken")[0][0]) if (room.data / "wire.db").exists() else 0


def _ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql).fetchall()


def _row(room: Newsroom, probe: int, weights: tuple[Weight, Weight], stages: dict[str, Any]) -> list[Cell]:
    """One size of the store: what a new document costs there."""
    idle, weight = weights
    stored = int(_ask(room.data / "wire.db", "SELECT count(*) FROM item")[0][0])
    return [
        stored,
        round(probe / max(0.001, weight.wall_s - idle.wall_s)),
        (weight.main_cpu_s - idle.main_cpu_s) / probe * 1e3,
        (weight.others_cpu_s - idle.others_cpu_s) / probe * 1e3,
        stages["lookup"]["cpu_us_p50"],
        stages["lookup"]["us_p50"],
        stages["lookup"]["us_p99"],
        stages["dedup"]["cpu_us_mean"] / 1e3,
        stages["filing"]["cpu_us_mean"] / 1e3,
        weight.main_mb,
        _bytes(room, MARKS) // stored,
        (room.data / "wire.db").stat().st_size // stored,
    ]


def _bytes(room: Newsroom, tables: Sequence[str]) -> int:
    """The pages that some tables fill; 0 where SQLite was built without its own account of them."""
    names = ", ".join(f"'{one}'" for one in tables)
    try:
        return int(_ask(room.data / "wire.db", f"SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name IN ({names})")[0][0])  # noqa: S608
    except sqlite3.OperationalError:
        return 0


def _growth(paper: Paper, rows: Sequence[Sequence[Cell]], *, full: bool) -> Table:
    """The table of sizes, held against the goals."""
    columns = ("items", "items/s", "cpu ms, main", "cpu ms, readers", "look-up p50 cpu µs", "clock", "p99", "dedup cpu ms", "filing", "MB")
    last = [float(one or 0) for one in rows[-1]]
    if full:
        paper.check(f"the whole dedup step takes {GOAL_DEDUP_MS:g} ms of processor an item", kept=last[7] <= GOAL_DEDUP_MS)
        paper.check(f"a look-up takes {GOAL_LOOKUP_US} µs of processor (median)", kept=last[4] <= GOAL_LOOKUP_US)
        paper.check(f"fingerprints take {GOAL_BYTES} bytes an item", kept=last[10] <= GOAL_BYTES)
    notes = (
        "a run of new documents at each size, without the time of an idle run; stories of 300 to 900 words, four in ten of them repeats",
        "dedup: fingerprint, look-up and judgment; filing: that and the writing; processor, an item in the mean",
    )
    return Table("The store as it grows", (*columns, "fingerprints B", "file B"), rows, notes)


def _where(stages: dict[str, Any]) -> Table:
    """Where the time of the last run went, as the program tells it."""
    rows: list[list[Cell]] = [
        [name, one["calls"], one["us_p50"], one["us_p99"], one["cpu_us_p50"], one["cpu_us_mean"]] for name, one in sorted(stages.items())
    ]
    return Table("Where the time of filing goes, µs a call", ("stage", "calls", "p50", "p99", "cpu p50", "cpu mean"), rows)


def _disk(room: Newsroom) -> Table:
    """What an item takes of the file, by table and index."""
    path = room.data / "wire.db"
    stored = int(_ask(path, "SELECT count(*) FROM item")[0][0])
    try:
        found = _ask(path, "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12")
    except sqlite3.OperationalError:
        found = []
    return Table("The disk", ("table or index", "bytes an item"), [[name, round(size / stored)] for name, size in found])
