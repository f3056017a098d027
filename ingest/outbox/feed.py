"""Target `feed`: one file of what the target holds now, newest first, telling what was called back: Atom, RSS or JSON Feed."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.clock import stamp
from ingest.outbox.memory import before, entry_id, remember
from ingest.outbox.outside import for_outside
from ingest.outbox.senders import article_of, in_thread
from ingest.outbox.whole import write_whole
from ingest.terms import Despatched, Refused
from normalizers.formats.atom_out import as_atom
from normalizers.formats.json_feed_out import as_json_feed
from normalizers.formats.rss_out import as_rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ingest.outbox.memory import Before
    from ingest.outbox.senders import Batch, Note, Send
    from ingest.terms import Despatch, Target

WRITERS: dict[str, Callable[..., bytes]] = {"atom": as_atom, "rss": as_rss, "json-feed": as_json_feed}


@dataclass(frozen=True, slots=True)
class _Feed:
    """A feed as it must stand once a batch is out: its entries, newest first, and the ids of what was called back, with the times of it."""

    entries: tuple[tuple[str, Despatch], ...]
    gone: tuple[tuple[str, str], ...]


@asynccontextmanager
async def opened(target: Target, desk: str) -> AsyncIterator[Send]:
    """Who writes the feed anew with everything that is pending for it: one file, so all rows of a batch go out together or none does."""

    async def send(batch: Batch, note: Note) -> None:
        known = before(target)
        feed = _feed(target, batch, known)
        try:
            await in_thread(lambda: _write(target, desk, batch, known, feed))
        except OSError as failure:
            says = f"{target.place}: {failure.strerror or failure}; check that the file can be written"
            for row in batch.rows:
                note(Refused(outbox_id=row.outbox_id, reason=says, blames="target"))
        else:
            for row in batch.rows:
                note(Despatched(outbox_id=row.outbox_id, place=f"{target.place}#{entry_id(known, row)}"))

    yield send


def _feed(target: Target, batch: Batch, known: Before) -> _Feed:
    """Newest first, no article twice, what is called back by this very batch not held any more, what is out again no longer gone."""
    rows, now = batch.rows, stamp(batch.now)
    gone = known.gone | {entry_id(known, row): now for row in rows if row.op == "withdraw"}
    called_back = {article_of(row) for row in rows if row.op == "withdraw"}
    fresh = {entry_id(known, row): row for row in reversed(rows) if row.op != "withdraw"}
    room = max(0, target.entries - len(fresh))
    held = (row for row in batch.held(target.id, target.entries) if article_of(row) not in called_back) if room else ()
    kept = {name: row for row in held if (name := entry_id(known, row)) not in fresh}
    entries = tuple((fresh | kept).items())[: target.entries]
    listed = {name for name, _ in entries}
    deleted = sorted(((name, when) for name, when in gone.items() if name not in listed), key=lambda pair: pair[1], reverse=True)
    return _Feed(entries, tuple(deleted[: target.entries]))


def _write(target: Target, desk: str, batch: Batch, known: Before, feed: _Feed) -> None:
    """The file, whole; what it can't tell us itself next time is remembered beside it first."""
    data = WRITERS[target.format](
        [(name, stamp(row.queued or batch.now), for_outside(row.story, desk)) for name, row in feed.entries],
        title=target.title,
        updated=stamp(batch.now),
        feed_id=known.feed_id.urn,
        withdrawn=list(feed.gone),
    )
    remember(target, known.feed_id, feed.gone)
    write_whole(target.place, data)
