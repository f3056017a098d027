"""What one value of a row may be, each check with its remedy."""

from __future__ import annotations

import os
import re
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from ingest.settings.problems import Complaint, did_you_mean
from ingest.terms import Secret

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PERIOD = re.compile(r"(\d{1,6})\s*(s|m|h|d)")
_PAIR = re.compile(r"(?:\[([0-9A-Fa-f:.%]+)\]|([^\s\[\]:/@]+)):(\d{1,5})")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST_PATH, LONGEST_NAME = 4000, 255  # characters of a path and bytes of a name in it, which no file system exceeds
POLITE_S = 60  # polling a public site more than once a minute is never polite
LONGEST_S = 30 * 86400


def check_id(value: str) -> str:
    """An id that is safe in a file name, a URL and a shell."""
    if not _ID.fullmatch(value):
        raise Complaint("id", f"{value!r} must be small letters, digits, '.', '_' or '-', at most 64, beginning with a letter or digit")
    return value


def seconds(value: int | str, key: str = "every") -> int:
    """A period: whole seconds, or a text such as "15m", "1h"."""
    if isinstance(value, str):
        read = _PERIOD.fullmatch(value.strip().lower())
        if not read:
            raise Complaint(key, f'{value!r} is not a period; write seconds, or "90s", "15m", "1h", "1d"')
        value = int(read.group(1)) * _SECONDS[read.group(2)]
    if not 1 <= value <= LONGEST_S:
        raise Complaint(key, "must be between one second and 30 days")
    return value


def check_url(value: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """An address of one of these schemes, with a host and without a password."""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine or any(sign.isspace() for sign in value):
        begins = " or ".join(f"{scheme}://" for scheme in schemes)
        raise Complaint("url", f"{value!r} is not an address; it must begin with {begins} and name a host")
    if parts.username or parts.password:
        raise Complaint("url", "holds a user name or password, which would reach logs; leave it out")
    return value


def check_selector(value: str) -> str:
    """A selector, CSS or XPath, that can find links."""
    from normalizers.page.listing import fault  # the parsers of markup are only needed where a selector is named

    wrong = fault(value)
    if wrong:
        raise Complaint("links", f'{wrong}; write for example "main h2 a" or "//main//h2/a"')
    return value


def check_zone(value: str) -> str:
    """A zone that the zone data of this machine knows."""
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):  # not found, a folder's name, a path
        raise Complaint("zone", f"{value!r} is not a time zone; {_near_zone(value)}") from None
    return value


def _near_zone(value: str) -> str:
    """The nearest IANA name, or an example where none is near."""
    says = did_you_mean(value, available_timezones())
    return says if says.startswith("did") else 'write an IANA name such as "Asia/Kolkata"'


def check_listen(value: str) -> str:
    """Where the desk may listen: host:port, or the path of a socket."""
    if value.startswith("unix:/"):
        return value
    read = _PAIR.fullmatch(value)
    if not read or int(read.group(3)) > 65_535:  # noqa: PLR2004 - the highest port
        raise Complaint("listen", f'{value!r} is not host:port; write for example "127.0.0.1:8642" or "unix:/run/copytaster/desk.sock"')
    return value


def is_loopback(listen: str) -> bool:
    """Whether only this machine can reach a place."""
    return listen.startswith("unix:") or listen.rpartition(":")[0] in ("127.0.0.1", "[::1]", "localhost")


def check_network(value: str) -> str:
    """A network that a trusted proxy stands in, or `unix` for whoever comes through the socket."""
    try:
        return value if value == "unix" else str(ip_network(value))
    except ValueError:
        raise Complaint("trusted_proxies", f'{value!r} is not a network; write for example "10.1.2.3/32" or "unix"') from None


def check_pair(value: str) -> str:
    """A host:port pair that may be dialed though it is private; IPv6 in brackets."""
    read = _PAIR.fullmatch(value)
    if not read or not 1 <= int(read.group(3)) <= 65_535:  # noqa: PLR2004 - the highest port
        raise Complaint("allow_private", f'{value!r} is not host:port; write for example "127.0.0.1:8099" or "[::1]:8099"')
    return value.lower()


def under(base: Path, name: str, key: str) -> Path:
    """An absolute path; a relative one counts from `base`."""
    if not name.strip() or "\0" in name:
        raise Complaint(key, "is not a path")
    if len(name) > LONGEST_PATH or any(len(os.fsencode(part)) > LONGEST_NAME for part in name.split("/")):
        raise Complaint(key, "is longer than a path may be")
    try:
        return Path(os.path.normpath(base.absolute() / Path(name).expanduser()))  # no resolve(): `current` links may move
    except RuntimeError as failure:
        raise Complaint(key, f"{name!r} names a home folder nobody has") from failure


def secret_in(value: str | None, base: Path, key: str) -> Secret | None:
    """Where a secret stands, `env:NAME` or `file:PATH` (counting from `base`); a secret that stands here itself is refused."""
    if value is None:
        return None
    kind, _, name = value.partition(":")
    if kind == "env" and name.isidentifier():
        return Secret(value)
    if kind == "file" and name.strip():
        return Secret(f"file:{under(base, name, key)}")
    raise Complaint(key, 'must say where the secret stands, not what it is; write "env:NAME" or "file:/path"')
