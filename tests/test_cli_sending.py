"""`outbox despatch` and `outbox test`: sending without a pass, looking first, and trying a target."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from mailroom import Post, Receiver, receiving

from ingest.terms import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontdoor import FrontDoor


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver, and our secret with it."""
    yield from receiving(monkeypatch)


def webhook_row(wire: Receiver, path: str = "/in") -> str:
    """A webhook in pipeline.toml."""
    pair = f'allow_private = ["{wire.authority}"]'
    return f'[[target]]\nid = "cms"\nkind = "webhook"\nurl = "{wire.url(path)}"\nsecret = "env:CMS_SECRET"\n{pair}\n'


def approve(door: FrontDoor, *targets: Target, count: int = 2) -> list[int]:
    """Copy that waits in the installation's outbox."""
    door.data.mkdir(exist_ok=True)
    post = Post(door.data, *targets)
    items = post.approves(count)
    post.store.close()
    return items


def test_a_dry_run_tells_the_order_and_sends_nothing(door: FrontDoor) -> None:
    out = Target(id="out", kind="folder", path=door.out)
    (first, second) = approve(door, out)
    assert door.copytaster("outbox", "despatch").out.endswith("2 despatched, 0 refused.\n")
    post = Post(door.data, out)
    (third,) = post.approves(first=7)
    post.kills(first)
    post.store.close()
    told = door.copytaster("outbox", "despatch", "--dry-run")
    assert [line.split()[0] for line in told.out.splitlines()] == ["withdraw", "publish", "2"]
    rows = door.copytaster("outbox", "despatch", "--dry-run", "--json").json["would_leave"]
    assert [(one["op"], one["item_id"]) for one in rows] == [("withdraw", first), ("publish", third)]
    assert sorted(path.name for path in door.out.iterdir()) == [f"{first}-out-publish.json", f"{second}-out-publish.json"]
    assert door.copytaster("outbox", "despatch", "--json").json == {"despatched": 2, "refused": 0}
    assert door.copytaster("outbox", "despatch", "--dry-run").out == "Nothing would leave.\n"


def test_what_a_target_refuses_is_said_with_status_1_and_a_dry_run_says_who_is_left_alone(door: FrontDoor, wire: Receiver) -> None:
    wire.takes("/down", lambda _count, _request: 503)
    door.pipeline(webhook_row(wire, "/down"))
    approve(door, Target(id="cms", kind="webhook"))
    answer = door.copytaster("outbox", "despatch")
    assert answer.code == 1
    assert "answered 503" in answer.err
    assert "cms is left alone for " in door.copytaster("outbox", "despatch", "--dry-run").out


def test_a_withdrawal_that_waits_for_its_next_try_is_told_by_dry_run_run_and_targets(door: FrontDoor, wire: Receiver) -> None:
    taken = iter([200])
    wire.takes("/in", lambda _count, _request: next(taken, 503))
    door.sources("")
    door.pipeline(webhook_row(wire))
    (item,) = approve(door, Target(id="cms", kind="webhook"), count=1)
    assert door.copytaster("outbox", "despatch").code == 0
    assert door.copytaster("queue", "kill", str(item), "--reason", "wrong man").code == 0

    ran = door.copytaster("run")
    told = door.copytaster("outbox", "despatch", "--dry-run")
    rows = door.copytaster("outbox", "despatch", "--dry-run", "--json").json
    targets = door.copytaster("outbox", "targets").out

    assert "cms: 1 withdrawal has not arrived, so what is called back is still out there; the next run tries" in ran.err
    assert told.out.splitlines()[0].startswith(f"withdraw  cms  item {item}  {item}-cms-withdraw  waits, tried again ")
    assert told.out.endswith("Nothing would leave just now; what is called back above waits for its next try.\n")
    assert [(one["op"], one["item_id"]) for one in rows["withdrawals_put_off"]] == [("withdraw", item)]
    assert "cms: 1 withdrawal has not arrived" in targets
    assert re.search(r" 1  (tried in \d+ s|\d+ s ago) ", targets)


def test_a_trial_says_what_happened_with_the_signature_and_touches_no_store(door: FrontDoor, wire: Receiver) -> None:
    door.pipeline(webhook_row(wire))
    answer = door.copytaster("outbox", "test", "cms")
    assert answer.code == 0
    assert "publish test-cms-" in answer.out
    assert "answered 200" in answer.out
    publish, withdraw = wire.asked_for("/in")
    assert f"webhook-signature: {publish.headers['webhook-signature']}" in answer.out
    assert [one["type"] for one in wire.told()] == ["item.publish", "item.withdraw"]
    assert wire.told()[0]["data"]["item"]["headlines"][0]["value"].startswith("TEST")
    assert withdraw.headers["webhook-id"].startswith("test-cms-")
    assert not (door.data / "wire.db").exists()


def test_a_trial_that_does_not_arrive_says_why_with_status_1(door: FrontDoor, wire: Receiver) -> None:
    wire.takes("/no", lambda _count, _request: 403)
    door.pipeline(webhook_row(wire, "/no"))
    answer = door.copytaster("outbox", "test", "cms", "--json")
    assert answer.code == 1
    assert "refused after" in answer.err
    assert [one["done"] for one in answer.json] == [False]
    assert door.copytaster("outbox", "test", "elsewhere").code == 2


def test_a_folder_and_a_feed_are_tried_too_and_the_feed_keeps_its_entries(door: FrontDoor) -> None:
    feed = door.root / "wire.atom"
    out = f'[[target]]\nid = "out"\nkind = "folder"\npath = "{door.out}"\n'
    door.pipeline(f'{out}[[target]]\nid = "feed"\nkind = "feed"\npath = "{feed}"\n')
    assert door.copytaster("outbox", "test", "out").code == 0
    assert [json.loads(path.read_bytes())["pubStatus"] for path in sorted(door.out.iterdir())] == ["usable", "canceled"]
    assert door.copytaster("outbox", "test", "feed").code == 0
    assert not feed.exists()
    assert b"deleted-entry" in feed.with_name("test-wire.atom").read_bytes()
