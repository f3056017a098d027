"""Fetching over HTTP, against a real server on loopback: the polite ones, and every habit that could hurt."""

from __future__ import annotations

import asyncio
import hashlib
import re
import resource
import time
import zlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import brotli
import pytest
from parcels import bomb
from wireserver import WireServer, packed

from ingest.fetch import Fetcher, Pacer
from ingest.terms import FetchFailed, Limits, NotModified, Source, Transmission, Validators

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.terms import Fetched

NOW = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbor</title></channel></rss>'
NOTHING = Validators()


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def source(wire: WireServer, *opened: str, deadline_s: float = 5.0, spacing_s: float = 0.0) -> Source:
    """A source that may dial the test's server."""
    return Source(
        id="harbor", kind="feed", url=wire.url("/feed"), allow_private=(wire.authority, *opened), deadline_s=deadline_s, spacing_s=spacing_s
    )


def fetch(
    one: Source, url: str, known: Validators = NOTHING, limits: Limits | None = None, contact: str | None = "desk@harbor.example"
) -> Fetched:
    """One fetch, all by itself."""

    async def run() -> Fetched:
        async with Fetcher(contact, limits or Limits(), "9.9") as fetcher:
            return await fetcher.fetch(one, url, known, NOW)

    return asyncio.run(run())


def reason(found: Fetched) -> str:
    """Why a fetch failed."""
    assert isinstance(found, FetchFailed), found
    return found.reason


def copy(found: Fetched) -> Transmission:
    """The copy that came."""
    assert isinstance(found, Transmission), found
    return found


# --- the polite side ----------------------------------------------------------------------------------------------
def test_copy_arrives_with_its_address_kind_validators_and_digest(wire: WireServer) -> None:
    found = copy(fetch(source(wire), wire.serve("/feed", FEED, ETag='W/"a-gzip"', Last_Modified="Tue, 03 Mar 2026 06:00:00 GMT")))
    assert (found.data, found.url, found.media_type, found.charset) == (FEED, wire.url("/feed"), "application/rss+xml", "utf-8")
    digest = hashlib.sha256(FEED).hexdigest()
    assert found.validators == Validators(etag='W/"a-gzip"', last_modified="Tue, 03 Mar 2026 06:00:00 GMT", body=digest)
    assert found.received == NOW


def test_we_say_who_we_are_and_nothing_else(wire: WireServer) -> None:
    url = wire.serve("/feed", FEED, Set_Cookie="seen=1; Path=/")

    async def twice() -> None:
        async with Fetcher("desk@harbor.example\r\nX-Evil: 1", Limits(), "9.9") as fetcher:
            await fetcher.fetch(source(wire), url, NOTHING, NOW)
            await fetcher.fetch(source(wire), url, NOTHING, NOW)

    asyncio.run(twice())
    for request in wire.asked:
        assert set(request.headers) == {"host", "user-agent", "accept", "accept-encoding"}
        assert request.headers["user-agent"] == "Copytaster/9.9 (+desk@harbor.exampleX-Evil: 1)"
        assert request.headers["accept-encoding"] == "gzip, deflate, br"
    assert len({request.connection for request in wire.asked}) == 1


def test_without_a_contact_the_agent_is_the_program_alone(wire: WireServer) -> None:
    fetch(source(wire), wire.serve("/feed", FEED), contact=None)
    assert wire.asked[0].headers["user-agent"] == "Copytaster/9.9"


def test_validators_go_back_byte_for_byte_and_a_304_is_nothing_new(wire: WireServer) -> None:
    url = wire.be_polite("/feed", FEED)
    first = copy(fetch(source(wire), url))
    again = fetch(source(wire), url, first.validators)
    assert again == NotModified(source="harbor", url=url, status=304, validators=first.validators)
    assert wire.asked[1].headers["if-none-match"] == first.validators.etag
    assert wire.asked[1].headers["if-modified-since"] == first.validators.last_modified


