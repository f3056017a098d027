"""The words of a copy as they are printed, one for each matching word, so that a difference can be shown in the paper's own letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.likeness import copy_of, words

if TYPE_CHECKING:
    from normalizers.terms import Story

_CHUNK = re.compile(r"\S+")
_PER_CENT = re.compile(r"\bper (?=cent\b)", re.IGNORECASE)


def printed(story: Story) -> tuple[str, ...]:
    """The printed form of each matching word of a story's copy, in order; the folded words where the two can't be told together.

    A chunk that is several matching words ("12-14") gives its first word the whole chunk and the others nothing.
    """
    folded: list[str] = []
    shown: list[str] = []
    for paragraph in copy_of(story):
        for chunk in _CHUNK.findall(_PER_CENT.sub("per\ue000", paragraph)):
            found = words(chunk.replace("\ue000", " "))
            folded += found
            shown += [chunk.replace("\ue000", " "), *([""] * (len(found) - 1))] if found else []
            if not found and shown:
                shown[-1] += f" {chunk}"
    plain = words("\n".join(copy_of(story)))
    return tuple(shown) if tuple(folded) == plain else plain
