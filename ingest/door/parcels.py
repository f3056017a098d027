"""What one push holds: one document, or the files of a form (multipart/form-data), each with its name and media type. Pure."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from ingest.door.problems import Turned
from ingest.terms import Transmission

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_NAME = 120
LONGEST_HEAD = 8192
MOST_FILES = 1000
FORM = "multipart/form-data"
UNSAID = frozenset({"application/x-www-form-urlencoded", "application/octet-stream", ""})  # what tools say when they don't know
NO_COPY = ("image/", "audio/", "video/", "font/")


def media_of(content_type: str | None) -> Message:
    """A media type with its parameters. Raises Turned (415) for one that can't be copy."""
    said = Message()
    said["Content-Type"] = (content_type or "")[:1000].replace("\r", " ").replace("\n", " ")
    if said.get_content_type().startswith(NO_COPY):
        raise Turned(415, f"{said.get_content_type()} is no copy; push documents.")
    return said


def unpack(source: str, name: str, said: Message, body: bytes, now: datetime) -> tuple[Transmission, ...]:
    """The files of a push. Raises Turned (400, 413) where there is none, or the form is cut off."""
    if not body:
        raise Turned(400, "There is nothing in it.")
    if said.get_content_type() != FORM:
        return (_sent(source, name, said, body, now),)
    files = [part for part in _parts(body, said) if part[0].get_filename() is not None]
    if not files:
        raise Turned(400, "The form holds no file; give each its name.")
    return tuple(_sent(source, _safe(head.get_filename() or "") or f"{name}/{n}", head, data, now) for n, (head, data) in enumerate(files))


def _sent(source: str, name: str, said: Message, data: bytes, now: datetime) -> Transmission:
    """One file as it arrived; what a tool says that does not know is not taken for a media type."""
    kind = said.get_content_type() if said["Content-Type"] else ""
    charset = said.get_content_charset()
    return Transmission(
        source=source,
        data=data,
        received=now,
        name=name,
        media_type=None if kind in UNSAID else kind[:200],
        charset=charset[:40] if charset else None,
    )


def _parts(body: bytes, said: Message) -> list[tuple[Message, bytes]]:
    """The parts of a form with their heads. Raises Turned where it is no whole form."""
    boundary = said.get_boundary() or ""
    if not 1 <= len(boundary) <= 70 or not boundary.isascii():  # noqa: PLR2004 - RFC 2046
        raise Turned(400, "multipart/form-data without a boundary.")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode(), MOST_FILES + 2)
    if len(pieces) > MOST_FILES + 2:
        raise Turned(413, f"More than {MOST_FILES} files in one form; send them in several.")
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):  # noqa: PLR2004 - what stands before the first and after the last
        raise Turned(400, "The form is cut off; send it whole.")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> tuple[Message, bytes]:
    """One part: its head and its bytes."""
    rest = piece.lstrip(b" \t")
    head, blank, data = rest.partition(b"\r\n\r\n")
    if not rest.startswith(b"\r\n") or not blank or len(head) > LONGEST_HEAD:
        raise Turned(400, "A part of the form has no head; send it anew.")
    return BytesHeaderParser().parsebytes(head[2:] + b"\r\n\r\n"), data


def _safe(name: str) -> str:
    """A file's name for people: without folders and signs that steer a terminal, and never too long."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in plain if sign.isprintable())[:LONGEST_NAME].strip()
