"""What receivers are told of one item: the same words whether we push it to them or they pull it from us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.clock import stamp
from ingest.outbox.outside import for_outside
from normalizers.formats.ninjs import as_ninjs

if TYPE_CHECKING:
    from ingest.terms import Despatch, Released

COPY = ("bodies", "descriptions", "associations")  # what of a called-back item nobody is sent again


def ninjs_of(row: Despatch | Released, desk: str) -> dict[str, object]:
    """The item as ninjs 3.1; one that is called back is canceled and carries none of its copy. `desk` is what our desk is called."""
    item = as_ninjs(for_outside(row.story, desk), withdrawn=row.op == "withdraw")
    if row.op == "withdraw":
        for name in COPY:
            item.pop(name, None)
    return item


def told(row: Despatch | Released, desk: str) -> dict[str, object]:
    """The item with what receivers go by: the operation, our number of the version, its source, what it is to its story, our changes."""
    return {
        "op": row.op,
        "item_id": row.item_id,
        "source": row.source,
        "change": row.change,
        "amended": [{"field": one.field, "by": desk, "at": one.at} for one in row.story.amended],
        "item": ninjs_of(row, desk),
    }


def pulled(row: Released, desk: str) -> dict[str, object]:
    """One line for those who pull: their cursor, when it left, and the item with what receivers go by."""
    return {"cursor": row.cursor, "at": stamp(row.at), **told(row, desk)}
