"""What reading a page costs, stage by stage: over the invented set of the gate, or over a folder of pages.

A folder holds `*.html` or `*.html.gz`; where a `labels.jsonl` lies beside them its addresses are used.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from normalizers import read
from normalizers.markup import as_utf8, tree
from normalizers.normalize import normalize
from normalizers.page import parse
from normalizers.page.lines import Walk
from normalizers.provenance import trace
from normalizers.rulebook import bundled
from normalizers.terms import Hints, WireItem

from .paper import Paper, Table
from .scales import ROOT, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOAL_TRACE_MS, GOAL_MB = 1.0, 80.0
ROUNDS = 3
_READ_ALL = "import sys; from tests.bench.pages import read_all; read_all(sys.argv[1])"
STAGES = ("decode", "parse", "walk", "fields, body", "normalize", "trace", "read()")


@dataclass(frozen=True, slots=True)
class Page:
    """A page and where it was fetched."""

    data: bytes
    url: str | None


def bench(folder: Path | None = None, rounds: int = ROUNDS) -> Paper:
    """Every stage over every page."""
    if folder is None:
        from gate.making import write  # the gate's rooms are found once a test or the command line has named them

        with tempfile.TemporaryDirectory() as made:
            write(Path(made))
            return _measured(Path(made), "the invented set of the gate", rounds)
    return _measured(folder, folder.name, rounds)


def _measured(folder: Path, title: str, rounds: int) -> Paper:
    pages = load(folder)
    paper = Paper("pages")
    took = dict.fromkeys(STAGES, 0.0)
    for page in pages:
        for stage, seconds in _stages(page, rounds).items():
            took[stage] += seconds
    each = {stage: seconds / len(pages) * 1e3 for stage, seconds in took.items()}
    megabytes = weigh((sys.executable, "-c", _READ_ALL, str(folder)), {"PYTHONPATH": str(ROOT)}).main_mb
    size = sum(len(page.data) for page in pages) / len(pages) / 1000
    paper.tables.append(
        Table(
            f"Milliseconds a page: {title}, {len(pages):,} pages of {size:.0f} kB",
            (*STAGES, "pages/s", "MB"),
            [(*(each[stage] for stage in STAGES), 1e3 / each["read()"], megabytes)],
            (
                f"processor time, the best of {rounds} rounds of each page; MB is the peak of a process that only reads them all",
                "'fields, body' is what parsing costs beside the three before it, 'normalize' what it costs beside the trace",
            ),
        )
    )
    paper.check(f"the trace takes at most {GOAL_TRACE_MS:g} ms a page", kept=each["trace"] <= GOAL_TRACE_MS)
    paper.check(f"reading takes at most {GOAL_MB:g} MB", kept=megabytes <= GOAL_MB)
    return paper


def load(folder: Path) -> list[Page]:
    """The pages of a folder. Raises ValueError where there are none."""
    pages = list(_each(folder))
    if not pages:
        raise ValueError(f"there is no page in {folder}: name a folder that holds *.html or *.html.gz")
    return pages


def _each(folder: Path) -> Iterator[Page]:
    """The pages of a folder, one at a time."""
    labels = folder / "labels.jsonl"
    lines = labels.read_text("utf-8").split("\n") if labels.is_file() else []
    known = {row["id"]: row.get("url") for row in map(json.loads, filter(str.strip, lines))}
    for path in sorted((*folder.glob("*.html"), *folder.glob("*.html.gz"))):
        data = path.read_bytes()
        yield Page(gzip.decompress(data) if path.suffix == ".gz" else data, known.get(path.name.partition(".html")[0]))


def read_all(folder: str) -> None:
    """Read every page of a folder, and nothing else."""
    for page in _each(Path(folder)):
        read(page.data, url=page.url, form="page")


def _stages(page: Page, rounds: int) -> dict[str, float]:
    """Seconds of processor for each stage of one page."""
    rules = bundled()
    style, hints = rules.house(page.url), Hints()
    item = next(parse(page.data, page.url, hints, style))
    clean = as_utf8(page.data)

    def best(work: Callable[[], object]) -> float:
        took = []
        for _ in range(rounds):
            began = time.process_time()
            work()
            took.append(time.process_time() - began)
        return min(took)

    def walk() -> float:
        roots = [tree(clean) for _ in range(rounds)]  # a walk uses its tree up
        return best(lambda: Walk().read(roots.pop()))

    found = {"decode": best(lambda: as_utf8(page.data)), "parse": best(lambda: tree(clean)), "walk": walk()}
    whole = best(lambda: next(parse(page.data, page.url, hints, style)))
    found["fields, body"] = max(0.0, whole - sum(found.values()))
    if isinstance(item, WireItem):
        found["trace"] = best(lambda: trace(item, style, rules))
        found["normalize"] = max(0.0, best(lambda: normalize(item, style, rules, hints)) - found["trace"])
    found["read()"] = best(lambda: read(page.data, url=page.url, form="page"))
    return found
