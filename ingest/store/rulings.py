"""The editors' decisions: each is written down for ever, and each passes the gates before it changes anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.store import gates
from ingest.store.ledger import stand
from ingest.store.outgoing import call_back, send_back, send_out
from ingest.store.times import maybe_moment, text
from ingest.terms import NO_TARGET, Ruled

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.store.gates import Standing
    from ingest.terms import Decision, Deed, Route, Status

MARKS: dict[Deed, str] = {
    "approve": "approved",
    "hold": "held",
    "release": "released to the queue",
    "reject": "rejected",
    "kill": "killed",
    "undo": "undone",
    "amend": "amended",
    "note": "noted",
}
DONE: dict[Decision, tuple[str, ...]] = {
    "approve": ("approved", "published"),
    "hold": (),
    "release": ("queued",),
    "reject": ("rejected",),
    "kill": ("killed",),
    "undo": (),
}
WANTS_REASON = "its story was withdrawn by the sender; if this item is another story, release it with a reason"
BARRED: dict[str, str] = {
    "killed": "it is killed and locked",
    "superseded": "a newer version has taken its place; rule on item {newer}",
    "expired": "it has expired",
    "rejected": "it was rejected; undo that first",
    "approved": "it is approved; undo that first, or kill it",
    "published": "it is published; undo that first, or kill it",
}


def rule(db: Database, item_id: int, decision: Decision, by: tuple[str, str | None], routes: Sequence[Route], now: datetime) -> Ruled:
    """Carry out a decision of an editor (`by`: who, and why); what the gates forbid is refused in words."""
    with db.writing():
        row = db.one("SELECT * FROM item WHERE item_id = ?", [item_id])
        if row is None:
            return Ruled(item_id=item_id, done=False, status=None, says=f"there is no item {item_id}")
        if row["status"] in DONE[decision]:
            already = "in the queue" if row["status"] == "queued" else row["status"]
            return Ruled(item_id=item_id, done=True, status=row["status"], says=f"it is already {already}")
        if decision == "undo":
            return _undo(db, row, by, routes, now)
        barred = _barred(row, decision, by[1], now)
        if barred and "{newer}" in barred:
            barred = barred.format(newer=_newer(db, row))
        if barred:
            refused = Ruled(item_id=item_id, done=False, status=row["status"], says=barred)
            return replace(refused, wants="reason") if barred == WANTS_REASON else refused
        return _carry_out(db, row, decision, by, routes, now)


def _barred(row: sqlite3.Row, decision: Decision, reason: str | None, now: datetime) -> str | None:
    """Why a decision can't be carried out; None where it can."""
    if decision == "kill":
        return None
    if row["status"] in BARRED:
        return BARRED[row["status"]]
    expires = maybe_moment(row["expires"])
    if expires is not None and expires <= now and decision != "reject":
        return f"it expired at {text(expires)}"
    if decision == "approve" or (decision == "hold" and row["gate"] != "editor"):
        return _held_back(row, now)
    return _unreleasable(row, reason, now) if decision == "release" else None


def _newer(db: Database, row: sqlite3.Row) -> str:
    """The number of the version that stands where an earlier one stood."""
    newer = db.one(
        "SELECT item_id FROM item WHERE item_id <> :item AND (article_id = :article OR replaces = :item)"
        " ORDER BY status = 'superseded', current DESC, item_id DESC LIMIT 1",
        {"item": row["item_id"], "article": row["article_id"]},
    )
    return str(newer["item_id"]) if newer else "(no longer kept)"


def _held_back(row: sqlite3.Row, now: datetime) -> str | None:
    """Why an item can't be approved: a gate that is not the editors' own still holds it."""
    end = maybe_moment(row["embargoed_until"])
    if end is not None and end > now:
        return f"it is embargoed until {text(end)}"
    if row["status"] == "held" and row["gate"] not in (None, "editor", "embargo"):
        return f"it is held: {row['hold_reason']}"
    return None


def _unreleasable(row: sqlite3.Row, reason: str | None, now: datetime) -> str | None:
    """Why a held item can't be released."""
    end = maybe_moment(row["embargoed_until"])
    if end is not None and end > now:
        return f"it is embargoed until {text(end)}; it comes into the queue by itself then"
    if row["gate"] == "killed_story" and not reason:
        return WANTS_REASON
    return None


def _after(decision: Decision, reason: str | None) -> Standing:
    """Where an item stands after a decision."""
    match decision:
        case "approve":
            return gates.Standing("approved")
        case "hold":
            return gates.Standing("held", "editor", reason or "an editor holds it")
        case "reject":
            return gates.Standing("rejected", None, reason)
        case "kill":
            return gates.Standing("killed", "editor", reason or "killed by an editor")
        case "release" | "undo":
            return gates.QUEUED


def _carry_out(
    db: Database,
    row: sqlite3.Row,
    decision: Decision,
    by: tuple[str, str | None],
    routes: Sequence[Route],
    now: datetime,
) -> Ruled:
    """Write the ruling, the standing and what goes out or comes back."""
    item_id, after = int(row["item_id"]), _after(decision, by[1])
    _write(db, row, decision, by, (after.status, None), now)
    stand(db, item_id, after, f"{MARKS[decision]} by {by[0]}", now)
    if decision == "approve":
        return _release(db, row, routes, now)
    called = decision == "kill" and call_back(db, item_id, "an editor killed it", now)
    says = f"{MARKS[decision]}; it is called back from where it went" if called else MARKS[decision]
    left, others = _left(db, row) if decision == "kill" else ("", ())
    return Ruled(item_id=item_id, done=True, status=after.status, says=says + left, others=others)


