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
_HEADING = re.compile(r"(?P<sender>[A-Za-z]{1,6})(?P<number>\d{1,5})\s+(?P<priority>\d)\s+(?P<category>[A-Za-z]{1,4})\s+\d{0,6}\b[^\n]*")
_BYTES = re.compile(rb"\x01[A-Za-z]{1,6}\d{1,5}[ \t]+\d[ \t]+[A-Za-z]{1,4}[ \t]")
_SENT = re.compile(r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d) ?(?:GMT|UTC|Z) (?P<month>[A-Za-z]{3}) (?P<year>\d\d|\d{4})\b")
_SLUG = re.compile(r"[^\s/]{2,40}(?:/[^\s/]{1,40}){0,6}/?|[^/]{1,40}(?:/[^/]{1,40}){1,6}/")
_BY = re.compile(r"(?:By|Von|Par|Por|Da)\s\S")
_DESK = re.compile(
    r"^(?:# ?Notebook|[*# ]*The following information is not (?:intended )?for publication.*)$", re.MULTILINE | re.IGNORECASE
)


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document begins with the start of a heading, a sender with a number, a priority and a category."""
    return _BYTES.match(head) is not None


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read each message; one that breaks off is no story, those before and after it are."""
    for place, message in messages(data, FORM, hints):
        yield message if isinstance(message, Unreadable) else _message(place, message)


def _message(place: str, message: Message) -> WireItem | Unreadable:
    """One message: heading, lines above the copy, copy, time."""
    draft = Draft(FORM)
    above = message.head.split("\n")
    _heading(draft, above[0])
    _above(draft, [line for line in above[1:] if line.strip()])
    copy, desk = _parted(message.text)
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
    for raw in lines:
        line = spaced(raw).rstrip("= ")
        if not line:
            continue
        marks = read_markers(slugline=line.upper()).signals
        if not told and "slugline" not in draft.values and _SLUG.fullmatch(line):
            draft.keep("slugline", line.rstrip("/"), "slug")
        elif _BY.match(line):
            draft.put("bylines", Words(draft.sheet.line("byline", line), f"{FORM} byline"))
        elif marks and line == line.upper():
            draft.sheet.unseen("marker", line)
            for signal in marks:
                draft.put("signals", signal)
        else:
            told.append(line)
    if told:
        headline = draft.sheet.line("headline", " ".join(told))
        draft.put("headlines", Words(headline, f"{FORM} headline"))


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
        iso = f"{year}-{month:02}-{found['day']}T{found['hour']}:{found['minute']}:00Z"
        draft.put("updated", Words(iso, f"{FORM} time sent"))
