"""What a pass over many sources costs: the real `run` against a loopback newsstand, from the first pass to a quiet one."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from .newsroom import Newsroom, make_secrets, newsstand
from .paper import Paper, Table
from .scales import ROOT

if TYPE_CHECKING:
    from .newsroom import Newsstand
    from .scales import Weight

GOAL_304_MS, GOAL_200_MS, GOAL_WALL_S, GOAL_MB = 0.35, 2.0, 10.0, 120.0
GOALS_FROM = 2000  # sources from which the goals of a whole pass are checked


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass: what it was, what the stand counted, what it cost."""

    name: str
    counted: dict[str, int]
    weight: Weight


def bench(sources: int = 2000, hosts: int = 100, *, tls: bool = True) -> Paper:
    """The whole benchmark."""
    paper = Paper("fetch")
    with tempfile.TemporaryDirectory() as folder:
        with newsstand(sources, hosts) as stand:
            passes = _passes(Newsroom(Path(folder) / "plain"), stand, sources)
            paper.tables.append(_whole(paper, passes, sources, f"`run` over {sources:,} sources at {hosts} hosts, http"))
            paper.tables.append(_shares(paper, passes, stand, sources))
        secret = make_secrets(Path(folder), hosts) if tls else None
        if secret is not None:
            with newsstand(sources, hosts, secret) as stand:
                passes = _passes(Newsroom(Path(folder) / "tls"), stand, sources, ("nothing due", "all 304"))
                paper.tables.append(_whole(paper, passes, sources, f"The same over https ({hosts} hosts)"))
    return paper


def _passes(room: Newsroom, stand: Newsstand, sources: int, wanted: tuple[str, ...] = ()) -> list[Pass]:
    """One pass after another, each with its own state of the stand."""
    room.subscribe_to_all(stand, sources)
    changes = {"90 % 304, 10 % with 2 new items": "/~publish?every=10", "all 200, items known": "/~reprint?every=1"}
    passes = []
    for name in ("first: all 200 with 20 items", "nothing due", "all 304", *changes, "all 304 again"):
        if wanted and name not in (*wanted, "first: all 200 with 20 items"):
            continue
        if name in changes:
            stand.ask(changes[name])
        stand.ask("/~count")
        weight = room.run(*(() if name == "nothing due" else ("--all",)))
        if weight.code:
            raise RuntimeError(f"the pass {name!r} ended with {weight.code}: {weight.err[-2000:]}")
        counted = stand.ask("/~count")
        assert isinstance(counted, dict)
        passes.append(Pass(name, counted, weight))
    return passes


def _whole(paper: Paper, passes: list[Pass], sources: int, title: str) -> Table:
    """Every pass as a whole process."""
    rows = []
    for one in passes:
        asked = one.counted.get("200", 0) + one.counted.get("304", 0)
        weight = one.weight
        paper.check(f"{one.name}: every source is asked exactly once", kept=asked in (0, sources))
        rows.append(
            (
                one.name,
                one.counted.get("200", 0),
                one.counted.get("304", 0),
                weight.wall_s,
                asked / weight.wall_s,
                weight.main_cpu_s,
                weight.others_cpu_s,
                weight.main_mb,
                weight.others_mb,
                one.counted.get("most_at_once", 0),
                one.counted.get("most_at_one_host", 0),
            )
        )
        if one.name.startswith("all 304") and sources >= GOALS_FROM:
            paper.check(f"{title}: {one.name}: at most {GOAL_WALL_S:g} s", kept=weight.wall_s <= GOAL_WALL_S)
            paper.check(f"{title}: {one.name}: at most {GOAL_MB:g} MB", kept=weight.main_mb <= GOAL_MB)
    columns = ("pass", "200", "304", "wall s", "sources/s", "main CPU s", "readers CPU s", "main MB", "reader MB", "at once", "a host")
    return Table(title, columns, rows, ("whole processes, start to end; MB is each process's peak; 'at once' counts open connections",))


def _shares(paper: Paper, passes: list[Pass], stand: Newsstand, sources: int) -> Table:
    """Milliseconds of processor a source, beside the floor."""
    named = {one.name: one for one in passes}
    idle = named["nothing due"].weight
    quiet = min(_each(named[name], idle, sources) for name in ("all 304", "all 304 again"))
    known, first = named["all 200, items known"], named["first: all 200 with 20 items"]
    floor = {which: _floor(which, stand, sources) for which in ("bare", "ours")}
    rows = [
        ("a bare aiohttp loop", *floor["bare"], None),
        ("our Fetcher and decider, no store", *floor["ours"], None),
        ("the whole `run`, readers not counted", _each(known, idle, sources, main=True), quiet, _each(first, idle, sources, main=True)),
        ("the whole `run` with its readers", _each(known, idle, sources), quiet, _each(first, idle, sources)),
        ("goal", GOAL_200_MS, GOAL_304_MS, None),
    ]
    if sources >= GOALS_FROM:
        paper.check(f"a 304 costs at most {GOAL_304_MS} ms", kept=quiet <= GOAL_304_MS)
        paper.check(f"a 200 with known items costs at most {GOAL_200_MS} ms", kept=_each(known, idle, sources) <= GOAL_200_MS)
    columns = ("CPU ms a source", "200, 20 items known", "304", "200, 20 items new")
    return Table(
        "Shares",
        columns,
        rows,
        (
            "`run`: user and system time of the process less that of a run with nothing due, by the number of sources",
            f"a run with nothing due takes {idle.cpu_s:.2f} s of processor; a floor's 200 is fetched and not read",
            "prototypes of fetching alone took 0.18 ms for a 304 and 0.21 ms for a 200",
        ),
    )


def _each(one: Pass, idle: Weight, sources: int, *, main: bool = False) -> float:
    """Milliseconds of processor a source, start-up taken off."""
    spent = one.weight.main_cpu_s - idle.main_cpu_s if main else one.weight.cpu_s - idle.cpu_s
    return spent / sources * 1e3


def _floor(which: str, stand: Newsstand, sources: int) -> tuple[float, float]:
    """The median of three measurings of a floor (a small one is measured once): milliseconds of a 200 and of a 304."""
    command = [sys.executable, "-m", "tests.bench.floor", which, str(stand.port), ",".join(stand.hosts), str(sources)]
    took = [
        json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
        for _ in range(3 if sources >= 200 else 1)
    ]
    return median(one[0] for one in took), median(one[1] for one in took)
