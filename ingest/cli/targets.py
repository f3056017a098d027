"""How targets stand, as a terminal tells it: a line each, and what stands between a target and its copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.amounts import many
from ingest.outbox.standing import recalled, standing
from ingest.spans import ago, span, until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.cli.house import House
    from ingest.store import Store
    from ingest.terms import TargetState


def states_of(house: House, store: Store, now: datetime) -> tuple[TargetState, ...]:
    """Every target of the configuration, and those that something once went to."""
    return standing(house.config.targets, store.target_states(now))


def well(one: TargetState) -> bool:
    """Whether nothing keeps copy from a target."""
    return not (one.paused or one.held_until or one.failed)


def line(one: TargetState, now: datetime) -> tuple[str, ...]:
    """One line of the table."""
    state = "paused" if one.paused else "left alone" if one.held_until else "ok" if one.last_done else "never"
    oldest = "—" if one.oldest_due is None else ago(one.oldest_due, now) if one.oldest_due <= now else f"tried {until(one.oldest_due, now)}"
    return (one.target, state, str(one.waiting), oldest, str(one.failed), ago(one.last_done, now))


def remarks(one: TargetState, now: datetime, *, known: bool = True) -> Sequence[str]:
    """What stands between a target and its copy, each with what to do about it."""
    back = recalled(one, now)
    says = [back] if back else []
    if not known and one.waiting:
        says.append("pipeline.toml has no such [[target]] any more")
    if one.paused:
        why = f": {one.why}" if one.why else ""
        says.append(f"paused by {one.by}{why}; {many(one.waiting, 'waits', 'wait')}; `outbox resume {one.target}` lets them go")
    elif one.held_until:
        left, why = span((one.held_until - now).total_seconds()), one.last_error or "it gave no reason"
        says.append(
            f"left alone for {left} more, {many(one.waiting, 'waits', 'wait')}: {why}; `outbox resume {one.target}` asks it at once"
        )
    if one.failed:
        says.append(f"{one.failed} given up; see `outbox list --status failed`, then `outbox retry --target {one.target} --failed`")
    return says
