"""What the program survives, as an operator would see it: real processes, killed, shut out and starved, on a real store."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from frontdoor import FrontDoor, feed_row, page, rss
from test_line import drop, lay, wire_file
from wireserver import WireServer

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

STORIES = 12


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def publish(door: FrontDoor, wire: WireServer, count: int) -> set[str]:
    """A followed feed with so many stories; their addresses."""
    texts = [
        (f"Lighthouse {n} on the Gull islands gets a keeper", f"Keeper {n} of the Gull islands climbed tower {n} on day {n} of the storm.")
        for n in range(count)
    ]
    addresses = [
        wire.serve(f"/story/{n}", page(head, text, f"The lamp of tower {n} shows {n} flashes."), kind="text/html")
        for n, (head, text) in enumerate(texts)
    ]
    feed = wire.be_polite("/feed", rss(*((a, h, t) for a, (h, t) in zip(addresses, texts, strict=True))), modified=f"Tue, {count}")
    door.sources(feed_row("gulls", wire, feed, follow=True))
    return set(addresses)


def ended(process: subprocess.Popen[str], limit: float = 60) -> tuple[int, str]:
    """How a process ended, and its standard error."""
    _, err = process.communicate(timeout=limit)
    assert "Traceback" not in err
    return process.returncode, err


def killed_after(process: subprocess.Popen[str], seconds: float) -> None:
    """Let a process work for a while, then kill it; its pipes are read to the end, so that no child of it lives on unseen."""
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    began = time.monotonic()
    ended(process, 10)
    assert time.monotonic() - began < 5


def test_a_run_that_is_killed_again_and_again_files_every_item_exactly_once(door: FrontDoor, wire: WireServer) -> None:
    dice = random.Random(7)  # noqa: S311 - moments, not secrets
    expected: set[str] = set()
    for n in range(1, 7):
        expected = publish(door, wire, 2 * n)
        killed_after(door.start("run", "--all"), dice.uniform(0.3, 1.8))

    code, err = ended(door.start("run", "--all"))

    assert code == 0, err
    current = door.ask("SELECT uri FROM v_items WHERE current = 1")
    assert sorted(uri for (uri,) in current) == sorted(expected)
    assert door.faults() == []


def test_despatch_and_decisions_that_are_killed_send_every_approved_item_exactly_once(door: FrontDoor) -> None:
    dice = random.Random(11)  # noqa: S311 - moments, not secrets
    place = drop(door)
    for n in range(30):
        lay(place, f"{n:02}.json", wire_file(uri=f"urn:gulls:{n}", headlines=[{"role": "main", "value": f"Tower {n} is lit"}]))
    assert ended(door.start("run", "--all"))[0] == 0
    ids = [str(item) for (item,) in door.ask("SELECT item_id FROM v_items WHERE status = 'queued' ORDER BY item_id")]

    for start in range(0, len(ids), 10):
        killed_after(door.start("queue", "approve", *ids[start : start + 10]), dice.uniform(0.2, 0.7))
        killed_after(door.start("run"), dice.uniform(0.3, 0.9))
    assert ended(door.start("queue", "approve", *ids))[0] == 0
    assert ended(door.start("run"))[0] == 0

    assert sorted(path.name for path in door.out.iterdir()) == sorted(f"{item}-out-publish.json" for item in ids)
    assert door.ask("SELECT DISTINCT status FROM v_outbox") == [("done",)]
    assert door.faults() == []


def test_a_second_run_leaves_at_once_and_does_not_disturb_the_first(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("slow", wire, wire.hang("/slow"), deadline_s=60))
    first = door.start("run", "--all")
    while not wire.asked_for("/slow"):
        time.sleep(0.02)

    code, err = ended(door.start("run", "--all"), 20)

    assert code == 75
    assert "another run holds" in err
    assert first.poll() is None
    first.send_signal(signal.SIGTERM)
    assert ended(first)[0] == 0


def test_a_database_that_another_program_holds_is_waited_for_and_then_left_alone(door: FrontDoor, wire: WireServer) -> None:
    expected = publish(door, wire, 2)
    assert ended(door.start("run"))[0] == 0
    expected = publish(door, wire, 4)
    with closing(sqlite3.connect(door.data / "wire.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        code, err = ended(door.start("run", "--all"), 30)

    assert code == 75
    assert "another program holds the database" in err
    assert ended(door.start("run", "--all"))[0] == 0
    assert {uri for (uri,) in door.ask("SELECT uri FROM v_items")} == expected


@pytest.mark.parametrize("kilobytes", [40, 220, 400])
def test_a_disk_without_room_is_told_in_words_and_the_next_run_completes(door: FrontDoor, wire: WireServer, kilobytes: int) -> None:
    expected = publish(door, wire, STORIES)

    def starve() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    code, err = ended(door.start("run", "--all", measured=False, preexec_fn=starve))

    assert code == 73, err
    assert "make room" in err.lower()
    assert ended(door.start("run", "--all"))[0] == 0
    assert sorted(uri for (uri,) in door.ask("SELECT uri FROM v_items")) == sorted(expected)
    assert door.faults() == []


def test_a_document_that_kills_its_reader_is_a_dead_letter_and_its_neighbors_are_filed(door: FrontDoor) -> None:
    place = drop(door)
    door.pipeline("workers = 1\n[limits]\nread_s = 2\n")  # one reader: the neighbor shares no processor with the culprit
    credits = "&lt;p&gt;By ANI and PTI, with inputs from Reuters, AFP and AP.&lt;/p&gt;" * 40
    entries = "".join(f"<item><title>Copy {n}</title><guid>g{n}</guid><description>{credits}</description></item>" for n in range(3000))
    lay(place, "1.xml", f"<rss version='2.0'><channel><title>Credits</title>{entries}</channel></rss>")  # six seconds of work
    lay(place, "2.json", wire_file())

    told = door.copytaster("run", "--all")

    assert told.code == 0
    assert len(door.ask("SELECT * FROM v_items")) == 1
    (letter,) = door.copytaster("dead", "list", "--json").json
    assert letter["name"].endswith("1.xml")
    assert "killed after 2 s" in letter["reason"]


def test_a_run_that_is_asked_to_stop_leaves_soon_and_the_next_one_goes_on(door: FrontDoor, wire: WireServer) -> None:
    expected = publish(door, wire, STORIES)
    for n in range(4, STORIES):
        wire.drip(f"/story/{n}", pause=0.02)
    process = door.start("run", "--all")
    while not wire.asked_for("/story/4"):
        time.sleep(0.02)

    process.send_signal(signal.SIGTERM)
    ended(process, 15)
    publish(door, wire, STORIES)

    assert ended(door.start("run", "--all"))[0] == 0
    assert sorted(uri for (uri,) in door.ask("SELECT uri FROM v_items")) == sorted(expected)


def test_files_that_are_not_copy_stay_where_they_are(door: FrontDoor) -> None:
    place = drop(door)
    secret = door.root / "secret.json"
    secret.write_text(wire_file(uri="urn:secret:1"))
    (place / "link.json").symlink_to(secret)
    os.mkfifo(place / "pipe.json")
    (place / "half.json.part").write_text('{"uri": ')
    lay(place, "good.json", wire_file())

    assert ended(door.start("run", "--all"), 20)[0] == 0

    assert door.ask("SELECT uri FROM v_items") == [("urn:coast:1",)]
    assert sorted(path.name for path in place.iterdir()) == ["good.json", "half.json.part", "link.json", "pipe.json"]
