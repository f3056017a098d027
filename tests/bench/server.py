"""A loopback newsstand in a process of its own: as fast as asyncio allows, on many addresses, with validators, keep-alive and TLS.

Paths: `/feed/N.rss`; `/~reprint?every=K` and `/~publish?every=K` give each K-th feed other bytes or two new entries;
`/~count` tells in JSON what was asked since it was last asked itself.
"""

from __future__ import annotations

import asyncio
import json
import signal
import ssl
import sys
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from .newsstand import Feed, rss

NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n"
COPY = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\nETag: %s\r\nContent-Length: %d\r\n\r\n"
FRESH = 2


@dataclass(slots=True)
class Stand:
    """Every feed, printed and ready, and the count of who asked."""

    feeds: list[Feed]
    printed: list[bytes] = field(default_factory=list)
    marks: list[bytes] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    often: Counter[int] = field(default_factory=Counter)
    open_at: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Print everything once."""
        for feed in self.feeds:
            self.printed.append(rss(feed))
            self.marks.append(_mark(feed))

    def change(self, every: int, fresh: int) -> int:
        """Give each so-many-th feed that many new entries, or for none other bytes; how many changed."""
        for number in range(0, len(self.feeds), every):
            old = self.feeds[number]
            feed = self.feeds[number] = old.grown(fresh) if fresh else old.reprinted()
            self.printed[number], self.marks[number] = rss(feed), _mark(feed)
        return len(range(0, len(self.feeds), every))

    def tell(self) -> dict[str, int]:
        """What was asked since the last telling."""
        often = self.often.values()
        told = dict(self.count) | {"least": min(often, default=0), "most": max(often, default=0)}
        self.count.clear()
        self.often.clear()
        return told


def _mark(feed: Feed) -> bytes:
    return f'W/"{feed.number}-{feed.first}-{feed.printing}-gzip"'.encode()


class Counterhand(asyncio.Protocol):
    """One connection: request heads in, answers out."""

    def __init__(self, stand: Stand) -> None:
        """Serve this stand."""
        self._stand, self._held = stand, b""
        self._transport: asyncio.Transport | None = None
        self._host = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client came."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host = transport.get_extra_info("sockname")[0]
        stand = self._stand
        stand.count["connections"] += 1
        stand.open_at[self._host] += 1
        stand.count["most_at_one_host"] = max(stand.count["most_at_one_host"], stand.open_at[self._host])
        stand.count["most_at_once"] = max(stand.count["most_at_once"], stand.open_at.total())

    def connection_lost(self, exc: Exception | None) -> None:
        """The client left."""
        self._stand.open_at[self._host] -= 1

    def data_received(self, data: bytes) -> None:
        """Answer every whole head."""
        self._held += data
        assert self._transport is not None
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head, self._held = self._held[:end], self._held[end + 4 :]
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        path = head[4 : head.index(b" HTTP/", 4)]
        if not path.startswith(b"/feed/"):
            return self._told(path.decode())
        number = int(path[6 : path.index(b".")])
        self._stand.often[number] += 1
        mark, body = self._stand.marks[number], self._stand.printed[number]
        if b"\r\nIf-None-Match: " + mark in head:
            self._stand.count["304"] += 1
            return NOT_MODIFIED % mark
        self._stand.count["200"] += 1
        return COPY % (mark, len(body)) + body

    def _told(self, path: str) -> bytes:
        parts = urlsplit(path)
        every = int(parse_qs(parts.query).get("every", ["1"])[0])
        match parts.path:
            case "/~reprint":
                told: object = self._stand.change(every, 0)
            case "/~publish":
                told = self._stand.change(every, FRESH)
            case "/~count":
                told = self._stand.tell()
            case _:
                return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body = json.dumps(told).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def _secrets(folder: str, group: int, hosts: int) -> list[ssl.SSLContext]:
    """Each host's own context."""
    made = []
    for number in range((hosts + group - 1) // group):
        made.append(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
        made[-1].load_cert_chain(f"{folder}/stand-{number}.pem")
    return [made[place // group] for place in range(hosts)]


async def serve(feeds: int, hosts: list[str], secrets: list[ssl.SSLContext] | None) -> None:
    """Listen on every address at one port, say which, and serve until told to end."""
    stand = Stand([Feed(number) for number in range(feeds)])
    loop = asyncio.get_running_loop()
    ending = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ending.set)
    port, servers = 0, []
    for place, host in enumerate(hosts):
        tls = secrets[place] if secrets else None
        server = await loop.create_server(lambda: Counterhand(stand), host, port, ssl=tls, backlog=1024)
        port = port or server.sockets[0].getsockname()[1]
        servers.append(server)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await ending.wait()
    for server in servers:
        server.close()


if __name__ == "__main__":
    count, told_hosts, *told_secrets = sys.argv[1:]
    names = told_hosts.split(",")
    known = _secrets(told_secrets[0], int(told_secrets[1]), len(names)) if told_secrets else None
    asyncio.run(serve(int(count), names, known))
