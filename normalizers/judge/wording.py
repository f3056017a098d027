"""Two texts laid side by side, word by word: what stayed, what is gone, what is new, and what only stands elsewhere."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ANCHOR = 4  # words of a run that stands once in both texts: the pins that the texts are laid side by side by
MOST_CELLS = 10_000  # of a gap between two pins that is still compared word by word; a larger one is taken as rewritten
MOVED = 6  # words of the shortest run that counts as moved; fewer repeat by chance
MOST_LOOKED = 10_000  # words that differ; of longer texts it is not looked up what moved
LIKE_SPELLED = (("our", "or"), ("ise", "ize"), ("isa", "iza"), ("yse", "yze"), ("tre", "ter"), ("ll", "l"), ("ae", "e"), ("ogue", "og"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of the original (`start` to `end`) and the stretch of the copy that stands in its place; one of them may be empty."""

    same: bool
    start: int
    end: int
    copy_start: int
    copy_end: int


def side_by_side(original: Sequence[str], copy: Sequence[str]) -> tuple[Run, ...]:
    """The stretches of two texts in order, same and other ones by turns.

    >>> [run.same for run in side_by_side("the old wall fell".split(), "the wall fell".split())]
    [True, False, True]
    """
    return tuple(_joined(original, copy, _pairs(original, copy)))


def marked_up(original: Sequence[str], copy: Sequence[str], runs: Sequence[Run]) -> str:
    """The differences in one line, with a few words around each: `the old [-wall-] {+pier+} would not …`.

    `original` and `copy` are the words to show, one for each word that was compared.
    """
    parts: list[str] = []
    for n, run in enumerate(runs):
        if run.same:
            parts.append(_around(copy[run.copy_start : run.copy_end], first=n == 0, last=n == len(runs) - 1))
        else:
            parts += [f"[-{_some(original[run.start : run.end])}-]"] if run.end > run.start else []
            parts += [f"{{+{_some(copy[run.copy_start : run.copy_end])}+}}"] if run.copy_end > run.copy_start else []
    line = " ".join(" ".join(parts).split())
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


LONGEST_LINE = 1200
CONTEXT = 4
SHOWN = 24


def _around(kept: Sequence[str], *, first: bool, last: bool) -> str:
    """The words that stayed, next to what did not; a long stretch is cut in its middle."""
    if first and last:
        return ""
    if len(kept) <= 2 * CONTEXT + 2:
        return " ".join(kept)
    head = [] if first else list(kept[:CONTEXT])
    tail = [] if last else list(kept[-CONTEXT:])
    return " ".join([*head, "…", *tail])


