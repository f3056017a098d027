"""No feed, redirect or name leads us to an address that is not public, however it is written: a listener that nobody may reach counts."""

from __future__ import annotations

import asyncio
import socket
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import pytest
from frontdoor import FrontDoor, feed_row, rss
from wireserver import WireServer

from ingest.dial.guard import Blocked
from ingest.dial.sockets import GuardedResolver
from ingest.fetch import Fetcher
from ingest.terms import FetchFailed, Limits, Source, Transmission, Validators

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from ingest.terms import Fetched

NOW = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)

# What each line of the first list says, written as the host of an address.
HOSTS = {
    "loopback in plain": "127.0.0.1",
    "another address of loopback": "127.8.7.6",
    "loopback without its middle": "127.1",
    "loopback with one part missing": "127.0.1",
    "loopback as one decimal number": "2130706433",
    "loopback as one hexadecimal number": "0x7f000001",
    "loopback as one octal number": "017700000001",
    "loopback with a hexadecimal part": "0x7f.0.0.1",
    "loopback with a capital X": "0X7F.1",
    "loopback with an octal part": "0177.0.0.1",
    "loopback with zeros in front": "127.000.000.001",
    "loopback in mixed bases": "0x7f.0.0.01",
    "loopback with a decimal tail": "127.65537",
    "loopback with a dot behind": "127.0.0.1.",
    "loopback with two dots behind": "127.0.0.1..",
    "a number past 32 bits": "4294967297",
    "loopback in fullwidth digits": "\uff11\uff12\uff17.\uff10.\uff10.\uff11",
    "loopback in circled digits": "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",
    "loopback in bold digits": "\U0001d7cf\U0001d7d0\U0001d7d5.0.0.1",
    "loopback in Devanagari digits": "\u0967\u0968\u096d.0.0.1",
    "loopback with ideographic dots": "127\u30020\u30020\u30021",
    "loopback with fullwidth dots": "127\uff0e0\uff0e0\uff0e1",
    "loopback with halfwidth dots": "127\uff610\uff610\uff611",
    "loopback in percent signs": "%31%32%37.%30.%30.%31",
    "loopback in percent signs twice": "%2531%2532%2537.0.0.1",
    "loopback with percent-encoded dots": "127%2e0%2e0%2e1",
    "loopback with a soft hyphen": "127.0.0.\u00ad1",
    "loopback with a zero-width joiner": "127.0.\u200d0.1",
    "loopback with a NUL": "127.0.0.1%00.wire.example",
    "loopback before an encoded slash": "127.0.0.1%2f.wire.example",
    "this network": "0.0.0.0",  # noqa: S104 - nothing binds here
    "this network, in short": "0",
    "this network, another address": "0.1.2.3",
    "a private network, ten": "10.0.0.1",
    "a private network, 172": "172.16.0.1",
    "the last private address of 172": "172.31.255.255",
    "a private network, 192": "192.168.1.1",
    "a private network as one number": "3232235777",
    "a carrier's network": "100.64.0.1",
    "link-local": "169.254.1.1",
    "the metadata of a cloud": "169.254.169.254",
    "the metadata as one number": "2852039166",
    "the metadata in octal": "0251.0376.0251.0376",
    "the metadata in hexadecimal": "0xa9fea9fe",
    "broadcast": "255.255.255.255",
    "multicast": "224.0.0.1",
    "protocol assignments": "192.0.0.192",
    "a network for benchmarks": "198.18.0.1",
    "documentation": "203.0.113.9",
    "a relay of 6to4": "192.88.99.1",
    "reserved": "240.0.0.1",
    "loopback of IPv6": "[::1]",
    "loopback of IPv6 written out": "[0:0:0:0:0:0:0:1]",
    "the unspecified address of IPv6": "[::]",
    "loopback mapped into IPv6": "[::ffff:127.0.0.1]",
    "loopback mapped into IPv6 in hexadecimal": "[::ffff:7f00:1]",
    "loopback mapped and written out": "[0:0:0:0:0:ffff:7f00:0001]",
    "the metadata mapped into IPv6": "[::ffff:169.254.169.254]",
    "loopback compatible with IPv6": "[::127.0.0.1]",
    "loopback translated": "[::ffff:0:127.0.0.1]",
    "loopback by NAT64": "[64:ff9b::7f00:1]",
    "a private network by NAT64": "[64:ff9b::10.0.0.1]",
    "loopback by local NAT64": "[64:ff9b:1::7f00:1]",
    "loopback by 6to4": "[2002:7f00:1::]",
    "the metadata by 6to4": "[2002:a9fe:a9fe::1]",
    "loopback by Teredo": "[2001:0:7f00:1::80ff:fffe]",
    "link-local of IPv6": "[fe80::1]",
    "link-local with a zone": "[fe80::1%25lo]",
    "loopback of IPv6 with a zone": "[::1%25lo]",
    "site-local": "[fec0::1]",
    "unique local": "[fd12:3456::1]",
    "the metadata of a cloud in IPv6": "[fd00:ec2::254]",
    "multicast of IPv6": "[ff02::1]",
    "documentation of IPv6": "[2001:db8::1]",
    "a discard prefix": "[100::1]",
    "an IPv4 address in brackets": "[127.0.0.1]",
    "a name of this machine": "localhost",
    "a name of this machine with a dot": "localhost.",
    "a name of this machine in capitals": "LOCALHOST",
    "a name under this machine's": "wire.localhost",
}
# Whole addresses: tricks with what stands around the host. `{port}` is the listener's.
ADDRESSES = {
    "a user name that looks like the host": "http://wire.example@127.0.0.1:{port}/feed",
    "a password before the host": "http://wire.example:80@127.0.0.1:{port}/feed",
    "an empty user name": "http://@127.0.0.1:{port}/feed",
    "two user names": "http://wire.example@other.example@127.0.0.1:{port}/",
    "a backslash before the host": "http:\\\\127.0.0.1:{port}/feed",
    "a backslash between two hosts": "http://127.0.0.1:{port}\\@wire.example/feed",
    "a fragment between two hosts": "http://127.0.0.1:{port}#@wire.example/feed",
    "a question mark between two hosts": "http://127.0.0.1:{port}?@wire.example/feed",
    "a tab in the host": "http://127.0\t.0.1:{port}/feed",
    "a line break in the host": "http://127.0.0.1\n:{port}/feed",
    "a blank before the address": " http://127.0.0.1:{port}/feed",
    "three slashes": "http:///127.0.0.1:{port}/feed",
    "no slashes": "http:127.0.0.1:{port}/feed",
    "a port with zeros in front": "http://127.0.0.1:0{port}/feed",
    "a file": "file:///etc/hostname",
    "a file on a host": "file://127.0.0.1/etc/hostname",
    "gopher": "gopher://127.0.0.1:{port}/_GET%20/",
    "ftp": "ftp://127.0.0.1:{port}/feed",
    "data": "data:application/rss+xml,<rss/>",
    "a dictionary server": "dict://127.0.0.1:{port}/d:feed",
    "a directory server": "ldap://127.0.0.1:{port}/",
    "a web socket": "ws://127.0.0.1:{port}/feed",
    "a scheme in a scheme": "view-source:http://127.0.0.1:{port}/feed",
    "an archive's inside": "jar:http://127.0.0.1:{port}/feed!/",
}
SPELLINGS = {**{says: f"http://{host}:{{port}}/feed" for says, host in HOSTS.items()}, **ADDRESSES}


