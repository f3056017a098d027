"""Who asks, and under which name: a page elsewhere may have bent its own name to our address, so only names we were given count."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def said_name(request: Request) -> str:
    """The name under which somebody asks for us, without its port."""
    host = request.headers.get("host", "").lower()
    return host.rpartition(":")[0] if not host.endswith("]") and host.rpartition(":")[2].isdigit() else host


def known_name(name: str, listen: str, hosts: Iterable[str]) -> bool:
    """Whether a name is loopback's, one of `hosts`, or the address we listen at."""
    own = listen.rpartition(":")[0].lower() if not listen.startswith("unix:") else "localhost"
    return name in {*LOOPBACK, *hosts, own}


def peer(request: Request) -> str:
    """Where a request comes from: an address, or `unix` for whoever came through the socket."""
    return request.client.host if request.client and request.client.host else "unix"
