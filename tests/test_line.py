"""The line end to end, from a loopback server or a folder to the queue and out again, through the commands."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from frontdoor import PARAGRAPHS, FrontDoor, feed_row, page, rss
from wireserver import WireServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADLINE = "Port Selwyn to dredge northern channel"
TEASER = "The harbor board has voted."


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def one_story(door: FrontDoor, wire: WireServer) -> str:
    """A followed feed with one entry and its page; the page's address."""
    address = wire.serve("/story", page(HEADLINE), kind="text/html; charset=utf-8")
    door.sources(feed_row("coast", wire, wire.be_polite("/feed", rss((address, HEADLINE, TEASER))), follow=True))
    return address


def test_a_followed_entry_is_filed_as_its_page_and_an_unchanged_feed_adds_nothing(door: FrontDoor, wire: WireServer) -> None:
    address = one_story(door, wire)

    first, second = door.copytaster("run", "--all"), door.copytaster("run", "--all")

    assert (first.code, second.code) == (0, 0)
    assert door.ask("SELECT uri, headline, change FROM v_items") == [(address, HEADLINE, "new")]
    assert door.item(1)["body_text"] == "\n\n".join(PARAGRAPHS)
    assert len(wire.asked_for("/story")) == 1
    assert "not modified" in second.out


def test_entries_that_repeat_a_guid_are_told_apart_by_their_address(door: FrontDoor, wire: WireServer) -> None:
    first, second = (wire.serve(f"/story/{n}", page(f"{HEADLINE} {n}", *PARAGRAPHS[n:]), kind="text/html") for n in (0, 1))
    feed = rss((first, HEADLINE, TEASER), (second, f"{HEADLINE} again", TEASER)).replace(
        f"<guid>{second}".encode(), f"<guid>{first}".encode()
    )
    door.sources(feed_row("coast", wire, wire.serve("/feed", feed), follow=True))

    door.copytaster("run", "--all")
    door.copytaster("run", "--all")

    assert door.ask("SELECT url, current FROM v_items ORDER BY item_id") == [(first, 1), (second, 1)]
    assert len(wire.asked_for("/story/0")) == len(wire.asked_for("/story/1")) == 1


def test_a_pass_tells_each_source_and_what_to_do_next(door: FrontDoor, wire: WireServer) -> None:
    one_story(door, wire)

    told = door.copytaster("run", "--all")

    assert "coast: ok: 1 new" in told.err
    assert "1 waiting for an editor" in told.out
    assert "queue list · explain ITEM · queue approve ITEM · status" in told.out


def test_json_gives_the_report_in_one_line_with_the_time_of_each_look_up(door: FrontDoor, wire: WireServer) -> None:
    one_story(door, wire)

    report = door.copytaster("run", "--all", "--json").json

    assert report["sources"][0] | {"seconds": 0} == {
        "source": "coast", "outcome": "ok", "new": 1, "copies": 0, "updates": 0, "corrections": 0, "kills": 0,
        "resends": 0, "dead": 0, "held": 0, "seconds": 0, "reason": None,
    }  # fmt: skip
    assert report["stages"]["lookup"]["calls"] == 1


def test_a_source_that_is_not_due_is_passed_over_with_its_reason(door: FrontDoor, wire: WireServer) -> None:
    one_story(door, wire)
    door.copytaster("run")

    again = door.copytaster("run")

    assert "No source was due" in again.out
    assert len(wire.asked_for("/feed")) == 1
    assert door.ask("SELECT outcome, substr(reason, 1, 13) FROM fetch ORDER BY rowid DESC LIMIT 1") == [("skipped", "not due until")]


def test_a_named_source_that_is_not_asked_says_why_and_how_to_ask_it(door: FrontDoor, wire: WireServer) -> None:
    one_story(door, wire)
    door.copytaster("run", "--source", "coast")

    again = door.copytaster("run", "--source", "coast")

    assert "coast was not asked: not due until" in again.out
    assert "--all" in again.out


