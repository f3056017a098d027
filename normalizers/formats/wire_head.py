"""The lines above an agency's plain message: those that name what they say, codes that route it, slug, markers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from normalizers.fields.markers import read_markers
from normalizers.markup import spaced
from normalizers.terms import Words

if TYPE_CHECKING:
    from normalizers.formats.draft import Draft

Reader = Callable[["Draft", str, str], None]
FORM = "wire-text"
DESK = 4  # letters of a desk's sign
SLUG_WORDS, BARE_WORDS = 6, 3  # of a slug, and of one without a hyphen
_LINE = re.compile(r"[^\S\n]{0,8}([A-Z][A-Z .-]{1,20}):[^\S\n]*(.*)")
_TERSE = re.compile(r"PRI(?: [A-Z]{3}){1,4}")  # a press agency's own line of priority and wires
_LOOSE = re.compile(r"PRI(?: [A-Z]{2,10}){1,5}")  # the same with wires' whole names; a headline in capitals, unless a line of codes follows
_CODE = re.compile(
    r"\.?[A-Z]{2,20}[^\S\n]+[A-Z]{2,4}\d{1,4}|\.[^\s.]{2,20}(?:[ -][^\s.]{2,20}){0,3}[^\S\n]+[^\W\d]\D{0,5}\d{1,4}"
)  # `.LAKHNAGAR DEL87`
_NUMBER = re.compile(r"[A-Z]{2,5} ?\d{1,4}")
_TAKE = re.compile(r"[A-Z]{2,20}(?:-[A-Z0-9&]{1,20}){1,6} (?:\d{1,2}|TWO|THREE|FOUR|FIVE)(?: (?:& )?LAST)?")  # of a story's further parts
_SLUG = re.compile(r"[A-Z]{2,20}(?:-[A-Z0-9&]{2,20}){1,6}")


def is_terse(line: str, below: str = "") -> bool:
    """Whether a line is one of priority and wires, by its words or by the line of codes or the slug below it."""
    if _TERSE.fullmatch(line):
        return True
    return _LOOSE.fullmatch(line) is not None and (_CODE.fullmatch(below) or _SLUG.fullmatch(below)) is not None


def is_known(line: str) -> bool:
    """Whether a line names a field that we read."""
    found = _LINE.match(line)
    return found is not None and found[1].strip() in _READERS


def read_head(draft: Draft, lines: list[str], *, framed: bool) -> int:
    """Read the lines that say what a message is; gives the number of the first that doesn't."""
    coded: int | None = None
    for number, line in enumerate(lines):
        bare, below = line.strip(), lines[number + 1].strip() if number + 1 < len(lines) else ""
        if _is_named(draft, line):
            continue
        if _is_code(bare, below, first=number == 0 and framed):
            draft.sheet.unseen("line", bare)
            coded = number
        elif "slugline" not in draft.values:
            numbered = _TAKE.fullmatch(bare) if coded == number - 1 else None
            if not below or not (_SLUG.fullmatch(bare) or numbered or (coded == number - 1 and _is_slug(lines, number))):
                return number
            if numbered:
                draft.put("signals", "take")
            draft.keep("slugline", bare, "slug")
        elif not _is_marker(draft, bare):
            return number
    return len(lines)


def _is_named(draft: Draft, line: str) -> bool:
    """Take a line that names what it says, or has a slug behind its desk's own word (`GEN: HARBOR-STRIKE`); says whether it was one."""
    found = _LINE.fullmatch(line.rstrip())
    if found is None:
        return False
    name, value = found[1].strip(), spaced(found[2])
    reader = _READERS.get(name) or (_READERS["SLUG"] if len(name) <= DESK and _SLUG.fullmatch(value) else None)
    if reader is not None and value:
        reader(draft, name, value)
    return reader is not None


def _is_code(line: str, below: str, *, first: bool) -> bool:
    """Whether a line routes or numbers a message: `PRI GEN NAT`, `.LAKHNAGAR DEL87`, and right below ZCZC `DEL 12`."""
    return is_terse(line, below) or _CODE.fullmatch(line) is not None or (first and _NUMBER.fullmatch(line) is not None)


def _is_slug(lines: list[str], number: int) -> bool:
    """Whether a line below one of codes is the slug: a few words in capitals with a hyphen, or of a script without, over the headline."""
    bare = lines[number].strip()
    words = len(bare.split())
    shaped = words <= SLUG_WORDS and "-" in bare if bare != bare.lower() else words <= BARE_WORDS
    return shaped and bare == bare.upper() and any(map(str.isalpha, bare)) and not lines[number + 1][:1].isspace()


def _is_marker(draft: Draft, line: str) -> bool:
    """Take a line below the slug that only says what kind of copy this is: `LD STRIKE`, `2ND LEAD`; says whether it was one."""
    told = line if line == line.upper() and len(line.split()) <= SLUG_WORDS else ""
    signals = read_markers(slugline=told).signals if told else ()
    for signal in signals:
        draft.put("signals", signal)
    if signals:
        draft.sheet.unseen("marker", line)
    return bool(signals)


def _value(target: str) -> Reader:
    """A reader of a value that no reader of the copy sees."""
    return lambda draft, name, value: draft.keep(target, value, name)


def headline(draft: Draft, name: str, value: str) -> None:
    """The headline."""
    draft.put("headlines", Words(draft.sheet.line("headline", value), f"{FORM} {name.lower()}"))


def _flash(draft: Draft, name: str, value: str) -> None:
    headline(draft, name, value)
    draft.put("signals", "flash")


def _time(draft: Draft, name: str, value: str) -> None:
    draft.put("updated", Words(value, f"{FORM} {name.lower()}"))
    draft.sheet.unseen(name, value)


def _language(draft: Draft, name: str, value: str) -> None:
    draft.put("languages", Words(value, f"{FORM} {name.lower()}"))


def _section(draft: Draft, name: str, value: str) -> None:
    draft.put("sections", Words(value, f"{FORM} {name.lower()}"))
    draft.sheet.unseen(name, value)


def byline(draft: Draft, name: str, value: str) -> None:
    """Who signs."""
    draft.put("bylines", Words(draft.sheet.line("byline", value), f"{FORM} {name.lower()}"))


def _identity(draft: Draft, name: str, value: str) -> None:
    draft.uri = value
    draft.sheet.unseen(name, value)


def _urgency(draft: Draft, name: str, value: str) -> None:
    if re.fullmatch(r"[1-9]", value):
        draft.values["urgency"] = int(value)
    draft.sheet.unseen(name, value)


def note(draft: Draft, _name: str, value: str) -> None:
    """A note to those who take the copy."""
    draft.values["ed_note"] = draft.sheet.line("after", value)


def _embargo(draft: Draft, name: str, value: str) -> None:
    draft.hold_back(value, name)


def _take(draft: Draft, name: str, value: str) -> None:
    draft.put("signals", "take")
    draft.sheet.unseen(name, value)


_READERS: Mapping[str, Reader] = {
    "BYLINE": byline,
    "CATEGORY": _section,
    "DATE": _time,
    "DESK": _section,
    "ED NOTE": note,
    "EDS": note,
    "EMBARGO": _embargo,
    "FLASH": _flash,
    "HEADLINE": headline,
    "ID": _identity,
    "KEYWORD": _value("slugline"),
    "LANGUAGE": _language,
    "NOTE": note,
    "PRIORITY": _urgency,
    "SLUG": _value("slugline"),
    "SLUGLINE": _value("slugline"),
    "TAKE": _take,
    "TIME": _time,
    "TITLE": headline,
    "VERSION": _value("version"),
}
