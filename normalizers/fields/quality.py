"""How much of a story was read, as one figure an editor can sort by: it judges our reading, not the reporting."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.terms import Story

WHOLE = 1200  # characters: a body of that length counts in full
_PENALTIES = {"hollow": 0.3, "script-only": 0.3}
_WALL = 0.2  # for what it hides: of 34 labeled pages that declare a wall 33 gave nearly all of the labeled copy


def quality_of(story: Story) -> float:
    """From 0 (nothing) to 1 (all that a desk needs): headline, body, time, writer, language, publisher and origin, less what is amiss.

    A headline counts .2, the body up to .35, a time with its offset .15 (a day alone .1), a writer, desk or agency .15, language,
    publisher and a stated origin .05 each; a paywall takes .2 of a body shorter than that, a page that is hollow
    or that a script fills .3, and contradictions .05.
    """
    length = sum(len(block.text) for block in story.body)
    figure = 0.2 * bool(story.headline) + 0.35 * min(1.0, length / WHOLE)
    figure += 0.15 * bool(story.persons or story.desks or story.provenance.credits)
    figure += 0.05 * bool(story.language) + 0.05 * bool(story.publisher.name) + 0.05 * (story.provenance.confidence == "stated")
    if story.published is not None:
        figure += 0.15 if story.published.instant is not None else 0.1
    figure -= _WALL * ("paywall" in story.flags and length < WHOLE)
    figure -= sum(_PENALTIES.get(flag, 0.0) for flag in story.flags) + 0.05 * bool(story.provenance.conflicts)
    return round(max(0.0, min(1.0, figure)), 2)
