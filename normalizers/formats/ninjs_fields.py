"""The fields of a ninjs item, in the order in which the document has them, under their names of any version."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from normalizers.formats import json_text
from normalizers.formats.entry import domain
from normalizers.formats.sheet import Sheet
from normalizers.markup import blocks, plain, spaced
from normalizers.terms import Block, Finding, Image, Publisher, Subject, WireItem, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalizers.terms import PubStatus

MAX_VALUES = 500  # of one list: subjects, keywords, pictures
_STATUS: dict[str, PubStatus] = {
    "usable": "usable",
    "withheld": "withheld",
    "embargoed": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
    "killed": "canceled",
    "kill": "canceled",
    "withdrawn": "canceled",
}
_GAP = re.compile(r"\n[^\S\n]*\n\s*")
_INNER = re.compile(r"<body(?:\.content)?(?:\s[^<>]*)?>(.*)</body(?:\.content)?\s*>", re.IGNORECASE | re.DOTALL)
_NITF_INNER = re.compile(r"<body\.content(?:\s[^<>]*)?>(.*)</body\.content\s*>", re.IGNORECASE | re.DOTALL)
_MEDTOP = re.compile(r"https?://cv\.iptc\.org/newscodes/mediatopic/(\d+)/?")


@dataclass(slots=True)
class Draft:
    """An item in the making: the sheet its words are laid on, and the values read so far."""

    form: str
    uri: str
    sheet: Sheet = field(default_factory=Sheet)
    values: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)

    def put(self, name: str, value: object) -> None:
        """Add a value to one of the item's lists."""
        found = self.lists.setdefault(name, [])
        if len(found) < MAX_VALUES and value not in found:
            found.append(value)

    def item(self) -> WireItem:
        """The item that these fields make."""
        raw_text, zones = self.sheet.off()
        values: dict[str, Any] = self.values | {name: tuple(found) for name, found in self.lists.items()}
        return WireItem(form=self.form, uri=self.uri, raw_text=raw_text, zones=zones, **values)


def read_fields(draft: Draft, item: dict[str, Any]) -> Draft:
    """Read every field we know, in the document's order; the main headline and the richest body were looked up before."""
    for key, value in item.items():
        name = key.lower()
        reader = _READERS.get(name) or _family(name)
        if reader is not None and value is not None:
            reader(draft, name, value)
    _settle_bodies(draft)
    return draft


def _family(name: str) -> Callable[[Draft, str, object], None] | None:
    """Who reads a name of version 1 that carries a suffix: `headline_web`, `description_text`, `body_html`."""
    stem, _, suffix = name.partition("_")
    return {"headline": _headline, "description": _description, "body": _body}.get(stem) if suffix else None


# --- lines -------------------------------------------------------------------------------------------------------
def _headline(draft: Draft, name: str, value: object) -> None:
    """A headline of version 1; one with a suffix is a variant."""
    if isinstance(value, str) and (text := plain(value)):
        draft.sheet.line("headline", text)
        _first_if(draft, "headlines", Words(text, f"ninjs {name}"), best=name == "headline")


def _headlines(draft: Draft, _name: str, value: object) -> None:
    """Headlines of versions 2 and 3; the one whose role is main stands first."""
    for row in _rows(value):
        role = _role(row)
        if text := _line(row):
            draft.sheet.line("headline", text)
            _first_if(draft, "headlines", Words(text, f"ninjs headline {role}".strip()), best=role == "main")


def _first_if(draft: Draft, name: str, words: Words, *, best: bool) -> None:
    """Put a candidate first when it is the best, else last; a title stays behind every headline."""
    found = draft.lists.setdefault(name, [])
    if best:
        found.insert(0, words)
    elif len(found) < MAX_VALUES:
        at = next((at for at, other in enumerate(found) if other.source == "ninjs title"), len(found))
        found.insert(at, words)


def _title(draft: Draft, _name: str, value: object) -> None:
    """A name for the item, wanted as a headline where there is none."""
    if isinstance(value, str) and (text := plain(value)):
        draft.sheet.unseen("title", text)
        draft.put("headlines", Words(text, "ninjs title"))


