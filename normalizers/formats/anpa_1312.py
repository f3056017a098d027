"""ANPA 1312, American newspapers' wire format: two heading lines, lines marked `^` above the copy, indented copy, the time it was sent."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from normalizers.fields.months import MONTHS
from normalizers.formats.anpa_copy import CONTROLS, blocks_of, is_row, typed
from normalizers.formats.draft import Draft
from normalizers.formats.framed import messages
from normalizers.markup import spaced
from normalizers.terms import Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.formats.framed import Message
    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Block, Hints, WireItem

FORM = "anpa-1312"
FLASH = 3  # paragraphs at the most: what is longer is no flash, whatever its heading says
MOST_ABOVE = 6  # lines without marks above indented copy
_BYTES = re.compile(rb"[\x16\s]{0,20}\x01[A-Za-z]\d{4}(?:[\x1f-]|[A-Za-z]{0,6}\x1f)")
_HEADING = re.compile(
    r"(?P<priority>[a-z]) ?(?P<category>[a-z]) ?(?P<slug>\S.*?)\s+(?P<month>\d\d?)-(?P<day>\d\d?)(?:\s+\d{0,5})?\s*", re.IGNORECASE
)
_CYCLE = re.compile(r"(?:AM|PM|BC|AP)-+(?=\S)")
_COUNT = re.compile(r",\s?\d{1,5}$")  # words, behind the slug above a copy
_NUMBER = re.compile(r"\*\d{1,6}<? *\^?")  # a message's number on the line of its slug
_SENT = re.compile(
    r"(?:(?P<sender>[A-Z]{2,5})-(?:[A-Z]{2}-)?)?(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d) (?P<hour>\d\d)(?P<minute>\d\d) ?GMT"
)
_CLOCK = re.compile(r"(?:^|-)(?P<hour>\d\d):(?P<minute>\d\d)-(?P<first>\d\d)-(?P<second>\d\d)-(?P<year>\d\d)\b")
_DAY = re.compile(r"\b(?P<month>[A-Z][a-z]{2,8})\.? \d{1,2}\b")
_NOTE = re.compile(r"(?P<open>\()?(?:eds?|editors?(?:'s note)?|note to editors)\s?[:_]\s*", re.IGNORECASE)
_BY = re.compile(r"By\s\S")
_PICTURES = re.compile(r"[A-Z]{2,5} (?:Photos?|Graphics?|Video)\b")
_MORE = re.compile(r"\(?MORE\)?")
_SIGNED = re.compile(r"={1,3}\s?(\S[^=\n]{0,40})")
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
    draft = Draft(FORM, agencys_own=True)
    for line in filter(None, (spaced(CONTROLS.sub(" ", raw)) for raw in message.head.split("\n"))):
        _heading(draft, line)
    lines = message.text.split("\n")
    tabular = message.tabular or any(map(is_row, lines))
    above, copy = _parted(lines, tabular=tabular) if any(line.startswith("^") for line in lines) else _unmarked(lines)
    _copy(draft, copy, _above(draft, above, tabular=tabular), tabular=tabular)
    _sent(draft, message)
    if draft.values.get("urgency") == 1 and len(draft.values.get("blocks", ())) <= FLASH:
        draft.put("signals", "flash")
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
        draft.put("sections", Words(found["category"], f"{FORM} category"))
        draft.keep("slugline", _CYCLE.sub("", found["slug"], count=1), "slug")


def _parted(lines: list[str], *, tabular: bool) -> tuple[list[str], list[str]]:
    """The marked lines above a copy, and the copy; a table's own headings, marked too, begin below the byline."""
    above = list(takewhile(lambda line: line.startswith("^") or not line.strip(), lines))
    if tabular:
        signed = next((at for at, line in enumerate(above) if _BY.match(line.strip("^ "))), None)
        above = above[: signed + 1] if signed is not None else above[:2]
    return above, lines[len(above) :]


