"""What may be told outside the house: the story, but not where its file lay on our disk."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.terms import Story

_PRIVATE = ("file:",)


def for_outside(story: Story, desk: str = "the desk") -> Story:
    """The story without addresses of our own disk; an identity that is such an address becomes a name that stays the same.

    Who amended it is told as the `desk`: an editor's name stays in the house.
    """
    return replace(
        story,
        uri=uuid.uuid5(uuid.NAMESPACE_URL, story.uri).urn if story.uri and _private(story.uri) else story.uri,
        url=None if _private(story.url) else story.url,
        canonical_url=None if _private(story.canonical_url) else story.canonical_url,
        amended=tuple(replace(one, by=desk) for one in story.amended),
        images=tuple(image for image in story.images if not _private(image.url)),
    )


def _private(address: str | None) -> bool:
    """Whether an address means something on this machine alone."""
    return address is not None and address.strip().lower().startswith(_PRIVATE)
