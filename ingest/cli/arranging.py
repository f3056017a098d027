"""`queue doubts`, `merge`, `split`, `apart`: which items tell one story, where an editor knows better."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ingest import clock
from ingest.cli import grid
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.desk.editors import editor_name
from ingest.journal import Event, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.store import Store
    from ingest.terms import Ruled

_REASON = click.option("--reason", help="A note that stays with the decision.")
_EDITOR = click.option("--editor", help="Who decides (default: COPYTASTER_EDITOR, else the login name).")


@click.command()
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@in_house
def doubts(house: House, *, limit: int) -> int:
    """List pairs of stories that may be one: too much alike for chance, too little to be put together unasked.

    \b
      copytaster queue doubts
    """
    with house.store() as store:
        rows = store.doubts(limit)
    if house.as_json:
        house.tell(rows)
    elif rows:
        lines = (
            (str(row.item_id), str(row.other_id), row.headline or "(no headline)", f"[{row.other_headline or '(no headline)'}]")
            for row in rows
        )
        grid.show(("item", "perhaps as", "headline"), ((line, "") for line in lines), right=("item", "perhaps as"))
        house.say("One story: queue merge ITEM OTHER. Two: queue apart ITEM OTHER.")
    else:
        house.say("No doubts.")
    return Exit.OK


@click.command()
@click.argument("item", type=int)
@click.argument("into", type=int)
@_REASON
@_EDITOR
@in_house
def merge(house: House, item: int, into: int, *, reason: str | None, editor: str | None) -> int:
    """Put the story of one item to that of another; what comes later follows.

    \b
      copytaster queue merge 14 12
    """
    return _ruled(house, editor, lambda store, who: store.merge(item, into, who, reason, clock.now()))


@click.command()
@click.argument("item", type=int)
@_REASON
@_EDITOR
@in_house
def split(house: House, item: int, *, reason: str | None, editor: str | None) -> int:
    """Take an item out of its story, with every version of its article; after a merge, all that the merge brought.

    \b
      copytaster queue split 14 --reason "another fire"
    """
    return _ruled(house, editor, lambda store, who: store.split(item, who, reason, clock.now()))


@click.command()
@click.argument("item", type=int)
@click.argument("other", type=int)
@_REASON
@_EDITOR
@in_house
def apart(house: House, item: int, other: int, *, reason: str | None, editor: str | None) -> int:
    """Say that two items tell two stories: `queue doubts` asks no more about them.

    \b
      copytaster queue apart 14 12
    """
    return _ruled(house, editor, lambda store, who: store.apart(item, other, who, reason, clock.now()))


def _ruled(house: House, editor: str | None, act: Callable[[Store, str], Ruled]) -> int:
    """Carry out what an editor arranges, and answer with one line."""
    with house.store() as store:
        who = editor_name(editor, os.environ)
        ruled = act(store, who)
    tell(Event.RULED, item=ruled.item_id, decision="arrange", editor=who, done=ruled.done, says=ruled.says)
    if house.as_json:
        house.tell(ruled)
    (house.say if ruled.done else warn)(f"{ruled.item_id}: {ruled.says}")
    return Exit.OK if ruled.done else Exit.SOME_FAILED
