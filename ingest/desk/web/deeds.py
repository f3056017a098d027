"""What editors do: decide on one or many, amend, note, undo; each answered as a page, or in parts for our own script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from starlette.responses import RedirectResponse

from ingest.desk.decisions import CLAIM, decide, in_words
from ingest.desk.reasons import reason_of
from ingest.desk.untils import until_of
from ingest.desk.web import people, show
from ingest.desk.web.forms import LONGEST_ID, MOST_ITEMS
from ingest.desk.web.problems import Turned
from ingest.desk.web.views import back_of, lines_of
from ingest.journal import Event, tell
from ingest.spans import span
from ingest.store.desk import Amended, Orders
from ingest.terms import Decision

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.desk.web.forms import Form
    from ingest.desk.web.people import Visitor
    from ingest.desk.web.rooms import Rooms
    from ingest.store import Store
    from ingest.store.desk import ListRow
    from ingest.terms import Ruled

LONGEST_FIELD = 500
LOWEST_URGENCY = 9
NEEDS = {"reject": "code", "hold": "said", "kill": "confirm"}  # what must be said before such a decision is carried out


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a form, ready to be told: a sentence, its tone, and whether somebody else was first."""

    says: str
    tone: str
    ruled: tuple[Ruled, ...] = ()
    undo: bool = False

    @property
    def overtaken(self) -> tuple[Ruled, ...]:
        """The items on which somebody decided otherwise meanwhile."""
        return tuple(one for one in self.ruled if one.overtaken)

    @property
    def wanting(self) -> tuple[int, ...]:
        """The items on which it would be carried out with a reason."""
        return tuple(one.item_id for one in self.ruled if one.wants == "reason")


