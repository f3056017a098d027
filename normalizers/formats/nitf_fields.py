"""The fields of a NITF document: what its docdata, its head lines and its body say, alone or within another envelope."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from normalizers.formats import wire_xml as x
from normalizers.markup import spaced
from normalizers.terms import Image, Publisher, Subject, Words

if TYPE_CHECKING:
    from normalizers.formats.draft import Draft
    from normalizers.markup import Element

Reader = Callable[["Draft", "Element"], None]


def read_docdata(draft: Draft, head: Element) -> None:
    """Read what a document's head says of it: identity, times, status, urgency, keywords, subjects, rights."""
    for element in head.iter():
        reader = _DOCDATA.get(element.tag)
        if reader is not None:
            reader(draft, element)
    for meta in head.iterfind("meta"):
        target = _META.get((meta.get("name") or "").lower())
        if target is not None and (value := (meta.get("content") or "").strip()):
            draft.keep(target, value, f"meta {meta.get('name')}")


def read_topics(draft: Draft, head: Element) -> None:
    """Read what a head within another envelope tells beyond it: keywords, subjects, and their names for codes that stand bare."""
    for element in head.iter("keyword", "tobject.subject"):
        _DOCDATA[element.tag](draft, element)


def read_nitf(draft: Draft, within: Element) -> None:
    """Read the lines above a body and the body itself; what the envelope has said already stands first."""
    head = within.find(".//body.head")
    for element in head if head is not None else ():
        reader = _LINES.get(element.tag)
        if reader is not None:
            reader(draft, element)
    for content in (found for found in within.iter("body.content") if next(found.iterancestors("note"), None) is None):
        _pictures(draft, content)
        draft.lay(x.prose(content))
    for element in within.iterfind(".//body.end/*"):
        if text := x.words_of(element):
            draft.sheet.line("after", text)


def _attribute(target: str, name: str) -> Reader:
    """A reader of a value that stands in an attribute."""

    def read(draft: Draft, element: Element) -> None:
        if value := (element.get(name) or "").strip():
            draft.keep(target, value, f"{element.tag} {name}")

    return read


def _time(target: str) -> Reader:
    """A reader of one of a document's times."""

    def read(draft: Draft, element: Element) -> None:
        if value := (element.get("norm") or "").strip():
            draft.put(target, Words(value, f"nitf {element.tag}"))
            draft.sheet.unseen(element.tag, value)

    return read


def _identity(draft: Draft, element: Element) -> None:
    if value := (element.get("id-string") or "").strip():
        draft.uri = value
        draft.sheet.unseen("doc-id", value)


def _status(draft: Draft, element: Element) -> None:
    """Whether the copy may be used; an embargo ends at the time of release, where the document tells one."""
    said = (element.get("management-status") or "").strip()
    if said:
        draft.settle_status(said, "nitf management-status")
    release = element.find("date.release")
    if said.lower() == "embargoed":
        draft.values.pop("pub_status")
        draft.hold_back((release.get("norm") or "") if release is not None else "", "date.release")


def _urgency(draft: Draft, element: Element) -> None:
    if re.fullmatch(r"[1-9]", value := element.get("ed-urg") or ""):
        draft.values["urgency"] = int(value)


def _keyword(draft: Draft, element: Element) -> None:
    if value := (element.get("key") or "").strip():
        draft.put("keywords", value)


def _subject(draft: Draft, element: Element) -> None:
    """What the document is about, by the number and the words of IPTC's subject reference system, or of the owner's that it names."""
    words = (element.get(f"tobject.subject.{name}") for name in ("detail", "matter", "type"))
    code = (element.get("tobject.subject.refnum") or "").strip()
    owner = (element.get("tobject.subject.ipr") or "IPTC").strip()
    scheme = "subj" if owner.upper() == "IPTC" else owner
    if name := next((word.strip() for word in words if word and word.strip()), code):
        draft.subject(Subject(code=f"{scheme}:{code}" if code else None, name=name))


def _rights(draft: Draft, element: Element) -> None:
    """Who holds the copyright, and so supplied the words."""
    holder, year = (element.get("holder") or "").strip(), (element.get("year") or "").strip()
    if holder:
        draft.keep("copyright_holder", holder, "doc.copyright")
        draft.put("credits", Words(holder, "nitf doc.copyright"))
        draft.values.setdefault("copyright_notice", f"© {year} {holder}" if year else holder)


