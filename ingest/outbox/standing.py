"""How targets stand, in the words that every place tells them by: a withdrawal that has not arrived is told before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.amounts import many
from ingest.spans import until
from ingest.terms import TargetState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ingest.terms import Target


def standing(targets: Iterable[Target], states: Iterable[TargetState]) -> tuple[TargetState, ...]:
    """Every target of the configuration in its order, and behind them those that something once went to."""
    return tuple(({one.id: TargetState(target=one.id) for one in targets} | {one.target: one for one in states}).values())


def recalled(state: TargetState, now: datetime) -> str | None:
    """What of a target's withdrawals is still under way: how many, when they are tried (again), and why not yet; None where nothing is."""
    recall = state.recall
    if recall is None:
        return None
    told = f"{many(recall.count, 'withdrawal has', 'withdrawals have')} not arrived, so what is called back is still out there"
    soon = f", {until(recall.due, now)} at the earliest" if recall.due > now else ""
    return f"{told}; the next run tries{soon}" + (f" ({state.last_error})" if state.last_error else "")
