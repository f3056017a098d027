"""The editors' desk over a hundred thousand items while copy comes in: lists, items, searches, decisions, the first load."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from ingest.filing import file_batch
from ingest.store import open_store
from ingest.terms import Filing, Transmission
from normalizers.terms import Block, Credit, Edited, Evidence, Moment, Provenance, Publisher, Story

from .paper import Paper, Table
from .scales import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ingest.store import Store

LIST_MS, ITEM_MS, DECISION_MS, SEARCH_MS, FIRST_KB = 50.0, 50.0, 150.0, 100.0, 60.0
BATCH = 50
RHYTHM_S = 0.25  # between two batches of the copy that comes in meanwhile: 200 items a second
SYLLABLES = tuple("babedofagihajokalaminopaqurisotaulvawexiyoza"[n : n + 2] for n in range(0, 44, 2))
COMMON = "harbor"  # it stands in every paragraph
AGENCIES = ("norland", "coast", "meridian", "hill", "sound")
LANGUAGES = ("en", "hi", "de", "ur")


@cache
def vocabulary() -> list[str]:
    """Twenty thousand invented words."""
    dice = Random(0)  # noqa: S311 - dice for words, not for secrets
    return ["".join(dice.choice(SYLLABLES) for _ in range(dice.randint(2, 4))) for _ in range(20_000)]


def stories(count: int, seed: int) -> Iterator[Story]:
    """Invented copy: a fifth of it carried over from one of the last stories, under another headline."""
    dice = Random(seed)  # noqa: S311 - dice for copy, not for secrets
    words = vocabulary()
    recent: list[tuple[Block, ...]] = []
    for number in range(count):
        if recent and dice.random() < 0.2:
            body = dice.choice(recent)
        else:
            body = tuple(Block("p", " ".join([COMMON, *dice.choices(words, k=40)]) + ".") for _ in range(4))
            recent = [*recent[-20:], body]
        quote = body[0].text[:40]
        yield Story(
            form="page",
            uri=f"urn:{seed}:{number}",
            url=f"https://paper{number % 40}.example/{seed}/{number}",
            publisher=Publisher(name=f"Paper {number % 40}", domain=f"paper{number % 40}.example"),
            headline=" ".join(dice.choices(words, k=8)).capitalize(),
            language=LANGUAGES[number % 4],
            section=f"Section {number % 12}",
            published=Moment(f"2026-03-03T{number % 24:02d}:{number % 60:02d}:00+00:00"),
            urgency=1 + number % 9,
            body=body,
            raw_text="\n".join(block.text for block in body),
            signals=("correction",) if number % 200 == 0 else (),
            provenance=Provenance(
                relation="agency_copy",
                credits=(Credit(agency=AGENCIES[number % 5], name=AGENCIES[number % 5].upper(), role="source", evidence=(0,)),),
                edited=Edited(headline="yes", body="no"),
                evidence=(Evidence(rule="tail", kind="tail", quote=quote, start=0, end=len(quote)),),
                confidence="stated",
                ruleset="bench",
            ),
        )


def fill(store: Store, count: int, seed: int, now: datetime) -> None:
    """File invented copy, a batch a transaction."""
    batch: list[Filing] = []
    for number, story in enumerate(stories(count, seed)):
        when = now + timedelta(seconds=number)
        digest = store.keep(Transmission(source=f"source-{number % 60}", data=f"{seed} {number}".encode(), received=when, name=f"{number}"))
        batch.append(Filing(source=f"source-{number % 60}", story=story, digest=digest, received=when, clock=when))
        if len(batch) == BATCH:
            file_batch(store, batch, now=when)
            batch = []
    if batch:
        file_batch(store, batch, now=now)


@dataclass
class Visitor:
    """A browser at the desk: one connection that stays, and a cookie."""

    url: str
    cookie: str = ""

    def __post_init__(self) -> None:
        """Connect."""
        self._conn = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)

    def leaves(self) -> None:
        """Close the connection."""
        self._conn.close()

    def asks(self, path: str, body: str | None = None, **headers: str) -> tuple[float, bytes]:
        """Ask; milliseconds until the answer was whole, and its bytes as they came over the wire."""
        given = {"Cookie": self.cookie, "Accept-Encoding": "gzip", **headers}
        if body is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._conn.request("POST" if body is not None else "GET", path, body, given)
        answer = self._conn.getresponse()
        data = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status >= 400:
            raise RuntimeError(f"{path}: {answer.status}")
        self.cookie = (answer.getheader("set-cookie") or self.cookie).partition(";")[0]
        return took, data


def bench(items: int = 100_000, rounds: int = 100, kept: Path | None = None) -> Paper:
    """Fill a newsroom (or take one that was `kept`), open its desk, let copy come in, and be an editor in a hurry."""
    paper = Paper("desk")
    with tempfile.TemporaryDirectory() as folder:
        data = kept or Path(folder)
        store = open_store(data / "wire.db")
        have, began = store.counts().items, time.perf_counter()
        if have < items:
            fill(store, items - have, have + 10**6, datetime.now(UTC) - timedelta(days=2))  # noqa: TID251 - a benchmark has no other clock
        filled_s = time.perf_counter() - began
        store.close()
        size = (data / "wire.db").stat().st_size / 1e6
        _measure(paper, data, items, rounds)
        row = (items, max(0, items - have), filled_s, size)
        paper.tables.append(Table("The newsroom", ("items", "of them new", "filled in s", "file, MB"), [row]))
    return paper


def _measure(paper: Paper, data: Path, items: int, rounds: int) -> None:
    """The desk and the line as processes of their own, and this one as the editor."""
    desk = subprocess.Popen(
        [sys.executable, str(ROOT / "run_pipeline.py"), "desk", "--listen", "127.0.0.1:0", "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    line = subprocess.Popen([sys.executable, "-m", "tests.bench", "copy", str(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        found = re.search(r"http://\S+", desk.stdout.readline() if desk.stdout else "")
        assert found, "the desk did not open"
        visitor = Visitor(found[0].rstrip("/"))
        first = _first_load(visitor)
        dice = Random(7)  # noqa: S311 - dice for questions
        rows = [
            _row(paper, "list, newest", LIST_MS, lambda: visitor.asks("/")[0], rounds),
            _row(paper, "list, most urgent", LIST_MS, lambda: visitor.asks("/?order=urgent")[0], rounds),
            _row(paper, "list, filtered", LIST_MS, lambda: visitor.asks(_filtered(dice))[0], rounds),
            _row(paper, "list, a filter few have", LIST_MS, lambda: visitor.asks("/?signal=correction&language=hi&agency=hill")[0], rounds),
            _row(paper, "list, far down", LIST_MS, lambda: visitor.asks(f"/?after={dice.randint(1, items)}")[0], rounds),
            _row(paper, "item", ITEM_MS, lambda: visitor.asks(f"/item/{dice.randint(1, items)}")[0], rounds),
            _row(paper, "item beside the list", ITEM_MS, lambda: visitor.asks(f"/item/{dice.randint(1, items)}?part=pane")[0], rounds),
            _row(paper, "search, a common word", SEARCH_MS, lambda: visitor.asks(f"/?status=all&q={COMMON}")[0], rounds),
            _row(paper, "search, words few have", SEARCH_MS, lambda: visitor.asks(f"/?status=all&q={_rare(dice)}")[0], rounds),
            _row(paper, "decision", DECISION_MS, _decisions(visitor, items, dice), rounds),
        ]
        visitor.leaves()
    finally:
        for one in (desk, line):
            one.terminate()
            one.communicate(timeout=30)
    paper.tables.append(
        Table(
            "What an editor waits for, milliseconds",
            ("question", "p50", "p95", "worst", "goal (p95)", "kept"),
            rows,
            (f"{rounds} of each in turn, over HTTP on loopback, while another process files {BATCH / RHYTHM_S:.0f} items a second",),
        )
    )
    paper.tables.append(Table("The first load, kilobytes over the wire", ("part", "kB", "kept"), first))
    paper.check(f"the first load is at most {FIRST_KB:.0f} kB", kept=sum(float(row[1]) for row in first) <= FIRST_KB)


def _first_load(visitor: Visitor) -> list[tuple[str, float, str]]:
    """What a browser fetches that was never here."""
    _, page = visitor.asks("/")
    html = gzip.decompress(page).decode()
    parts = [("page of 50 lines", len(page) / 1000, "")]
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    return [*parts, *((name.partition("?")[0], len(visitor.asks(name)[1]) / 1000, "") for name in names)]


def _row(paper: Paper, what: str, goal: float, ask: Callable[[], float], rounds: int) -> tuple[str, float, float, float, float, str]:
    """One question, asked again and again."""
    ask()
    took = sorted(ask() for _ in range(rounds))
    p95 = took[min(len(took) - 1, round(len(took) * 0.95))]
    return what, took[len(took) // 2], p95, took[-1], goal, paper.check(f"{what}: p95 within {goal:.0f} ms", kept=p95 <= goal)


def _filtered(dice: Random) -> str:
    wanted = {"agency": dice.choice(AGENCIES), "language": dice.choice(LANGUAGES), "section": f"Section {dice.randint(0, 11)}"}
    return f"/?{urlencode(wanted)}"


def _rare(dice: Random) -> str:
    return "+".join(dice.choices(vocabulary(), k=2))


def _decisions(visitor: Visitor, items: int, dice: Random) -> Callable[[], float]:
    """An approval, taken from a page of ours."""
    html = gzip.decompress(visitor.asks("/")[1]).decode()
    found = re.search(r'name="token" value="([0-9a-f]+)"', html)
    assert found

    def decide() -> float:
        body = urlencode({"token": found[1], "decision": "approve", "item": dice.randint(1, items)})
        took, answer = visitor.asks("/decide", body, **{"X-Desk": "1"})
        json.loads(gzip.decompress(answer) if answer[:2] == b"\x1f\x8b" else answer)
        return took

    return decide


def bring_copy(data: Path) -> None:
    """File copy in batches until somebody ends it: what a busy line does beside a desk."""
    store = open_store(data / "wire.db")
    seed = 2
    while True:
        fill(store, BATCH, seed, datetime.now(UTC))  # noqa: TID251 - a benchmark has no other clock
        seed += 1
        time.sleep(RHYTHM_S)
