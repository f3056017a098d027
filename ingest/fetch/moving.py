"""Addresses that move: a redirect is believed only when every hop says that it is for good, and when it is said again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.terms import FetchFailed, Moved

if TYPE_CHECKING:
    from ingest.terms import Fetched, Source, SourceState

SURE_AFTER = 2  # polls in a row that say so


def address(source: Source, state: SourceState) -> str:
    """The address to ask for a source: its own, or the one it has moved to for good."""
    moved = state.moved
    if moved is None or moved.url != source.url or moved.times < SURE_AFTER:
        return source.url or ""
    return moved.to


def moved_after(source: Source, state: SourceState, outcome: Fetched) -> Moved | None:
    """What to remember of a move: one more poll that said so, a new place, or nothing.

    Where the new address fails, it is forgotten and the old one is asked again; a server that only wants to be left alone has not failed.
    """
    asked, url = address(source, state), source.url or ""
    known = state.moved if state.moved is not None and state.moved.url == url else None
    if isinstance(outcome, FetchFailed):
        return known if asked == url or outcome.hold_until is not None else None
    if outcome.moved_to is None:
        return known if asked != url else None
    again = known is not None and known.to == outcome.moved_to
    return Moved(url=url, to=outcome.moved_to, times=known.times + 1 if known is not None and again else 1)
