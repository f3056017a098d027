"""What turns somebody away at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Turned(Exception):
    """A status, the sentence that the other side reads, and further headers; the journal is told `why`, where that says more."""

    def __init__(self, status: int, says: str, headers: Mapping[str, str] | None = None, *, why: str = "") -> None:
        """Turn somebody away."""
        super().__init__(says)
        self.status, self.says, self.headers, self.why = status, says, dict(headers or {}), why or says


def later(says: str, seconds: int) -> Turned:
    """Not now: nothing was kept, and another try is worth it after so long."""
    return Turned(503, says, {"Retry-After": str(seconds)})
