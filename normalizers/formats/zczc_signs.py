"""Lines below ZCZC that a sign of their own marks: `#slug`, `$category`, `^headline`; and the line of codes that routes a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.markup import spaced
from normalizers.terms import Subject, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from normalizers.formats.draft import Draft

    Reader = Callable[[Draft, str], None]

FORM = "wire-text"
FEWEST, MOST = 2, 12  # lines
_TABLE = "*T"
_ROUTE = re.compile(r"[A-Z]{2} [A-Z]{3}(?: [A-Z() \d]{0,80}\([A-Z\d]{1,6}\))?")  # in brackets, lest a headline in capitals be one
_SIGNED = re.compile(r"(?P<sign>[%#$:*@~&=^+])[^\S\n]?(?P<value>[^\n]{0,200})")
_CODE = re.compile(r"[A-Za-z]{1,2}")
_SUBJECT = re.compile(r"\d{8}")
_NAMES = re.compile(r"\s*:\s*")


def read_signs(draft: Draft, lines: list[str]) -> int:
    """Read the lines that a sign marks; gives the number of the first below them.

    One alone may be copy, unless the line that routes the message stands above it.
    """
    route = bool(lines) and _ROUTE.fullmatch(lines[0].strip()) is not None and len(lines) > 1
    found, end = [], int(route)
    for number, raw in enumerate(lines[:MOST]):
        match = _SIGNED.fullmatch(raw.rstrip())
        if match and not (match["sign"] in "*=" and match[0][1:2].isspace()):  # an item of a list
            found.append(match)
            end = number + 1
        elif raw.strip() and number >= route:
            break
    if route:
        draft.sheet.unseen("route", lines[0].strip())
    if len(found) + route < FEWEST:
        return int(route)
    for match in sorted(found, key=lambda one: one["sign"] == ":"):  # where no other line is the headline, it is
        if value := spaced(match["value"]):
            _READERS[match["sign"]](draft, value)
    return end


def is_table(lines: list[str]) -> bool:
    """Whether a line among those with signs says that the copy is to be printed as it stands."""
    return any(line.strip() == _TABLE for line in lines)


def _headline(draft: Draft, value: str) -> None:
    draft.put("headlines", Words(draft.sheet.line("headline", value), f"{FORM} headline"))


def _unseen(draft: Draft, value: str) -> None:
    """Service, region, take: what only the desk's machines read."""
    draft.sheet.unseen("line", value)


def _slug(draft: Draft, value: str) -> None:
    draft.keep("slugline", value, "slug")


def _category(draft: Draft, value: str) -> None:
    """A category's letter, or the codes of those who get it."""
    if _CODE.fullmatch(value):
        draft.put("sections", Words(value, f"{FORM} category"))
    _unseen(draft, value)


def _category_or_headline(draft: Draft, value: str) -> None:
    """What some senders mark as others mark a category: longer than a code it is the headline."""
    (_category if _CODE.fullmatch(value) else _headline)(draft, value)


def _subject(draft: Draft, value: str) -> None:
    """An IPTC subject's number, or a letter that says how to print the copy."""
    if _SUBJECT.fullmatch(value):
        draft.put("subjects", Subject(code=f"subj:{value}", name=value))
    _unseen(draft, value)


def _keyword(draft: Draft, value: str) -> None:
    """A headline; a slug where another line is the headline, and of `keyword :headline` the last."""
    *before, last = [name for name in _NAMES.split(value) if name] or [value]
    if value.startswith("("):
        _unseen(draft, value)
    elif draft.lists.get("headlines"):
        _slug(draft, value)
    else:
        for name in before:
            _slug(draft, name)
        _headline(draft, last)


_READERS: Mapping[str, Reader] = {
    "#": _slug,
    "$": _category_or_headline,
    "%": _category,
    "&": _unseen,
    "*": _subject,
    "+": _subject,
    ":": _keyword,
    "=": _unseen,
    "@": _unseen,
    "^": _headline,
    "~": _unseen,
}
