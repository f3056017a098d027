"""The store against a small model of itself: any order of filing and ruling leaves both saying the same."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from storeroom import Storeroom, minute, story

from ingest.terms import Despatched, Refused

TEXTS = [
    f"The {place} council met on the {thing} and put the matter off until spring, its clerk said."
    for place in ("Dorn", "Ellis", "Arden")
    for thing in ("ferry", "mill", "weir", "fair")
]


class Newsroom(RuleBasedStateMachine):
    """Articles with versions; items with a status; a target that holds what was sent and not called back."""

    items = Bundle("items")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.room = Storeroom(Path(self.folder.name) / "wire.db")
        self.clock = 0
        self.article_of: dict[int, int] = {}
        self.newest: dict[int, int] = {}
        self.seen: dict[tuple[int, int, str], int] = {}
        self.status: dict[int, str] = {}
        self.arrived: list[tuple[str, str, int]] = []

    def now(self) -> Any:
        self.clock += 1
        return minute(1000 + self.clock * 2)

    @initialize()
    def empty(self) -> None:
        assert self.room.store.counts().items == 0

    @rule(target=items, article=st.integers(0, 3), version=st.integers(1, 4), text=st.sampled_from(TEXTS))
    def file(self, article: int, version: int, text: str) -> int:
        headline = f"Article {article} of the day"
        item = story(uri=f"urn:{article}", version=str(version), headline=headline, paragraphs=[text])
        key = (article, version, text)
        filed = self.room.arrive(item, at=self.now())
        assert filed.stored == (key not in self.seen)
        if not filed.stored:
            assert filed.item_id == self.seen[key]
            return filed.item_id
        self.seen[key] = filed.item_id
        self.article_of[filed.item_id] = article
        self.status[filed.item_id] = filed.status
        rank = (version, filed.item_id)
        best = self.newest.get(article)
        if best is None or rank >= next((v, i) for (a, v, _), i in self.seen.items() if i == best):
            self.newest[article] = filed.item_id
            for other, owner in self.article_of.items():
                if owner == article and other != filed.item_id and self.status[other] in ("queued", "held"):
                    self.status[other] = "superseded"
            assert filed.status == "queued"
        else:
            assert filed.status == "superseded"
        return filed.item_id

    @rule(item=items, decision=st.sampled_from(["hold", "release", "reject"]))
    def decide(self, item: int, decision: str) -> None:
        told = self.room.rule(item, decision, at=self.now())
        if told.done and told.status is not None:
            self.status[item] = {"hold": "held", "release": "queued", "reject": "rejected"}[decision]
        assert told.status == self.status[item]

    @rule(item=items)
    def approve(self, item: int) -> None:
        before = self.status[item]
        told = self.room.rule(item, "approve", at=self.now())
        assert told.done == (before in ("queued", "held", "approved", "published"))
        if before in ("queued", "held"):
            for other, owner in self.article_of.items():
                if owner == self.article_of[item] and other != item and self.status[other] in ("approved", "published"):
                    self.status[other] = "superseded"
            self.status[item] = "approved"

    @rule(item=items)
    def kill(self, item: int) -> None:
        assert self.room.rule(item, "kill", at=self.now()).done
        self.status[item] = "killed"

    @rule(item=consumes(items))
    def undo(self, item: int) -> None:
        told = self.room.rule(item, "undo", at=self.now())
        for other in self.status:
            self.status[other] = self.room.status(other)
        assert told.status == self.status[item]

    @rule(fail=st.booleans())
    def send(self, fail: bool) -> None:
        now = self.now()
        for one in self.room.store.pending(now):
            if fail:
                self.room.store.sent([Refused(outbox_id=one.outbox_id, reason="away")], now)
                continue
            assert one.idempotency_key not in {key for key, _, _ in self.arrived}
            self.arrived.append((one.idempotency_key, one.op, one.item_id))
            self.room.store.sent([Despatched(outbox_id=one.outbox_id, place="/out")], now)
        for item, status in self.status.items():
            if status == "approved" and self.room.status(item) == "published":
                self.status[item] = "published"

    @invariant()
    def both_say_the_same(self) -> None:
        rows = self.room.view("SELECT item_id, status, current FROM v_items")
        assert {row[0]: row[1] for row in rows} == self.status
        assert {row[0] for row in rows if row[2]} == set(self.newest.values())

    @invariant()
    def the_target_never_holds_what_is_killed_and_sent(self) -> None:
        held: dict[int, int] = {}
        for _, op, item in self.arrived:
            article = self.article_of[item]
            if op == "withdraw":
                held.pop(article, None)
            else:
                held[article] = item
        assert {one.item_id for one in self.room.store.published("out", 100)} == set(held.values())

    def teardown(self) -> None:
        assert self.room.store.check() == ()
        self.room.store.close()
        self.folder.cleanup()


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
