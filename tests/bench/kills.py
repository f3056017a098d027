"""A busy run, killed at random moments and begun again until all is filed: each document once, the database sound each time."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.store import open_store

from .newsroom import Newsroom
from .paper import Paper, Table
from .presses import Presses

if TYPE_CHECKING:
    from .paper import Cell

A_TURN = 60  # documents laid before each run: more than it comes to before it is killed
SHORTEST_S, LONGEST_S = 0.15, 2.5


def bench(kills: int = 50, seed: int = 7) -> Paper:
    """So many runs killed, then one that may end."""
    paper, dice = Paper("kills"), random.Random(seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as folder:
        room = Newsroom(Path(folder))
        drop = room.root / "drop"
        drop.mkdir()
        room.subscribe({"id": "wire", "kind": "folder", "path": str(drop)}, pipeline="workers = 2\n[limits]\nfiles = 1000000\n")
        wire, expected, hit, unsound = iter(Presses(seed=seed)), set[tuple[str, str]](), 0, 0
        for _ in range(kills):
            for one in islice(wire, A_TURN):
                (drop / f"{one.number:09d}.json").write_bytes(one.ninjs())
                expected.add((one.uri, one.version))
            hit += _killed(room, dice.uniform(SHORTEST_S, LONGEST_S))
            unsound += bool(_faults(room))
        last = room.run("--all", "--json")
        assert last.code == 0, last.err
        assert room.run("--all", "--json").code == 0
        found = _ask(room, "SELECT uri, version FROM v_items")
        lost, doubled, faults = len(expected - set(found)), len(found) - len(set(found)), _faults(room)
    rows: list[list[Cell]] = [
        ["runs killed before their end", hit, "" if hit else paper.check("a run was killed in its middle", kept=False)],
        ["documents", len(expected), ""],
        ["lost", lost, paper.check("nothing is lost", kept=not lost)],
        ["filed twice", doubled, paper.check("nothing is filed twice", kept=not doubled)],
        ["unsound after a kill", unsound, paper.check("the database is sound after every kill", kept=not unsound)],
        ["faults at the end", len(faults), paper.check(f"the database is sound at the end: {faults}", kept=not faults)],
    ]
    notes = (
        f"seed {seed}; killed {SHORTEST_S} to {LONGEST_S} s after the start; sound: integrity, foreign keys, search index, our own rules",
    )
    paper.tables.append(Table("Killed at random moments", ("what", "count", "kept"), rows, notes))
    return paper


def _killed(room: Newsroom, after_s: float) -> bool:
    """Run, and kill; whether it had not ended by then."""
    with subprocess.Popen(room.command("run", "--all"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return True
    return False


def _faults(room: Newsroom) -> tuple[str, ...]:
    """What is wrong with the database; nothing where there is none yet."""
    path = room.data / "wire.db"
    if not path.exists():
        return ()
    store = open_store(path)
    try:
        return store.check()
    finally:
        store.close()


def _ask(room: Newsroom, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(room.data / "wire.db")) as conn:
        return conn.execute(sql).fetchall()
