"""IPTC 7901, the teleprinter's format: a heading line, lines above the copy closed by `=`, the copy, and the time it was sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.fields.markers import read_markers
from normalizers.fields.months import MONTHS
from normalizers.formats.draft import Draft
from normalizers.formats.framed import messages
from normalizers.formats.plain_text import cut
from normalizers.markup import spaced
from normalizers.terms import Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.formats.framed import Message
    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

FORM = "iptc-7901"
MOST_LINES = 8  # above the copy
LONGEST_ABOVE = 800  # bytes of them
MOST_WORDS = 3  # of a marker that we don't know
_HEADING = re.compile(r"(?P<sender>[A-Za-z]{1,6})(?P<number>\d{1,5})\s+(?P<priority>\d)\s+(?P<category>[A-Za-z]{1,4})\s+\d{0,6}\b[^\n]*")
_BYTES = re.compile(rb"[\x00\x16\x7f\s]{0,20}\x01[A-Za-z]{1,6}\d{1,5}[ \t]+\d[ \t]+[A-Za-z]{1,4}[ \t]")  # senders fill up with DEL
_BARE = re.compile(rb"^[A-Za-z]{2,6}\d{2,6} +\d +[A-Za-z]{1,4} +\d{1,6} +[A-Za-z][\w-]{1,12} +\d{1,5} *\r*\n[ \t\r]*\n", re.MULTILINE)
_CLOSED = re.compile(rb"= *\r*\n")
_CLOCK = re.compile(rb"^\d{6} ?(?:(?:GMT|UTC|Z) )?[A-Za-z]{3} (?:\d\d|\d{4})[ \t\r]*$", re.MULTILINE)
_SENT = re.compile(r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d) ?(?P<zone>GMT |UTC |Z )?(?P<month>[A-Za-z]{3}) (?P<year>\d\d|\d{4})\b")
_SLUG = re.compile(r"[^\s/]{2,40}(?:/[^\s/]{1,40}){0,6}/?|[^/]{1,40}(?:/[^/]{1,40}){1,6}/")
_BRACKETS = re.compile(r"\([^()]{1,60}\)")
_BY = re.compile(r"(?:By|Von|Par|Por|Da)\s\S")
_DESK = re.compile(
    r"^(?:# ?Notebook|[*# ]*The following information is not (?:intended )?for publication.*)[^\S\n]*$", re.MULTILINE | re.IGNORECASE
)


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document begins with the start of a heading, a sender with a number, a priority and a category.

    Where the control characters were lost on the way, the heading stands alone and the lines above the copy close with `=`.
    """
    if _BYTES.match(head):
        return True
    bare = _BARE.match(head.lstrip())
    return bare is not None and _CLOSED.search(head.lstrip(), bare.end(), bare.end() + LONGEST_ABOVE) is not None


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read each message; one that breaks off is no story, those before and after it are."""
    for place, message in messages(data if b"\x01" in data else _framed(data), FORM, hints):
        yield message if isinstance(message, Unreadable) else _message(place, message)


def _framed(data: bytes) -> bytes:
    """Messages whose control characters were lost, with new ones: after the heading, and before the time, without which none is whole."""
    starts = list(_BARE.finditer(data))
    if not starts:
        return data
    framed = []
    for start, end in zip(starts, [*(one.start() for one in starts[1:]), len(data)], strict=True):
        text = data[start.end() : end]
        sent = list(_CLOCK.finditer(text))
        text = text[: sent[-1].start()] + b"\x03" + text[sent[-1].start() :] if sent else text
        framed.append(b"\x01" + start[0].rstrip() + b"\n\x02" + text)
    return b"".join(framed)


def _message(place: str, message: Message) -> WireItem | Unreadable:
    """One message: heading, lines above the copy, copy, time."""
    draft = Draft(FORM, agencys_own=True)
    above = message.head.split("\n")
    _heading(draft, above[0])
    copy, desk = _parted(message.text)
    over = [line for line in above[1:] if line.strip()]
    if len(over) == 1 and any(line.rstrip().endswith("=") for line in copy.strip("\n").split("\n")[:MOST_LINES]):
        draft.keep("slugline", spaced(over.pop()).strip("/ "), "slug")
    _above(draft, over)
    _copy(draft, copy)
    if desk:
        draft.values["ed_note"] = "\n".join(draft.sheet.line("after", line) for line in desk)
    _sent(draft, message.foot)
    if not draft.lists.get("headlines") and not draft.values.get("blocks"):
        return Unreadable(FORM, place, "there is neither a headline nor any copy in it")
    return draft.item()


def _parted(text: str) -> tuple[str, list[str]]:
    """The copy, and the lines below it that are the desk's alone."""
    found = _DESK.search(text)
    if found is None:
        return text, []
    return text[: found.start()], [line for raw in text[found.start() :].split("\n") if (line := spaced(raw.strip("#* ")))]


