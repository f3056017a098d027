"""IPTC ninjs 1, 2 and 3: one item, a list of items, or one item a line. What goes out as ninjs 3.1 stands in `ninjs_out`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from normalizers.formats import json_text
from normalizers.formats.draft import Draft
from normalizers.formats.ninjs_fields import read_fields
from normalizers.formats.ninjs_lists import associated
from normalizers.formats.ninjs_out import as_ninjs
from normalizers.problems import DocumentError
from normalizers.terms import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

__all__ = ["FORM", "as_ninjs", "looks_like", "parse"]

FORM = "ninjs"
MAX_ITEMS = 10_000
DEEPEST = 4  # items within items
_OBJECT = re.compile(rb"\[?\s*\{\s*[\"}]|\[\s*\]")
_BLANK = re.compile(r"[\s,]*")
_NAMES = ("uri", "guid")  # an item's identity, as the standard calls it and as a widespread newsroom system does
_LISTS = ("item", "items", "_items")
_PLANS = {"event": "an event", "planning": "a plan of coverage"}


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document's first bytes are JSON: an object, or a list of objects."""
    return _OBJECT.match(head) is not None


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read the items of a document; a broken one costs none of the others."""
    text = json_text.source(data, hints).strip()
    number = 0
    for place, value in (one for top in _values(text) for one in _with_associated(*top)):
        number += 1
        if number > MAX_ITEMS:
            yield Unreadable(FORM, place, f"at most {MAX_ITEMS:,} items of one document are read; the rest is left out")
            return
        yield _fault(place, value) if isinstance(value, DocumentError) else _item(place, value)
    if number == 0:
        yield Unreadable(FORM, "document", "the list is empty")


def _with_associated(place: str, value: object, depth: int = 0) -> Iterator[tuple[str, object]]:
    """An item, and behind it those that it brings along whole: texts with an identity and words of their own."""
    yield place, value
    if isinstance(value, dict) and depth < DEEPEST:
        for name, inner in associated(value):
            if inner.get("type") == "text" and any(key.lower().startswith("bod") and inner[key] for key in inner):
                yield from _with_associated(f"{place}, association {name}", inner, depth + 1)


def _fault(place: str, fault: DocumentError) -> Unreadable:
    """A value that could not be read; a fault within one line is counted in the lines of the document."""
    return Unreadable(FORM, fault.place if place == "document" else f"{place}, {fault.place}", fault.reason)


def _values(text: str) -> Iterator[tuple[str, object]]:
    """Each value of a document and its place; what is broken is a DocumentError in its place."""
    try:
        whole = json_text.load(text)
    except DocumentError as fault:
        yield from _lines(text) if _is_lines(text) else _members(text) if text.startswith("[") else iter([("document", fault)])
        return
    listed = whole if isinstance(whole, list) else _listed(whole)
    if listed is not None:
        yield from ((f"item {number}", value) for number, value in enumerate(listed, 1))
    else:
        yield "document", whole


def _listed(whole: object) -> list[object] | None:
    """The items that an interface's answer lists; None where the value is no such answer but an item itself."""
    if not isinstance(whole, dict) or any(key.lower() in _NAMES for key in whole):
        return None
    found = next((whole[key] for key in _LISTS if isinstance(whole.get(key), list)), None)
    return found if found and all(isinstance(one, dict) for one in found) else None


def _is_lines(text: str) -> bool:
    """Whether a document that is no single JSON value holds one a line."""
    return sum(line.startswith("{") for line in text.split("\n")) > 1


def _lines(text: str) -> Iterator[tuple[str, object]]:
    """One value a line."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield f"line {number}", json_text.load(line)
            except DocumentError as fault:
                yield "document", DocumentError(fault.place.replace("line 1,", f"line {number},"), fault.reason)


def _members(text: str) -> Iterator[tuple[str, object]]:
    """The members of a list that breaks off or is broken somewhere: those that are whole up to there."""
    reader = json.JSONDecoder(strict=False)
    at, number = 1, 0
    while True:
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        number += 1
        try:
            value, at = reader.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError, ValueError) as error:
            line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "it nests too deep or holds a number too long"
            yield (
                "document",
                DocumentError(f"item {number}, line {line}, column {column}", f"the list breaks off or is broken here: {reason}"),
            )
            return
        yield f"item {number}", value


def _item(place: str, value: object) -> WireItem | Unreadable:
    """One item, or why it is none."""
    if not isinstance(value, dict):
        return Unreadable(FORM, place, f"a news item is an object; this is {json_text.kind(value)}")
    low = {key.lower(): member for key, member in value.items()}
    plan = _PLANS.get(str(low.get("type"))) or next((_PLANS[kind] for key, kind in _PLAN_KEYS if low.get(key)), None)
    if plan is not None:
        return Unreadable(FORM, place, f"this is {plan}, no story")
    uri = next((found for name in _NAMES if isinstance(found := low.get(name), str) and found.strip()), None)
    if uri is None:
        return Unreadable(FORM, place, "this is no news item: it has no `uri`")
    return read_fields(Draft(FORM, uri.strip()), value).item()


_PLAN_KEYS = (("eventdetails", "event"), ("plannedcoverage", "planning"))
