"""The desk's front: every address, what guards it, and how a fault looks."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ingest.desk.editors import DeskError
from ingest.desk.web import deeds, desk_pages, door_pages, guard, live, ops_pages, outbox_pages, people, show
from ingest.desk.web.board import Board
from ingest.desk.web.forms import read_form
from ingest.desk.web.problems import Turned
from ingest.journal import Event, tell
from normalizers.problems import CopytasterError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request

    from ingest.desk.web.forms import Form
    from ingest.desk.web.people import Visitor
    from ingest.desk.web.rooms import Rooms

    Page = Callable[[Request, Rooms, Visitor], Awaitable[Response]]
    Deed = Callable[[Request, Rooms, Visitor, Form], Awaitable[Response]]

PAGES: tuple[tuple[str, Page], ...] = (
    ("/", desk_pages.on_list),
    ("/item/{item:int}", desk_pages.on_item),
    ("/item/{item:int}/changed", desk_pages.on_changed),
    ("/item/{item:int}/spread", desk_pages.on_spread),
    ("/item/{item:int}/why", desk_pages.on_why),
    ("/item/{item:int}/source", desk_pages.on_source),
    ("/item/{item:int}/raw", desk_pages.on_raw),
    ("/sources", ops_pages.on_sources),
    ("/sources/{source}", ops_pages.on_one_source),
    ("/doubts", desk_pages.on_doubts),
    ("/dead", ops_pages.on_dead),
    ("/outbox", outbox_pages.on_outbox),
    ("/log", ops_pages.on_log),
    ("/habits", door_pages.on_habits),
    ("/live", live.on_live),
)
DEEDS: tuple[tuple[str, Deed], ...] = (
    ("/decide", deeds.on_decide),
    ("/undo", deeds.on_undo),
    ("/amend", deeds.on_amend),
    ("/note", deeds.on_note),
    ("/claim", deeds.on_claim),
    ("/arrange", deeds.on_arrange),
    ("/filters", desk_pages.on_save),
    ("/letters", ops_pages.on_letters),
    ("/retry", outbox_pages.on_retry),
    ("/targets", outbox_pages.on_target),
    ("/habits", door_pages.on_set_habits),
    ("/sign-out", door_pages.on_sign_out),
)
LIFE_S = 365 * 86_400


def make_app(rooms: Rooms) -> Starlette:
    """The desk as an ASGI application over these rooms."""

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        app.state.board = Board(rooms)
        app.state.board.open()
        try:
            yield
        finally:
            await app.state.board.close()
            rooms.close()

    routes = [
        *(Route(path, _page(page, rooms), methods=["GET"]) for path, page in PAGES),
        *(Route(path, _deed(deed, rooms), methods=["POST"]) for path, deed in DEEDS),
        Route("/sign-in", _door(rooms), methods=["GET", "POST"]),
        Route("/static/{name}", _static(rooms), methods=["GET"]),
        Route("/liveness", _alive, methods=["GET"]),
    ]
    handlers: dict[Any, Any] = {404: _lost, 405: _lost, Exception: _bug}
    app = Starlette(routes=routes, middleware=[Middleware(GZipMiddleware, compresslevel=5)], exception_handlers=handlers, lifespan=life)
    app.state.rooms, app.state.listeners = rooms, 0
    return app


def _page(page: Page, rooms: Rooms) -> Callable[[Request], Awaitable[Response]]:
    """A page behind its guards."""

    async def endpoint(request: Request) -> Response:
        return await _guarded(request, rooms, lambda who: page(request, rooms, who))

    return endpoint


def _deed(deed: Deed, rooms: Rooms) -> Callable[[Request], Awaitable[Response]]:
    """A form behind its guards: our own page, a token of this session."""

    async def endpoint(request: Request) -> Response:
        async def checked(who: Visitor) -> Response:
            guard.check_origin(request)
            form = await read_form(request)
            guard.check_token(who.secret, form.one("token"))
            return await deed(request, rooms, who, form)

        return await _guarded(request, rooms, checked)

    return endpoint


async def _guarded(request: Request, rooms: Rooms, then: Callable[[Visitor], Awaitable[Response]]) -> Response:
    """Let a known visitor through; whoever is turned away gets words, whoever is a stranger the door."""
    try:
        guard.check_host(request, rooms.config().desk)
        who = await people.visitor(request, rooms)
        if who is None:
            return await _at_the_door(request)
        request.scope["who"] = who
        made = await then(who)
        if who.fresh:
            people.keep(made, request, rooms, who.fresh)
    except Turned as turned:
        made = await _turned(request, turned)
    except DeskError as wrong:
        made = await _turned(request, Turned(400, "That can't be done so", f"{wrong}."))
    except CopytasterError as trouble:  # a locked or full store, a run that holds the lock
        made = await _turned(request, Turned(503, "That can't be done just now", f"{trouble}."))
    return _dressed(made)


async def _at_the_door(request: Request) -> Response:
    """A stranger: a page leads to the door, anything else says that they must sign in."""
    if request.method == "GET" and not request.headers.get("x-desk") and request.url.path != "/live":
        query = f"?{request.url.query}" if request.url.query else ""
        return _dressed(RedirectResponse(f"/sign-in?back={quote(request.url.path + query, safe='')}", 303))
    return _dressed(await _turned(request, Turned(401, "Sign in first", "Your session is over. Open the desk again and sign in.")))


def _door(rooms: Rooms) -> Callable[[Request], Awaitable[Response]]:
    """The sign-in page."""

    async def endpoint(request: Request) -> Response:
        try:
            guard.check_host(request, rooms.config().desk)
            if request.method == "GET":
                made = await door_pages.sign_in_page(request, rooms)
            else:
                guard.check_origin(request)
                made = await door_pages.on_sign_in(request, rooms, await read_form(request))
        except Turned as turned:
            made = await _turned(request, turned)
        return _dressed(made)

    return endpoint


async def _turned(request: Request, turned: Turned) -> Response:
    """What turned somebody away, as a page or for our script."""
    if request.headers.get("x-desk"):
        says = f"{turned.title}. {turned.says}"
        told = {"says": says, "tone": "bad", "undo": False, "rows": {}, "conflict": None, "wanting": []}
        return show.told(told, turned.status)
    return await show.page(request, "turned.html", status=turned.status, headers=turned.headers, turned=turned)


def _dressed(made: Response) -> Response:
    """An answer with the headers that every one of ours has."""
    for name, value in guard.HEADERS.items():
        made.headers.setdefault(name, value)
    made.headers.setdefault("Cache-Control", "no-store")
    made.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    return made


def _static(rooms: Rooms) -> Callable[[Request], Awaitable[Response]]:
    """Our own style sheet and script; their address changes with their content, so that a browser may keep them for good."""
    names = {path.name for path in show.STATIC.iterdir()}

    async def endpoint(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in names:
            return _dressed(PlainTextResponse("There is nothing here.", 404))
        made = FileResponse(show.STATIC / name)
        made.headers["Cache-Control"] = f"public, max-age={LIFE_S}, immutable"
        return _dressed(made)

    return endpoint


async def _alive(_request: Request) -> Response:
    """For those who only want to know whether somebody is there."""
    return _dressed(PlainTextResponse("ok\n"))


async def _lost(request: Request, _error: Exception) -> Response:
    """An address that leads nowhere."""
    return _dressed(await _turned(request, Turned(404, "That is not here", "The address has a slip in it, or the item was pruned.")))


async def _bug(request: Request, error: Exception) -> Response:
    """A fault of our own: told to the journal whole, to the browser in words."""
    tell(Event.BUG, says="the desk failed to answer", path=request.url.path, exc_info=error)
    turned = Turned(500, "A fault of our own", "Nothing filed or decided is lost. What happened stands in the journal; please report it.")
    return _dressed(await _turned(request, turned))
