"""Target `folder`: one document a despatch, named by its idempotency key, appearing whole."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ingest.outbox.papers import document, name_of
from ingest.outbox.problems import NoRoom
from ingest.outbox.senders import in_thread, our_fault
from ingest.outbox.whole import write_many
from ingest.terms import Despatched, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ingest.outbox.senders import Batch, Note, Outcome, Send
    from ingest.terms import Despatch, Target


@asynccontextmanager
async def opened(target: Target, desk: str) -> AsyncIterator[Send]:
    """Who writes each despatch as a document; sent again after a crash it takes the same place, so there is exactly one."""

    async def send(batch: Batch, note: Note) -> None:
        outcomes, full = await in_thread(lambda: _written(target, batch, desk))
        for outcome in outcomes:
            note(outcome)
        if full is not None:
            raise full

    yield send


def _written(target: Target, batch: Batch, desk: str) -> tuple[list[Outcome], NoRoom | None]:
    """The rows' documents on the disk; how each ended, and whether the disk was full."""
    outcomes: list[Outcome] = []
    written: list[tuple[Despatch, Path, bytes]] = []
    for row in batch.rows:
        try:
            written.append((row, target.place / name_of(row, target.format), document(row, target.format, desk)))
        except Exception as fault:  # noqa: BLE001 - copy that can't be put into words keeps back nobody else's
            outcomes.append(our_fault(row, fault))
    ends = write_many([(path, data) for _, path, data in written])
    full: NoRoom | None = None
    for (row, path, _), end in zip(written, ends, strict=True):
        if isinstance(end, NoRoom):
            full = full or end
        else:
            outcomes.append(_outcome(row, path, end))
    return outcomes, full


def _outcome(row: Despatch, path: Path, end: OSError | None) -> Outcome:
    """A written document is out; a folder that can't be written is the folder's fault."""
    if end is None:
        return Despatched(outbox_id=row.outbox_id, place=str(path))
    says = f"{path}: {end.strerror or end}; check that the folder can be written"
    return Refused(outbox_id=row.outbox_id, reason=says, blames="target")
