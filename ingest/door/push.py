"""Copy that is pushed to us: signed, bounded, and acknowledged only once the disk has it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import secrets
import time
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse

from ingest.door.guard import told
from ingest.door.parcels import media_of, unpack
from ingest.door.problems import Turned, later
from ingest.door.rooms import HELD_MOST
from ingest.door.signing import begun, holds, key_of, seal_of
from ingest.settings import ConfigError, reveal
from ingest.store import StoreError, StoreLocked

if TYPE_CHECKING:
    import hmac

    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.door.rooms import Rooms
    from ingest.store import Store
    from ingest.terms import Receipt, Source, Transmission

NOBODY = secrets.token_bytes(32)  # what a source that isn't there "signs" with: its answer takes as long as a wrong signature's
LOST = "There is no push source of that name, or it has another secret."
BUSY_S, FULL_S = 5, 60
LOCKED_S = 1.0


async def on_push(request: Request, rooms: Rooms) -> Response:
    """Take one push: 202 once it is kept, also where it was before; 404 for a wrong signature as for a source that isn't there."""
    seal, said = seal_of(request.headers, rooms.now()), media_of(request.headers.get("content-type"))
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Turned(415, "Send the bytes as they are, without Content-Encoding.")
    source = _source(request.path_params["source"], rooms)
    made = begun(seal, _key(source, rooms))
    body = await _body(request, rooms, made)
    try:
        if not holds(seal, made) or source is None:
            raise Turned(404, LOST, why="there is no such push source" if source is None else "the signature is wrong")
        delivery = seal.delivery or f"sha256:{hashlib.sha256(body).hexdigest()}"
        sent = unpack(source.id, delivery, said, bytes(body), rooms.now())
        receipt = await _keep(rooms, source, delivery, sent)
    finally:
        rooms.held -= len(body)
    if receipt == "clash":
        raise Turned(
            409, "Something else came under this webhook-id before; give each push its own, and repeat it only with the same bytes."
        )
    return JSONResponse({"id": delivery, "files": len(sent), "known": receipt == "known"}, 202)


def _source(name: str, rooms: Rooms) -> Source | None:
    """The push source of that name that is on; others are as if they weren't there."""
    found = (one for one in rooms.config().sources if one.id == name and one.kind == "push" and one.enabled)
    return next(found, None)


def _key(source: Source | None, rooms: Rooms) -> bytes:
    """The key of a source's secret; for a source that isn't there one that nobody has, after as much work."""
    if source is None or source.secret is None:
        with contextlib.suppress(ConfigError):
            another = next((one.secret for one in rooms.config().sources if one.secret is not None), None)
            key_of(reveal(another)) if another is not None else None
        return NOBODY
    try:
        return key_of(told(source.secret, rooms))
    except ValueError as wrong:
        rooms.troubles.tell(source=source.id, says="its secret begins with whsec_ and is no base64; write it anew")
        raise later("We lack a secret to know you by; try again later.", FULL_S) from wrong


async def _body(request: Request, rooms: Rooms, made: hmac.HMAC) -> bytearray:
    """The body, counted and signed as it comes; what it holds of our memory is given back where it can't be taken. Raises Turned."""
    most = rooms.config().limits.bytes
    _announced(request, most)
    body = bytearray()
    try:
        async with asyncio.timeout(rooms.body_s):
            async for chunk in request.stream():
                _check_room(rooms, len(body), len(chunk), most)
                rooms.held += len(chunk)
                body += chunk
                made.update(chunk)
    except BaseException as wrong:
        rooms.held -= len(body)
        if isinstance(wrong, TimeoutError):
            raise Turned(408, f"The body took longer than {rooms.body_s:g} s.") from wrong
        if isinstance(wrong, ClientDisconnect):
            raise Turned(400, "The body was cut off.") from wrong
        raise
    return body


def _check_room(rooms: Rooms, had: int, more: int, most: int) -> None:
    """Refuse a chunk that makes a body too large, or all bodies together. Raises Turned."""
    if had + more > most:
        raise Turned(413, f"That is more than {most} bytes; send less at once.")
    if rooms.held + more > HELD_MOST:
        raise later("Too much comes in at once; try again.", BUSY_S)


def _announced(request: Request, most: int) -> None:
    """Refuse what says of itself that it is too large, before a byte of it is read. Raises Turned."""
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length[:20]) > most:
        raise Turned(413, f"That is more than {most} bytes; send less at once.")


async def _keep(rooms: Rooms, source: Source, delivery: str, sent: tuple[Transmission, ...]) -> Receipt:
    """Keep the files; a store that can't is no loss, since the sender still has them and tries again. Raises Turned (503).

    Once a store was locked for as long as we wait, those behind in the queue don't each wait so long in turn.
    """
    now = rooms.now()

    def receive(store: Store) -> Receipt:
        if time.monotonic() < rooms.locked_until:
            raise StoreLocked("another program held the store a moment ago")
        try:
            return store.receive(source.id, delivery, sent, now)
        except StoreLocked:
            rooms.locked_until = time.monotonic() + LOCKED_S
            raise

    try:
        return await rooms.writer.ask(receive)
    except StoreLocked as busy:
        raise later("Another program holds the store; try again.", BUSY_S) from busy
    except StoreError as shut:
        rooms.troubles.tell(source=source.id, says=str(shut))
        raise later("What you sent can't be kept just now; try again.", FULL_S) from shut
