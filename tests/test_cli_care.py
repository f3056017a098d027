"""Sources, replay, dead letters, export and the outbox: the commands of an operator's day."""

from __future__ import annotations

import json
import os
import tomllib
from contextlib import closing
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from frontdoor import PARAGRAPHS, FrontDoor, feed_row, page, rss
from wireserver import WireServer

from ingest import clock
from ingest.cli.adding import id_from, is_address
from ingest.cli.house import House
from ingest.cli.steps import called
from ingest.settings.rows import SourceRow
from ingest.store import open_store
from ingest.terms import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADLINE = "Port Selwyn to dredge northern channel"
TEASER = "The harbor board has voted."


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def rows(door: FrontDoor) -> list[dict[str, object]]:
    """The sources as the file has them."""
    found = tomllib.loads((door.config / "sources.toml").read_text())["source"]
    assert isinstance(found, list)
    return found


def drop(door: FrontDoor, **files: str) -> Path:
    """A folder source with files that were written some time ago."""
    place = door.root / "drop"
    place.mkdir(exist_ok=True)
    for name, text in files.items():
        (place / f"{name}.json").write_text(text, encoding="utf-8")
        os.utime(place / f"{name}.json", (1_772_500_000, 1_772_500_000))
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{place}"\nform = "ninjs"\n')
    return place


def document(**more: object) -> str:
    """A wire document."""
    item = {
        "uri": "urn:coast:1", "version": "1", "type": "text", "versionCreated": "2026-03-03T06:30:00+05:30", "language": "en",
        "headlines": [{"role": "main", "value": HEADLINE}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": "\n\n".join(PARAGRAPHS)}],
    }  # fmt: skip
    return json.dumps(item | more)


# --- sources list, check -------------------------------------------------------------------------------------------
def test_the_list_of_sources_says_what_is_on(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, wire.url("/feed")), feed_row("hill", wire, wire.url("/hill"), enabled=False, every="30m"))

    plain = door.copytaster("sources", "list").out.splitlines()

    assert plain[0].split() == ["source", "kind", "on", "every", "where"]
    assert plain[2].split() == ["hill", "feed", "no", "30", "min", wire.url("/hill")]
    assert [row["id"] for row in door.copytaster("sources", "list", "--json").json] == ["coast", "hill"]


def test_a_check_says_what_a_feed_holds_and_stores_nothing(door: FrontDoor, wire: WireServer) -> None:
    feed = wire.redirect("/old", wire.be_polite("/feed", rss(("https://coast.example/1", HEADLINE, TEASER))))
    door.sources(feed_row("coast", wire, feed))

    plain, machine = door.copytaster("sources", "check", "coast"), door.copytaster("sources", "check", "coast", "--json")

    assert (plain.code, plain.err) == (0, "")
    assert f"302 for now: {wire.url('/old')}" in plain.out
    assert f"leads to {wire.url('/feed')}" in plain.out
    assert "feed (rss): Coast Wire" in plain.out
    assert "1: 1 leads to a page" in plain.out
    assert "follow = true in its row" in plain.out
    assert "none of them is dated" in plain.out
    assert "ETag and Last-Modified, and asked again with them the server answers 304" in plain.out
    assert (machine.json["good"], machine.json["stories"], machine.json["forms"]) == (True, 1, ["rss"])
    assert not (door.data / "wire.db").exists()


def test_a_check_finds_times_in_the_future(door: FrontDoor, wire: WireServer) -> None:
    soon = clock.now() + timedelta(hours=5)
    dated = f"</guid><pubDate>{format_datetime(soon)}</pubDate>".encode()
    feed = rss(("https://coast.example/1", HEADLINE, TEASER)).replace(b"</guid>", dated)
    door.sources(feed_row("coast", wire, wire.serve("/feed", feed)))

    out = " ".join(door.copytaster("sources", "check", "coast").out.split())

    assert "✗ 1 of 1 times are in the future, and a run leaves such times empty" in out
    assert "mend: tell the publisher: the times state a wrong zone themselves" in out
    assert "1 of 1 dated: 1 state their zone; newest 5 h" in out or "newest 4 h 59 min ahead" in out
    assert "every poll is a full download" in out


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (500, b"", "500"),
        (200, b"<!doctype html><title>Sorry</title><h1>We will be back soon</h1>", "web page"),
        (200, b'<rss version="2.0"><channel><item><title>cut', "no feed"),
        (304, b"", "answered 304"),
    ],
)
def test_a_check_that_fails_says_why_and_ends_with_1(door: FrontDoor, wire: WireServer, status: int, body: bytes, words: str) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/feed", body, status=status)))

    plain, machine = door.copytaster("sources", "check", "coast"), door.copytaster("sources", "check", "coast", "--json")

    assert (plain.code, machine.code) == (1, 1)
    assert "can't be used" in plain.out
    assert words in plain.out
    assert machine.json["good"] is False


