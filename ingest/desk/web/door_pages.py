"""Coming and going: sign in, sign out, and how an editor likes the desk."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from ingest.desk.web import guard, people, show
from ingest.desk.web.desk_pages import flash_of
from ingest.desk.web.keys import KEYS, keymap
from ingest.desk.web.problems import Turned
from ingest.desk.web.views import back_of
from ingest.journal import Event, tell

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.desk.web.forms import Form
    from ingest.desk.web.people import Visitor
    from ingest.desk.web.rooms import Rooms
    from ingest.store import Store


async def sign_in_page(request: Request, rooms: Rooms, *, status: int = 200, problem: Turned | None = None, name: str = "") -> Response:
    """The form at the door; its token is signed for the one browser that shows it."""
    door = request.cookies.get(people.DOOR) or secrets.token_urlsafe(32)
    back = back_of(request.query_params.get("back", "/"))
    headers = problem.headers if problem else {}
    made = await show.page(
        request,
        "sign_in.html",
        status=status,
        headers=headers,
        problem=problem,
        name=name,
        back=back,
        token=guard.token(rooms.key + door.encode()),
    )
    people.keep(made, request, rooms, door, name=people.DOOR)
    return made


async def on_sign_in(request: Request, rooms: Rooms, form: Form) -> Response:
    """Let somebody in."""
    guard.check_token(rooms.key + request.cookies.get(people.DOOR, "").encode(), form.one("token"))
    name, address = form.one("name")[:80], guard.caller(request, rooms.config().desk)
    try:
        who = await people.sign_in(rooms, address, name, form.one("password"))
    except Turned as problem:
        known = await rooms.reader.ask(lambda store: name in store.desk.editors())
        tell(Event.SIGN_IN_FAILED, editor=name if known else "(nobody's name)", peer=address, says=problem.title)
        return await sign_in_page(request, rooms, status=problem.status, problem=problem, name=name)
    made = RedirectResponse(back_of(form.one("back")), 303)
    people.keep(made, request, rooms, who.fresh or "")
    return made


async def on_sign_out(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """Let somebody go."""
    await rooms.writer.ask(lambda store: store.desk.end_session(who.digest))
    made = RedirectResponse("/sign-in", 303)
    made.delete_cookie(people.COOKIE, path="/", samesite="strict", httponly=True)
    return made


async def on_habits(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """How an editor likes the desk."""
    return await show.page(request, "habits.html", table=KEYS, flash=await flash_of(rooms, who))


async def on_set_habits(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """Keep how an editor likes the desk."""
    said = {key.deed: form.one(f"key_{key.deed}") for key in KEYS}
    own = "{}" if form.one("usual") else keymap(said)
    if own is None:
        raise Turned(400, "Those keys don't go together", "Each deed needs one key of its own. Nothing was changed.")
    on = "on" if form.one("keys") or form.one("usual") else "off"

    def write(store: Store) -> None:
        store.desk.set_habit(who.editor, "keymap", own)
        store.desk.set_habit(who.editor, "keys", on)
        scheme = form.one("scheme")
        store.desk.set_habit(who.editor, "scheme", scheme if scheme in ("light", "dark") else None)

    await rooms.writer.ask(write)
    await people.jot(rooms, who, flash={"says": "Kept.", "tone": "good", "undo": False})
    return RedirectResponse("/habits", 303)
