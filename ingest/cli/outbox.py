"""`outbox`: what leaves the house, and how each target does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ingest import clock
from ingest.amounts import many
from ingest.cli import grid
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.cli.sending import outbox_despatch, outbox_test
from ingest.cli.targets import line, remarks, states_of, well
from ingest.desk.editors import editor_name

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from ingest.store import Store
    from ingest.store.rows import OutboxRow

_STATUSES = ["waiting", "leased", "done", "failed"]


@click.group()
@in_house
def outbox(house: House) -> None:
    """What leaves the house: approved items on their way to each target, and how the targets do.

    \b
      copytaster outbox targets
      copytaster outbox list --status failed
      copytaster outbox retry 7
    """


@outbox.command("list")
@click.option("--status", type=click.Choice(_STATUSES), help="Only these.")
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
@click.argument("rows", nargs=-1, type=int, metavar="NO…")
@click.option("--target", metavar="ID", help="All that was given up for this target, with --failed.")
@click.option("--failed", is_flag=True, help="All that was given up for --target.")
@in_house
def retry(house: House, rows: tuple[int, ...], *, target: str | None, failed: bool) -> int:
    """Make despatches due at once, also those that were given up; they leave with the next run.

    \b
      copytaster outbox retry 7
      copytaster outbox retry --target site --failed
    """
    if bool(target) != failed or bool(rows) == failed:
        raise click.UsageError("name despatches (`outbox retry 7 8`), or all that was given up for a target (`--target ID --failed`)")
    now = clock.now()
    with house.store() as store:
        if target:
            return _retry_failed(house, store, _known(house, store, target, now), now)
        done = [(row, store.retry(row, now)) for row in rows]
        paused = {one.target for one in store.target_states(now) if one.paused}
    for row, goes_to in done:
        (house.say if goes_to else warn)(f"{row}: {_again(goes_to, paused)}")
    if house.as_json:
        house.tell([{"outbox_id": row, "done": goes_to is not None} for row, goes_to in done])
    return Exit.OK if all(goes_to for _, goes_to in done) else Exit.SOME_FAILED


def _again(target: str | None, paused: Container[str]) -> str:
    """What becomes of a despatch that was made due."""
    if target is None:
        return "there is nothing to send: no such despatch, it is out, or it may leave no more"
    if target in paused:
        return f"due; {target} is paused and gets withdrawals alone until `outbox resume {target}`"
    return "goes with the next run"


def _retry_failed(house: House, store: Store, target: str, now: datetime) -> int:
    """Make all that was given up for a target due; the exit status."""
    count = store.retry_failed(target, now)
    house.say(
        f"{target}: {many(count, 'despatch goes', 'despatches go')} with the next run"
        if count
        else f"{target}: nothing was given up that may still leave"
    )
    if house.as_json:
        house.tell({"target": target, "retried": count})
    return Exit.OK


@outbox.command()
@click.argument("target")
@click.option("--reason", help="Why: whoever wonders reads it.")
@click.option("--editor", help="Who pauses it (default: COPYTASTER_EDITOR, else the login name).")
@in_house
def pause(house: House, target: str, *, reason: str | None, editor: str | None) -> None:
    """Keep a target's copy back until `outbox resume`; withdrawals still go, and nothing is lost.

    \b
      copytaster outbox pause site --reason "they move their server"
    """
    now, who = clock.now(), editor_name(editor, os.environ)
    with house.store() as store:
        store.pause(_known(house, store, target, now), reason, who, now)
    house.say(f"{target}: paused by {who}; withdrawals still go, the rest waits for `outbox resume {target}`")
    if house.as_json:
        house.tell({"target": target, "paused": True, "by": who, "why": reason})


@outbox.command()
@click.argument("target")
@in_house
def resume(house: House, target: str) -> None:
    """Let a target have its copy again, and ask it at once also where it was left alone because it was down.

    \b
      copytaster outbox resume site
    """
    now = clock.now()
    with house.store() as store:
        done = store.resume(_known(house, store, target, now), now)
    house.say(f"{target}: {'what waits goes with the next run' if done else 'nothing keeps its copy back'}")
    if house.as_json:
        house.tell({"target": target, "resumed": done})


@outbox.command()
@in_house
def targets(house: House) -> None:
    """How each target does: paused, left alone, what waits since when, what was given up.

    \b
      copytaster outbox targets
    """
    now = clock.now()
    with house.store() as store:
        states = states_of(house, store, now)
    if house.as_json:
        house.tell(states)
        return
    if not states:
        house.say("pipeline.toml has no [[target]]: what is approved is there for those who pull (`export`), and goes nowhere else.")
        return
    mine = {target.id for target in house.config.targets}
    headers = ("target", "state", "waiting", "oldest", "given up", "last success")
    shown = ((line(one, now), "" if well(one) else "yellow") for one in states)
    grid.show(headers, shown, right=("waiting", "given up"))
    for one in states:
        for says in remarks(one, now, known=one.target in mine):
            house.say(f"{one.target}: {says}")


def _known(house: House, store: Store, target: str, now: datetime) -> str:
    """The target, where there is one of that name. Raises UsageError in words where not."""
    names = [one.target for one in states_of(house, store, now)]
    if target not in names:
        raise click.UsageError(f"there is no target {target!r}; there {'are ' + ', '.join(names) if names else 'is none'}")
    return target


outbox.add_command(outbox_despatch)
outbox.add_command(outbox_test)
