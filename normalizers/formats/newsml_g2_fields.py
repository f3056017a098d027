"""The fields of a NewsML-G2 item: which element fills which, in the order of the document; its words stand in `newsml_g2_content`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, get_args

from normalizers.formats import wire_xml as x
from normalizers.formats.asides import OURS
from normalizers.formats.newsml_g2_out import NO_PROVIDER, NO_TIME, PICTURE, STATEMENT
from normalizers.formats.slip import domain
from normalizers.markup import spaced
from normalizers.terms import Image, Media, Publisher, Signal, Subject, Words

if TYPE_CHECKING:
    from normalizers.formats.draft import Draft
    from normalizers.markup import Element

Reader = Callable[["Draft", "Element"], None]
_LAST = re.compile(r"[/:#]")
_MEDTOP = re.compile(r"https?://cv\.iptc\.org/newscodes/mediatopic/(\d+)/?")


def read_meta(draft: Draft, item: Element) -> None:
    """Read what an item says of itself, its rights and its content."""
    for section in item:
        for element in section:
            reader = _SECTIONS.get(section.tag, _NONE).get(element.tag)
            if reader is not None:
                reader(draft, element)


def _code(element: Element) -> str:
    """The code of an element, however it is given."""
    return (element.get("qcode") or element.get("uri") or element.get("literal") or "").strip()


def _last(code: str) -> str:
    """The last part of a code."""
    return _LAST.split(code.rstrip("/"))[-1].lower()


def _name(element: Element) -> str:
    """What an element calls a thing: its first name, else its literal, else the last part of its code."""
    return x.line_at(element, "name") or element.get("literal") or _LAST.split(_code(element))[-1]


# --- one reader a kind of field ----------------------------------------------------------------------------------
def _line(target: str, zone: str = "after") -> Reader:
    """A reader of a line that readers of the copy see, the first of its name."""

    def read(draft: Draft, element: Element) -> None:
        if target not in draft.values and (text := x.words_of(element)):
            draft.values[target] = draft.sheet.line(zone, text)  # type: ignore[arg-type]  # the tables below name zones alone

    return read


def _value(target: str) -> Reader:
    """A reader of a single value that nobody sees."""
    return lambda draft, element: draft.keep(target, x.words_of(element), element.tag) if x.words_of(element) else None


def _candidate(target: str) -> Reader:
    """A reader of one candidate among others."""

    def read(draft: Draft, element: Element) -> None:
        text = x.words_of(element)
        if text and text != NO_TIME:
            draft.put(target, Words(text, f"newsml-g2 {element.tag}"))
            draft.sheet.unseen(element.tag, text)

    return read


def _headline(draft: Draft, element: Element) -> None:
    role = _last(element.get("role") or "")
    if text := x.words_of(element):
        words = Words(draft.sheet.line("headline", text), f"newsml-g2 headline {role}".strip())
        draft.rank("headlines", words, best=role == "main")


def _title(draft: Draft, element: Element) -> None:
    """A name for the item, wanted as a headline where there is none."""
    if text := x.words_of(element):
        draft.sheet.unseen("title", text)
        draft.put("headlines", Words(text, "newsml-g2 title"))


def _description(draft: Draft, element: Element) -> None:
    """A summary, or a caption; one whose role says that it is the summary stands first."""
    role = _last(element.get("role") or "")
    if text := x.words_of(element):
        words = Words(draft.sheet.line("caption" if role == "caption" else "summary", text), f"newsml-g2 description {role}".strip())
        draft.rank("summaries", words, best=role == "summary")


def _byline(draft: Draft, element: Element) -> None:
    if text := x.words_of(element):
        draft.put("bylines", Words(draft.sheet.line("byline", text), "newsml-g2 by"))


def _person(draft: Draft, element: Element) -> None:
    """Who made the copy, where the item says that it is a person."""
    if _last(element.get("type") or "") == "person" and (name := _name(element)):
        draft.put("persons", Words(name, f"newsml-g2 {element.tag}"))
        draft.sheet.unseen(element.tag, name)


def _subject(draft: Draft, element: Element) -> None:
    if found := _topic(element):
        draft.put("subjects", found)


def _genre(draft: Draft, element: Element) -> None:
    if found := _topic(element):
        draft.genre(found)


def _topic(element: Element) -> Subject | None:
    """A subject or genre: its code in our own short form where it is one of IPTC's."""
    code = _code(element)
    topic = _MEDTOP.fullmatch(code)
    name = _name(element)
    return Subject(code=f"medtop:{topic[1]}" if topic else code or None, name=spaced(name)) if name else None


def _keyword(draft: Draft, element: Element) -> None:
    if text := x.words_of(element):
        draft.put("keywords", text)


