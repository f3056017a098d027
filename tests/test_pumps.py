"""Pumps: a target that hangs delays nobody but itself, what is called back leaves first, and what was not tried waits."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from mailroom import Post, Receiver, receiving, webhook
from wireserver import reply

from ingest.terms import Config, Despatched, Refused, Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wireserver import Request


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver, and our secret with it."""
    yield from receiving(monkeypatch)


def folder(path: Path, name: str = "out") -> Target:
    """A folder of this machine."""
    return Target(id=name, kind="folder", path=path / name)


def test_a_receiver_that_hangs_delays_nobody_but_itself(wire: Receiver, tmp_path: Path) -> None:
    wire.hang("/hang")
    post = Post(tmp_path, webhook(wire, "slow", "/hang", deadline_s=30.0), folder(tmp_path), webhook(wire))
    post.approves(20)

    async def look() -> float:
        pumps, began = post.pumps(), time.monotonic()
        pumps.begin()
        while post.statuses("out") + post.statuses("cms") != ["done"] * 40:
            await pumps.wait(0.05)
        took = time.monotonic() - began
        await pumps.let_go()
        return took

    assert asyncio.run(look()) < 15
    assert "done" not in post.statuses("slow")


def test_what_was_under_way_when_the_operator_left_goes_with_the_next_run(wire: Receiver, tmp_path: Path) -> None:
    wire.hang("/in")
    post = Post(tmp_path, webhook(wire, deadline_s=60.0))
    post.approves(3)

    async def leaves() -> float:
        stopping = asyncio.Event()
        pumps = post.pumps(stopping)
        pumps.begin()
        asyncio.get_running_loop().call_later(0.2, stopping.set)
        began = time.monotonic()
        assert await pumps.wait() == []
        return time.monotonic() - began

    assert asyncio.run(leaves()) < 15
    wire.takes()
    assert [type(one) for one in post.sends()] == [Despatched] * 3


def test_withdrawals_of_all_targets_leave_before_anything_else(wire: Receiver, tmp_path: Path) -> None:
    post = Post(tmp_path, folder(tmp_path), webhook(wire), Target(id="feed", kind="feed", format="atom", path=tmp_path / "wire.atom"))
    gone = post.approves(3)
    post.sends()
    post.approves(30, first=10)
    post.kills(*gone)
    outcomes = post.sends()
    rows = {row.outbox_id: row for row in post.store.outbox(limit=1000)}
    ops = [rows[one.outbox_id].op for one in outcomes]
    assert len(ops) == 9 + 90
    assert ops[:9] == ["withdraw"] * 9


def test_a_kill_overtakes_a_backlog_that_is_leaving(wire: Receiver, tmp_path: Path) -> None:
    post = Post(tmp_path, webhook(wire))
    (gone,) = post.approves()
    post.sends()
    post.approves(60, first=10)
    pulled: list[int] = []

    async def slowly(request: Request, out: asyncio.StreamWriter) -> bool:
        pulled.append(1)
        await asyncio.sleep(0.1)
        return await reply(out, 200, b"", {})

    wire.do("/in", slowly)

    async def cycle() -> None:
        pumps = post.pumps()
        pumps.begin()
        while len(pulled) < 4:
            await asyncio.sleep(0.02)
        post.kills(gone)
        await pumps.wait()

    asyncio.run(cycle())
    keys = wire.keys()
    assert len(keys) == 1 + 60 + 1
    assert keys.index(f"{gone}-cms-withdraw") < 1 + 48  # it waits for a batch and what was on its way, never for the backlog


def test_a_kill_for_one_target_leaves_while_another_has_a_backlog(wire: Receiver, tmp_path: Path) -> None:
    wire.hang("/hang")
    post = Post(tmp_path, folder(tmp_path), webhook(wire, "slow", "/hang", deadline_s=60.0))

    async def cycle() -> None:
        pumps = post.pumps()
        (gone,) = post.approves()
        pumps.begin()
        while not (tmp_path / "out" / f"{gone}-out-publish.json").exists():
            await pumps.wait(0.05)
        post.kills(gone)
        while not (tmp_path / "out" / f"{gone}-out-withdraw.json").exists():
            await pumps.wait(0.05)
        await pumps.let_go()

    asyncio.run(asyncio.wait_for(cycle(), 30))


def test_a_target_that_is_down_is_left_alone_after_a_few_and_the_rest_costs_no_try(wire: Receiver, tmp_path: Path) -> None:
    wire.takes("/in", lambda _count, _request: 503)
    post = Post(tmp_path, webhook(wire))
    post.approves(40)
    outcomes = post.sends()
    assert 3 <= len(outcomes) <= 10
    assert all(isinstance(one, Refused) for one in outcomes)
    assert {(row.status, row.attempts) for row in post.store.outbox()} == {("waiting", 0)}
    assert post.sends() == []  # left alone
    wire.takes()
    post.later(seconds=31)
    assert len(post.sends()) == 40


def test_a_withdrawal_that_failed_while_others_arrived_is_tried_again_at_the_next_look(wire: Receiver, tmp_path: Path) -> None:
    post = Post(tmp_path, webhook(wire))
    items = post.approves(6)
    post.sends()
    wire.takes("/in", lambda _count, request: 500 if request.headers["webhook-id"] == "3-cms-withdraw" else 200)
    post.kills(*items)
    post.approves(first=20)
    post.sends()
    assert sorted(post.statuses("cms")[6:]) == ["done"] * 6 + ["waiting"]
    wire.takes()
    post.later(seconds=6)
    assert [type(one) for one in post.sends()] == [Despatched]


def test_a_receiver_that_asks_us_to_wait_is_heeded(wire: Receiver, tmp_path: Path) -> None:
    async def later(_: Request, out: asyncio.StreamWriter) -> bool:
        return await reply(out, 429, b"", {"Retry-After": "600"})

    wire.do("/in", later)
    post = Post(tmp_path, webhook(wire))
    post.approves(40)
    assert len(post.sends()) <= 8
    wire.takes()
    post.later(seconds=590)
    assert post.sends() == []
    post.later(seconds=11)
    assert len(post.sends()) == 40


def test_an_items_versions_arrive_in_order_however_often_they_are_refused(wire: Receiver, tmp_path: Path) -> None:
    answers = iter([500, 500, 200, 500, 200, 500, 200])
    wire.takes("/in", lambda _count, _request: next(answers, 200))
    post = Post(tmp_path, webhook(wire))
    (item,) = post.approves()
    post.sends()
    post.kills(item)
    for _ in range(8):
        post.later(hours=2)
        post.sends()
    keys = [f"{item}-cms-publish", f"{item}-cms-withdraw"]
    assert list(dict.fromkeys(wire.keys())) in (keys, keys[1:])
    assert wire.keys()[-1] == keys[1]
    assert wire.told()[-1]["type"] == "item.withdraw"


def test_a_target_that_is_no_more_is_refused_in_words(tmp_path: Path) -> None:
    post = Post(tmp_path, folder(tmp_path, "old-cms"))
    post.approves()
    post.config = Config(root=tmp_path, sources=(), targets=())
    outcomes = post.sends()
    assert [one.reason for one in outcomes if isinstance(one, Refused)] == [
        "pipeline.toml has no [[target]] 'old-cms' any more; put it back, or leave the copy where it is"
    ]
