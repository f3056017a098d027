"""What a box is: a place where whole files lie until they are taken. Each transport has one; `boxes` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from datetime import datetime

    from ingest.terms import FetchFailed, Transmission

    Taken = Callable[[Sequence[str]], frozenset[str]]


class Box(Protocol):
    """A place where files lie. It never raises: what went wrong is a `FetchFailed`, unconnected where the place itself is shut.

    That has an `origin` where it is not the net that failed: the server was met and is shut to us, or a file of ours is at fault.
    `hold_until` is set where the server refused the account.
    """

    def arrivals(self, taken: Taken, now: datetime) -> AsyncIterator[Transmission | FetchFailed]:
        """The whole files that were not taken yet, in the order of their names; `taken` says which of these keys were."""
        ...

    async def put_away(self, sent: Transmission) -> str | None:
        """Move a filed file out of the way where the source says so; None, or why it could not be done."""
        ...

    async def beside(self, feed: Transmission, href: str, now: datetime) -> Transmission | FetchFailed | None:
        """The box's own file that a link of one of its feeds means; None where the link points elsewhere."""
        ...