def test_a_run_ends_with_78_where_the_rules_are_broken_though_nothing_is_due(door: FrontDoor) -> None:
    door.sources()
    (door.config / "agencies-ours.toml").write_text('[[agency]]\nid = "pier"\nnmae = "Pier Press"\n')

    told = door.copytaster("run")

    assert told.code == 78
    assert "agencies-ours.toml" in told.err


def test_looking_into_a_folder_without_a_database_says_that_one_was_made(door: FrontDoor) -> None:
    door.sources()

    first, second = door.copytaster("status"), door.copytaster("status")

    assert "There was no wire.db" in first.err
    assert second.err == ""


def test_a_page_that_fails_is_asked_for_again_and_its_feed_never_looks_unchanged_meanwhile(door: FrontDoor, wire: WireServer) -> None:
    address = wire.serve_in_turn("/story", (500, b"no"), (500, b"no"), (500, b"no"), (200, page(HEADLINE)))
    door.sources(feed_row("coast", wire, wire.be_polite("/feed", rss((address, HEADLINE, TEASER))), follow=True))

    codes: list[int] = []
    while not door.ask_or_none("SELECT 1 FROM v_items") and len(codes) < 4:
        codes.append(door.copytaster("run", "--all").code)

    assert codes[0] == 1
    assert all("if-none-match" not in request.headers for request in wire.asked_for("/feed"))
    assert len(door.ask("SELECT * FROM v_items")) == 1


def test_a_page_that_is_gone_leaves_the_entrys_own_words_and_a_dead_letter(door: FrontDoor, wire: WireServer) -> None:
    address = wire.serve("/story", b"gone", status=404)
    door.sources(feed_row("coast", wire, wire.be_polite("/feed", rss((address, HEADLINE, TEASER))), follow=True))

    told = door.copytaster("run", "--all")

    assert told.code == 0
    assert door.ask("SELECT headline FROM v_items") == [(HEADLINE,)]
    (letter,) = door.copytaster("dead", "list", "--json").json
    assert letter["url"] == address
    assert "404" in letter["reason"]


def test_a_dead_page_taken_up_again_is_asked_for_and_filed_whole(door: FrontDoor, wire: WireServer) -> None:
    address = wire.serve("/story", b"gone", status=404)
    door.sources(feed_row("coast", wire, wire.be_polite("/feed", rss((address, HEADLINE, TEASER))), follow=True))
    door.copytaster("run", "--all")
    wire.serve("/story", page(HEADLINE), kind="text/html")

    mended = door.copytaster("dead", "requeue", "1")
    door.copytaster("run", "--all")

    assert "asked for at the next run" in mended.out
    assert door.copytaster("dead", "list").out == "There are no dead letters.\n"
    newest = door.ask("SELECT item_id FROM v_items WHERE current = 1")
    assert door.item(newest[0][0])["body_text"].endswith(PARAGRAPHS[-1])


def test_hosts_that_hang_cost_a_few_deadlines_and_their_neighbors_nothing(door: FrontDoor, wire: WireServer) -> None:
    addresses = [wire.hang(f"/slow/{n}") for n in range(20)]
    feed = wire.be_polite("/slow", rss(*((address, f"Story {n}", TEASER) for n, address in enumerate(addresses))))
    good = wire.serve("/story", page(HEADLINE), kind="text/html")
    door.sources(
        feed_row("slow", wire, feed, follow=True, deadline_s=0.3),
        feed_row("coast", wire, wire.be_polite("/feed", rss((good, HEADLINE, TEASER))), follow=True),
    )

    told = door.copytaster("run", "--all")

    assert told.code == 1
    assert door.ask("SELECT source FROM v_items") == [("coast",)]
    assert sum(len(wire.asked_for(f"/slow/{n}")) for n in range(20)) < 12
    assert "20 of its pages could not be fetched" in told.err


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!doctype html><title>Sorry</title><h1>We will be back soon</h1>", "web page"),
        (b"", "sent nothing"),
        (b"<rss><channel/></rss>", "no"),
    ],
)
def test_an_answer_that_is_no_feed_is_a_failure_with_its_reason(door: FrontDoor, wire: WireServer, body: bytes, reason: str) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/feed", body)))

    assert door.copytaster("run", "--all").code == 1

    ((state, error),) = door.ask("SELECT state, last_error FROM v_source_health")
    assert state == "failing"
    assert reason in error