def test_a_folder_is_checked_too(door: FrontDoor) -> None:
    drop(door, one=document(), two='{"uri": "urn:')

    out = door.copytaster("sources", "check", "drop").out

    assert "folder (ninjs)" in out
    assert "1: 1 whole, 1 can't be read" in out
    assert "can't be read:" in out


def test_a_folder_that_is_not_there_can_not_be_used(door: FrontDoor) -> None:
    door.sources('[[source]]\nid = "drop"\nkind = "folder"\npath = "nowhere"\n')

    answer = door.copytaster("sources", "check", "drop")

    assert answer.code == 1
    assert "can't be used" in answer.out


def test_an_address_that_is_no_source_yet_can_be_checked(door: FrontDoor, wire: WireServer) -> None:
    door.sources("")

    answer = door.copytaster("sources", "check", wire.url("/feed"))

    assert answer.code == 1
    assert "can't be used" in answer.out, "a loopback address is no public one"
    assert wire.asked == []


@pytest.mark.parametrize("which", ["nobody", "ftp://coast.example/rss", "http://[coast"])
def test_what_is_neither_source_nor_address_can_not_be_checked(door: FrontDoor, which: str) -> None:
    door.sources("")

    answer = door.copytaster("sources", "check", which)

    assert answer.code == 2
    assert "sources list" in answer.err


# --- sources add, enable, disable ----------------------------------------------------------------------------------
def test_a_source_is_added_and_the_comments_stay(door: FrontDoor) -> None:
    door.sources("# ours\n")

    answer = door.copytaster(
        "sources", "add", "https://agency.example/rss", "--id", "world", "--name", 'The "World"', "--every", "30m", "--follow",
        "--no-check",
    )  # fmt: skip

    assert answer.code == 0
    assert "try it: copytaster sources check world" in answer.out
    assert rows(door) == [
        {"id": "world", "kind": "feed", "url": "https://agency.example/rss", "every": "30m", "name": 'The "World"', "follow": True}
    ]
    assert (door.config / "sources.toml").read_text().startswith("# ours\n")


def test_a_source_without_an_id_gets_one_from_its_address(door: FrontDoor) -> None:
    door.sources("")
    door.copytaster("sources", "add", "https://www.agency.example/rss/World.xml?all=1", "--no-check")

    again = door.copytaster("sources", "add", "https://agency.example/world", "--kind", "page", "--no-check", "--json")

    assert again.json == {
        "added": "agency-example-world-2", "file": str(door.config / "sources.toml"), "kind": "page", "url": "https://agency.example/world",
    }  # fmt: skip
    assert [row["id"] for row in rows(door)] == ["agency-example-world", "agency-example-world-2"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("gopher://agency.example/rss",), "not an address"),
        (("http://[agency",), "not an address"),
        (("https://me:canary@agency.example/rss",), "password"),
        (("https://agency.example/rss", "--every", "often"), "every"),
        (("https://agency.example/rss", "--id", "../etc"), "id"),
        (("https://agency.example/rss", "--id", "coast"), "coast"),
        (("w" * 5000,), "url"),
        (("/" + "w" * 5000,), "path"),
    ],
)
def test_a_source_that_would_not_read_back_is_refused_and_the_file_stays(door: FrontDoor, words: tuple[str, ...], complaint: str) -> None:
    door.sources('[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://coast.example/rss"\n')
    before = (door.config / "sources.toml").read_bytes()

    answer = door.copytaster("sources", "add", *words)

    assert (answer.code, answer.out) == (78, "")
    assert complaint in answer.err
    assert (door.config / "sources.toml").read_bytes() == before


