"""`prune`, `backup`, `restore`: what is kept how long, and how it is kept safe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest import clock
from ingest.amounts import many
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.lock import RunLock
from ingest.store import restore_backup, verify_backup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.store.rows import Counts
    from ingest.terms import Keep, Pruned

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@in_house
def prune(house: House, *, dry_run: bool) -> int:
    """Let go of what is older than [keep] in pipeline.toml says: marks, bytes as they arrived, polls, and stories if you want that.

    It works beside a run, in short steps. Versions, their words and evidence, and every decision stay.

    \b
      copytaster prune --dry-run
      copytaster prune
    """
    with house.store() as store:
        told = store.prune(house.config.keep, clock.now(), dry=dry_run)
    if house.as_json:
        house.tell(told)
    verb = "would go" if dry_run else "went"
    for line in _pruned(told, house.config.keep):
        house.say(f"{verb}: {line}")
    if told == type(told)():
        house.say("Nothing is old enough to go.")
    return Exit.OK


def _pruned(told: Pruned, keep: Keep) -> Iterator[str]:
    """What went, a line a kind, each with the rule it went by."""
    if told.weeks:
        yield f"{many(told.marks, 'mark')} of {many(told.weeks, 'week')} to which nothing came for {many(keep.marks_days, 'day')}"
    if told.raws:
        size = f"{told.raw_bytes / 1e6:.1f} MB"
        yield f"{many(told.raws, 'document')} as they arrived ({size}), older than {many(keep.raw_days, 'day')}; they can't be read again"
    if told.polls:
        yield f"{many(told.polls, 'row')} of polls older than {many(keep.polls_days, 'day')}"
    if told.stories:
        old = f"{many(told.stories, 'story', 'stories')} ({many(told.items, 'item')}) older than {keep.items_days} days"
        yield f"{old} that nobody decided about; tombstones stay"


@click.command()
@click.argument("file", required=False, type=FILE)
@click.option("--keep", type=click.IntRange(1, 1000), metavar="N", help="Keep the newest N copies made without FILE; the older ones go.")
@in_house
def backup(house: House, file: Path | None, *, keep: int | None) -> int:
    """Copy the database, as it is at this moment, while others write; to backups/ in the data folder unless you name a file.

    \b
      copytaster backup
      copytaster backup --keep 14
      copytaster backup /mnt/vault/wire.db
    """
    folder = house.data / "backups"
    place = file or folder / f"wire-{clock.now():%Y%m%dT%H%M%SZ}.db"
    place.parent.mkdir(parents=True, exist_ok=True)
    with house.store() as store:
        store.backup(place)
    gone = sorted(folder.glob("wire-*Z.db"))[:-keep] if keep and file is None else []
    for old in gone:
        old.unlink()
    house.say(
        f"{place}: {place.stat().st_size / 1e6:.1f} MB." + (f" {many(len(gone), 'older copy', 'older copies')} went." if gone else "")
    )
    if house.as_json:
        house.tell({"file": str(place), "bytes": place.stat().st_size, "gone": [str(old) for old in gone]})
    return Exit.OK


@click.command()
@click.argument("file", type=FILE)
@click.option("--verify", is_flag=True, help="Only prove it; the database stays as it is.")
@in_house
def restore(house: House, file: Path, *, verify: bool) -> int:
    """Put a backup in the place of the database, once a copy of it has passed every check; what was there stays beside it.

    Stop the line and the desk before.

    \b
      copytaster restore /mnt/vault/wire.db --verify
      copytaster restore data/backups/wire-20261128T021500Z.db
    """
    if verify:
        held = verify_backup(file, house.data)
        house.say(f"{file}: sound. It holds {_held(held)}.")
    else:
        with RunLock(house.data):
            held, aside = restore_backup(file, house.data / "wire.db")
        house.say(f"{house.data / 'wire.db'} is now what {file} held: {_held(held)}.")
        if aside is not None:
            warn(f"What was there is {aside}; delete it when you are sure.")
    if house.as_json:
        house.tell(held)
    return Exit.OK


def _held(held: Counts) -> str:
    """What a database holds, in a line."""
    copy = f"{many(held.items, 'item')} of {many(held.articles, 'article')} in {many(held.clusters, 'story', 'stories')}"
    return f"{copy}, {many(held.raws, 'document')}, {many(held.waiting, 'despatch that waits', 'despatches that wait')}"
