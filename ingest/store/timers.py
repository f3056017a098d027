"""What time alone brings about: embargoes end, copy expires, and comes back from where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import gates
from ingest.store.ledger import stand
from ingest.store.outgoing import OUT, call_back
from ingest.store.released import come_back, leave, out_of
from ingest.store.releasing import release_by_itself
from ingest.store.times import text

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.terms import Releases


def tick(db: Database, now: datetime, releases: Releases) -> int:
    """Free what an ended embargo held, to the queue or out where it leaves by itself; take back what has expired. The number of items."""
    given = {"now": text(now)}
    freed = "gate = 'embargo' AND status = 'held' AND embargoed_until <= :now"
    # The plus keeps SQLite from walking the whole queue by its status (80 ms at 40,000 items, at every tick): few items ever expire.
    spent = "expires <= :now AND +status IN ('queued', 'held', 'approved', 'published')"
    if not db.one(f"SELECT 1 FROM item WHERE ({freed}) OR ({spent}) LIMIT 1", given):  # noqa: S608 - the two conditions above
        return 0
    with db.writing():
        over = db.rows(f"SELECT item_id, expires FROM item WHERE {spent}", given)  # noqa: S608
        for row in over:
            stand(db, row["item_id"], gates.Standing("expired", None, f"expired at {row['expires']}"), "its time has passed", now)
            call_back(db, row["item_id"], "its time has passed", now)
        free = db.rows(f"SELECT item_id, current FROM item WHERE {freed}", given)  # noqa: S608
        for row in free:
            stand(db, row["item_id"], gates.QUEUED if row["current"] else gates.SUPERSEDED, "its embargo has ended", now)
            release_by_itself(db, row["item_id"], releases, now)
    return len(over) + len(free)


def keep_back(db: Database, item_id: int, now: datetime) -> None:
    """Take a released item that is embargoed after all from those who pull, until the embargo ends."""
    if out_of(db, item_id) == item_id:
        come_back(db, item_id, now)
        db.run("INSERT OR IGNORE INTO embargoed_out VALUES (?)", [item_id])


def let_out(db: Database, now: datetime) -> int:
    """Give those who pull what was kept back for an embargo that has ended; the number of items."""
    ended = "SELECT item_id, status FROM embargoed_out JOIN item USING (item_id) WHERE embargoed_until IS NULL OR embargoed_until <= ?"
    if db.one(ended, [text(now)]) is None:
        return 0
    with db.writing():
        rows = db.rows(ended, [text(now)])
        for row in rows:
            db.run("DELETE FROM embargoed_out WHERE item_id = ?", [row["item_id"]])
            if row["status"] in OUT and out_of(db, row["item_id"]) is None:
                leave(db, row["item_id"], now)
    return len(rows)
