"""Bad habits of servers and feeds, one a path, served from a process of its own; each tells what should become of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import struct
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Literal

from .newsstand import Feed, rss

Answer = AsyncIterator[bytes]
MIB = 1 << 20
UTF8 = "application/rss+xml; charset=utf-8"
GOOD = ("good-1", "good-2", "good-3")
OPEN = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Bad</title>'
CLOSE = b"</channel></rss>"
LINK = b"<link>https://bad.example/1</link><guid>https://bad.example/1</guid>"


@dataclass(frozen=True, slots=True)
class Habit:
    """What a server does, and whether copy should come of it; `follow` for a feed whose pages are the trouble."""

    says: str
    answer: Callable[[], Answer]
    ends: Literal["ok", "failed"] = "failed"
    follow: bool = False


async def whole(body: bytes, kind: str = "application/rss+xml", *more: str) -> Answer:
    """An honest answer with this body."""
    head = "\r\n".join(("HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close", *more))
    yield head.encode() + b"\r\n\r\n" + body


async def raw(*parts: bytes, pause: float = 0.0) -> Answer:
    """These very bytes, with a pause after each part."""
    for part in parts:
        yield part
        await asyncio.sleep(pause)


async def chunked(part: bytes, times: int, pause: float = 0.0, first: bytes = b"") -> Answer:
    """The same part in chunks, so many times."""
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for one in (first, *repeat(part, times)):
        if one:
            yield b"%x\r\n%s\r\n" % (len(one), one)
        await asyncio.sleep(pause)
    yield b"0\r\n\r\n"


async def never(first: bytes = b"") -> Answer:
    """A beginning, and then nothing."""
    yield first
    await asyncio.sleep(60)


def item(text: bytes, title: bytes = b"A bad item") -> bytes:
    """A feed of one item with this description."""
    return OPEN + b"<item><title>" + title + b"</title>" + LINK + b"<description>" + text + b"</description></item>" + CLOSE


def laughs() -> bytes:
    """Entities of entities."""
    rows = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{rows}]>'.encode() + item(b"&l9;")[21:]


def quadratic() -> bytes:
    """One long entity, very often."""
    return b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "' + b"a" * 50_000 + b'">]>' + item(b"&a;" * 50_000)[21:]


def entity(where: str) -> bytes:
    """An entity that wants a file or a server."""
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "{where}">]>'.encode() + item(b"&f;")[21:]


def long_json() -> bytes:
    """A JSON feed with a number of five million digits."""
    return b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b"9" * 5_000_000 + b"]}"


def attributes() -> bytes:
    """One item with very many attributes."""
    return OPEN + b"<item " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"/>" + CLOSE


@cache
def bomb(window: int) -> bytes:
    """A gigabyte of spaces, gzip (31) or deflate (15): one megabyte packed and repeated, as a full flush allows."""
    packer, spaces, gzip = zlib.compressobj(9, zlib.DEFLATED, -15), b" " * MIB, window == 31
    piece = packer.compress(spaces) + packer.flush(zlib.Z_FULL_FLUSH)
    check, sum_of = (0, zlib.crc32) if gzip else (1, zlib.adler32)
    for _ in range(1024):
        check = sum_of(spaces, check)
    head = b"\x1f\x8b\x08" + bytes(6) + b"\xff" if gzip else b"\x78\xda"
    tail = struct.pack("<II", check, 1024 * MIB) if gzip else struct.pack(">I", check)
    return head + piece * 1024 + packer.flush() + tail


@cache
def doll() -> bytes:
    """A bomb in a bomb."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(bomb(31)) + packer.flush()


def moved(to: str) -> Answer:
    """A redirect."""
    return raw(f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode())


def _page() -> bytes:
    """A feed with one teaser, whose page is the trouble."""
    return (
        OPEN + b"<item><title>Deep page</title><link>/deep-page</link><guid>deep</guid><description>Read on.</description></item>" + CLOSE
    )


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
_FEED = rss(Feed(9_999))

