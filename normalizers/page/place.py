"""Which box of a page holds the story: the densest, widened while the boxes above add more of the story than of furniture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.page import hints as h

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.page.parts import Box, Line

_KNOWN = h.DROPPED | h.CHOSEN
_DECAY = (1.0, 0.6, 0.3, 0.15, 0.07)
CLIMB = 6  # boxes
WORTHWHILE, MANIFOLD = 1.5, 4  # times the furniture that comes with a box above
TOLD = 80  # characters: a longer line that stands again is a copy for another screen or for machines
GAIN = 0.1  # a box above adds at least this share of prose, unless it adds next to nothing else
A_PARAGRAPH = 200  # characters
# What a box above must add for the other sections of one story: a share of the prose so far, so many times what stands between,
# and where that is less than half no less than a paragraph: what stands about a headline is shorter.
_WORTH = ((1.0, 1.5, 0), (0.5, 2.0, 0), (0.3, 2.0, A_PARAGRAPH), (0.2, 4.0, A_PARAGRAPH))
_COPY = frozenset(("h", "li", "table", "pre", "quote"))  # beside paragraphs: of these the links alone speak against a box


def find_story(lines: Sequence[Line], boxes: Sequence[Box]) -> int:
    """The index of the box that holds the story."""
    told: set[str] = set()
    for line in lines:
        if not line.prose or boxes[line.box].within & h.ASIDE or (line.prose > TOLD and line.text in told):
            continue
        told.add(line.text)
        index = boxes[line.box].room
        while index and boxes[index].chars <= len(line.text):
            index = boxes[boxes[index].parent].room
        for share in _DECAY:
            boxes[index].score += line.prose * share
            index = boxes[index].parent
            if index < 0:
                break
    best = max([boxes[0], *[box for box in boxes if box.score]], key=_standing)
    if not best.score and boxes[0].prose and any(box.within & ~_KNOWN for box in boxes):
        for box in boxes:
            box.within &= _KNOWN  # every paragraph stands in something that is named furniture: then names mean nothing here
        return find_story(lines, boxes)
    return _widen(best.index, lines, boxes)


def _standing(box: Box) -> float:
    """A box's score, less the share of its characters that are links, more where its name says it holds the story."""
    if not box.score:
        return 0.0
    density = 1 - box.links / (box.chars or 1)
    return box.score * density * (1.3 if box.hint & h.STORY else 1.0)


def _widen(index: int, lines: Sequence[Line], boxes: Sequence[Box]) -> int:
    """Go up while a box above adds more prose than furniture: stories cut into sections, an intro in a box of its own."""
    prose, other, articles = _plain_sums(lines, boxes)
    start = index
    steps = 0
    while steps < CLIMB and (above := boxes[start].parent) > 0:
        steps += boxes[above].chars > boxes[start].chars
        gained = prose[above] - prose[index]
        whole = boxes[above].chars - boxes[index].chars - gained
        plain = other[above] - other[index]
        little = gained > WORTHWHILE * whole if gained > GAIN * prose[index] else gained > max(A_PARAGRAPH, MANIFOLD * whole)
        much = any(gained > max(least, share * prose[index]) and gained > times * plain for share, times, least in _WORTH)
        copies = boxes[above].heads > max(1, boxes[index].heads)
        others = boxes[index].article and articles[above] - articles[index] > 1
        if not copies and (little or (much and _may_hold(boxes[above], boxes[index], others=others))):
            index = above
        start = above
    return index


def _may_hold(outer: Box, inner: Box, *, others: bool) -> bool:
    """Whether a box may hold all sections of a story: named so, or else neither outside what is named so nor with other articles in it."""
    return outer.tag == "article" or outer.hint & h.STORY > 0 or not (others or inner.within & ~outer.within & h.STORY)


def _plain_sums(lines: Sequence[Line], boxes: Sequence[Box]) -> tuple[list[float], list[float], list[int]]:
    """For each box the characters of prose and those of all else between its first and last prose, less furniture; and its articles."""
    prose, articles = [0.0] * len(boxes), [0] * len(boxes)
    first, last = [-1] * len(boxes), [-1] * len(boxes)
    passed = 0
    for line in lines:
        if boxes[line.box].within & h.ASIDE:
            continue
        if not line.prose:
            passed += line.links if line.kind in _COPY else len(line.text)
            continue
        prose[line.box] += line.prose
        last[line.box] = passed
        if first[line.box] < 0:
            first[line.box] = passed
    for box in reversed(boxes[1:]):
        above, index = box.parent, box.index
        prose[above] += prose[index]
        articles[above] += articles[index] + (box.tag == "article")
        if first[index] >= 0:
            first[above] = first[index] if first[above] < 0 else min(first[above], first[index])
            last[above] = max(last[above], last[index])
    return prose, [float(end - start) for start, end in zip(first, last, strict=True)], articles


def span(index: int, lines: Sequence[Line], boxes: Sequence[Box]) -> tuple[int, int]:
    """The first line of a box and the one after its last."""
    inside = bytearray(len(boxes))
    inside[index] = 1
    for box in boxes[index + 1 :]:
        if not inside[box.parent]:
            break  # boxes stand in document order, so those within one box follow it
        inside[box.index] = 1
    numbers = [number for number, line in enumerate(lines) if inside[line.box]]
    return (numbers[0], numbers[-1] + 1) if numbers else (0, 0)
