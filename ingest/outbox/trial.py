"""A trial: one invented, clearly marked item sent to a target and called back. The store hears nothing of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.outbox import Batch, open_target
from ingest.outbox.letters import letter_of
from ingest.outbox.webhook import keys_for
from ingest.terms import Despatch, Refused
from normalizers.terms import Block, Publisher, Story

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime

    from ingest.outbox import Outcome
    from ingest.terms import Op, Target

SOURCE = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of one half of a trial: whether it arrived, where or why not, and after how many seconds; of a webhook its headers."""

    op: Op
    key: str
    done: bool
    says: str
    seconds: float
    headers: tuple[tuple[str, str], ...] = ()


def trial_story(now: datetime) -> Story:
    """The invented item; nobody who reads it can take it for copy."""
    return Story(
        form="text",
        uri=f"urn:copytaster:test:{int(now.timestamp())}",
        headline="TEST: please ignore this item",
        language="en",
        publisher=Publisher(name="Copytaster test"),
        body=(Block("p", "This is a test of the way from the desk to you. It tells no news and will be called back at once."),),
        raw_text="TEST",
    )


async def trial(target: Target, desk: str, now: datetime) -> AsyncIterator[Tried]:
    """Send the item, then call it back; where it did not arrive there is nothing to call back.

    A feed is tried in a file of its own beside the real one, whose readers would take the item for news.
    """
    place = replace(target, path=target.place.with_name(f"test-{target.place.name}")) if target.kind == "feed" else target
    async with open_target(place, desk) as send:
        for row in _rows(target, now):
            told: list[Outcome] = []
            began = time.monotonic()
            await send(Batch((row,), lambda _target, _limit: (), now), told.append)
            yield _tried(target, desk, row, told, time.monotonic() - began, now)
            if not told or isinstance(told[0], Refused):
                return


def _rows(target: Target, now: datetime) -> Iterator[Despatch]:
    """The two despatches; no key of an item begins like theirs."""
    ops: tuple[Op, ...] = ("publish", "withdraw")
    for number, op in enumerate(ops):
        key = f"test-{target.id}-{int(now.timestamp())}-{op}"
        story = trial_story(now)
        yield Despatch(outbox_id=number, item_id=0, target=target.id, op=op, idempotency_key=key, story=story, source=SOURCE, queued=now)


def _tried(target: Target, desk: str, row: Despatch, told: list[Outcome], seconds: float, now: datetime) -> Tried:
    """One half in words."""
    outcome = told[0] if told else Refused(outbox_id=row.outbox_id, reason="nothing was answered")
    done = not isinstance(outcome, Refused)
    says = outcome.reason if isinstance(outcome, Refused) else outcome.place
    headers: tuple[tuple[str, str], ...] = ()
    if target.kind == "webhook" and done:
        letter = letter_of(row, desk, keys_for(target), now)  # signed at the same moment it is the same letter
        headers = tuple((name, value) for name, value in letter.headers.items() if name.startswith("webhook-"))
    return Tried(op=row.op, key=row.idempotency_key, done=done, says=says, seconds=round(seconds, 3), headers=headers)