HABITS: dict[str, Habit] = {
    "gzip-bomb": Habit("1 GB of spaces in gzip", lambda: whole(bomb(31), "application/rss+xml", "Content-Encoding: gzip")),
    "deflate-bomb": Habit("1 GB of spaces in deflate", lambda: whole(bomb(15), "application/rss+xml", "Content-Encoding: deflate")),
    "nested-bomb": Habit("a bomb in a bomb", lambda: whole(doll(), "application/rss+xml", "Content-Encoding: gzip")),
    "endless": Habit("items without end", lambda: chunked(b"<item><title>More</title></item>" * 1000, 1_000_000, first=OPEN)),
    "drip": Habit("a byte every 50 ms, for ever", lambda: chunked(b"x", 1_000_000, 0.05)),
    "trickle": Habit("a good feed in 4 s, a little at a time", lambda: chunked(b"<!-- wait -->", 40, 0.1, first=_FEED), ends="ok"),
    "hang": Habit("takes the request, says nothing", never),
    "slow-head": Habit("a header every 100 ms, for ever", lambda: raw(_HEAD, *[b"X-More: x\r\n"] * 1000, pause=0.1)),
    "huge-header": Habit("one header of 1 MB", lambda: raw(_HEAD, b"X-Big: " + b"x" * MIB + b"\r\n\r\n" + _FEED)),
    "many-headers": Habit("100,000 headers", lambda: raw(_HEAD, b"X-More: and more\r\n" * 100_000, b"\r\n" + _FEED)),
    "endless-head": Habit("headers without end", lambda: raw(_HEAD, *[b"X-More: and more\r\n" * 1000] * 20_000)),
    "loop": Habit("a redirect to itself", lambda: moved("/loop")),
    "maze": Habit("redirects to ever new addresses", lambda: moved("/maze/x")),
    "bad-chunk": Habit("a chunk whose size is no number", lambda: raw(_HEAD, b"Transfer-Encoding: chunked\r\n\r\nzz\r\nfeed\r\n")),
    "huge-chunk": Habit("a chunk said to have 2^60 bytes", lambda: raw(_HEAD, b"Transfer-Encoding: chunked\r\n\r\n1000000000000000\r\nx")),
    "short": Habit("half of what was promised", lambda: raw(_HEAD, b"Content-Length: 100000\r\n\r\n", _FEED)),
    "not-http": Habit("no HTTP at all", lambda: raw(b"SSH-2.0-bad\r\n")),
    "laughs": Habit("a billion laughs", lambda: whole(laughs())),
    "quadratic": Habit("a long entity 50,000 times", lambda: whole(quadratic())),
    "xxe": Habit("an entity that is a local file", lambda: whole(entity("file:///etc/hostname")), ends="ok"),
    "xxe-net": Habit("an entity that is a server", lambda: whole(entity("http://127.0.0.1:1/")), ends="ok"),
    "deep": Habit("200,000 nested tags", lambda: whole(item(b"<b>" * 200_000 + b"x" + b"</b>" * 200_000))),
    "deep-html": Habit("100,000 nested tags in CDATA", lambda: whole(item(b"<![CDATA[" + b"<b>" * 100_000 + b"deep]]>")), ends="ok"),
    "empty-items": Habit("1.5 million empty items", lambda: whole(OPEN + b"<item/>" * 1_400_000 + CLOSE)),
    "deep-json": Habit("100,000 nested lists in JSON", lambda: whole(b"[" * 100_000 + b"]" * 100_000, "application/feed+json")),
    "long-json": Habit("a number of 5 million digits", lambda: whole(long_json(), "application/feed+json")),
    "nul": Habit("NULs and broken letters", lambda: whole(item(b"\x00\x01\xc3\x28 broken \xff\xfe", b"Nul \x00 in it")), ends="ok"),
    "attribute": Habit("an attribute of 9 MB", lambda: whole(OPEN + b'<item a="' + b"x" * 9_000_000 + b'"/>' + CLOSE)),
    "attributes": Habit("200,000 attributes", lambda: whole(attributes())),
    "text": Habit("an item of 9 MB of words", lambda: whole(item(b"many words " * 800_000)), ends="ok"),
    "one-word": Habit("a word of 9 MB", lambda: whole(item(b"x" * 9_000_000)), ends="ok"),
    "unclosed": Habit("300,000 paragraphs never closed", lambda: whole(item(b"<![CDATA[" + b"<p>a" * 300_000 + b"]]>")), ends="ok"),
    "unasked": Habit("304 without being asked", lambda: raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")),
    "charset": Habit("Windows-1252 called UTF-8", lambda: whole(item("Café “Zoë”, 5 €".encode("cp1252")), UTF8), ends="ok"),
    "odd-charset": Habit("a charset nobody has", lambda: whole(_FEED, "application/rss+xml; charset=zip_codec"), ends="ok"),
    "html": Habit("a web page instead", lambda: whole(b"<!doctype html><title>Sorry</title><h1>Back soon</h1>", "text/html")),
    "nothing": Habit("200 and nothing", lambda: whole(b"")),
    "deep-page": Habit("a feed whose page has 100,000 levels", lambda: whole(_page()), ends="ok", follow=True),
}  # fmt: skip


def _answer(path: str) -> Answer:
    name = path.strip("/")
    if name.startswith("good"):
        return whole(rss(Feed(int(name[-1]))))
    if name == "deep-page":
        return whole(b"<!doctype html><title>Deep</title><h1>Deep page</h1>" + b"<div>" * 100_000 + b"<p>Down here.</p>", "text/html")
    if name.startswith("maze"):
        return moved(f"/{name}x")
    habit = HABITS.get(name.removeprefix("bad-"))
    return habit.answer() if habit else raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


async def serve(hosts: list[str]) -> None:
    """Serve every habit on these addresses until told to end."""
    loop, ending = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ending.set)

    async def talk(taken: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await taken.readuntil(b"\r\n\r\n")
            async for part in _answer(head.split()[1].decode()):
                out.write(part)
                await out.drain()
            await asyncio.sleep(0.05)
        out.transport.abort() if out.transport.is_closing() else out.close()

    bomb(31), bomb(15), doll()  # packed beforehand: seconds of the server's are nobody's fault
    port, servers = 0, []
    for host in hosts:
        server = await asyncio.start_server(talk, host, port)
        port = port or server.sockets[0].getsockname()[1]
        servers.append(server)
    sys.stdout.write(json.dumps(port) + "\n")
    sys.stdout.flush()
    await ending.wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1].split(",")))
