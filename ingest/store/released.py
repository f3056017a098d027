"""What left the house, in order, for those who pull: one event for every publication, update and withdrawal, whatever targets there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.beside import seen_beside
from ingest.store.desk.amending import as_amended
from ingest.store.ledger import note
from ingest.store.stories import unpacked
from ingest.store.times import moment
from ingest.terms import Released

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from ingest.store.database import Database
    from normalizers.terms import Story

KINDS = "('publish', 'update', 'withdraw')"
_WALKED = 200  # events of one article; nobody takes an article back and forth more often
_SAYS = {"publish": "it left the house", "update": "it left the house in the place of what was out", "withdraw": "it was called back"}


def released(db: Database, since: int, limit: int) -> tuple[Released, ...]:
    """What left after an event, in order; of what was called back since only that it was: its copy is given to nobody any more.

    Nor is the copy of a version that was taken back while another stayed out, or of a replaced one that expires or should have been
    embargoed: what is out instead follows.
    """
    rows = db.rows(
        "SELECT e.event_id, e.at, e.kind, e.item_id, a.source, i.change, i.story, i.raw_text"  # noqa: S608 - our own words
        " FROM event e JOIN item i USING (item_id) JOIN article a USING (article_id)"
        f" WHERE e.event_id > ? AND e.kind IN {KINDS}"
        " AND (e.kind = 'withdraw' OR i.status IN ('approved', 'published')"
        " OR (i.status = 'superseded' AND i.expires IS NULL AND coalesce(i.embargoed_until <= e.at, 1)))"
        " AND (e.kind = 'withdraw' OR NOT EXISTS (SELECT 1 FROM item o JOIN event w USING (item_id)"
        " WHERE o.article_id = i.article_id AND w.kind = 'withdraw' AND w.event_id > e.event_id))"
        " ORDER BY e.event_id LIMIT ?",
        (since, limit),
    )
    return tuple(_released(db, row) for row in rows)


def _released(db: Database, row: sqlite3.Row) -> Released:
    """One event as those who pull are told it."""
    return Released(
        cursor=row["event_id"],
        at=moment(row["at"]),
        item_id=row["item_id"],
        op=row["kind"],
        story=as_it_leaves(db, row),
        source=row["source"],
        change=row["change"],
    )


def as_it_leaves(db: Database, row: sqlite3.Row) -> Story:
    """The story of a row as receivers get it: with our editors' words, and with what comparison showed."""
    return seen_beside(db, row["item_id"], as_amended(db, row["item_id"], unpacked(row)))


def out_of(db: Database, item_id: int) -> int | None:
    """The version of an item's article that is out; None where none left, or it was called back."""
    last = next(iter(_history(db, item_id, 1)), None)
    return None if last is None or last[1] == "withdraw" else last[0]


def before(db: Database, item_id: int) -> int | None:
    """The version that was out when an item took its place; None where none was."""
    for other, kind in _history(db, item_id, _WALKED):
        if other != item_id or kind == "withdraw":
            return None if kind == "withdraw" else other
    return None


def _history(db: Database, item_id: int, most: int) -> list[tuple[int, str]]:
    """What left of an item's article, newest first: version and operation."""
    rows = db.rows(
        "SELECT e.item_id, e.kind FROM item i JOIN event e USING (item_id)"  # noqa: S608 - our own words
        f" WHERE i.article_id = (SELECT article_id FROM item WHERE item_id = ?) AND e.kind IN {KINDS} ORDER BY e.event_id DESC LIMIT ?",
        (item_id, most),
    )
    return [(int(row["item_id"]), str(row["kind"])) for row in rows]


def leave(db: Database, item_id: int, now: datetime) -> None:
    """Tell those who pull that a version is out: an update where one of its article is out already."""
    _tell(db, item_id, "publish" if out_of(db, item_id) is None else "update", now)


def come_back(db: Database, item_id: int, now: datetime) -> None:
    """Tell those who pull that what is out of an item's article was called back; nothing where nothing is out."""
    out = out_of(db, item_id)
    if out is not None:
        _tell(db, out, "withdraw", now)


def _tell(db: Database, item_id: int, kind: str, now: datetime) -> None:
    """One event."""
    row = db.one("SELECT status FROM item WHERE item_id = ?", [item_id])
    if row:
        note(db, item_id, kind, row["status"], _SAYS[kind], now)


def told_again(conn: sqlite3.Connection) -> None:
    """Write what left an older database, from all that ever happened in it: who pulls gets it once more."""
    out: dict[int, int] = {}
    rows = conn.execute(
        "SELECT e.at, e.kind, e.item_id, e.status, i.article_id FROM event e JOIN item i USING (item_id) ORDER BY e.event_id"
    ).fetchall()
    for row in rows:
        article, item = row["article_id"], row["item_id"]
        kind = _kind_of(row, out.get(article))
        if kind is None:
            continue
        if kind == "withdraw":
            del out[article]
        else:
            out[article] = item
        given = (row["at"], kind, item, row["status"], _SAYS[kind])
        conn.execute("INSERT INTO event (at, kind, item_id, status, says) VALUES (?, ?, ?, ?, ?)", given)


def _kind_of(row: sqlite3.Row, out: int | None) -> str | None:
    """What an event of an older database meant for those who pull; None for nothing. `out` is the version that was out."""
    if row["kind"] == "amended" and row["item_id"] == out:
        return "update"
    if row["kind"] != "status":
        return None
    if row["status"] == "approved":
        return "publish" if out is None else "update"
    return "withdraw" if row["item_id"] == out and row["status"] != "published" else None