def test_a_304_keeps_the_old_validators_unless_new_ones_arrive(wire: WireServer) -> None:
    known = Validators(etag='"old"', last_modified="Mon, 02 Mar 2026 06:00:00 GMT", body="d")
    bare = fetch(source(wire), wire.serve("/bare", b"", status=304), known)
    fresh = fetch(source(wire), wire.serve("/fresh", b"", status=304, ETag='"new"'), known)
    assert isinstance(bare, NotModified)
    assert bare.validators == known
    assert isinstance(fresh, NotModified)
    assert fresh.validators == Validators(etag='"new"', last_modified=known.last_modified, body="d")


def test_an_unchanged_200_is_nothing_new_and_brings_its_validators(wire: WireServer) -> None:
    digest = hashlib.sha256(FEED).hexdigest()
    found = fetch(source(wire), wire.serve("/feed", FEED, ETag='"b"'), Validators(etag='"a"', body=digest))
    assert found == NotModified(source="harbor", url=wire.url("/feed"), status=200, validators=Validators(etag='"b"', body=digest))


@pytest.mark.parametrize("etag", ['"' + "x" * 2000 + '"', '"caf\xe9"'])
def test_a_validator_that_could_not_be_sent_back_is_not_kept(wire: WireServer, etag: str) -> None:
    assert copy(fetch(source(wire), wire.serve("/feed", FEED, ETag=etag))).validators.etag is None


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", packed(FEED)),
        ("x-gzip", packed(FEED[:20]) + packed(FEED[20:]) + b"\0\0\0"),
        ("deflate", zlib.compress(FEED)),
        ("deflate", zlib.compress(FEED, wbits=-15)),
        ("identity", FEED),
    ],
)
def test_packed_copy_is_unpacked(wire: WireServer, encoding: str, body: bytes) -> None:
    assert copy(fetch(source(wire), wire.serve("/feed", body, Content_Encoding=encoding))).data == FEED


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/html", ("text/html", None)),
        ('Text/HTML; Charset="ISO-8859-1"', ("text/html", "iso-8859-1")),
        ("nonsense", (None, None)),
        ("text/html; charset=" + "x" * 500, ("text/html", None)),
        (";;;", (None, None)),
    ],
)
def test_a_content_type_says_what_can_be_used_of_it(wire: WireServer, header: str, expected: tuple[str | None, str | None]) -> None:
    found = copy(fetch(source(wire), wire.serve("/feed", FEED, kind=header)))
    assert (found.media_type, found.charset) == expected


# --- redirects ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_final_address_told(wire: WireServer, status: int) -> None:
    wire.serve("/new/feed", FEED)
    found = copy(fetch(source(wire), wire.redirect("/old/feed", "../new/feed#top", status)))
    assert found.url == wire.url("/new/feed")


def chain(wire: WireServer, hops: int) -> str:
    """So many redirects before the feed."""
    wire.serve("/hop0", FEED)
    for n in range(1, hops + 1):
        wire.redirect(f"/hop{n}", f"/hop{n - 1}")
    return wire.url(f"/hop{hops}")


def test_four_hops_are_followed_and_a_fifth_is_not(wire: WireServer) -> None:
    assert copy(fetch(source(wire), chain(wire, 4))).data == FEED
    assert reason(fetch(source(wire), chain(wire, 5))) == "the server redirects more than 4 times"
    assert len(wire.asked) == 10


def test_a_circle_of_redirects_is_told_from_a_long_way(wire: WireServer) -> None:
    wire.redirect("/b", "/a")
    assert reason(fetch(source(wire), wire.redirect("/a", "/b"))) == f"the server redirects in a circle, by way of {wire.url('/a')}"
    assert len(wire.asked) == 2


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("http://10.0.0.1/feed", "10.0.0.1 is not a public address"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not a public address"),
        ("//[::1]:22/", "::1 is not a public address"),
        ("http://0x7f.1/", "0x7f.1 is a number that stands for an address"),
        ("file:///etc/passwd", "is not an http or https address"),
        ("gopher://harbor.example/", "is not an http or https address"),
        ("http://user:secret@harbor.example/", "carries a user name or password"),
        ("http://[::1/", "which is not an address"),
        ("", "without saying where to"),
    ],
)
def test_a_redirect_to_where_we_may_not_go_is_refused(wire: WireServer, target: str, words: str) -> None:
    found = fetch(source(wire), wire.redirect("/feed", target))
    assert words in reason(found)
    assert isinstance(found, FetchFailed)
    assert found.connected


