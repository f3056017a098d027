"""Tar archives, member by member out of a stream; every header's checksum is proven, and an end without its mark is told.

The standard library's reader takes a damaged header in the middle for the end of the archive, and headers of any length into memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ingest.fetch.inflating import CHUNK, BrokenArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 512
LONGEST_HEADER = 65_536  # bytes of a header that follows a header: names are refused far below that
_ORDINARY = {b"0", b"\0", b"7"}
_FOLDER = b"5"
_LINKS = {b"1": "a hard link", b"2": "a symbolic link", b"3": "a device", b"4": "a device", b"6": "a pipe"}
_MORE = {b"x", b"g", b"L", b"K"}  # headers of headers: pax, and GNU's long names


class Readable(Protocol):
    """A file that is read once."""

    def read(self, size: int, /) -> bytes:
        """The next so many bytes, fewer at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One member: its name as it stands there, and its bytes, or why there are none."""

    name: str
    data: bytes = b""
    why: str | None = None


def is_tar(head: bytes) -> bool:
    """Whether bytes begin with a tar header: told by its checksum, as old archives have no other mark."""
    return len(head) >= BLOCK and any(head[:BLOCK]) and _sound(head[:BLOCK])


def entries(file: Readable, limit: int, too_big: str) -> Iterator[Entry]:
    """The members in order, of at most `limit` bytes each. Raises `BrokenArchiveError` where the archive ends too early or is damaged."""
    at, said = 0, _Said()
    while True:
        block = file.read(BLOCK)
        if len(block) < BLOCK:
            raise BrokenArchiveError("it ends without its end mark; it may be cut off")
        if not any(block):
            return
        if not _sound(block):
            raise BrokenArchiveError(f"it is damaged: there is no header at byte {at}; what follows was not taken")
        kind, size = block[156:157], _number(block[124:136])
        if kind in _MORE:
            said = said.with_more(kind, _long(file, size))
            at += BLOCK + _padded(size)
            continue
        size = said.size if said.size is not None else size
        entry, length = _entry(file, kind, size, (said.name or _name(block), said.odd), (limit, too_big))
        if entry:
            yield entry
        at, said = at + BLOCK + length, _Said()


def _entry(file: Readable, kind: bytes, size: int, named: tuple[str, bool], bound: tuple[int, str]) -> tuple[Entry | None, int]:
    """One member and the bytes it took behind its header; None for a folder."""
    (name, odd), (limit, too_big) = named, bound
    if kind in _LINKS:
        return Entry(name, why=f"it is {_LINKS[kind]}; only ordinary files are taken"), 0
    if kind == _FOLDER or (kind in _ORDINARY and name.endswith("/")):
        _skip(file, size)
        return None, _padded(size)
    if kind not in _ORDINARY or odd:
        _skip(file, size)
        return Entry(name, why="it is stored in a way that is not read (sparse, or split over volumes)"), _padded(size)
    if size > limit:
        _skip(file, size)
        return Entry(name, why=too_big), _padded(size)
    data = file.read(size)
    if len(data) < size:
        raise BrokenArchiveError("it is cut off in the middle of a file")
    _skip(file, _padded(size) - size, rest=True)
    return Entry(name, data), _padded(size)


@dataclass(frozen=True, slots=True)
class _Said:
    """What headers of headers say of the member that follows."""

    name: str | None = None
    size: int | None = None
    odd: bool = False

    def with_more(self, kind: bytes, data: bytes) -> _Said:
        """With one more such header."""
        if kind == b"L":
            return _Said(_decoded(data.rstrip(b"\0")), self.size, self.odd)
        if kind != b"x":
            return self
        records = _pax(data)
        path, size = records.get(b"path"), records.get(b"size", b"")
        if size and (not size.isdigit() or len(size) > 19):  # noqa: PLR2004 - beyond 64 bits
            raise BrokenArchiveError("it is damaged: a size is no number")
        odd = self.odd or any(key.startswith(b"GNU.sparse") for key in records)
        return _Said(_decoded(path) if path is not None else self.name, int(size) if size else self.size, odd)


def _pax(data: bytes) -> dict[bytes, bytes]:
    """The records of a pax header: `length key=value`."""
    found: dict[bytes, bytes] = {}
    while data:
        digits, _, _ = data.partition(b" ")
        if not digits.isdigit() or len(digits) > 6 or not len(digits) + 1 < int(digits) <= len(data):  # noqa: PLR2004 - LONGEST_HEADER has five
            break
        key, _, value = data[len(digits) + 1 : int(digits) - 1].partition(b"=")
        found[key] = value
        data = data[int(digits) :]
    return found


def _long(file: Readable, size: int) -> bytes:
    """The bytes of a header of a header."""
    if size > LONGEST_HEADER:
        raise BrokenArchiveError(f"it is damaged: a header has {size} bytes")
    data = file.read(_padded(size))
    if len(data) < size:
        raise BrokenArchiveError("it is cut off in the middle of a header")
    return data[:size]


def _skip(file: Readable, size: int, *, rest: bool = False) -> None:
    """Pass over bytes, with the padding behind them."""
    left = size if rest else _padded(size)
    while left > 0 and (piece := file.read(min(left, CHUNK))):
        left -= len(piece)


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def _name(block: bytes) -> str:
    """The name in a header, with the prefix that POSIX puts elsewhere."""
    name, prefix = block[:100].split(b"\0")[0], block[345:500].split(b"\0")[0]
    return _decoded(prefix + b"/" + name if prefix and block[257:263] == b"ustar\0" else name)


def _decoded(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _sound(block: bytes) -> bool:
    """Whether a header's checksum is right, counted with or without signs as both were written."""
    try:
        stated = _number(block[148:156])
    except BrokenArchiveError:
        return False
    rest = block[:148] + b" " * 8 + block[156:]
    return stated in {sum(rest), sum(byte - 256 if byte > 127 else byte for byte in rest)}  # noqa: PLR2004 - the sign bit


def _number(field: bytes) -> int:
    """A number of a header: octal, or GNU's binary. Raises `BrokenArchiveError` where it is neither."""
    if field[0] == 0x80:  # noqa: PLR2004 - the flag of GNU's binary form
        return int.from_bytes(field[1:], "big")
    digits = field.split(b"\0")[0].strip(b" ")
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        raise BrokenArchiveError("it is damaged: a size is no number") from None
