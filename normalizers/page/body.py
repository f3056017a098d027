"""Which lines of a page are the story: density over the boxes of the walk, then what reads like furniture is taken out."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import TYPE_CHECKING

from normalizers.fields.dateline import opens_copy
from normalizers.page import copies
from normalizers.page import hints as h
from normalizers.page.copies import OFTEN
from normalizers.page.furniture import heads_list, is_consent, is_furniture, is_notice, is_photo_credit, points_away
from normalizers.page.place import span
from normalizers.page.when import is_time_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from normalizers.page.parts import Box, Line

_SENTENCE = re.compile(r"[.!?…。।؟۔।][\"'”’»)\]]{0,2}(?:\s|$)")
_CLOSED = re.compile(r"[^.…][.!?।][\"'”’»)]{0,2}$")
_LAST_WORDS = re.compile(r"[\"“‘«]?(?=[^\W_])\S+\s.{3,240}[.!?।][\"'”’)\]]{0,2}(?:\s?\([^()]{2,40}\)|\s?[-–—]{1,2}\s?\w{2,12})?")
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_PLACE = re.compile(r"[A-Z][A-Z .'-]{2,30}, [A-Z][A-Z .,'-]{2,30}|[^\W\d_][\w .,'/()-]{1,40}:")
MOST, HALF, THIRD = 0.75, 0.5, 0.33  # shares of a page's prose
DENSE, LINKED = 0.7, 0.2  # of a box's characters: that are prose, that are links
LISTED = 0.4  # of the prose within the story's box: more than that no list of other stories holds
TEASER, BYLINE, TINY, SEVERAL = 300, 60, 4, 2
LEAVE_OUT = h.FURNITURE | h.CAPTION | h.BYLINE | h.TIME | h.TAIL
MOST_LISTS = 60  # headings of lists a page is searched for: each costs a look at all that follows
SHORTEST = 25  # characters: a shorter line alone says nothing about where the story is


def weigh(lines: Sequence[Line], boxes: Sequence[Box]) -> None:
    """Give each line its worth as prose and each box the sums of its lines."""
    _mark_teasers(lines, boxes)
    titles: set[str] = set()
    for line in lines:
        box = boxes[line.box]
        if prose := worth(line):
            line.prose = prose
            box.prose += prose
        box.chars += len(line.text)
        box.links += line.links
        if line.head == 1:
            box.heads += line.text in titles
            titles.add(line.text)
    for box in reversed(boxes[1:]):
        above = boxes[box.parent]
        above.chars += box.chars
        above.links += box.links
        if box.prose:
            above.prose += box.prose
        if box.heads:
            above.heads += box.heads
    _inherit(boxes, _above_heads(lines, boxes))


def _mark_teasers(lines: Sequence[Line], boxes: Sequence[Box]) -> None:
    """Mark the summaries of other stories: short paragraphs below headings that are links, where a page has several of them.

    No teaser stands right beside long paragraphs in one box: sections of one story have headings that link to a shop or to themselves.
    """
    running = _running(lines, boxes)
    found = [
        line
        for above, line, below in zip(lines, lines[1:], [*lines[2:], None], strict=False)
        if _is_link(above)
        and line.kind == "p"
        and boxes[line.box].parent not in running
        and len(line.text) < TEASER
        and (below is None or below.kind != "p" or len(below.text) < BYLINE)
    ]
    if len(found) > SEVERAL:
        for line in found:
            line.teaser = True


def _running(lines: Sequence[Line], boxes: Sequence[Box]) -> set[int]:
    """The boxes in which long paragraphs stand, one right beside the other."""
    return {boxes[line.box].parent for line in lines if line.kind == "p" and len(line.text) >= TEASER}


def _is_link(line: Line) -> bool:
    """Whether a line is a heading that is a link as a whole."""
    return line.kind == "h" and line.links * 10 > len(line.text) * 9


def _above_heads(lines: Sequence[Line], boxes: Sequence[Box]) -> set[int]:
    """The boxes that hold a main heading or an article: names like `has-sidebar` on them don't make them furniture."""
    found: set[int] = set()
    for index in [line.box for line in lines if line.head == 1 and spoken(line.text) > SHORTEST] + [
        box.index for box in boxes if box.tag in ("article", "main")
    ]:
        above = boxes[index].parent
        while above > 0 and above not in found:
            found.add(above)
            above = boxes[above].parent
    return found


def spoken(text: str) -> int:
    """How long a text is; a character of Chinese, Japanese, Korean or Thai says as much as three of other scripts."""
    return len(text) * 3 if not text.isascii() and _DENSE.search(text[:40]) else len(text)


