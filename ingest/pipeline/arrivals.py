"""Arrivals of a box, a batch at a time: archives among them are opened, and what a batch holds in memory is bounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.fetch.archives import Emptied, Spoiled, form_of, opened
from ingest.terms import FetchFailed, Transmission

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from ingest.fetch.archives import Piece
    from ingest.fetch.box import Taken
    from ingest.terms import Limits


BATCH = 64  # files read side by side before they are filed together, in order
BATCH_BYTES = 32_000_000  # or so many bytes, whichever comes first: few large files meet in memory


@dataclass(frozen=True, slots=True)
class Batch:
    """Some arrivals: files and members of archives, what was refused, and archives of which all has come."""

    sent: tuple[Transmission, ...]
    refused: tuple[FetchFailed, ...]
    shut: tuple[FetchFailed, ...]
    spoiled: tuple[Spoiled, ...]
    emptied: tuple[Transmission, ...]

    @property
    def whole(self) -> tuple[Transmission, ...]:
        """What lay in the box itself and is done with: files, and archives that are empty now."""
        return tuple(one for one in self.sent if one.within is None) + self.emptied


async def batches(arrivals: AsyncIterator[Transmission | FetchFailed], limits: Limits, taken: Taken) -> AsyncIterator[Batch]:
    """What comes out of a box, in its order; `taken` says which members of an archive were filed before a pass was killed."""
    waiting: list[Piece | FetchFailed] = []
    size = 0
    async for one in arrivals:
        for piece in _pieces(one, limits, taken):
            waiting.append(piece)
            size += len(piece.data) if isinstance(piece, Transmission) else 0
            if len(waiting) >= BATCH or size >= BATCH_BYTES:
                yield _batch(waiting)
                waiting, size = [], 0
    if waiting:
        yield _batch(waiting)


def _pieces(one: Transmission | FetchFailed, limits: Limits, taken: Taken) -> Sequence[FetchFailed | Transmission] | Iterator[Piece]:
    """An arrival itself, or what is in it where it is an archive."""
    if isinstance(one, FetchFailed) or form_of(one.data) is None:
        return (one,)
    return opened(one, limits, taken)


def _batch(found: Sequence[Piece | FetchFailed]) -> Batch:
    """Arrivals by what became of them."""
    failed = [one for one in found if isinstance(one, FetchFailed)]
    return Batch(
        sent=tuple(one for one in found if isinstance(one, Transmission)),
        refused=tuple(one for one in failed if one.connected),
        shut=tuple(one for one in failed if not one.connected),
        spoiled=tuple(one for one in found if isinstance(one, Spoiled)),
        emptied=tuple(one.archive for one in found if isinstance(one, Emptied)),
    )
