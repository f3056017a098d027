"""Reading documents, the queue and its decisions, explain: the commands of an editor's day."""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import socket
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import click
import pytest
from frontdoor import PARAGRAPHS, FrontDoor, page
from storeroom import HARBOR, ORCHARD, Storeroom, copy_at
from storeroom import story as told

if TYPE_CHECKING:
    from pathlib import Path

HEADLINE = "Port Selwyn to dredge northern channel"
URL = "https://coastdaily.example/harbor/dredge"
NOTICE = "(Except for the headline, this story has not been edited by Coast Daily staff and is published from ANI.)"


def copy(uri: str, headline: str, *paragraphs: str, **more: object) -> str:
    """A wire document."""
    item = {
        "uri": f"urn:coast:{uri}", "version": "1", "type": "text", "versionCreated": "2026-03-03T06:30:00+05:30", "language": "en",
        "headlines": [{"role": "main", "value": headline}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": "\n\n".join(paragraphs)}],
    }  # fmt: skip
    return json.dumps(item | more)


HILL = (
    "A landslide closed the pass road above Tern Hollow on Wednesday and left two buses waiting at the toll gate overnight.",
    "Road engineer Palle Strand said that eleven trucks of rock had to be carried off before the first car could be let through.",
    "The school at the upper end of the valley stayed shut, and its forty pupils were taught in the inn by candle light.",
)
TRAINS = (
    "Night trains between Selwyn Junction and the capital return in May with sleeping cars that were built for another gauge.",
    "The railway said that tickets go on sale in April and that a berth will cost as much as a room in a modest hotel.",
    "Unions want two stewards for each car, and the ministry has promised to answer them before the first departure.",
)


@pytest.fixture
def desk(door: FrontDoor) -> FrontDoor:
    """Three stories in the queue: one is embargoed."""
    place = door.root / "drop"
    place.mkdir()
    stories = {
        "1": copy("1", HEADLINE, *PARAGRAPHS),
        "2": copy("2", "Landslide closes pass road above Tern Hollow", *HILL, embargoed="2099-01-01T00:00:00Z"),
        "3": copy("3", "Night trains return \x1b[2J in May", *TRAINS),
    }
    for name, text in stories.items():
        (place / f"{name}.json").write_text(text, encoding="utf-8")
        os.utime(place / f"{name}.json", (1_772_500_000, 1_772_500_000))
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{place}"\nform = "ninjs"\n')
    assert door.copytaster("run", "--all").code == 0
    return door


def status(door: FrontDoor, item: int) -> str:
    """An item's status, as the database has it."""
    return str(door.ask("SELECT status FROM v_items WHERE item_id = ?", item)[0][0])


# --- read ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def story(door: FrontDoor) -> Path:
    """A page on the disk."""
    door.sources("")
    place = door.root / "story.html"
    place.write_bytes(page(HEADLINE, *PARAGRAPHS, NOTICE))
    return place


def test_a_page_is_read_without_touching_a_store(door: FrontDoor, story: Path) -> None:
    answer = door.copytaster("read", str(story), "--url", URL)

    assert (answer.code, answer.err) == (0, "")
    assert (answer.json["headline"], answer.json["url"]) == (HEADLINE, URL)
    assert answer.json["provenance"]["edited"]["body"] == "no"
    assert "raw_text" not in answer.json
    assert not door.data.exists()


def test_standard_input_is_a_dash(door: FrontDoor, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(story.read_bytes())))

    assert door.copytaster("read", "-").json["headline"] == HEADLINE


def test_documents_print_in_the_order_they_were_named(door: FrontDoor, story: Path) -> None:
    names = [f"Headline number {n} of the day" for n in range(20)]
    paths = [story.with_name(f"{n}.html") for n in range(20)]
    for path, name in zip(paths, names, strict=True):
        path.write_bytes(page(name))

    answer = door.copytaster("read", *map(str, paths))

    assert [row["headline"] for row in answer.rows] == names


def test_what_can_not_be_read_is_a_line_on_standard_error_and_the_others_still_print(door: FrontDoor, story: Path) -> None:
    broken = story.with_name("broken.json")
    broken.write_text('{"uri": "urn:coast:1", "headl')

    answer = door.copytaster("read", str(story.with_name("nowhere.html")), str(story), str(door.root), str(broken), "--form", "auto")

    assert answer.code == 65
    assert [row["headline"] for row in answer.rows] == [HEADLINE]
    lines = answer.err.splitlines()
    assert len(lines) == 3
    assert lines[0].endswith("nowhere.html: file: No such file or directory")
    assert "Is a directory" in lines[1]
    assert str(broken) in lines[2]


