"""Target `folder`: one document a despatch, named by its idempotency key, appearing whole."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ingest.outbox.papers import document, name_of
from ingest.outbox.problems import NoRoom
from ingest.outbox.senders import in_thread
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
        ended = await in_thread(lambda: _written(target, batch, desk))
        full = [end for _, _, end in ended if isinstance(end, NoRoom)]
        for row, path, end in ended:
            if not isinstance(end, NoRoom):
                note(_outcome(row, path, end))
        if full:
            raise full[0]

    yield send


def _written(target: Target, batch: Batch, desk: str) -> list[tuple[Despatch, Path, OSError | NoRoom | None]]:
    """The rows' documents on the disk; how each ended."""
    paths = [target.place / name_of(row, target.format) for row in batch.rows]
    ends = write_many([(path, document(row, target.format, desk)) for row, path in zip(batch.rows, paths, strict=True)])
    return list(zip(batch.rows, paths, ends, strict=True))


def _outcome(row: Despatch, path: Path, end: OSError | None) -> Outcome:
    """A written document is out; a folder that can't be written is the folder's fault."""
    if end is None:
        return Despatched(outbox_id=row.outbox_id, place=str(path))
    says = f"{path}: {end.strerror or end}; check that the folder can be written"
    return Refused(outbox_id=row.outbox_id, reason=says, blames="target")
