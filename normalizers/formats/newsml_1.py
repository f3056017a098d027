"""NewsML 1.0 to 1.2: the items of a message, each with its fields; its words and pictures stand in `newsml_1_content`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from normalizers.formats import wire_xml as x
from normalizers.formats.draft import Draft
from normalizers.formats.newsml_1_content import fields_of, formal, read_content
from normalizers.formats.newsml_1_versions import Version, versions_of
from normalizers.markup import spaced
from normalizers.problems import DocumentError
from normalizers.terms import Publisher, Subject, Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.markup import Element
    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

Reader = Callable[[Draft, "Element"], None]
FORM = "newsml-1"
_ROOT = re.compile(rb"<NewsML[\s>]")


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document begins with NewsML's own element."""
    return x.is_within(head, _ROOT)


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read the items of a message; a broken one costs none of the others."""
    number = 0
    for place, item in x.items(data, hints, "NewsItem"):
        number += 1
        if isinstance(item, DocumentError):
            yield x.unreadable(FORM, place, item)
            continue
        yield from map(_item, versions_of(item))
    if number == 0:
        yield Unreadable(FORM, "document", "there is no NewsItem in the message")


def _item(version: Version) -> WireItem:
    """One item, or its version in one language."""
    draft, item = Draft(FORM), version.item
    if version.language:
        draft.put("languages", Words(version.language, "newsml-1 xml:lang"))
    topics = _topics(item)
    for element in fields_of(item):
        reader = _READERS.get(element.tag)
        if reader is not None:
            reader(draft, element)
        elif element.tag in _SUBJECTS:
            _subject(draft, element, topics)
    read_content(draft, item)
    for part in (item, item.find(".//NewsComponent")):
        if part is not None and (language := x.language_of(part)):
            draft.put("languages", Words(language, "newsml-1 xml:lang"))
    if version.mark and draft.uri:
        draft.uri += version.mark
    return draft.item()


def _topics(item: Element) -> dict[str, str]:
    """The names that an item gives to the codes it uses, in its own language where it has one in it."""
    declared = item.find(".//DescriptiveMetadata/Language")
    tongue = (formal(declared) or x.language_of(item) or "").lower()[:2]
    found: dict[str, str] = {}
    for topic in item.iterfind(".//TopicSet/Topic"):
        told = [one for one in topic.iterfind("Description") if x.words_of(one) and (one.get("Variant") or "Name").lower() == "name"]
        told.sort(key=lambda one: (x.language_of(one) or "").lower()[:2] != tongue)
        if told and (code := x.line_at(topic, "FormalName")):
            found.setdefault(code, x.words_of(told[0]))
    return found


def _text(target: str) -> Reader:
    """A reader of a single value that nobody sees."""
    return lambda draft, element: draft.keep(target, x.words_of(element), element.tag) if x.words_of(element) else None


def _candidate(target: str) -> Reader:
    """A reader of one of an item's times."""

    def read(draft: Draft, element: Element) -> None:
        if text := x.words_of(element):
            draft.put(target, Words(text, f"newsml-1 {element.tag}"))
            draft.sheet.unseen(element.tag, text)

    return read


def _line(target: str) -> Reader:
    """A reader of a line below the copy, the first of its name."""

    def read(draft: Draft, element: Element) -> None:
        if target not in draft.values and (text := x.words_of(element)):
            draft.values[target] = draft.sheet.line("after", text)

    return read


def _identity(draft: Draft, element: Element) -> None:
    """The public identifier without the revision at its end, which changes with each version.

    One that names no item, but the sender alone, is not the item's: then sender, day and number make one, as the standard does.
    """
    value, revision = x.line_at(element, "PublicIdentifier"), x.line_at(element, "RevisionId")
    draft.sheet.unseen("PublicIdentifier", value)
    bare = re.sub(rf":{re.escape(revision)}[A-Z]?$" if revision else r":\d+[A-Z]?$", "", value)
    if value and not (value.startswith("urn:newsml:") and bare.count(":") < _PARTS):
        draft.uri = bare
        return
    sender, day, number = (x.line_at(element, name) for name in ("ProviderId", "DateId", "NewsItemId"))
    if sender and day and number.strip("0"):
        draft.uri = f"urn:newsml:{sender}:{day[:8]}:{number}"


