"""Who may be dialed: public addresses, and the host:port pairs that a source's `allow_private` opens; nothing else.

`ipaddress.is_global` is not enough: it passes multicast, site-local addresses and every form that carries an IPv4 address inside an
IPv6 one. So IPv6 starts from the one block that is in use for the public net and takes the special pieces out again.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from yarl import URL

if TYPE_CHECKING:
    from collections.abc import Sequence

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

SCHEMES = ("http", "https")
LONGEST_URL = 4096
PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
# Special-purpose registries of IANA, where `is_global` says yes or depends on the Python version.
SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",  # benchmarks
        "240.0.0.0/4",  # reserved
    )
)
SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(net)
    for net in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries an IPv4 address
        "3fff::/20",  # documentation
    )
)
# 127.1, 2130706433, 0x7f000001, 0177.0.0.1: what inet_aton reads as an address and people read as a name.
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\.?", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9._-]+", re.IGNORECASE)  # after IDNA; a percent sign or a slash has no business in it
_PLAIN_V4 = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")


class Blocked(OSError):
    """An address that may not be dialed; the text is the reason, in words."""


def allowed(address: str, port: int, opened: Sequence[str]) -> str | None:
    """None where the address may be dialed, else why not; `opened` are the pairs of `allow_private`.

    >>> allowed("10.0.0.1", 80, ())
    '10.0.0.1 is not a public address; to allow it, put "10.0.0.1:80" into allow_private'
    >>> allowed("127.0.0.1", 8099, ("127.0.0.1:8099",)) is None
    True
    """
    ip = _parsed(address)
    if ip is None:
        return f"{address} is not an address in its plain spelling"
    if (ip.compressed, port) in pairs(opened) or _public(ip):
        return None
    return f'{address} is not a public address; to allow it, put "{_pair(ip, port)}" into allow_private'


def fetchable(url: str, opened: Sequence[str]) -> str | None:
    """None where an address may be asked at all, else why not: scheme, spelling, credentials, an IP address in it."""
    if len(url) > LONGEST_URL:
        return f"the address is longer than {LONGEST_URL} characters"
    try:
        parts = URL(url)
        host, port = parts.raw_host, parts.port
    except ValueError as error:
        return f"{url[:200]} is not an address that can be fetched ({error})"
    if parts.scheme not in SCHEMES or not host or port is None:
        return f"{url[:200]} is not an http or https address"
    if parts.user is not None or parts.password is not None:
        return "the address carries a user name or password; nothing is sent that could leak them"
    return dialable(host, port, opened)


def dialable(host: str, port: int, opened: Sequence[str]) -> str | None:
    """None where a host of an address may be dialed as far as its spelling tells, else why not; what a name leads to is asked later."""
    if ":" in host or _PLAIN_V4.fullmatch(host):
        return allowed(host, port, opened)
    if _NUMERIC.fullmatch(host):
        return f"{host} is a number that stands for an address; write the address in its plain spelling"
    if not _NAME.fullmatch(host):
        return f"{host[:200]} is not the name of a host"
    return None


def name_allowed(host: str, port: int, addresses: Sequence[str], opened: Sequence[str]) -> str | None:
    """None where a name that was looked up may be dialed at one of its addresses at least, else why not.

    A private address behind a name counts as opened only where `allow_private` has that very name: a name is not ours to trust.
    """
    if (host.lower().rstrip("."), port) in pairs(opened):
        return None
    refused = [address for address in addresses if allowed(address, port, ())]
    if len(refused) < len(addresses):
        return None
    where = ", ".join(refused[:3]) or "nothing"
    return f'{host} resolves to {where}, which is not public; to allow it, put "{host}:{port}" into allow_private'


def pairs(opened: Sequence[str]) -> frozenset[tuple[str, int]]:
    """The entries of `allow_private` as (host, port): `127.0.0.1:8099`, `[::1]:8099`, `wire.newsroom.example:8000`."""
    return _pairs(tuple(opened)) if opened else frozenset()


@lru_cache(maxsize=4096)
def _pairs(opened: tuple[str, ...]) -> frozenset[tuple[str, int]]:
    """The pairs, read once a source: every request asks for them three times."""
    found = set()
    for entry in opened:
        host, _, port = entry.strip().rpartition(":")
        bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if bare and port.isascii() and port.isdigit():
            ip = _parsed(bare)
            found.add((ip.compressed if ip else bare.lower().rstrip("."), int(port)))
    return frozenset(found)


def _parsed(address: str) -> IPAddress | None:
    if "%" in address:  # a zone id names an interface of this machine
        return None
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


def _public(ip: IPAddress) -> bool:
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified or not ip.is_global:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in net for net in SPECIAL_V4)
    return ip in PUBLIC_V6 and not any(ip in net for net in SPECIAL_V6)


def _pair(ip: IPAddress, port: int) -> str:
    return f"[{ip.compressed}]:{port}" if isinstance(ip, ipaddress.IPv6Address) else f"{ip.compressed}:{port}"