def test_evidence_points_into_the_raw_text(door: FrontDoor, story: Path) -> None:
    told = door.copytaster("read", "--raw-text", str(story)).json

    evidence = told["provenance"]["evidence"]
    assert evidence
    assert all(told["raw_text"][one["start"] : one["end"]] == one["quote"] for one in evidence)


def test_a_story_has_four_views(door: FrontDoor, story: Path) -> None:
    ninjs = door.copytaster("read", "--as", "ninjs", str(story)).json
    assert ninjs["headlines"][0]["value"] == HEADLINE
    assert HEADLINE in "".join(ElementTree.fromstring(door.copytaster("read", "--as", "newsml-g2", str(story)).out).itertext())  # noqa: S314 - our own document
    text = door.copytaster("read", "--as", "text", str(story)).out
    assert text.startswith(f"{HEADLINE}\n")
    assert PARAGRAPHS[2] in " ".join(text.split())


def test_the_form_may_be_named(door: FrontDoor, story: Path) -> None:
    story.write_text(f"{HEADLINE}\n\nPORT SELWYN, March 3 (ANI): {PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n")

    assert door.copytaster("read", "--form", "text", str(story)).json["form"] == "text"


# --- queue list and show -------------------------------------------------------------------------------------------
def test_the_list_has_what_waits_newest_first(desk: FrontDoor) -> None:
    plain, machine = desk.copytaster("queue", "list"), desk.copytaster("queue", "list", "--json")

    assert [row["item_id"] for row in machine.json] == [3, 2, 1]
    header, *lines = plain.out.splitlines()
    assert header.split() == ["item", "change", "agency", "copies", "they", "say", "headline"]
    assert HEADLINE in lines[-1]
    assert "[held: embargoed until 2099-01-01T00:00:00Z]" in plain.out
    assert "\x1b" not in plain.out


