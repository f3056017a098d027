"""News while a desk is open: how many items are new for its filter, and which of those it shows were decided by others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse

from ingest.desk.web.filters import filter_of
from ingest.desk.web.problems import Turned

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.desk.web.board import Board
    from ingest.desk.web.people import Visitor
    from ingest.desk.web.rooms import Rooms
    from ingest.store import Store
    from ingest.store.desk import Filter

PATIENCE_S = 15.0
MOST_LISTENERS = 200
MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an open list shows already: its newest item, and the last event before it was made."""

    item: int
    event: int | None


async def on_live(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """Server-sent events for one open list."""
    state = request.app.state
    if state.listeners >= MOST_LISTENERS:
        raise Turned(503, "Too many desks listen", "This one shows what is new when it is loaded again.", headers={"Retry-After": "60"})
    seen = _Seen(_number(request, "top") or 0, _number(request, "since"))
    return StreamingResponse(_news(request, rooms, filter_of(request.query_params), seen), media_type="text/event-stream")


def _number(request: Request, name: str) -> int | None:
    """A number of the address; None where it holds none."""
    said = request.query_params.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 15 else None  # noqa: PLR2004 - no number is longer


async def _news(request: Request, rooms: Rooms, wanted: Filter, seen: _Seen) -> AsyncIterator[str]:
    """The stream: a line at the beginning, then whatever happens; a remark where nothing does, so that a closed browser is noticed."""
    state = request.app.state
    board: Board = state.board
    state.listeners += 1
    try:
        newest = (await board.read()).event
        event = newest if seen.event is None else min(seen.event, newest)
        yield f"retry: 3000\n\n{await _fresh(rooms, board, wanted, seen.item)}"
        while not board.closed and not await request.is_disconnected():
            newest = await board.wait(event, PATIENCE_S)
            if newest == event:
                yield ": still here\n\n"
                continue
            since, event = event, newest
            told = await rooms.reader.ask(partial(_moved, since=since))
            if told:
                yield f"event: moved\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
            yield await _fresh(rooms, board, wanted, seen.item)
    finally:
        state.listeners -= 1


def _moved(store: Store, since: int) -> list[dict[str, object]]:
    """What was decided, or decided itself, since an event."""
    return [
        {"item": one.item_id, "kind": one.kind, "status": one.status, "says": one.says}
        for one in store.desk.moved(since, MOST_TOLD)
        if one.kind != "stored"
    ]


async def _fresh(rooms: Rooms, board: Board, wanted: Filter, top: int) -> str:
    """How many are new, and how many wait."""

    def look(store: Store) -> int:
        return store.desk.fresh(wanted, top)

    notice = await board.read()
    told = {"new": await rooms.reader.ask(look), "queued": notice.queued, "held": notice.held, "dead": notice.dead}
    return f"event: fresh\ndata: {json.dumps(told)}\n\n"
