"""Plain text as agencies send it: messages between ZCZC and NNNN, each with lines of its own that say what it is, and bare copy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from normalizers.formats import zczc_signs
from normalizers.formats.draft import Draft
from normalizers.formats.framed import plain_ends
from normalizers.formats.plain_text import MOST_SIGNS, cut, is_sign
from normalizers.markup import decode, spaced
from normalizers.terms import Block, Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

Reader = Callable[[Draft, str, str], None]
FORM = "wire-text"
MAX_MESSAGES = 2000  # of one document
WHOLE = 4000  # bytes of a document that `looks_like` sees to its end
_START = re.compile(r"^[^\S\n]*ZCZC\b(?:[^\S\n]*(?P<sender>[A-Z]{2,6})[^\S\n]*$)?[^\n]*\n?", re.MULTILINE)
_END = re.compile(r"^[^\S\n]*NNNN[^\S\n]*$", re.MULTILINE)
_LINE = re.compile(r"[^\S\n]{0,8}([A-Z][A-Z .-]{1,20}):[^\S\n]*(.*)")
_TERSE = re.compile(r"PRI(?: [A-Z]{3}){1,4}")  # a press agency's own line of priority and wires
_LOOSE = re.compile(r"PRI(?: [A-Z]{2,10}){1,5}")  # the same with wires' whole names; a headline in capitals, unless a line of codes follows
_CODE = re.compile(
    r"\.?[A-Z]{2,20}[^\S\n]+[A-Z]{2,4}\d{1,4}|\.[A-Z]{2,20}(?:[ -][A-Z]{2,20}){1,3}[^\S\n]+[A-Z]{2,4}\d{1,4}"
)  # `.LAKHNAGAR DEL87`
_SLUG = re.compile(r"[A-Z]{2,5}(?:-[A-Z0-9]{2,20}){1,6}")
_SET = re.compile(r"(?P<words>[^\n]{0,300}?)\s?[<=]!\s{0,8}")
_MORE = re.compile(r"(?:^|(?<=\s))(?:\((?:MORE|MORE FOLLOWS|अधिक)\)|MORE FOLLOWS|MORE)$")
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
    known = text.startswith("ZCZC") or _is_terse(*lines[:2]) or (len(lines) > 1 and all(map(_known, lines[:2])))
    return known or (len(head) < WHOLE and (_is_closed(text) or _is_bare(plain_ends(text))))


def looks_bare(head: bytes, foot: bytes) -> bool:
    """Whether a text longer than `WHOLE`, and of no other form, begins and ends as bare copy does; by its first and last bytes."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff \r\n\t") + "\n" + foot.decode("utf-8", "replace")
    return _is_closed(text) or _is_bare(plain_ends(text))


def _is_terse(line: str, below: str = "") -> bool:
    """Whether a line is one of priority and wires, by its words or by the line of codes or the slug below it."""
    if _TERSE.fullmatch(line):
        return True
    return _LOOSE.fullmatch(line) is not None and (_CODE.fullmatch(below) or _SLUG.fullmatch(below)) is not None


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


def _known(line: str) -> bool:
    """Whether a line names a field that we read."""
    found = _LINE.match(line)
    return found is not None and found[1].strip() in _READERS


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
    draft = Draft(FORM)
    lines = [_unset(line) for line in text.strip("\n").split("\n")]
    signed = zczc_signs.read_signs(draft, lines) if framed else 0
    at = signed + _head(draft, lines[signed:])
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


def _head(draft: Draft, lines: list[str]) -> int:
    """Read the lines that say what a message is; gives the number of the first that doesn't."""
    for number, line in enumerate(lines):
        bare = line.strip()
        found = _LINE.fullmatch(line.rstrip())
        reader = _READERS.get(found[1].strip()) if found else None
        if found and reader:
            if value := spaced(found[2]):
                reader(draft, found[1].strip(), value)
        elif _is_terse(bare, lines[number + 1].strip() if number + 1 < len(lines) else "") or _CODE.fullmatch(bare):
            draft.sheet.unseen("line", bare)
        elif _SLUG.fullmatch(bare) and "slugline" not in draft.values and number < len(lines) - 1:
            draft.keep("slugline", bare, "slug")
        else:
            return number
    return len(lines)


