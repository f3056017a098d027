"""The list, and an item in its five views: read, what changed, how far it spread, why, as it came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from ingest.desk.web import people, show
from ingest.desk.web.filters import ANY, filter_of, query_of
from ingest.desk.web.guard import RAW_POLICY
from ingest.desk.web.marks import marked
from ingest.desk.web.problems import Turned, not_here
from ingest.desk.web.views import compared, rivals, sheet, way
from ingest.desk.web.words import in_sum, pairings
from ingest.explain.tell import explain
from ingest.store.desk import BadCursor

if TYPE_CHECKING:
    from starlette.requests import Request

    from ingest.desk.web.forms import Form
    from ingest.desk.web.people import Visitor
    from ingest.desk.web.rooms import Rooms
    from ingest.store import Store
    from ingest.store.desk import Page

PAGE = 50
LONGEST_NAME = 60
MOST_SAVED = 30


async def flash_of(rooms: Rooms, who: Visitor) -> dict[str, Any] | None:
    """What the last form has to say, once."""
    flash = who.notes.get("flash")
    if flash:
        await people.jot(rooms, who, flash=None)
    return flash if isinstance(flash, dict) else None


async def on_list(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """What waits, or what a filter names."""
    wanted = filter_of(request.query_params)
    if ANY in request.query_params.values():
        return RedirectResponse(f"/{query_of(wanted)}", 303)  # a form's address made short, so that it can be passed on

    def look(store: Store) -> Page:
        return store.desk.page(wanted, limit=PAGE, after=request.query_params.get("after"), now=rooms.now())

    try:
        found = await rooms.reader.ask(look)
    except BadCursor as wrong:
        raise Turned(400, "There is no such place in the list", str(wrong)) from wrong
    saved = json.loads(who.habits.get("filters", "{}"))
    return await show.page(
        request,
        "list.html",
        found=found,
        wanted=wanted,
        saved=saved,
        more=f"/{query_of(wanted, after=found.after)}" if found.after else None,
        deeper="after" in request.query_params,
        flash=await flash_of(rooms, who),
    )


async def on_save(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """Keep a filter by a name, or forget one."""
    saved = json.loads(who.habits.get("filters", "{}"))
    name = " ".join(form.one("name").split())[:LONGEST_NAME]
    if form.one("forget"):
        saved.pop(form.one("forget"), None)
    elif name and len(saved) < MOST_SAVED:
        saved[name] = query_of(filter_of(dict(form.fields)))
    kept = json.dumps(saved, ensure_ascii=False)
    await rooms.writer.ask(lambda store: store.desk.set_habit(who.editor, "filters", kept))
    return RedirectResponse(f"/{saved.get(name, '')}" if not form.one("forget") else "/", 303)


def number_of(request: Request) -> int:
    """The number in an address."""
    return int(request.path_params["item"])


async def on_item(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """Read it: the body with its evidence in place, claim and finding side by side."""
    found = await rooms.reader.ask(lambda store: sheet(store, number_of(request), rooms.now()))
    story, part = found.record.story, request.query_params.get("part")
    if part == "row":
        return Response(await show.fragment(request, "row.html", line=found.line), media_type="text/html")
    given: dict[str, Any] = {
        "sheet": found,
        "marked": marked(story),
        "pairs": pairings(story.provenance, found.record.observed),
        "sum": in_sum(found.record),
        "tab": "read",
    }
    if part == "pane":
        return Response(await show.fragment(request, "pane.html", **given), media_type="text/html")
    return await show.page(request, "item.html", flash=await flash_of(rooms, who), **given)


async def on_changed(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """What changed, word by word, against the version before, the original or another copy."""

    def look(store: Store) -> dict[str, Any]:
        found = sheet(store, number_of(request), rooms.now())
        others = rivals(found.record)
        said = request.query_params.get("against", "")
        wanted = int(said) if said.isascii() and said.isdigit() and len(said) <= 15 else others[0][1] if others else None  # noqa: PLR2004 - no number is longer
        other = store.item(wanted) if wanted is not None else None
        if said and other is None:
            raise not_here(f"There is no item {said[:15]} to compare with.")
        return {"sheet": found, "rivals": others, "compared": compared(found.record, other) if other else None}

    given = await rooms.reader.ask(look)
    return await show.page(request, "changed.html", tab="changed", flash=await flash_of(rooms, who), **given)


async def on_spread(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """How far it spread: every paper that carries the story, in the order of time."""

    def look(store: Store) -> dict[str, Any]:
        found = sheet(store, number_of(request), rooms.now())
        return {"sheet": found, "stops": way(store, found.record, rooms.now())}

    return await show.page(request, "spread.html", tab="spread", flash=await flash_of(rooms, who), **await rooms.reader.ask(look))


async def on_doubts(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """Pairs that may be one story: too much alike for chance, too little to be put together unasked."""
    rows = await rooms.reader.ask(lambda store: store.doubts(PAGE))
    return await show.page(request, "doubts.html", rows=rows, flash=await flash_of(rooms, who))


async def on_why(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """Why it is what it is: each field with where it was read, each claim with its proof, each decision."""

    def look(store: Store) -> dict[str, Any]:
        found = sheet(store, number_of(request), rooms.now())
        return {"sheet": found, "account": explain(store, str(found.record.item_id)).accounts[0]}

    return await show.page(request, "why.html", tab="why", flash=await flash_of(rooms, who), **await rooms.reader.ask(look))


async def on_source(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """As it came: the bytes in a frame that can do nothing."""
    found = await rooms.reader.ask(lambda store: sheet(store, number_of(request), rooms.now()))
    return await show.page(request, "source.html", tab="source", sheet=found, flash=await flash_of(rooms, who))


async def on_raw(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """The bytes themselves, in a sandbox: no script, no style, no picture, no form, nothing that leaves."""

    def look(store: Store) -> tuple[bytes, str]:
        found = sheet(store, number_of(request), rooms.now())
        sent = store.recall(found.record.digest)
        markup = found.record.story.form == "page" or "html" in (sent.media_type or "")
        return sent.data, "text/html" if markup else "text/plain; charset=utf-8"

    try:
        data, kind = await rooms.reader.ask(look)
    except KeyError as gone:
        raise not_here("The bytes of this item are no longer kept.") from gone
    return Response(data, headers={"Content-Type": kind, "Content-Security-Policy": RAW_POLICY, "X-Robots-Tag": "noindex"})
