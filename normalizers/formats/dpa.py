"""dpa digitalwires: one JSON object a story, its text as HTML, its notes to the desk beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from normalizers.formats import json_readers as of
from normalizers.formats import json_text
from normalizers.formats.draft import Draft
from normalizers.formats.ninjs_rows import rows_of
from normalizers.markup import plain, spaced
from normalizers.problems import DocumentError
from normalizers.terms import Image, Publisher, Signal, Subject, Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

Reader = Callable[[Draft, str, Any], None]
FORM = "dpa-digitalwires"
_FORMAT = re.compile(rb'"format"\s*:\s*"digitalwires')


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document is JSON that names this format."""
    return head.startswith(b"{") and _FORMAT.search(head) is not None


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read the story. Raises DocumentError where it is no JSON."""
    value = json_text.load(json_text.source(data, hints).strip())
    if not isinstance(value, dict):
        raise DocumentError("document", f"a story is an object; this is {json_text.kind(value)}")
    urn = json_text.words(value, "urn")
    if urn is None:
        yield Unreadable(FORM, "document", "this is no story: it has no `urn`")
        return
    draft = Draft(FORM, urn)
    draft.values["publisher"] = Publisher(name="dpa")
    draft.sheet.unseen("format", str(value.get("format")))
    for key, found in value.items():
        reader = _READERS.get(key)
        if reader is not None and found is not None:
            reader(draft, key, found)
    yield draft.item()


def _byline(draft: Draft, name: str, value: object) -> None:
    if isinstance(value, str) and (text := plain(value)):
        draft.put("bylines", Words(draft.sheet.line("byline", text), f"{FORM} {name}"))


def _dateline(draft: Draft, _name: str, value: object) -> None:
    if isinstance(value, str) and (text := plain(value)):
        draft.values["dateline"] = draft.sheet.line("body", text)


def _article(draft: Draft, _name: str, value: object) -> None:
    if isinstance(value, str):
        draft.values["blocks"] = (*draft.values.get("blocks", ()), *draft.sheet.markup("body", value))


def _beside(draft: Draft, _name: str, value: object) -> None:
    """What stands beside the article: a box of facts, links to read on."""
    if isinstance(value, str):
        draft.sheet.markup("rail", value)


def _signal(draft: Draft, name: str, value: object) -> None:
    """A correction and its like."""
    draft.sheet.unseen(name, str(value))
    word = str(value).rpartition(":")[2].lower()
    if word in get_args(Signal):
        draft.put("signals", word)


def _categories(draft: Draft, _name: str, value: object) -> None:
    """Subjects, places and kinds of copy, each with its code."""
    for row in rows_of(value):
        kind, name = str(row.get("type") or "").rpartition(":")[2], json_text.words(row, "name")
        target = {"dpasubject": "subjects", "geosubject": "subjects", "dpatextgenre": "genres", "genre": "genres"}.get(kind)
        if target and name:
            topic = Subject(code=json_text.words(row, "qcode"), name=spaced(name))
            draft.genre(topic) if target == "genres" else draft.put(target, topic)


def _notes(draft: Draft, _name: str, value: object) -> None:
    """Notes to the desk, one a line; names and numbers that are not to be published are the desk's too."""
    notes = [spaced(note) for row in rows_of(value) if isinstance(note := row.get("ednote"), str) and spaced(note)]
    if notes:
        draft.values["ed_note"] = "\n".join(draft.sheet.line("after", note) for note in notes)


def _pictures(draft: Draft, _name: str, value: object) -> None:
    """The pictures that go with a story, each by its widest rendition."""
    for row in rows_of(value):
        renditions = [one for one in rows_of(row.get("renditions")) if isinstance(one.get("url"), str)]
        if row.get("type") == "image" and renditions:
            best = max(renditions, key=lambda one: one["width"] if isinstance(one.get("width"), int) else 0)
            caption, credit = json_text.words(row, "caption"), json_text.words(row, "creditline")
            draft.put("images", Image(url=best["url"], caption=caption, credit=credit))


_READERS: Mapping[str, Reader] = {
    "article_html": _article,
    "associations": _pictures,
    "byline": _byline,
    "categories": _categories,
    "content_created": of.value("content_created"),
    "copyrightnotice": of.line("copyright_notice"),
    "creditline": of.line("credit_line"),
    "dateline": _dateline,
    "ednotes": _notes,
    "embargoed": of.embargo,
    "headline": of.headline,
    "infobox_html": _beside,
    "keyword_names": of.keywords,
    "kicker": of.value("slugline"),
    "language": of.candidate("languages"),
    "linkbox_html": _beside,
    "pubstatus": of.status,
    "signal": _signal,
    "subhead": of.headline,
    "teaser": of.summary,
    "type": of.media,
    "urgency": of.urgency,
    "usageterms": of.line("usage_terms"),
    "version": of.value("version"),
    "version_created": of.candidate("updated"),
}
