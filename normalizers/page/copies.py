"""What stands twice on a page: copies for small screens and for machines, quotations shown large, labels of boxes that repeat."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from normalizers.page import hints as h

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.page.parts import Box, Line

OFTEN = 80  # characters: a shorter line that stands twice is no copy but a label
MOST = 60  # quotations shown large that a page is searched for: each costs a look at the whole story
_MARKS = "\"'“”„«»‘’.… "  # around what is quoted


def counted(lines: Sequence[Line], boxes: Sequence[Box]) -> Counter[str]:
    """In how many boxes of the page each short line stands; the entries of a table of contents, which are links, don't count."""
    places = {(line.text, boxes[line.box].parent) for line in lines if len(line.text) < OFTEN and line.links * 2 <= len(line.text)}
    return Counter(text for text, _ in places)


def is_copy(line: Line, told: dict[str, int], boxes: Sequence[Box]) -> bool:
    """Whether a long line was told already in another box, as `told` remembers; a refrain stands in the same box, and is none."""
    if line.prose <= OFTEN:
        return False
    above = boxes[line.box].parent
    return told.setdefault(line.text, above) != above


def unpulled(numbers: list[int], lines: Sequence[Line], boxes: Sequence[Box]) -> list[int]:
    """The lines without the quotations in figures that only show large what a paragraph says."""
    shown = [number for number in numbers if lines[number].kind == "quote" and boxes[lines[number].box].within & h.FIGURE]
    if not shown:
        return numbers
    pulled = {number for number in islice(shown, MOST) if _is_said(number, numbers, lines)}
    return [number for number in numbers if number not in pulled]


def _is_said(number: int, numbers: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether another line of the story has the words of this one."""
    words = lines[number].text.strip(_MARKS)
    return any(words in lines[other].text for other in numbers if other != number)
