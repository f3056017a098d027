"""Who sits at a browser: a session of ours, a name that a trusted proxy gives, or the owner of a desk that nobody locked."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ingest.desk import locks
from ingest.desk.editors import sound_name
from ingest.desk.web import guard
from ingest.desk.web.problems import Turned

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from ingest.desk.web.rooms import Rooms
    from ingest.store import Store
    from ingest.store.desk import DeskBook

COOKIE = "copytaster_session"
DOOR = "copytaster_door"
TOUCH = timedelta(minutes=1)
MOST_UNDOS = 20
TOKEN_BYTES = 32
BY_NAME_MORE = 7  # a name may be tried so much oftener than an address: nobody should be able to lock a colleague out at once


@dataclass(slots=True, kw_only=True)
class Visitor:
    """An editor at a browser, and what their session remembers. `fresh` is the token of a session that has just begun."""

    editor: str
    secret: bytes
    digest: bytes
    by: str
    notes: dict[str, Any] = field(default_factory=dict)
    habits: dict[str, str] = field(default_factory=dict)
    fresh: str | None = None

    @property
    def undos(self) -> list[dict[str, Any]]:
        """The last actions of this session that can be taken back, the latest last."""
        kept = self.notes.get("undos")
        return kept if isinstance(kept, list) else []

    @property
    def keys_on(self) -> bool:
        """Whether single keys act."""
        return self.habits.get("keys") != "off"


async def visitor(request: Request, rooms: Rooms) -> Visitor | None:
    """Who is there; None where they must sign in. Raises Turned for a name that can't be one."""
    desk, now = rooms.config().desk, rooms.now()
    named = guard.named_by_proxy(request, desk)
    given = request.cookies.get(COOKIE, "")
    digest = _digest(given)

    def look(store: Store) -> tuple[Visitor | None, bool, bool]:
        row, editors = (store.desk.session(digest) if given else None), store.desk.editors()
        locked = bool(editors)
        if row is not None and locked and not named and row.editor not in editors:
            row = None  # begun while the desk stood open, or by the word of a proxy: it is no password
        if row is None or row.seen < now - timedelta(hours=desk.session_hours):
            return None, locked, False
        made = Visitor(
            editor=row.editor,
            secret=row.secret,
            digest=digest,
            by="proxy" if named else "password" if locked else "house",
            notes=_notes(row.notes),
            habits=store.desk.habits(row.editor),
        )
        return made, locked, row.seen < now - TOUCH

    known, locked, old = await rooms.reader.ask(look)
    wanted = sound_name(named, "the proxy's header") if named else None if locked else rooms.house()
    if known is not None and (known.editor == wanted if wanted else known.by == "password"):
        if old:
            await rooms.writer.ask(lambda store: store.desk.touch(digest, now))
        return known
    return await begin(rooms, wanted, by="proxy" if named else "house") if wanted else None


async def begin(rooms: Rooms, editor: str, *, by: str) -> Visitor:
    """Begin a session."""
    fresh, secret, now = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_bytes(TOKEN_BYTES), rooms.now()

    def write(store: Store) -> dict[str, str]:
        store.desk.sweep(now - timedelta(days=30))
        store.desk.begin_session(_digest(fresh), editor, secret, now)
        return store.desk.habits(editor)

    habits = await rooms.writer.ask(write)
    return Visitor(editor=editor, secret=secret, digest=_digest(fresh), by=by, fresh=fresh, habits=habits)


def keep(response: Response, request: Request, rooms: Rooms, token: str, *, name: str = COOKIE) -> None:
    """Hand the browser the token of its session: for this site alone, and out of reach of any script."""
    secure = guard.is_secure(request, rooms.config().desk)
    response.set_cookie(name, token, httponly=True, samesite="strict", secure=secure, path="/")


async def sign_in(rooms: Rooms, address: str, name: str, password: str) -> Visitor:
    """Let somebody in who knows their password; who guesses waits longer each time. Raises Turned."""
    name = " ".join(name.split())[:80]
    left = await rooms.writer.ask(lambda store: _try(store.desk, (name, password), address, rooms.now()))
    if left is None:
        return await begin(rooms, name, by="password")
    if left:
        raise Turned(429, "Too many tries", f"Wait {left} seconds, then try again.", headers={"Retry-After": str(left)})
    raise Turned(403, "Name and password don't belong together", "Check both; capital letters count.")


def _try(book: DeskBook, said: tuple[str, str], address: str, now: datetime) -> int | None:
    """Try a password: None where it opens, 0 where it does not, else the seconds to wait before the next try.

    It runs in the writer's own thread: guesses in parallel are tried one after another, and gain nothing. A name that nobody has is not
    written down: it may be a password in the wrong field.
    """
    name, password = said
    kept = book.lock_of(name)
    counted = [(f"from {address}", 0), *([(f"as {name}", BY_NAME_MORE)] if kept else [])]
    for who, more in counted:
        failures, last = book.failures(who)
        wait = locks.wait_until(failures - more, last)
        if wait is not None and wait > now:
            return max(1, round((wait - now).total_seconds()))
    good = locks.opens(password, kept)
    for who, _ in counted:
        if good:
            book.forgive(who)
        else:
            book.failed(who, now)
    return None if good else 0


async def jot(rooms: Rooms, who: Visitor, **notes: Any) -> None:  # noqa: ANN401 - JSON
    """Keep small notes of a session: the last actions, a word to say on the next page."""
    who.notes |= notes
    if "undos" in notes:
        who.notes["undos"] = who.notes["undos"][-MOST_UNDOS:]
    text = json.dumps(who.notes, ensure_ascii=False)
    await rooms.writer.ask(lambda store: store.desk.jot(who.digest, text))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _notes(text: str) -> dict[str, Any]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}
