"""A busy run, killed at random moments and begun again until all is filed: each document once, the database sound each time."""

from __future__ import annotations

import os
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
    from collections.abc import Iterator

    from .paper import Cell
    from .presses import Sending

A_TURN = 150  # documents laid before each run: some batches of the folder
EARLIEST, LATEST = 0.2, 1.1  # of the time that a whole run of so many takes


def bench(kills: int = 50, seed: int = 7) -> Paper:
    """So many runs killed, then one that may end."""
    paper, dice = Paper("kills"), random.Random(seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as folder:
        room = Newsroom(Path(folder))
        drop = room.root / "drop"
        drop.mkdir()
        room.subscribe({"id": "wire", "kind": "folder", "path": str(drop)}, pipeline="workers = 2\n[limits]\nfiles = 1000000\n")
        wire, expected = iter(Presses(seed=seed)), set[tuple[str, str]]()
        hit = halves = unsound = 0
        expected |= _lay(drop, wire)
        whole_s = room.run("--all").wall_s
        for _ in range(kills):
            expected |= _lay(drop, wire)
            hit += run_killed(room, whole_s * dice.uniform(EARLIEST, LATEST))
            halves += _count(room) % A_TURN > 0
            unsound += bool(faults(room))
        last = room.run("--all", "--json")
        assert last.code == 0, last.err
        assert room.run("--all", "--json").code == 0
        found = ask(room, "SELECT uri, version FROM v_items")
        lost, doubled, wrong = len(expected - set(found)), len(found) - len(set(found)), faults(room)
    rows: list[list[Cell]] = [
        ["runs killed before their end", hit, "" if hit else paper.check("a run was killed in its middle", kept=False)],
        ["killed between two batches of the folder", halves, ""],
        ["documents", len(expected), ""],
        ["lost", lost, paper.check("nothing is lost", kept=not lost)],
        ["filed twice", doubled, paper.check("nothing is filed twice", kept=not doubled)],
        ["unsound after a kill", unsound, paper.check("the database is sound after every kill", kept=not unsound)],
        ["faults at the end", len(wrong), paper.check(f"the database is sound at the end: {wrong}", kept=not wrong)],
    ]
    moments = f"{whole_s * EARLIEST:.1f} to {whole_s * LATEST:.1f} s after the start"
    notes = (f"seed {seed}; killed {moments}; sound: integrity, foreign keys, search index, our own rules",)
    paper.tables.append(Table("Killed at random moments", ("what", "count", "kept"), rows, notes))
    return paper


def _lay(drop: Path, wire: Iterator[Sending]) -> set[tuple[str, str]]:
    """Lay documents into the folder; the identities and versions that must come out."""
    laid = list(islice(wire, A_TURN))
    for one in laid:
        (drop / f"{one.number:09d}.json").write_bytes(one.ninjs())
    return {(one.uri, one.version) for one in laid}


def _count(room: Newsroom) -> int:
    """How many files of the folder have been taken in."""
    return int(ask(room, "SELECT count(*) FROM taken")[0][0])


def run_killed(room: Newsroom, after_s: float) -> bool:
    """Run, and kill; whether it had not ended by then."""
    env = {**os.environ, **room.env}
    with subprocess.Popen(room.command("run", "--all"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env) as process:
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return True
    return False


def faults(room: Newsroom) -> tuple[str, ...]:
    """What is wrong with the database; nothing where there is none yet."""
    path = room.data / "wire.db"
    if not path.exists():
        return ()
    store = open_store(path)
    try:
        return store.check()
    finally:
        store.close()


def ask(room: Newsroom, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(room.data / "wire.db")) as conn:
        return conn.execute(sql).fetchall()