def test_a_headline_stays_readable_at_eighty_columns(desk: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")

    lines = click.unstyle(desk.copytaster("queue", "list").out).splitlines()

    assert max(map(len, lines)) <= 80
    assert any(HEADLINE in line for line in lines)
    assert len(lines) <= 7


def test_claims_stand_below_the_headline_at_eighty_columns(door: FrontDoor, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door.sources(f'[[source]]\nid = "pages"\nkind = "folder"\npath = "{story.parent}"\nform = "page"\n')
    os.utime(story, (1_772_500_000, 1_772_500_000))
    door.copytaster("run", "--all")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert "[they say: body unedited, headline changed]" in click.unstyle(door.copytaster("queue", "list").out)


def test_the_list_can_be_searched_and_narrowed(desk: FrontDoor) -> None:
    assert [row["item_id"] for row in desk.copytaster("queue", "list", "--search", "stewards", "--json").json] == [3]
    assert [row["item_id"] for row in desk.copytaster("queue", "list", "--status", "held", "--json").json] == [2]
    assert [row["item_id"] for row in desk.copytaster("queue", "list", "--limit", "1", "--json").json] == [3]
    assert desk.copytaster("queue", "list", "--search", "zeppelin").out == "Nothing found.\n"


@pytest.mark.parametrize("words", ['"', "AND", "head*line(", "a\x00b", "';--", "NEAR(", "   "])
def test_any_words_may_be_searched_for(desk: FrontDoor, words: str) -> None:
    assert desk.copytaster("queue", "list", "--search", words).code == 0


def test_an_empty_queue_says_so(door: FrontDoor) -> None:
    door.sources("")

    assert door.copytaster("queue", "list").out == "Nothing waits.\n"


def test_an_item_is_shown_with_its_words(desk: FrontDoor) -> None:
    plain, machine = desk.copytaster("queue", "show", "1"), desk.copytaster("queue", "show", "1", "--json").json

    assert plain.out.startswith("item 1 · drop · queued · new · cluster 1\n")
    assert PARAGRAPHS[2] in " ".join(plain.out.split())
    assert (machine["item_id"], machine["status"], machine["change"], machine["cluster_id"]) == (1, "queued", "new", 1)
    assert machine["body_text"] == "\n\n".join(PARAGRAPHS)
    assert "\x1b" not in desk.copytaster("queue", "show", "3").out


def test_an_item_that_is_not_there_ends_with_2(desk: FrontDoor) -> None:
    answer = desk.copytaster("queue", "show", "77")

    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "There is no item 77; see: copytaster queue list\n"


# --- decisions -----------------------------------------------------------------------------------------------------
def test_decisions_change_the_status_and_undo_takes_the_last_one_back(desk: FrontDoor) -> None:
    for verb, then in (
        ("hold", "held"),
        ("release", "queued"),
        ("reject", "rejected"),
        ("undo", "queued"),
        ("approve", "approved"),
        ("undo", "queued"),
    ):
        answer = desk.copytaster("queue", verb, "1", "--reason", "a reason")
        assert (answer.code, answer.err) == (0, ""), answer
        assert answer.out.startswith("1: ")
        assert status(desk, 1) == then


def test_a_kill_withdraws_and_nothing_of_it_may_leave(desk: FrontDoor) -> None:
    assert desk.copytaster("queue", "kill", "1", "--reason", "wrong man").code == 0
    assert status(desk, 1) == "killed"

    refused = desk.copytaster("queue", "approve", "1")

    assert (refused.code, refused.out) == (1, "")
    assert "kill" in refused.err


def test_what_is_refused_costs_the_others_nothing(desk: FrontDoor) -> None:
    answer = desk.copytaster("queue", "approve", "1", "2", "77", "3")

    assert answer.code == 1
    assert answer.out == "1: approved\n3: approved\n"
    assert [line.split(":")[0] for line in answer.err.splitlines()] == ["2", "77"]
    assert "embargo" in answer.err


def test_decisions_answer_in_json(desk: FrontDoor) -> None:
    answer = desk.copytaster("queue", "approve", "1", "77", "--json")

    assert answer.code == 1
    assert [(row["item_id"], row["done"]) for row in answer.json] == [(1, True), (77, False)]


def test_there_may_be_nothing_to_take_back(desk: FrontDoor) -> None:
    undone, released = desk.copytaster("queue", "undo", "1"), desk.copytaster("queue", "release", "1")

    assert (undone.code, undone.out) == (1, "")
    assert undone.err.startswith("1: ")
    assert released.out == "1: it is already in the queue\n"
    assert status(desk, 1) == "queued"


def test_a_decision_carries_the_editors_name(desk: FrontDoor) -> None:
    desk.copytaster("queue", "hold", "1")
    desk.copytaster("queue", "hold", "3", "--editor", "asha")

    assert desk.ask("SELECT editor FROM ruling ORDER BY rowid") == [("meena",), ("asha",)]
    assert desk.copytaster("queue", "hold", "1", "--editor", "  ").code == 2
    assert desk.copytaster("queue", "hold", "1", "--reason", "w" * 2000).code == 2


# --- explain -------------------------------------------------------------------------------------------------------
def test_an_item_is_explained_by_number_and_by_address(desk: FrontDoor) -> None:
    plain, machine = desk.copytaster("explain", "1"), desk.copytaster("explain", "1", "--json").json

    assert (plain.code, plain.err) == (0, "")
    assert HEADLINE in plain.out
    assert [account["item_id"] for account in machine["accounts"]] == [1]
    assert desk.copytaster("explain", "urn:coast:1").code == 0
    assert re.search(r"embargo", desk.copytaster("explain", "2").out)


@pytest.mark.parametrize("what", ["77", "https://coast.example/unknown", "-", "99999999999999999999"])
def test_what_is_unknown_can_not_be_explained(desk: FrontDoor, what: str) -> None:
    answer = desk.copytaster("explain", what)

    assert (answer.code, answer.out) == (2, "")
    assert f"Nothing is known of {what!r}" in answer.err
    assert desk.copytaster("explain", what, "--json").json["accounts"] == []


def test_an_editor_puts_two_stories_together_and_takes_one_out_again(desk: FrontDoor) -> None:
    said = desk.copytaster("queue", "merge", "3", "1", "--editor", "ada", "--reason", "one matter")
    assert (said.code, "3: put to the story of item 1; 1 item moves" in said.out) == (0, True)
    shown = desk.copytaster("queue", "show", "3")
    assert "Who moved the story when: seen at" in shown.out
    assert len(desk.copytaster("queue", "show", "3", "--json").json["timeline"]) == 2
    assert desk.copytaster("queue", "split", "3", "--json").json["done"] is True
    assert desk.copytaster("queue", "split", "3").code == 1
    assert "noted: item 2 is another story" in desk.copytaster("queue", "apart", "3", "2").out
    assert desk.copytaster("queue", "doubts").out.strip() == "No doubts."
    assert desk.copytaster("queue", "doubts", "--json").code == 0


def test_what_may_be_one_story_is_listed_for_an_editor(desk: FrontDoor) -> None:
    place = desk.root / "drop"
    told = (HARBOR[0], HARBOR[1], *ORCHARD[1:], "A word of the desk closes this piece, which is longer than the one before it was.")
    wall = copy("8", "Port Ellis opens second breakwater", *HARBOR, ORCHARD[0].replace("the", "a"))
    (place / "8.json").write_text(wall, encoding="utf-8")
    (place / "9.json").write_text(copy("9", "Port Ellis has a wall", *told), encoding="utf-8")
    assert desk.copytaster("run", "--all").code == 0
    ((item, other),) = [(row["item_id"], row["other_id"]) for row in desk.copytaster("queue", "doubts", "--json").json]
    listed = desk.copytaster("queue", "doubts").out
    assert "Port Ellis has a wall" in listed
    assert "queue merge ITEM OTHER" in listed
    assert desk.copytaster("queue", "merge", str(item), str(other)).code == 0
    assert desk.copytaster("queue", "doubts").out.strip() == "No doubts."


# --- what the web desk does, in a terminal -------------------------------------------------------------------------
def test_an_amendment_leaves_with_the_copy_and_can_be_taken_away(desk: FrontDoor) -> None:
    said = desk.copytaster("queue", "amend", "1", "--headline", "Channel to be dredged", "--urgency", "3", "--editor", "asha")
    assert said.out.strip() == "1: amended by asha: headline and urgency"
    assert desk.copytaster("queue", "approve", "1").code == 0
    desk.copytaster("run")
    (left,) = [json.loads(path.read_text("utf-8")) for path in desk.out.glob("*.json")]
    assert [one["value"] for one in left["headlines"] if one["role"] == "main"] == ["Channel to be dredged"]
    assert (desk.item(1)["headline"], desk.item(1)["amended"]) == (HEADLINE, {"headline": "Channel to be dredged", "urgency": 3})

    assert desk.copytaster("queue", "amend", "1", "--headline", "", "--reason", "theirs was better").code == 0
    assert desk.ask("SELECT headline, urgency FROM v_amendments WHERE stands") == [(None, 3)]


def test_a_hold_until_a_time_and_a_reason_with_a_code_stand_in_the_log(desk: FrontDoor) -> None:
    assert desk.copytaster("queue", "hold", "1", "--until", "2h", "--reason", "ask the port").code == 0
    assert desk.copytaster("queue", "reject", "3", "--code", "doubt", "--reason", "one source").code == 0
    assert desk.copytaster("queue", "note", "1", "--reason", "they call back").code == 0

    shown = desk.copytaster("queue", "show", "1").out
    assert "note by" in shown
    assert "held until" in shown
    log = desk.copytaster("queue", "log").out

    assert [line.split("  ")[2] for line in log.splitlines()] == ["note 1", "reject 3", "hold 1"]
    assert "doubtful, can't be confirmed: one source" in log
    assert desk.copytaster("queue", "log", "--item", "3", "--json").json[0]["decision"] == "reject"
    assert desk.copytaster("queue", "hold", "1", "--until", "yesterday").code == 2


def test_an_item_in_hand_is_told_to_the_next_who_asks(desk: FrontDoor) -> None:
    assert desk.copytaster("queue", "claim", "1", "--editor", "asha").out.strip() == "1: yours"
    taken = desk.copytaster("queue", "claim", "1", "--editor", "ben")
    assert (taken.code, taken.err.strip()) == (1, "1: asha has it in hand")
    assert desk.copytaster("queue", "claim", "1", "--editor", "asha", "--free").out.strip() == "1: free again"


def test_the_list_takes_the_filters_of_the_desk(desk: FrontDoor) -> None:
    def listed(*words: str) -> list[int]:
        return [row["item_id"] for row in desk.copytaster("queue", "list", *words, "--json").json]

    assert listed("--language", "en", "--urgent", "--source", "drop") == [3, 2, 1]
    assert listed("--language", "hi") == []
    assert listed("--status", "all", "--search", "dredge") == [1]


def test_a_desk_lets_in_whom_it_was_told_to(desk: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nobody has a password" in desk.copytaster("desk", "users").out
    monkeypatch.setattr("sys.stdin", io.StringIO("eleven stones of the mole\n"))
    assert desk.copytaster("desk", "adduser", "asha", "--password-stdin").out.strip() == "asha can sign in."
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    refused = desk.copytaster("desk", "adduser", "ben", "--password-stdin")
    assert (refused.code, "10 to 1024 characters" in refused.err) == (2, True)
    assert desk.copytaster("desk", "users", "--json").json == ["asha"]
    assert "Nobody has a password now" in desk.copytaster("desk", "deluser", "asha").err
    assert desk.copytaster("desk", "deluser", "asha").code == 1


def test_a_desk_that_others_could_reach_does_not_open_without_a_password(desk: FrontDoor) -> None:
    refused = desk.copytaster("desk", "--listen", "0.0.0.0:0")

    assert refused.code == 2
    assert "copytaster desk adduser NAME" in refused.err


@pytest.mark.parametrize("command", [("desk", "--listen", "127.0.0.1:0"), ("serve", "--every", "60")], ids=["alone", "beside the line"])
def test_the_desk_opens_answers_and_leaves_when_it_is_told_to(desk: FrontDoor, command: tuple[str, ...]) -> None:
    desk.pipeline((desk.config / "pipeline.toml").read_text("utf-8") + '\n[desk]\nlisten = "127.0.0.1:0"\n')
    process = desk.start(*command)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://(127\.0\.0\.1:\d+)/", line)
        assert found, line
        conn = http.client.HTTPConnection(found[1], timeout=30)
        conn.request("GET", "/")
        assert "Port Selwyn to dredge northern channel" in conn.getresponse().read().decode()
        conn.close()
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_desk_behind_a_socket_answers_there_and_takes_the_place_of_one_that_died(desk: FrontDoor) -> None:
    place = desk.root / "desk.sock"
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(place))
    dead.close()
    process = desk.start("desk", "--listen", f"unix:{place}")
    try:
        assert process.stdout is not None
        assert str(place) in process.stdout.readline()
        with socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(30)
            wire.connect(str(place))
            wire.sendall(b"GET /liveness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert b"200 OK" in wire.recv(4096)
        refused = desk.copytaster("desk", "--listen", f"unix:{place}")
        assert (refused.code, "another desk listens" in refused.err) == (2, True)
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_a_dead_letter_is_read_again_by_the_desk_itself(desk: FrontDoor) -> None:
    (desk.root / "drop" / "4.json").write_text('{"uri": "urn:coast:4", "headl', encoding="utf-8")
    os.utime(desk.root / "drop" / "4.json", (1_772_500_000, 1_772_500_000))
    desk.copytaster("run", "--all")
    process = desk.start("desk", "--listen", "127.0.0.1:0")
    try:
        assert process.stdout is not None
        found = re.search(r"http://(127\.0\.0\.1:\d+)/", process.stdout.readline())
        assert found
        conn = http.client.HTTPConnection(found[1], timeout=60)
        conn.request("GET", "/dead")
        answer = conn.getresponse()
        page, cookie = answer.read().decode(), (answer.getheader("set-cookie") or "").partition(";")[0]
        token = re.search(r'name="token" value="(\w+)"', page)
        assert token
        form = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        conn.request("POST", "/letters", f"token={token[1]}&deed=requeue&letter=1", form)
        conn.getresponse().read()
        conn.request("GET", "/dead", headers={"Cookie": cookie})
        assert "1: still can&#39;t be read" in conn.getresponse().read().decode()
        conn.close()
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_the_terminal_says_what_to_type_next_where_an_answer_leaves_something_to_do(door: FrontDoor) -> None:
    door.data.mkdir()
    room = Storeroom(door.data / "wire.db")
    first = room.arrive(told()).item_id
    copy, other = (room.arrive(copy_at(name, n), source="web").item_id for n, name in enumerate(("Ellis Post", "Vell Echo"), 1))
    room.store.close()
    killed = door.copytaster("queue", "kill", str(copy), "--reason", "wrong harbor")
    assert killed.out.endswith(f"wait: queue kill {first} {other}\n")

    room = Storeroom(door.data / "wire.db")
    room.arrive(told(version="2", pub_status="canceled", signals=("kill",)), source="wire")
    room.store.close()
    refused = door.copytaster("queue", "release", str(other))
    assert refused.code == 1
    assert refused.err.endswith('if this item is another story, release it with a reason: --reason "…"\n')
    assert door.copytaster("queue", "release", str(other), "--reason", "another harbor").code == 0
