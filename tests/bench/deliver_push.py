"""Copy pushed by senders that try again, while the door is killed, connections drop and a run files: each document filed exactly once."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import http.client
import os
import queue
import random
import signal
import socket
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import clock
from ingest.store import open_store
from ingest.terms import Route

from .kills import ask as rows_of
from .kills import faults
from .newsroom import Newsroom
from .paper import Paper, Table
from .presses import Presses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .paper import Cell
    from .presses import Sending

SECRET = base64.b64encode(b"what the presses sign with, here").decode()
SENDERS = 4
DROPPED = 0.1  # of the requests: the sender leaves before it is answered, or in the middle of the body
LONGEST_S = 600.0
ASKED = 2000  # questions of each kind for the figures
PIPELINE = 'workers = 2\n[[target]]\nid = "wire"\nkind = "feed"\npath = "wire.atom"\n'


@dataclass(slots=True)
class DoorKeeper:
    """The door as a process of its own: opened, killed, opened again at the same place."""

    room: Newsroom
    port: int = 0
    deaths: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        """Choose a port."""
        with socket.create_server(("127.0.0.1", 0)) as place:
            self.port = int(place.getsockname()[1])

    def open(self) -> None:
        """Open the door, and wait until it answers."""
        command = self.room.command("door", "--listen", f"127.0.0.1:{self.port}")
        env = {**os.environ, "PRESSES": f"whsec_{SECRET}"}
        self._process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if ask(self.port, "/liveness")[0] == 200:
                    return
            time.sleep(0.02)
        raise TimeoutError("the door did not open")

    def kill(self) -> None:
        """Kill it where it stands."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self.deaths += 1

    def close(self) -> None:
        """Ask it to leave."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)


@dataclass(slots=True)
class Post:
    """Documents on their way: each is pushed until it is acknowledged."""

    port: int
    seed: int
    waiting: queue.SimpleQueue[Sending] = field(default_factory=queue.SimpleQueue)
    acknowledged: int = 0
    tries: int = 0
    dropped: int = 0
    known: int = 0
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send_all(self, documents: Sequence[Sending], senders: int = SENDERS, drops: float = DROPPED) -> list[threading.Thread]:
        """Let senders loose on documents."""
        for one in documents:
            self.waiting.put(one)
        threads = [threading.Thread(target=self._work, args=(random.Random(f"{self.seed}-{n}"), drops)) for n in range(senders)]  # noqa: S311 - moments
        for thread in threads:
            thread.start()
        return threads

    def _work(self, dice: random.Random, drops: float) -> None:
        deadline = time.monotonic() + LONGEST_S
        with contextlib.suppress(queue.Empty):
            while True:
                one = self.waiting.get_nowait()
                while not self._try(one, dice, drops):
                    if time.monotonic() > deadline:
                        self.failed.append(one.uri)
                        return
                    time.sleep(dice.uniform(0.005, 0.05))

    def _try(self, one: Sending, dice: random.Random, drops: float) -> bool:
        """One request; whether it was acknowledged to us."""
        body = one.ninjs()
        headers = signed(f"press_{one.number}", body)
        self.tries += 1
        try:
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as wire:
                if dice.random() < drops:
                    self.dropped += 1
                    _drop(wire, body, headers, early=dice.random() < 0.5)
                    return False
                wire.request("POST", "/push/presses", body, headers)
                answer = wire.getresponse()
                told = answer.read()
        except (OSError, http.client.HTTPException):
            return False
        if answer.status != 202:
            return False
        with self.lock:
            self.acknowledged += 1
            self.known += b'"known":true' in told
        return True


def signed(name: str, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks."""
    stamp = int(clock.now().timestamp())
    mark = hmac.new(base64.b64decode(SECRET), f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(stamp),
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
    }


