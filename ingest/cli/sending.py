"""`outbox despatch` and `outbox test`: sending without a pass, looking at what would leave, and trying a target."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ingest import clock
from ingest.amounts import many
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.cli.targets import states_of
from ingest.lock import RunLock
from ingest.spans import span, until
from ingest.terms import Despatched

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.outbox import Outcome
    from ingest.outbox.trial import Tried
    from ingest.store import Store
    from ingest.store.rows import OutboxRow
    from ingest.terms import Despatch, Target, TargetState


@click.command("despatch")
@click.option("--dry-run", is_flag=True, help="Only tell what would leave, to where and in which order.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True, help="Tell at most so many a target.")
@in_house
def outbox_despatch(house: House, *, dry_run: bool, limit: int) -> int:
    """Send what waits in the outbox now, without asking any source; withdrawals first.

    \b
      copytaster outbox despatch --dry-run
      copytaster outbox despatch
    """
    if dry_run:
        return _tell_order(house, limit)
    with RunLock(house.data), house.store(make=True) as store:
        outcomes = asyncio.run(_despatch(house, store))
    done = sum(isinstance(one, Despatched) for one in outcomes)
    for one in outcomes:
        if not isinstance(one, Despatched):
            warn(f"{one.outbox_id}: {one.reason}")
    house.say(f"{done} despatched, {len(outcomes) - done} refused.")
    if house.as_json:
        house.tell({"despatched": done, "refused": len(outcomes) - done})
    return Exit.OK if done == len(outcomes) else Exit.SOME_FAILED


async def _despatch(house: House, store: Store) -> list[Outcome]:
    """One cycle of all pumps, until nothing waits or the operator asks to leave."""
    from ingest.pipeline.pumps import Mailroom, Pumps

    stopping = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stopping.set)
    store.tick(clock.now(), house.config.releases)
    pumps = Pumps(Mailroom(config=house.config, store=store, now=clock.now, stopping=stopping))
    pumps.begin()
    return await pumps.wait()


class _OnlyLooked(Exception):
    """Nothing was leased."""


def _looked_at(store: Store, target: str, limit: int, now: datetime) -> tuple[Despatch, ...]:
    """What a target's pump would take now, in its order."""
    rows: tuple[Despatch, ...] = ()
    with suppress(_OnlyLooked), store.writing():
        rows = store.pending(now, limit, target)
        raise _OnlyLooked
    return rows


@dataclass(frozen=True, slots=True)
class _Order:
    """What a dry run found: what would leave now, in its order, the withdrawals that are put off, and how the targets stand.

    `mine` are the targets of the configuration; to others nothing leaves.
    """

    rows: tuple[Despatch, ...]
    later: tuple[OutboxRow, ...]
    states: tuple[TargetState, ...]
    mine: frozenset[str]

    def resting(self, state: TargetState) -> int:
        """How many of a target's despatches wait for a later moment, withdrawals left aside."""
        gone = sum(row.target == state.target for row in self.rows) + sum(row.target == state.target for row in self.later)
        return state.waiting - gone


def _order(house: House, limit: int) -> _Order:
    """What would leave now: asked in a transaction that is taken back, so the answer is the pumps' own."""
    mine = frozenset(target.id for target in house.config.targets)
    with house.store() as store:
        now = clock.now()
        states = states_of(house, store, now)
        rows = [row for one in states if one.target in mine for row in _looked_at(store, one.target, limit, now)]
        told = {row.outbox_id for row in rows}
        back = [row for status in ("waiting", "leased") for row in store.outbox(status=status, op="withdraw", limit=limit)]
    rows.sort(key=lambda row: row.op != "withdraw")  # stable: each target's own order stays
    return _Order(tuple(rows), tuple(row for row in reversed(back) if row.outbox_id not in told), states, mine)


def _tell_order(house: House, limit: int) -> int:
    """What would leave now, and what waits, for how long and why."""
    found, now = _order(house, limit), clock.now()
    if house.as_json:
        told = [{"target": row.target, "op": row.op, "item_id": row.item_id, "key": row.idempotency_key} for row in found.rows]
        waits = [
            {"target": row.target, "op": row.op, "item_id": row.item_id, "key": row.idempotency_key, "due": row.due} for row in found.later
        ]
        house.tell({"would_leave": told, "withdrawals_put_off": waits})
        return Exit.OK
    for row in found.rows:
        house.say(f"{row.op:<8}  {row.target}  item {row.item_id}  {row.idempotency_key}  {row.story.headline or ''}".rstrip())
    for one in found.later:
        when = "is being sent this moment" if one.status == "leased" else f"waits, tried again {until(one.due, now)}: {one.last_error}"
        house.say(f"{one.op:<8}  {one.target}  item {one.item_id}  {one.idempotency_key}  {when}")
    for state in found.states:
        if says := _kept_back(state, found.resting(state), now, known=state.target in found.mine):
            house.say(f"{state.target} {says}")
    idle = "Nothing would leave just now; what is called back above waits for its next try." if found.later else "Nothing would leave."
    house.say(f"{len(found.rows)} would leave; nothing was sent." if found.rows else idle)
    return Exit.OK


def _kept_back(state: TargetState, resting: int, now: datetime, *, known: bool) -> str | None:
    """What keeps a target's copy, where anything does."""
    waits = many(resting, "waits", "wait")
    if state.paused:
        return f"is paused: {state.why or 'no reason given'}; {waits}, withdrawals leave all the same."
    if state.held_until:
        return f"is left alone for {span((state.held_until - now).total_seconds())} more: {state.last_error}; {waits}."
    if resting > 0:
        return (
            f"has more: {waits} for a later try; `outbox list --status waiting` says why."
            if known
            else f"is no [[target]] of pipeline.toml any more; {waits}."
        )
    return None


@click.command("test")
@click.argument("target", metavar="TARGET")
@in_house
def outbox_test(house: House, target: str) -> int:
    """Send one invented, clearly marked item to a target and call it back; the store hears nothing of it.

    \b
      copytaster outbox test cms
    """
    found = {one.id: one for one in house.config.targets}.get(target)
    if found is None:
        raise click.UsageError(f"there is no [[target]] {target!r} in {house.config_root / 'pipeline.toml'}")
    tried, mend = asyncio.run(_try(found, house.config.desk.name))
    for one in tried:
        (house.say if one.done else warn)(
            f"{one.op} {one.key}: {'arrived' if one.done else 'refused'} after {one.seconds:.3f} s: {one.says}"
        )
        for name, value in one.headers:
            house.say(f"    {name}: {value}")
    if mend:
        warn(f"  mend: {mend}")
    if house.as_json:
        house.tell(tried)
    return Exit.OK if tried and all(one.done for one in tried) else Exit.SOME_FAILED


async def _try(target: Target, desk: str) -> tuple[list[Tried], str | None]:
    """Both halves of a trial; and where an sftp server's key is not known yet, how to make it known."""
    from ingest.outbox.trial import trial

    tried = [one async for one in trial(target, desk, clock.now())]
    if target.kind != "sftp" or all(one.done for one in tried):
        return tried, None
    from ingest.dial.ssh import BAD_KEY, shown_key

    unknown = any(BAD_KEY.search(one.says) for one in tried)
    shown = await shown_key(target) if unknown else None
    return tried, shown.vouched(target) if shown else None