def test_a_folder_is_added_by_its_path_and_read_before(door: FrontDoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire" / "a.txt").write_text("Harbor votes\n\nThe board voted on Tuesday.\n")
    monkeypatch.chdir(tmp_path)
    door.sources()

    added = door.copytaster("sources", "add", "wire", "--every", "1m")
    missing = door.copytaster("sources", "add", "/nowhere/at/all", "--id", "gone")
    again = door.copytaster("sources", "add", str(tmp_path / "wire"), "--id", "twin")

    assert (added.code, missing.code, again.code) == (0, 1, 2), added.out + added.err
    assert f'path = "{tmp_path / "wire"}"' in (door.config / "sources.toml").read_text()
    assert "make it, or correct its place" in missing.err
    assert door.copytaster("run", "--all").code == 0
    assert door.ask("SELECT headline FROM v_items") == [("Harbor votes",)]


def test_a_source_is_switched_off_and_on(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/feed", rss(("https://coast.example/1", HEADLINE, TEASER)))))

    assert door.copytaster("sources", "disable", "coast").out == "coast is off.\n"
    door.copytaster("run", "--all")
    assert wire.asked == []
    assert door.copytaster("sources", "enable", "coast", "--json").json == {"source": "coast", "enabled": True}
    door.copytaster("run", "--all")
    assert len(wire.asked) == 1


@pytest.mark.parametrize("verb", ["enable", "disable"])
def test_a_source_that_is_not_there_can_not_be_switched(door: FrontDoor, verb: str) -> None:
    door.sources('[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://coast.example/rss"\n')

    answer = door.copytaster("sources", verb, "cost")

    assert answer.code == 78
    assert "coast" in answer.err


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.agency.example/rss/World.xml", "agency-example-world"),
        ("https://rss.agency.com/", "agency"),
        ("https://me:pass@agency.example:8080/a?b#c", "agency-example-8080-a"),
        ("http://", "source"),
        ("https://दिल्ली.example/" + "long-" * 60, "example-long" + "-long" * 9),
    ],
)
def test_an_id_is_made_from_an_address(url: str, name: str) -> None:
    made = id_from(url)
    assert made[: len(name)] == name
    assert len(made) <= 64


def test_only_the_web_has_addresses_we_ask() -> None:
    assert is_address("https://agency.example/")
    assert not any(map(is_address, ("agency.example", "file:///etc/passwd", "http://[")))


# --- sources import ------------------------------------------------------------------------------------------------
def opml(door: FrontDoor, body: str, head: str = "") -> Path:
    """A list of feeds on the disk."""
    place = door.root / "feeds.opml"
    place.write_text(f'<?xml version="1.0"?>{head}<opml version="2.0"><body>{body}</body></opml>')
    return place


def test_every_feed_of_a_list_is_added_once(door: FrontDoor) -> None:
    door.sources('[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://coast.example/rss"\n')
    feeds = opml(
        door,
        '<outline text="Papers"><outline title="Coast" xmlUrl="https://coast.example/rss"/>'
        '<outline text="Hill\nCourier" xmlUrl="https://hill.example/rss"/><outline xmlUrl="https://hill.example/feed"/>'
        '<outline text="Hill again" xmlUrl="https://hill.example/rss"/>'
        '<outline text="no web" xmlUrl="file:///etc/passwd"/><outline text="broken" xmlUrl="http://[hill"/></outline>',
    )

    first, again = door.copytaster("sources", "import", str(feeds)), door.copytaster("sources", "import", str(feeds), "--json")

    assert first.out == f"2 added to {door.config / 'sources.toml'}, 0 refused, 1 already there, 1 twice in the list.\n"
    assert (again.json["added"], again.json["refused"], len(again.json["known"])) == ([], [], 4)
    assert [row.get("note") for row in rows(door)] == [None, "from the folder Papers", "from the folder Papers"]
    assert [(row["id"], row.get("name")) for row in rows(door)] == [
        ("coast", None), ("hill-example", "Hill Courier"), ("hill-example-2", None),
    ]  # fmt: skip


