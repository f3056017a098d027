"""The door's front: every address, what guards it, and how somebody is turned away."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ingest.door import guard
from ingest.door.feeds import Shelf, on_feed
from ingest.door.problems import Turned, later
from ingest.door.pull import on_changes, on_item
from ingest.door.push import on_push
from ingest.gauges import gauges
from ingest.journal import Event, tell
from ingest.listening import peer
from ingest.listening.probe import MARK
from normalizers.problems import CopytasterError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.door.rooms import Rooms

    Answer = Callable[[Request, Rooms], Awaitable[Response]]

SOON_S = 5
LONGEST = 120


async def on_metrics(request: Request, rooms: Rooms) -> Response:
    """The figures for a monitoring system, in the text format of Prometheus."""
    guard.check_puller(request, rooms)
    now = rooms.now()
    return PlainTextResponse(await rooms.reader.ask(lambda store: gauges(store, now)), media_type="text/plain; version=0.0.4")


ADDRESSES: tuple[tuple[str, str, Answer], ...] = (
    ("POST", "/push/{source}", on_push),
    ("GET", "/changes", on_changes),
    ("GET", "/items/{name:path}", on_item),
    ("GET", "/feeds/{target}", on_feed),
    ("GET", "/metrics", on_metrics),
)


def make_app(rooms: Rooms) -> Starlette:
    """The door as an ASGI application over these rooms."""

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            rooms.close()

    routes = [
        *(Route(path, _guarded(answer, rooms), methods=[method]) for method, path, answer in ADDRESSES),
        Route("/liveness", _alive, methods=["GET"]),
    ]
    handlers: dict[Any, Any] = {404: _nowhere(rooms), 405: _nowhere(rooms), Exception: _bug}
    packing = [Middleware(GZipMiddleware, compresslevel=5)]
    app = Starlette(routes=routes, middleware=packing, exception_handlers=handlers, lifespan=life)
    app.router.redirect_slashes = False  # it would send whoever asks to an address of their own Host header
    app.state.shelf = Shelf()
    return app


def _guarded(answer: Answer, rooms: Rooms) -> Callable[[Request], Awaitable[Response]]:
    """An address behind its guards; whoever is turned away is told in a sentence, and the journal too."""

    async def endpoint(request: Request) -> Response:
        try:
            guard.check_name(request, rooms.config().door)
            return _dressed(await answer(request, rooms))
        except Turned as turned:
            return _turned(request, rooms, turned)
        except CopytasterError as trouble:  # a locked or damaged store
            rooms.troubles.tell(says=str(trouble))
            return _turned(request, rooms, later("The store can't be asked just now; try again.", SOON_S))

    return endpoint


def _turned(request: Request, rooms: Rooms, turned: Turned) -> Response:
    """Words for whoever is turned away; the connection ends with it, since their body may not have been read."""
    asked = f"{request.method} {request.url.path}"[:LONGEST]
    rooms.refusals.tell(peer=peer(request), asked=asked, status=turned.status, says=turned.why)
    close = {"Connection": "close"} if request.method not in ("GET", "HEAD") else {}
    return _dressed(PlainTextResponse(f"{turned.says}\n", turned.status, {**turned.headers, **close}))


def _dressed(made: Response) -> Response:
    """An answer with the headers that every one of ours has."""
    for name, value in guard.HEADERS.items():
        made.headers.setdefault(name, value)
    made.headers.setdefault("Cache-Control", "no-store")
    return made


async def _alive(_request: Request) -> Response:
    """For those who only want to know whether somebody is there."""
    return _dressed(PlainTextResponse("ok\n", headers={MARK: "door"}))


def _nowhere(rooms: Rooms) -> Callable[[Request, Exception], Awaitable[Response]]:
    """An address that leads nowhere, or one that is asked otherwise."""

    async def answer(request: Request, error: Exception) -> Response:
        status = int(getattr(error, "status_code", 404))
        says = "There is nothing here." if status == 404 else "That is not how to ask here."  # noqa: PLR2004
        return _turned(request, rooms, Turned(status, says, getattr(error, "headers", None)))

    return answer


async def _bug(request: Request, error: Exception) -> Response:
    """A fault of our own: told to the journal whole, to the other side in words."""
    tell(Event.BUG, says="the door failed to answer", path=request.url.path[:200], exc_info=error)
    return _dressed(PlainTextResponse("A fault of our own; nothing was kept of this request.\n", 500, {"Connection": "close"}))