def test_another_port_of_an_opened_host_stays_closed(wire: WireServer) -> None:
    with WireServer() as other:
        found = reason(fetch(source(wire), wire.redirect("/feed", other.serve("/secret", b"secret"))))
        assert f'put "{other.authority}" into allow_private' in found
        assert other.asked == []


def test_a_failure_after_a_redirect_names_the_address_where_it_happened(wire: WireServer) -> None:
    found = reason(fetch(source(wire), wire.redirect("/feed", "/gone")))
    assert found == f"after a redirect to {wire.url('/gone')}: the server answered 404 Not Found"


# --- names and addresses ------------------------------------------------------------------------------------------
class Names:
    """A name server with verbs: it says what it was told, one answer after another."""

    def __init__(self) -> None:
        self.told: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []

    def say(self, host: str, *answers: Sequence[str]) -> None:
        self.told[host] = [list(answer) for answer in answers]

    def __call__(self, host: str, port: int) -> list[tuple[int, str]]:
        self.asked.append(host)
        answers = self.told.get(host)
        if not answers:
            raise OSError(f"no such name {host}")
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(10 if ":" in address else 2, address) for address in answer]


def fetch_by_name(names: Names, one: Source, *urls: str) -> list[Fetched]:
    """Fetch addresses one after another with these names; connections are not kept in between."""

    async def run() -> list[Fetched]:
        found = []
        for url in urls:
            async with Fetcher(None, Limits(), "9.9", lookup=names) as fetcher:
                found.append(await fetcher.fetch(one, url, NOTHING, NOW))
        return found

    return asyncio.run(run())


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fe80::1%eth0"])
def test_a_name_that_resolves_to_a_private_address_is_not_dialed(wire: WireServer, address: str) -> None:
    names = Names()
    names.say("wire.example", [address])
    (found,) = fetch_by_name(names, source(wire), f"http://wire.example:{wire.port}/feed")
    assert f"wire.example resolves to {address}, which is not public" in reason(found)
    assert isinstance(found, FetchFailed)
    assert not found.connected
    assert wire.asked == []


def test_the_real_localhost_is_a_name_and_not_the_address_that_was_opened(wire: WireServer) -> None:
    wire.serve("/feed", FEED)
    found = fetch(source(wire), f"http://localhost:{wire.port}/feed")
    assert f'to allow it, put "localhost:{wire.port}" into allow_private' in reason(found)
    assert wire.asked == []


def test_a_name_in_allow_private_is_opened_by_that_name_alone(wire: WireServer) -> None:
    wire.serve("/feed", FEED)
    names = Names()
    names.say("wire.newsroom.example", ["127.0.0.1"])
    names.say("other.example", ["127.0.0.1"])
    one = Source(id="a", kind="feed", allow_private=(f"wire.newsroom.example:{wire.port}",), spacing_s=0)
    good, bad, bare = fetch_by_name(
        names,
        one,
        f"http://Wire.Newsroom.example:{wire.port}/feed",
        f"http://other.example:{wire.port}/feed",
        wire.url("/feed"),
    )
    assert copy(good).data == FEED
    assert "other.example resolves to 127.0.0.1" in reason(bad)
    assert "127.0.0.1 is not a public address" in reason(bare)


def test_a_name_that_changes_its_mind_is_checked_at_each_connection(wire: WireServer) -> None:
    names = Names()
    names.say("fickle.example", ["127.0.0.1"])
    first, second = fetch_by_name(names, source(wire), *[f"http://fickle.example:{wire.port}/feed"] * 2)
    assert names.asked == ["fickle.example"] * 2
    assert "not public" in reason(first)
    assert "not public" in reason(second)


