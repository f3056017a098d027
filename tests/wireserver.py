"""A loopback server with verbs: it answers politely, or with whichever bad habit a test gives to a path."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

Habit = Callable[["Request", asyncio.StreamWriter], Awaitable[bool | None]]
RSS = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came: path with query, headers with lower-case names, when (seconds), and what it carried."""

    path: str
    headers: dict[str, str]
    at: float
    connection: int
    body: bytes = b""


@dataclass(slots=True)
class WireServer:
    """A server on a loopback address and a free port; every path does what it was told to. Unknown paths are 404."""

    host: str = "127.0.0.1"
    asked: list[Request] = field(default_factory=list)
    port: int = 0
    at_once: int = 0
    most_at_once: int = 0
    _habits: dict[str, Habit] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    def __enter__(self) -> Self:
        """Listen."""
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="wire server", daemon=True)
        self._thread.start()
        assert ready.wait(5)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Hang up on everybody."""
        self._loop.call_soon_threadsafe(self._stop.set)
        assert self._thread is not None
        self._thread.join(5)
        self._loop.close()

    @property
    def authority(self) -> str:
        """host:port, as `allow_private` has it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return f"http://{self.authority}{path}"

    def asked_for(self, path: str) -> list[Request]:
        """The requests for a path, in order."""
        return [one for one in self.asked if one.path.split("?")[0] == path]

    # --- verbs: what a path does -------------------------------------------------------------------------------
    def do(self, path: str, habit: Habit) -> str:
        """Give a path a habit; its address."""
        self._habits[path] = habit
        return self.url(path)

    def serve(self, path: str, body: bytes, *, status: int = 200, kind: str = RSS, **headers: str) -> str:
        """A whole, honest answer; underscores in header names stand for hyphens."""
        return self.do(path, lambda _, out: reply(out, status, body, {"Content-Type": kind} | _named(headers)))

    def serve_in_turn(self, path: str, *answers: tuple[int, bytes]) -> str:
        """One (status, body) after another; the last one for ever."""
        left = list(answers)

        async def habit(_: Request, out: asyncio.StreamWriter) -> bool:
            status, body = left.pop(0) if len(left) > 1 else left[0]
            return await reply(out, status, body, {"Content-Type": RSS})

        return self.do(path, habit)

    def be_polite(self, path: str, body: bytes, modified: str = "Tue, 03 Mar 2026 06:00:00 GMT") -> str:
        """Validators, and 304 to whoever sends one back byte for byte."""
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:12]}-gzip"'

        async def habit(request: Request, out: asyncio.StreamWriter) -> bool:
            known = request.headers.get("if-none-match") == etag or request.headers.get("if-modified-since") == modified
            return await reply(out, 304 if known else 200, b"" if known else body, {"ETag": etag, "Last-Modified": modified})

        return self.do(path, habit)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Point elsewhere."""
        return self.do(path, lambda _, out: reply(out, status, b"", {"Location": to}))

    def hang(self, path: str) -> str:
        """Take the request and say nothing."""
        return self.do(path, self._wait)

    def stall(self, path: str, first: bytes) -> str:
        """Send a beginning and then nothing more."""

        async def habit(request: Request, out: asyncio.StreamWriter) -> bool:
            out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + first)
            await out.drain()
            return await self._wait(request, out)

        return self.do(path, habit)

    def drip(self, path: str, pause: float = 0.05) -> str:
        """One byte after another, for ever."""

        async def habit(_: Request, out: asyncio.StreamWriter) -> bool:
            out.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while not self._stop.is_set():
                out.write(b"1\r\nx\r\n")
                await out.drain()
                await asyncio.sleep(pause)
            return False

        return self.do(path, habit)

    def never_end(self, path: str) -> str:
        """Items, as fast as they are taken."""

        async def habit(_: Request, out: asyncio.StreamWriter) -> bool:
            out.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            chunk = b"<item><title>One more</title></item>" * 1000
            while not self._stop.is_set():
                out.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
                await out.drain()
            return False

        return self.do(path, habit)

    def send_head_for_ever(self, path: str) -> str:
        """Headers without end."""

        async def habit(_: Request, out: asyncio.StreamWriter) -> bool:
            out.write(b"HTTP/1.1 200 OK\r\n")
            while not self._stop.is_set():
                out.write(b"X-More: and more\r\n" * 100)
                await out.drain()
            return False

        return self.do(path, habit)

    def send_raw(self, path: str, answer: bytes, *, reset: bool = False) -> str:
        """These very bytes, then a hang-up, or a reset."""

        async def habit(_: Request, out: asyncio.StreamWriter) -> bool:
            out.write(answer)
            await out.drain()
            if reset:
                await asyncio.sleep(0.05)
                wire: socket.socket = out.get_extra_info("socket")
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                out.transport.abort()
            return False

        return self.do(path, habit)

    # --- the machinery -----------------------------------------------------------------------------------------
    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen(ready))
        self._loop.close()

    async def _listen(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._connection, self.host, 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        talking = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
        await asyncio.sleep(0.01)  # aborted transports close their sockets in the loop's next turns

    async def _connection(self, taken: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            while await self._talk(taken, out):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # one of both sides hung up; asyncio's streams can't bear a connection that ends as canceled
        finally:
            self.at_once -= 1
            if self._stop.is_set():
                out.transport.abort()  # what is still in the buffer is owed to nobody
            out.close()

    async def _talk(self, taken: asyncio.StreamReader, out: asyncio.StreamWriter) -> bool:
        head = (await taken.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if line)
        named = {name.lower(): value for name, value in headers.items()}
        body = await taken.readexactly(int(named.get("content-length", "0")))
        request = Request(head[0].split()[1], named, time.monotonic(), id(out), body)
        self.asked.append(request)
        habit = self._habits.get(request.path.split("?")[0])
        if habit is None:
            return await reply(out, 404, b"no such path", {})
        return bool(await habit(request, out))

    async def _wait(self, _: Request, __: asyncio.StreamWriter) -> bool:
        await self._stop.wait()
        return False


async def reply(out: asyncio.StreamWriter, status: int, body: bytes, headers: dict[str, str]) -> bool:
    """A whole answer; the connection stays open."""
    length = {} if status == 304 else {"Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in (headers | length).items())]
    out.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
    await out.drain()
    return True


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def packed(body: bytes) -> bytes:
    """A body as gzip."""
    return gzip.compress(body, mtime=0)
