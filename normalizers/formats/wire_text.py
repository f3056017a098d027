"""Plain text as agencies send it: messages between ZCZC and NNNN, each with lines of its own that say what it is, and bare copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.fields.notes import eds
from normalizers.formats import wire_head, zczc_signs
from normalizers.formats.draft import Draft
from normalizers.formats.framed import plain_ends
from normalizers.formats.plain_text import MOST_SIGNS, cut, is_sign
from normalizers.formats.wire_head import byline, headline, is_known, is_terse, note, read_head
from normalizers.markup import decode, spaced
from normalizers.terms import Block, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

FORM = wire_head.FORM
MAX_MESSAGES = 2000  # of one document
WHOLE = 4000  # bytes of a document that `looks_like` sees to its end
_START = re.compile(r"^[^\S\n]*ZCZC\b(?:[^\S\n]*(?P<sender>[A-Z]{2,6})[^\S\n]*$)?[^\n]*\n?", re.MULTILINE)
_END = re.compile(r"^[^\S\n]*NNNN[^\S\n]*$", re.MULTILINE)
_SET = re.compile(r"(?P<words>[^\n]{0,300}?)\s?[<=]!\s{0,8}")
_MORE = re.compile(
    r"(?:^|(?<=\s))(?:\((?:MORE|MORE FOLLOWS|अधिक)\)|MORE FOLLOWS|MORE)"
    r"(?P<signed>\s[A-Z]{2,6}(?: [A-Z]{2,4}){0,4}(?:\s?\d{4}(?: HRS)?(?: IST)?)?)?$"
)  # also before those who sign: `MORE UNI AB CD 1901 HRS IST`
_BY = re.compile(r"(?:By|BY)\s[^\W\d_a-z][\w .,'’-]{2,60}(?<![.?!])")
_ENDS = re.compile(r"\(?(?:ENDS?|समाप्त)\)?")
_KILL = re.compile(
    r"(?:(?:ATTENTION|[Aa]ttention|ATTN|[Aa]ttn)[,:]?\s(?:all\s)?(?:EDITORS|[Ee]ditors)\W{0,4})?(?:[Pp]lease\s|PLEASE\s)?"
    r"(?:(?:KILL|WITHDRAW)\s|(?:kill|withdraw)\s(?:the|our|this)\s(?:story|item|report|copy|message)\b)"
)
_ATTENTION = re.compile(r"\W{0,4}(?:attention|att?n)[,:]?\s(?:all\s)?editors?\W{0,4}", re.IGNORECASE)
_BARE = re.compile(
    r"[^\n]{1,200}[^\n.।:]\n\s*?\n?[^\S\n]{0,8}[^\W\d_a-z][^\n()]{1,60}(?:\([^()\n]{2,40}\)[^\n()]{0,40})?\((?P<who>[^\W\d_][^()\n]{1,24})\)[\s:–—-]"
)  # a headline, and a dateline that names whose copy it is


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document begins as an agency's message does: with ZCZC, a line of priority, or two lines that name what they say."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    lines = [line.strip() for line in text[:600].split("\n")[:3]]
    known = text.startswith("ZCZC") or is_terse(*lines[:2]) or (len(lines) > 1 and all(map(is_known, lines[:2])))
    return known or (len(head) < WHOLE and (_is_closed(text) or _is_bare(plain_ends(text))))


def looks_bare(head: bytes, foot: bytes) -> bool:
    """Whether a text longer than `WHOLE`, and of no other form, begins and ends as bare copy does; by its first and last bytes."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff \r\n\t") + "\n" + foot.decode("utf-8", "replace")
    return _is_closed(text) or _is_bare(plain_ends(text))


def _is_closed(text: str) -> bool:
    """Whether a text ends as only messages end: with NNNN on a line of its own."""
    return text.rstrip().rpartition("\n")[2].strip() == "NNNN" and "\n" in text.strip()


