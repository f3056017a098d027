"""Decisions as the desk gives them: not over somebody else's head, with holds that end, amendments and notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.store.desk.amending import amended_of, write_amendment
from ingest.store.desk.listing import weight
from ingest.store.desk.rows import AMENDABLE, Amended, Beside, Orders
from ingest.store.gates import QUEUED
from ingest.store.ledger import note as leave_event
from ingest.store.ledger import stand
from ingest.store.outgoing import send_out
from ingest.store.rulings import rule
from ingest.store.times import maybe_moment, moment, text
from ingest.terms import Ruled

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from ingest.store.database import Database

LOCKED = ("killed", "superseded", "expired")
OUT = ("approved", "published")


def give(db: Database, item_id: int, orders: Orders, now: datetime) -> Ruled:
    """Carry out what an editor decided, unless somebody decided otherwise since they looked; the answer carries the item's last event.

    A kill is never refused for having looked too early, nor is a note; nor an undo because the copy has reached its targets meanwhile.
    """
    with db.writing():
        row = db.one("SELECT * FROM item WHERE item_id = ?", [item_id])
        if row is None:
            return Ruled(item_id=item_id, done=False, status=None, says=f"there is no item {item_id}")
        overtaken = _overtaken(db, item_id, orders)
        if overtaken:
            return Ruled(item_id=item_id, done=False, status=row["status"], says=overtaken, overtaken=True, seen=last_event(db, item_id))
        told = _carry_out(db, row, orders, now)
        if told.done and orders.decision not in ("note", "amend"):
            _settle(db, item_id, orders, told)
        return replace(told, seen=last_event(db, item_id))


def _overtaken(db: Database, item_id: int, orders: Orders) -> str | None:
    """What happened to an item since its editor looked, in words; None where nothing did."""
    if orders.seen is None or orders.decision in ("kill", "note"):
        return None
    row = db.one(
        "SELECT says, at FROM event WHERE item_id = :item AND event_id > :seen AND NOT (:undo AND status = 'published')"
        " AND kind NOT IN ('publish', 'update', 'withdraw')"
        " ORDER BY event_id DESC LIMIT 1",
        {"item": item_id, "seen": orders.seen, "undo": orders.decision == "undo"},
    )
    return f"meanwhile: {row['says']} ({row['at']})" if row else None


def _carry_out(db: Database, row: sqlite3.Row, orders: Orders, now: datetime) -> Ruled:
    """The decision itself."""
    match orders.decision:
        case "amend":
            return _amend(db, row, orders, now)
        case "note":
            return _note(db, row, orders, now)
        case "approve" | "hold" | "release" | "reject" | "kill" | "undo":
            return rule(db, row["item_id"], orders.decision, (orders.editor, orders.reason), orders.routes, now)


def _settle(db: Database, item_id: int, orders: Orders, told: Ruled) -> None:
    """A decision ends the claim on an item and the wait of its hold, or begins one."""
    db.run("DELETE FROM claim WHERE item_id = ?", [item_id])
    db.run("DELETE FROM waiting WHERE item_id = ?", [item_id])
    if orders.decision == "hold" and orders.until is not None and told.status == "held":
        db.run("INSERT INTO waiting VALUES (?, ?)", (item_id, text(orders.until)))
    if orders.decision == "undo":
        _reweigh(db, item_id)


def _amend(db: Database, row: sqlite3.Row, orders: Orders, now: datetime) -> Ruled:
    """Put words of ours in the place of fields; what is out already goes out again as an update."""
    item_id, status = int(row["item_id"]), row["status"]
    if status in LOCKED:
        return Ruled(item_id=item_id, done=False, status=status, says=f"it is {status}; nothing of it leaves the house any more")
    before = amended_of(db, [item_id])[item_id]
    if orders.amended == before:
        return Ruled(item_id=item_id, done=True, status=status, says="nothing was changed")
    ruling_id = _write(db, row, orders, now)
    write_amendment(db, ruling_id, item_id, orders.amended)
    says = f"amended by {orders.editor}: {_named(before, orders.amended)}"
    leave_event(db, item_id, "amended", status, says, now)
    _reweigh(db, item_id)
    if status in OUT:
        send_out(db, item_id, orders.routes, now)
        return Ruled(item_id=item_id, done=True, status=status, says=f"{says}; the update is on its way")
    return Ruled(item_id=item_id, done=True, status=status, says=says)


def _named(before: Amended, after: Amended) -> str:
    """The fields that an amendment touches."""
    names = [name.replace("ed_note", "editor's note") for name in AMENDABLE if getattr(before, name) != getattr(after, name)]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _note(db: Database, row: sqlite3.Row, orders: Orders, now: datetime) -> Ruled:
    """Leave a note for the next editor; it changes nothing, and is never taken back."""
    if not orders.reason:
        return Ruled(item_id=row["item_id"], done=False, status=row["status"], says="a note needs words")
    _write(db, row, orders, now)
    return Ruled(item_id=row["item_id"], done=True, status=row["status"], says="noted")


def _write(db: Database, row: sqlite3.Row, orders: Orders, now: datetime) -> int:
    """A ruling that leaves the item standing where it stands."""
    return db.insert(
        "INSERT INTO ruling (item_id, decision, editor, reason, before, before_gate, before_reason, after, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row["item_id"],
            orders.decision,
            orders.editor,
            orders.reason,
            row["status"],
            row["gate"],
            row["hold_reason"],
            row["status"],
            text(now),
        ),
    )


def _reweigh(db: Database, item_id: int) -> None:
    """An amended urgency counts in the order of urgency."""
    row = db.one("SELECT first_seen, urgency, change FROM item WHERE item_id = ?", [item_id])
    if row:
        urgency = amended_of(db, [item_id])[item_id].urgency or row["urgency"]
        db.run("UPDATE listing SET weight = ? WHERE item_id = ?", (weight(moment(row["first_seen"]), urgency, row["change"]), item_id))


def last_event(db: Database, item_id: int) -> int:
    """The number of the last thing that happened to an item."""
    row = db.one("SELECT max(event_id) AS n FROM event WHERE item_id = ?", [item_id])
    return int(row["n"] or 0) if row else 0


def lapse(db: Database, now: datetime) -> int:
    """End the holds whose time has come; the number of items that are back in the queue."""
    if not db.one("SELECT 1 FROM waiting WHERE until <= ? LIMIT 1", [text(now)]):
        return 0
    with db.writing():
        due = db.rows(
            "SELECT w.item_id, w.until, i.status, i.gate FROM waiting w JOIN item i USING (item_id) WHERE w.until <= ? LIMIT 200",
            [text(now)],
        )
        for row in due:
            db.run("DELETE FROM waiting WHERE item_id = ?", [row["item_id"]])
            if row["status"] == "held" and row["gate"] == "editor":
                stand(db, row["item_id"], QUEUED, f"held until {row['until']}, and that time has come", now)
    return sum(row["status"] == "held" and row["gate"] == "editor" for row in due)


def claim(db: Database, item_id: int, editor: str, until: datetime | None, now: datetime) -> str | None:
    """Take an item in hand until then, or let go of it (None); the name of somebody else who has it already, else None."""
    with db.writing():
        row = db.one("SELECT editor FROM claim WHERE item_id = ? AND until > ? AND editor <> ?", (item_id, text(now), editor))
        if row:
            return str(row["editor"])
        db.run("DELETE FROM claim WHERE item_id = ?", [item_id])
        if until is not None and db.one("SELECT 1 FROM item WHERE item_id = ?", [item_id]):
            db.run("INSERT INTO claim VALUES (?, ?, ?)", (item_id, editor, text(until)))
    return None


def beside(db: Database, item_id: int, now: datetime) -> Beside:
    """What the desk knows of an item beside its record."""
    row = db.one(
        "SELECT w.until, c.editor, c.until AS lapses FROM item i LEFT JOIN waiting w USING (item_id) LEFT JOIN claim c USING (item_id)"
        " WHERE i.item_id = ?",
        [item_id],
    )
    newer = db.one(
        "SELECT n.item_id FROM item i JOIN item n ON (n.article_id = i.article_id AND n.current = 1) OR n.replaces = i.item_id"
        " WHERE i.item_id = ? AND n.item_id <> i.item_id AND i.current = 0 ORDER BY n.item_id DESC LIMIT 1",
        [item_id],
    )
    last = db.one(
        "SELECT (SELECT max(event_id) FROM event WHERE item_id = :item) AS event_id, says, at FROM event"
        " WHERE item_id = :item AND kind NOT IN ('publish', 'update', 'withdraw') ORDER BY event_id DESC LIMIT 1",
        {"item": item_id},
    )
    return Beside(
        seen=int(last["event_id"]) if last else 0,
        amended=amended_of(db, [item_id])[item_id],
        until=maybe_moment(row["until"]) if row else None,
        claimed_by=str(row["editor"]) if row and row["editor"] and row["lapses"] > text(now) else None,
        newer=int(newer["item_id"]) if newer else None,
        last_says=f"{last['says']} ({last['at']})" if last else None,
    )
