"""The fields of a ninjs item, in the order in which the document has them, under their names of any version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from normalizers.formats import ninjs_lists
from normalizers.formats.asides import read_asides
from normalizers.formats.ninjs_rows import is_plain, line_of, role_of, rows_of, value_of
from normalizers.formats.plain_text import paragraphs
from normalizers.formats.wire_xml import fragment
from normalizers.markup import blocks, plain, spaced
from normalizers.terms import Block, Media, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalizers.formats.draft import Draft

FEWEST = 8  # words by which two texts can be told apart
_MARKUP = re.compile(r"<(?:p|br|div|h\d)\b", re.IGNORECASE)


def read_fields(draft: Draft, item: dict[str, Any]) -> Draft:
    """Read every field we know, in the document's order; which body is the best is looked up before."""
    draft.body = _best_body(item)
    for key, value in item.items():
        name = key.lower()
        reader = _READERS.get(name) or _family(name)
        if reader is not None and value is not None:
            reader(draft, name, value)
    read_asides(draft, ninjs_lists.ours(item), draft.form)
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
        draft.rank("headlines", Words(text, f"ninjs {name}"), best=name == "headline")


def _headlines(draft: Draft, _name: str, value: object) -> None:
    """Headlines of versions 2 and 3; the one whose role is main stands first."""
    for row in rows_of(value):
        role = role_of(row)
        if text := line_of(row):
            draft.sheet.line("headline", text)
            draft.rank("headlines", Words(text, f"ninjs headline {role}".strip()), best=role == "main")


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
    for row in rows_of(value):
        role, text = role_of(row), line_of(row)
        if not text:
            continue
        if role == "dateline":
            draft.values["dateline"] = draft.sheet.line("body", text)
        elif role in ("credit-line", "creditline", "credit"):
            draft.values["credit_line"] = draft.sheet.line("after", text)
        elif role == "provenance-statement":
            draft.sheet.line("after", text)
        elif role.startswith("provenance-") or role in ("writer", "amended"):
            draft.sheet.unseen(role, text)
        else:
            _summary(draft, value_of(row), role, plain_text=is_plain(row))


def _summary(draft: Draft, text: str, role: str, *, plain_text: bool = False) -> None:
    """A summary; one whose role says so stands first. What says that it is plain text is no markup."""
    kind = "text/html" if "<" in text and not plain_text else "text/plain"
    placed = draft.sheet.body("caption" if role == "caption" else "summary", _blocks(text, kind))
    if placed:
        words = Words(" ".join(block.text for block in placed), f"ninjs description {role}".strip())
        draft.rank("summaries", words, best=role in ("summary", "abstract"))


def _byline(draft: Draft, name: str, value: object) -> None:
    if isinstance(value, str) and (text := plain(value)):
        draft.put("bylines", Words(draft.sheet.line("byline", text), f"ninjs {name}"))


def _ed_note(draft: Draft, _name: str, value: object) -> None:
    """A note to the desk; plain text keeps its lines."""
    if isinstance(value, str):
        lines = value.split("\n")
        if any(line.count("<") != line.count(">") for line in lines):  # a tag that goes on in the next line
            lines = [value]
        lines = [plain(line) for line in lines]
        if text := "\n".join(draft.sheet.line("after", line) for line in lines if line):
            draft.values["ed_note"] = text


def _notice(draft: Draft, name: str, value: object) -> None:
    """Usage terms and copyright, which readers of the copy see below it."""
    if isinstance(value, str) and (text := spaced(value)):
        draft.values["usage_terms" if name == "usageterms" else "copyright_notice"] = draft.sheet.line("after", text)


def _holder(draft: Draft, _name: str, value: object) -> None:
    """Who claims the copyright."""
    if isinstance(value, str) and (text := spaced(value)):
        draft.sheet.unseen("copyrightHolder", text)
        draft.values["copyright_holder"] = text
        draft.put("credits", Words(text, "ninjs copyrightHolder"))


def _located(draft: Draft, _name: str, value: object) -> None:
    """Where the copy was made: a place by itself, no dateline."""
    if isinstance(value, str) and (text := spaced(value)):
        draft.sheet.unseen("located", text)
        draft.values["located"] = text


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
        draft.hold_back(value if isinstance(value, str) else str(value)[:100], name)


