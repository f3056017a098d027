"""ANPA 1312, American newspapers' wire format: two heading lines, lines marked `^` above the copy, indented copy, the time it was sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.formats.draft import Draft
from normalizers.formats.framed import messages
from normalizers.markup import spaced
from normalizers.terms import Block, Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.formats.framed import Message
    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

FORM = "anpa-1312"
_BYTES = re.compile(rb"[\x16\s]{0,20}\x01[A-Za-z]\d{4}(?:[\x1f-]|[A-Za-z]{0,6}\x1f)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
_HEADING = re.compile(
    r"(?P<priority>[a-z]) ?(?P<category>[a-z]) ?(?P<slug>\S.*?)\s+(?P<month>\d\d?)-(?P<day>\d\d?)(?:\s+\d{0,5})?\s*", re.IGNORECASE
)
_CYCLE = re.compile(r"(?:AM|PM|BC|AP)-+(?=\S)")
_SENT = re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d) (?P<hour>\d\d)(?P<minute>\d\d) ?GMT")
_NOTE = re.compile(r"(?:eds?|editors?(?:'s note)?|note to editors)\s?[:_]\s*", re.IGNORECASE)
_BY = re.compile(r"By\s\S")
_PICTURES = re.compile(r"[A-Z]{2,5} (?:Photos?|Graphics?|Video)\b")
_MORE = re.compile(r"\(?MORE\)?")
_PRIORITY = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 5, "a": 6, "s": 7, "w": 8}  # flash, bulletin, urgent, regular, deferred, advances


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document begins with the start of a heading, a service letter and a number."""
    return _BYTES.match(head) is not None


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read each message; one that breaks off is no story, those before and after it are."""
    for place, message in messages(data.replace(b"\x13", b"").replace(b"\x14", b""), FORM, hints):
        yield message if isinstance(message, Unreadable) else _message(place, message)


def _message(place: str, message: Message) -> WireItem | Unreadable:
    """One message: its heading, the lines above its copy, the copy, the time."""
    draft = Draft(FORM)
    for line in filter(None, (spaced(_CONTROLS.sub(" ", raw)) for raw in message.head.split("\n"))):
        _heading(draft, line)
    lines = [_CONTROLS.sub("", line) if not line.startswith("\t") else line for line in message.text.split("\n")]
    _above(draft, [line for line in lines if line.startswith("^")])
    _copy(draft, [line for line in lines if not line.startswith("^")])
    _sent(draft, message.foot if _SENT.search(message.foot) else message.text[-300:])
    if not draft.lists.get("headlines") and not draft.values.get("blocks"):
        return Unreadable(FORM, place, "there is neither a headline nor any copy in it")
    return draft.item()


def _heading(draft: Draft, line: str) -> None:
    """Priority, category, slug and day; the line above it numbers the message."""
    draft.sheet.unseen("heading", line)
    found = _HEADING.fullmatch(line)
    if found:
        urgency = _PRIORITY.get(found["priority"].lower())
        if urgency:
            draft.values["urgency"] = urgency
        if urgency == 1:
            draft.put("signals", "flash")
        draft.put("sections", Words(found["category"], f"{FORM} category"))
        draft.keep("slugline", _CYCLE.sub("", found["slug"], count=1), "slug")


def _above(draft: Draft, marked: list[str]) -> None:
    """The lines above a copy: slug, headline, notes, a summary, the byline and what its writer is."""
    lines = [line for raw in marked if (line := _typed(raw.strip("^<= \n")))]
    signed = False
    for number, line in enumerate(lines):
        note = _NOTE.match(line)
        if number == 0 and len(lines) > 1:
            draft.sheet.unseen("slug", line)
        elif note:
            draft.values.setdefault("ed_note", draft.sheet.line("after", line[note.end() :]))
        elif _BY.match(line):
            draft.put("bylines", Words(draft.sheet.line("byline", line), f"{FORM} byline"))
            signed = True
        elif signed:
            draft.sheet.line("byline", line)
        elif _PICTURES.match(line):
            draft.sheet.line("after", line)
        elif not draft.lists.get("headlines"):
            draft.put("headlines", Words(draft.sheet.line("headline", line), f"{FORM} headline"))
        else:
            draft.put("summaries", Words(draft.sheet.line("summary", line), f"{FORM} summary"))


def _copy(draft: Draft, lines: list[str]) -> None:
    """The paragraphs: each begins with a tab, lines without one go on with it."""
    paragraphs: list[str] = []
    for line in lines:
        if line.startswith(("\t", "   ")) or not paragraphs:
            paragraphs.append(line)
        else:
            paragraphs[-1] += f" {line}"
    told = [text for raw in paragraphs if (text := _typed(raw.rstrip("<^ \n"))) and not _SENT.search(text)]
    kept = [Block("p", text) for text in told if not _MORE.fullmatch(text) and text.strip("_")]
    if any(_MORE.fullmatch(text) for text in told):
        draft.put("signals", "take")
    if kept:
        draft.values["blocks"] = draft.sheet.body("body", kept)


def _typed(line: str) -> str:
    """A line with the characters that this wire has no keys for: quotation marks and dashes."""
    line = _CONTROLS.sub(" ", line).replace("``", "“").replace("''", "”")
    return re.sub(r" _{1,2} ", " — ", spaced(line))


def _sent(draft: Draft, foot: str) -> None:
    """The time below a text: `AP-WF-02-20-16 0337GMT`."""
    found = _SENT.search(foot)
    if found:
        draft.sheet.unseen("sent", spaced(_CONTROLS.sub(" ", found[0])))
        iso = f"20{found['year']}-{found['month']}-{found['day']}T{found['hour']}:{found['minute']}:00Z"
        draft.put("updated", Words(iso, f"{FORM} time sent"))
