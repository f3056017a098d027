"""`replay`, `dead`, `export`, `outbox`: the care of what was taken in and of what goes out."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ingest import clock
from ingest.cli import grid
from ingest.cli.codes import Exit
from ingest.cli.house import House, as_line, in_house, warn
from ingest.cli.sending import outbox_despatch, outbox_test
from ingest.lock import RunLock
from ingest.replay import Replayed, read_again, replay_all
from ingest.workers import Readers
from normalizers.formats.ninjs import as_ninjs

if TYPE_CHECKING:
    from ingest.store import Store
    from ingest.store.rows import ChangeRow, OutboxRow

_RELEASED = frozenset({"approved", "published"})
_CALLED_BACK = frozenset({"killed", "expired", "rejected"})


@click.command()
@click.option("--source", help="Only what this source sent.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Only what came since (UTC).")
@in_house
def replay(house: House, *, source: str | None, since: datetime | None) -> int:
    """Read kept bytes again with today's rules; items whose reading changed are put right, the earlier reading is kept.

    \b
      copytaster replay --since 2026-11-01
      copytaster replay --source ani-national
    """
    with RunLock(house.data), house.store() as store:
        done = asyncio.run(_replay(house, store, source, since.replace(tzinfo=UTC) if since else None))
    house.say(
        f"{done.documents} documents read again: {done.changed} items changed, {done.same} as before, {done.failed} can't be read any more."
    )
    if house.as_json:
        house.tell(done)
    return Exit.SOME_FAILED if done.failed else Exit.OK


async def _replay(house: House, store: Store, source: str | None, since: datetime | None) -> Replayed:
    """Open the readers for a replay, and close them."""
    readers = Readers(house.config.root, house.config.limits, workers=house.config.workers)
    try:
        return await replay_all(store, readers, house.config.sources, source=source, since=since, now=clock.now())
    finally:
        readers.close()


@click.group()
@in_house
def dead(house: House) -> None:
    """What could not be filed, with its reason: look, mend, take it up again.

    \b
      copytaster dead list
      copytaster dead requeue 3
    """


@dead.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@in_house
def dead_list(house: House, *, limit: int) -> None:
    """List the dead letters, newest first.

    \b
      copytaster dead list --limit 20
    """
    with house.store() as store:
        letters = store.dead_letters(limit)
    if house.as_json:
        house.tell(letters)
        return
    for letter in letters:
        when = clock.stamp(letter.at) if letter.at else "—"
        house.say(f"{letter.dead_id}  {when}  {letter.source}  [{letter.stage}]  {letter.name}\n    {letter.reason}")
    if not letters:
        house.say("There are no dead letters.")


@dead.command()
@click.argument("letters", nargs=-1, required=True, type=int, metavar="LETTER…")
@in_house
def requeue(house: House, letters: tuple[int, ...]) -> int:
    """Take letters up again: their bytes are read with today's rules, an address is asked for at the next run.

    \b
      copytaster dead requeue 3 4
    """
    with RunLock(house.data), house.store() as store:
        told = asyncio.run(_requeue(house, store, letters))
    for says, good in told:
        (house.say if good else warn)(says)
    if house.as_json:
        house.tell([{"says": says, "done": good} for says, good in told])
    return Exit.OK if all(good for _, good in told) else Exit.SOME_FAILED


async def _requeue(house: House, store: Store, letters: tuple[int, ...]) -> list[tuple[str, bool]]:
    """Open the readers for a few letters, and close them."""
    readers = Readers(house.config.root, house.config.limits, workers=1)
    try:
        return [await read_again(store, readers, house.config, letter, clock.now()) for letter in letters]
    finally:
        readers.close()


@dead.command()
@click.argument("letters", nargs=-1, required=True, type=int, metavar="LETTER…")
@in_house
def drop(house: House, letters: tuple[int, ...]) -> int:
    """Throw letters away; their bytes stay in the vault.

    \b
      copytaster dead drop 5
    """
    with house.store() as store:
        done = [(letter, store.drop(letter)) for letter in letters]
    for letter, good in done:
        (house.say if good else warn)(f"{letter}: {'dropped' if good else 'there is no such letter'}")
    if house.as_json:
        house.tell([{"letter": letter, "done": good} for letter, good in done])
    return Exit.OK if all(good for _, good in done) else Exit.SOME_FAILED


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
    with house.store() as store:
        rows = store.changes(since, limit)
    for row in rows:
        if everything or row.status in _RELEASED or _called_back(row):
            sys.stdout.write(as_line(_exported(row)) + "\n")


def _called_back(row: ChangeRow) -> bool:
    """Whether an event calls back what was released; a version that a newer one has replaced is not called back, unless it was undone."""
    replaced = row.status == "superseded" and not row.says.endswith(" took back: approved")
    return row.was_released and row.status not in _RELEASED and not replaced


def _exported(row: ChangeRow) -> dict[str, object]:
    """One event with its story as ninjs; what was called back carries no usable copy."""
    gone = row.status in _CALLED_BACK or _called_back(row)
    item = as_ninjs(row.story, withdrawn=gone)
    if gone:
        for copy in ("bodies", "descriptions", "associations"):
            item.pop(copy, None)
    return {
        "cursor": row.event_id,
        "at": clock.stamp(row.at),
        "item_id": row.item_id,
        "source": row.source,
        "status": row.status,
        "change": row.change,
        "item": item,
    }


@click.group()
@in_house
def outbox(house: House) -> None:
    """What leaves the house: approved items on their way to each target.

    \b
      copytaster outbox list --status failed
      copytaster outbox retry 7
    """


@outbox.command("list")
@click.option("--status", type=click.Choice(["waiting", "leased", "done", "failed"]), help="Only these.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most so many.")
@in_house
def outbox_list(house: House, *, status: str | None, limit: int) -> None:
    """List despatches, newest first.

    \b
      copytaster outbox list --status failed
    """
    with house.store() as store:
        rows = store.outbox(status=status, limit=limit)
    if house.as_json:
        house.tell(rows)
        return
    small = grid.narrow()
    headers = ("no.", "item", "target", "op", "status", "tries", *(() if small else ("done",)), "where or why not")
    shown = ((_cells(row, small=small), "red" if row.status == "failed" else "") for row in rows)
    grid.show(headers, shown, right=("no.", "item", "tries"))


def _cells(row: OutboxRow, *, small: bool) -> tuple[str, ...]:
    """One line of the outbox; a narrow terminal does without the time."""
    done = () if small else (clock.stamp(row.done) if row.done else "—",)
    where = row.last_error or row.place or ""
    return (str(row.outbox_id), str(row.item_id), row.target, row.op, row.status, str(row.attempts), *done, where)


@outbox.command()
@click.argument("rows", nargs=-1, required=True, type=int, metavar="NO…")
@in_house
def retry(house: House, rows: tuple[int, ...]) -> int:
    """Make despatches due at once, also those that were given up; they leave with the next run.

    \b
      copytaster outbox retry 7
    """
    with house.store() as store:
        done = [(row, store.retry(row, clock.now())) for row in rows]
    for row, good in done:
        (house.say if good else warn)(f"{row}: {'goes with the next run' if good else 'there is nothing to send'}")
    if house.as_json:
        house.tell([{"outbox_id": row, "done": good} for row, good in done])
    return Exit.OK if all(good for _, good in done) else Exit.SOME_FAILED


outbox.add_command(outbox_despatch)
outbox.add_command(outbox_test)
