"""How old things are: what a monitoring system asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.rows import Ages
from ingest.store.times import maybe_moment

if TYPE_CHECKING:
    from ingest.store.database import Database


def ages(db: Database) -> Ages:
    """The oldest of what waits, and the newest of what came; a despatch that a newer one replaced is no failure."""
    row = db.one(
        "SELECT (SELECT first_seen FROM item WHERE status = 'queued' ORDER BY item_id LIMIT 1) AS queued,"
        " (SELECT min(queued) FROM outbox WHERE status IN ('waiting', 'leased')) AS waiting,"
        " (SELECT count(*) FROM outbox WHERE status = 'failed' AND done IS NULL) AS failed,"
        " (SELECT max(last_fetch) FROM source) AS fetched,"
        " (SELECT first_seen FROM item ORDER BY item_id DESC LIMIT 1) AS stored"
    )
    if row is None:
        return Ages()
    times = {name: maybe_moment(row[name]) for name in ("queued", "waiting", "fetched", "stored")}
    return Ages(**times, failed=row["failed"])
