"""The machines' door for those who pull: released copy by cursor, items, feeds with validators, figures, and who may not come in."""

from __future__ import annotations

import base64
import gzip
import http.client
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest
from doorway import Doorway, asked
from soon import soon
from storeroom import MONDAY, minute, stated, story

from ingest.door.few import TOLD_A_MINUTE, Few
from ingest.gauges import gauges
from ingest.journal import Event
from ingest.listening import server as serving
from ingest.terms import Door, Secret, Target

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "three words and a number 7"  # noqa: S105 - of a test
ATOM = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">' + b"<entry/>" * 200 + b"</feed>"


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Doorway]:
    """An open door without a token, with three feed targets and a folder."""
    targets = [
        Target(id="wire", kind="feed", format="atom", path=tmp_path / "wire.atom"),
        Target(id="out", kind="folder", path=tmp_path / "out"),
    ]
    targets += [Target(id=name, kind="feed", format=name, path=tmp_path / f"x.{name}") for name in ("rss", "json-feed")]
    made = Doorway(tmp_path, targets=targets)
    yield made
    made.close()


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Doorway]:
    """An open door that asks for a token."""
    (tmp_path / "token").write_text(TOKEN, "utf-8")
    (tmp_path / "token").chmod(0o600)
    targets = [Target(id="wire", kind="feed", format="atom", path=tmp_path / "wire.atom")]
    made = Doorway(tmp_path, door=Door(token=Secret(f"file:{tmp_path / 'token'}")), targets=targets)
    yield made
    made.close()


def release(way: Doorway, n: int = 0) -> int:
    """Let a story of its own out; its item."""
    words = f"The harbor pilot of quay {n} counted {n + 40} barges and {n + 3} tugs before the fog of the {n + 1}th came in over pier {n}."
    item = way.room.arrive(story(uri=f"urn:coast:{n}", headline=f"Pilot counts {n + 40} barges at quay {n}", paragraphs=(words,))).item_id
    assert way.room.rule(item, "approve").done
    return item


# --- changes -------------------------------------------------------------------------------------------------------
def test_what_left_is_pulled_line_by_line_from_a_cursor_on(way: Doorway) -> None:
    items = [release(way, n) for n in range(3)]

    first = way.ask("GET", "/changes?since=0&limit=2")
    rest = way.ask("GET", f"/changes?since={first.headers['x-next-cursor']}")

    assert first.headers["content-type"] == "application/x-ndjson"
    assert [row["item_id"] for row in first.rows + rest.rows] == items
    assert {row["op"] for row in first.rows} == {"publish"}
    assert first.rows[0]["item"]["headlines"][0]["value"].startswith("Pilot counts")
    assert rest.headers["x-next-cursor"] == str(rest.rows[-1]["cursor"])


def test_what_was_called_back_is_told_without_its_copy(way: Doorway) -> None:
    item = release(way)
    cursor = way.ask("GET", "/changes").headers["x-next-cursor"]
    way.room.rule(item, "kill", reason="wrong pier")

    (row,) = way.ask("GET", f"/changes?since={cursor}").rows

    assert (row["op"], row["item"]["pubstatus"] if "pubstatus" in row["item"] else row["item"]["pubStatus"]) == ("withdraw", "canceled")
    assert "bodies" not in row["item"]


def test_an_end_without_news_gives_the_same_cursor_back(way: Doorway) -> None:
    done = way.ask("GET", "/changes?since=41")

    assert (done.status, done.body, done.headers["x-next-cursor"]) == (200, b"", "41")


def test_who_waits_is_answered_when_something_leaves(way: Doorway) -> None:
    answers: list[Any] = []
    waiting = threading.Thread(target=lambda: answers.append(way.ask("GET", "/changes?since=0&wait=25")))
    waiting.start()
    _until(lambda: way.rooms.waiting == 1)
    release(way)
    waiting.join(30)

    assert len(answers[0].rows) == 1
    assert way.rooms.waiting == 0


def test_a_wait_ends_when_its_time_is_up(way: Doorway) -> None:
    began = time.monotonic()

    assert way.ask("GET", "/changes?wait=1").body == b""
    assert time.monotonic() - began >= 0.9