def _description(draft: Draft, name: str, value: object) -> None:
    """A description of version 1."""
    if isinstance(value, str):
        _summary(draft, value, name.partition("_")[2] or "text")


def _descriptions(draft: Draft, _name: str, value: object) -> None:
    """Descriptions by their roles: a dateline, a credit line, a notice, or a summary."""
    for row in _rows(value):
        role, text = _role(row), _line(row)
        if not text:
            continue
        if role == "dateline":
            draft.values["dateline"] = draft.sheet.line("body", text)
        elif role in ("credit-line", "creditline", "credit"):
            draft.values["credit_line"] = draft.sheet.line("after", text)
        elif role == "provenance-statement":
            draft.sheet.line("after", text)
        elif role.startswith("provenance-"):
            draft.sheet.unseen(role, text)
        else:
            _summary(draft, _value(row), role)


def _summary(draft: Draft, text: str, role: str) -> None:
    """A summary; one whose role says so stands first."""
    placed = draft.sheet.body("caption" if role == "caption" else "summary", _blocks(text, "text/html" if "<" in text else "text/plain"))
    if placed:
        words = Words(" ".join(block.text for block in placed), f"ninjs description {role}".strip())
        _first_if(draft, "summaries", words, best=role in ("summary", "abstract"))


def _byline(draft: Draft, name: str, value: object) -> None:
    if isinstance(value, str) and (text := plain(value)):
        draft.put("bylines", Words(draft.sheet.line("byline", text), f"ninjs {name}"))


def _ed_note(draft: Draft, _name: str, value: object) -> None:
    if isinstance(value, str) and (text := plain(value)):
        draft.values["ed_note"] = draft.sheet.line("after", text)


def _notice(draft: Draft, name: str, value: object) -> None:
    """Usage terms and copyright, which readers of the copy see below it."""
    if isinstance(value, str) and (text := spaced(value)):
        draft.values["usage_terms" if name == "usageterms" else "copyright_notice"] = draft.sheet.line("after", text)


def _holder(draft: Draft, _name: str, value: object) -> None:
    """Who claims the copyright."""
    if isinstance(value, str) and (text := spaced(value)):
        draft.sheet.unseen("copyrightHolder", text)
        draft.put("credits", Words(text, "ninjs copyrightHolder"))


def _located(draft: Draft, _name: str, value: object) -> None:
    """Where the copy was made; a dateline says it better."""
    if isinstance(value, str) and (text := spaced(value)):
        draft.sheet.unseen("located", text)
        draft.values.setdefault("dateline", text)


# --- single values -----------------------------------------------------------------------------------------------
def _plain_value(target: str) -> Callable[[Draft, str, object], None]:
    """A reader of one string or number."""

    def read(draft: Draft, name: str, value: object) -> None:
        if isinstance(value, (str, int)) and not isinstance(value, bool) and (text := str(value).strip()):
            draft.values[target] = text
            draft.sheet.unseen(name, text)

    return read


def _words_value(target: str) -> Callable[[Draft, str, object], None]:
    """A reader of a string that is one candidate among others."""

    def read(draft: Draft, name: str, value: object) -> None:
        if isinstance(value, str) and (text := value.strip()):
            draft.put(target, Words(text, f"ninjs {name}"))
            draft.sheet.unseen(name, text)

    return read


def _embargo(draft: Draft, name: str, value: object) -> None:
    """An embargo as printed; one that is no string keeps the story back all the same."""
    if value != "":
        draft.values["embargo"] = value.strip() if isinstance(value, str) else str(value)[:100]
        draft.sheet.unseen(name, draft.values["embargo"])


def _status(draft: Draft, name: str, value: object) -> None:
    """Whether the copy may be used; a status that nobody knows keeps it back."""
    text = str(value).strip().lower().rpartition(":")[2]
    draft.values["pub_status"] = _STATUS.get(text, "withheld")
    draft.sheet.unseen(name, str(value))
    if text not in _STATUS:
        draft.put("findings", Finding("pub_status", "ninjs pubStatus", str(value)[:200], chosen=False))