def _language(draft: Draft, element: Element) -> None:
    if tag := (element.get("tag") or "").strip():
        draft.put("languages", Words(tag, "newsml-g2 language"))


def _urgency(draft: Draft, element: Element) -> None:
    text = x.words_of(element)
    if re.fullmatch(r"[1-9]", text):
        draft.values["urgency"] = int(text)


def _located(draft: Draft, element: Element) -> None:
    if name := _name(element):
        draft.keep("located", name, "located")


def _embargo(draft: Draft, element: Element) -> None:
    draft.hold_back(x.words_of(element), "embargoed")


def _status(draft: Draft, element: Element) -> None:
    draft.settle_status(_code(element), "newsml-g2 pubStatus")


def _signal(draft: Draft, element: Element) -> None:
    code = _code(element)
    draft.sheet.unseen("signal", code)
    if _last(code) in get_args(Signal):
        draft.put("signals", _last(code))


def _media(draft: Draft, element: Element) -> None:
    if _last(_code(element)) in get_args(Media):
        draft.values["media"] = _last(_code(element))


def _provider(draft: Draft, element: Element) -> None:
    """Who sent it; the first of them is the publisher of the item."""
    code = _code(element)
    name = code if "://" in code and element.find("name") is None else _name(element)  # an address's last part names nobody
    if name and name != NO_PROVIDER:
        draft.sheet.unseen("provider", name)
        draft.values.setdefault("publisher", Publisher(name=name, domain=domain(element.get("uri")) or _host(name)))


def _host(name: str) -> str | None:
    """A name that is the address of a site."""
    return name.lower().removeprefix("www.") if re.fullmatch(r"[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){1,3}", name, re.IGNORECASE) else None


def _info_source(draft: Draft, element: Element) -> None:
    if name := _name(element):
        draft.source(name, "newsml-g2 infoSource")


def _holder(draft: Draft, element: Element) -> None:
    if name := _name(element) or x.words_of(element):
        draft.keep("copyright_holder", name, "copyrightHolder")
        draft.put("credits", Words(name, "newsml-g2 copyrightHolder"))


def _ed_note(draft: Draft, element: Element) -> None:
    """A note to the desk; of several each stands on a line. A notice of the publisher's is none, nor is what we added to it."""
    text, ours = x.words_of(element), element.get("roleuri") or ""
    if ours == STATEMENT:
        draft.sheet.line("after", text)
    elif ours.startswith(OURS):
        draft.sheet.unseen(ours.removeprefix(OURS), text)
    elif text:
        before = draft.values.get("ed_note")
        draft.values["ed_note"] = f"{before}\n{draft.sheet.line('after', text)}" if before else draft.sheet.line("after", text)


def _alt_id(draft: Draft, element: Element) -> None:
    """Another identity; the one that is said to be an address is the item's."""
    if _last(element.get("type") or "") == "url" and (address := x.words_of(element)):
        draft.keep("url", address, "altId")


def _link(draft: Draft, element: Element) -> None:
    """The item's own address on the web, or a picture that goes with the words, where the link says that it is one."""
    kind, address = element.find("itemClass"), element.get("href")
    if address and _last(element.get("rel") or "") == "canonical":
        draft.keep("canonical_url", address.strip(), "link canonical")
        return
    if address and kind is not None and kind.get("qcode") == PICTURE:
        caption, credit = x.line_at(element, "title"), x.line_at(element, "creditline")
        draft.put("images", Image(url=address.strip(), caption=caption or None, credit=credit or None))


_NONE: Mapping[str, Reader] = {}
_SECTIONS: Mapping[str, Mapping[str, Reader]] = {
    "rightsInfo": {"copyrightHolder": _holder, "copyrightNotice": _line("copyright_notice"), "usageTerms": _line("usage_terms")},
    "itemMeta": {
        "edNote": _ed_note,
        "embargoed": _embargo,
        "expires": _value("expires"),
        "firstCreated": _candidate("published"),
        "itemClass": _media,
        "link": _link,
        "provider": _provider,
        "pubStatus": _status,
        "signal": _signal,
        "title": _title,
        "versionCreated": _candidate("updated"),
    },
    "contentMeta": {
        "altId": _alt_id,
        "by": _byline,
        "contentCreated": _value("content_created"),
        "contributor": _person,
        "creator": _person,
        "creditline": _line("credit_line"),
        "dateline": _line("dateline", "body"),
        "description": _description,
        "genre": _genre,
        "headline": _headline,
        "infoSource": _info_source,
        "keyword": _keyword,
        "language": _language,
        "located": _located,
        "slugline": _value("slugline"),
        "subject": _subject,
        "urgency": _urgency,
    },
}