def test_who_waits_and_leaves_is_not_waited_for(way: Doorway) -> None:
    wire = way.raw()
    wire.sendall(b"GET /changes?wait=25 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    _until(lambda: way.rooms.waiting == 1)
    wire.close()
    _until(lambda: way.rooms.waiting == 0)


def test_who_waits_does_not_hold_the_door_when_it_closes(tmp_path: Path) -> None:
    way = Doorway(tmp_path)
    answers: list[Any] = []
    waiting = threading.Thread(target=lambda: answers.append(way.ask("GET", "/changes?wait=25")))
    waiting.start()
    _until(lambda: way.rooms.waiting == 1)
    way.close()
    waiting.join(10)

    assert answers[0].status == 200


def test_a_query_that_makes_no_sense_is_told_so(way: Doorway) -> None:
    for query in ["since=-1", "since=x", "limit=1e3", "wait=soon", "since=" + "9" * 40, "since=٣"]:
        from urllib.parse import quote

        assert way.ask("GET", f"/changes?{quote(query, safe='=&')}").status == 400


def test_lines_are_packed_for_who_can_unpack_them(way: Doorway) -> None:
    for n in range(3):
        release(way, n)

    done = way.ask("GET", "/changes", Accept_Encoding="gzip")

    assert done.headers["content-encoding"] == "gzip"
    assert len(gzip.decompress(done.body).splitlines()) == 3


# --- items ---------------------------------------------------------------------------------------------------------
def test_an_item_is_what_is_out_of_it_now(way: Doorway) -> None:
    item = release(way)
    waits = way.room.arrive(story(uri="urn:coast:9", headline="Nobody has read this")).item_id

    found = way.ask("GET", "/items/urn:coast:0")

    assert (found.status, found.json["headlines"][0]["value"]) == (200, "Pilot counts 40 barges at quay 0")
    assert way.ask("GET", f"/items/{item}").json == found.json
    assert [way.ask("GET", f"/items/{name}").status for name in (waits, "urn:coast:9", "urn:nobody", "0", "%00", "..%2f..%2fetc")] == [
        404
    ] * 6
    way.room.rule(item, "kill", reason="wrong pier")
    assert way.ask("GET", "/items/urn:coast:0").status == 410


def test_a_pull_of_what_was_called_back_or_never_left_is_no_refusal(way: Doorway, locked: Doorway) -> None:
    item = release(way)
    way.room.rule(item, "kill", reason="wrong pier")

    back, never = way.ask("GET", f"/items/{item}"), way.ask("GET", "/items/urn:nobody")
    stranger = locked.ask("GET", f"/items/{item}")

    assert (back.status, back.body) == (410, b"It was called back; take it down.\n")
    assert (never.status, never.body) == (404, b"Nothing of that name has left this house.\n")
    assert back.headers["content-type"] == "text/plain; charset=utf-8"
    assert not [row for row in way.told if row["event"] == "door_refused"]
    assert stranger.status == 401
    assert [row["status"] for row in locked.told if row["event"] == "door_refused"] == [401]


# --- feeds ---------------------------------------------------------------------------------------------------------
def test_a_feed_is_served_with_validators_and_told_unchanged(way: Doorway) -> None:
    (way.folder / "wire.atom").write_bytes(ATOM)

    first = way.ask("GET", "/feeds/wire")

    assert (first.status, first.body, first.headers["content-type"]) == (200, ATOM, "application/atom+xml; charset=utf-8")
    for header, value in (("If-None-Match", first.headers["etag"]), ("If-Modified-Since", first.headers["last-modified"])):
        again = asked(way.port, "GET", "/feeds/wire", headers={header: value})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert not first.headers["etag"].startswith("W/")


def test_a_feed_that_changed_is_served_anew_under_another_tag(way: Doorway) -> None:
    (way.folder / "wire.atom").write_bytes(ATOM)
    first = way.ask("GET", "/feeds/wire")
    (way.folder / "wire.atom").write_bytes(ATOM + b"\n")

    again = asked(way.port, "GET", "/feeds/wire", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status, again.body) == (200, ATOM + b"\n")
    assert again.headers["etag"] != first.headers["etag"]


def test_a_tag_says_more_than_a_time(way: Doorway) -> None:
    (way.folder / "wire.atom").write_bytes(ATOM)
    when = way.ask("GET", "/feeds/wire").headers["last-modified"]

    both = asked(way.port, "GET", "/feeds/wire", headers={"If-None-Match": '"other"', "If-Modified-Since": when})

    assert both.status == 200
    for odd in ("soon", "Mon, 99 Foo 2026", "x" * 9000):
        assert asked(way.port, "GET", "/feeds/wire", headers={"If-Modified-Since": odd}).status == 200


def test_a_packed_feed_has_a_tag_of_its_own_and_either_means_unchanged(way: Doorway) -> None:
    (way.folder / "wire.atom").write_bytes(ATOM)
    plain, packed = way.ask("GET", "/feeds/wire"), way.ask("GET", "/feeds/wire", Accept_Encoding="gzip")

    assert gzip.decompress(packed.body) == ATOM
    assert plain.headers["etag"] != packed.headers["etag"]
    assert packed.headers["vary"] == "Accept-Encoding"
    for tag in (plain.headers["etag"], packed.headers["etag"], f'"x", W/{plain.headers["etag"]}', "*"):
        assert asked(way.port, "GET", "/feeds/wire", headers={"If-None-Match": tag, "Accept-Encoding": "gzip"}).status == 304


def test_a_head_is_told_the_length_and_nothing_more(way: Doorway) -> None:
    (way.folder / "wire.atom").write_bytes(ATOM)

    done = way.ask("HEAD", "/feeds/wire")

    assert (done.status, done.headers["content-length"], done.body) == (200, str(len(ATOM)), b"")


def test_each_format_has_its_media_type(way: Doorway) -> None:
    for name, kind in (("rss", "application/rss+xml"), ("json-feed", "application/feed+json")):
        (way.folder / f"x.{name}").write_bytes(b"{}")
        assert way.ask("GET", f"/feeds/{name}").headers["content-type"].startswith(kind)


def test_a_target_that_is_no_feed_is_not_there(way: Doorway) -> None:
    for name in ["nobody", "out", "..", "%2e%2e", "..%2fwire.db", "wire%2f", "wire/", "WIRE", "wire%00", "wire.atom"]:
        (way.folder / "wire.atom").write_bytes(ATOM)

        assert way.ask("GET", f"/feeds/{name}").status == 404


def test_a_feed_that_nothing_went_to_yet_and_one_that_is_no_file_are_told_so(way: Doorway) -> None:
    assert "Nothing has gone out" in way.ask("GET", "/feeds/wire").text
    (way.folder / "wire.atom").mkdir()
    assert way.ask("GET", "/feeds/wire").status == 503


# --- who may come in -----------------------------------------------------------------------------------------------
PULLED = ("/changes", "/items/1", "/feeds/wire", "/metrics")


@pytest.mark.parametrize("path", PULLED)
def test_who_pulls_shows_the_token_where_there_is_one(locked: Doorway, path: str) -> None:
    (locked.folder / "wire.atom").write_bytes(ATOM)
    basic = base64.b64encode(f"reader:{TOKEN}".encode()).decode()
    wrong = ("", "Bearer", "Bearer x", f"Bearer {TOKEN}x", f"Basic {basic[:-4]}", "Basic !", f"Digest {TOKEN}", "Bearer \xff")

    for header in wrong:
        assert asked(locked.port, "GET", path, headers={"Authorization": header}).status == 401, header
    for header in (f"Bearer {TOKEN}", f"bearer  {TOKEN}", f"Basic {basic}"):
        assert asked(locked.port, "GET", path, headers={"Authorization": header}).status in {200, 404}, header
    assert locked.ask("GET", path).headers["www-authenticate"].startswith("Bearer")


def test_a_token_that_can_not_be_read_shuts_the_door_rather_than_opening_it(locked: Doorway) -> None:
    (locked.folder / "token").unlink()

    assert locked.ask("GET", "/changes").status == 503
    assert asked(locked.port, "GET", "/changes", headers={"Authorization": "Bearer "}).status == 503


def test_without_a_token_what_a_proxy_hands_on_is_not_this_machine(way: Doorway) -> None:
    for header in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"]:
        assert asked(way.port, "GET", "/changes", headers={header: "127.0.0.1"}).status == 403


def test_a_name_that_nobody_gave_us_is_not_answered(way: Doorway) -> None:
    for host in ["evil.example", "evil.example:8643", "127.0.0.1.evil.example", "", "localhost.", "[::2]", "2130706433"]:
        assert {asked(way.port, "GET", path, headers={"Host": host}).status for path in PULLED} == {421}


def test_loopback_has_many_names(way: Doorway) -> None:
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1:80", "[::1]", "[::1]:8643"]:
        assert asked(way.port, "GET", "/changes", headers={"Host": host}).status == 200


def test_answers_are_inert_and_open_to_no_other_site(way: Doorway) -> None:
    for path in ("/changes", "/nowhere", "/liveness", "/feeds/nobody"):
        done = way.ask("GET", path, Origin="https://evil.example")
        assert done.headers["x-content-type-options"] == "nosniff"
        assert done.headers["cache-control"] == "no-store"
        assert not [name for name in done.headers if name.startswith("access-control")]


def test_only_what_is_there_is_answered(way: Doorway) -> None:
    assert [way.ask("GET", path).status for path in ("/", "/push/desk-a", "/changes/", "/static/desk.css", "//changes", "/item/1")] == [
        404,
        405,
        404,
        404,
        404,
        404,
    ]
    assert way.ask("OPTIONS", "/changes").status == 405


# --- who would hold us up ------------------------------------------------------------------------------------------
def test_who_drips_a_head_is_shown_out_and_others_are_answered_meanwhile(tmp_path: Path) -> None:
    way = Doorway(tmp_path, head_s=1.0)
    try:
        slow = [way.raw() for _ in range(50)]
        for wire in slow:
            wire.sendall(b"GET /changes HTTP/1.1\r\nHost: localhost\r\nX-A: ")
        assert way.ask("GET", "/changes").status == 200
        deadline = time.monotonic() + 30
        shown_out = 0
        for wire in slow:
            wire.settimeout(max(0.1, deadline - time.monotonic()))
            shown_out += _ends(wire)
            wire.close()
        assert shown_out == 50
    finally:
        way.close()


def test_who_takes_nothing_of_an_answer_is_let_go_of_and_who_takes_it_slowly_is_not(tmp_path: Path) -> None:
    big = bytes(8_000_000)
    (tmp_path / "wire.atom").write_bytes(big)
    way = Doorway(tmp_path, head_s=0.25, targets=[Target(id="wire", kind="feed", format="atom", path=tmp_path / "wire.atom")])
    try:
        with way.raw() as idle, way.raw() as slow:
            for wire in (idle, slow):
                wire.sendall(b"GET /feeds/wire HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            got = 0
            while chunk := slow.recv(200_000):
                got += len(chunk)
                time.sleep(0.05)
            taken = 0
            with suppress(OSError):
                while chunk := idle.recv(1_000_000):
                    taken += len(chunk)
        assert got > len(big)
        assert taken < len(big)
    finally:
        way.close()


def test_a_body_in_crumbs_is_cut_off_before_it_costs_much(way: Doorway) -> None:
    crumbs = b"1\r\nx\r\n" * 300_000
    for path in ("POST /push/desk-a", "GET /changes"):
        with way.raw() as wire, soon(1):
            with suppress(OSError):
                wire.sendall(f"{path} HTTP/1.1\r\nHost: localhost\r\nX-Copytaster-Signature: sha256={'0' * 64}\r\n".encode())
                wire.sendall(b"Transfer-Encoding: chunked\r\n\r\n" + crumbs)
            _ends(wire)
    assert way.rooms.held == 0
    assert way.ask("GET", "/changes").status == 200


def test_a_head_without_end_is_cut_off(way: Doorway) -> None:
    with way.raw() as wire:
        wire.sendall(b"GET /changes HTTP/1.1\r\nHost: localhost\r\n")
        with suppress(OSError):
            for _ in range(100):
                wire.sendall(b"X-Pad: " + b"a" * 4000 + b"\r\n")
        assert _ends(wire, first=b"HTTP/1.1 400")
    assert way.ask("GET", "/changes").status == 200


def test_noise_is_answered_with_a_refusal_and_does_not_fill_the_journal(way: Doorway) -> None:
    for _ in range(50):
        with way.raw() as wire:
            wire.sendall(b"\x16\x03\x01\x02\x00\x01\x00 not http\r\n\r\n")
            _ends(wire)

    assert way.ask("GET", "/changes").status == 200
    assert len([row for row in way.told if row["event"] == "library"]) <= 2 * serving.TOLD_A_MINUTE


def test_thousands_of_questions_over_few_connections_are_all_answered(way: Doorway) -> None:
    (way.folder / "wire.atom").write_bytes(ATOM)
    tag = way.ask("GET", "/feeds/wire").headers["etag"]
    said: list[int] = []

    def many() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", way.port, timeout=60)) as conn:
            for _ in range(1250):
                conn.request("GET", "/feeds/wire", headers={"If-None-Match": tag})
                answer = conn.getresponse()
                answer.read()
                said.append(answer.status)

    threads = [threading.Thread(target=many) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)

    assert len(said) == 10_000
    assert set(said) == {304}


def test_refusals_are_told_a_few_a_minute_and_then_counted(way: Doorway) -> None:
    for n in range(30):
        way.ask("GET", f"/nowhere/{n}")
    told = [row for row in way.told if row["event"] == "door_refused"]

    assert len(told) == TOLD_A_MINUTE
    assert (told[0]["peer"], told[0]["asked"], told[0]["status"]) == ("127.0.0.1", "GET /nowhere/0", 404)


def test_those_not_told_are_told_as_a_number_a_minute_later(way: Doorway) -> None:
    ticks = [0.0]
    refusals = Few(Event.DOOR_REFUSED, lambda: ticks[0])
    for _ in range(TOLD_A_MINUTE + 7):
        refusals.tell(peer="192.0.2.1", says="nothing there")
    ticks[0] = 61.0
    refusals.tell(peer="192.0.2.1", says="nothing there")

    says = [row["says"] for row in way.told]
    assert says[TOLD_A_MINUTE:] == ["7 more in the minute before", "nothing there"]


def test_those_who_were_let_in_leave_no_line(way: Doorway) -> None:
    way.ask("GET", "/changes")
    way.push(b"<h1>x</h1>")

    assert [row for row in way.told if row["event"] != "door_opened"] == []


# --- figures -------------------------------------------------------------------------------------------------------
def test_the_figures_say_what_waits_and_since_when(way: Doorway) -> None:
    way.room.arrive(story(published=stated(MONDAY)), at=minute(10))
    way.push(b"<h1>x</h1>")
    text = gauges(way.room.store, minute(70))

    rows = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert rows["copytaster_queue_age_seconds"] == "3600"
    assert rows['copytaster_items{status="queued"}'] == "1"
    assert rows['copytaster_inbox_waiting{source="desk-a"}'] == "1"
    assert rows["copytaster_inbox_oldest_seconds"] == "4200"
    assert rows["copytaster_dead_letters"] == "0"
    assert {'copytaster_sources{state="failing"}', "copytaster_outbox_failed", "copytaster_last_fetch_timestamp_seconds"} <= rows.keys()
    assert len([line for line in text.splitlines() if line.startswith("# TYPE")]) == len(
        {row.partition("{")[0] for row in rows} | {"copytaster_source_failures"}
    )


def test_the_door_serves_the_figures(way: Doorway) -> None:
    done = way.ask("GET", "/metrics")

    assert (done.status, done.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert b"copytaster_dead_letters 0\n" in done.body


def _until(seen: Any) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + 30
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _ends(wire: socket.socket, first: bytes = b"") -> bool:
    """Whether the other side ends the connection, having said `first`."""
    said = b""
    try:
        while chunk := wire.recv(4096):
            said += chunk
    except TimeoutError:
        return False
    except OSError:
        return not first or said.startswith(first) or not said
    return said.startswith(first)