def _some(changed: Sequence[str]) -> str:
    """Words that went or came; of many the first and the last, and how many."""
    if len(changed) <= SHOWN:
        return " ".join(changed)
    return " ".join([*changed[: SHOWN // 2], f"… {len(changed) - SHOWN} words …", *changed[-SHOWN // 2 :]])


def moved(original: Sequence[str], copy: Sequence[str], runs: Sequence[Run]) -> int:
    """How many words are gone from one place of the original and stand in another one of the copy."""
    gone = [original[run.start : run.end] for run in runs if not run.same]
    new = [copy[run.copy_start : run.copy_end] for run in runs if not run.same]
    if sum(map(len, gone)) + sum(map(len, new)) > MOST_LOOKED:
        return 0
    return min(_found(gone, _spans(new)), _found(new, _spans(gone)))


def _spans(stretches: Sequence[Sequence[str]]) -> set[tuple[str, ...]]:
    """Every run of words that counts as moved when it turns up elsewhere."""
    return {tuple(words[at : at + MOVED]) for words in stretches for at in range(len(words) - MOVED + 1)}


def _found(stretches: Sequence[Sequence[str]], spans: set[tuple[str, ...]]) -> int:
    """How many words of the stretches lie in one of the runs."""
    count = 0
    for words in stretches:
        covered = 0  # up to which word
        for at in range(len(words) - MOVED + 1):
            if tuple(words[at : at + MOVED]) in spans:
                count += at + MOVED - max(at, covered)
                covered = at + MOVED
    return count


def _pairs(original: Sequence[str], copy: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Stretches that are the same in both, in order: where in the original, where in the copy, how many words."""
    at = copy_at = 0
    end = _same_to_end(original, copy, _same_from(original, copy, 0, 0))
    for pin, copy_pin in [(0, 0), *_pins(original, copy), (len(original) - end, len(copy) - end)]:
        if pin < at or copy_pin < copy_at:
            continue
        yield from _between(original, copy, (at, pin), (copy_at, copy_pin))
        length = _same_from(original, copy, pin, copy_pin)
        yield (pin, copy_pin, length)
        at, copy_at = pin + length, copy_pin + length


def _same_from(original: Sequence[str], copy: Sequence[str], at: int, copy_at: int) -> int:
    """How many words are the same from here on."""
    length = 0
    while at + length < len(original) and copy_at + length < len(copy) and original[at + length] == copy[copy_at + length]:
        length += 1
    return length


def _same_to_end(original: Sequence[str], copy: Sequence[str], start: int) -> int:
    """How many of the last words are the same, without the first `start`."""
    length = 0
    while length < min(len(original), len(copy)) - start and original[-1 - length] == copy[-1 - length]:
        length += 1
    return length


def _between(
    original: Sequence[str], copy: Sequence[str], span: tuple[int, int], copy_span: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    """The same stretches in the gap between two pins; none in one too large to look through."""
    (start, end), (copy_start, copy_end) = span, copy_span
    if not 0 < (end - start) * (copy_end - copy_start) <= MOST_CELLS:
        return
    found = SequenceMatcher(None, original[start:end], copy[copy_start:copy_end], autojunk=False)
    for block in found.get_matching_blocks():
        yield (start + block.a, copy_start + block.b, block.size)


def _pins(original: Sequence[str], copy: Sequence[str]) -> list[tuple[int, int]]:
    """Runs that stand once in either text, as many as have the same order in both."""
    theirs = _once(original)
    mine = _once(copy)
    both = sorted((at, mine[run]) for run, at in theirs.items() if run in mine)
    return _rising(both)


def _once(text: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Where each run stands that a text has once."""
    places: dict[tuple[str, ...], int] = {}
    twice = set()
    for at in range(len(text) - ANCHOR + 1):
        run = tuple(text[at : at + ANCHOR])
        if run in places:
            twice.add(run)
        places[run] = at
    return {run: at for run, at in places.items() if run not in twice}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs in which the second numbers rise too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        if at == len(tails):
            tails.append(place)
            ends.append(n)
        tails[at], ends[at] = place, n
        before.append(ends[at - 1] if at else -1)
    chosen = []
    n = ends[-1] if ends else -1
    while n >= 0:
        chosen.append(pairs[n])
        n = before[n]
    return chosen[::-1]


def _joined(original: Sequence[str], copy: Sequence[str], pairs: Iterator[tuple[int, int, int]]) -> Iterator[Run]:
    """The stretches with what lies between them; what differs in spelling alone is the same."""
    at = copy_at = same_from = copy_from = 0
    for start, copy_start, length in [*pairs, (len(original), len(copy), 0)]:
        if (start, copy_start) != (at, copy_at) and not _spelled_alike(original[at:start], copy[copy_at:copy_start]):
            if at > same_from or copy_at > copy_from:
                yield Run(same=True, start=same_from, end=at, copy_start=copy_from, copy_end=copy_at)
            yield Run(same=False, start=at, end=start, copy_start=copy_at, copy_end=copy_start)
            same_from, copy_from = start, copy_start
        at, copy_at = start + length, copy_start + length
    if at > same_from or copy_at > copy_from:
        yield Run(same=True, start=same_from, end=at, copy_start=copy_from, copy_end=copy_at)


def _spelled_alike(words: Sequence[str], copied: Sequence[str]) -> bool:
    """Whether two stretches are the same but for spaces, hyphens and the spelling of the other side of the ocean."""
    if not words or not copied:
        return False
    return _spelling("".join(words)) == _spelling("".join(copied))


def _spelling(letters: str) -> str:
    """Letters in one spelling."""
    for one, other in LIKE_SPELLED:
        letters = letters.replace(one, other)
    return letters
