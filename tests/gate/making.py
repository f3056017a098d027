"""The set itself: every story on every skeleton, origins in turn, and what must be read of each page."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from gate.sheets import PUBLISHED, SKELETONS, UPDATED, Sheet, Skeleton
from gate.words import Origin, Tale, all_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its label."""

    name: str
    data: bytes
    label: dict[str, Any]


def pages() -> Iterator[Page]:
    """The whole set, in the same order every time: each story twice on each skeleton, with two origins."""
    words = all_words()
    for number, tale in enumerate(words.story):
        origins = [one for one in words.origin if tale.language in one.languages]
        for turn, skeleton in enumerate(SKELETONS):
            at = turn + number * 3
            for origin in (origins[at % len(origins)], origins[(at + 1) % len(origins)]):
                name = f"{tale.language}-{number}-{skeleton.name}-{origin.name}"
                yield Page(name, skeleton.build(_sheet(tale, origin)).encode(), _label(name, tale, origin, skeleton))


def write(folder: Path) -> None:
    """Lay the set down as a labeled folder: `score pages` and `score provenance` both read it."""
    folder.mkdir(parents=True, exist_ok=True)
    made = list(pages())
    for page in made:
        (folder / f"{page.name}.html.gz").write_bytes(gzip.compress(page.data, mtime=0))
    rows = "".join(json.dumps(page.label, ensure_ascii=False) + "\n" for page in made)
    (folder / "labels.jsonl").write_text(rows, encoding="utf-8")


def _sheet(tale: Tale, origin: Origin) -> Sheet:
    """A tale with what an origin puts into it."""
    lines, text = [escape(line, quote=False) for line in _lines(tale, origin)], escape(origin.text, quote=False)
    if origin.place == "dateline":
        lines[0] = f"{text}{lines[0]}"
    if origin.place == "end":
        lines[-1] = f"{lines[-1]} {text}"
    byline = text if origin.place == "byline" else escape(tale.by) if origin.named else ""
    return Sheet(
        tale=tale,
        lines=tuple(lines),
        byline=byline,
        person=tale.person if origin.named else None,
        tail=text if origin.place == "tail" else "",
    )


def _lines(tale: Tale, origin: Origin) -> list[str]:
    """The story's own lines; words that only look like a credit stand in the middle of it."""
    lines = list(tale.paragraphs)
    if origin.place == "story":
        lines.insert(2, origin.text)
    return lines


def _label(name: str, tale: Tale, origin: Origin, skeleton: Skeleton) -> dict[str, Any]:
    """What must be read of a page, for both scores."""
    lines = _lines(tale, origin)
    notice = origin.text if origin.place == "tail" else ""
    people = [tale.person] if origin.named else []
    credits = [dict(zip(("agency", "role"), one.split(), strict=True)) for one in origin.credits]
    return {
        "id": name,
        "file": f"{name}.html.gz",
        "form": "page",
        "url": f"https://www.{tale.domain}/news/{name}",
        "language": tale.language,
        "headline": tale.headline,
        "authors": people,
        "published": PUBLISHED[:10] if skeleton.precision == "day" else PUBLISHED,
        "date_precision": skeleton.precision,
        "updated": UPDATED if skeleton.updated else None,
        "body_text": "\n\n".join(lines),
        "optional": [tale.headline, tale.standfirst],
        "with": [line[:40] for line in lines[1:]],
        "without": [*tale.related, tale.invitation, tale.share, tale.caption, tale.rights, *([notice] if notice else [])],
        "kind": "trap" if origin.trap else "notice",
        "family": origin.name,
        "relation": list(origin.relation),
        "credits": credits,
        "edited": {"headline": origin.edited.headline, "body": origin.edited.body, "picture": origin.edited.picture},
        "auto_generated": origin.auto,
        "statements": [origin.text] if origin.states else [],
        "persons": people,
        "body_includes": [lines[1]],
        "body_excludes": [origin.text] if origin.place in ("tail", "end") else [],
        "body_keeps": [origin.text] if origin.trap else [],
    }
