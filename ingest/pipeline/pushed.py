"""What was pushed to us, as a box: its files lie in the store's inbox, and are due as soon as one waits."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.fetch import NOT_DUE, open_box
from ingest.terms import FetchFailed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from ingest.fetch import Box
    from ingest.pipeline.line import Line
    from ingest.store import Store
    from ingest.terms import Backlog, Source, Transmission, Visit, Waiting

NOTHING = f"{NOT_DUE}: nothing was pushed to it that waits"


class Inbox:
    """The inbox of one source."""

    def __init__(self, store: Store, source: Source, most: int) -> None:
        """Know whose inbox, and how many files one turn takes."""
        self._store, self._source, self._most = store, source, most

    async def arrivals(self, _taken: Callable[[Sequence[str]], frozenset[str]], now: datetime) -> AsyncIterator[Transmission | FetchFailed]:
        """The files that wait, in the order they came; their bytes are recalled one by one."""
        for one in self._store.inbox(self._source.id, self._most):
            yield self._recalled(one, now)

    async def put_away(self, _sent: Transmission) -> str | None:
        """The store has marked it already."""
        return None

    async def beside(self, _feed: Transmission, _href: str, _now: datetime) -> Transmission | FetchFailed | None:
        """Nothing lies beside what was pushed."""
        return None

    def _recalled(self, one: Waiting, now: datetime) -> Transmission | FetchFailed:
        """A file with its bytes; where they are gone it waits no longer, and becomes a dead letter."""
        try:
            kept = self._store.recall(one.digest)
        except KeyError:
            self._store.take(self._source.id, one.key, one.digest, now)
            reason = "its bytes are no longer in the vault; ask the sender for it again"
            return FetchFailed(source=self._source.id, url=one.key, reason=reason)
        return replace(
            kept,
            source=self._source.id,
            name=one.name,
            media_type=one.media_type,
            charset=one.charset,
            received=one.received,
            url=None,
            key=one.key,
            modified=None,
        )


def box_of(line: Line, source: Source) -> AbstractAsyncContextManager[Box]:
    """The box of a source, opened for one turn."""
    if source.kind == "push":
        return _inbox(line, source)
    return open_box(source, line.config.limits)


@asynccontextmanager
async def _inbox(line: Line, source: Source) -> AsyncIterator[Box]:
    """An inbox needs no opening."""
    yield Inbox(line.store, source, line.config.limits.files)


def why_not(source: Source, backlog: Mapping[str, Backlog]) -> str | None:
    """None where something waits, else why a push source has no turn now: no interval holds it back."""
    if not source.enabled:
        return "disabled in sources.toml"
    return None if source.id in backlog else NOTHING


def settled(source: Source, visit: Visit) -> Visit:
    """How a turn ended; a push source is next due at no time of the clock."""
    return replace(visit, next_due=None, because="due as soon as something is pushed to it") if source.kind == "push" else visit