def worth(line: Line) -> float:
    """How much a line reads like running text: its characters outside links, less where it has no sentence."""
    text, links = line.text, line.links
    if links * 2 > len(text) or line.teaser or line.kind in ("h", "table"):
        return 0.0
    own = spoken(text) - links
    if own < SHORTEST or is_consent(text):
        return 0.0
    if not _SENTENCE.search(text):
        own = own // 4 if own < 200 else own // 2  # noqa: PLR2004 - a teaser's length
    if line.kind == "li":
        own //= 2
    return float(min(own, 1200))


def _inherit(boxes: Sequence[Box], heads: set[int]) -> None:
    """Pass the hints of boxes down; one that holds most of the page's prose is no furniture whatever its name says."""
    total = boxes[0].prose or 1.0
    plain = _in_widgets(boxes, heads) > HALF * total
    for box in boxes[1:]:
        own = box.hint
        if own & h.PERHAPS and not plain and not _reads_on(box):
            own |= h.RAIL
        if own & h.LONG_NAMED and box.room == box.index and _reads_on(box):
            own &= ~h.RAIL
        if own & h.ASIDE and (box.index in heads or box.tag in ("body", "main", "article") or _outgrown(box, box.prose / total)):
            own &= ~h.ASIDE | h.DROPPED
        if own & h.HIDDEN and boxes[box.parent].within & h.STORY:
            own &= ~h.HIDDEN  # answers that open when clicked, a second half behind a button
        above = boxes[box.parent].within
        box.within = (above & ~h.ASIDE if own & h.CHOSEN else above) | own


def _in_widgets(boxes: Sequence[Box], heads: set[int]) -> float:
    """How much running text stands in boxes that are named widgets or the like: page builders call every block so."""
    inside = bytearray(len(boxes))
    found = 0.0
    for box in boxes[1:]:
        inside[box.index] = inside[box.parent]
        if box.hint & h.PERHAPS and not inside[box.index] and box.index not in heads:
            inside[box.index] = 1
            found += box.prose
    return found


def _reads_on(box: Box) -> bool:
    """Whether a box holds a stretch of running text with few links, as no list of other stories does."""
    return box.prose > TEASER and box.prose > HALF * box.chars and box.links < LINKED * box.chars


def _outgrown(box: Box, share: float) -> bool:
    """Whether a box holds too much running text for what its name says it is."""
    if box.hint & h.COMMENT:
        return share > MOST
    dense = box.prose > DENSE * box.chars and box.links < LINKED * box.chars
    return share > HALF or (dense and share > THIRD and not box.hint & (h.CAPTION | h.FOOTER))


def choose(lines: Sequence[Line], boxes: Sequence[Box], limits: tuple[int, int], refused: Callable[[str], bool]) -> list[int]:
    """The numbers of the lines that are the story, in order; `refused` tells lines that the house or the learned furniture rules out."""
    often = copies.counted(lines, boxes)
    good: list[int] = []
    told: dict[str, int] = {}
    pointing = False
    listed = _listed(lines, boxes, limits)
    running = _running(lines[limits[0] : limits[1]], boxes)
    for number in range(*limits):
        line = lines[number]
        out = number in listed or _left_out(line, boxes, running) or refused(line.text) or (often[line.text] > 1 and line.prose <= OFTEN)
        pointing = (out and _points(line)) or (pointing and line.kind == "li")
        if not out and not (pointing and line.links) and not copies.is_copy(line, told, boxes):
            good.append(number)
    good = copies.unpulled(good, lines, boxes)
    prose = [number for number in good if lines[number].prose >= SHORTEST]
    if not prose:
        opening = next((at for at, number in enumerate(good) if opens_copy(lines[number].text)), None)
        if opening is not None:
            return good[opening:]
        return good if sum(len(lines[number].text) for number in good) > OFTEN else []
    first, last = _with_place(prose[0], lines, limits[0]), prose[-1]
    kept = set(good)
    while first - 1 in kept and _opens(lines[first - 1], lines[first], boxes):
        first -= 1
    while last + 1 in kept and _ends(lines[last + 1], lines[last], boxes):
        last += 1
    good = [number for number in good if first <= number <= last or (number > last and _goes_on(lines[number], lines[last]))]
    return _without_idle_heads(list(dropwhile(lambda number: is_time_line(lines[number].text), good)), lines)


