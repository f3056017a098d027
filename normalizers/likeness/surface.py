"""The words of a copy as they are printed, one for each matching word, so that a difference can be shown in the paper's own letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.likeness import copy_of, words

if TYPE_CHECKING:
    from normalizers.likeness import Fingerprint
    from normalizers.terms import Story

_PER_CENT = re.compile(r"\bper (?=cent\b)", re.IGNORECASE)
_JOINED = "\ue000"  # holds "per cent" together: it is compared as one word
_EDGES = ".,;:!?()\"'"


def printed(story: Story, mark: Fingerprint) -> tuple[str, ...]:
    """The printed form of each matching word of a story's copy, in order; the folded words where the two can't be told together.

    A chunk that is several matching words ("12-14") gives its first word the whole chunk and the others nothing.
    """
    shown: list[str] = []
    start = 0
    for paragraph, end in zip(copy_of(story), mark.ends, strict=False):
        here = _chunks(paragraph)
        shown += here if len(here) == end - start else mark.words[start:end]
        start = end
    return tuple(shown)


def _chunks(paragraph: str) -> list[str]:
    """What is printed between spaces, at the place of the first word that it is compared by; signs alone go with the word before."""
    shown: list[str] = []
    for chunk in _PER_CENT.sub(f"per{_JOINED}", paragraph).split():
        plain = chunk.strip(_EDGES)
        many = 1 if plain.isascii() and plain.isalnum() else len(words(chunk.replace(_JOINED, " ")))
        if many:
            shown += [chunk.replace(_JOINED, " "), *([""] * (many - 1))]
        elif shown:
            shown[-1] += f" {chunk}"
    return shown
