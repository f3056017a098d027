"""What the feed entry that named a page says of it: last candidates, where the page says nothing itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.terms import Moment, Words

if TYPE_CHECKING:
    from normalizers.terms import Hints, Story

_THE_ITEMS = ("uri", "version", "published", "updated", "embargoed_until", "expires", "urgency")
_EITHERS = (
    "headline", "summary", "slugline", "section", "language", "byline", "persons", "images", "keywords", "subjects", "genres", "ed_note",
    "usage_terms", "copyright_notice", "copyright_holder", "located", "credit_line",
)  # fmt: skip


def from_lead(hints: Hints, field: str) -> tuple[Words, ...]:
    """What the feed entry that named this page says of a field, as a last candidate."""
    value = getattr(hints.lead, field) if hints.lead else None
    if isinstance(value, Moment):
        return (Words(value.iso, "feed"),)
    return (Words(value, "feed"),) if value else ()


def completed(lead: Story, words: Story) -> Story:
    """A wire item that names the file with its words, as one story: the words are the file's, what the item is stays as the item says.

    Identity, version, times, status, embargo and urgency are the item's where it states them: it is newer than the file, and a kill of it
    is one whatever the file says. All else is the file's, and the item's where the file says nothing.
    """
    status = lead.pub_status if lead.pub_status != "usable" else words.pub_status
    told = {name: getattr(lead, name) or getattr(words, name) for name in _THE_ITEMS}
    filled = {name: getattr(words, name) or getattr(lead, name) for name in _EITHERS}
    signals = tuple(dict.fromkeys((*lead.signals, *words.signals)))
    publisher = words.publisher if words.publisher.name else lead.publisher
    return replace(words, pub_status=status, signals=signals, publisher=publisher, partial=False, **told, **filled)