def selected(lines: Sequence[Line], boxes: Sequence[Box], refused: Callable[[str], bool]) -> list[int]:
    """The numbers of the lines that the publisher's own file says are the story, less furniture; none where it says nothing."""
    own = [n for n, line in enumerate(lines) if boxes[line.box].within & h.CHOSEN and not boxes[line.box].within & h.DROPPED]
    if not own:
        return []
    inside = set(own)
    good = [number for number in choose(lines, boxes, (own[0], own[-1] + 1), refused) if number in inside]
    return good or [number for number in own if not refused(lines[number].text) and not is_furniture(lines[number].text)]


def _listed(lines: Sequence[Line], boxes: Sequence[Box], limits: tuple[int, int]) -> set[int]:
    """The lines below a heading like "Trending now", to the end of the box they share; never the greater part of a story."""
    found: set[int] = set()
    whole = sum(lines[number].prose for number in range(*limits))
    heads = 0
    for number in range(*limits):
        line = lines[number]
        if line.kind != "h" or number in found or heads > MOST_LISTS or not heads_list(line.text):
            continue
        heads += 1
        shared = boxes[line.box].parent
        box = set(range(number + 1, min(limits[1], span(shared, lines, boxes)[1])))
        if sum(lines[at].prose for at in box) < LISTED * whole:
            found |= box
    return found


def _points(line: Line) -> bool:
    """Whether a line that is left out announces a list of other stories."""
    return line.kind != "li" and len(line.text) < BYLINE and is_furniture(line.text)


def _goes_on(line: Line, last: Line) -> bool:
    """Whether a line below the last paragraph still belongs to the story: a list, a quotation, a table, an entry of the same box."""
    return line.kind in ("li", "quote", "table") or (line.box == last.box and line.kind == "p")


def _ends(line: Line, last: Line, boxes: Sequence[Box]) -> bool:
    """Whether a short line right below the last long paragraph, in the same box, is the story's own last sentence: `It was full. (ANI)`."""
    together = line.box == last.box or boxes[line.box].parent == boxes[last.box].parent
    return together and line.kind == "p" and not line.links and _LAST_WORDS.fullmatch(line.text) is not None


def _opens(line: Line, first: Line, boxes: Sequence[Box]) -> bool:
    """Whether a line is a subhead right above the first paragraph, in the same box."""
    return line.kind == "h" and line.head > 1 and boxes[line.box].parent in (first.box, boxes[first.box].parent)


def _with_place(first: int, lines: Sequence[Line], low: int) -> int:
    """The first line of the story, which may be the place above its first paragraph: `BAAR, SWITZERLAND`, `Mumbai:`."""
    above = lines[first - 1] if first > low else None
    if above and above.kind == "p" and not above.links and len(above.text) < BYLINE and _PLACE.fullmatch(above.text):
        return first - 1
    return first


def _left_out(line: Line, boxes: Sequence[Box], running: set[int]) -> bool:
    """Whether a line within the story's box is furniture by its place, its links or its words."""
    box = boxes[line.box]
    if line.teaser:
        return True
    posted = line.kind == "quote" and box.within & h.STORY and not box.within & (h.COMMENT | h.FOOTER)  # a post shown within the story
    if box.within & LEAVE_OUT and not posted and not (line.prose and is_notice(line.text)):
        return True
    if box.within & h.FIGURE and not (line.kind in ("table", "pre") or (line.kind == "quote" and not line.links)):
        return True
    beside = box.parent in running
    if line.links * 10 > len(line.text) * 8 and line.links > 1 and not (_linked_sentence(line) or (line.kind == "h" and beside)):
        return True
    return (line.kind == "p" and len(line.text) < TINY and not line.text.isdigit()) or _says_so(line, beside=beside)


def _says_so(line: Line, *, beside: bool) -> bool:
    """Whether a line is furniture by its words; what stands `beside` running text and links nowhere may speak of newsletters."""
    if is_photo_credit(line.text) or is_consent(line.text):
        return True
    told = beside and line.kind == "p" and line.prose > OFTEN and not line.links
    return points_away(line.text) if told else is_furniture(line.text)


def _linked_sentence(line: Line) -> bool:
    """Whether a paragraph that is a link is a sentence all the same: reporters link what they refer to; headlines have no full stop."""
    return line.kind == "p" and len(line.text) > OFTEN and _CLOSED.search(line.text) is not None


def _without_idle_heads(numbers: list[int], lines: Sequence[Line]) -> list[int]:
    """Drop the subheads that nothing of the story follows."""
    kept: list[int] = []
    for number in reversed(numbers):
        if lines[number].kind == "h" and (not kept or (lines[kept[-1]].kind == "h" and lines[kept[-1]].head <= lines[number].head)):
            continue
        kept.append(number)
    return kept[::-1]
