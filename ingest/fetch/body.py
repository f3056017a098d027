"""The body of an answer, unpacked while it streams and never past the limit: a bomb is stopped at the byte where it goes too far."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

ACCEPTED = "gzip, deflate, br"
_GZIP, _ZLIB, _RAW = 31, 15, -15
_METHOD = 8  # zlib's first byte names its method in the low bits
LARGE = 1_000_000  # bytes: few of such bodies are in memory at once
_KB, _MB = 1_000, 1_000_000


class BadBody(ValueError):
    """A body that can't be taken; the text is the reason, in words."""


class Unpacker:
    """Takes the bytes of the wire, gives the bytes that were meant, at most `limit` of them."""

    def __init__(self, encoding: str, limit: int) -> None:
        """Know the Content-Encoding; refuse one we did not ask for."""
        self._encoding = encoding.strip().lower()
        if self._encoding not in {"", "identity", "gzip", "x-gzip", "deflate", "br"}:
            raise BadBody(f"the body is packed with {encoding[:40]!r}, which we did not ask for")
        self._packed = self._encoding not in {"", "identity"}
        self._zip: zlib._Decompress | None = None
        self._brotli = brotli.Decompressor() if self._encoding == "br" else None
        self._limit, self._wire, self._size = limit, 0, 0

    def feed(self, chunk: bytes) -> bytes:
        """The bytes that a chunk gives; raises `BadBody` past the limit or where it can't be unpacked."""
        self._wire += len(chunk)
        if self._wire > self._limit:
            raise BadBody(f"the body is larger than {people(self._limit)}")
        if self._brotli is not None:
            return self._unpack_brotli(chunk)
        return self._inflate(chunk) if self._packed else chunk

    def close(self) -> None:
        """Raise `BadBody` where the packed body breaks off before its end."""
        broken = self._zip is not None and not self._zip.eof
        if broken or (self._brotli is not None and self._wire and not self._brotli.is_finished()):
            raise BadBody("the packed body breaks off before its end")

    def _unpack_brotli(self, chunk: bytes) -> bytes:
        out = bytearray()
        try:
            while self._brotli is not None and not self._brotli.is_finished():
                got = self._brotli.process(chunk, output_buffer_limit=max(self._limit - self._size - len(out) + 1, 1))
                out += got
                if self._size + len(out) > self._limit:
                    raise BadBody(f"the body is larger than {people(self._limit)} once unpacked")
                chunk = b""
                if not got and self._brotli.can_accept_more_data():
                    break
        except brotli.error as error:
            raise BadBody("the body can't be unpacked (it is no brotli)") from error
        self._size += len(out)
        return bytes(out)

    def _inflate(self, chunk: bytes) -> bytes:
        out = bytearray()
        try:
            while chunk:
                if self._zip is None or self._zip.eof:
                    if self._zip is not None and not chunk.startswith(b"\x1f"):
                        break  # padding after the last member
                    self._zip = zlib.decompressobj(self._window(chunk))
                # One byte more than is left, so that "exactly the limit" and "past it" differ.
                out += self._zip.decompress(chunk, self._limit - self._size - len(out) + 1)
                if self._size + len(out) > self._limit:
                    raise BadBody(f"the body is larger than {people(self._limit)} once unpacked")
                chunk = self._zip.unused_data if self._zip.eof else self._zip.unconsumed_tail
        except zlib.error as error:
            raise BadBody(f"the body can't be unpacked ({error})") from error
        self._size += len(out)
        return bytes(out)

    def _window(self, chunk: bytes) -> int:
        if self._encoding != "deflate":
            return _GZIP
        return _ZLIB if chunk[0] & 0x0F == _METHOD else _RAW  # servers send both and call both deflate


async def whole(
    chunks: AsyncIterator[bytes], encoding: str, limit: int, arrived: Callable[[int], None], swollen: Callable[[], Awaitable[None]]
) -> bytes:
    """The whole body; `arrived` is told of each chunk's length on the wire, `swollen` is awaited once where it grows large.

    Raises `BadBody`.
    """
    unpack = Unpacker(encoding, limit)
    body = bytearray()
    async for chunk in chunks:
        arrived(len(chunk))
        small = len(body) <= LARGE
        body += unpack.feed(chunk)
        if small and len(body) > LARGE:
            await swollen()
    unpack.close()
    return bytes(body)


def people(size: int) -> str:
    """A size as people say it.

    >>> people(10_000_000), people(12_345), people(17)
    ('10 MB', '12 kB', '17 bytes')
    """
    if size >= _MB:
        return f"{size / _MB:.0f} MB"
    return f"{size / _KB:.0f} kB" if size >= _KB else f"{size} bytes"
