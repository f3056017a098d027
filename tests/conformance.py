"""What any engine behind the store's Protocol must do: the same as a small model in memory, in any order, closed and opened again.

A second engine subclasses `Conformance`, says how it is opened, and hands itself to hypothesis as `test_store_model.py` does for SQLite.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule
from storeroom import minute, stated, story

from ingest.filing import file_batch
from ingest.terms import DeadLetter, Despatched, Filing, Keep, Only, Refused, Releases, Route, Transmission

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.store import Store
    from ingest.terms import Filed

TEXTS = [
    f"The {place} council met on the {thing} and put the matter off until spring, its clerk said."
    for place in ("Dorn", "Ellis", "Arden")
    for thing in ("ferry", "mill", "weir", "fair")
]
TARGETS = ("out", "some")
ROUTES = (Route("out"), Route("some", Only(languages=("en",))))
CHANGES = ("new", "copy", "cut", "extended", "update", "correction", "series")
RELEASES = Releases(rules=(("auto", Only(changes=CHANGES)),), routes=ROUTES)
BY_ITSELF = 3  # this article comes from a source whose copy leaves without an editor; it and the one before are in Hindi
LAST = {4: minute(1030)}  # a fourth version expires then
DECIDED = {"hold": "held", "release": "queued", "reject": "rejected"}
KEEP_ALL = Keep(marks_days=7, raw_days=1, polls_days=1, items_days=30)
Decision = Literal["hold", "release", "reject"]


@dataclass
class Model:
    """The newsroom as four tables in memory: which article an item is of, its status, what is newest, what has arrived at the target."""

    article_of: dict[int, int] = field(default_factory=dict)
    status: dict[int, str] = field(default_factory=dict)
    newest: dict[int, int] = field(default_factory=dict)
    version_of: dict[int, int] = field(default_factory=dict)
    known: dict[tuple[int, int, str], int] = field(default_factory=dict)
    arrived: list[tuple[str, str, str, int]] = field(default_factory=list)
    in_hand: set[int] = field(default_factory=set)
    pulled: dict[int, int] = field(default_factory=dict)
    cursor: int = 0
    paused: set[str] = field(default_factory=set)
    raws: dict[str, bytes] = field(default_factory=dict)
    letters: dict[int, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    events: list[int] = field(default_factory=list)

    def others(self, item: int, *statuses: str) -> list[int]:
        """The other versions of an item's article that have one of these statuses."""
        return [n for n, of in self.article_of.items() if of == self.article_of[item] and n != item and self.status[n] in statuses]

    def supersede(self, item: int, *statuses: str) -> None:
        for other in self.others(item, *statuses):
            self.status[other] = "superseded"

    def add(self, item: int, article: int, version: int, text: str, now: datetime) -> None:
        """A stored version: the newest of its article supersedes what waits, a late one is superseded itself."""
        self.article_of[item], self.version_of[item], self.known[article, version, text] = article, version, item
        best = self.newest.get(article)
        if best is None or version >= self.version_of[best]:
            self.newest[article], self.status[item] = item, "queued"
            self.supersede(item, "queued", "held")
            if version in LAST and LAST[version] <= now:
                self.status[item] = "expired"
            elif article == BY_ITSELF and article not in self.in_hand:  # it leaves by itself
                self.supersede(item, "approved", "published")
                self.status[item] = "approved"
        else:
            self.status[item] = "superseded"

    def expire(self, now: datetime) -> None:
        """What has had its time is expired, wherever it stands."""
        for item, version in self.version_of.items():
            if version in LAST and LAST[version] <= now and self.status[item] in ("queued", "held", "approved", "published"):
                self.status[item] = "expired"

    def out(self) -> set[int]:
        """What is out."""
        return {item for item, status in self.status.items() if status in ("approved", "published")}

    def held_by(self, target: str) -> set[int]:
        """What a target has now, by what arrived there."""
        held: dict[int, int] = {}
        for _, where, op, item in self.arrived:
            if where != target:
                continue
            if op == "withdraw":
                held.pop(self.article_of[item], None)
            else:
                held[self.article_of[item]] = item
        return set(held.values())