@dataclass(slots=True)
class Listener:
    """A service of this machine that nobody outside may reach: on IPv4 and IPv6 loopback at one port, counting who comes."""

    port: int = 0
    came: int = 0
    _ears: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Listen."""
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            ear = socket.socket(family, socket.SOCK_STREAM)
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ear.bind((address, self.port))
            ear.listen()
            self.port = ear.getsockname()[1]
            self._ears.append(ear)
            threading.Thread(target=self._count, args=(ear,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        for ear in self._ears:
            ear.shutdown(socket.SHUT_RDWR)
            ear.close()

    def _count(self, ear: socket.socket) -> None:
        while True:
            try:
                wire, _ = ear.accept()
            except OSError:
                return
            self.came += 1
            wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret")
            wire.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as ear:
        yield ear


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def fetch(url: str, *opened: str) -> Fetched:
    """One fetch by the real transport, with the real look-up of names."""

    async def run() -> Fetched:
        async with Fetcher(None, Limits(), "9.9") as fetcher:
            one = Source(id="a", kind="feed", url=url, allow_private=opened, spacing_s=0, deadline_s=3)
            return await fetcher.fetch(one, url, Validators(), NOW)

    return asyncio.run(run())


def test_the_listener_can_be_reached_by_who_may(listener: Listener) -> None:
    assert isinstance(fetch(f"http://127.0.0.1:{listener.port}/", f"127.0.0.1:{listener.port}"), Transmission)
    assert isinstance(fetch(f"http://[::1]:{listener.port}/", f"[::1]:{listener.port}"), Transmission)
    assert listener.came == 2


def test_there_are_many_spellings() -> None:
    assert len(set(HOSTS.values())) == len(HOSTS) >= 60


@pytest.mark.parametrize("says", SPELLINGS)
def test_an_address_that_is_not_public_is_never_dialed(says: str, listener: Listener) -> None:
    found = fetch(SPELLINGS[says].format(port=listener.port))
    assert isinstance(found, FetchFailed)
    assert not found.connected
    assert listener.came == 0


@pytest.mark.parametrize("says", SPELLINGS)
def test_a_redirect_to_it_is_not_followed(says: str, listener: Listener, wire: WireServer) -> None:
    target = SPELLINGS[says].format(port=listener.port).replace("\n", "").encode().decode("latin-1")  # a header's bytes
    for status in (301, 302, 303, 307, 308):
        found = fetch(wire.redirect(f"/{status}", target, status), wire.authority)
        assert isinstance(found, FetchFailed), found
    assert listener.came == 0


def test_a_second_hop_is_looked_at_like_the_first(listener: Listener, wire: WireServer) -> None:
    wire.redirect("/second", f"http://127.0.0.1:{listener.port}/")
    found = fetch(wire.redirect("/first", "/second"), wire.authority)
    assert isinstance(found, FetchFailed)
    assert f"127.0.0.1:{listener.port}" in found.reason
    assert listener.came == 0


# --- names ------------------------------------------------------------------------------------------------------
def dialed(*answers: Sequence[str]) -> list[list[str] | str]:
    """What may be dialed for a name whose look-ups give these answers, one after another."""
    left = list(answers)

    def look_up(_host: str, _port: int) -> list[tuple[int, str]]:
        return [(socket.AF_INET6 if ":" in address else socket.AF_INET, address) for address in left.pop(0)]

    async def run() -> list[list[str] | str]:
        resolver, found = GuardedResolver((), look_up), list[list[str] | str]()
        for _ in answers:
            try:
                found.append([one["host"] for one in await resolver.resolve("wire.example", 80)])
            except Blocked as why:
                found.append(str(why))
        return found

    return asyncio.run(run())


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "0.1.2.3", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fd00:ec2::254"]
)
def test_a_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    (found,) = dialed([address])
    assert isinstance(found, str)
    assert f"wire.example resolves to {address}" in found


def test_of_a_mixed_answer_only_what_is_public_may_be_dialed() -> None:
    assert dialed(["127.0.0.1", "8.8.8.8", "::1", "2606:4700:4700::1111", "10.0.0.1"]) == [["8.8.8.8", "2606:4700:4700::1111"]]


def test_a_name_that_turns_private_after_it_was_checked_is_checked_again() -> None:
    first, second = dialed(["8.8.8.8"], ["127.0.0.1"])
    assert first == ["8.8.8.8"]
    assert isinstance(second, str)


# --- the whole program ------------------------------------------------------------------------------------------
def test_a_run_whose_feeds_redirect_inward_dials_nothing_and_its_neighbor_is_complete(
    door: FrontDoor, wire: WireServer, listener: Listener
) -> None:
    port, rows = listener.port, []
    hosts = ("127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127\u30020\u30020\u30021")
    for place, host in enumerate(hosts):
        status = (301, 302, 307, 308)[place % 4]
        target = f"http://{host}:{port}/feed".encode().decode("latin-1")
        rows.append(feed_row(f"bad-{place}", wire, wire.redirect(f"/bad/{place}", target, status)))
    rows += [feed_row(f"scheme-{n}", wire, wire.redirect(f"/s/{n}", url)) for n, url in enumerate(("file:///etc/hostname", "gopher://a/"))]
    story = "https://coast.example/lamp"
    rows.append(feed_row("led", wire, wire.serve("/led", rss((f"http://127.0.0.1:{port}/page", "Lamp", "It burns."))), follow=True))
    rows.append(feed_row("good", wire, wire.serve("/good", rss((story, "Lamp relit", "The lamp of Old Mole was relit on Tuesday.")))))
    door.sources(*rows)

    told = door.copytaster("run", "--all")

    assert told.code == 1
    assert listener.came == 0
    health = dict(door.ask("SELECT source, state FROM v_source_health"))
    assert health.pop("good") == "ok"
    assert set(health.values()) == {"failing"}
    assert story in {url for (url,) in door.ask("SELECT uri FROM v_items")}