def test_a_feed_that_can_not_be_added_is_named_and_the_others_are(door: FrontDoor) -> None:
    door.sources("")
    feeds = opml(door, '<outline xmlUrl="https://me:canary@hill.example/rss"/><outline xmlUrl="https://coast.example/rss"/>')

    answer = door.copytaster("sources", "import", str(feeds))

    assert answer.code == 1
    assert "password" in answer.err
    assert [row["id"] for row in rows(door)] == ["coast-example"]


def test_a_hostile_list_opens_no_file_and_does_not_grow(door: FrontDoor) -> None:
    door.sources("")
    (door.root / "secret").write_text("canary")
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 100}">' for n in range(12))
    head = f'<!DOCTYPE opml [<!ENTITY file SYSTEM "file://{door.root}/secret">{entities}]>'
    feeds = opml(door, '<outline text="&e11;" title="&file;" xmlUrl="https://coast.example/&file;"/>' + "<outline>" * 5000, head)

    answer = door.copytaster("sources", "import", str(feeds))

    assert answer.code in (0, 1, 2)
    assert "canary" not in answer.out + answer.err + (door.config / "sources.toml").read_text()


@pytest.mark.parametrize("text", ["", "   ", "no list", "<rss/>", "<!-- -->", "\x00\x01", " " * 4_000_001])
def test_what_is_no_list_of_feeds_ends_with_2(door: FrontDoor, text: str) -> None:
    door.sources("")
    place = door.root / "feeds.opml"
    place.write_text(text)

    answer = door.copytaster("sources", "import", str(place))

    assert (answer.code, answer.out) == (2, "")
    assert "list" in answer.err
    assert door.copytaster("sources", "import", str(door.root / "nowhere")).code == 2


def test_every_option_of_add_is_a_key_of_a_source(door: FrontDoor) -> None:
    door.sources("")
    door.copytaster("sources", "add", "https://agency.example/rss", "--name", "n", "--follow", "--zone", "Asia/Kolkata", "--no-check")

    assert set(rows(door)[0]) <= set(SourceRow.__struct_fields__)


# --- run -----------------------------------------------------------------------------------------------------------
def test_a_source_nobody_knows_can_not_be_run(door: FrontDoor) -> None:
    drop(door, one=document())

    answer = door.copytaster("run", "--source", "dorp")

    assert answer.code == 2
    assert "'dorp'" in answer.err
    assert not (door.data / "wire.db").exists()


def test_only_the_named_sources_are_run(door: FrontDoor, wire: WireServer) -> None:
    door.sources(
        feed_row("coast", wire, wire.serve("/feed", rss(("https://coast.example/1", HEADLINE, TEASER)))),
        feed_row("hill", wire, wire.url("/hill")),
    )

    answer = door.copytaster("run", "--source", "coast")

    assert answer.code == 0
    assert "hill" not in answer.out + answer.err
    assert [one.path for one in wire.asked] == ["/feed"]


def test_a_run_tells_its_events_when_asked_for_more(door: FrontDoor) -> None:
    drop(door, one=document())

    events = [json.loads(line)["event"] for line in door.copytaster("run", "-v").err.splitlines()]

    assert events == ["source_read", "run_ended"]


def test_a_run_says_what_to_type_next_as_it_can_be_typed_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.executable", str(tmp_path / "venv" / "python"))
    assert called(House()) == "copytaster"

    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "copytaster").write_text("")
    assert called(House()) == "venv/copytaster"

    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert called(House()) == str(tmp_path / "venv" / "copytaster")

    (tmp_path / "copytaster").write_text("#!/bin/sh\n")
    (tmp_path / "copytaster").chmod(0o755)
    assert called(House()) == "copytaster"
    there = House(config_flag="/etc/hill courier", data_flag="wires")
    assert called(there) == "copytaster --config '/etc/hill courier' --data wires"


