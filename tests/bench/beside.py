"""Finding what a story repeats: our marks, and the look-up tables of datasketch and rensa, on the same stories in one process."""

from __future__ import annotations

import importlib
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.store.marks import FIND, PUT_KEY, keys_of, of_runs, questions, week_of
from normalizers.likeness import fingerprint

from .paper import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.likeness import Fingerprint

    from .paper import Cell
    from .presses import Sending

PERMUTATIONS, THRESHOLD, BANDS = 128, 0.5, 32
POSTINGS, ENOUGH = 48, 2
LookUp = Callable[["Sending", "Fingerprint"], "set[int]"]  # what has been seen of it; it is itself seen from then on


def beside(sendings: Sequence[Sending]) -> Table:
    """Each table asked for every story and given it; judged by whether it names the original of copies and cuts."""
    stories = [(one, fingerprint(one.story())) for one in sendings if one.what in {"story", "copy", "cut"}]
    rows: list[list[Cell]] = []
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "marks.db", isolation_level=None)) as conn:
        tables = (("ours, in SQLite", partial(_ours, conn)), ("datasketch MinHash LSH", _datasketch), ("rensa R-MinHash LSH", _rensa))
        for name, make in tables:
            try:
                rows.append([name, *_measured(make(), stories)])
            except ImportError:
                rows.append([f"{name}: not installed", None, None, None, None])
    notes = (
        f"{len(stories):,} stories; {PERMUTATIONS} permutations at {THRESHOLD}, hashing included; our fingerprints are made before",
        "ours asks and writes a file, the others the memory of one process, which ends with it",
    )
    return Table("Beside others", ("look-up table", "ask and add, µs p50", "mean", "copies found", "cuts found"), rows, notes)


def _measured(look_up: LookUp, stories: Sequence[tuple[Sending, Fingerprint]]) -> list[Cell]:
    took, found, asked = list[float](), Counter[str](), Counter[str]()
    for one, mark in stories:
        began = time.perf_counter()
        near = look_up(one, mark)
        took.append(time.perf_counter() - began)
        if one.of is not None:
            asked[one.what] += 1
            found[one.what] += one.of in near
    shares = [found[what] / max(1, asked[what]) for what in ("copy", "cut")]
    return [round(sorted(took)[len(took) // 2] * 1e6), round(sum(took) / len(took) * 1e6), *shares]


def _ours(conn: sqlite3.Connection) -> LookUp:
    """The marks, asked and put as the store does it, in a file of their own."""
    conn.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE mark (key INTEGER PRIMARY KEY) STRICT")

    def look_up(one: Sending, mark: Fingerprint) -> set[int]:
        week = week_of(one.clock)
        asked = questions([week], of_runs(mark.sample), POSTINGS)
        seen = Counter(row[0] for given in asked for row in conn.execute(FIND, given))
        if one.number % 20 == 0:
            if conn.in_transaction:
                conn.execute("COMMIT")
            conn.execute("BEGIN IMMEDIATE")
        conn.executemany(PUT_KEY, [(key,) for key in keys_of(one.number, week, mark, found=True)])
        return {item for item, count in seen.items() if count >= ENOUGH}

    return look_up


def _grams(mark: Fingerprint) -> list[bytes]:
    """The runs of words as the others take them: everybody gets the same ones, hashed already."""
    return [gram.to_bytes(8, "big", signed=True) for gram in mark.grams]


def _datasketch() -> LookUp:
    """MinHash and its LSH."""
    theirs: Any = importlib.import_module("datasketch")
    table = theirs.MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)

    def look_up(one: Sending, mark: Fingerprint) -> set[int]:
        sketch = theirs.MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch(_grams(mark))
        near = set(table.query(sketch))
        table.insert(one.number, sketch, check_duplication=False)
        return near

    return look_up


def _rensa() -> LookUp:
    """R-MinHash and its LSH."""
    theirs: Any = importlib.import_module("rensa")
    table = theirs.RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)

    def look_up(one: Sending, mark: Fingerprint) -> set[int]:
        sketch = theirs.RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update([str(gram) for gram in mark.grams])
        near = set(table.query(sketch))
        table.insert(one.number, sketch)
        return near

    return look_up
