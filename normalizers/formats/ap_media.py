"""AP's Media API: an item, alone or in an answer, or a feed of them, as JSON. One without its words is a lead to the file with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from normalizers.formats import json_readers as of
from normalizers.formats import json_text
from normalizers.formats.draft import Draft
from normalizers.formats.ninjs_rows import rows_of
from normalizers.formats.wire_xml import fragment
from normalizers.markup import spaced
from normalizers.problems import DocumentError
from normalizers.terms import Publisher, Signal, Subject, Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

Reader = Callable[[Draft, str, Any], None]
FORM = "ap-media"
MAX_ITEMS = 1000  # of one answer; AP gives a hundred at most
_ANSWER = re.compile(rb'\{\s*"api_version"\s*:')
# An item taken out of its answer: its numbers stand before all that nests, and no identity of ninjs, be it an address of this interface.
_ALONE = re.compile(rb'\{(?:[^{}\[\]]*,)?\s*"altids"\s*:\s*\{[^{}]{0,1000}?"itemid"\s*:')
_NAMED = re.compile(rb'"(?:uri|guid)"\s*:\s*"(?!https?://[\w.-]{1,80}/media/v/content/)')


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document is JSON that begins as this interface's answers do, or holds the identity of one of its items."""
    alone = _ALONE.match(head)
    return _ANSWER.match(head) is not None or (alone is not None and _NAMED.search(alone[0]) is None)


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read the item of an answer, or each of its feed. Raises DocumentError where it is no JSON."""
    value = json_text.load(json_text.source(data, hints).strip())
    if not isinstance(value, dict):
        raise DocumentError("document", f"an answer is an object; this is {json_text.kind(value)}")
    rows = _rows(value)
    if not rows:
        yield Unreadable(FORM, "document", "there is no item in the answer")
    for number, row in enumerate(rows[:MAX_ITEMS], 1):
        yield _item(f"item {number}", row)


def _rows(value: dict[str, Any]) -> list[object]:
    """The rows of an answer: those of its feed, or itself where it answers with one item, or is one."""
    if "altids" in value:
        return [{"item": value}]
    answer = value.get("data")
    if not isinstance(answer, dict):
        return []
    listed = answer.get("items")
    return listed if isinstance(listed, list) else [{**value, **answer}] if answer.get("item") else []


def _item(place: str, row: object) -> WireItem | Unreadable:
    """One item, or why it is none."""
    item = row.get("item") if isinstance(row, dict) else None
    known = item.get("altids") if isinstance(item, dict) else None
    uri = json_text.words(known, "itemid") if isinstance(known, dict) else None
    if not isinstance(row, dict) or not isinstance(item, dict) or uri is None:
        return Unreadable(FORM, place, "this is no news item: it has no `itemid`")
    draft = Draft(FORM, f"urn:ap:{uri}")
    draft.sheet.unseen("itemid", uri)
    for key, found in item.items():
        reader = _READERS.get(key)
        if reader is not None and found is not None:
            reader(draft, key, found)
    _words(draft, row, item)
    return draft.item()


def _words(draft: Draft, row: dict[str, Any], item: dict[str, Any]) -> None:
    """The words, where the answer has them beside the item or in it; else the address of the file that has."""
    beside = row.get("nitf")
    html = json_text.words(beside, "body_html") if isinstance(beside, dict) else None
    html = html or json_text.words(item, "body_nitf")
    if html:
        draft.values["blocks"] = draft.sheet.markup("body", fragment(html))
        return
    kept = item.get("renditions")
    file = kept.get("nitf") if isinstance(kept, dict) else None
    address = json_text.words(file, "href") if isinstance(file, dict) else None
    if address:
        draft.lead_to(address, "nitf")


def _bylines(draft: Draft, name: str, value: object) -> None:
    """The writers, each as printed, with what they are."""
    for row in rows_of(value):
        if line := json_text.words(row, "by", "name"):
            draft.put("bylines", Words(draft.sheet.line("byline", spaced(line)), f"{FORM} {name}"))
        if title := json_text.words(row, "title"):
            draft.sheet.line("byline", spaced(title))


def _signals(draft: Draft, name: str, value: object) -> None:
    for word in value if isinstance(value, list) else ():
        draft.sheet.unseen(name, str(word)[:100])
        if word in get_args(Signal):
            draft.put("signals", word)


def _subjects(draft: Draft, _name: str, value: object) -> None:
    """What it is about, and the category by which wires are sorted; what machines infer from these is left out."""
    for row in rows_of(value):
        name, code, how = json_text.words(row, "name"), json_text.words(row, "code"), row.get("rels")
        if name and isinstance(how, list) and "category" in how:
            draft.put("sections", Words(name, f"{FORM} category"))
        elif name and not (isinstance(how, list) and "ancestor" in how):
            draft.put("subjects", Subject(code=f"ap:{code}" if code else None, name=spaced(name)))


def _provider(draft: Draft, name: str, value: object) -> None:
    if isinstance(value, str) and (text := spaced(value)):
        draft.values["publisher"] = Publisher(name=text)
        draft.sheet.unseen(name, text)


def _sources(draft: Draft, name: str, value: object) -> None:
    for row in rows_of(value):
        if found := json_text.words(row, "name"):
            draft.source(spaced(found), f"{FORM} {name} infoSource")


def _links(draft: Draft, name: str, value: object) -> None:
    """The item's own address on the web."""
    for row in rows_of(value):
        if row.get("rel") == "canonical" and (address := json_text.words(row, "href")):
            draft.keep("canonical_url", address, f"{name} canonical")


_READERS: Mapping[str, Reader] = {
    "bylines": _bylines,
    "copyrightnotice": of.line("copyright_notice"),
    "description_creditline": of.line("credit_line"),
    "ednote": of.line("ed_note"),
    "description_summary": of.summary,
    "embargoed": of.embargo,
    "firstcreated": of.candidate("published"),
    "headline": of.headline,
    "headline_extended": of.summary,
    "infosource": _sources,
    "keywords": of.keywords,
    "language": of.candidate("languages"),
    "links": _links,
    "provider": _provider,
    "pubstatus": of.status,
    "signals": _signals,
    "slugline": of.value("slugline"),
    "subject": _subjects,
    "title": of.headline,
    "type": of.media,
    "urgency": of.urgency,
    "usageterms": of.line("usage_terms"),
    "version": of.value("version"),
    "versioncreated": of.candidate("updated"),
}