def test_a_connection_opened_for_one_source_is_never_lent_to_another(wire: WireServer) -> None:
    wire.serve("/feed", FEED)

    async def run() -> tuple[Fetched, Fetched]:
        async with Fetcher(None, Limits(), "9.9") as fetcher:
            opened = await fetcher.fetch(source(wire), wire.url("/feed"), NOTHING, NOW)
            closed = await fetcher.fetch(Source(id="b", kind="feed", spacing_s=0), wire.url("/feed"), NOTHING, NOW)
        return opened, closed

    opened, closed = asyncio.run(run())
    copy(opened)
    assert "not a public address" in reason(closed)


def test_a_name_that_does_not_exist_says_so(wire: WireServer) -> None:
    (found,) = fetch_by_name(Names(), source(wire), "http://nowhere.example/")
    assert reason(found) == "the name nowhere.example can't be looked up (no such name nowhere.example)"
    assert isinstance(found, FetchFailed)
    assert not found.connected


def test_a_silent_name_server_holds_nobody_up(wire: WireServer) -> None:
    def silent(host: str, port: int) -> list[tuple[int, str]]:
        time.sleep(30)
        return []

    async def run() -> Fetched:
        async with Fetcher(None, Limits(), "9.9", lookup=silent) as fetcher:
            return await fetcher.fetch(source(wire, deadline_s=0.2), "http://silent.example/", NOTHING, NOW)

    began = time.monotonic()
    found = asyncio.run(run())
    assert reason(found) == "no connection within 0.2 s"
    assert time.monotonic() - began < 10


def test_ipv6_loopback_is_opened_in_brackets() -> None:
    with WireServer(host="::1") as wire:
        assert wire.authority.startswith("[::1]:")
        assert copy(fetch(source(wire), wire.serve("/feed", FEED))).data == FEED


# --- bad habits ---------------------------------------------------------------------------------------------------
def test_a_server_that_says_nothing_is_left_at_the_deadline(wire: WireServer) -> None:
    found = reason(fetch(source(wire, deadline_s=0.3), wire.hang("/hang")))
    assert found == "the server took the request and then said nothing for 0.3 s"


def test_a_server_that_drips_is_left_at_the_deadline(wire: WireServer) -> None:
    found = reason(fetch(source(wire, deadline_s=0.4), wire.drip("/drip")))
    assert found.startswith("the server sent ")
    assert found.endswith(" bytes and was not done after 0.4 s")


def test_a_server_that_stalls_is_told_from_a_slow_one(wire: WireServer) -> None:
    found = reason(fetch(source(wire, deadline_s=2.3), wire.stall("/stall", b"x" * 12_000)))
    assert re.fullmatch(r"the server sent 12 kB and then nothing for 2\.\d s", found)


def test_redirects_share_one_deadline(wire: WireServer) -> None:
    wire.hang("/hang")
    began = time.monotonic()
    found = reason(fetch(source(wire, deadline_s=0.3), wire.redirect("/feed", "/hang")))
    assert found.startswith(f"after a redirect to {wire.url('/hang')}: the server took the request")
    assert time.monotonic() - began < 5


def test_an_endless_body_is_stopped_at_the_limit(wire: WireServer) -> None:
    assert reason(fetch(source(wire), wire.never_end("/endless"))) == "the body is larger than 10 MB"


def test_endless_headers_are_stopped(wire: WireServer) -> None:
    assert reason(fetch(source(wire), wire.send_head_for_ever("/head"))).startswith("the answer is not proper HTTP")


def packed_bomb(encoding: str) -> bytes:
    """Two hundred megabytes of nothing."""
    if encoding == "br":
        return bytes(brotli.compress(bytes(200 << 20), quality=4))
    return bomb(200) if encoding == "gzip" else zlib.compress(bytes(200 << 20), 9)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_bomb_is_stopped_at_the_limit_and_costs_little_memory(wire: WireServer, encoding: str) -> None:
    url = wire.serve("/bomb", packed_bomb(encoding), Content_Encoding=encoding)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert reason(fetch(source(wire), url)) == "the body is larger than 10 MB once unpacked"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000  # kB


