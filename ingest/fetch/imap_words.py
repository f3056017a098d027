"""A mailbox's words: what the lines of an answer say, and how numbers and names are spelled to a server."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.fetch.imap_wire import Dropped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LISTED = re.compile(rb"\d+ \(.*\)", re.DOTALL)
_UID = re.compile(rb"[( ]UID (\d{1,10})\b", re.IGNORECASE)
_SIZE = re.compile(rb"[( ]RFC822\.SIZE (\d{1,15})\b", re.IGNORECASE)
_DATED = re.compile(rb'INTERNALDATE "([^"]{20,32})"', re.IGNORECASE)
_ATTRIBUTE = rb'[A-Z0-9.\[\]-]+ (?:[0-9]+|NIL|"[^"]*"|\([^()]*\))'
_BEFORE = re.compile(rb"\d+ \((?:" + _ATTRIBUTE + rb" )*BODY\[\] \{\d+\}", re.IGNORECASE)
_BEHIND = re.compile(rb"(?: " + _ATTRIBUTE + rb")*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the mailbox lists it: its number, which is never given again, and its size in bytes."""

    uid: int
    size: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message's bytes, and when the server got it."""

    uid: int
    data: bytes
    dated: datetime | None = None


def listed(line: bytes) -> Listed | None:
    """A message as one line lists it; None where the line says something else, as a change of flags."""
    uid, size = _UID.search(line), _SIZE.search(line)
    return Listed(int(uid[1]), int(size[1])) if uid and size and _LISTED.fullmatch(line) else None


def messages(found: Sequence[object]) -> Iterator[Message]:
    """The messages in an answer to FETCH: each is its own line, its bytes, and what follows up to the bracket."""
    parts: list[tuple[bytes, bytes]] = []
    for one in found:
        if isinstance(one, tuple):
            parts.append(one)
        elif isinstance(one, bytes) and parts:
            yield _message(parts, one)
            parts = []


def _message(parts: Sequence[tuple[bytes, bytes]], behind: bytes) -> Message:
    """One message; a server whose count of bytes is wrong is not believed the next ones either."""
    head, data = parts[0]
    if len(parts) > 1 or not _BEFORE.fullmatch(head) or not _BEHIND.fullmatch(behind):
        raise Dropped("the server's count of a message's bytes is not right")
    uid = _UID.search(head) or _UID.search(behind)
    if uid is None:
        raise Dropped("the server does not say which message it sends")
    dated = _DATED.search(head) or _DATED.search(behind)
    return Message(int(uid[1]), data, _instant(dated[1].decode("ascii", "replace")) if dated else None)


def _instant(text: str) -> datetime | None:
    """A date as IMAP writes it: `17-Jul-1996 02:44:25 -0700`."""
    try:
        return datetime.strptime(text.strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def number(words: Sequence[object]) -> int:
    """The last number of an answer; 0 where there is none that a mailbox may have."""
    last = words[-1] if words else None
    return int(last) if isinstance(last, bytes) and last.isdigit() and len(last) <= len("4294967295") else 0


def runs_of(uids: Sequence[int]) -> str:
    """Numbers as IMAP lists them: runs as `3:7`."""
    runs: list[list[int]] = []
    for uid in sorted(uids):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def quoted(mailbox: str) -> str:
    r"""A mailbox's name as IMAP spells it: modified UTF-7 in quotes.

    >>> quoted("Entwürfe & mehr")
    '"Entw&APw-rfe &- mehr"'
    """
    spelled = re.sub(r"&|[^\x20-\x7e]+", lambda found: _seven(found[0]), mailbox)
    return '"' + spelled.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _seven(text: str) -> str:
    if text == "&":
        return "&-"
    coded = base64.b64encode(text.encode("utf-16-be", "surrogatepass")).decode("ascii")
    return "&" + coded.rstrip("=").replace("/", ",") + "-"
