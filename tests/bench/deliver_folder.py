"""A folder that is filled while the runs that empty it are killed: each file exactly once, put away once; then how fast a full one is."""

from __future__ import annotations

import io
import json
import random
import tempfile
import threading
import time
import zipfile
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from normalizers.formats.newsml_g2_out import as_newsml_g2

from .kills import ask, faults, run_killed
from .newsroom import Newsroom
from .paper import Paper, Table
from .presses import Presses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .paper import Cell
    from .presses import Sending

A_PARCEL = 5  # files of a zip
HALF_S = 0.02  # between the halves of a file that is written under its own name
STAGES = ("mark", "lookup", "dedup", "filing")


def bench(files: int = 1000, kills: int = 10, seed: int = 7) -> Paper:
    """So many files delivered while as many runs are killed; then as many of each format through one whole run."""
    paper = Paper("deliver folder")
    paper.tables.append(_killed(paper, files, kills, seed))
    paper.tables.append(_speed(files, seed))
    return paper


# --- killed -------------------------------------------------------------------------------------------------------
def _killed(paper: Paper, files: int, kills: int, seed: int) -> Table:
    """The proof: exactly once, whatever is killed when."""
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as folder:
        room, drop, away = _newsroom(Path(folder))
        start_s = room.run("--all").wall_s
        laid: list[Sending] = []
        writer = Writer(drop, list(islice(Presses(seed=seed), files)), laid, pause_s=start_s * 1.2 * kills / files)
        with writer:
            hit = sum(run_killed(room, start_s * dice.uniform(0.7, 2.0)) for _ in range(kills))
        unsound = faults(room)
        for _ in range(3):  # the last files may be a moment too young for the first
            assert room.run("--all").code == 0
            if not any(drop.iterdir()):
                break
        expected = Counter((one.uri, one.version) for one in laid)
        found = Counter(ask(room, "SELECT uri, version FROM v_items"))
        lost, doubled = set(expected) - set(found), [one for one, times in found.items() if times > 1]
        names = Counter(path.name for path in away.rglob("*") if path.is_file())
        strays = set(names) ^ set(writer.names) | {name for name, times in names.items() if times > 1}
        left, letters = [path.name for path in drop.rglob("*") if path.is_file()], ask(room, "SELECT name, reason FROM dead_letter")
        unsound += faults(room)
    rows: list[list[Cell]] = [
        ["runs killed before their end", hit, "" if hit or not kills else paper.check("a run was killed in its middle", kept=False)],
        ["files delivered", len(writer.names), ""],
        ["documents in them", len(laid), ""],
        ["lost", len(lost), paper.check("nothing is lost", kept=not lost)],
        ["filed twice", len(doubled), paper.check("nothing is filed twice", kept=not doubled)],
        ["not put away, or twice", len(strays), paper.check(f"each file is put away once: {sorted(strays)[:5]}", kept=not strays)],
        ["left in the folder", len(left), paper.check(f"the folder is empty: {left[:5]}", kept=not left)],
        ["dead letters", len(letters), paper.check(f"nothing is refused: {letters[:3]}", kept=not letters)],
        ["faults of the database", len(unsound), paper.check(f"the database is sound: {unsound}", kept=not unsound)],
    ]
    how = f"seed {seed}; half renamed when whole, a quarter written in two halves under its own name, the rest in zips of {A_PARCEL}"
    return Table("Delivered while runs are killed", ("what", "count", "kept"), rows, (how,))


class Writer:
    """A wire receiver: it delivers in a thread of its own, in three manners."""

    def __init__(self, drop: Path, wire: Sequence[Sending], laid: list[Sending], *, pause_s: float) -> None:
        """Deliver these into a folder; `laid` learns what lies there."""
        self.names: list[str] = []
        self._drop, self._wire, self._laid, self._pause_s = drop, wire, laid, pause_s
        self._thread = threading.Thread(target=self._deliver)

    def __enter__(self) -> Writer:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Wait until all is delivered."""
        self._thread.join()

    def _deliver(self) -> None:
        wire, count = iter(self._wire), 0
        while some := list(islice(wire, A_PARCEL if count % 10 == 9 else 1)):
            count += 1
            name = f"{count:06d}.{'json' if len(some) == 1 else 'zip'}"
            data = some[0].ninjs() if len(some) == 1 else _parcel(some)
            path = self._drop / name
            if count % 4 == 0:
                _in_halves(path, data)
            else:
                (self._drop / f".{name}").write_bytes(data)
                (self._drop / f".{name}").rename(path)
            self.names.append(name)
            self._laid += some
            time.sleep(self._pause_s * len(some))


def _in_halves(path: Path, data: bytes) -> None:
    """Write a file under its own name, with a moment between its halves."""
    with path.open("wb") as file:
        file.write(data[: len(data) // 2])
        file.flush()
        time.sleep(HALF_S)
        file.write(data[len(data) // 2 :])


def _parcel(some: Sequence[Sending]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in some:
            archive.writestr(f"{one.number:06d}.json", one.ninjs())
    return out.getvalue()


# --- speed --------------------------------------------------------------------------------------------------------
def _speed(files: int, seed: int) -> Table:
    """How fast a full folder is emptied, and where the time goes."""
    forms: dict[str, Callable[[Sending], bytes]] = {"ninjs": lambda one: one.ninjs(), "newsml-g2": lambda one: as_newsml_g2(one.story())}
    rows = [list(_one_form(name, write, files, seed)) for name, write in forms.items()]
    columns = (
        "form",
        "files",
        "kB each",
        "s",
        "files/s",
        "start s",
        "main cpu s",
        "readers cpu s",
        *(f"{one} ms" for one in STAGES),
    )
    notes = (
        "start: what a pass over an empty folder takes",
        "stages: milliseconds of processor a file; filing holds dedup, dedup holds mark and lookup",
    )
    return Table("A full folder through one whole run", columns, rows, notes)


def _one_form(name: str, write: Callable[[Sending], bytes], files: int, seed: int) -> Iterator[Cell]:
    with tempfile.TemporaryDirectory() as folder:
        room, drop, _ = _newsroom(Path(folder))
        start_s = room.run("--all").wall_s
        size = 0
        for one in islice(Presses(seed=seed), files):
            size += (drop / f"{one.number:06d}.{'json' if name == 'ninjs' else 'xml'}").write_bytes(write(one))
        time.sleep(1.1)  # no file is too young
        weight = room.run("--all", "--json")
        assert weight.code == 0, weight.err
        stages = json.loads(weight.out.strip().split("\n")[-1])["stages"]
        taken = ask(room, "SELECT count(*) FROM taken")[0][0]
        assert taken == files, taken
    yield from (name, files, round(size / files / 1000, 1), round(weight.wall_s, 2), round(files / weight.wall_s, 1), round(start_s, 2))
    yield from (round(weight.main_cpu_s, 2), round(weight.others_cpu_s, 2))
    yield from (round(stages[one]["cpu_us_mean"] * stages[one]["calls"] / files / 1000, 2) for one in STAGES)


def _newsroom(root: Path) -> tuple[Newsroom, Path, Path]:
    """A newsroom with one folder that is put away."""
    room, drop, away = Newsroom(root), root / "drop", root / "away"
    drop.mkdir()
    away.mkdir()
    source = {"id": "wire", "kind": "folder", "path": str(drop), "move_to": str(away)}
    room.subscribe(source, pipeline="workers = 2\n")
    return room, drop, away
