"""Target `folder`: one ninjs 3.1 document a despatch, named by its idempotency key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ingest.outbox.outside import for_outside
from ingest.outbox.whole import file_name, write_whole
from ingest.terms import Despatched, Refused
from normalizers.formats.ninjs import as_ninjs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from ingest.terms import Despatch, Target


def send(
    target: Target, rows: Sequence[Despatch], _held: Callable[[str, int], Iterable[Despatch]], _now: datetime
) -> Iterator[Despatched | Refused]:
    """Write each despatch as a document of its own; sent again after a crash it takes the same place, so there is exactly one."""
    for row in rows:
        path = target.place / f"{file_name(row.idempotency_key)}.json"
        try:
            write_whole(path, document(row))
        except OSError as failure:
            yield Refused(outbox_id=row.outbox_id, reason=f"{path}: {failure.strerror or failure}; check that the folder can be written")
        else:
            yield Despatched(outbox_id=row.outbox_id, place=str(path))


def document(row: Despatch) -> bytes:
    """A despatch as a ninjs document; a withdrawal says `canceled`."""
    text = json.dumps(as_ninjs(for_outside(row.story), withdrawn=row.op == "withdraw"), ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace") + b"\n"  # half a surrogate pair becomes its JSON escape, never an error
