"""Filing: in order, in short transactions, a bad story alone among the dead letters, the closing words last."""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import TYPE_CHECKING

import pytest
from storeroom import HARBOR, ORCHARD, Storeroom, copy_at, minute, story

from ingest import filing
from ingest.filing import Stages, file_batch, keep_batch
from ingest.store import StoreLocked
from ingest.terms import DeadLetter, Transmission, Validators, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.terms import Filing
    from normalizers.judge import Neighbor
    from normalizers.likeness import Fingerprint


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    made = Storeroom(tmp_path / "wire.db")
    yield made
    made.store.close()


def visit() -> Visit:
    return Visit(source="wire", outcome="ok", at=minute(1), next_due=None, validators=Validators(etag='"1"'))


def test_a_batch_is_filed_in_order_and_judged_against_itself(room: Storeroom) -> None:
    batch = [room.filing(item) for item in (story(), copy_at("Ellis Post", 1), story(version="2", paragraphs=HARBOR[:5]), story())]
    filed = file_batch(room.store, batch, now=minute(9))
    assert [(one.change, one.stored) for one in filed] == [("new", True), ("copy", True), ("update", True), ("new", False)]
    assert room.store.check() == ()


def test_a_story_that_can_not_be_filed_is_a_dead_letter_and_its_neighbors_are_filed(room: Storeroom) -> None:
    bad = story(uri="urn:\ud800", headline="a half character \ud800")
    batch = [room.filing(item) for item in (story(), bad, story(uri="urn:o", paragraphs=ORCHARD))]
    assert len(file_batch(room.store, batch, now=minute(9))) == 2
    (letter,) = room.store.dead_letters()
    assert (letter.stage, letter.digest, letter.name) == ("file", batch[1].digest, "urn:\\ud800")
    assert "could not be filed" in letter.reason
    assert room.store.counts().items == 2
    assert room.store.check() == ()


def test_the_visit_and_its_validators_are_written_with_the_last_items(room: Storeroom) -> None:
    file_batch(room.store, [room.filing(story())], now=minute(9), closing=lambda: room.store.visited(visit()))
    assert room.store.states()["wire"].validators.etag == '"1"'


def test_a_closing_that_fails_takes_the_last_transaction_with_it(room: Storeroom) -> None:
    def fail() -> None:
        room.store.visited(visit())
        raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError, match="power"):
        file_batch(room.store, [room.filing(story())], now=minute(9), closing=fail)
    assert room.store.counts().items == 0
    assert room.store.states() == {}


def test_nothing_to_file_still_closes(room: Storeroom) -> None:
    assert file_batch(room.store, [], now=minute(9), closing=lambda: room.store.visited(visit())) == ()
    assert "wire" in room.store.states()


def test_a_long_batch_lets_others_write_between(room: Storeroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "BOX_S", 0.0)
    batch = [room.filing(story(uri=f"urn:{n}", paragraphs=[f"Line {n} of the ferry is late by {n} minutes."])) for n in range(5)]
    other, seen = Storeroom(room.path), []
    with_neighbors = room.store.neighbors

    def watch(one: Filing, mark: Fingerprint) -> tuple[Neighbor, ...]:
        seen.append(other.store.counts().items)
        return with_neighbors(one, mark)

    monkeypatch.setattr(room.store, "neighbors", watch)
    file_batch(room.store, batch, now=minute(9))
    assert seen == [0, 1, 2, 3, 4]
    other.store.close()


def test_an_editor_waits_for_one_short_transaction_only(room: Storeroom) -> None:
    first = room.arrive(story(uri="urn:first", paragraphs=ORCHARD))
    texts = [[f"{text} It was row {n} of {n * 7}." for text in HARBOR * 4] for n in range(120)]
    batch = [room.filing(story(uri=f"urn:{n}", headline=f"Row {n}", paragraphs=text)) for n, text in enumerate(texts)]
    waits: list[float] = []

    def decide() -> None:
        desk = Storeroom(room.path)
        for decision in ("hold", "release") * 4:
            start = time.monotonic()
            desk.rule(first.item_id, decision)
            waits.append(time.monotonic() - start)
            time.sleep(0.01)
        desk.store.close()

    editor = threading.Thread(target=decide)
    editor.start()
    file_batch(room.store, batch, now=minute(9))
    editor.join()
    assert len(waits) == 8
    assert max(waits) < 1.0  # generous, for a loaded machine; without the boxes and the gaps between them it is the whole batch


def test_a_store_that_is_held_by_another_program_says_so_and_files_nothing(tmp_path: Path) -> None:
    from ingest.store import open_store

    room = Storeroom(tmp_path / "wire.db")
    batch = [room.filing(story())]
    room.store.close()
    store = open_store(room.path, busy_s=0.05)
    holder = sqlite3.connect(room.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked, match="another program holds"):
        file_batch(store, batch, now=minute(9))
    holder.execute("ROLLBACK")
    holder.close()
    assert len(file_batch(store, batch, now=minute(9))) == 1
    store.close()


def test_stages_report_calls_and_microseconds(room: Storeroom) -> None:
    stages = Stages()
    file_batch(room.store, [room.filing(story()), room.filing(copy_at("Ellis Post", 1))], now=minute(9), stages=stages)
    report = stages.report()
    assert report["lookup"]["calls"] == 2
    assert 0 < report["lookup"]["us_p50"] <= report["lookup"]["us_p99"]
    assert 0 < report["lookup"]["cpu_us_p50"] <= report["dedup"]["cpu_us_mean"] <= report["filing"]["cpu_us_mean"]


def test_documents_are_kept_together_and_each_is_found_again(room: Storeroom) -> None:
    sent = [Transmission(source="wire", data=bytes([n]) * 300_000, received=minute(n), name=f"{n}.json") for n in range(40)]
    digests = keep_batch(room.store, [*sent, sent[3]])
    assert [room.store.recall(digest).data[:1] for digest in digests[:40]] == [bytes([n]) for n in range(40)]
    assert digests[40] == digests[3]
    assert room.store.counts().raws == 40
    assert keep_batch(room.store, []) == []
    assert Stages().report() == {}


def test_a_letter_is_buried_once_and_can_be_taken_out_or_thrown_away(room: Storeroom) -> None:
    letter = DeadLetter(source="wire", stage="read", reason="it is empty", name="a.json", digest="d")
    first = room.store.bury(letter, minute(1))
    assert room.store.bury(letter, minute(2)) == first
    other = room.store.bury(DeadLetter(source="wire", stage="fetch", reason="410", name="b", url="https://norland.example/b"), minute(1))
    assert [(one.dead_id, one.at) for one in room.store.dead_letters()] == [(first, minute(2)), (other, minute(1))]
    taken = room.store.requeue(first)
    assert taken is not None
    assert taken.digest == "d"
    assert room.store.requeue(first) is None
    assert room.store.drop(other)
    assert not room.store.drop(other)