def _release(db: Database, row: sqlite3.Row, routes: Sequence[Route], now: datetime) -> Ruled:
    """Let an approved item go to the targets that take it; where none does it is out all the same, for those who pull."""
    item_id = int(row["item_id"])
    _retire_earlier(db, row, now)
    if send_out(db, item_id, routes, now):
        return Ruled(item_id=item_id, done=True, status="approved", says=MARKS["approve"])
    stand(db, item_id, gates.Standing("published"), NO_TARGET, now)
    return Ruled(item_id=item_id, done=True, status="published", says=f"{MARKS['approve']}; {NO_TARGET}")


def _left(db: Database, row: sqlite3.Row) -> tuple[str, tuple[int, ...]]:
    """The other items of a killed item's story that are out or may still leave, for the editor to kill too: in words, and their numbers."""
    rows = db.rows(
        "SELECT item_id, status IN ('approved', 'published') AS out FROM item WHERE cluster_id = ? AND item_id <> ?"
        " AND status IN ('approved', 'published', 'queued', 'held') ORDER BY item_id",
        (row["cluster_id"], row["item_id"]),
    )
    out, waiting = ([str(one["item_id"]) for one in rows if bool(one["out"]) is side] for side in (True, False))
    parts = [
        f"{_listed(ids)} {one if len(ids) == 1 else many}"
        for ids, one, many in ((out, "is out", "are out"), (waiting, "waits", "wait"))
        if ids
    ]
    return f". Of the same story {'; '.join(parts)}" if parts else "", tuple(map(int, out + waiting))


def _listed(names: list[str]) -> str:
    """Names as a person lists them: `18, 20 and 22`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _retire_earlier(db: Database, row: sqlite3.Row, now: datetime) -> None:
    """The approved version takes the place of those of its article that went out before."""
    sql = "SELECT item_id FROM item WHERE article_id = ? AND item_id <> ? AND status IN ('approved', 'published')"
    for earlier in db.rows(sql, (row["article_id"], row["item_id"])):
        stand(db, earlier["item_id"], gates.SUPERSEDED, f"item {row['item_id']} was approved in its place", now)


def _write(
    db: Database, row: sqlite3.Row, decision: Decision, by: tuple[str, str | None], end: tuple[Status, int | None], now: datetime
) -> None:
    """The ruling itself; with what stood before, so that it can be taken back."""
    db.run(
        "INSERT INTO ruling (item_id, decision, editor, reason, before, before_gate, before_reason, after, undoes, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row["item_id"], decision, *by, row["status"], row["gate"], row["hold_reason"], *end, text(now)),
    )


def _undo(db: Database, row: sqlite3.Row, by: tuple[str, str | None], routes: Sequence[Route], now: datetime) -> Ruled:
    """Take back the last ruling that still stands, and with an approval what went out because of it."""
    item_id = int(row["item_id"])
    last = db.one(
        "SELECT * FROM ruling r WHERE item_id = ? AND decision NOT IN ('undo', 'note') AND NOT EXISTS (SELECT 1 FROM ruling u WHERE"
        " u.undoes = r.ruling_id)"
        " ORDER BY ruling_id DESC LIMIT 1",
        [item_id],
    )
    if row["gate"] == "agency":
        return Ruled(item_id=item_id, done=False, status=row["status"], says="its sender withdrew it; no ruling of ours can be undone")
    if last is None:
        return Ruled(item_id=item_id, done=False, status=row["status"], says="there is no ruling to undo")
    after = _restored(row, last, now)
    _write(db, row, "undo", by, (after.status, last["ruling_id"]), now)
    stand(db, item_id, after, f"{by[0]} took back: {MARKS[last['decision']]}", now)
    if last["decision"] == "amend" and after.status in ("approved", "published"):
        send_out(db, item_id, routes, now)
    if last["decision"] == "approve":
        send_back(db, item_id, now)
    says = f"undone: {MARKS[last['decision']]}; it is {after.status} again"
    if last["decision"] == "kill" and last["before"] in ("approved", "published"):
        says = f"undone: killed; it was called back, is {after.status} now and must be approved anew to go out"
    return Ruled(item_id=item_id, done=True, status=after.status, says=says)


def _restored(row: sqlite3.Row, last: sqlite3.Row, now: datetime) -> Standing:
    """Where an item stands when a ruling is taken back: as before, unless time or a newer version has overtaken it.

    A killed item that had been approved comes back to the queue: it was called back, and goes out again by a new approval alone.
    """
    if last["decision"] == "amend":
        return gates.Standing(row["status"], row["gate"], row["hold_reason"])
    before: Standing = gates.Standing(last["before"], last["before_gate"], last["before_reason"])
    if before.status in ("approved", "published"):
        before = gates.QUEUED
    expires, end = maybe_moment(row["expires"]), maybe_moment(row["embargoed_until"])
    if expires is not None and expires <= now:
        return gates.Standing("expired", None, f"expired at {text(expires)}")
    if not row["current"] and before.status in ("queued", "held"):
        return gates.SUPERSEDED
    return gates.QUEUED if before.gate == "embargo" and end is not None and end <= now else before
