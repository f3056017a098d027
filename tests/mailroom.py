"""A mailroom for tests: a real store with copy to send, targets, a clock, and cycles of the pumps; a receiver on loopback."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from newsroom import NOON, Newsroom
from wireserver import WireServer, reply

from ingest.desk import decide
from ingest.pipeline.pumps import Mailroom, Pumps
from ingest.store.desk import Orders
from ingest.terms import Config, Secret, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest
    from wireserver import Request

    from ingest.outbox import Outcome

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"  # noqa: S105 - invented


class Receiver(WireServer):
    """A newsroom's system that takes copy: each delivery in order, and what it was told to answer."""

    def takes(self, path: str = "/in", answer: Callable[[int, Request], int] = lambda _count, _request: 200) -> str:
        """Take what comes to a path; `answer` tells the status of the n-th request."""

        async def habit(request: Request, out: asyncio.StreamWriter) -> bool:
            count = len(self.asked_for(path))
            return await reply(out, answer(count, request), b"noted", {"Content-Type": "text/plain"})

        return self.do(path, habit)

    def keys(self, path: str = "/in") -> list[str]:
        """The idempotency keys that came, in order."""
        return [one.headers["webhook-id"] for one in self.asked_for(path)]

    def told(self, path: str = "/in") -> list[dict[str, Any]]:
        """The envelopes that came, in order."""
        return [json.loads(one.body) for one in self.asked_for(path)]


class Post:
    """Editors who approve and kill, and pumps that send."""

    def __init__(self, folder: Path, *targets: Target) -> None:
        """An empty store and these targets."""
        self.room = Newsroom(folder)
        self.store = self.room.store
        self.now = NOON
        self.config = Config(root=folder, sources=(), targets=targets)

    def approves(self, count: int = 1, first: int = 1) -> list[int]:
        """So many stories of their own come in and are approved; their items."""
        items = [self.room.takes_in_other(number).item_id for number in range(first, first + count)]
        decide(self.store, items, Orders(decision="approve", editor="asha", routes=self.config.routes), self.now)
        return items

    def kills(self, *items: int) -> None:
        """An editor calls items back."""
        decide(self.store, list(items), Orders(decision="kill", editor="asha", reason="wrong", routes=self.config.routes), self.now)

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def pumps(self, stopping: asyncio.Event | None = None) -> Pumps:
        """Pumps of this mailroom; only inside a running loop."""
        room = Mailroom(config=self.config, store=self.store, now=lambda: self.now, stopping=stopping or asyncio.Event())
        return Pumps(room)

    def sends(self) -> list[Outcome]:
        """One cycle, to its end."""

        async def cycle() -> list[Outcome]:
            pumps = self.pumps()
            pumps.begin()
            return await pumps.wait()

        return asyncio.run(cycle())

    def statuses(self, target: str) -> list[str]:
        """How a target's despatches stand, oldest first."""
        return [row.status for row in reversed(self.store.outbox(limit=1000)) if row.target == target]


def webhook(wire: WireServer, name: str = "cms", path: str = "/in", **more: Any) -> Target:
    """A webhook on this loopback server, signed with the secret in the environment."""
    keys: dict[str, Any] = {"secret": Secret("env:CMS_SECRET"), "allow_private": (wire.authority,), "deadline_s": 5.0}
    return Target(id=name, kind="webhook", url=wire.url(path), **(keys | more))


def receiving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver that takes what comes, and our secret with it."""
    share_secret(monkeypatch)
    with Receiver() as receiver:
        receiver.takes()
        yield receiver


def share_secret(monkeypatch: pytest.MonkeyPatch, secret: str = SECRET) -> None:
    """Put the secret where the targets look for it."""
    monkeypatch.setenv("CMS_SECRET", secret)
