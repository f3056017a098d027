"""The outbox: what leaves the house. One file a kind of target; it tells what became of each despatch and writes no table itself."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ingest.journal import Event, tell
from ingest.outbox import feed, folder
from ingest.outbox.problems import NoRoom
from ingest.terms import Despatched, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from ingest.terms import Despatch, Target

    Held = Callable[[str, int], Iterable[Despatch]]
    Send = Callable[[Target, Sequence[Despatch], Held, datetime], Iterator[Despatched | Refused]]

__all__ = ["TARGETS", "NoRoom", "despatch"]

TARGETS: dict[str, Send] = {"feed": feed.send, "folder": folder.send}


def despatch(pending: Sequence[Despatch], targets: Mapping[str, Target], held: Held, now: datetime) -> Iterator[Despatched | Refused]:
    """Send what is pending, withdrawals to every target before anything else, and tell what became of each row as it happens.

    `held(target, limit)` gives what a target holds now, newest first. Raises `NoRoom` when the disk can't take more; what was told before
    that is out, so the caller writes it down (`Store.sent`) whatever comes after.
    """
    called_back = [row for row in pending if row.op == "withdraw"]
    remaining = _without(held, called_back)
    for wave in (called_back, [row for row in pending if row.op != "withdraw"]):
        for name, rows in groupby(sorted(wave, key=lambda row: row.target), key=lambda row: row.target):
            target = targets.get(name)
            if target is None:
                says = f"pipeline.toml has no [[target]] {name!r} any more; put it back, or leave the copy where it is"
                yield from _told(wave, (Refused(outbox_id=row.outbox_id, reason=says) for row in rows))
            else:
                yield from _told(wave, TARGETS[target.kind](target, tuple(rows), remaining, now))


def _told(rows: Sequence[Despatch], outcomes: Iterable[Despatched | Refused]) -> Iterator[Despatched | Refused]:
    """The outcomes as they come, each in the journal too."""
    by_id = {row.outbox_id: row for row in rows}
    for outcome in outcomes:
        row = by_id[outcome.outbox_id]
        facts = {"item": row.item_id, "target": row.target, "op": row.op}
        match outcome:
            case Despatched(place=place):
                tell(Event.DESPATCHED, **facts, place=place)
            case Refused(reason=reason):
                tell(Event.DESPATCH_REFUSED, **facts, reason=reason)
        yield outcome


def _without(held: Held, called_back: Sequence[Despatch]) -> Held:
    """What targets hold, less what is being called back: the store hears of that only when this batch is told."""
    gone = {(row.target, feed.article_of(row)) for row in called_back}

    def remaining(target: str, limit: int) -> Iterator[Despatch]:
        return (row for row in held(target, limit) if (target, feed.article_of(row)) not in gone)

    return remaining
