"""What was pushed to us on its way through the line: due at once, read as any form, filed once, and kept as long as it waits."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from frontdoor import FrontDoor, page, rss
from storeroom import MONDAY

from ingest.store import Store, open_store
from ingest.terms import Keep, Transmission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROW = '[[source]]\nid = "desk-a"\nkind = "push"\nsecret = "env:DESK_A"\n'
NOTE = {
    "uri": "urn:coast:1",
    "type": "text",
    "versioncreated": "2026-03-03T06:30:00+00:00",
    "headline": "Tide gauge moved",
    "body_text": "The tide gauge of Port Ellis was moved to the new pier on Tuesday. It had stood in the old dock for sixty years.",
}


def sent(data: bytes, at: int = 0) -> Transmission:
    return Transmission(source="desk-a", data=data, received=MONDAY + timedelta(minutes=at), name="msg")


def pushed(door: FrontDoor, *files: bytes, source: str = "desk-a") -> None:
    """Put deliveries into the inbox, as the door does."""
    door.data.mkdir(exist_ok=True)
    store = open_store(door.data / "wire.db")
    for n, data in enumerate(files):
        assert store.receive(source, f"msg_{n}", [replace(sent(data), source=source)], MONDAY) == "kept"
    store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "wire.db")
    yield made
    made.close()


def test_a_run_files_what_was_pushed_in_the_order_it_came_whatever_its_form(door: FrontDoor) -> None:
    door.sources(ROW)
    pushed(door, page("Breakwater opens"), json.dumps(NOTE).encode(), rss(("https://coast.example/a", "Crab season opens", "From Monday.")))

    done = door.copytaster("run", "--json")

    assert done.json["sources"][0]["outcome"] == "ok"
    found = [row[0] for row in door.ask("SELECT headline FROM v_items ORDER BY item_id")]
    assert found == ["Breakwater opens", "Tide gauge moved", "Crab season opens"]
    assert door.ask("SELECT count(*) FROM v_inbox WHERE taken IS NULL") == [(0,)]
    assert door.ask("SELECT next_due, because FROM v_source_health") == [(None, "due as soon as something is pushed to it")]


def test_nothing_that_waits_is_held_back_by_the_interval(door: FrontDoor) -> None:
    door.sources(ROW + 'every = "1d"\n')
    pushed(door, page("Breakwater opens"))
    door.copytaster("run")
    store = open_store(door.data / "wire.db")
    store.receive(
        "desk-a", "later", [sent(page("Second breakwater opens", "Quite another story of the second wall and its stones."))], MONDAY
    )
    store.close()

    assert door.copytaster("run", "--json").json["sources"][0]["new"] == 1


def test_where_nothing_waits_the_run_says_so(door: FrontDoor) -> None:
    door.sources(ROW)

    (row,) = door.copytaster("run", "--json").json["sources"]

    assert (row["outcome"], row["reason"]) == ("skipped", "not due: nothing was pushed to it that waits")


def test_a_source_that_is_off_keeps_what_waits_for_later(door: FrontDoor) -> None:
    door.sources(ROW + "enabled = false\n")
    pushed(door, page("Breakwater opens"))

    assert door.copytaster("run", "--json").json["sources"][0]["reason"] == "disabled in sources.toml"
    door.sources(ROW)
    assert door.copytaster("run", "--json").json["sources"][0]["new"] == 1


def test_what_can_not_be_read_is_a_dead_letter_and_its_neighbors_are_filed(door: FrontDoor) -> None:
    door.sources(ROW)
    pushed(door, b"\x00\x01\x02", page("Breakwater opens"))

    door.copytaster("run")

    assert door.ask("SELECT count(*) FROM v_items") == [(1,)]
    (letter,) = door.copytaster("dead", "list", "--json").json
    assert letter["source"] == "desk-a"
    assert door.copytaster("run", "--json").json["sources"][0]["outcome"] == "skipped"


def test_bytes_that_are_gone_are_a_dead_letter_and_wait_no_more(door: FrontDoor) -> None:
    door.sources(ROW)
    pushed(door, page("Breakwater opens"))
    door.ask_to("DELETE FROM raw")

    door.copytaster("run")

    assert "no longer in the vault" in door.copytaster("dead", "list").out
    assert door.ask("SELECT count(*) FROM v_inbox WHERE taken IS NULL") == [(0,)]


def test_a_delivery_is_known_by_its_name_and_its_bytes(store: Store) -> None:
    assert store.receive("desk-a", "m1", [sent(b"one"), sent(b"two")], MONDAY) == "kept"
    assert store.receive("desk-a", "m1", [sent(b"one"), sent(b"two")], MONDAY) == "known"
    assert store.receive("desk-a", "m1", [sent(b"one")], MONDAY) == "clash"
    assert store.receive("desk-b", "m1", [sent(b"one")], MONDAY) == "kept"
    assert {name: one.waiting for name, one in store.backlog().items()} == {"desk-a": 2, "desk-b": 1}


def test_the_same_bytes_in_two_deliveries_wait_twice_under_their_own_names(store: Store) -> None:
    for n in (1, 2):
        store.receive("desk-a", f"m{n}", [replace(sent(b"one"), name=f"m{n}.html", media_type="text/html")], MONDAY)

    assert [one.name for one in store.inbox("desk-a", 10)] == ["m1.html", "m2.html"]


def test_pruning_keeps_the_bytes_of_what_waits_and_lets_go_of_what_was_read(store: Store) -> None:
    store.receive("desk-a", "m1", [sent(b"one")], MONDAY)
    store.receive("desk-a", "m2", [sent(b"two")], MONDAY)
    first, second = store.inbox("desk-a", 10)
    store.take("desk-a", first.key, first.digest, MONDAY)

    store.prune(Keep(raw_days=1), MONDAY + timedelta(days=3))

    assert store.recall(second.digest).data == b"two"
    with pytest.raises(KeyError):
        store.recall(first.digest)
    assert [one.key for one in store.inbox("desk-a", 10)] == [second.key]


def test_a_folder_that_takes_a_file_marks_nothing_in_the_inbox(store: Store) -> None:
    store.receive("desk-a", "m1", [sent(b"one")], MONDAY)
    (waits,) = store.inbox("desk-a", 10)

    store.take("desk-b", waits.key, waits.digest, MONDAY)
    store.take("desk-a", "inbox/x", waits.digest, MONDAY)

    assert store.inbox("desk-a", 10) == (waits,)


def test_the_daemon_takes_what_was_pushed_at_its_next_look(door: FrontDoor) -> None:
    door.sources(ROW + 'every = "1d"\n')
    door.pipeline("[desk]\n")
    process = door.start("serve", "--every", "1", "--no-desk", "--no-door")
    try:
        _until(lambda: door.ask_or_none("SELECT 1 FROM sqlite_master WHERE name = 'inbox'"))
        for n in range(2):
            store = open_store(door.data / "wire.db")
            text = f"Quite another story, number {n}, of a wall and of {n + 7} boats that lay behind it."
            store.receive("desk-a", f"m{n}", [sent(page(f"Wall {n} opens", text))], MONDAY)
            store.close()
            _until(lambda n=n: door.ask("SELECT count(*) FROM v_items") == [(n + 1,)])
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _until(seen: object) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + 60
    while not seen():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)