def test_a_body_may_be_as_large_as_the_limit_and_not_a_byte_larger(wire: WireServer) -> None:
    wire.serve("/fits", packed(b"x" * 1000), Content_Encoding="gzip")
    wire.serve("/over", packed(b"x" * 1001), Content_Encoding="gzip")
    assert len(copy(fetch(source(wire), wire.url("/fits"), limits=Limits(bytes=1000))).data) == 1000
    assert "once unpacked" in reason(fetch(source(wire), wire.url("/over"), limits=Limits(bytes=1000)))


@pytest.mark.parametrize(
    ("headers", "body", "words"),
    [
        ({"Content_Encoding": "gzip"}, packed(FEED)[:-12], "the packed body breaks off before its end"),
        ({"Content_Encoding": "gzip"}, b"no gzip at all", "the body can't be unpacked"),
        ({"Content_Encoding": "br"}, brotli.compress(FEED)[:-4], "the packed body breaks off before its end"),
        ({"Content_Encoding": "br"}, FEED, "the body can't be unpacked (it is no brotli)"),
        ({"Content_Encoding": "zstd"}, FEED, "the body is packed with 'zstd', which we did not ask for"),
        ({}, b"", "the server answered 200 and sent nothing"),
    ],
)
def test_a_body_that_is_not_what_it_says_is_refused(wire: WireServer, headers: dict[str, str], body: bytes, words: str) -> None:
    assert words in reason(fetch(source(wire), wire.serve("/feed", body, status=200, kind="text/html", **headers)))


HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"


@pytest.mark.parametrize(
    ("answer", "reset", "words"),
    [
        (HALF, False, "the body is shorter than the server promised: it broke off after 4 bytes"),
        (HALF, True, "4 bytes"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", False, "shorter than the server promised"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            False,
            "the answer is not proper HTTP (Invalid character in chunk size: b'zz' ^)",
        ),
        (b"", False, "the server hung up without an answer"),
        (b"", True, "cut after 0 bytes"),
        (b"SSH-2.0-harbor\r\n", False, "the answer is not proper HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20_000 + b"\r\n\r\n", False, "the answer is not proper HTTP"),
    ],
)
def test_an_answer_that_breaks_off_or_is_none_is_a_failure_in_words(wire: WireServer, answer: bytes, *, reset: bool, words: str) -> None:
    assert words in reason(fetch(source(wire), wire.send_raw("/feed", answer, reset=reset)))


def test_a_304_nobody_asked_for_is_a_failure(wire: WireServer) -> None:
    url = wire.serve("/feed", b"", status=304)
    assert "not asked for changes only" in reason(fetch(source(wire), url))
    assert "not asked for changes only" in reason(fetch(source(wire), url, Validators(body="digest")))


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 418, 500, 599])
def test_any_other_status_is_a_failure_with_its_number(wire: WireServer, status: int) -> None:
    found = fetch(source(wire), wire.serve("/feed", b"" if status == 204 else b"sorry", status=status))
    assert reason(found).startswith(f"the server answered {status}")
    assert isinstance(found, FetchFailed)
    assert (found.status, found.gone, found.hold_until, found.connected) == (status, False, None, True)
    assert len(wire.asked) == 1


def test_410_is_gone(wire: WireServer) -> None:
    found = fetch(source(wire), wire.serve("/feed", b"", status=410))
    assert isinstance(found, FetchFailed)
    assert found.gone


@pytest.mark.parametrize(
    ("status", "wish", "seconds"),
    [
        (429, "120", 120),
        (503, "7", 7),
        (429, "Tue, 03 Mar 2026 07:30:00 GMT", 3600),
        (429, "Tue, 03 Mar 2026 08:30:00 +0100", 3600),
        (429, None, 900),
        (503, None, 300),
        (429, "soon", 900),
        (429, "-5", 900),
        (429, "9" * 400, 86_400),
        (429, "Tue, 03 Mar 2037 07:30:00 GMT", 86_400),
        (503, "Tue, 03 Mar 2020 07:30:00 GMT", 0),
    ],
)
def test_429_and_503_hold_as_long_as_the_server_wishes_and_no_longer_than_a_day(
    wire: WireServer, status: int, wish: str | None, seconds: int
) -> None:
    headers = {"Retry_After": wish} if wish else {}
    found = fetch(source(wire), wire.serve("/feed", b"", status=status, **headers))
    assert isinstance(found, FetchFailed)
    assert found.hold_until == NOW + timedelta(seconds=seconds)
    assert len(wire.asked) == 1


