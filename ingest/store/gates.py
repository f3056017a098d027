"""The gates: what keeps a version from leaving the house, each with the sentence that an editor reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ingest.store.times import instant, text

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.terms import Status
    from normalizers.terms import Story

Gate = Literal["editor", "embargo", "embargo_open", "withheld", "killed_story", "agency"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a version stands: its status, and what holds it where something does."""

    status: Status
    gate: Gate | None = None
    reason: str | None = None


QUEUED = Standing("queued")
SUPERSEDED = Standing("superseded")
KILLED = Standing("killed", "agency", "withdrawn by its sender")
KILLED_STORY = Standing(
    "held", "killed_story", "a copy of a story that its sender has withdrawn; release it with a reason if it is another story"
)


def standing_of(story: Story, now: datetime) -> Standing:
    """Where a story stands by what its own document states."""
    expires = instant(story.expires)
    if expires is not None and expires <= now:
        return Standing("expired", None, f"expired at {text(expires)}")
    if story.pub_status == "canceled":
        return KILLED
    if story.pub_status == "withheld":
        return Standing("held", "withheld", "its sender withholds it; release it when they lift that")
    if story.embargoed_until is None:
        return QUEUED
    end = instant(story.embargoed_until)
    if end is None:
        said = story.embargoed_until.raw or story.embargoed_until.iso
        return Standing(
            "held", "embargo_open", f"embargoed, and its end can't be told from {said!r}; release it when you know that it has ended"
        )
    return Standing("held", "embargo", f"embargoed until {text(end)}") if end > now else QUEUED
