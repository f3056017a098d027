"""The outbox: what leaves the house. One file a kind of target; it tells what became of each despatch and writes no table itself."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ingest.journal import Event, tell
from ingest.outbox import feed, folder, webhook
from ingest.outbox.problems import NoRoom
from ingest.outbox.senders import Batch, Held, Note, Open, Outcome, Send, is_shut, says_so_itself
from ingest.terms import Despatched, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from ingest.terms import Target

__all__ = [
    "TARGETS",
    "Batch",
    "Held",
    "NoRoom",
    "Note",
    "Outcome",
    "Send",
    "despatch",
    "is_shut",
    "nowhere",
    "open_target",
    "says_so_itself",
]


def _sftp(target: Target, desk: str) -> AbstractAsyncContextManager[Send]:
    """Who lays documents on a server of ssh; its library is loaded where there is one."""
    from ingest.outbox import sftp

    return sftp.opened(target, desk)


TARGETS: dict[str, Open] = {"feed": feed.opened, "folder": folder.opened, "sftp": _sftp, "webhook": webhook.opened}


def open_target(target: Target, desk: str) -> AbstractAsyncContextManager[Send]:
    """Who sends to a target, as long as the block lasts; nothing is dialed before there is something to send. `desk` names our desk."""
    return TARGETS[target.kind](target, desk)


@asynccontextmanager
async def nowhere(name: str) -> AsyncIterator[Send]:
    """Who answers for a target that the configuration does not name any more."""
    says = f"pipeline.toml has no [[target]] {name!r} any more; put it back, or leave the copy where it is"

    async def send(batch: Batch, note: Note) -> None:
        for row in batch.rows:
            note(Refused(outbox_id=row.outbox_id, reason=says))

    yield send


async def despatch(send: Send, batch: Batch, note: Note) -> None:
    """Send a batch, each outcome told to the journal and to `note` as it happens. Raises `NoRoom` when the disk can't take more."""
    by_id = {row.outbox_id: row for row in batch.rows}

    def hear(outcome: Outcome) -> None:
        row = by_id[outcome.outbox_id]
        facts = {"item": row.item_id, "target": row.target, "op": row.op}
        match outcome:
            case Despatched(place=place):
                tell(Event.DESPATCHED, **facts, place=place)
            case Refused(reason=reason):
                tell(Event.DESPATCH_REFUSED, **facts, reason=reason)
        note(outcome)

    await send(batch, hear)
