"""Released copy, pulled: what left the house since a cursor, line by line, and what is out of one item."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
from starlette.responses import PlainTextResponse, Response

from ingest.door.guard import check_puller
from ingest.door.problems import Turned
from ingest.door.rooms import MOST_WAITING
from ingest.outbox.content import ninjs_of, pulled

if TYPE_CHECKING:
    from starlette.requests import Request

    from ingest.door.rooms import Rooms
    from ingest.store import Store
    from ingest.terms import Released

LINES = "application/x-ndjson"
NINJS = "application/json"
USUAL, MOST = 100, 1000
AT_ONCE = 50  # rows read from the store before their bytes are counted
MOST_BYTES = 16_000_000
LONGEST_WAIT_S = 25
LOOK_S = 0.5
MOST_NAMED = 50
LARGEST = 2**63 - 1


async def on_changes(request: Request, rooms: Rooms) -> Response:
    """What left after `since`, as `export` prints it; with `wait`, the answer comes when there is any, or after so many seconds."""
    check_puller(request, rooms)
    since = _number(request, "since", 0, LARGEST)
    limit = max(1, _number(request, "limit", USUAL, MOST))
    wait_s = _number(request, "wait", 0, LONGEST_WAIT_S)
    desk = rooms.config().desk.name
    made = await rooms.reader.ask(lambda store: _lines(store, since, limit, desk))
    if not made[0] and wait_s and rooms.waiting < MOST_WAITING:
        await _news(request, rooms, since, wait_s)
        made = await rooms.reader.ask(lambda store: _lines(store, since, limit, desk))
    data, cursor = made
    return Response(data, headers={"X-Next-Cursor": str(cursor)}, media_type=LINES)


async def _news(request: Request, rooms: Rooms, since: int, wait_s: int) -> None:
    """Wait for something to leave; no longer than asked, than the other side is there, or than we are."""
    rooms.waiting += 1
    try:
        async with asyncio.timeout(wait_s):
            while not rooms.leaving.is_set() and not await request.is_disconnected():
                if await rooms.reader.ask(lambda store: bool(store.released(since, 1))):
                    return
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        return
    finally:
        rooms.waiting -= 1


def _lines(store: Store, since: int, limit: int, desk: str) -> tuple[bytes, int]:
    """The lines after a cursor, up to a number of rows and of bytes, and the cursor after them."""
    data, cursor, left = bytearray(), since, limit
    while left > 0 and len(data) < MOST_BYTES:
        rows = store.released(cursor, min(left, AT_ONCE))
        for row in rows:
            data += msgspec.json.encode(pulled(row, desk), enc_hook=str) + b"\n"
            cursor = row.cursor
            if len(data) >= MOST_BYTES:
                break
        if len(rows) < min(left, AT_ONCE):
            break
        left -= len(rows)
    return bytes(data), cursor


async def on_item(request: Request, rooms: Rooms) -> Response:
    """What is out of an item, named by its number, URI or address, as ninjs; 410 where it was called back, 404 where it never left.

    Both are answers to somebody who was let in, not refusals.
    """
    check_puller(request, rooms)
    name = request.path_params["name"]
    found = await rooms.reader.ask(lambda store: _out(store, name))
    if found is None:
        return PlainTextResponse("Nothing of that name has left this house.\n", 404)
    if found.op == "withdraw":
        return PlainTextResponse("It was called back; take it down.\n", 410)
    headers = {"X-Item": str(found.item_id), "X-Cursor": str(found.cursor)}
    return Response(msgspec.json.encode(ninjs_of(found, rooms.config().desk.name), enc_hook=str), headers=headers, media_type=NINJS)


def _out(store: Store, name: str) -> Released | None:
    """What last left of what a name means, what is still out first."""
    left = [row for item in store.find(name)[:MOST_NAMED] if (row := store.latest(item)) is not None]
    return min(left, key=lambda row: (row.op == "withdraw", -row.cursor), default=None)


def _number(request: Request, name: str, usual: int, most: int) -> int:
    """A number of the query, no larger than we give. Raises Turned (400) for what is none."""
    said = request.query_params.get(name, str(usual))
    if not (said.isascii() and said.isdigit() and len(said) <= 19):  # noqa: PLR2004 - of 64 bits
        raise Turned(400, f"{name} is a number, zero or more.")
    return min(int(said), most)