def test_a_server_that_asks_for_peace_is_left_alone_even_when_everything_is_asked(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/feed", b"slow down", status=429, Retry_After="600")))

    door.copytaster("run", "--all")
    door.copytaster("run", "--all")

    assert len(wire.asked_for("/feed")) == 1
    assert door.ask("SELECT state FROM v_source_health") == [("held",)]


def test_a_feed_that_is_gone_is_off_until_an_operator_enables_it(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/feed", b"gone", status=410)))
    door.copytaster("run", "--all")
    assert door.ask("SELECT state FROM v_source_health") == [("off",)]

    door.copytaster("sources", "enable", "coast")
    door.copytaster("run", "--all")

    assert len(wire.asked_for("/feed")) == 2


def test_a_pass_that_can_connect_to_nobody_ends_with_69(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, f"http://127.0.0.1:{closed_port()}/feed", allow_private=[f"127.0.0.1:{closed_port()}"]))

    assert door.copytaster("run", "--all").code == 69


def closed_port() -> int:
    """A port that nobody listens on: the discard service's."""
    return 9


def wire_file(**more: object) -> str:
    """A ninjs document about the harbor."""
    item = {
        "uri": "urn:coast:1", "version": "1", "type": "text", "versionCreated": "2026-03-03T06:30:00+05:30", "language": "en",
        "headlines": [{"role": "main", "value": HEADLINE}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": "\n\n".join(PARAGRAPHS)}],
    }  # fmt: skip
    return json.dumps(item | more)


def drop(door: FrontDoor) -> Path:
    """A folder source, empty as yet."""
    place = door.root / "drop"
    place.mkdir()
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{place}"\n')
    return place


def lay(place: Path, name: str, text: str) -> None:
    """A file that was written some time ago."""
    (place / name).write_text(text, encoding="utf-8")
    os.utime(place / name, (1_772_500_000, 1_772_500_000))


def test_a_folders_files_are_filed_in_the_order_of_their_names_and_never_twice(door: FrontDoor) -> None:
    place = drop(door)
    lay(place, "2.json", wire_file(version="2", headlines=[{"role": "main", "value": "UPDATE 1-" + HEADLINE}]))
    lay(place, "1.json", wire_file())

    door.copytaster("run", "--all")
    again = door.copytaster("run", "--all")

    assert door.ask("SELECT version, current FROM v_items ORDER BY item_id") == [("1", 0), ("2", 1)]
    assert "not modified" in again.out
    assert sorted(path.name for path in place.iterdir()) == ["1.json", "2.json"]


def test_a_file_that_makes_no_sense_is_a_dead_letter_and_its_neighbors_are_filed(door: FrontDoor) -> None:
    place = drop(door)
    lay(place, "1.json", '{"uri": "urn:coast:0", "headl')
    lay(place, "2.json", wire_file())
    os.mkfifo(place / "3.json")

    told = door.copytaster("run", "--all")

    assert told.code == 0
    assert len(door.ask("SELECT * FROM v_items")) == 1
    assert {letter["name"].rsplit("/", 1)[-1] for letter in door.copytaster("dead", "list", "--json").json} == {"1.json", "3.json"}


def test_a_folder_that_is_not_there_is_a_failing_source_not_a_dead_letter(door: FrontDoor) -> None:
    drop(door).rmdir()

    assert door.copytaster("run", "--all").code == 1

    assert "is not there" in door.ask("SELECT last_error FROM v_source_health")[0][0]
    assert door.ask("SELECT * FROM dead_letter") == []


def test_an_approved_item_leaves_once_and_a_kill_calls_it_back(door: FrontDoor) -> None:
    lay(drop(door), "1.json", wire_file())
    door.copytaster("run", "--all")

    assert door.copytaster("queue", "approve", "1").out == "1: approved\n"
    assert door.copytaster("queue", "approve", "1").code == 0
    door.copytaster("run")
    door.copytaster("run")
    assert [path.name for path in door.out.iterdir()] == ["1-out-publish.json"]
    assert door.ask("SELECT status FROM v_items") == [("published",)]

    door.copytaster("queue", "kill", "1", "--reason", "wrong man")
    door.copytaster("run")
    recall = json.loads((door.out / "1-out-withdraw.json").read_text())
    assert recall["pubStatus"] == "canceled"
    assert door.ask("SELECT * FROM publishable") == []


def test_an_agencys_kill_calls_back_what_has_left(door: FrontDoor) -> None:
    place = drop(door)
    lay(place, "1.json", wire_file())
    door.copytaster("run", "--all")
    door.copytaster("queue", "approve", "1")
    door.copytaster("run", "--all")

    lay(place, "2.json", wire_file(version="2", pubStatus="canceled", edNote="KILL: the vote did not take place"))
    told = door.copytaster("run", "--all")

    assert "1 kill" in told.err
    assert "1 kills" not in told.err
    assert sorted(path.name for path in door.out.iterdir()) == ["1-out-publish.json", "1-out-withdraw.json"]
    assert door.ask("SELECT status FROM v_items") == [("killed",), ("killed",)]
    assert door.copytaster("queue", "approve", "1").code == 1


def test_an_embargoed_item_waits_and_can_not_be_approved(door: FrontDoor) -> None:
    lay(drop(door), "1.json", wire_file(embargoedUntil="2099-01-01T00:00:00Z", embargoed="2099-01-01T00:00:00Z"))
    door.copytaster("run", "--all")

    refused = door.copytaster("queue", "approve", "1")

    assert refused.code == 1
    assert "embargo" in refused.err
    assert door.ask("SELECT status FROM v_items") == [("held",)]
    assert door.ask("SELECT * FROM publishable") == []


def test_what_was_released_can_be_followed_with_a_cursor(door: FrontDoor) -> None:
    lay(drop(door), "1.json", wire_file())
    door.copytaster("run", "--all")
    assert door.copytaster("export").out == ""

    door.copytaster("queue", "approve", "1")
    (row,) = door.copytaster("export").rows

    assert row["item"]["headlines"][0]["value"] == HEADLINE
    assert door.copytaster("export", "--since", str(row["cursor"])).out == ""


def test_a_better_rule_reads_kept_bytes_again_and_keeps_the_earlier_reading(door: FrontDoor, wire: WireServer) -> None:
    furniture = "Tell your friends about the Coast Daily, the paper that is read on every pier from Selwyn to the Gulls."
    address = wire.serve("/story", page(HEADLINE, *PARAGRAPHS, furniture), kind="text/html")
    door.sources(feed_row("coast", wire, wire.be_polite("/feed", rss((address, HEADLINE, TEASER))), follow=True))
    door.copytaster("run", "--all")
    assert furniture in door.item(1)["body_text"]
    assert "0 items changed, 1 as before" in door.copytaster("replay").out

    (door.config / "publishers").mkdir()
    house = 'name = "Coast Daily"\ndomains = ["127.0.0.1"]\nboilerplate = ["Tell your friends about the Coast Daily.*"]\n'
    (door.config / "publishers" / "coast.toml").write_text(house)
    told = door.copytaster("replay")

    assert "1 item changed" in told.out
    assert door.item(1)["body_text"] == "\n\n".join(PARAGRAPHS)
    assert len(door.ask("SELECT * FROM reading")) == 1