def _status(draft: Draft, _name: str, value: object) -> None:
    draft.settle_status(str(value), "ninjs pubStatus")


def _urgency(draft: Draft, _name: str, value: object) -> None:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 9:  # noqa: PLR2004 - the standard's range
        draft.values["urgency"] = value


def _media(draft: Draft, _name: str, value: object) -> None:
    """What it is: text unless the item says picture, video or another."""
    if isinstance(value, str) and value in get_args(Media):
        draft.values["media"] = value


def _representation(draft: Draft, _name: str, value: object) -> None:
    draft.values["partial"] = value in ("partial", "incomplete", "associationonly")


# --- bodies ------------------------------------------------------------------------------------------------------
def _body(draft: Draft, _name: str, _value: object) -> None:
    """Lay the chosen body down where the first body stands: the same words in another dress are not laid down twice."""
    if draft.body is not None:
        kind, text = draft.body
        draft.values["blocks"] = draft.sheet.body("body", _blocks(text, kind))
        draft.body = None


def _best_body(item: dict[str, Any]) -> tuple[str, str] | None:
    """The main body, else one with markup, else plain text; of equals the longest. Gives its content type and words."""
    found: list[tuple[int, int, str, str]] = []
    for key, value in item.items():
        stem, _, suffix = key.lower().partition("_")
        if stem == "bodies":
            found += [_rank(row) for row in rows_of(value)]
        elif stem == "body" and isinstance(value, str):
            kind = "text/html" if "html" in suffix else "nitf" if "nitf" in suffix else "text/plain" if suffix == "text" else ""
            found.append((1 if kind in ("text/html", "nitf") else 2, -len(value), kind, value))
    told = [body for body in found if body[3] and not body[3].isspace()]
    if not told:
        return None
    best = min(told)
    return told[0][2:] if best[0] > 0 and _is_other(best[3], told[0][3]) else best[2:]


def _is_other(body: str, first: str) -> bool:
    """Whether a body that nobody calls the main one is not the first in another dress but another text; then the first is the item's."""
    words = set(plain(first).split())
    return body is not first and len(words) >= FEWEST and 2 * len(words & set(plain(body).split())) < len(words)


def _rank(row: dict[str, Any]) -> tuple[int, int, str, str]:
    """A body of versions 2 and 3, and how good it is."""
    kind = str(row.get("contentType") or row.get("contenttype") or "").lower()
    return (0 if role_of(row) == "main" else 1 if "html" in kind else 2), -len(value_of(row)), kind, value_of(row)


def _blocks(text: str, kind: str) -> tuple[Block, ...]:
    """The paragraphs of a body or summary: markup by its tags, plain text by its blank lines, else by its lines."""
    if "html" in kind or "nitf" in kind or (not kind.startswith("text/plain") and _MARKUP.search(text)):
        text = _inside(text, "body.content") or _inside(text, "body") or text
        return blocks(fragment(text) if "nitf" in kind else text)
    return paragraphs(text)


def _inside(text: str, tag: str) -> str | None:
    """What stands between the first opening and the last closing tag of a name; None where they don't stand so."""
    opening = re.search(rf"<{re.escape(tag)}(?:\s[^<>]*)?>", text, re.IGNORECASE)
    end = text.lower().rfind(f"</{tag}")
    return text[opening.end() : end] if opening is not None and opening.end() <= end else None


_READERS: dict[str, Callable[[Draft, str, object], None]] = {
    "version": _plain_value("version"),
    "slugline": _plain_value("slugline"),
    "contentcreated": _plain_value("content_created"),
    "type": _media,
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
    "bodies": _body,
    "by": _byline,
    "byline": _byline,
    "ednote": _ed_note,
    "usageterms": _notice,
    "copyrightnotice": _notice,
    "copyrightholder": _holder,
    "located": _located,
    "subject": ninjs_lists.subjects,
    "subjects": ninjs_lists.subjects,
    "genre": ninjs_lists.genres,
    "genres": ninjs_lists.genres,
    "keywords": ninjs_lists.keywords,
    "infosource": ninjs_lists.sources,
    "infosources": ninjs_lists.sources,
    "people": ninjs_lists.people,
    "person": ninjs_lists.people,
    "source": ninjs_lists.source,
    "altids": ninjs_lists.alt_ids,
    "associations": ninjs_lists.associations,
}
