"""Who may come in: names we know, a token for who pulls (or this machine alone), and headers that keep an answer inert."""

from __future__ import annotations

import base64
import binascii
import hmac
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from ingest.door.problems import Turned, later
from ingest.listening import known_name, peer, said_name
from ingest.settings import ConfigError, reveal

if TYPE_CHECKING:
    from starlette.requests import Request

    from ingest.door.rooms import Rooms
    from ingest.terms import Door, Secret

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
SOON_S = 30


def check_name(request: Request, door: Door) -> None:
    """Refuse a name that nobody gave us: a page elsewhere may have bent its own name to our address. Raises Turned."""
    name = said_name(request)
    if not known_name(name, door.listen, door.hosts):
        raise Turned(421, f"This door is not called {name[:80]!r}; name it in `hosts` of the [door] table if it should be.")


def check_puller(request: Request, rooms: Rooms) -> None:
    """Let those in who show the token; where there is none, this machine alone. Raises Turned."""
    door = rooms.config().door
    if door.token is None:
        if not from_here(request):
            raise Turned(403, "Only this machine may ask here as long as [door] has no token.")
        return
    shown = _shown(request.headers.get("authorization", ""))
    if not hmac.compare_digest(shown, told(door.token, rooms).encode()):
        raise Turned(401, "Show the token: Authorization: Bearer TOKEN.", {"WWW-Authenticate": 'Bearer realm="copytaster"'})


def told(secret: Secret, rooms: Rooms) -> str:
    """A secret's words. Raises Turned (503) where they can't be had, which the journal is told."""
    try:
        return reveal(secret)
    except ConfigError as wrong:
        rooms.troubles.tell(says=str(wrong))
        raise later("We lack a secret to know you by; try again later.", SOON_S) from wrong


def from_here(request: Request) -> bool:
    """Whether somebody on this machine asks; what a proxy of this machine hands on comes from elsewhere."""
    if any(name in request.headers for name in FORWARDED):
        return False
    where = peer(request)
    if where == "unix":
        return True
    try:
        address = ip_address(where.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _shown(header: str) -> bytes:
    """The token that a request shows: a bearer's, or as the password of those feed readers that know no other way."""
    kind, _, rest = header.partition(" ")
    if kind.lower() == "bearer":
        return rest.strip().encode("utf-8", "surrogateescape")
    if kind.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return b""
    return b""
