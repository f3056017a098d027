"""What keeps a page from being shown or a form from being taken: status, what it is, what mends it."""

from __future__ import annotations


class Turned(Exception):
    """A request that is turned away, with words for a person."""

    def __init__(self, status: int, title: str, says: str, *, headers: dict[str, str] | None = None) -> None:
        """Status, what happened, and what to do."""
        super().__init__(title)
        self.status, self.title, self.says, self.headers = status, title, says, headers or {}


def not_here(what: str) -> Turned:
    """Nothing has that number or name."""
    return Turned(404, "That is not here", f"{what} It may have been pruned, or the address has a slip in it.")
