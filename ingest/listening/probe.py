"""Whether anybody listens where our door should: asked on this machine, in two seconds at the most."""

from __future__ import annotations

import http.client
import socket
from contextlib import closing
from typing import Literal

MARK = "X-Copytaster"
PATIENCE_S = 2.0
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where who listens everywhere is asked

Found = Literal["ours", "other", "nobody"]


class _Local(http.client.HTTPConnection):
    """A connection through a socket of the file system."""

    def connect(self) -> None:
        """Connect to the socket's path."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE_S)
        self.sock.connect(self.host)


def who_listens(listen: str) -> Found:
    """Who answers at a place: a door of ours, something else, or nobody."""
    try:
        with closing(_connection(listen)) as wire:
            wire.connect()
            return _asked(wire)
    except OSError:
        return "nobody"


def _connection(listen: str) -> http.client.HTTPConnection:
    """A connection to a place, not opened yet."""
    if listen.startswith("unix:"):
        made: http.client.HTTPConnection = _Local("localhost", timeout=PATIENCE_S)
        made.host = listen.removeprefix("unix:")
        return made
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    return http.client.HTTPConnection(ANYWHERE.get(host, host), int(port), timeout=PATIENCE_S)


def _asked(wire: http.client.HTTPConnection) -> Found:
    """What the other side of an open connection is."""
    try:
        wire.request("GET", "/liveness", headers={"Host": "localhost"})
        return "ours" if wire.getresponse().headers.get(MARK) == "door" else "other"
    except (OSError, http.client.HTTPException):
        return "other"