def _heading(draft: Draft, line: str) -> None:
    """Sender, number, priority and category of a message."""
    found = _HEADING.match(line)
    draft.sheet.unseen("heading", line)
    if found:
        if found["priority"] != "0":
            draft.values["urgency"] = int(found["priority"])
        draft.put("sections", Words(found["category"], f"{FORM} category"))


def _above(draft: Draft, lines: list[str]) -> None:
    """The lines above a copy: slug, markers such as `1ST LEAD`, headline, byline."""
    told: list[str] = []
    found = [line for raw in lines if (line := spaced(raw).rstrip("= "))]
    for number, line in enumerate(found):
        if not told and "slugline" not in draft.values and _SLUG.fullmatch(line.lstrip("/")):
            draft.keep("slugline", line.strip("/"), "slug")
        elif _BY.match(line):
            draft.put("bylines", Words(draft.sheet.line("byline", line), f"{FORM} byline"))
        elif not told and _is_marker(line, found[number + 1 :]):
            draft.sheet.unseen("marker", line)
            for signal in read_markers(slugline=line.upper()).signals:
                draft.put("signals", signal)
        else:
            told.append(line)
    if told:
        headline = draft.sheet.line("headline", " ".join(told))
        draft.put("headlines", Words(headline, f"{FORM} headline"))


def _is_marker(line: str, below: list[str]) -> bool:
    """Whether a line says what kind of copy this is: a marker we know, or few words in capitals or brackets over a headline."""
    if line == line.upper() and read_markers(slugline=line).signals:
        return True
    headline = next((one for one in below if not _BY.match(one) and one != one.upper()), None)
    return headline is not None and len(line.split()) <= MOST_WORDS and (line == line.upper() or _BRACKETS.fullmatch(line) is not None)


def _copy(draft: Draft, text: str) -> None:
    """Lay down the copy behind the lines above it: those end with `=`, or the first of them is parted from it by a blank line."""
    lines = text.strip("\n").split("\n")
    closed = next((at for at, line in enumerate(lines[:MOST_LINES]) if line.rstrip().endswith("=")), None)
    if closed is None and not draft.lists.get("headlines") and len(lines) > 1:
        closed = next((at for at, line in enumerate(lines[1:MOST_LINES]) if not line.strip() or line[:1].isspace()), None)
    if closed is not None:
        _above(draft, lines[: closed + 1])
        lines = lines[closed + 1 :]
    found, signs = cut("\n".join(lines))
    if found:
        draft.values["blocks"] = draft.sheet.body("body", found)
    for sign in signs:
        draft.sheet.line("after", sign)


def _sent(draft: Draft, foot: str) -> None:
    """The time below a text: day, hour and minute, zone, month and year."""
    found = _SENT.search(foot)
    month = MONTHS.get(found["month"].lower()) if found else None
    if found and month:
        draft.sheet.unseen("sent", found[0])
        year = found["year"] if len(found["year"]) > 2 else f"20{found['year']}"  # noqa: PLR2004 - a year in two figures
        iso = f"{year}-{month:02}-{found['day']}T{found['hour']}:{found['minute']}:00"
        draft.put("updated", Words(f"{iso}Z" if found["zone"] else iso, f"{FORM} time sent"))
