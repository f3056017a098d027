"""The outbox: how each target stands, what leaves and what does not; a target paused and resumed, a despatch sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from ingest.desk.web import people, show
from ingest.desk.web.desk_pages import flash_of
from ingest.desk.web.forms import counts
from ingest.desk.web.problems import Turned, not_here
from ingest.desk.web.views import back_of
from ingest.outbox.standing import recalled, standing

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.desk.web.forms import Form
    from ingest.desk.web.people import Visitor
    from ingest.desk.web.rooms import Rooms
    from ingest.store import Store
    from ingest.terms import TargetState

PAGE = 50
STATUSES = ("waiting", "leased", "done", "failed")
LONGEST_REASON = 500


async def on_outbox(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """How the targets stand, and despatches, newest first."""
    asked = {name: request.query_params.get(name) or None for name in ("status", "target", "before")}
    if asked["status"] not in (None, *STATUSES):
        raise Turned(400, "There is no such list", f"Despatches are {', '.join(STATUSES)}.")
    if asked["before"] and not counts(asked["before"]):
        raise Turned(400, "There is no such place in the list", "Begin at its top.")
    before, now = int(asked["before"]) if asked["before"] else None, rooms.now()

    def look(store: Store) -> dict[str, Any]:
        rows = store.outbox(status=asked["status"], target=asked["target"], before=before, limit=PAGE + 1)
        lines = store.desk.lines(list({row.item_id for row in rows[:PAGE]}), now)
        headlines = {line.row.item_id: line.amended.headline or line.row.headline for line in lines}
        return {"rows": rows[:PAGE], "more": len(rows) > PAGE, "headlines": headlines, "targets": _targets(rooms, store, now)}

    given = await rooms.reader.ask(look)
    filtered: dict[str, str | None] = {name: value for name, value in asked.items() if value and name != "before"}
    older = _address(filtered | {"before": str(given["rows"][-1].outbox_id)}) if given["more"] else None
    return await show.page(
        request,
        "outbox.html",
        **given,
        lists=[(name, _address(filtered | {"status": name}), name == asked["status"]) for name in (None, *STATUSES)],
        asked=asked,
        older=older,
        paused={one.target for one in given["targets"] if one.paused},
        recalled=recalled,
        flash=await flash_of(rooms, who),
    )


def _address(filtered: dict[str, str | None]) -> str:
    """The address of a list of despatches."""
    said = urlencode({name: value for name, value in filtered.items() if value})
    return f"/outbox?{said}" if said else "/outbox"


def _targets(rooms: Rooms, store: Store, now: datetime) -> tuple[TargetState, ...]:
    """Every target there is, or was."""
    return standing(rooms.config().targets, store.target_states(now))


async def on_target(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """Keep a target's copy back, or let it have its copy again."""
    target, deed, now = form.one("target"), form.one("deed"), rooms.now()
    reason = " ".join(form.one("reason").split())
    if deed not in ("pause", "resume"):
        raise Turned(400, "There is no such deed", "Pause a target, or resume it.")
    if len(reason) > LONGEST_REASON:
        raise Turned(400, "That is too long", f"A reason takes {LONGEST_REASON} characters at most.")

    def act(store: Store) -> str:
        if target not in {one.target for one in _targets(rooms, store, now)}:
            raise not_here(f"There is no target {target[:80]!r}.")
        if deed == "pause":
            store.pause(target, reason or None, who.editor, now)
            return f"{target} is paused: withdrawals still go, the rest waits until somebody resumes it."
        done = store.resume(target, now)
        return f"{target} is open again: what waits goes with the next run." if done else f"Nothing keeps {target}’s copy back."

    await people.jot(rooms, who, flash={"says": await rooms.writer.ask(act), "tone": "good", "undo": False})
    return RedirectResponse(back_of(form.one("back") or "/outbox"), 303)


async def on_retry(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """Make a despatch due at once."""
    number = form.one("row")
    if not counts(number):
        raise Turned(400, "That names no despatch", "It should be the number of one.")
    now = rooms.now()
    goes_to = await rooms.writer.ask(lambda store: store.retry(int(number), now))
    says = f"Despatch {number} goes with the next run." if goes_to else f"There is nothing to send in despatch {number}."
    if goes_to and any(one.paused for one in await rooms.reader.ask(lambda store: store.target_states(now)) if one.target == goes_to):
        says = f"Despatch {number} is due; {goes_to} is paused and gets withdrawals alone."
    await people.jot(rooms, who, flash={"says": says, "tone": "good" if goes_to else "bad", "undo": False})
    return RedirectResponse(back_of(form.one("back") or "/outbox"), 303)