class Conformance(RuleBasedStateMachine):
    """Any order of filing, deciding, sending, failing, pruning and closing leaves store and model saying the same."""

    items: Bundle[int] = Bundle("items")
    digests: Bundle[str] = Bundle("digests")
    letters: Bundle[int] = Bundle("letters")

    def open(self, path: Path) -> Store:
        """Open the engine that is put to the test; `path` is a file that may not exist yet."""
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "store"
        self.store = self.open(self.path)
        self.model = Model()
        self.clock = 0

    def now(self) -> datetime:
        """Two minutes later; the daemon has looked at the clock."""
        self.clock += 1
        now = minute(1000 + self.clock * 2)
        self.store.tick(now, RELEASES)
        self.model.expire(now)
        return now

    # --- the line ------------------------------------------------------------------------------------------------------
    @rule(target=digests, text=st.sampled_from(TEXTS))
    def keep(self, text: str) -> str:
        data = text.encode()
        digest = self.store.keep(Transmission(source="wire", data=data, received=self.now(), name="a.txt"))
        assert self.store.recall(digest).data == data
        self.model.raws[digest] = data
        return digest

    @rule(target=items, article=st.integers(0, 3), version=st.integers(1, 4), text=st.sampled_from(TEXTS))
    def file(self, article: int, version: int, text: str) -> int:
        now = self.now()
        filed = self._file(article, version, text, now)
        key = (article, version, text)
        assert filed.stored == (key not in self.model.known)
        if filed.stored:
            self.model.add(filed.item_id, *key, now)
        assert (filed.item_id, filed.status) == (self.model.known[key], self.model.status[filed.item_id])
        return filed.item_id

    def _file(self, article: int, version: int, text: str, now: datetime) -> Filed:
        source = "auto" if article == BY_ITSELF else "wire"
        digest = self.store.keep(Transmission(source=source, data=f"{now}".encode(), received=now, name="a.txt"))
        self.model.raws[digest] = f"{now}".encode()
        item = story(
            uri=f"urn:{article}",
            version=str(version),
            headline=f"Article {article} of the day",
            paragraphs=[text],
            language="hi" if article > 1 else "en",
            expires=stated(LAST[version]) if version in LAST else None,
        )
        filing = Filing(source=source, story=item, digest=digest, received=now, clock=now)
        (filed,) = file_batch(self.store, [filing], now=now, releases=RELEASES)
        return filed

    @rule(article=st.integers(0, 3), version=st.integers(1, 4), text=st.sampled_from(TEXTS))
    def break_off(self, article: int, version: int, text: str) -> None:
        """A transaction that ends badly leaves nothing of itself, however much was written in it."""
        raws, now = dict(self.model.raws), self.now()
        with suppress(KeyError), self.store.writing():
            self._file(article, version, text, now)
            self.store.take("wire", "broken", "d", now)
            self.store.recall("no such bytes")
        self.model.raws = raws
        assert self.store.taken("wire", ["broken"]) == frozenset()

    @rule(key=st.sampled_from("abcdef"))
    def take(self, key: str) -> None:
        self.store.take("wire", key, "d", self.now())
        self.model.taken.add(key)

    @rule(target=letters, name=st.sampled_from("xyz"))
    def bury(self, name: str) -> int:
        dead = self.store.bury(DeadLetter(source="wire", stage="read", reason="no head", name=name), self.now())
        assert self.model.letters.setdefault(dead, name) == name
        return dead

    @rule(dead=letters, again=st.booleans())
    def take_up(self, dead: int, again: bool) -> None:
        there = self.model.letters.pop(dead, None)
        if again:
            letter = self.store.requeue(dead)
            assert (letter.name if letter else None) == there
        else:
            assert self.store.drop(dead) == (there is not None)

    # --- the desk and the outbox -----------------------------------------------------------------------------------------
    def _rule(self, item: int, decision: Any, now: datetime | None = None) -> Any:
        told = self.store.rule(item, decision, "Ada", None, ROUTES, now or self.now())
        record = self.store.item(item)
        if record and any(one.editor == "Ada" for one in record.rulings):
            self.model.in_hand.add(self.model.article_of[item])
        return told

    @rule(item=items, decision=st.sampled_from(["hold", "release", "reject"]))
    def decide(self, item: int, decision: Decision) -> None:
        told = self._rule(item, decision)
        if told.done and told.status is not None:
            self.model.status[item] = DECIDED[decision]
        assert told.status == self.model.status[item]

    @rule(item=items)
    def approve(self, item: int) -> None:
        now = self.now()
        before = self.model.status[item]
        assert self._rule(item, "approve", now).done == (before in ("queued", "held", "approved", "published"))
        if before in ("queued", "held"):
            self.model.supersede(item, "approved", "published")
            self.model.status[item] = "approved"

    @rule(item=items)
    def kill(self, item: int) -> None:
        assert self._rule(item, "kill").done
        self.model.status[item] = "killed"

    @rule(item=items)
    def undo(self, item: int) -> None:
        told = self._rule(item, "undo")
        for other in self.model.status:
            record = self.store.item(other)
            assert record is not None
            self.model.status[other] = record.status
        assert told.status == self.model.status[item]

    @rule(where=st.sampled_from(TARGETS), pause=st.booleans())
    def pause(self, where: str, pause: bool) -> None:
        """Somebody keeps a target's copy back, or lets it go."""
        now = self.now()
        if pause:
            self.store.pause(where, "they move", "Ada", now)
            self.model.paused.add(where)
        else:
            self.store.resume(where, now)
            self.model.paused.discard(where)
        told = {one.target for one in self.store.target_states(now) if one.paused}
        assert told == self.model.paused

    @rule(ends=st.sampled_from(["taken", "taken", "refused", "down", "for good"]), limit=st.integers(1, 5))
    def send(self, ends: str, limit: int) -> None:
        now = self.now()
        for one in self.store.pending(now, limit):
            assert one.op == "withdraw" or one.target not in self.model.paused
            if ends != "taken":
                blames: Literal["copy", "target"] = "target" if ends == "down" else "copy"
                self.store.sent([Refused(outbox_id=one.outbox_id, reason="away", blames=blames, for_good=ends == "for good")], now)
                continue
            assert one.idempotency_key not in {key for key, *_ in self.model.arrived}
            self.model.arrived.append((one.idempotency_key, one.target, one.op, one.item_id))
            self.store.sent([Despatched(outbox_id=one.outbox_id, place="/out")], now)
        for item, status in self.model.status.items():
            record = self.store.item(item)
            assert record is not None
            if status == "approved" and record.status == "published":
                self.model.status[item] = "published"

    @rule()
    def retry(self) -> None:
        """What was given up is tried again."""
        for target in TARGETS:
            self.store.retry_failed(target, self.now())
        assert [one for one in self.store.dead_letters() if one.stage == "despatch" and not self._may_wait(one.name)] == []

    def _may_wait(self, key: str) -> bool:
        """Whether a letter tells of something that may not leave any more: only such letters stay when all is tried again."""
        row = next(one for one in self.store.outbox(limit=1000) if one.idempotency_key == key)
        return self.model.status[row.item_id] not in ("approved", "published")

    @rule()
    def pull(self) -> None:
        """Somebody follows what leaves with a cursor, and ends with what is out."""
        while page := self.store.released(self.model.cursor, 3):
            for one in page:
                article = self.model.article_of[one.item_id]
                if one.op == "withdraw":
                    self.model.pulled.pop(article, None)
                else:
                    assert one.item_id in self.model.out() or self.model.status[one.item_id] == "superseded"
                    self.model.pulled[article] = one.item_id
            self.model.cursor = page[-1].cursor
        assert set(self.model.pulled.values()) == self.model.out()

    @rule()
    def die_while_sending(self) -> None:
        """What was leased by a run that is gone is taken back and sent again."""
        leased = self.store.pending(self.now())
        assert self.store.reclaim() == len(leased)

    # --- care ---------------------------------------------------------------------------------------------------------------
    @rule()
    def close_and_open(self) -> None:
        self.store.close()
        self.store = self.open(self.path)

    @rule()
    def prune(self) -> None:
        """Nothing of today is old; a dry run says the same as a real one."""
        now = self.now()
        dry = self.store.prune(KEEP_ALL, now, dry=True)
        assert self.store.prune(KEEP_ALL, now) == dry
        assert (dry.weeks, dry.stories) == (0, 0)
        self.model.raws = {digest: data for digest, data in self.model.raws.items() if digest in set(self.store.raws())}

    @rule(target=digests)
    def back_up(self) -> Any:
        place = Path(self.folder.name) / f"copy-{self.now():%H%M%S}"
        self.store.backup(place)
        copy = self.open(place)
        assert copy.counts() == self.store.counts()
        copy.close()
        return multiple()

    # --- what always holds ---------------------------------------------------------------------------------------------------
    @invariant()
    def every_item_stands_where_the_model_says(self) -> None:
        found = {item: self.store.item(item) for item in self.model.status}
        assert {item: record.status if record else None for item, record in found.items()} == self.model.status
        assert {item for item, record in found.items() if record and record.current} == set(self.model.newest.values())
        assert self.store.counts().items == len(self.model.status)

    @invariant()
    def the_queue_is_what_waits(self) -> None:
        waits = {item for item, status in self.model.status.items() if status in ("queued", "held")}
        assert {row.item_id for row in self.store.queue(limit=1000)} == waits

    @invariant()
    def a_target_holds_what_arrived_there_and_was_not_called_back(self) -> None:
        for target in TARGETS:
            expired = {item for item, status in self.model.status.items() if status == "expired"}
            assert {one.item_id for one in self.store.published(target, 1000)} == self.model.held_by(target) - expired

    @invariant()
    def the_small_things_are_remembered(self) -> None:
        assert self.store.taken("wire", list("abcdef")) == self.model.taken
        assert {one.dead_id: one.name for one in self.store.dead_letters(1000) if one.stage != "despatch"} == self.model.letters
        assert set(self.store.raws()) == set(self.model.raws)

    @invariant()
    def whoever_follows_with_a_cursor_misses_nothing(self) -> None:
        seen, cursor = list[int](), 0
        while page := self.store.changes(cursor, 7):
            seen += [one.event_id for one in page]
            cursor = page[-1].event_id
        assert seen == sorted(set(seen))
        assert seen[: len(self.model.events)] == self.model.events
        assert {one.item_id for one in self.store.changes(0, 10_000)} == set(self.model.status)
        self.model.events = seen

    def teardown(self) -> None:
        assert self.store.check() == ()
        self.store.close()
        self.folder.cleanup()
