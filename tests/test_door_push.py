"""Copy that is pushed to us: signed or turned away, bounded, acknowledged once the disk has it, filed once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from doorway import PLAIN, SECRET, Doorway, asked, seal
from hypothesis import given
from hypothesis import strategies as st
from storeroom import MONDAY

from ingest.door import push as pushing
from ingest.door.parcels import MOST_FILES, media_of, unpack
from ingest.door.problems import Turned
from ingest.door.rooms import HELD_MOST
from ingest.door.signing import begun, holds, key_of, seal_of
from ingest.terms import Door, Limits, Transmission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COPY = b"<h1>Ferry sails again</h1><p>The ferry of Port Ellis sailed on Tuesday after nine days in the dock.</p>"

LAST_YEAR = "a word that signed last year"


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Doorway]:
    """An open door."""
    made = Doorway(tmp_path)
    yield made
    made.close()


def form(*files: tuple[str, bytes]) -> tuple[bytes, str]:
    """A form of files, and its media type."""
    parts = [
        b'--==sea==\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: text/html\r\n\r\n%s\r\n'
        % (name.encode(), data)
        for name, data in files
    ]
    return b"".join(parts) + b"--==sea==--\r\n", 'multipart/form-data; boundary="==sea=="'


# --- what comes in -------------------------------------------------------------------------------------------------
def test_signed_copy_is_acknowledged_and_waits_with_its_bytes(way: Doorway) -> None:
    done = way.push(COPY, Content_Type="text/html; charset=iso-8859-1")

    assert (done.status, done.json) == (202, {"id": "msg_1", "files": 1, "known": False})
    (waits,) = way.room.store.inbox("desk-a", 10)
    assert (waits.name, waits.media_type, waits.charset) == ("msg_1", "text/html", "iso-8859-1")
    assert way.waiting() == [COPY]


def test_the_same_delivery_again_is_acknowledged_and_kept_once(way: Doorway) -> None:
    first = way.push(COPY)
    way.now += timedelta(minutes=20)
    again = way.push(COPY)

    assert (first.json["known"], again.status, again.json["known"]) == (False, 202, True)
    assert len(way.waiting()) == 1


def test_other_copy_under_the_same_name_is_told_so_and_nothing_is_lost_silently(way: Doorway) -> None:
    way.push(COPY)
    other = way.push(COPY + b"<p>More.</p>")

    assert other.status == 409
    assert "its own" in other.text
    assert way.waiting() == [COPY]


def test_what_was_taken_in_is_known_when_it_comes_again(way: Doorway) -> None:
    way.push(COPY)
    (waits,) = way.room.store.inbox("desk-a", 10)
    way.room.store.take("desk-a", waits.key, waits.digest, way.now)

    assert way.waiting() == []
    assert way.push(COPY).json["known"]
    assert way.waiting() == []


def test_a_sender_that_signs_the_body_alone_is_heard_and_its_body_is_its_name(way: Doorway) -> None:
    mark = {"X-Copytaster-Signature": f"sha256={hmac.new(PLAIN.encode(), COPY, hashlib.sha256).hexdigest()}"}

    replies = [way.ask("POST", "/push/desk-b", COPY, **mark) for _ in range(2)]

    assert [(one.status, one.json["known"]) for one in replies] == [(202, False), (202, True)]
    assert way.waiting("desk-b") == [COPY]


def test_a_plain_word_signs_standard_webhooks_too(way: Doorway) -> None:
    assert way.push(COPY, source="desk-b", secret=PLAIN).status == 202


def test_one_right_signature_among_several_is_enough(way: Doorway) -> None:
    headers = seal(COPY, "msg_2", way.now)
    old = seal(COPY, "msg_2", way.now, secret=LAST_YEAR)
    headers["webhook-signature"] = f"v1a,AAAA {old['webhook-signature']} {headers['webhook-signature']}"

    assert asked(way.port, "POST", "/push/desk-a", COPY, headers).status == 202


def test_each_file_of_a_form_waits_for_itself(way: Doorway) -> None:
    body, kind = form(("../etc/one.html", COPY), ("two.html", COPY + b"<p>Two.</p>\r\n--==se"))
    done = way.push(body, Content_Type=kind)

    assert (done.status, done.json["files"]) == (202, 2)
    assert [one.name for one in way.room.store.inbox("desk-a", 10)] == ["one.html", "two.html"]
    assert way.waiting() == [COPY, COPY + b"<p>Two.</p>\r\n--==se"]


def test_what_tools_say_that_do_not_know_is_taken_for_nothing_said(way: Doorway) -> None:
    way.push(COPY, Content_Type="application/x-www-form-urlencoded")

    assert way.room.store.inbox("desk-a", 10)[0].media_type is None


def test_a_body_in_chunks_is_taken_like_any_other(way: Doorway) -> None:
    conn = http.client.HTTPConnection("127.0.0.1", way.port, timeout=30)
    with closing(conn):
        conn.request("POST", "/push/desk-a", iter([COPY[:30], COPY[30:]]), seal(COPY, "msg_1", way.now), encode_chunked=True)
        assert conn.getresponse().status == 202
    assert way.waiting() == [COPY]


# --- who is turned away --------------------------------------------------------------------------------------------
def test_a_source_that_is_none_is_answered_like_a_wrong_signature(way: Doorway) -> None:
    for source in ["nobody", "off", "drop", "DESK-A", "desk-a%00", "..%2fdesk-a", "desk-a%2f", "%2e%2e"]:
        wrong = way.push(COPY, secret=LAST_YEAR)
        strange = way.push(COPY, source=source)

        assert wrong.status == strange.status == 404
        if "/" not in source and "%2f" not in source:
            assert wrong.body == strange.body
        assert way.room.store.backlog() == {}


WRONG: list[tuple[dict[str, str], int]] = [
    ({"webhook-timestamp": "0"}, 401),
    ({"webhook-timestamp": "soon"}, 401),
    ({"webhook-timestamp": "9" * 40}, 401),
    ({"webhook-id": "msg 1"}, 401),
    ({"webhook-id": "x" * 201}, 401),
    ({"webhook-signature": ""}, 401),
    ({"webhook-signature": "v1,***"}, 401),
    ({"webhook-signature": "v1," + "A" * 4000}, 401),
    ({"webhook-id": "msg_other"}, 404),
    ({"content-type": "image/jpeg"}, 415),
    ({"content-encoding": "gzip"}, 415),
    ({"content-type": "multipart/form-data"}, 400),
    ({"content-type": "multipart/form-data; boundary=x"}, 400),
    ({"host": "evil.example"}, 421),
]


def test_what_is_wrong_with_a_request_is_told_in_a_sentence(way: Doorway) -> None:
    for change, status in WRONG:
        done = asked(way.port, "POST", "/push/desk-a", COPY, {**seal(COPY, "msg_1", way.now), **change})
        assert (done.status, done.text.endswith(".\n")) == (status, True), (change, done.text)
    assert way.room.store.backlog() == {}


def test_a_request_caught_on_the_way_is_worth_nothing_ten_minutes_later(way: Doorway) -> None:
    caught = seal(COPY, "msg_1", way.now)
    way.now += timedelta(minutes=10)

    assert asked(way.port, "POST", "/push/desk-a", COPY, caught).status == 401


def test_unsigned_copy_is_told_how_to_sign(way: Doorway) -> None:
    done = way.ask("POST", "/push/desk-a", COPY)

    assert done.status == 401
    assert "webhook-signature" in done.text


def test_an_empty_push_is_told_so(way: Doorway) -> None:
    assert (way.push(b"").status, way.push(b"").text) == (400, "There is nothing in it.\n")


def test_only_post_pushes(way: Doorway) -> None:
    assert [way.ask(method, "/push/desk-a").status for method in ("GET", "PUT", "DELETE")] == [405, 405, 405]


def test_a_source_without_its_secret_asks_senders_to_try_again(way: Doorway) -> None:
    done = way.push(COPY, source="shut")

    assert (done.status, int(done.headers["retry-after"]) > 0) == (503, True)


@pytest.mark.parametrize("announced", [True, False])
def test_more_than_the_limit_is_not_taken_however_it_is_sent(tmp_path: Path, announced: bool) -> None:
    way = Doorway(tmp_path, limits=Limits(bytes=1000))
    big = b"x" * 1001
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", way.port, timeout=30)) as conn:
            body = big if announced else iter([big[:500], big[500:]])
            conn.request("POST", "/push/desk-a", body, seal(big, "msg_1", way.now), encode_chunked=not announced)
            assert conn.getresponse().status == 413
        assert way.push(b"y" * 1000).status == 202
        assert way.rooms.held == 0
    finally:
        way.close()


def test_a_body_that_drips_is_given_up_and_nothing_of_it_is_held(tmp_path: Path) -> None:
    way = Doorway(tmp_path, body_s=0.5)
    try:
        with way.raw() as wire:
            head = "".join(f"{name}: {value}\r\n" for name, value in seal(COPY, "msg_1", way.now).items())
            wire.sendall(f"POST /push/desk-a HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(COPY)}\r\n{head}\r\n".encode() + COPY[:9])
            assert wire.recv(1000).startswith(b"HTTP/1.1 408")
        assert way.rooms.held == 0
    finally:
        way.close()


def test_a_form_cut_off_in_the_middle_is_no_form(way: Doorway) -> None:
    body, kind = form(("one.html", COPY))

    assert way.push(body[:-20], Content_Type=kind).status == 400
    assert way.room.store.backlog() == {}


def test_a_form_without_a_file_is_told_so(way: Doorway) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n--b--\r\n'

    assert "no file" in way.push(body, Content_Type="multipart/form-data; boundary=b").text


def test_a_connection_that_drops_in_the_middle_leaves_nothing(way: Doorway) -> None:
    with way.raw() as wire:
        head = "".join(f"{name}: {value}\r\n" for name, value in seal(COPY, "msg_1", way.now).items())
        wire.sendall(f"POST /push/desk-a HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(COPY)}\r\n{head}\r\n".encode() + COPY[:50])
    assert way.push(COPY, name="msg_2").status == 202
    deadline = time.monotonic() + 20
    while way.rooms.held and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (way.rooms.held, way.waiting()) == (0, [COPY])


# --- when the store can't ------------------------------------------------------------------------------------------
def test_a_locked_store_asks_all_senders_to_try_again_without_making_each_wait_and_then_takes_it(way: Doorway) -> None:
    assert way.push(b"first", name="m0").status == 202  # the clerk has its connection
    with closing(sqlite3.connect(way.folder / "wire.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with ThreadPoolExecutor(6) as senders:
            refused = list(senders.map(lambda n: way.push(COPY, name=f"m{n}"), range(1, 7)))
        took = time.monotonic() - began
        other.rollback()

    assert {(one.status, one.headers["retry-after"]) for one in refused} == {(503, str(pushing.BUSY_S))}
    assert took < 20, "six that each wait five seconds, one after the other"
    deadline = time.monotonic() + 30
    while way.push(COPY, name="m1").status != 202:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert way.waiting() == [b"first", COPY]


def test_a_full_disk_asks_the_sender_to_try_again(way: Doorway) -> None:
    way.push(b"first", name="m0")
    pages = way.rooms.writer._pool.submit(lambda: way.rooms.writer._store._db.one("PRAGMA page_count")[0]).result()  # type: ignore[union-attr]
    way.rooms.writer._pool.submit(lambda: way.rooms.writer._store._db.run(f"PRAGMA max_page_count = {pages + 2}")).result()  # type: ignore[union-attr]
    big = hashlib.shake_256(b"noise").digest(200_000)

    assert (way.push(big).status, way.waiting()) == (503, [b"first"])


# --- many at once --------------------------------------------------------------------------------------------------
def test_many_senders_at_once_beside_a_writer_are_all_kept_once(way: Doorway) -> None:
    ended = threading.Event()

    def write() -> None:
        while not ended.is_set():
            way.room.store.keep(Transmission(source="other", data=str(time.monotonic_ns()).encode(), received=way.now, name="x"))
            time.sleep(0.002)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with ThreadPoolExecutor(8) as senders:
            said = list(senders.map(lambda n: way.push(COPY + str(n % 50).encode(), name=f"msg_{n % 50}").status, range(200)))
    finally:
        ended.set()
        writer.join()

    assert set(said) == {202}
    assert len(way.waiting()) == len(set(way.waiting())) == 50


# --- the signature itself ------------------------------------------------------------------------------------------
def test_a_secret_is_base64_after_its_prefix_and_letters_without_it() -> None:
    assert key_of("whsec_" + base64.b64encode(b"\x00\xff").decode()) == b"\x00\xff"
    assert key_of("plain") == b"plain"
    with pytest.raises(ValueError, match=r"base64|padding"):
        key_of("whsec_not base64!")


def test_a_wrong_byte_anywhere_breaks_the_signature(way: Doorway) -> None:
    from starlette.datastructures import Headers

    found = seal_of(Headers(seal(COPY, "msg_1", way.now)), way.now)
    made, other = begun(found, key_of(SECRET)), begun(found, key_of(SECRET))
    made.update(COPY)
    other.update(COPY[:-1] + b"?")

    assert (holds(found, made), holds(found, other)) == (True, False)


def test_a_header_said_twice_is_refused(way: Doorway) -> None:
    from starlette.datastructures import Headers

    raw = [(b"webhook-id", b"a"), (b"webhook-id", b"b")]
    with pytest.raises(Turned) as turned:
        seal_of(Headers(raw=raw), way.now)
    assert turned.value.status == 400


def test_a_public_name_is_answered_once_it_is_told(tmp_path: Path) -> None:
    way = Doorway(tmp_path, door=Door(hosts=("wire.example",)))
    try:
        assert way.push(COPY, Host="wire.example:443").status == 202
    finally:
        way.close()


# --- bounds and forms, each for itself -----------------------------------------------------------------------------
def test_more_bodies_at_once_than_we_hold_are_asked_to_come_later(way: Doorway) -> None:
    way.rooms.held = HELD_MOST
    done = way.push(COPY)
    way.rooms.held -= HELD_MOST

    assert (done.status, done.headers["retry-after"]) == (503, str(pushing.BUSY_S))
    assert way.rooms.held == 0
    assert way.push(COPY).status == 202


def test_a_secret_that_is_no_base64_is_told_to_us_and_not_to_the_sender(way: Doorway) -> None:
    (way.folder / "a").write_text("whsec_no base64 at all!", "utf-8")
    done = way.push(COPY)

    assert done.status == 503
    assert "base64" not in done.text
    assert [row["says"] for row in way.told if row["event"] == "door_trouble"] == [
        "its secret begins with whsec_ and is no base64; write it anew"
    ]


def test_the_parts_of_a_form_are_bounded_in_number_and_have_heads() -> None:
    said = media_of("multipart/form-data; boundary=b")
    many = b"--b\r\n\r\nx\r\n" * (MOST_FILES + 5) + b"--b--"
    for body, status in ((many, 413), (b"--b\r\nno blank line\r\n--b--", 400), (b"--bX: y\r\n\r\nx\r\n--b--", 400), (b"--b--", 400)):
        with pytest.raises(Turned) as turned:
            unpack("desk-a", "m1", said, body, MONDAY)
        assert turned.value.status == status, body[:40]
    head = b"--b\r\nX: " + b"y" * 9000 + b"\r\n\r\nx\r\n--b--"
    with pytest.raises(Turned):
        unpack("desk-a", "m1", said, head, MONDAY)


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\temp\\a.html", "a\u202eb.html", "x" * 500, "\x1b[31m", "", ".", "naïve.html"])
def test_a_name_in_a_form_is_made_harmless(name: str) -> None:
    said = media_of("multipart/form-data; boundary=b")
    body = f'--b\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\nx\r\n--b--'.encode()

    (sent,) = unpack("desk-a", "m1", said, body, MONDAY)

    assert sent.name
    assert "/" not in sent.name.removeprefix("m1/")
    assert sent.name.isprintable()
    assert len(sent.name) <= 120


@given(
    st.binary(max_size=400), st.sampled_from(["text/html", "multipart/form-data; boundary=b", "multipart/form-data; boundary=", "x", "\0"])
)
def test_whatever_comes_is_unpacked_or_turned_away(noise: bytes, kind: str) -> None:
    for body in (noise, b"--b\r\n" + noise + b"\r\n--b--"):
        with suppress(Turned):
            assert unpack("desk-a", "m1", media_of(kind), body, MONDAY)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_seal_says_is_understood_or_turned_away(name: str, stamp: str, mark: str) -> None:
    from starlette.datastructures import Headers

    raw = [
        (key, value.encode("latin-1", "replace"))
        for key, value in zip((b"webhook-id", b"webhook-timestamp", b"webhook-signature"), (name, stamp, mark), strict=True)
    ]
    with suppress(Turned):
        found = seal_of(Headers(raw=raw), MONDAY)
        assert not holds(found, begun(found, b"key"))
