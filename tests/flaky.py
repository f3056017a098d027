"""A receiver with every bad habit, a sender killed again and again, editors at work meanwhile; and what must hold after all that."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bench.newsroom import Newsroom as Installation
from mailroom import SECRET, Post, Receiver
from newsroom import NOON, STORY
from wireserver import reply

from ingest.terms import Target
from normalizers.terms import Block, Moment, Provenance

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from wireserver import Request

DEADLINE_S = 1.0
EMBARGOED = "tag:embargoed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request as it came: its key, operation, article and what it carried."""

    key: str
    op: str
    article: str
    body: bytes


@dataclass(slots=True)
class FlakyReceiver(Receiver):
    """Takes copy; answers 500 before or after taking it, says nothing, resets, takes twice, is down for a while.

    With `kill_at` the sender is killed the moment so many requests have come, before it gets an answer.
    """

    dice: Random | None = None
    down: bool = False
    kill_at: int | None = None
    victim: subprocess.Popen[bytes] | None = None
    taken: list[Delivery] = field(default_factory=list)

    def misbehaves(self) -> None:
        """From now on."""
        self.do("/in", self._habit)

    async def _habit(self, request: Request, out: asyncio.StreamWriter) -> bool:
        roll = self.dice.random() if self.dice else 1.0
        if self.down or roll < 0.05:
            return await reply(out, 503 if self.down else 500, b"before it was taken", {})
        self._take(request)
        if self.kill_at is not None and len(self.taken) >= self.kill_at and self.victim is not None:
            self.victim.send_signal(signal.SIGKILL)
            return False
        if 0.13 <= roll < 0.18:
            self._take(request)  # something between us and it sends everything twice
        return await reply(out, 200, b"", {}) if roll >= 0.13 else await self._fails(roll, out)

    async def _fails(self, roll: float, out: asyncio.StreamWriter) -> bool:
        """Take it, and not say so."""
        if roll < 0.08:
            return await reply(out, 500, b"after it was taken", {})
        if roll < 0.10:
            await asyncio.sleep(DEADLINE_S * 1.5)
        else:
            out.transport.abort()
        return False

    def _take(self, request: Request) -> None:
        told = json.loads(request.body)
        self.taken.append(Delivery(request.headers["webhook-id"], told["data"]["op"], told["data"]["item"]["uri"], request.body))