def _unmarked(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines that stand flush above indented copy: its slug and headline."""
    above = list(takewhile(lambda line: line.strip() and not line.startswith(("\t", "   ")), lines))
    if not above or len(above) > MOST_ABOVE or len(above) == len(lines) or not lines[len(above)].startswith(("\t", "   ")):
        return [], lines
    slug, headline = above[0], " ".join(above[1:])
    return [slug, headline.rstrip("+ ")], lines[len(above) :]


def _above(draft: Draft, marked: list[str], *, tabular: bool) -> list[str]:
    """The lines above a copy: slug, headline, notes, a summary, the byline and what its writer is; gives those that are copy too."""
    lines = [line for raw in marked if (line := typed(_NUMBER.sub("", raw.lstrip("^"), count=1).strip("^<= \n\r")))]
    if lines and _is_slug(draft, lines[0], alone=len(lines) == 1):
        _slug(draft, lines.pop(0))
    signed = next((at for at, line in enumerate(lines) if _BY.match(line)), len(lines))
    for number, line in enumerate(lines[signed:]):
        if number == 0 or _BY.match(line):
            draft.put("bylines", Words(draft.sheet.line("byline", line), f"{FORM} byline"))
        elif not _noted(draft, line):
            draft.sheet.line("byline", line)
    more = [line for line in lines[:signed] if not _noted(draft, line)]
    if more:
        draft.put("headlines", Words(draft.sheet.line("headline", more[0]), f"{FORM} headline"))
    if len(more) == 2 and not tabular:  # noqa: PLR2004 - one line under the headline
        draft.put("summaries", Words(draft.sheet.line("summary", more.pop()), f"{FORM} summary"))
    return more[1:]


def _noted(draft: Draft, line: str) -> bool:
    """Take a line that is the desk's: a note, the numbers of pictures; says whether it was one."""
    note = _NOTE.match(line)
    if note:
        text = line[note.end() :]
        draft.values.setdefault("ed_note", draft.sheet.line("after", text.rstrip(")") if note["open"] else text))
    elif _PICTURES.match(line):
        draft.sheet.line("after", line)
    else:
        return False
    return True


def _is_slug(draft: Draft, line: str, *, alone: bool) -> bool:
    """Whether the first line above a copy is its slug: one that stands alone is where the heading has it too, or it counts the words."""
    return not alone or _COUNT.search(line) is not None or _letters(draft.values.get("slugline", "-")) in _letters(line)


def _slug(draft: Draft, line: str) -> None:
    """The slug above a copy; the heading's, which has room for few letters, is cut off or squeezed."""
    draft.sheet.unseen("slug", line)
    whole = _CYCLE.sub("", _COUNT.sub("", line), count=1)
    cut = draft.values.get("slugline", "")
    if cut and _letters(whole).startswith(_letters(cut.split()[0])):
        draft.values["slugline"] = whole


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _copy(draft: Draft, lines: list[str], above: list[str], *, tabular: bool) -> None:
    """The paragraphs, the lines among those above that are copy too before them; what signs it stands below."""
    signs = [found[1] for line in lines if (found := _SIGNED.fullmatch(line.strip()))]
    told = blocks_of([line for line in lines if not _SIGNED.fullmatch(line.strip()) and not _SENT.search(line)], tabular=tabular)
    kept: list[Block] = [*blocks_of([f"\t{line}" for line in above], tabular=False)]
    kept += [block for block in told if not _MORE.fullmatch(block.text)]
    if any(_MORE.fullmatch(block.text) for block in told):
        draft.put("signals", "take")
    if kept:
        draft.values["blocks"] = draft.sheet.body("body", kept)
    for sign in signs:
        draft.sheet.line("after", spaced(CONTROLS.sub(" ", sign)))


def _sent(draft: Draft, message: Message) -> None:
    """The time below a text: `AP-WF-02-20-16 0337GMT`, or `KWS-21:37-09-12-18`, whose zone nothing tells."""
    found = _SENT.search(message.foot) or _SENT.search(message.text[-300:])
    clock = _CLOCK.search(message.foot) if found is None else None
    if found:
        iso = f"20{found['year']}-{found['month']}-{found['day']}T{found['hour']}:{found['minute']}:00Z"
    elif clock and (day := _day(clock["first"], clock["second"], message.text[:600])):
        iso = f"20{clock['year']}-{day}T{clock['hour']}:{clock['minute']}:00"
    else:
        return
    if found and found["sender"]:
        draft.sheet.line("after", found["sender"])
    draft.sheet.unseen("sent", spaced(CONTROLS.sub(" ", (found or clock)[0])))  # type: ignore[index]  # one of them is there
    draft.put("updated", Words(iso, f"{FORM} time sent"))


def _day(first: str, second: str, copy: str) -> str | None:
    """Month and day of two numbers whose order nobody states, where only one order is a day, or the dateline names the month."""
    named = {MONTHS.get(found["month"].lower()) for found in _DAY.finditer(copy)}
    ways = [(month, day) for month, day in ((first, second), (second, first)) if 1 <= int(month) <= 12]  # noqa: PLR2004 - months
    ways = ways if len(set(ways)) == 1 else [way for way in ways if int(way[0]) in named] or ways
    return "-".join(ways[0]) if len(set(ways)) == 1 else None