async def on_decide(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """A decision on one or many items."""
    decision, items = form.one("decision"), form.items
    if decision not in get_args(Decision):
        raise Turned(400, "There is no such decision", "Approve, hold, release, reject, kill or undo.")
    if not items:
        return await _answer(request, rooms, who, form, Told(says="Nothing is selected.", tone="bad"))
    if decision in NEEDS and not form.one(NEEDS[decision]):
        return await _ask(request, rooms, form, decision)
    orders = Orders(
        decision=decision,  # type: ignore[arg-type]
        editor=who.editor,
        reason=reason_of(form.one("code") if decision == "reject" else None, form.one("reason")),
        until=until_of(form.one("until"), rooms.now(), rooms.zone()) if decision == "hold" else None,
        routes=rooms.routes,
    )
    told = await _carry_out(rooms, who, orders, items)
    if told.wanting and not request.headers.get("x-desk"):
        return await _ask(request, rooms, form, decision, told)
    return await _answer(request, rooms, who, form, told)


async def _carry_out(rooms: Rooms, who: Visitor, orders: Orders, items: tuple[tuple[int, int | None], ...]) -> Told:
    """Put a decision to the store, and remember what can be undone."""
    ruled = await rooms.writer.ask(lambda store: decide(store, items, orders, rooms.now()))
    done = [[one.item_id, one.seen] for one in ruled if one.done]
    if done and orders.decision not in ("undo", "note"):
        await people.jot(rooms, who, undos=[*who.undos, {"decision": orders.decision, "items": done}])
    says = ruled[0].says if len(ruled) == 1 else in_words(orders.decision, ruled)
    said = _sentence(f"Item {ruled[0].item_id}: {says}" if len(ruled) == 1 else says)
    if done and orders.decision == "approve":
        kept = await rooms.reader.ask(lambda store: _kept_from(store, {one.item_id for one in ruled if one.done}, rooms.now()))
        said += f" It waits for {', '.join(kept)}, which {'is' if len(kept) == 1 else 'are'} paused." if kept else ""
    return Told(
        says=said,
        tone="good" if all(one.done for one in ruled) else "bad",
        ruled=ruled,
        undo=bool(done) and orders.decision not in ("undo", "note"),
    )


def _kept_from(store: Store, items: set[int], now: datetime) -> list[str]:
    """The paused targets that any of these items waits for."""
    paused = [one.target for one in store.target_states(now) if one.paused and one.waiting]
    waiting = {name: store.outbox(status="waiting", target=name, limit=MOST_ITEMS) for name in paused}
    return [name for name, rows in waiting.items() if items.intersection(row.item_id for row in rows)]


async def on_undo(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """Take back the last thing that this editor did in this session, on all its items."""
    if not who.undos:
        return await _answer(request, rooms, who, form, Told(says="There is nothing of yours to undo in this session.", tone="bad"))
    *rest, last = who.undos
    await people.jot(rooms, who, undos=rest)
    items = tuple((int(item), int(seen)) for item, seen in last["items"])
    told = await _carry_out(rooms, who, Orders(decision="undo", editor=who.editor, routes=rooms.routes), items)
    return await _answer(request, rooms, who, form, told)


async def on_amend(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """Words of ours in the place of fields; what equals the sender's is no amendment."""
    items = _only(form)
    record = await rooms.reader.ask(lambda store: store.item(items[0][0]))
    if record is None:
        raise Turned(404, "That is not here", f"There is no item {items[0][0]}.")
    texts = {name: _field(form, name) for name in ("headline", "slugline", "ed_note")}
    urgency = form.one("urgency").strip()
    if urgency and (not urgency.isascii() or not urgency.isdigit() or not 1 <= int(urgency) <= LOWEST_URGENCY):
        raise Turned(400, "That is no urgency", "An urgency is a figure from 1, a flash, to 9.")
    amended = Amended(
        **{name: text if text and text != getattr(record.story, name) else None for name, text in texts.items()},
        urgency=int(urgency) if urgency and int(urgency) != record.story.urgency else None,
    )
    orders = Orders(decision="amend", editor=who.editor, reason=form.one("reason") or None, amended=amended, routes=rooms.routes)
    return await _answer(request, rooms, who, form, await _carry_out(rooms, who, orders, items))


async def on_note(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """A note for the next editor."""
    orders = Orders(decision="note", editor=who.editor, reason=form.one("reason") or None)
    return await _answer(request, rooms, who, form, await _carry_out(rooms, who, orders, _only(form)))


async def on_claim(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """Take an item in hand, or let go of it."""
    ((item, _),) = _only(form)
    until = None if form.one("free") else rooms.now() + CLAIM
    other = await rooms.writer.ask(lambda store: store.desk.claim(item, who.editor, until, rooms.now()))
    if other:
        told = Told(says=f"{other} has item {item} in hand. Ask them, or decide all the same.", tone="bad")
    else:
        told = Told(
            says=f"Item {item} is yours for {span(CLAIM.total_seconds())}." if until else f"You let go of item {item}.", tone="good"
        )
    return await _answer(request, rooms, who, form, told, touched=[item])


async def on_arrange(request: Request, rooms: Rooms, who: Visitor, form: Form) -> Response:
    """Put an item's story to another one's, take it out of its story, or say that two stories are two."""
    ((item, _),), deed, now = _only(form), form.one("deed"), rooms.now()
    reason = " ".join(form.one("reason").split())[:LONGEST_FIELD] or None
    if deed not in ("merge", "split", "apart"):
        raise Turned(400, "There is no such deed", "Put together, take out, or keep apart.")
    other = 0 if deed == "split" else _number(form.one("other"))

    def act(store: Store) -> Ruled:
        if deed == "split":
            return store.split(item, who.editor, reason, now)
        arrange = store.merge if deed == "merge" else store.apart
        return arrange(item, other, who.editor, reason, now)

    ruled = await rooms.writer.ask(act)
    tell(Event.RULED, item=item, decision="arrange", editor=who.editor, done=ruled.done, says=ruled.says)
    told = Told(says=_sentence(f"Item {item}: {ruled.says}"), tone="good" if ruled.done else "bad", ruled=(ruled,))
    return await _answer(request, rooms, who, form, told)


def _number(text: str) -> int:
    """The number of another item. Raises Turned."""
    said = text.strip()
    if not (said.isascii() and said.isdigit() and len(said) <= LONGEST_ID):
        raise Turned(400, "That names no item", "Give the number of the other item.")
    return int(said)


def _only(form: Form) -> tuple[tuple[int, int | None], ...]:
    """The one item of a form. Raises Turned."""
    if len(form.items) != 1:
        raise Turned(400, "That names no item", "This is done on one item at a time.")
    return form.items


def _field(form: Form, name: str) -> str:
    """A line of text of a field. Raises Turned for one that is too long."""
    text = " ".join(form.one(name).split())
    if len(text) > LONGEST_FIELD:
        raise Turned(400, "That is too long", f"{name} takes {LONGEST_FIELD} characters at most.")
    return text


def _sentence(says: str) -> str:
    """Words as a sentence."""
    return says if says.endswith((".", "!", "?")) else f"{says}."


async def _ask(request: Request, rooms: Rooms, form: Form, decision: str, told: Told | None = None) -> Response:
    """Ask for what a decision needs: a reason, a time, a second thought; `told` is what came of it without."""
    asked = told.wanting if told else [item for item, _ in form.items]
    lines = await lines_of(rooms, asked)
    seen = dict(form.items)
    kept = tuple((line, seen.get(line.row.item_id) or line.seen) for line in lines)
    return await show.page(
        request, "ask.html", decision=decision, kept=kept, said=told.says if told else None, back=back_of(form.one("back"))
    )


async def _answer(request: Request, rooms: Rooms, who: Visitor, form: Form, told: Told, *, touched: list[int] | None = None) -> Response:
    """Tell what came of it: a page after a redirect, a page that shows a conflict, or parts for our script."""
    ids = touched or [one.item_id for one in told.ruled]
    lines = await lines_of(rooms, ids)
    conflict = await _conflict(rooms, told, lines)
    if request.headers.get("x-desk"):
        rows = {line.row.item_id: await show.fragment(request, "row.html", line=line) for line in lines}
        panel = await show.fragment(request, "conflict_panel.html", conflict=conflict, back=back_of(form.one("back"))) if conflict else None
        answer: dict[str, Any] = {"says": told.says, "tone": told.tone, "undo": told.undo, "wanting": told.wanting}
        answer |= {"rows": rows, "conflict": panel}
        return show.told(answer, 409 if conflict else 200)
    if conflict:
        return await show.page(request, "conflict.html", status=409, conflict=conflict, told=told, back=back_of(form.one("back")))
    await people.jot(rooms, who, flash={"says": told.says, "tone": told.tone, "undo": told.undo})
    return RedirectResponse(back_of(form.one("back")), 303)


async def _conflict(rooms: Rooms, told: Told, lines: tuple[ListRow, ...]) -> tuple[dict[str, Any], ...]:
    """What others did meanwhile, item by item."""
    by_id = {line.row.item_id: line for line in lines}

    def last(store: Store, item: int) -> Any:  # noqa: ANN401 - a LogRow or None
        rows = store.desk.log(item_id=item, limit=1)
        return rows[0] if rows else None

    found = []
    for one in told.overtaken:
        row = await rooms.reader.ask(partial(last, item=one.item_id))
        found.append({"ruled": one, "line": by_id.get(one.item_id), "last": row})
    return tuple(found)