def test_a_narrow_terminal_has_no_columns_of_zeros(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(door, one=document())
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")

    out = door.copytaster("run", "--all").out

    assert "new" in out.split("\n")[0]
    assert "corrections" not in out


# --- replay, dead letters ------------------------------------------------------------------------------------------
def test_replay_counts_what_it_read_again(door: FrontDoor) -> None:
    drop(door, one=document(), two='{"uri": "urn:')
    door.copytaster("run", "--all")

    plain, machine = door.copytaster("replay"), door.copytaster("replay", "--json")

    assert plain.out == "1 document read again: 0 items changed, 1 as before, 0 can't be read any more.\n"
    assert machine.json == {"documents": 1, "changed": 0, "same": 1, "failed": 0}
    assert door.copytaster("replay", "--source", "coast", "--json").json["documents"] == 0
    assert door.copytaster("replay", "--since", "2099-01-01", "--json").json["documents"] == 0


def test_dead_letters_are_listed_with_their_reason(door: FrontDoor) -> None:
    drop(door, one='{"uri": "urn:')
    door.copytaster("run", "--all")

    plain, machine = door.copytaster("dead", "list"), door.copytaster("dead", "list", "--json").json

    assert plain.out.startswith("1  20")
    assert "[read]" in plain.out
    assert [(row["dead_id"], row["source"], row["stage"]) for row in machine] == [(1, "drop", "read")]


def test_a_letter_taken_up_again_is_filed_once_it_can_be_read(door: FrontDoor) -> None:
    place = drop(door, one=PARAGRAPHS[0])
    door.copytaster("run", "--all")

    still = door.copytaster("dead", "requeue", "1")
    (letter,) = door.copytaster("dead", "list", "--json").json
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{place}"\nform = "text"\n')
    mended = door.copytaster("dead", "requeue", str(letter["dead_id"]), "77", "--json")

    assert (still.code, still.out) == (1, "")
    assert "still can't be read" in still.err
    assert mended.code == 1
    assert [row["done"] for row in mended.json] == [True, False]
    assert "filed as 1" in mended.json[0]["says"]
    assert door.copytaster("dead", "list").out == "There are no dead letters.\n"
    assert len(door.ask("SELECT * FROM v_items")) == 1


def test_letters_are_thrown_away(door: FrontDoor) -> None:
    drop(door, one='{"uri": "urn:', two='{"uri":')
    door.copytaster("run", "--all")

    plain, machine = door.copytaster("dead", "drop", "1", "77"), door.copytaster("dead", "drop", "2", "--json")

    assert (plain.code, plain.out, plain.err) == (1, "1: dropped\n", "77: there is no such letter\n")
    assert (machine.code, machine.json) == (0, [{"letter": 2, "done": True}])
    assert door.copytaster("dead", "list", "--json").json == []


# --- export, outbox ------------------------------------------------------------------------------------------------
def test_export_tells_an_archive_everything_and_a_site_what_was_released(door: FrontDoor) -> None:
    drop(door, one=document())
    door.copytaster("run", "--all")

    assert door.copytaster("export").out == ""
    (filed,) = door.copytaster("export", "--everything").rows
    assert (filed["status"], filed["item"]["headlines"][0]["value"]) == ("queued", HEADLINE)

    door.copytaster("queue", "approve", "1")
    door.copytaster("queue", "kill", "1")
    told = door.copytaster("export", "--since", str(filed["cursor"])).rows
    assert told[-1]["item"]["pubStatus"] == "canceled"
    assert "bodies" not in told[-1]["item"]
    assert len(door.copytaster("export", "--limit", "1", "--everything").rows) == 1


def test_what_was_never_released_is_not_exported(door: FrontDoor) -> None:
    drop(door, one=document())
    door.copytaster("run", "--all")
    for decision in ("reject", "undo", "kill"):
        door.copytaster("queue", decision, "1")
    assert door.copytaster("export").out == ""


def test_the_outbox_says_where_copy_lies_or_why_it_waits(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(door, one=document())
    door.copytaster("run", "--all")
    door.out.write_text("a file where the folder should be")
    door.copytaster("queue", "approve", "1")
    door.copytaster("run")

    plain, machine = door.copytaster("outbox", "list"), door.copytaster("outbox", "list", "--json").json
    assert plain.out.splitlines()[0].split()[:4] == ["no.", "item", "target", "op"]
    assert (machine[0]["op"], machine[0]["status"]) == ("publish", "waiting")
    assert machine[0]["last_error"]
    assert machine[0]["last_error"][:20] in plain.out

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "done" not in door.copytaster("outbox", "list").out.splitlines()[0]

    door.out.unlink()
    number = str(machine[0]["outbox_id"])
    again = door.copytaster("outbox", "retry", number, "77")
    assert (again.code, again.out, again.err) == (
        1,
        f"{number}: goes with the next run\n",
        "77: there is nothing to send: no such despatch, it is out, or it may leave no more\n",
    )
    assert door.copytaster("outbox", "retry", number, "--json").json == [{"outbox_id": int(number), "done": True}]
    assert door.copytaster("run").code == 0
    assert [row["status"] for row in door.copytaster("outbox", "list", "--status", "done", "--json").json] == ["done"]
    assert [path.name for path in door.out.iterdir()] == ["1-out-publish.json"]


def test_export_gives_each_thing_that_left_once_in_the_words_of_a_push(door: FrontDoor) -> None:
    drop(door, one=document())
    door.copytaster("run", "--all")
    door.copytaster("queue", "approve", "1")
    (first,) = door.copytaster("export").rows
    assert (first["op"], first["item_id"], first["change"], first["amended"]) == ("publish", 1, "new", [])
    door.copytaster("queue", "amend", "1", "--headline", "Ours", "--editor", "asha")
    (second,) = door.copytaster("export", "--since", str(first["cursor"])).rows
    assert (second["op"], second["item"]["headlines"][0]["value"]) == ("update", "Ours")
    assert [(one["field"], one["by"]) for one in second["amended"]] == [("headline", "the desk")]
    assert "asha" not in json.dumps(second)
    assert door.copytaster("export", "--since", str(second["cursor"])).out == ""


def test_a_target_is_paused_and_resumed_and_says_how_it_does(door: FrontDoor) -> None:
    drop(door, one=document())
    door.copytaster("run", "--all")
    assert door.copytaster("outbox", "targets", "--json").json[0]["target"] == "out"
    assert "never" in door.copytaster("outbox", "targets").out
    paused = door.copytaster("outbox", "pause", "out", "--reason", "they move", "--editor", "asha")
    assert paused.out.startswith("out: paused by asha")
    door.copytaster("queue", "approve", "1")
    door.copytaster("run")
    assert not door.out.exists() or list(door.out.iterdir()) == []

    told = door.copytaster("outbox", "targets").out
    assert "out: paused by asha: they move; 1 waits; `outbox resume out` lets them go" in told
    assert "target out: paused by asha: they move" in door.copytaster("status").out
    assert "out is paused and gets withdrawals alone until `outbox resume out`" in door.copytaster("outbox", "retry", "1").out
    assert door.copytaster("status", "--json").json["targets"][0]["why"] == "they move"
    assert "Target 'out' is paused" in door.copytaster("doctor").out

    assert door.copytaster("outbox", "resume", "out", "--json").json == {"target": "out", "resumed": True}
    assert "nothing keeps its copy back" in door.copytaster("outbox", "resume", "out").out
    assert door.copytaster("run").code == 0
    assert [path.name for path in door.out.iterdir()] == ["1-out-publish.json"]
    assert door.copytaster("outbox", "targets", "--json").json[0]["last_done"]


def test_a_target_that_is_down_or_gone_is_told_with_what_to_do(door: FrontDoor) -> None:
    drop(door, one=document())
    door.copytaster("run", "--all")
    door.copytaster("queue", "approve", "1")
    with closing(open_store(door.data / "wire.db")) as store:
        (row,) = store.pending(clock.now())
        store.sent([Refused(outbox_id=row.outbox_id, reason="it hangs", blames="target", after_s=3600)], clock.now())
    told = door.copytaster("outbox", "targets").out
    assert "left alone" in told
    assert "1 waits: it hangs; `outbox resume out` asks it at once" in told
    assert "Target 'out' does not answer" in door.copytaster("doctor").out
    door.pipeline("")
    assert "out: pipeline.toml has no such [[target]] any more" in door.copytaster("outbox", "targets").out
    assert "what waits goes with the next run" in door.copytaster("outbox", "resume", "out").out


def test_a_house_without_targets_says_where_approved_copy_is(door: FrontDoor) -> None:
    door.pipeline("")
    drop(door, one=document())
    door.copytaster("run", "--all")
    assert "pipeline.toml has no [[target]]" in door.copytaster("outbox", "targets").out
    assert "there is none" in door.copytaster("outbox", "pause", "out").err
    assert door.copytaster("queue", "approve", "1").out == "1: approved; no target takes it\n"
    (left,) = door.copytaster("export").rows
    assert left["op"] == "publish"
    door.copytaster("queue", "kill", "1")
    kinds = [(row["kind"], "bodies" in row["item"]) for row in door.copytaster("export", "--everything").rows]
    assert kinds[0] == ("stored", True)
    assert kinds[-1] == ("withdraw", False)


def test_a_target_that_nobody_knows_is_named_with_those_there_are(door: FrontDoor) -> None:
    door.copytaster("run", "--all")
    for asked in ("pause sight", "resume sight", "retry --target sight --failed"):
        answer = door.copytaster("outbox", *asked.split())
        assert (answer.code, "there is no target 'sight'; there are out" in answer.err) == (2, True)
    for asked in ("retry", "retry 7 --failed", "retry 7 --target out", "retry --target out"):
        assert door.copytaster("outbox", *asked.split()).code == 2


def test_what_a_target_gave_up_is_told_and_retried_together(door: FrontDoor) -> None:
    drop(door, one=document())
    door.copytaster("run", "--all")
    door.copytaster("queue", "approve", "1")
    with closing(open_store(door.data / "wire.db")) as store:
        (row,) = store.pending(clock.now())
        store.sent([Refused(outbox_id=row.outbox_id, reason="no such desk", for_good=True)], clock.now())
    assert "out: 1 given up" in door.copytaster("outbox", "targets").out
    assert "[despatch]  1-out-publish" in door.copytaster("dead", "list").out
    assert door.copytaster("outbox", "retry", "--target", "out", "--failed", "--json").json == {"target": "out", "retried": 1}
    assert "nothing was given up" in door.copytaster("outbox", "retry", "--target", "out", "--failed").out
    assert door.copytaster("run").code == 0
    assert [path.name for path in door.out.iterdir()] == ["1-out-publish.json"]


def test_a_letter_of_a_despatch_is_taken_up_like_any_other(door: FrontDoor) -> None:
    drop(door, one=document())
    door.copytaster("run", "--all")
    door.copytaster("queue", "approve", "1")
    with closing(open_store(door.data / "wire.db")) as store:
        (row,) = store.pending(clock.now())
        store.sent([Refused(outbox_id=row.outbox_id, reason="no such desk", for_good=True)], clock.now())
    (letter,) = door.copytaster("dead", "list", "--json").json
    assert "1-out-publish goes with the next run" in door.copytaster("dead", "requeue", str(letter["dead_id"])).out
    door.copytaster("run")
    assert [path.name for path in door.out.iterdir()] == ["1-out-publish.json"]


def test_a_source_may_be_trusted_to_leave_by_itself(door: FrontDoor) -> None:
    drop(door, one=document())
    said = (door.config / "sources.toml").read_text()
    (door.config / "sources.toml").write_text(said.replace("[[source]]", '[[source]]\nrelease = "auto"', 1))
    assert door.copytaster("run", "--all").code == 0
    assert [path.name for path in door.out.iterdir()] == ["1-out-publish.json"]
    assert "auto-release decided so" in door.copytaster("explain", "1").out


def test_a_page_is_a_source_of_its_own(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("harbor", wire, wire.serve("/story", page(HEADLINE), kind="text/html"), kind="page"))

    assert door.copytaster("sources", "check", "harbor").code == 0
    assert door.copytaster("run", "--all").code == 0
    assert door.ask("SELECT headline FROM v_items") == [(HEADLINE,)]
    assert door.copytaster("replay", "--json").json["same"] == 1