def _urgency(draft: Draft, _name: str, value: object) -> None:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 9:  # noqa: PLR2004 - the standard's range
        draft.values["urgency"] = value


def _representation(draft: Draft, _name: str, value: object) -> None:
    draft.values["partial"] = value in ("partial", "incomplete", "associationonly")


# --- lists -------------------------------------------------------------------------------------------------------
def _subjects(draft: Draft, _name: str, value: object) -> None:
    """What it is about; keywords and the desk's section travel as subjects with a relation."""
    for row in _rows(value):
        found, rel = _subject(row), str(row.get("rel") or "")
        if found is None:
            continue
        if rel == "keyword":
            draft.put("keywords", found.name)
        elif rel == "section":
            draft.put("sections", Words(found.name, "ninjs subject section"))
        else:
            draft.put("subjects", found)


def _genres(draft: Draft, _name: str, value: object) -> None:
    for row in _rows(value):
        if (found := _subject(row)) is not None:
            draft.put("genres", found)


def _subject(row: dict[str, Any]) -> Subject | None:
    """A subject or genre: its code in our own short form where it is one of IPTC's."""
    code = json_text.words(row, "uri", "code", "literal")
    topic = _MEDTOP.fullmatch(code or "")
    code = f"medtop:{topic[1]}" if topic else code
    name = json_text.words(row, "name", "literal") or code
    return Subject(code=code, name=spaced(name)) if name else None


def _keywords(draft: Draft, _name: str, value: object) -> None:
    """Keywords, which some agencies add in a list of their own."""
    for word in value if isinstance(value, list) else str(value).split(","):
        if isinstance(word, str) and spaced(word):
            draft.put("keywords", spaced(word))


def _sources(draft: Draft, _name: str, value: object) -> None:
    """Who supplied and who originated it."""
    for row in _rows(value):
        name, role = json_text.words(row, "name", "literal"), _role(row)
        if name is None:
            continue
        draft.sheet.unseen(f"infoSource {role}".strip(), name)
        if role in ("publisher", "supplier", "provider", "distributor") and "publisher" not in draft.values:
            draft.values["publisher"] = Publisher(name=name, domain=domain(json_text.words(row, "uri")))
        else:
            draft.put("credits", Words(name, f"ninjs infoSource {role}".strip()))


def _people(draft: Draft, _name: str, value: object) -> None:
    """People; those whose relation is the byline wrote it."""
    for row in _rows(value):
        if str(row.get("rel") or "").lower() in ("byline", "author", "creator") and (name := json_text.words(row, "name")):
            draft.put("persons", Words(name, "ninjs people"))


def _alt_ids(draft: Draft, _name: str, value: object) -> None:
    """Other identities; the one whose role is url is the public address."""
    for row in _rows(value):
        if _role(row) in ("url", "web", "permalink") and (address := json_text.words(row, "value")):
            draft.values["url"] = address
            draft.sheet.unseen("url", address)


def _associations(draft: Draft, _name: str, value: object) -> None:
    """Pictures that go with the story; version 1 names them in an object."""
    for row in _rows(list(value.values()) if isinstance(value, dict) else value):
        low = {key.lower(): member for key, member in row.items()}
        address = _picture(low)
        if low.get("type") in ("picture", "graphic", None) and address is not None:
            caption = next((_value(told) for told in _rows(low.get("descriptions")) if _role(told) != "credit-line"), None) or low.get(
                "description_text"
            )
            credit = next(
                (_value(told) for told in _rows(low.get("descriptions")) if _role(told) == "credit-line"), None
            ) or json_text.words(low, "by", "byline")
            draft.put("images", Image(url=address, caption=_or_none(caption), credit=_or_none(credit)))


def _or_none(text: str | None) -> str | None:
    """A line of plain text, or None where there are no words."""
    return plain(text) or None if text else None


def _picture(low: dict[str, Any]) -> str | None:
    """The address of a picture's largest rendition."""
    renditions = low.get("renditions")
    rows = _rows(list(renditions.values()) if isinstance(renditions, dict) else renditions)
    best = max(rows, key=lambda row: row["width"] if isinstance(row.get("width"), int) else 0, default=None)
    return json_text.words(best, "href") if best is not None else None


