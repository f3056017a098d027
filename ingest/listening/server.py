"""The server around an application: alone or in a thread of its own beside the line, and never held up by who is slow."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
import time
from typing import TYPE_CHECKING, ClassVar

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable, Iterator
    from typing import Any

    from starlette.types import ASGIApp
    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

LEAVE_S = 3
LONGEST_HEAD = 16_384
MOST_AT_ONCE = 400
HEAD_S = 10.0  # for the head of a request, from the connection or the last answer on
UNREAD = 6  # times the patience for a head
MOST_CRUMBS, A_PIECE = 1000, 64  # pieces of a body after which they must have so many bytes on the average
TOLD_A_MINUTE = 10


class Server(uvicorn.Server):
    """The server of one application; `leaving` is awaited first when it is to end, so that who waits for news is told."""

    def __init__(self, app: ASGIApp, *, leaving: Callable[[], Awaitable[None]] | None = None, head_s: float = HEAD_S) -> None:
        """Around an application; the head of a request may take `head_s` seconds."""
        self._leaving = leaving
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http=type("Impatient", (Impatient,), {"head_s": head_s}),
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                h11_max_incomplete_event_size=LONGEST_HEAD,
                limit_concurrency=MOST_AT_ONCE,
                timeout_graceful_shutdown=LEAVE_S,
            )
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are heard by whoever starts us: uvicorn would end with the signal itself, where leaving in good order is 0."""
        yield

    def leave(self) -> None:
        """Finish what is being answered, then go."""
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Leave: those that wait for news are told first, so that they don't hold the door."""
        if self._leaving is not None:
            await self._leaving()
        await super().shutdown(sockets)


class Crumbs(Exception):
    """A body comes in pieces so small that reading it costs more than it is worth."""


class Thrifty(h11.Connection):
    """The reading of one connection. A body in pieces of a few bytes costs some 20 µs each: of a megabyte, seconds that others wait."""

    pieces = size = 0

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """What comes next. Raises Crumbs."""
        event = super().next_event()
        if isinstance(event, h11.Request):
            self.pieces = self.size = 0
        elif isinstance(event, h11.Data):
            self.pieces += 1
            self.size += len(event.data)
            if self.pieces > MOST_CRUMBS and self.size < self.pieces * A_PIECE:
                raise Crumbs
        return event


class Impatient(H11Protocol):
    """A connection whose next request must have its whole head within `head_s` seconds: who drips it holds no place for long.

    Who takes nothing of an answer for six times as long is let go of too.
    """

    head_s: ClassVar[float] = HEAD_S

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's business
        """As uvicorn makes it, with a journal that can't be flooded."""
        super().__init__(*given, **named)
        self.logger = QUIET
        self.conn = Thrifty(h11.SERVER, LONGEST_HEAD)
        self._began = self._moved = 0.0
        self._left = 0
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        """Somebody has come: the time for the head runs."""
        super().connection_made(transport)
        self._began = self.loop.time()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """They have left."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """What they sent; who sends crumbs is let go of without a word."""
        try:
            super().handle_events()
        except Crumbs:
            self.transport.abort()

    def on_response_complete(self) -> None:
        """They were answered: the time for the next head runs."""
        self._began = self.loop.time()
        super().on_response_complete()

    def _look(self) -> None:
        """Close the door on who has been at a head for too long, or takes nothing of their answer."""
        now, left = self.loop.time(), self.transport.get_write_buffer_size()
        if left != self._left:
            self._left, self._moved = left, now
        cycle: RequestResponseCycle | None = self.cycle
        waits = cycle is None or cycle.response_complete
        if now - self._moved >= UNREAD * self.head_s if left else waits and now - max(self._began, self._moved) >= self.head_s:
            self.transport.abort()
            return
        self._watch = self.loop.call_later(self.head_s / 4, self._look)


class _Few(logging.Filter):
    """Lets ten lines a minute through: what strangers send must not fill a disk."""

    def __init__(self) -> None:
        """Nothing told yet."""
        super().__init__()
        self._since, self._told = time.monotonic(), 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this one is told; faults of our own always are."""
        if record.levelno >= logging.ERROR:
            return True
        if time.monotonic() - self._since >= 60:  # noqa: PLR2004 - a minute
            self._since, self._told = time.monotonic(), 0
        self._told += 1
        return self._told <= TOLD_A_MINUTE


QUIET = logging.getLogger("uvicorn.error.listening")
QUIET.addFilter(_Few())


def serve_alone(server: Server, place: socket.socket) -> None:
    """Serve until a signal asks us to leave."""

    async def serve() -> None:
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, server.leave)
        await server.serve(sockets=[place])

    asyncio.run(serve())


@contextlib.contextmanager
def serving_beside(server: Server, place: socket.socket, name: str) -> Iterator[Server]:
    """Serve in a thread of its own, with a loop of its own: nobody who asks waits for a feed."""
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[place])), name=name, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.leave()
        thread.join(LEAVE_S + 10)