# --- second tries -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [502, 504])
def test_a_gateway_that_stumbles_is_asked_again_at_once(wire: WireServer, status: int) -> None:
    assert copy(fetch(source(wire), wire.serve_in_turn("/feed", (status, b""), (200, FEED)))).data == FEED
    assert len(wire.asked) == 2


def test_a_gateway_that_stays_down_is_asked_three_times(wire: WireServer) -> None:
    assert reason(fetch(source(wire), wire.serve("/feed", b"", status=502))) == "the server answered 502 Bad Gateway"
    assert len(wire.asked) == 3


def test_second_tries_stay_inside_the_deadline(wire: WireServer) -> None:
    began = time.monotonic()
    found = fetch(source(wire, deadline_s=0.3), wire.serve("/feed", b"", status=502))
    assert reason(found) == "the server answered 502 Bad Gateway"
    assert time.monotonic() - began < 5


def test_a_closed_port_is_no_connection(wire: WireServer) -> None:
    with WireServer() as closed:
        url, authority = closed.url("/feed"), closed.authority
    found = fetch(source(wire, authority), url)
    assert reason(found) == f"no connection to {authority} (Connection refused)"
    assert isinstance(found, FetchFailed)
    assert not found.connected


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://", "http://[::1", "http://harbor.example:99999/", "ftp://harbor.example/", "http://" + "x" * 5000]
)
def test_what_is_no_address_is_said_to_be_none(wire: WireServer, url: str) -> None:
    found = fetch(source(wire), url)
    assert isinstance(found, FetchFailed)
    assert "address" in found.reason
    assert not found.connected


# --- pacing -------------------------------------------------------------------------------------------------------
def test_a_host_gets_two_requests_at_once_and_no_more(wire: WireServer) -> None:
    wire.do("/slow", _slow)

    async def run() -> None:
        async with Fetcher(None, Limits(), "9.9") as fetcher:
            await asyncio.gather(*(fetcher.fetch(source(wire), wire.url(f"/slow?{n}"), NOTHING, NOW) for n in range(6)))

    asyncio.run(run())
    assert len(wire.asked) == 6
    assert wire.most_at_once == 2


async def _slow(_: object, out: asyncio.StreamWriter) -> bool:
    await asyncio.sleep(0.05)
    out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    await out.drain()
    return True


def test_requests_to_one_host_start_apart_and_the_wait_is_not_counted_against_them(wire: WireServer) -> None:
    wire.serve("/feed", FEED)
    one = source(wire, deadline_s=0.25, spacing_s=0.2)

    async def run() -> list[Fetched]:
        async with Fetcher(None, Limits(), "9.9") as fetcher:
            return list(await asyncio.gather(*(fetcher.fetch(one, wire.url(f"/feed?{n}"), NOTHING, NOW) for n in range(4))))

    assert all(isinstance(found, Transmission) for found in asyncio.run(run()))
    starts = [request.at for request in wire.asked]
    assert min(later - earlier for earlier, later in pairwise(starts)) > 0.15


def test_the_pacer_spaces_each_host_by_itself() -> None:
    seconds, slept = [0.0], []

    async def sleep(pause: float) -> None:
        slept.append(pause)
        seconds[0] += pause

    async def run() -> None:
        pacer = Pacer(clock=lambda: seconds[0], sleep=sleep)
        for host in ("a", "b", "a", "a", "b"):
            async with pacer.turn(host, 2.0):
                seconds[0] += 0.5

    asyncio.run(run())
    assert slept == [1.0, 1.5]  # a waits twice; b's second start is far enough from its first
