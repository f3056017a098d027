"""What a sender is: opened for one target, it takes batches, and tells what became of each row the moment it is known."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ingest.journal import Event, tell
from ingest.terms import Despatch, Despatched, Refused, Target
from normalizers.formats.identity import uri_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Outcome = Despatched | Refused
Note = Callable[[Outcome], None]
Held = Callable[[str, int], Iterable[Despatch]]
PATIENCE = 3  # faults of a target in a row, after which it is left alone for this cycle


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one target, in order; `held(target, limit)` gives what it holds now, newest first."""

    rows: tuple[Despatch, ...]
    held: Held
    now: datetime


# Rows of a batch that get no word were not tried: the target was left alone before their turn.
Send = Callable[[Batch, Note], Awaitable[None]]
Open = Callable[[Target, str], AbstractAsyncContextManager[Send]]
Made = TypeVar("Made")


def article_of(row: Despatch) -> tuple[str, str]:
    """What all versions of an article share: its source and its identity."""
    return row.source, uri_of(row.story)


def is_shut(outcome: Outcome) -> bool:
    """Whether a target did not take a row for reasons of its own."""
    return isinstance(outcome, Refused) and outcome.blames == "target"


async def abreast(rows: Sequence[Despatch], one: Callable[[Despatch], Awaitable[Outcome]], width: int, note: Note) -> None:
    """Send several rows side by side, an item's versions one after the other; stop when the target fails a few times in a row.

    A row whose earlier version was refused is not tried: order goes before speed. A target that says how long to wait is heeded at once.
    """
    lines: dict[tuple[str, str], list[Despatch]] = {}
    for row in rows:
        lines.setdefault(article_of(row), []).append(row)
    queue, faults = deque(lines.values()), 0

    async def work() -> None:
        nonlocal faults
        while queue and faults < PATIENCE:
            for row in queue.popleft():
                outcome = await _safely(one, row)
                note(outcome)
                faults = faults + (PATIENCE if says_so_itself(outcome) else 1) if is_shut(outcome) else 0
                if isinstance(outcome, Refused):
                    break

    async with asyncio.TaskGroup() as group:
        for _ in range(min(width, len(queue))):
            group.create_task(work())


async def _safely(one: Callable[[Despatch], Awaitable[Outcome]], row: Despatch) -> Outcome:
    """A row's outcome; copy that we can't put into words for a receiver keeps back nobody else's."""
    try:
        return await one(row)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is this copy's
        return our_fault(row, fault)


def our_fault(row: Despatch, fault: Exception) -> Refused:
    """What is told of copy that we can't put into a receiver's format."""
    tell(Event.BUG, says="copy can't be put into a target's format", item=row.item_id, target=row.target, exc_info=fault)
    return Refused(outbox_id=row.outbox_id, reason=f"a fault of our own ({type(fault).__name__}: {fault}); please report it")


def says_so_itself(outcome: Outcome) -> bool:
    """Whether a target itself said that it wants nothing now: later, or never."""
    return isinstance(outcome, Refused) and outcome.blames == "target" and (outcome.for_good or outcome.after_s is not None)


async def in_thread(work: Callable[[], Made]) -> Made:
    """Do work that waits for the disk in a thread; whoever is told to leave meanwhile leaves when it is done.

    Files that an abandoned thread still wrote could come after those of its successor.
    """
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
