"""Who may be dialed: no spelling of an address that is not public gets through, and what is opened opens nothing else."""

from __future__ import annotations

import asyncio
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dial.guard import Blocked, allowed, fetchable, name_allowed, pairs
from ingest.dial.sockets import guarded_connector, system_lookup

PRIVATE = (
    "0.0.0.0",  # noqa: S104 - nothing binds here
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "224.0.1.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
)
NO_ADDRESS = (
    "",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.0.0.1.",
    " 127.0.0.1",
    "localhost",
    "1.2.3",
    "1.2.3.4.5",
    "[::1]",
    "2606:4700::1%1",
)
PUBLIC = ("8.8.8.8", "93.184.216.34", "172.15.0.1", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888")


@pytest.mark.parametrize("address", PRIVATE + NO_ADDRESS)
def test_an_address_that_is_not_public_is_refused_with_the_remedy(address: str) -> None:
    why = allowed(address, 80, ())
    assert why is not None
    assert "not a public address" in why or "not an address" in why


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_dialed(address: str) -> None:
    assert allowed(address, 443, ()) is None


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=6, network="fc00::/7"))
def test_no_address_of_a_private_network_gets_through(address: object) -> None:
    assert allowed(str(address), 80, ("127.0.0.1:81", "[::1]:80", "10.0.0.1")) is not None


@given(st.text(max_size=40))
def test_no_text_breaks_the_guard(text: str) -> None:
    assert allowed(text, 80, (text,)) is None or isinstance(allowed(text, 80, (text,)), str)
    assert fetchable(f"http://{text}/", ()) is None or isinstance(fetchable(text, ()), str)


def test_allow_private_opens_exactly_its_pairs() -> None:
    opened = ("127.0.0.1:8099", "[::1]:8099", "[0:0::1]:81")
    assert allowed("127.0.0.1", 8099, opened) is None
    assert allowed("::1", 8099, opened) is None
    assert allowed("0:0:0:0:0:0:0:1", 81, opened) is None
    assert allowed("127.0.0.1", 8098, opened) is not None
    assert allowed("127.0.0.2", 8099, opened) is not None
    assert allowed("::ffff:127.0.0.1", 8099, opened) is not None
    assert allowed("::1", 80, opened) is not None


def test_pairs_of_allow_private_are_read_as_written() -> None:
    written = ("127.0.0.1:80", "[::1]:8080", "Wire.Example.:9", "no-port", ":7", "host:", "host:x", "host:\u0661", "")
    assert pairs(written) == {("127.0.0.1", 80), ("::1", 8080), ("wire.example", 9)}


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0X7F.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "00.0.0.0",
        "0",
        "4294967295",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:1]",
        "[::127.0.0.1]",
        "[fe80::1%25eth0]",
        "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",
        "\uff11\uff12\uff17.0.0.1",
        "127\u30020\u30020\u30021",
        "%31%32%37.0.0.1",
        "127.0.0.1%2f.wire.example",
    ],
)
def test_no_spelling_of_a_private_address_gets_through(host: str) -> None:
    assert fetchable(f"http://{host}/", ()) is not None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://wire.example/",
        "file:///etc/passwd",
        "gopher://wire.example/",
        "javascript:alert(1)",
        "data:text/plain,x",
        "//wire.example/",
        "wire.example/feed",
        "http:///feed",
        "http://user@wire.example/",
        "http://:secret@wire.example/",
        "http://wire.example:0x50/",
        "http://" + "a" * 5000,
        "",
    ],
)
def test_only_plain_http_addresses_are_asked(url: str) -> None:
    assert fetchable(url, ()) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://wire.example/feed",
        "https://wire.example:8443/?q=1",
        "http://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
        "http://समाचार.example/",
    ],
)
def test_an_ordinary_address_may_be_asked(url: str) -> None:
    assert fetchable(url, ()) is None


def test_a_name_with_one_public_address_may_be_dialed_and_one_with_none_not() -> None:
    assert name_allowed("wire.example", 80, ["10.0.0.1", "8.8.8.8"], ()) is None
    assert "resolves to 10.0.0.1, 127.0.0.1" in (name_allowed("wire.example", 80, ["10.0.0.1", "127.0.0.1"], ()) or "")
    assert "resolves to nothing" in (name_allowed("wire.example", 80, [], ()) or "")
    assert name_allowed("wire.example", 80, ["127.0.0.1"], ("127.0.0.1:80",)) is not None
    assert name_allowed("Wire.Example.", 80, ["127.0.0.1"], ("wire.example:80",)) is None


def resolved(addresses: list[str], *opened: str) -> list[str]:
    """What a connector would dial for a name with these addresses."""

    async def run() -> list[str]:
        connector = guarded_connector(opened, lambda _, __: [(socket.AF_INET, address) for address in addresses])
        try:
            return [found["host"] for found in await connector._resolver.resolve("wire.example", 80)]
        finally:
            await connector.close()

    return asyncio.run(run())


def test_of_a_name_with_public_and_private_addresses_only_the_public_ones_are_dialed() -> None:
    assert resolved(["10.0.0.1", "8.8.8.8", "127.0.0.1"]) == ["8.8.8.8"]
    assert resolved(["10.0.0.1"], "wire.example:80") == ["10.0.0.1"]
    with pytest.raises(Blocked, match=r"wire\.example resolves to 10\.0\.0\.1"):
        resolved(["10.0.0.1"], "wire.example:81")


def test_the_socket_itself_asks_the_guard_once_more() -> None:
    async def run() -> None:
        connector = guarded_connector(("127.0.0.1:81",))
        make = connector._socket_factory
        assert make is not None
        try:
            with pytest.raises(Blocked, match=r"127\.0\.0\.1 is not a public address"):
                make((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))
            make((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 81))).close()
            make((socket.AF_INET6, socket.SOCK_STREAM, 0, "", ("2606:4700:4700::1111", 443, 0, 0))).close()
        finally:
            await connector.close()

    asyncio.run(run())


def test_the_system_knows_this_machine_by_name() -> None:
    assert any(address in {"127.0.0.1", "::1"} for _, address in system_lookup("localhost", 80))


def test_a_name_that_is_no_name_is_a_failed_look_up() -> None:
    async def run() -> None:
        connector = guarded_connector(())
        try:
            with pytest.raises(OSError, match=r"label|encod"):
                await connector._resolver.resolve("a" * 70 + ".example", 80)
        finally:
            await connector.close()

    asyncio.run(run())