# --- bodies ------------------------------------------------------------------------------------------------------
def _body(draft: Draft, name: str, value: object) -> None:
    """A body of version 1: its suffix tells what it is."""
    if isinstance(value, str) and value.strip():
        suffix = name.partition("_")[2]
        _offer(draft, "text/html" if "html" in suffix else "text/plain" if suffix == "text" else "", value, 1 if "html" in suffix else 2)


def _bodies(draft: Draft, _name: str, value: object) -> None:
    """Bodies of versions 2 and 3: the main one, else markup before plain text."""
    for row in _rows(value):
        low = {key.lower(): member for key, member in row.items()}
        kind, text = str(low.get("contenttype") or "").lower(), _value(row)
        if text.strip():
            _offer(draft, kind, text, 0 if _role(row) == "main" else 1 if "html" in kind else 2)


def _offer(draft: Draft, kind: str, text: str, rank: int) -> None:
    """Keep a body where it is better than the one we have: the same words in another dress are not laid down twice."""
    held = draft.values.get("body")
    if held is None or (rank, -len(text)) < held[0]:
        draft.values["body"] = ((rank, -len(text)), kind, text)


def _settle_bodies(draft: Draft) -> None:
    """Lay the chosen body down."""
    held = draft.values.pop("body", None)
    if held is not None:
        draft.values["blocks"] = draft.sheet.body("body", _blocks(held[2], held[1]))


def _blocks(text: str, kind: str) -> tuple[Block, ...]:
    """The paragraphs of a body or summary: markup by its tags, plain text by its blank lines, else by its lines."""
    if "html" in kind or "nitf" in kind or (not kind.startswith("text/plain") and re.search(r"<(?:p|br|div|h\d)\b", text)):
        inner = _NITF_INNER.search(text) or _INNER.search(text)
        return blocks(inner[1] if inner else text)
    parts = _GAP.split(text) if _GAP.search(text.strip()) else text.split("\n")
    return tuple(Block("p", line) for part in parts if (line := spaced(part)))


def _rows(value: object) -> list[dict[str, Any]]:
    """The objects of a list, no more of them than anyone needs."""
    return [row for row in value[:MAX_VALUES] if isinstance(row, dict)] if isinstance(value, list) else []


def _role(row: dict[str, Any]) -> str:
    """The last part of a role, which may be an address of IPTC's."""
    return re.split(r"[/:#]", str(row.get("role") or "").strip().lower())[-1]


def _line(row: dict[str, Any]) -> str:
    """A row as one line of plain text; what says that it is plain text is no markup."""
    said = str(row.get("contentType") or row.get("contenttype") or "").lower()
    return spaced(_value(row)) if said.startswith("text/plain") else plain(_value(row))


def _value(row: dict[str, Any]) -> str:
    """The words of a row."""
    value = row.get("value")
    return value if isinstance(value, str) else ""


_READERS: dict[str, Callable[[Draft, str, object], None]] = {
    "version": _plain_value("version"),
    "slugline": _plain_value("slugline"),
    "expires": _plain_value("expires"),
    "language": _words_value("languages"),
    "firstcreated": _words_value("published"),
    "versioncreated": _words_value("updated"),
    "embargoed": _embargo,
    "embargoeduntil": _embargo,
    "pubstatus": _status,
    "urgency": _urgency,
    "representationtype": _representation,
    "headline": _headline,
    "headlines": _headlines,
    "title": _title,
    "descriptions": _descriptions,
    "bodies": _bodies,
    "by": _byline,
    "byline": _byline,
    "ednote": _ed_note,
    "usageterms": _notice,
    "copyrightnotice": _notice,
    "copyrightholder": _holder,
    "located": _located,
    "subject": _subjects,
    "subjects": _subjects,
    "genre": _genres,
    "genres": _genres,
    "keywords": _keywords,
    "infosource": _sources,
    "infosources": _sources,
    "people": _people,
    "person": _people,
    "altids": _alt_ids,
    "associations": _associations,
}