def _is_bare(text: str) -> bool:
    """Whether a text is an agency's copy and nothing besides: a headline, a dateline, and the agency that it names signs the last line."""
    found = _BARE.match(text)
    if found is None or not any(char.isdecimal() for char in found[0].rpartition("\n")[2]):
        return False
    foot = [line.strip() for line in text.rstrip().split("\n") if line.strip()][-1 - MOST_SIGNS :]
    who = re.escape(found["who"])
    signed = re.compile(rf"(?:^|.*\s)[-–—]{{0,2}}\s?\(?{who}\)?(?:\s[^\W\d_]{{2,4}}){{0,4}}\W{{0,2}}")
    return any(signed.fullmatch(line) and all(is_sign(after) for after in foot[at + 1 :]) for at, line in enumerate(foot))


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read each message; one that breaks off before its NNNN is no story, those before and after it are."""
    text = plain_ends(decode(data, charset=hints.charset))
    starts = list(_START.finditer(text))
    if not starts:
        yield from _unopened(text)
        return
    for number, (start, end) in enumerate(zip(starts, [*(one.start() for one in starts[1:]), len(text)], strict=True), 1):
        place = f"message {number}"
        if number > MAX_MESSAGES:
            yield Unreadable(FORM, place, f"at most {MAX_MESSAGES:,} messages of one document are read; the rest is left out")
            return
        closed = _END.search(text, start.end(), end)
        if closed is None:
            yield Unreadable(FORM, place, "the message breaks off: it has no NNNN")
        else:
            yield _message(place, text[start.end() : closed.start()], sender=start["sender"], framed=True)


def _unopened(text: str) -> Iterator[WireItem | Unreadable]:
    """Messages without ZCZC: a text as a whole, or each stretch that NNNN closes; what follows the last NNNN breaks off."""
    ends = list(_END.finditer(text))[:MAX_MESSAGES]
    at = 0
    for number, end in enumerate(ends, 1):
        yield _message(f"message {number}" if len(ends) > 1 else "document", text[at : end.start()])
        at = end.end()
    if not ends:
        yield _message("document", text)
    elif text[at:].strip():
        yield Unreadable(FORM, f"message {len(ends) + 1}", "the message breaks off: it has no NNNN")


def _message(place: str, text: str, *, sender: str | None = None, framed: bool = False) -> WireItem | Unreadable:
    """One message: its own lines, then its copy; who sends it, where its first line says so, signs it."""
    draft = Draft(FORM, agencys_own=True)
    lines = [_unset(line) for line in text.strip("\n").split("\n")]
    signed = zczc_signs.read_signs(draft, lines) if framed else 0
    at = signed + read_head(draft, lines[signed:], framed=framed)
    _copy(draft, lines[at:], tabular=zczc_signs.is_table(lines[:signed]))
    if sender:
        draft.sheet.line("after", sender)
    if not draft.lists.get("headlines") and not draft.values.get("blocks"):
        return Unreadable(FORM, place, "there is neither a headline nor any copy in it")
    return draft.item()


def _unset(line: str) -> str:
    """A line without the marks that tell a typesetter to end it or to set it in the middle: `<RACE TWO .=!`."""
    found = _SET.fullmatch(line)
    return found["words"].removeprefix("<") if found else line


def _copy(draft: Draft, lines: list[str], *, tabular: bool) -> None:
    """Lay the copy down: a headline where no line named one, the paragraphs, the signs of the desk below them."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    if lines and not draft.lists.get("headlines") and len(lines) > 1 and not lines[0].startswith((" ", "\t")):
        headline(draft, "first line", spaced(lines[0]))
        lines = lines[1:]
    lines = _below_notes(draft, lines)
    copy, signs = cut("\n".join(lines), tabular=tabular)
    kept = _told(draft, list(copy))
    if kept:
        draft.values["blocks"] = draft.sheet.body("body", kept)
    for sign in signs:
        draft.sheet.line("after", sign)


def _below_notes(draft: Draft, lines: list[str]) -> list[str]:
    """The lines below those right under the headline that are the desk's or sign: `(Eds: Adding quotes)`, `By Ilsa Brandt`."""
    while len(lines) > 1:
        line = lines[0].strip()
        if told := eds(line):
            note(draft, "EDS", told)
        elif _BY.fullmatch(line) and not draft.lists.get("bylines"):
            byline(draft, "byline", line)
        elif line:
            return lines
        lines = lines[1:]
    return lines


def _told(draft: Draft, copy: list[Block]) -> list[Block]:
    """The paragraphs less what the desk says in them: that more is to come, that this was all, that a story must be killed."""
    first = [block.text for block in copy if not _ATTENTION.fullmatch(block.text)][:1]
    if first and _KILL.match(first[0]):
        draft.put("signals", "kill")
        draft.values.setdefault("ed_note", first[0])
    kept = []
    for block in copy:
        text = _MORE.sub(lambda more: (more["signed"] or "").strip(), block.text).rstrip()
        if len(text) < len(block.text):
            draft.put("signals", "take")
        if text and not _ENDS.fullmatch(text):
            kept.append(Block(block.kind, text))
    return kept
