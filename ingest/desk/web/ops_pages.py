"""How the house does: sources with their plots, dead letters, the log."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from ingest.desk.web import people, show
from ingest.desk.web.desk_pages import flash_of
from ingest.desk.web.problems import not_here

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.desk.web.forms import Form
    from ingest.desk.web.people import Visitor
    from ingest.desk.web.rooms import Rooms
    from ingest.store import Store

TROUBLE = {state: place for place, state in enumerate(("failing", "held", "ok", "never", "off"))}  # what needs somebody stands first
LOG = 100
LETTERS = 200


async def on_sources(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """Every source with its health, and the whole house in plots."""

    def look(store: Store) -> dict[str, Any]:
        now = rooms.now()
        return {
            "sources": sorted(store.health(), key=lambda row: (not row.enabled, TROUBLE.get(row.state, len(TROUBLE)), row.source)),
            "silences": store.desk.silences(),
            "hours": store.desk.hours(None, now),
            "days": store.desk.days(None, now),
        }

    return await show.page(request, "sources.html", flash=await flash_of(rooms, who), **await rooms.office.ask(look))


async def on_one_source(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """One source, drawn."""
    name = request.path_params["source"]

    def look(store: Store) -> dict[str, Any]:
        now = rooms.now()
        row = next((one for one in store.health() if one.source == name), None)
        if row is None:
            raise not_here(f"There is no source {name[:80]!r}.")
        return {
            "source": row,
            "last": store.desk.silences().get(name),
            "hours": store.desk.hours(name, now),
            "days": store.desk.days(name, now),
        }

    return await show.page(request, "source_one.html", flash=await flash_of(rooms, who), **await rooms.office.ask(look))


async def on_dead(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """The dead letters."""
    letters = await rooms.reader.ask(lambda store: store.dead_letters(LETTERS))
    return await show.page(request, "dead.html", letters=letters, flash=await flash_of(rooms, who))


async def on_letters(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """Take letters up again, or throw them away."""
    letters = [int(one) for one in form.all("letter") if one.isascii() and one.isdigit() and len(one) <= 15]  # noqa: PLR2004 - no number is longer
    if not letters:
        says = ["Nothing is selected."]
    elif form.one("deed") == "drop":
        done = await rooms.writer.ask(lambda store: [store.drop(one) for one in letters])
        says = [f"{sum(done)} thrown away; {'its' if sum(done) == 1 else 'their'} bytes stay in the vault."]
    else:
        says = [await _taken_up(rooms, one) for one in letters[:20]]
    await people.jot(rooms, who, flash={"says": " · ".join(says), "tone": "good", "undo": False})
    return RedirectResponse("/dead", 303)


async def _taken_up(rooms: Rooms, letter: int) -> str:
    """What became of a letter, in a sentence."""
    return await asyncio.to_thread(rooms.requeue, letter)


async def on_log(request: Request, rooms: Rooms, who: Visitor) -> Response:
    """Who decided what."""
    query = request.query_params
    editor, item, before = query.get("editor") or None, _number(query.get("item")), _number(query.get("before"))
    rows = await rooms.reader.ask(lambda store: store.desk.log(editor=editor, item_id=item, before=before, limit=LOG))
    more = rows[-1].ruling.ruling_id if len(rows) == LOG else None
    return await show.page(request, "log.html", rows=rows, editor=editor, item=item, more=more, flash=await flash_of(rooms, who))


def _number(text: str | None) -> int | None:
    """A number of an address, or nothing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 15 else None  # noqa: PLR2004 - no number is longer