def _terms(draft: Draft, element: Element) -> None:
    """What a user may do with the copy, and may not; a single word there is a code."""
    said = [(element.get(name) or "").strip() for name in ("type", "limitations")]
    if text := " ".join(words for words in said if " " in words):
        draft.keep("usage_terms", text, "doc.rights")


def _title(draft: Draft, element: Element) -> None:
    if text := x.words_of(element):
        draft.sheet.unseen("title", text)
        draft.put("headlines", Words(text, "nitf title"))


def _headlines(draft: Draft, element: Element) -> None:
    """The main headlines before the document's title, then those that stand below them."""
    for line in (*element.iterfind("hl1"), *element.iterfind("hl2")):
        if text := x.words_of(line):
            draft.rank("headlines", Words(draft.sheet.line("headline", text), f"nitf {line.tag}"), best=False)


def _byline(draft: Draft, element: Element) -> None:
    """The line as printed, the writers' titles on a line of their own; the persons that the markup names are persons."""
    for person in element.iterfind(".//person"):
        draft.put("persons", Words(x.words_of(person), "nitf person"))
    titles = [title for title in element.iterfind("byttl") if x.words_of(title)]
    name = spaced(" ".join([element.text or "", *(f"{x.words_of(one) if one not in titles else ''}{one.tail or ''}" for one in element)]))
    for number, text in enumerate(filter(None, (name, *map(x.words_of, titles)))):
        line = draft.sheet.line("byline", text)
        if number == 0:
            draft.put("bylines", Words(line, "nitf byline"))


def _note(draft: Draft, element: Element) -> None:
    """A note to the editors."""
    if text := x.words_of(element):
        line = draft.sheet.line("after", text)
        draft.values.setdefault("ed_note", line)


def _key(draft: Draft, element: Element) -> None:
    """The key by which the desk follows a story, and the number of its version."""
    _attribute("slugline", "key")(draft, element)
    _attribute("version", "version")(draft, element)


def _dateline(draft: Draft, element: Element) -> None:
    if text := x.words_of(element):
        draft.values.setdefault("dateline", draft.sheet.line("body", text))


def _abstract(draft: Draft, element: Element) -> None:
    if text := x.words_of(element):
        draft.put("summaries", Words(draft.sheet.line("summary", text), "nitf abstract"))


def _publication(draft: Draft, element: Element) -> None:
    """The publication that a document was part of; it carried the copy, whoever distributed it."""
    if name := (element.get("name") or "").strip():
        draft.sheet.unseen("pubdata name", name)
        draft.values.setdefault("publisher", Publisher(name=name))


def _distributor(draft: Draft, element: Element) -> None:
    """Who distributes a document; where it is part of no publication, that is who publishes it."""
    if text := x.words_of(element):
        draft.values.setdefault("publisher", Publisher(name=text))
        draft.put("credits", Words(draft.sheet.line("after", text), "nitf distributor infoSource"))


def _pictures(draft: Draft, content: Element) -> None:
    """The pictures that stand in a body, each with its caption and who made it."""
    for media in content.iterfind(".//media"):
        source = media.find("media-reference")
        address = (source.get("source") or source.get("data-location") or "").strip() if source is not None else ""
        if address and (media.get("media-type") or "image") == "image":
            caption, credit = x.line_at(media, "media-caption"), x.line_at(media, "media-producer")
            draft.put("images", Image(url=address, caption=caption or None, credit=credit or None))


_DOCDATA: Mapping[str, Reader] = {
    "date.expire": _attribute("expires", "norm"),
    "date.issue": _time("updated"),
    "doc-id": _identity,
    "doc.copyright": _rights,
    "doc.rights": _terms,
    "docdata": _status,
    "du-key": _key,
    "ed-msg": _attribute("ed_note", "info"),
    "keyword": _keyword,
    "pubdata": _publication,
    "title": _title,
    "tobject.subject": _subject,
    "urgency": _urgency,
}
_META = {"anpa-keyword": "slugline"}  # what gateways of teleprinter wires keep of a message's header; docdata stands before it
_LINES: Mapping[str, Reader] = {
    "abstract": _abstract,
    "byline": _byline,
    "dateline": _dateline,
    "distributor": _distributor,
    "hedline": _headlines,
    "note": _note,
}
