"""`export`: what left the house since a cursor, for a program that follows; or everything, for an archive."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ingest import clock
from ingest.cli.house import House, as_line, in_house
from ingest.outbox.content import COPY, told
from normalizers.formats.ninjs import as_ninjs

if TYPE_CHECKING:
    from ingest.store.rows import ChangeRow
    from ingest.terms import Released

_RELEASED = frozenset({"approved", "published"})
_CALLED_BACK = frozenset({"killed", "expired", "rejected"})


@click.command()
@click.option(
    "--since", type=click.IntRange(min=0), default=0, show_default=True, metavar="N", help="Only what happened after this cursor."
)
@click.option("--limit", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="At most so many.")
@click.option("--everything", is_flag=True, help="Also what no editor has released: for an archive, never for a site.")
@in_house
def export(house: House, *, since: int, limit: int, everything: bool) -> None:
    """Print what was released or called back since a cursor, one JSON object a line; ask again with the last `cursor` you had.

    \b
      copytaster export --since 0 > released.jsonl
    """
    desk = house.config.desk.name
    with house.store() as store:
        if everything:
            lines = [_archived(row) for row in store.changes(since, limit)]
        else:
            lines = [_left(row, desk) for row in store.released(since, limit)]
    for line in lines:
        sys.stdout.write(as_line(line) + "\n")


def _left(row: Released, desk: str) -> dict[str, object]:
    """One thing that left, in the words that receivers of pushed copy get too."""
    return {"cursor": row.cursor, "at": clock.stamp(row.at), **told(row, desk)}


def _called_back(row: ChangeRow) -> bool:
    """Whether an event calls back what was released; a version that a newer one has replaced is not called back, unless it was undone."""
    replaced = row.status == "superseded" and not row.says.endswith(" took back: approved")
    return row.was_released and row.status not in _RELEASED and not replaced


def _archived(row: ChangeRow) -> dict[str, object]:
    """One event with its story as ninjs; what was called back carries no usable copy."""
    gone = row.kind == "withdraw" or row.status in _CALLED_BACK or _called_back(row)
    item = as_ninjs(row.story, withdrawn=gone)
    if gone:
        for copy in COPY:
            item.pop(copy, None)
    return {
        "cursor": row.event_id,
        "at": clock.stamp(row.at),
        "kind": row.kind,
        "item_id": row.item_id,
        "source": row.source,
        "status": row.status,
        "change": row.change,
        "item": item,
    }
