"""What every bad habit costs a real `run`, and its three good neighbors: seconds, megabytes, and the reason that is told."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from .habits import GOOD, HABITS
from .newsroom import Newsroom, row
from .newsstand import ITEMS
from .paper import Cell, Paper, Table
from .scales import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .habits import Habit
    from .scales import Weight

HOSTS = ("127.0.3.1", "127.0.3.2")  # the good ones', the bad one's
ITS_OWN_TIME = frozenset({"drip", "trickle", "hang", "slow-head"})  # the server's slowness, which the deadline ends
DEADLINE_S, GOAL_S, KILLED_S = 5.0, 1.0, 5.2
STORED = ("new", "copies", "updates", "corrections")
GOAL_MB, GOAL_SLOWER = 150.0, 1.10


@dataclass(frozen=True, slots=True)
class Trial:
    """One run beside a bad neighbor."""

    weight: Weight
    bad: dict[str, Any]
    good_s: float
    good_ok: bool


def bench(only: Sequence[str] = (), rounds: int = 3) -> Paper:
    """Every habit, or those named."""
    paper, rows = Paper("hostile"), list[list[Cell]]()
    with tempfile.TemporaryDirectory() as folder, _server() as port:
        for name in only or HABITS:
            pairs = []
            for n in range(rounds):  # a quiet run before each: seconds of a shared machine are compared with their own time
                quiet = _trial(Path(folder) / f"{name}-{n}-quiet", port, None)
                pairs.append((quiet, _trial(Path(folder) / f"{name}-{n}", port, name)))
            rows.append(_judged(paper, name, HABITS[name], pairs))
    columns = ("habit", "s", "main +MB", "reader +MB", "good ones", "in time", "outcome", "reason")
    notes = (
        f"medians of {rounds} runs, each compared with a quiet run before it; the first document of a run starts the reading processes",
        "'good ones': how many times as long as in the quiet run the slowest of three good feeds took",
    )
    paper.tables.append(Table("Bad neighbors", columns, rows, notes))
    return paper


def _judged(paper: Paper, name: str, habit: Habit, pairs: list[tuple[Trial, Trial]]) -> list[Cell]:
    """One habit's row, and the promises that it broke."""
    trials = [trial for _, trial in pairs]
    took, quiet_s = median(one.bad["seconds"] for one in trials), median(quiet.good_s for quiet, _ in pairs)
    main = max(0.0, median(one.weight.main_mb - quiet.weight.main_mb for quiet, one in pairs))
    reader = max(0.0, median(one.weight.others_mb - quiet.weight.others_mb for quiet, one in pairs))
    slower = min(one.good_s / quiet.good_s for quiet, one in pairs)  # one even pair is enough: noise only ever adds
    bad = trials[0].bad
    paper.check(f"{name}: its neighbors are complete", kept=all(one.good_ok for one in trials))
    paper.check(f"{name}: ends as {habit.ends}, not as {bad['outcome']}", kept=bad["outcome"] == habit.ends)
    paper.check(f"{name}: nothing but sentences on standard error", kept=not any("Traceback" in one.weight.err for one in trials))
    paper.check(f"{name}: at most {GOAL_MB:g} MB more", kept=main + reader <= GOAL_MB)
    paper.check(f"{name}: its neighbors are at most a tenth slower", kept=slower <= GOAL_SLOWER)
    killed = name in ITS_OWN_TIME or "killed" in str(bad.get("reason"))
    allowed = KILLED_S if killed else GOAL_S
    in_time = paper.check(f"{name}: at most {allowed:g} s beside the start of the readers", kept=took <= allowed + quiet_s)
    return [habit.says, took, round(main), round(reader), slower, in_time, bad["outcome"], str(bad.get("reason") or "")[:110]]


def _trial(place: Path, port: int, name: str | None) -> Trial:
    """One run over three good feeds and, where one is named, a bad one."""
    room = Newsroom(place)
    rows = [row(good, f"http://{HOSTS[0]}:{port}/{good}", f"{HOSTS[0]}:{port}") for good in GOOD]
    if name is not None:
        habit = HABITS[name]
        more: dict[str, object] = {"deadline_s": DEADLINE_S, "follow": habit.follow}
        rows.append(row("bad", f"http://{HOSTS[1]}:{port}/bad-{name}", f"{HOSTS[1]}:{port}", **more))
    room.subscribe(*rows)
    weight = room.run("--all", "--json")
    if weight.code not in {0, 1}:
        raise RuntimeError(f"a run beside {name} ended with {weight.code}: {weight.err[-2000:]}")
    told = {one["source"]: one for one in json.loads(weight.out.splitlines()[-1])["sources"]}
    good = [told[one] for one in GOOD]
    return Trial(
        weight=weight,
        bad=told.get("bad", {}),
        good_s=max(one["seconds"] for one in good),
        good_ok=all(one["outcome"] == "ok" and sum(one[kind] for kind in STORED) == ITEMS for one in good),
    )


@contextlib.contextmanager
def _server() -> Iterator[int]:
    """The server of bad habits; its port."""
    command = [sys.executable, "-m", "tests.bench.habits", ",".join(HOSTS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()
