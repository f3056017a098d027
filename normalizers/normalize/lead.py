"""What the feed entry that named a page says of it: last candidates, where the page says nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.terms import Moment, Words

if TYPE_CHECKING:
    from normalizers.terms import Hints


def from_lead(hints: Hints, field: str) -> tuple[Words, ...]:
    """What the feed entry that named this page says of a field, as a last candidate."""
    value = getattr(hints.lead, field) if hints.lead else None
    if isinstance(value, Moment):
        return (Words(value.iso, "feed"),)
    return (Words(value, "feed"),) if value else ()
