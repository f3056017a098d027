"""Files fetched from a server that hangs up while our runs are killed: each filed exactly once; then how fast a full folder is."""

from __future__ import annotations

import json
import os
import random
import tempfile
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from .kills import ask, faults, run_killed
from .newsroom import Newsroom
from .paper import Paper, Table
from .presses import Presses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .paper import Cell
    from .presses import Sending

Kind = Literal["sftp", "ftp"]
OLD = 1_700_000_000  # the files' own time: nothing waits for a second look
BROKEN = 0.03  # of the transfers are broken off by the server
ROUNDS = 20
EARLIEST, LATEST = 0.3, 1.3  # of the time that a run of one portion takes


class House(Protocol):
    """A server that hangs up."""

    root: Path
    breaks_at: frozenset[int]

    def row(self, **more: str) -> str:
        """Our account there as a source."""
        ...


def bench(kind: Kind, files: int = 1000, kills: int = 10, seed: int = 7) -> Paper:
    """So many files in as many portions as there are kills, then runs until nothing is left; then the speed of as many."""
    paper = Paper(f"deliver {kind}")
    paper.tables.append(_killed(paper, kind, files, kills, seed))
    paper.tables.append(_speed(kind, files, seed))
    return paper


def _killed(paper: Paper, kind: Kind, files: int, kills: int, seed: int) -> Table:
    """The proof."""
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    wire = list(islice(Presses(seed=seed), files))
    portion = -(-files // (kills + 1))
    with tempfile.TemporaryDirectory() as folder, _house(kind, Path(folder)) as house:
        room = _newsroom(Path(folder), house)
        house.breaks_at = frozenset(number for number in range(1, 100 * files) if dice.random() < BROKEN)
        lay(house, wire[:portion])
        whole_s, hit = room.run("--all").wall_s, 0
        for number in range(1, kills + 1):
            lay(house, wire[number * portion : (number + 1) * portion], number * portion)
            hit += run_killed(room, whole_s * dice.uniform(EARLIEST, LATEST))
        rounds = 0
        while rounds < ROUNDS and (not rounds or left(house)):
            rounds += 1
            last = room.run("--all")
            assert last.code in (0, 1), last.err
        expected, found = {(one.uri, one.version) for one in wire}, ask(room, "SELECT uri, version FROM v_items")
        letters, unsound = ask(room, "SELECT name, reason FROM dead_letter"), faults(room)
        away = len(list((house.root / "incoming" / "done").iterdir()))
        behind = left(house)
    lost, doubled = len(expected - set(found)), len(found) - len(set(found))
    rows: list[list[Cell]] = [
        ["files", files, ""],
        ["runs killed before their end", hit, "" if hit or not kills else paper.check("a run was killed in its middle", kept=False)],
        ["lost", lost, paper.check("nothing is lost", kept=not lost)],
        ["filed twice", doubled, paper.check("nothing is filed twice", kept=not doubled)],
        ["left on the server", len(behind), paper.check(f"all that is filed is moved: {behind[:3]}", kept=not behind)],
        ["moved", away, paper.check("each file is moved once", kept=away == files)],
        ["dead letters", len(letters), paper.check(f"a broken connection makes no dead letter: {letters[:3]}", kept=not letters)],
        ["faults of the database", len(unsound), paper.check(f"the database is sound: {unsound}", kept=not unsound)],
    ]
    how = f"seed {seed}; the server breaks off {BROKEN:.0%} of the transfers; {rounds} clean runs at the end"
    return Table("A server's folder under drops and kills", ("what", "count", "kept"), rows, (how,))


def _speed(kind: Kind, files: int, seed: int) -> Table:
    """Files a second through one whole run, over a connection that holds."""
    with tempfile.TemporaryDirectory() as folder, _house(kind, Path(folder)) as house:
        room = _newsroom(Path(folder), house)
        lay(house, list(islice(Presses(seed=seed), files)))
        first, again = room.run("--all", "--json"), room.run("--all", "--json")
        rows: list[list[Cell]] = [["first", _told(first.out)], ["nothing new", _told(again.out)]]
    return Table(f"{files:,} files, each moved once it is filed", ("pass", "what it took"), rows)


@contextmanager
def _house(kind: Kind, folder: Path) -> Iterator[Any]:
    """A server of that kind."""
    from ftphouse import PASSWORD, FtpHouse
    from sftphouse import SftpHouse

    os.environ["HOUSE_PASSWORD"] = PASSWORD
    (folder / "far" / "incoming").mkdir(parents=True)
    (folder / "home").mkdir()
    server: AbstractContextManager[Any] = SftpHouse(folder / "far", folder / "home") if kind == "sftp" else FtpHouse(folder / "far")
    with server as house:
        yield house


def _newsroom(folder: Path, house: House) -> Newsroom:
    """A newsroom with this one source."""
    room = Newsroom(folder / "room", env={"HOUSE_PASSWORD": os.environ["HOUSE_PASSWORD"]})
    room.subscribe(pipeline="workers = 2\n")
    (room.root / "config" / "sources.toml").write_text(house.row(move_to='"done"'), encoding="utf-8")
    return room


def lay(house: House, wire: Sequence[Sending], first: int = 0) -> None:
    """Wire files in the server's folder, each appearing whole."""
    place = house.root / "incoming"
    for number, one in enumerate(wire, first):
        part = place / f".{number:06}.part"
        part.write_bytes(one.ninjs())
        os.utime(part, (OLD, OLD))
        part.rename(place / f"{number:06}.json")


def left(house: House) -> list[str]:
    """What still lies in the server's folder."""
    return sorted(path.name for path in (house.root / "incoming").iterdir() if path.is_file())


def _told(out: str) -> str:
    """What a run says of itself."""
    row = json.loads(out.splitlines()[-1])["sources"][0]
    files = sum(row[what] for what in ("new", "copies", "updates", "corrections", "kills", "resends"))
    rate = files / row["seconds"] if row["seconds"] else 0
    return f"{files:,} files in {row['seconds']:.1f} s, {rate:.0f}/s"
