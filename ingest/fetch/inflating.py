"""Inflating: compressed bytes given out piece by piece, against a budget; a bomb ends at its budget, not at the end of our memory."""

from __future__ import annotations

import bz2
import lzma
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ingest.fetch.body import people

if TYPE_CHECKING:
    from collections.abc import Mapping

Packing = Literal["gzip", "bzip2", "xz"]

CHUNK = 65_536
XZ_MEMORY = 128 << 20  # what an xz stream may ask for: its dictionaries reach 64 MB at the highest usual setting
TOTAL = 20  # times `limits.bytes`: what one archive may unpack to in all
RATIO = 200  # times its own bytes; XML packs to a fiftieth at best, a bomb to a thousandth
FREE = 1_000_000  # bytes below which no ratio is asked for


class BrokenArchiveError(Exception):
    """An archive of which no more can be taken: why, in words that follow its name."""


@dataclass(slots=True)
class Budget:
    """How many bytes an archive may still unpack to."""

    left: int

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked. Raises `BrokenArchiveError` where they are too many."""
        self.left -= size
        if self.left < 0:
            raise BrokenArchiveError("it unpacks to far more than it should; what follows was not taken")


def budget_for(size: int, limit: int) -> Budget:
    """What an archive of this size may unpack to, where one document may have `limit` bytes.

    >>> budget_for(10, 10_000_000).left, budget_for(100_000, 10_000_000).left, budget_for(9_000_000, 10_000_000).left
    (1000000, 20000000, 200000000)
    """
    return Budget(min(limit * TOTAL, max(FREE, size * RATIO)))


MAGIC: Mapping[Packing, bytes] = {"gzip": b"\x1f\x8b\x08", "bzip2": b"BZh", "xz": b"\xfd7zXZ\x00"}


def packing(head: bytes) -> Packing | None:
    """How bytes are packed, told from the first ten; None where they are not.

    >>> packing(b"BZh91AY&SY"), packing(b"BZh and other letters")
    ('bzip2', None)
    """
    if head.startswith(MAGIC["gzip"]):
        return "gzip"
    if head.startswith(MAGIC["xz"]):
        return "xz"
    return "bzip2" if head.startswith(MAGIC["bzip2"]) and head[4:10] in {b"1AY&SY", b"\x17rE8P\x90"} else None


class Inflated:
    """Packed bytes as a file that is read once, from its beginning to its end."""

    def __init__(self, data: bytes, kind: Packing, budget: Budget) -> None:
        """Unpack so much as is read, and count it."""
        self._data, self._at, self._kind, self._budget = data, 0, kind, budget
        self._engine = _engine(kind)
        self._tail = b""

    def read(self, size: int) -> bytes:
        """The next so many bytes, fewer at the end. Raises `BrokenArchiveError` where they can't be had."""
        out = bytearray()
        try:
            while len(out) < size:
                piece = self._some(size - len(out))
                if piece is None:
                    break
                self._budget.spend(len(piece))
                out += piece
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
            raise BrokenArchiveError(f"it is damaged ({error})") from error
        return bytes(out)

    def _some(self, size: int) -> bytes | None:
        """Some more bytes, none now and then; None at the end."""
        if self._engine.eof and not self._another():
            return None
        engine = self._engine
        if isinstance(engine, bz2.BZ2Decompressor | lzma.LZMADecompressor):
            return engine.decompress(self._next() if engine.needs_input else b"", size)
        at_end = not self._tail and self._at >= len(self._data)
        piece = engine.decompress(self._tail or (b"" if at_end else self._next()), size)
        self._tail = engine.unconsumed_tail
        if at_end and not piece and not engine.eof:  # some output may wait in the engine although its input is all in
            self._next()
        return piece

    def _next(self) -> bytes:
        """The next packed bytes."""
        piece = self._data[self._at : self._at + CHUNK]
        if not piece and not self._engine.eof:
            raise BrokenArchiveError(f"it is cut off: what follows {people(self._at)} is missing")
        self._at += len(piece)
        return piece

    def _another(self) -> bool:
        """Whether a second stream follows the first, as `cat` makes them; padding and other bytes behind the end are let be."""
        self._at -= len(self._engine.unused_data)
        if not self._data.startswith(MAGIC[self._kind], self._at):
            return False
        self._engine, self._tail = _engine(self._kind), b""
        return True


def _engine(kind: Packing) -> bz2.BZ2Decompressor | lzma.LZMADecompressor | zlib._Decompress:
    match kind:
        case "gzip":
            return zlib.decompressobj(wbits=31)
        case "bzip2":
            return bz2.BZ2Decompressor()
        case "xz":
            return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
