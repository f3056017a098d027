"""What was decided, by whom and why; and what happened since somebody looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.desk.rows import LogRow, Moved
from ingest.store.questions import ruling_of

if TYPE_CHECKING:
    from ingest.store.database import Database, Value


def log(db: Database, *, editor: str | None, item_id: int | None, before: int | None, limit: int) -> tuple[LogRow, ...]:
    """Rulings, newest first, of one editor or on one item where that is asked; `before` is the number of the last one had."""
    given: dict[str, Value] = {"editor": editor, "item": item_id, "before": before, "limit": limit}
    asked = {"r.editor = :editor": editor, "r.item_id = :item": item_id, "r.ruling_id < :before": before}
    where = " AND ".join(said for said, value in asked.items() if value is not None) or "1"
    rows = db.rows(
        "SELECT r.ruling_id, r.item_id, i.headline, r.decision, r.editor, r.reason, r.before, r.after, r.at,"  # noqa: S608 - the conditions above
        " EXISTS (SELECT 1 FROM ruling u WHERE u.undoes = r.ruling_id) AS undone FROM ruling r JOIN item i USING (item_id)"
        f" WHERE {where} ORDER BY r.ruling_id DESC LIMIT :limit",
        given,
    )
    return tuple(LogRow(ruling=ruling_of(row), headline=row["headline"]) for row in rows)


def moved(db: Database, since: int, limit: int) -> tuple[Moved, ...]:
    """What happened after an event, in order, without the stories themselves."""
    rows = db.rows(
        "SELECT event_id, item_id, kind, status, says FROM event WHERE event_id > ? AND kind NOT IN ('publish', 'update', 'withdraw')"
        " ORDER BY event_id LIMIT ?",
        (since, limit),
    )
    return tuple(Moved(**dict(row)) for row in rows)


def newest_event(db: Database) -> int:
    """The number of the last thing that happened to anything."""
    row = db.one("SELECT max(event_id) AS n FROM event")
    return int(row["n"] or 0) if row else 0
