"""The page's whole visible text, where each block of the story stands in it, and what part of the page each stretch is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.page import hints as h
from normalizers.page.declared import named, text_of
from normalizers.page.furniture import heads_list, is_furniture, is_notice, is_photo_credit
from normalizers.page.gathered import ordered
from normalizers.page.when import prints_time
from normalizers.terms import Block, Zone, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.page.gathered import Gathered
    from normalizers.page.parts import Line

AFTER_LINES = 14
AFTER_CHARS = 3000
MAX_META = 300


def lay_out(lines: Sequence[Line]) -> str:
    """Give each line its place; returns the visible text, one line of the page a line."""
    at = 0
    for line in lines:
        line.start, line.end = at, at + len(line.text)
        at = line.end + 1
    return "\n".join(line.text for line in lines)


def blocks_of(lines: Sequence[Line], story: Sequence[int]) -> tuple[Block, ...]:
    """The story's lines as blocks with their places."""
    return tuple(Block(line.kind, line.text, line.start, line.end) for line in (lines[number] for number in story))


def zoned(got: Gathered, bylines: Sequence[int], summary: str | None) -> tuple[Zone, ...]:
    """What part of the page each line is, neighbors of one kind joined."""
    lines, boxes = got.walk.lines, got.walk.boxes
    story = set(got.story)
    kinds: list[ZoneKind] = [_by_place(line, boxes[line.box].within) for line in lines]
    for number in got.near():
        kinds[number] = "summary" if summary and lines[number].text == summary else _in_head(lines[number], kinds[number])
    _after(got, kinds)
    for number in story:
        kinds[number] = "quote" if lines[number].kind == "quote" else "body"
    for number in range(got.first, min(got.last, len(lines) - 1)):
        if number not in story and is_notice(lines[number].text):
            kinds[number] = "after"
    for number in bylines:
        kinds[number] = "byline"
    if 0 <= got.headline_line < len(lines) and got.headline_line not in story:
        kinds[got.headline_line] = "headline"
    return tuple(_joined(lines, kinds))


def _in_head(line: Line, kind: ZoneKind) -> ZoneKind:
    """What a line of the story's head is."""
    return "time" if kind == "rail" and prints_time(line.text) else kind


def _by_place(line: Line, within: int) -> ZoneKind:
    """What a line outside the story is by the boxes it stands in."""
    if within & h.FOOTER:
        return "footer"
    if within & (h.CAPTION | h.FIGURE) or is_photo_credit(line.text):
        return "caption"
    return "rail"


def _after(got: Gathered, kinds: list[ZoneKind]) -> None:
    """Mark what follows the body: notices, tails, reporting credits; up to the next rail, and notices a little beyond it."""
    lines, boxes = got.walk.lines, got.walk.boxes
    budget = AFTER_CHARS
    open_ = True
    others: set[int] = set()  # the boxes that list other stories: a notice in one is not this story's
    for number in range(got.last + 1, min(len(lines), got.last + 1 + AFTER_LINES)):
        line = lines[number]
        within = boxes[line.box].within
        budget -= len(line.text)
        if budget < 0 or within & (h.COMMENT | h.FOOTER):
            break
        if line.kind == "h" and within & h.RAIL and heads_list(line.text):
            others.add(boxes[line.box].parent)
        if boxes[line.box].parent in others:
            continue
        open_ = open_ and not (line.kind == "h" and line.links)
        linked = line.links * 2 > len(line.text)
        plain = open_ and not linked and not within & h.FURNITURE and not is_furniture(line.text)
        if kinds[number] == "rail" and (plain or (is_notice(line.text) and not linked)):
            kinds[number] = "after"


def _joined(lines: Sequence[Line], kinds: Sequence[ZoneKind]) -> list[Zone]:
    """Zones from lines: neighbors of one kind are one zone, but each byline stands alone."""
    zones: list[Zone] = []
    now: ZoneKind | None = None
    start = end = 0
    for line, kind in zip(lines, kinds, strict=True):
        if kind != now or kind in ("byline", "headline", "time"):
            if now is not None:
                zones.append(Zone(now, start, end))
            now, start = kind, line.start
        end = line.end
    if now is not None:
        zones.append(Zone(now, start, end))
    return zones


_KEYS = ordered(
    "author creator publisher sourceOrganization creditText provider copyrightHolder copyrightNotice isBasedOn editor contributor"
)
_METAS = ordered(
    "author article:author source article:source dc.source news_source copyright credit syndication-source original-source dc.creator "
    "dc.publisher parsely-author sailthru.author og:site_name article:publisher byl article:provider content_source news_keywords"
)


def unseen(got: Gathered) -> str:
    """The values in markup nobody sees that may be evidence, one `name: value` a line."""
    found: dict[str, None] = {}
    for key, value in got.declared.said(*_KEYS):
        name = named(value)
        if name:
            found.setdefault(f"json-ld {key}: {name[:MAX_META]}")
    for name, text in got.declared.meta(*_METAS):
        found.setdefault(f"meta {name}: {text_of(text)[:MAX_META]}")
    return "\n".join(found)
