"""The lists of a ninjs item: subjects, genres, keywords, sources, people, other identities, pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from normalizers.formats import json_text
from normalizers.formats.ninjs_rows import line_of, role_of, rows_of
from normalizers.formats.slip import domain
from normalizers.markup import plain, spaced
from normalizers.terms import Image, Publisher, Subject, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.formats.draft import Draft

_MEDTOP = re.compile(r"https?://cv\.iptc\.org/newscodes/mediatopic/(\d+)/?")


def subjects(draft: Draft, _name: str, value: object) -> None:
    """What it is about; keywords and the desk's section travel as subjects with a relation."""
    for row in rows_of(value):
        found, rel = _subject(row), str(row.get("rel") or "")
        if found is None:
            continue
        if rel == "keyword":
            draft.put("keywords", found.name)
        elif rel == "section":
            draft.put("sections", Words(found.name, "ninjs subject section"))
        else:
            draft.put("subjects", found)


def genres(draft: Draft, _name: str, value: object) -> None:
    """What kind of copy it is."""
    for row in rows_of(value):
        if (found := _subject(row)) is not None:
            draft.genre(found)


def _subject(row: dict[str, Any]) -> Subject | None:
    """A subject or genre: its code in our own short form where it is one of IPTC's."""
    code = json_text.words(row, "uri", "code", "literal")
    topic = _MEDTOP.fullmatch(code or "")
    code = f"medtop:{topic[1]}" if topic else code
    name = json_text.words(row, "name", "literal") or code
    return Subject(code=code, name=spaced(name)) if name else None


def keywords(draft: Draft, _name: str, value: object) -> None:
    """Keywords, which some agencies add in a list of their own."""
    for word in value if isinstance(value, list) else str(value).split(","):
        if isinstance(word, str) and spaced(word):
            draft.put("keywords", spaced(word))


def sources(draft: Draft, _name: str, value: object) -> None:
    """Who supplied and who originated it; a source without a role is both, unless another supplied it."""
    bare: Publisher | None = None
    for row in rows_of(value):
        name, role = json_text.words(row, "name", "literal"), role_of(row)
        if name is None:
            continue
        draft.sheet.unseen(f"infoSource {role}".strip(), name)
        sender = Publisher(name=name, domain=domain(json_text.words(row, "uri")))
        if role in ("publisher", "supplier", "provider", "distributor") and "publisher" not in draft.values:
            draft.values["publisher"] = sender
            continue
        bare = bare or (sender if not role else None)
        draft.put("credits", Words(name, f"ninjs infoSource {role}".strip()))
    if bare is not None:
        draft.values.setdefault("publisher", bare)


def source(draft: Draft, name: str, value: object) -> None:
    """Who supplied the copy, as a name by itself."""
    if isinstance(value, str) and (text := plain(value)):
        draft.source(text, f"ninjs {name} infoSource")


def people(draft: Draft, _name: str, value: object) -> None:
    """People; those whose relation is the byline wrote it."""
    for row in rows_of(value):
        if str(row.get("rel") or "").lower() in ("byline", "author", "creator") and (name := json_text.words(row, "name")):
            draft.put("persons", Words(name, "ninjs people"))


def alt_ids(draft: Draft, _name: str, value: object) -> None:
    """Other identities; the one whose role is url is the public address."""
    for row in rows_of(value):
        if role_of(row) in ("url", "web", "permalink") and (address := json_text.words(row, "value")):
            draft.values["url"] = address
            draft.sheet.unseen("url", address)


def ours(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What stands among the other identities under names of ours."""
    found = next((value for key, value in item.items() if key.lower() == "altids"), None)
    for row in rows_of(found):
        role, value = row.get("role"), row.get("value")
        if isinstance(role, str) and isinstance(value, str):
            yield role, value


def associated(item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The items that go with one, each with the name or number it has there."""
    found = next((value for key, value in item.items() if key.lower() == "associations"), None)
    for name, value in found.items() if isinstance(found, dict) else enumerate(found, 1) if isinstance(found, list) else ():
        for row in rows_of(value if isinstance(value, list) else [value]):
            yield str(name), row


def associations(draft: Draft, _name: str, value: object) -> None:
    """Pictures that go with the story; version 1 names them in an object."""
    for _, row in associated({"associations": value}):
        low = {key.lower(): member for key, member in row.items()}
        address = _picture(low)
        if low.get("type") in ("picture", "graphic", None) and address is not None:
            told = {role_of(row) == "credit-line": line_of(row) for row in reversed(rows_of(low.get("descriptions")))}
            caption = told.get(False) or _or_none(json_text.words(low, "description_text"))
            credit = told.get(True) or _or_none(json_text.words(low, "by", "byline"))
            draft.put("images", Image(url=address, caption=caption or None, credit=credit or None))


def _or_none(text: str | None) -> str | None:
    """A line of plain text, or None where there are no words."""
    return plain(text) or None if text else None


def _picture(low: dict[str, Any]) -> str | None:
    """The address of a picture's largest rendition."""
    renditions = low.get("renditions")
    rows = rows_of(list(renditions.values()) if isinstance(renditions, dict) else renditions)
    best = max(rows, key=lambda row: row["width"] if isinstance(row.get("width"), int) else 0, default=None)
    return json_text.words(best, "href") if best is not None else None
