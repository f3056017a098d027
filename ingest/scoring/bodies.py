"""A body against its label: words shared, runs of four words, pieces that must and must not stand in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.scoring.folding import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RUN = 4  # words: the measure of the article-extraction-benchmark
_TOKEN = re.compile(r"\w+")  # its own, and for that measure alone: it cuts Indic words at their vowel signs


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a text is right, how much of the right text is there, and the harmonic mean of both."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Pieces:
    """Counts of pieces of text: wanted ones found, unwanted ones found, and how many there were of both."""

    found: int
    leaked: int
    wanted: int
    unwanted: int


def overlap(body: str, label: str, optional: Iterable[str] = ()) -> Overlap:
    """The words of a body against those of its label; optional parts cost nothing, present or absent."""
    got, need = Counter(words(body)), Counter(words(label))
    if not got:
        return Overlap(0.0, 0.0) if need else Overlap(1.0, 1.0)
    allowed = need + Counter(words("\n".join(optional)))
    return Overlap((got & allowed).total() / got.total(), (got & need).total() / need.total() if need else 1.0)


def runs(body: str, label: str) -> Overlap:
    """Runs of four words, as the article-extraction-benchmark counts them; an empty body has precision 0."""
    got, need = _runs(body), _runs(label)
    right = (got & need).total()
    if right == got.total() == need.total():
        return Overlap(1.0, 1.0)
    return Overlap(right / got.total() if got else 0.0, right / need.total() if need else 0.0)


def same(body: str, label: str) -> bool:
    """Whether body and label are the same, word by word."""
    return _TOKEN.findall(body) == _TOKEN.findall(label)


def pieces(body: str, wanted: Sequence[str], unwanted: Sequence[str]) -> Pieces:
    """Pieces of text that must and must not stand in a body; spaces don't matter."""
    text = _spaced(body)
    found, leaked = (sum(_spaced(piece) in text for piece in group) for group in (wanted, unwanted))
    return Pieces(found, leaked, len(wanted), len(unwanted))


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """Every run of four words; a shorter text is one run."""
    tokens = _TOKEN.findall(text)
    return Counter(tuple(tokens[at : at + RUN]) for at in range(max(1, len(tokens) - RUN + 1)) if tokens)


def _spaced(text: str) -> str:
    """One space between words."""
    return " ".join(text.split())