def _copy(draft: Draft, lines: list[str], *, tabular: bool) -> None:
    """Lay the copy down: a headline where no line named one, the paragraphs, the signs of the desk below them."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    if lines and not draft.lists.get("headlines") and len(lines) > 1 and not lines[0].startswith((" ", "\t")):
        _headline(draft, "first line", spaced(lines[0]))
        lines = lines[1:]
    copy, signs = cut("\n".join(lines), tabular=tabular)
    kept = _told(draft, list(copy))
    if kept:
        draft.values["blocks"] = draft.sheet.body("body", kept)
    for sign in signs:
        draft.sheet.line("after", sign)


def _told(draft: Draft, copy: list[Block]) -> list[Block]:
    """The paragraphs less what the desk says in them: that more is to come, that this was all, that a story must be killed."""
    first = [block.text for block in copy if not _ATTENTION.fullmatch(block.text)][:1]
    if first and _KILL.match(first[0]):
        draft.put("signals", "kill")
        draft.values.setdefault("ed_note", first[0])
    kept = []
    for block in copy:
        text = _MORE.sub("", block.text).rstrip()
        if len(text) < len(block.text):
            draft.put("signals", "take")
        if text and not _ENDS.fullmatch(text):
            kept.append(Block(block.kind, text))
    return kept


def _value(target: str) -> Reader:
    """A reader of a value that no reader of the copy sees."""
    return lambda draft, name, value: draft.keep(target, value, name)


def _headline(draft: Draft, name: str, value: str) -> None:
    draft.put("headlines", Words(draft.sheet.line("headline", value), f"{FORM} {name.lower()}"))


def _flash(draft: Draft, name: str, value: str) -> None:
    _headline(draft, name, value)
    draft.put("signals", "flash")


def _time(draft: Draft, name: str, value: str) -> None:
    draft.put("updated", Words(value, f"{FORM} {name.lower()}"))
    draft.sheet.unseen(name, value)


def _language(draft: Draft, name: str, value: str) -> None:
    draft.put("languages", Words(value, f"{FORM} {name.lower()}"))


def _section(draft: Draft, name: str, value: str) -> None:
    draft.put("sections", Words(value, f"{FORM} {name.lower()}"))
    draft.sheet.unseen(name, value)


def _byline(draft: Draft, name: str, value: str) -> None:
    draft.put("bylines", Words(draft.sheet.line("byline", value), f"{FORM} {name.lower()}"))


def _identity(draft: Draft, name: str, value: str) -> None:
    draft.uri = value
    draft.sheet.unseen(name, value)


def _urgency(draft: Draft, name: str, value: str) -> None:
    if re.fullmatch(r"[1-9]", value):
        draft.values["urgency"] = int(value)
    draft.sheet.unseen(name, value)


def _note(draft: Draft, _name: str, value: str) -> None:
    draft.values["ed_note"] = draft.sheet.line("after", value)


def _embargo(draft: Draft, name: str, value: str) -> None:
    draft.hold_back(value, name)


def _take(draft: Draft, name: str, value: str) -> None:
    draft.put("signals", "take")
    draft.sheet.unseen(name, value)


_READERS: Mapping[str, Reader] = {
    "BYLINE": _byline,
    "CATEGORY": _section,
    "DATE": _time,
    "DESK": _section,
    "ED NOTE": _note,
    "EDS": _note,
    "EMBARGO": _embargo,
    "FLASH": _flash,
    "HEADLINE": _headline,
    "ID": _identity,
    "KEYWORD": _value("slugline"),
    "LANGUAGE": _language,
    "NOTE": _note,
    "PRIORITY": _urgency,
    "SLUG": _value("slugline"),
    "SLUGLINE": _value("slugline"),
    "TAKE": _take,
    "TIME": _time,
    "TITLE": _headline,
    "VERSION": _value("version"),
}
