"""A page that lost nothing but lines which were learned to be its publisher's furniture: no news, and no new version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.judge.articles import rank
from normalizers.judge.says import stamp_of
from normalizers.likeness import fingerprint
from normalizers.terms import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.judge.verdicts import Arrival, Neighbor
    from normalizers.terms import Story

MOST = 5  # lines tried one by one: a page rarely loses more at once than the one learned last


def shorn(arrival: Arrival, kin: Sequence[Neighbor]) -> Neighbor | None:
    """The newest stored version, where it is this page with all, or with one, of the lines that it is now read without."""
    out = [one.value for one in arrival.story.findings if one.field == "body" and not one.chosen]
    if not out or not kin:
        return None
    newest = max(kin, key=rank)
    if newest.version != arrival.story.version:
        return None
    for lines in (out, *([line] for line in out[:MOST])):
        story = furnished(arrival.story, lines)
        if stamp_of(story, fingerprint(story)) == newest.stamp:
            return newest
    return None


def furnished(story: Story, lines: Sequence[str]) -> Story:
    """A story with lines put back where its raw text has them."""
    places = [(story.raw_text.find(line), line) for line in lines]
    back = [Block("p", line, at, at + len(line)) for at, line in places if at >= 0]
    return replace(story, body=tuple(sorted((*story.body, *back), key=lambda block: block.start)))
