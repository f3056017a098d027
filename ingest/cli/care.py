"""`replay`, `dead`: the care of what was taken in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ingest import clock
from ingest.amounts import many
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.lock import RunLock
from ingest.replay import Replayed, read_again, replay_all
from ingest.workers import Readers

if TYPE_CHECKING:
    from ingest.store import Store


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
    read, changed = many(done.documents, "document"), many(done.changed, "item")
    house.say(f"{read} read again: {changed} changed, {done.same} as before, {done.failed} can't be read any more.")
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
