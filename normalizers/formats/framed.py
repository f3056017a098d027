"""Teleprinter messages in a file: each framed by control characters, from the start of its heading to the end of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from normalizers.markup import decode
from normalizers.terms import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.terms import Hints

MAX_MESSAGES = 2000  # of one document
_HEADING, _TEXT, _END = b"\x01", b"\x02", b"\x03"  # SOH, STX, ETX
_TABULAR = b"\x12"  # DC2
_SENT = 200  # characters after the end of the text that may tell the time


@dataclass(frozen=True, slots=True)
class Message:
    """One message, its parts as text: `head` before the text, `text`, and `foot`, which tells the time.

    `tabular` is whether the heading says that the text is a table: DC2, a control character that no text keeps.
    """

    head: str
    text: str
    foot: str
    tabular: bool = False


def messages(data: bytes, form: str, hints: Hints) -> Iterator[tuple[str, Message | Unreadable]]:
    """Each message of a document and its place; one that breaks off is no story, those before and after it are."""
    parts = data.split(_HEADING)[1:]
    for number, part in enumerate(parts, 1):
        place = f"message {number}"
        if number > MAX_MESSAGES:
            yield place, Unreadable(form, place, f"at most {MAX_MESSAGES:,} messages of one document are read; the rest is left out")
            return
        head, begun, rest = part.partition(_TEXT)
        text, ended, foot = rest.partition(_END)
        if not begun or not ended:
            yield place, Unreadable(form, place, "the message breaks off: its text has no end")
        else:
            yield place, Message(_lines(head, hints), _lines(text, hints), _lines(foot[:_SENT], hints), _TABULAR in head)
    if not parts:
        yield "document", Unreadable(form, "document", "there is no message in it")


def _lines(data: bytes, hints: Hints) -> str:
    """Bytes as text with plain line ends."""
    return plain_ends(decode(data, charset=hints.charset))


def plain_ends(text: str) -> str:
    """A text with plain line ends; teleprinters end a line with two carriage returns, to give the carriage time, and a line feed."""
    return re.sub(r"\r{1,3}\n|\r", "\n", text)
