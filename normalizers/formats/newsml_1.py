"""NewsML 1.0 to 1.2: the items of a message, each with its components."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from normalizers.formats import wire_xml as x
from normalizers.formats.draft import Draft
from normalizers.formats.nitf_fields import read_nitf
from normalizers.problems import DocumentError
from normalizers.terms import Image, Publisher, Subject, Unreadable, Words

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
        yield x.unreadable(FORM, place, item) if isinstance(item, DocumentError) else _item(item)
    if number == 0:
        yield Unreadable(FORM, "document", "there is no NewsItem in the message")


def _item(item: Element) -> WireItem:
    """One item."""
    draft = Draft(FORM)
    for element in item.iter():
        reader = _READERS.get(element.tag)
        if reader is not None:
            reader(draft, element)
    for content in item.iter("ContentItem"):
        _content(draft, content)
    for part in (item, item.find(".//NewsComponent")):
        if part is not None and (language := x.language_of(part)):
            draft.put("languages", Words(language, "newsml-1 xml:lang"))
    return draft.item()


def _formal(element: Element) -> str:
    """The formal name of an element: its code."""
    return (element.get("FormalName") or "").strip()


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
    """The public identifier without the revision at its end, which changes with each version."""
    value, revision = x.line_at(element, "PublicIdentifier"), x.line_at(element, "RevisionId")
    if value:
        draft.uri = value.removesuffix(f":{revision}") if revision else re.sub(r":\d+[A-Z]?$", "", value)
        draft.sheet.unseen("PublicIdentifier", value)


def _status(draft: Draft, element: Element) -> None:
    """Whether the copy may be used; an embargo ends when the status will change, where the item says when."""
    status = element.find("Status")
    said = _formal(status) if status is not None else ""
    if said.lower() == "embargoed":
        draft.hold_back(x.line_at(element, "StatusWillChange/DateAndTime"), "StatusWillChange")
    elif said:
        draft.settle_status(said, "newsml-1 Status")


def _urgency(draft: Draft, element: Element) -> None:
    if re.fullmatch(r"[1-9]", _formal(element)):
        draft.values.setdefault("urgency", int(_formal(element)))


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
    if text := x.words_of(element):
        draft.put("keywords", text)


def _subject(draft: Draft, element: Element) -> None:
    if code := _formal(element):
        draft.put("subjects", Subject(code=f"subj:{code}" if code.isdigit() else code, name=code))


def _genre(draft: Draft, element: Element) -> None:
    if code := _formal(element):
        draft.put("genres", Subject(code=code, name=code))


def _language(draft: Draft, element: Element) -> None:
    if code := _formal(element):
        draft.put("languages", Words(code, "newsml-1 Language"))


def _party(draft: Draft, element: Element) -> None:
    """Who provided or originated the copy."""
    role = next((above.tag.lower() for above in element.iterancestors()), "party")
    name = _formal(element)
    if not name:
        return
    draft.sheet.unseen(role, name)
    if role == "provider":
        draft.values.setdefault("publisher", Publisher(name=name))
    elif role == "source":
        draft.put("credits", Words(name, "newsml-1 infoSource"))


def _content(draft: Draft, content: Element) -> None:
    """The words of one component, or the picture it names."""
    kind = content.find("MediaType")
    address = (content.get("Href") or "").strip()
    if address and kind is not None and _formal(kind).lower() in ("photo", "graphic", "picture"):
        draft.put("images", Image(url=address))
    data = content.find("DataContent")
    if data is None:
        return
    if data.find(".//body.content") is not None:
        read_nitf(draft, data)
        return
    body = data.find(".//body")
    draft.lay(x.prose(data if body is None else body))


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
    "RevisionId": _text("version"),
    "SlugLine": _text("slugline"),
    "SubHeadLine": _headline,
    "Subject": _subject,
    "SubjectDetail": _subject,
    "SubjectMatter": _subject,
    "ThisRevisionCreated": _candidate("updated"),
    "Urgency": _urgency,
    "UsageRights": _line("usage_terms"),
}