def _drop(wire: http.client.HTTPConnection, body: bytes, headers: dict[str, str], *, early: bool) -> None:
    """Send a request and leave: in the middle of its body, or before the answer."""
    wire.putrequest("POST", "/push/presses")
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        wire.putheader(name, value)
    wire.endheaders(body[: len(body) // 2] if early else body)


def ask(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
    """One question."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as wire:
        wire.request("GET", path, headers=headers or {})
        answer = wire.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}


def bench(documents: int = 1000, kills: int = 10, seed: int = 7, figures: int = ASKED) -> Paper:
    """So many documents, so many deaths; then how fast the door is."""
    paper = Paper("deliver push")
    with tempfile.TemporaryDirectory() as folder:
        room = Newsroom(Path(folder))
        room.subscribe({"id": "presses", "kind": "push", "secret": "env:PRESSES"}, pipeline=PIPELINE)
        keeper, wire = DoorKeeper(room), iter(Presses(seed=seed))
        keeper.open()
        try:
            paper.tables.append(_proof(paper, room, keeper, list(islice(wire, documents)), (kills, seed)))
            if figures:
                paper.tables.append(_figures(room, keeper, list(islice(wire, figures)), figures))
        finally:
            keeper.close()
    return paper


def _proof(paper: Paper, room: Newsroom, keeper: DoorKeeper, documents: list[Sending], fate: tuple[int, int]) -> Table:
    """Push all, killing meanwhile, with runs beside; then look what is filed."""
    kills, seed = fate
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    post, began = Post(keeper.port, seed), time.monotonic()
    with _runs_beside(room) as runs:
        threads = post.send_all(documents)
        for n in range(kills):
            _reach(post, len(documents) * (n + 0.5) / kills, threads)
            time.sleep(dice.uniform(0, 0.03))
            keeper.kill()
            time.sleep(dice.uniform(0, 0.3))
            keeper.open()
        for one in threads:
            one.join()
    took = time.monotonic() - began
    last = room.run("--all", "--json")
    assert last.code == 0, last.err
    found = rows_of(room, "SELECT uri, version FROM v_items")
    expected = {(one.uri, one.version) for one in documents}
    lost, doubled = len(expected - set(found)), len(found) - len(set(found))
    left = int(rows_of(room, "SELECT count(*) FROM v_inbox WHERE taken IS NULL")[0][0])
    twice = int(rows_of(room, "SELECT count(*) - count(DISTINCT delivery) FROM v_inbox")[0][0])
    unsound = faults(room)
    cells: list[list[Cell]] = [
        ["documents pushed", len(documents), paper.check("every document was acknowledged", kept=post.acknowledged == len(documents))],
        [
            "door killed and opened again",
            keeper.deaths,
            paper.check("the door was killed as often as it should", kept=keeper.deaths == kills),
        ],
        ["requests", post.tries, ""],
        ["connections dropped by the sender", post.dropped, ""],
        ["acknowledged as known", post.known, ""],
        ["runs beside", len(runs), paper.check(f"every run beside ended well: {runs}", kept=set(runs) <= {0})],
        ["lost", lost, paper.check("nothing is lost", kept=not lost)],
        ["filed twice", doubled, paper.check("nothing is filed twice", kept=not doubled)],
        ["kept twice in the inbox", twice, paper.check("nothing is kept twice", kept=not twice)],
        ["left in the inbox", left, paper.check("nothing is left in the inbox", kept=not left)],
        ["faults at the end", len(unsound), paper.check(f"the database is sound at the end: {unsound}", kept=not unsound)],
    ]
    notes = (f"seed {seed}; {SENDERS} senders; {took:.1f} s with the deaths",)
    return Table("Pushed while the door is killed", ("what", "count", "kept"), cells, notes)


def _reach(post: Post, count: float, threads: list[threading.Thread]) -> None:
    """Wait until so many are acknowledged."""
    while post.acknowledged < count and any(one.is_alive() for one in threads):
        time.sleep(0.002)


@contextlib.contextmanager
def _runs_beside(room: Newsroom) -> Iterator[list[int]]:
    """Runs, one after the other, until the senders have done; how each ended."""
    ended, codes = threading.Event(), list[int]()

    def work() -> None:
        while not ended.is_set():
            codes.append(room.run("--all").code)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield codes
    finally:
        ended.set()
        thread.join()


def _figures(room: Newsroom, keeper: DoorKeeper, documents: list[Sending], count: int) -> Table:
    """How fast pushes are acknowledged, changes read, and feeds told unchanged."""
    post, began = Post(keeper.port, 0), time.monotonic()
    for one in post.send_all(documents, drops=0.0):
        one.join()
    pushes = post.acknowledged / (time.monotonic() - began)
    _release_all(room)
    assert room.run("--all").code == 0
    found, began, cursor = 0, time.monotonic(), "0"
    while True:
        _, data, headers = ask(keeper.port, f"/changes?since={cursor}&limit=1000")
        if not data:
            break
        found, cursor = found + data.count(b"\n"), headers["x-next-cursor"]
    changes = found / (time.monotonic() - began)
    tag = ask(keeper.port, "/feeds/wire")[2]["etag"]
    unchanged = _many(count, lambda wire: _unchanged(wire, tag), keeper.port)
    cells: list[list[Cell]] = [
        ["pushes acknowledged, 202, on the disk", len(documents), pushes],
        ["lines of /changes", found, changes],
        ["answers 304 of /feeds", count, unchanged],
    ]
    size = sum(len(one.ninjs()) for one in documents) // len(documents)
    notes = (f"{SENDERS} senders, a connection each request, {size:,} bytes a push; the asking side's cost is in it",)
    return Table("How fast the door is", ("what", "count", "a second"), cells, notes)


def _release_all(room: Newsroom) -> None:
    """Approve what waits, as an editor with a large hand would."""
    store = open_store(room.data / "wire.db")
    try:
        for row in store.queue(status="queued", limit=100_000):
            store.rule(row.item_id, "approve", "bench", None, (Route("wire"),), clock.now())
    finally:
        store.close()


def _many(count: int, question: Callable[[http.client.HTTPConnection], None], port: int) -> float:
    """Questions a second over one connection."""
    began = time.monotonic()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as wire:
        for _ in range(count):
            question(wire)
    return count / (time.monotonic() - began)


def _unchanged(wire: http.client.HTTPConnection, tag: str) -> None:
    """One 304."""
    wire.request("GET", "/feeds/wire", headers={"If-None-Match": tag})
    answer = wire.getresponse()
    answer.read()
    assert answer.status == 304, answer.status
