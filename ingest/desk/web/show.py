"""Pages put together: one environment of templates, everything escaped, and a nonce for the one script."""

from __future__ import annotations

import secrets
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, JSONResponse

from ingest import __version__
from ingest.amounts import many
from ingest.clock import stamp
from ingest.desk.reasons import REASONS
from ingest.desk.web import filters, guard, plots, words
from ingest.desk.web.keys import keys_of
from ingest.spans import until

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.desk.web.people import Visitor

STATIC = Path(__file__).parent / "static"
MARK = sha256(b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))).hexdigest()[:12]
PAGES = Environment(
    loader=PackageLoader("ingest.desk.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
PAGES.policies["json.dumps_kwargs"] = {"sort_keys": False}  # the keys stand in the order of a working day
PAGES.globals |= {
    "mark": MARK,
    "words": words,
    "plots": plots,
    "link": filters.link,
    "query_of": filters.query_of,
    "asked": filters.asked,
    "stamp": stamp,
    "until": until,
    "many": many,
    "reasons": REASONS,
    "version": __version__,
}


async def page(request: Request, template: str, /, *, status: int = 200, headers: dict[str, str] | None = None, **given: Any) -> Response:  # noqa: ANN401 - what a template shows
    """A whole page."""
    nonce = secrets.token_urlsafe(16)
    made = HTMLResponse(await fragment(request, template, nonce=nonce, **given), status, headers)
    made.headers["Content-Security-Policy"] = guard.policy(nonce)
    return made


async def fragment(request: Request, template: str, /, **given: Any) -> str:  # noqa: ANN401 - what a template shows
    """A part of a page."""
    who: Visitor | None = request.scope.get("who")
    board = request.app.state.board
    context: dict[str, Any] = {
        "who": who,
        "token": guard.token(who.secret) if who else "",
        "notice": await board.read() if who else None,
        "now": request.app.state.rooms.now(),
        "zone": request.app.state.rooms.zone(),
        "path": request.url.path,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "keys": keys_of(who.habits) if who else {},
        "flash": None,
        "nonce": "",
    }
    return PAGES.get_template(template).render(context | given)


def told(answer: dict[str, Any], status: int = 200) -> Response:
    """An answer for our own script."""
    return JSONResponse(answer, status)
