"""How many of a thing, as people say it: one letter, two letters."""

from __future__ import annotations


def many(count: int, one: str, more: str | None = None) -> str:
    """A number with its noun, and whatever hangs on it; `more` is for one that takes no plain s.

    >>> many(1, "dead letter"), many(0, "item"), many(2, "waits", "wait"), many(1200, "story", "stories")
    ('1 dead letter', '0 items', '2 wait', '1200 stories')
    """
    return f"{count} {one if count == 1 else more or f'{one}s'}"
