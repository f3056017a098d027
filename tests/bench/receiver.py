"""A receiver in a process of its own, as fast as asyncio allows: takes every request, answers 200. Prints its port; ends on SIGTERM."""

from __future__ import annotations

import asyncio
import re
import signal
import sys

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Hand(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._held = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A sender came."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self._held += data
        assert self._transport is not None
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            found = LENGTH.search(self._held[:end])
            size = end + 4 + (int(found.group(1)) if found else 0)
            if len(self._held) < size:
                return
            del self._held[:size]
            self._transport.write(ANSWER)


async def serve() -> None:
    """Listen until told to end."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ending.set)
    server = await loop.create_server(Hand, "127.0.0.1", 0, backlog=256)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await ending.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
