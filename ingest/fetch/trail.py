"""How far a request came, and its end in words: what an operator reads when a server behaves badly."""

from __future__ import annotations

import errno
import os
import time
from typing import TYPE_CHECKING, Any

import aiohttp

from ingest.dial.guard import Blocked
from ingest.dial.sockets import CONNECT_S
from ingest.fetch.body import BadBody, people

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.fetch.load import Load
    from ingest.terms import FetchFailed, Hop


SILENCE_S = 2.0  # a shorter pause is a slow server, not a silent one


class Trail:
    """One fetch on its way: the address now asked, whether a connection stood, what arrived and when."""

    def __init__(self, url: str, load: Load, clock: Callable[[], float] = time.monotonic) -> None:
        """Start at an address, with a claim on memory; `clock` gives seconds."""
        self.start, self.url, self.load, self._clock = url, url, load, clock
        self.connected = False
        self.reached = False
        self.kept = False  # the connection was there before
        self.bytes = 0
        self.hops: list[Hop] = []
        self.failed: FetchFailed | None = None  # a try that failed, while the next one is waited for
        self.last = clock()
        self.started = self.last

    def ask(self, url: str) -> None:
        """A new request begins."""
        self.url, self.reached, self.kept, self.bytes, self.failed = url, False, False, 0, None
        self.last = self.started = self._clock()

    def reach(self, *, kept: bool = False) -> None:
        """A connection stands; it may be one that was kept from a request before."""
        self.connected = self.reached = True
        self.kept = self.kept or kept
        self.last = self._clock()

    def arrived(self, size: int) -> None:
        """Bytes of the body came."""
        self.bytes += size
        self.last = self._clock()

    def stale(self, error: Exception) -> bool:
        """Whether a kept connection was hung up before it brought anything: servers close idle ones when they like, often after 5 s."""
        return self.kept and not self.bytes and isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError)

    def where(self, reason: str) -> str:
        """The reason, with the address where it is not the one first asked."""
        return reason if self.url == self.start else f"after a redirect to {self.url[:200]}: {reason}"

    def late(self, deadline_s: float) -> str:
        """Why the deadline was passed."""
        silent = self._clock() - self.last
        if not self.reached:
            return self.where(f"no connection within {deadline_s:g} s")
        if not self.bytes:
            return self.where(f"the server took the request and then said nothing for {silent:.1f} s")
        if silent > max(SILENCE_S, deadline_s / 4):
            return self.where(f"the server sent {people(self.bytes)} and then nothing for {silent:.1f} s")
        return self.where(f"the server sent {people(self.bytes)} and was not done after {deadline_s:g} s")

    def broken(self, error: Exception) -> str:
        """Why a request broke off."""
        return self.where(next((words(error, self) for kind, words in _ENDS if isinstance(error, kind)), _other(error)))


def passing(error: Exception) -> bool:
    """Whether a second try a moment later may help: a connection that could not be made, for another reason than name, proof or guard."""
    if isinstance(error, aiohttp.ClientConnectorDNSError | aiohttp.ClientSSLError | aiohttp.ClientConnectorCertificateError):
        return False
    return isinstance(error, aiohttp.ClientConnectorError) and not isinstance(error.os_error, Blocked)


def _short(error: BaseException) -> str:
    """An error as people say it: the system's own words where it has a number, else the library's."""
    if isinstance(error, OSError) and error.errno is not None and error.errno in errno.errorcode:
        return os.strerror(error.errno)
    return _line(str(getattr(error, "strerror", None) or error)) or type(error).__name__


def _line(text: str) -> str:
    """A library's words on one line, and not too long."""
    return " ".join(text.split())[:200]


def _connect(error: aiohttp.ClientConnectorError, _: Trail) -> str:
    if isinstance(error.os_error, Blocked):
        return str(error.os_error)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"the name {error.host} can't be looked up ({_short(error.os_error)})"
    return f"no connection to {error.host}:{error.port} ({_short(error.os_error)})"


def _other(error: Exception) -> str:
    return f"the request failed ({type(error).__name__}: {_short(error)})"


# How a request can break off and the words for it; the first kind that fits is taken, so the narrower stand first.
_ENDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Callable[[Any, Trail], str]], ...] = (
    (BadBody, lambda error, _: str(error)),
    (
        (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError),
        lambda error, _: f"the server can't prove who it is (TLS: {_short(error)})",
    ),
    (aiohttp.ClientConnectorError, _connect),
    (aiohttp.ConnectionTimeoutError, lambda _, __: f"no connection within {CONNECT_S:g} s"),
    (aiohttp.ServerDisconnectedError, lambda _, __: "the server hung up without an answer"),
    (
        aiohttp.ClientPayloadError,
        lambda _, trail: f"the body is shorter than the server promised: it broke off after {people(trail.bytes)}",
    ),
    (
        (aiohttp.ClientOSError, ConnectionError),
        lambda error, trail: f"the connection was cut after {people(trail.bytes)} ({_short(error)})",
    ),
    (aiohttp.ClientResponseError, lambda error, _: f"the answer is not proper HTTP ({_line(error.message)})"),
)
