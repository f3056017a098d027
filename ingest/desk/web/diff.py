"""What changed between two texts, word by word: paragraphs are paired first, words inside the pairs after that; bounded for any text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["same", "out", "in"]
_WORD = re.compile(r"\S+\s*|\s+")
MOST_PARAGRAPHS = 400
MOST_MEETINGS = 20_000  # of equal words in a pair of paragraphs: a text that says one word a thousand times would take minutes
MOST_WORK = 200_000  # the same over all pairs; past that, paragraphs are told whole
ALIKE = 0.35
LOOK_AHEAD = 8  # old paragraphs that a new one may have grown from


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words that both have, or that only the old text (`out`) or the new one (`in`) has."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A paragraph of the comparison; `kind` says whether the whole of it is the same, gone, come, or `edited` inside."""

    kind: Literal["same", "out", "in", "edited"]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts compared: paragraphs in order, and how many words went and came."""

    paragraphs: tuple[Changed, ...]
    gone: int
    come: int

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.gone and not self.come


def difference(old: Sequence[str], new: Sequence[str]) -> Difference:
    """Compare two lists of paragraphs."""
    work = [MOST_WORK]
    paragraphs = tuple(_paragraphs(old[:MOST_PARAGRAPHS], new[:MOST_PARAGRAPHS], work))
    gone, come = (sum(len(run.text.split()) for one in paragraphs for run in one.runs if run.kind == kind) for kind in ("out", "in"))
    return Difference(paragraphs, gone, come)


def _paragraphs(old: Sequence[str], new: Sequence[str], work: list[int]) -> Iterator[Changed]:
    """The paragraphs of both, paired."""
    mine, theirs = ([" ".join(text.split()) for text in side] for side in (old, new))
    for tag, left, right, top, bottom in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Changed("same", (Run("same", text),)) for text in new[top:bottom])
        else:
            yield from _replaced(old[left:right], new[top:bottom], work)


def _replaced(old: Sequence[str], new: Sequence[str], work: list[int]) -> Iterator[Changed]:
    """Paragraphs that differ: each new one beside the old one it grew from, in order; the rest gone or come."""
    at, come = 0, list[str]()
    bags = [Counter(text.split()) for text in old]
    for text in new:
        bag = Counter(text.split())
        found = next((n for n in range(at, min(at + LOOK_AHEAD, len(old))) if _alike(bags[n], bag, work)), None)
        if found is None:
            come.append(text)
            continue
        yield from _whole(old[at:found], come)
        yield Changed("edited", tuple(_words(old[found], text)))
        at, come = found + 1, []
    yield from _whole(old[at:], come)


def _whole(gone: Sequence[str], come: Sequence[str]) -> Iterator[Changed]:
    """Paragraphs that went, then those that came in their place."""
    yield from (Changed("out", (Run("out", text),)) for text in gone)
    yield from (Changed("in", (Run("in", text),)) for text in come)


def _alike(one: Counter[str], two: Counter[str], work: list[int]) -> bool:
    """Whether two paragraphs are worth comparing word by word."""
    meetings = sum(count * two[word] for word, count in one.items())
    shared = sum((one & two).values())
    if not shared or 2 * shared / (one.total() + two.total()) < ALIKE or meetings > min(MOST_MEETINGS, work[0]):
        return False
    work[0] -= meetings
    return True


def _words(old: str, new: str) -> Iterator[Run]:
    """The words of two paragraphs; spaces alone are no difference."""
    mine, theirs = _WORD.findall(old), _WORD.findall(new)
    bare, bared = ([word.strip() for word in side] for side in (mine, theirs))
    for tag, left, right, top, bottom in SequenceMatcher(None, bare, bared, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("same", "".join(theirs[top:bottom]))
            continue
        if left < right:
            yield Run("out", "".join(mine[left:right]))
        if top < bottom:
            yield Run("in", "".join(theirs[top:bottom]))