def _status(draft: Draft, element: Element) -> None:
    """Whether the copy may be used; an embargo ends when the status will change, where the item says when."""
    status = element.find("Status")
    said = formal(status) if status is not None else ""
    if said.lower() == "embargoed":
        draft.hold_back(x.line_at(element, "StatusWillChange/DateAndTime"), "StatusWillChange")
    elif said:
        draft.settle_status(said, "newsml-1 Status")


def _urgency(draft: Draft, element: Element) -> None:
    said = formal(element) or x.words_of(element)
    if re.fullmatch(r"[1-9]", said):
        draft.values.setdefault("urgency", int(said))


def _headline(draft: Draft, element: Element) -> None:
    if text := x.words_of(element):
        draft.put("headlines", Words(draft.sheet.line("headline", text), f"newsml-1 {element.tag}"))


def _byline(draft: Draft, element: Element) -> None:
    if text := x.words_of(element):
        draft.put("bylines", Words(draft.sheet.line("byline", text), "newsml-1 ByLine"))


def _dateline(draft: Draft, element: Element) -> None:
    if text := x.words_of(element):
        draft.values.setdefault("dateline", draft.sheet.line("body", text))


def _keyword(draft: Draft, element: Element) -> None:
    """The keywords of a line, or of a property called so."""
    said = x.words_of(element) if element.tag == "KeywordLine" else element.get("Value") or ""
    if element.tag == "KeywordLine" or formal(element).lower() in ("keyword", "keywords"):
        for word in filter(None, map(spaced, said.split(";"))):
            draft.put("keywords", word)


def _subject(draft: Draft, element: Element, topics: Mapping[str, str]) -> None:
    if code := formal(element):
        draft.subject(Subject(code=f"subj:{code}" if code.isdigit() else code, name=topics.get(code, code)))


def _genre(draft: Draft, element: Element) -> None:
    if code := formal(element):
        draft.genre(Subject(code=code, name=code))


def _language(draft: Draft, element: Element) -> None:
    if code := formal(element):
        draft.put("languages", Words(code, "newsml-1 Language"))


def _party(draft: Draft, element: Element) -> None:
    """Who provided or originated the copy."""
    role = next((above.tag.lower() for above in element.iterancestors()), "party")
    name = formal(element)
    if not name:
        return
    draft.sheet.unseen(role, name)
    if role == "provider":
        draft.values.setdefault("publisher", Publisher(name=name))
    elif role == "source":
        draft.put("credits", Words(name, "newsml-1 infoSource"))


_PARTS = 4  # colons of `urn:newsml:sender:day:number`
_SUBJECTS = frozenset(("Subject", "SubjectDetail", "SubjectMatter"))
_READERS: Mapping[str, Reader] = {
    "ByLine": _byline,
    "CopyrightLine": _line("copyright_notice"),
    "CreditLine": _line("credit_line"),
    "DateLine": _dateline,
    "FirstCreated": _candidate("published"),
    "Genre": _genre,
    "HeadLine": _headline,
    "KeywordLine": _keyword,
    "Language": _language,
    "NameLabel": _text("slugline"),
    "NewsIdentifier": _identity,
    "NewsManagement": _status,
    "Party": _party,
    "Property": _keyword,
    "RevisionId": _text("version"),
    "SlugLine": _text("slugline"),
    "SubHeadLine": _headline,
    "ThisRevisionCreated": _candidate("updated"),
    "Urgency": _urgency,
    "UsageRights": _line("usage_terms"),
}
