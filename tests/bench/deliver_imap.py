"""A mailbox emptied while its server drops connections and our program is killed: every message filed exactly once, and moved."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .kills import ask, faults, run_killed
from .newsroom import Newsroom
from .paper import Paper, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .paper import Cell

EARLIEST, LATEST = 0.3, 1.2  # of the time that a whole run of so many takes
HOLDS = (20_000, 150_000)  # bytes after which a connection is dropped, at the least and at the most
ROUNDS = 20  # clean runs at the end, in which the server still drops connections


def bench(messages: int = 1000, kills: int = 10, seed: int = 7, holds: tuple[int, int] = HOLDS) -> Paper:
    """So many messages in as many portions as there are kills, then runs until nothing is left."""
    from mailhouse import PASSWORD, USER, mail, mail_house

    paper, dice = Paper("deliver imap"), random.Random(seed)  # noqa: S311 - moments, not secrets
    portion = -(-messages // (kills + 1))
    with tempfile.TemporaryDirectory() as folder, mail_house() as house, _shaky(house.port, dice, holds) as road:
        room = Newsroom(Path(folder), env={"MAIL_PASSWORD": PASSWORD})
        room.subscribe(_row(road.port, USER), pipeline="workers = 2\n")
        house.deliver(*(mail(number) for number in range(portion)))
        began = time.monotonic()
        run = room.run("--all", "--json")
        whole_s, hit = time.monotonic() - began, 0
        rate = _told(run.out)
        for number in range(1, kills + 1):
            house.deliver(*(mail(one) for one in range(number * portion, min((number + 1) * portion, messages))))
            hit += run_killed(room, whole_s * dice.uniform(EARLIEST, LATEST))
        rounds = 0
        while rounds < ROUNDS and (not rounds or house.lies()):
            rounds += 1
            last = room.run("--all", "--json")
            assert last.code in (0, 1), last.err
        found = ask(room, "SELECT uri, count(*) FROM v_items GROUP BY uri")
        expected = {f"mid:s{number}@meridianpress.example" for number in range(messages)}
        lost = len(expected - {uri for uri, _ in found})
        doubled, strange = sum(count > 1 for _, count in found), len({uri for uri, _ in found} - expected)
        inbox, filed = len(house.lies()), len(house.lies("Filed"))
        dead, unsound = ask(room, "SELECT count(*) FROM dead_letter")[0][0], faults(room)
    rows: list[list[Cell]] = [
        ["messages", messages, ""],
        ["runs killed before their end", hit, "" if hit else paper.check("a run was killed in its middle", kept=not kills)],
        [
            "connections dropped",
            road.dropped,
            paper.check("the server dropped connections", kept=road.dropped > 0 or messages < portion * 2),
        ],
        ["lost", lost, paper.check("nothing is lost", kept=not lost)],
        ["filed twice", doubled, paper.check("nothing is filed twice", kept=not doubled)],
        ["filed that nobody sent", strange, paper.check("nothing is made up", kept=not strange)],
        ["left in the mailbox", inbox, paper.check("all that is filed is moved", kept=not inbox)],
        ["moved", filed, paper.check("each message is moved once", kept=filed == messages)],
        ["dead letters", dead, paper.check("a dropped connection makes no dead letter", kept=not dead)],
        ["faults of the database", len(unsound), paper.check(f"the database is sound: {unsound}", kept=not unsound)],
    ]
    notes = (f"seed {seed}; connections dropped after {holds[0]:,} to {holds[1]:,} bytes; first portion of {portion}: {rate}",)
    paper.tables.append(Table("A mailbox under drops and kills", ("what", "count", "kept"), rows, notes))
    return paper


def whole(messages: int = 1000, kills: int = 10, seed: int = 7) -> Paper:
    """The proof and the speed."""
    paper = bench(messages, kills, seed)
    paper.tables += speed(messages).tables
    return paper


def speed(messages: int = 1000) -> Paper:
    """Messages a second through a whole `run`, over a connection that holds."""
    from mailhouse import PASSWORD, USER, mail, mail_house

    paper = Paper("deliver imap")
    with tempfile.TemporaryDirectory() as folder, mail_house() as house:
        room = Newsroom(Path(folder), env={"MAIL_PASSWORD": PASSWORD})
        room.subscribe(_row(house.port, USER))
        house.deliver(*(mail(number) for number in range(messages)))
        first, again = room.run("--all", "--json"), room.run("--all", "--json")
        rows: list[list[Cell]] = [["first", _told(first.out)], ["nothing new", _told(again.out)]]
    paper.tables.append(Table(f"{messages:,} messages", ("pass", "what it took"), rows))
    return paper


def _row(port: int, user: str) -> dict[str, object]:
    """The mailbox as sources.toml has it."""
    at = f"127.0.0.1:{port}"
    account = {"user": user, "password": "env:MAIL_PASSWORD", "allow_private": [at]}
    return {"id": "box", "kind": "imap", "url": f"imap://{at}/INBOX", "move_to": "Filed", **account}


def _told(out: str) -> str:
    """What a run says of itself."""
    row = json.loads(out.splitlines()[-1])["sources"][0]
    rate = row["new"] / row["seconds"] if row["seconds"] else 0
    return f"{row['new']:,} new in {row['seconds']:.1f} s, {rate:.0f}/s"


class _Road:
    """A way to the mail house on which connections break off."""

    def __init__(self, house: int, dice: random.Random, holds: tuple[int, int]) -> None:
        """Lead to a port."""
        self._house, self._dice, self._holds = house, dice, holds
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port, self.dropped = int(self._door.getsockname()[1]), 0

    def open(self) -> None:
        """Let them come, each on a thread of its own."""
        with contextlib.suppress(OSError):
            while True:
                guest, _ = self._door.accept()
                threading.Thread(target=self._lead, args=(guest, self._dice.randint(*self._holds)), daemon=True).start()

    def close(self) -> None:
        """Let nobody come any more."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _lead(self, guest: socket.socket, budget: int) -> None:
        with guest, socket.create_connection(("127.0.0.1", self._house)) as host, contextlib.suppress(OSError):
            threading.Thread(target=self._carry, args=(guest, host), daemon=True).start()
            while packet := host.recv(8192):
                budget -= len(packet)
                if budget < 0:
                    self.dropped += 1
                    guest.sendall(packet[: len(packet) // 2])
                    guest.shutdown(socket.SHUT_RDWR)
                    return
                guest.sendall(packet)

    @staticmethod
    def _carry(guest: socket.socket, host: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while packet := guest.recv(8192):
                host.sendall(packet)
            host.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def _shaky(port: int, dice: random.Random, holds: tuple[int, int]) -> Iterator[_Road]:
    """A road that is open."""
    road = _Road(port, dice, holds)
    threading.Thread(target=road.open, daemon=True).start()
    try:
        yield road
    finally:
        road.close()