class Trial:
    """An installation with one webhook, editors who approve, update and kill, and a sender that may be killed."""

    def __init__(self, root: Path, receiver: FlakyReceiver, dice: Random) -> None:
        """An empty store."""
        self.receiver, self.dice, self.faults = receiver, dice, list[str]()
        self._room = Installation(root)
        self._room.data.mkdir(parents=True)
        self._room.subscribe(pipeline=_pipeline(receiver))
        self.post = Post(self._room.data, Target(id="cms", kind="webhook"))
        self.live: list[int] = []
        self._count = 0

    # --- editors -----------------------------------------------------------------------------------------------
    def approves(self, count: int) -> None:
        """So many new stories are approved."""
        self.live += self.post.approves(count, first=self._count + 1)
        self._count += count

    def updates(self) -> None:
        """A newer version of one of the stories comes in and is approved."""
        number = self.dice.randint(1, self._count)
        words = f"{STORY.headline} {number} again, " + " ".join(f"word{number}x{place}" for place in range(self.dice.randint(30, 60)))
        story = replace(STORY, uri=f"tag:{number}", url=None, headline=f"Story {number}", body=(Block("p", words),), findings=())
        filed = self.post.room.takes_in(replace(story, raw_text=words, provenance=Provenance()))
        if filed.stored:
            self._approve(filed.item_id)

    def kills(self, count: int = 1) -> None:
        """So many of the stories are killed."""
        for item in self.dice.sample(self.live, min(count, len(self.live))):
            self.live.remove(item)
            self.post.kills(item)

    def tries_what_is_embargoed(self) -> None:
        """Somebody tries to approve what must not leave yet."""
        words = "Not before the tide turns, says the harbor."
        story = replace(STORY, uri=EMBARGOED, url=None, headline="Embargoed", body=(Block("p", words),), raw_text=words, findings=())
        story = replace(story, provenance=Provenance(), embargoed_until=Moment("2126-01-01T00:00:00+00:00"))
        self._approve(self.post.room.takes_in(story).item_id)

    def _approve(self, item: int) -> None:
        from ingest.desk import decide
        from ingest.store.desk import Orders

        decide(self.post.store, [item], Orders(decision="approve", editor="asha", routes=self.post.config.routes), NOON)

    # --- the sender --------------------------------------------------------------------------------------------
    def starts(self) -> subprocess.Popen[bytes]:
        """The sender begins a cycle, whatever it was told to wait for is over."""
        from ingest import clock

        now = clock.now()
        self.post.store.resume("cms", now)
        for row in self.post.store.outbox(status="waiting", limit=10_000):
            self.post.store.retry(row.outbox_id, now)
        env = os.environ | {"CMS_SECRET": SECRET}
        process = subprocess.Popen(self._room.command("outbox", "despatch"), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.receiver.victim = process
        return process

    def sends(self, after_s: float | None = None) -> bool:
        """One cycle, killed so many seconds after its first request came; whether it was killed. What is called back came first."""
        began, called_back = len(self.receiver.taken), self._called_back()
        asked, process = len(self.receiver.asked), self.starts()
        while after_s is not None and process.poll() is None and len(self.receiver.asked) == asked:
            time.sleep(0.01)
        with suppress(subprocess.TimeoutExpired):
            process.wait(after_s if after_s is not None else 120)
        if process.poll() is None:
            process.kill()
        killed = process.wait() < 0
        self._came_first(called_back, [one.key for one in self.receiver.taken[began:]])
        return killed

    def settles(self, patience: int = 40) -> None:
        """The receiver is well again; cycles until nothing waits."""
        self.receiver.dice, self.receiver.down, self.receiver.kill_at = None, False, None
        for _ in range(patience):
            self.sends()
            if not self.post.store.outbox(status="waiting") and not self.post.store.outbox(status="leased"):
                return
            time.sleep(0.1)
        self.faults.append("something still waits")

    # --- what must hold ----------------------------------------------------------------------------------------
    def _called_back(self) -> set[str]:
        rows = [*self.post.store.outbox(status="waiting", limit=10_000), *self.post.store.outbox(status="leased", limit=10_000)]
        return {row.idempotency_key for row in rows if row.op == "withdraw"}

    def _came_first(self, called_back: set[str], keys: list[str]) -> None:
        """In a cycle, the withdrawals that waited at its beginning come before anything else."""
        other = next((place for place, key in enumerate(keys) if "-withdraw" not in key), None)
        late = called_back & set(keys[other:]) - set(keys[:other]) if other is not None else set()
        if late:
            self.faults.append(f"called back behind the backlog: {sorted(late)}")

    def verdict(self) -> list[str]:
        """What did not hold."""
        taken, found = self.receiver.taken, list(self.faults)
        wanted = {row.idempotency_key: row for row in self.post.store.outbox(limit=100_000) if row.status == "done"}
        came = {one.key: one.body for one in taken}
        found += [f"never arrived: {key}" for key in wanted if key not in came]
        found += [f"not the same twice: {one.key}" for one in taken if came[one.key] != one.body]
        found += ["an embargoed item arrived" for one in taken if one.article == EMBARGOED]
        by_article: dict[str, list[Delivery]] = {}
        for one in taken:
            by_article.setdefault(one.article, []).append(one)
        for article, deliveries in by_article.items():
            order = list(dict.fromkeys(one.key for one in deliveries))
            places = [_place(key) for key in order]
            if places != sorted(places):
                found.append(f"{article}: out of order: {order}")
            again = [one.key for one in deliveries]
            first = {key: again.index(key) for key in order}
            if any(_place(key) < _place(order[-1]) for key in again[first[order[-1]] :]):
                found.append(f"{article}: something old came after the newest: {again}")
        found += self._ends(by_article)
        return found

    def _ends(self, by_article: dict[str, list[Delivery]]) -> list[str]:
        """What receivers hold at last is what the desk wants them to hold."""
        item_of = {row.item_id: row for row in reversed(self.post.store.outbox(limit=100_000))}
        found = []
        for deliveries in by_article.values():
            last = deliveries[-1]
            item = int(last.key.split("-")[0])
            record = self.post.store.item(item)
            gone = record is None or record.status in ("killed", "rejected", "expired")
            if gone and last.op != "withdraw":
                found.append(f"killed, and still usable there: {last.key} ({item_of[item].status})")
        return found


def _place(key: str) -> tuple[int, int, int]:
    """A key's place among those of its article: by version; what calls a version back comes after it; the round."""
    item, _, op, *again = key.split("-")
    return int(item), int(op == "withdraw"), int(again[0]) if again else 1


def _pipeline(receiver: Receiver) -> str:
    """The one target."""
    return (
        f'[[target]]\nid = "cms"\nkind = "webhook"\nurl = "{receiver.url("/in")}"\nsecret = "env:CMS_SECRET"\n'
        f'allow_private = ["{receiver.authority}"]\ndeadline_s = {DEADLINE_S}\n'
    )
