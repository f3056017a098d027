"""Where on a document words about its origin may stand: the places of bylines, first words, tails and heads, exclusions left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.terms import Block, WireItem, Zone

TAIL_BLOCKS = 5
HEAD_LINES = 6
MAX_AFTER = 40
BRACKET = 400
NEAR = 3  # characters between the story's end and a foot that adjoins it
CREDIT_NEAR = 200  # a desk's credit may stand behind a link or two
FOOT_LINES = 2
FIRST = 4  # so many blocks may hold the dateline
SIGN = 30
SHORT = 60  # a bare date, a rubric
_CAPTION = re.compile(r"\A(?:FILE (?:PHOTO|PICTURE)|Photo:)|(?:REUTERS|/AFP|/AP|/dpa)\W{0,3}\Z")

_LEGAL = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ground:
    """A stretch of raw text that may hold words about the origin: the body's last block, a line after it, or one above the headline."""

    start: int
    end: int
    last: bool = False
    after: bool = False
    above: bool = False


@dataclass(frozen=True, slots=True)
class Grounds:
    """Every place worth looking at, each in reading order."""

    bylines: tuple[Ground, ...]
    first: tuple[Ground, ...]
    tails: tuple[Ground, ...]
    heads: tuple[Ground, ...]
    meta: tuple[Ground, ...]
    title: Ground | None = None


def grounds_of(item: WireItem) -> Grounds:
    """The places of an item; one without zones (a feed entry, a wire item) has its blocks alone."""
    raw = item.raw_text
    blocks = [block for block in item.blocks if 0 <= block.start < block.end <= len(raw)]
    zones = [zone for zone in item.zones if 0 <= zone.start < zone.end <= len(raw)]
    bylines = tuple(_signed(raw, zones, blocks))
    meta = tuple(Ground(zone.start, zone.end) for zone in zones if zone.kind == "meta") or _behind(raw)
    first = (*_stated_dateline(item), *_first(blocks))
    after = [line for zone in zones if zone.kind == "after" for line in _lines(raw, zone.start, zone.end)][:MAX_AFTER]
    last = max((block.end for block in blocks), default=0)
    after += list(_adjoining(item, max([last, *(end for _, end in after)])))
    title = next((Ground(zone.start, zone.end) for zone in zones if zone.kind == "headline"), None)
    tails = [*_tail_blocks(blocks), *(Ground(start, end, after=True, last=start >= last) for start, end in after)]
    return Grounds(bylines, first, tuple(sorted(tails, key=lambda ground: ground.start)), tuple(_heads(item, blocks)), meta, title)


def _signed(raw: str, zones: list[Zone], blocks: list[Block]) -> Iterator[Ground]:
    """The story's bylines: above it or right under it; those further down are pictures' and other stories', where it has one of its own."""
    begin = min((block.start for block in blocks), default=len(raw))
    last = max((block.end for block in blocks), default=0)
    found = sorted((zone.start, zone.end) for zone in zones if zone.kind == "byline") or list(_timed(raw, zones, begin))
    headed = any(start < begin for start, _ in found)
    for start, end in found:
        under = last <= start <= last + NEAR
        if not headed or start < begin or under:
            yield Ground(start, end)
        last = end if under else last


def _timed(raw: str, zones: list[Zone], begin: int) -> Iterator[tuple[int, int]]:
    """The short line right before the time, on a page without a byline: what looks like a picture's credit there is the story's."""
    times = [zone.start for zone in zones if zone.kind == "time" and zone.start < begin]
    for zone in zones:
        if zone.kind == "caption" and any(zone.end <= start <= zone.end + NEAR for start in times):
            start, end = list(_lines(raw, zone.start, zone.end))[-1]
            if end - start <= SIGN and not set(raw[start:end]) & set("/(|"):
                yield start, end


def _stated_dateline(item: WireItem) -> Iterator[Ground]:
    """The dateline that a format states in a field of its own."""
    at = item.raw_text.find(item.dateline) if item.dateline else -1
    if item.dateline and at >= 0:
        yield Ground(at, at + len(item.dateline))


def _first(blocks: list[Block]) -> Iterator[Ground]:
    """The blocks that may open with a dateline: the first two, and those behind a caption or a bare date that was taken for the story."""
    for at, block in enumerate(blocks[:FIRST]):
        if block.kind in ("p", "pre"):
            yield Ground(block.start, block.end)
        if at and len(block.text) > SHORT and _CAPTION.search(block.text) is None:
            return


def _tail_blocks(blocks: list[Block]) -> Iterator[Ground]:
    """The last blocks, and every block before them that is one bracket."""
    count = len(blocks)
    for at, block in enumerate(blocks):
        bracketed = block.text[:1] in "([*（" and len(block.text) < BRACKET
        if at >= count - TAIL_BLOCKS or bracketed:
            yield Ground(block.start, block.end, last=at == count - 1)


def _adjoining(item: WireItem, last: int) -> Iterator[tuple[int, int]]:
    """The first lines of a footer or caption where the story ends: an article has a foot of its own, and `abc/dpa` is no caption.

    Of a rail it is a copyright line alone: its other words are other stories'.
    """
    for zone in item.zones:
        near = CREDIT_NEAR if zone.kind == "caption" else NEAR
        if zone.kind in ("caption", "footer", "rail") and last <= zone.start <= last + near:
            lines = list(_lines(item.raw_text, zone.start, zone.end))[:FOOT_LINES]
            if zone.kind == "rail":
                lines = [line for line in lines if _LEGAL.search(item.raw_text, *line)]
            yield from lines
            last = max([last, *(end for _, end in lines)])


def _heads(item: WireItem, blocks: list[Block]) -> Iterator[Ground]:
    """The lines just above the story, and its first block: release markers and agencies' own lines stand there."""
    raw = item.raw_text
    if not blocks:
        return
    headline = next((zone for zone in item.zones if zone.kind == "headline"), None)
    begin = headline.start if headline else max(0, blocks[0].start - 600)
    above = list(_lines(raw, max(0, begin - 300), begin))[-2:] if headline else []
    between = list(_lines(raw, headline.end if headline else begin, blocks[0].start))
    between = between[:HEAD_LINES] + between[HEAD_LINES:][-HEAD_LINES:]
    zones = [zone for zone in item.zones if zone.kind in ("caption", "footer", "meta", "byline", "quote")]
    for start, end in (*above, *between):
        if not any(zone.start <= start < zone.end for zone in zones):
            yield Ground(start, end, above=start < begin)
    yield Ground(blocks[0].start, blocks[0].end, above=True)
    if len(blocks) > 1:  # a standfirst that was taken for the story has the byline behind it
        for start, end in list(_lines(raw, blocks[0].end, blocks[1].start))[:HEAD_LINES]:
            if not any(zone.start <= start < zone.end for zone in zones):
                yield Ground(start, end)


def _behind(raw: str) -> tuple[Ground, ...]:
    """What stands behind the form feed: values that no reader sees."""
    at = raw.find("\f")
    return (Ground(at + 1, len(raw)),) if at >= 0 else ()


def _lines(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a stretch that hold words."""
    at = start
    while at < end:
        stop = raw.find("\n", at, end)
        stop = end if stop < 0 else stop
        if raw[at:stop].strip():
            yield at, stop
        at = stop + 1
