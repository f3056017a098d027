"""The list: one narrow row an item to filter and order by, and pages of it by cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.desk.amending import amended_of
from ingest.store.desk.rows import FACETS, BadCursor, Facet, Filter, ListRow, Page
from ingest.store.questions import QUEUE, queued, quoted
from ingest.store.times import maybe_moment, moment, text

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from ingest.store.database import Database, Value
    from normalizers.terms import Story

STEP_H = 3.0  # hours that weigh as much as one step of urgency; each further publisher, up to seven, weighs half as much
URGENT: dict[str, float] = {"kill": 8.0, "correction": 4.0}
COMMON_URGENCY = 5
RANK = "l.weight + 0.5 * min(l.copies - 1, 7)"
WAITING = "('queued', 'held')"
MOST_FACETS = 40
_TAKEN = ("status", "cluster_id", "change", "publisher", "language", "source", "relation", "agency", "copies")


def enter(db: Database, item_id: int, story: Story) -> None:
    """Write an item's row, or write it anew after a better reading; a new member of a story makes the others heavier."""
    row = db.one(
        "SELECT i.status, i.cluster_id, i.change, i.first_seen, i.urgency, i.publisher, i.language, a.source, v.relation, v.agency,"
        " (SELECT count(DISTINCT n.house) FROM item n WHERE n.cluster_id = i.cluster_id) AS copies"
        " FROM item i JOIN article a USING (article_id) JOIN v_provenance v USING (item_id) WHERE i.item_id = ?",
        [item_id],
    )
    if row is None:
        return
    given = {
        **{name: row[name] for name in _TAKEN},
        "item_id": item_id,
        "weight": weight(moment(row["first_seen"]), row["urgency"], row["change"]),
        "section": story.section,
        "signals": f" {' '.join(story.signals)} ",
    }
    names = ", ".join(given)
    db.run(f"INSERT OR REPLACE INTO listing ({names}) VALUES ({', '.join(f':{name}' for name in given)})", given)  # noqa: S608 - our own column names
    if row["copies"] > 1:
        db.run("UPDATE listing SET copies = ? WHERE cluster_id = ? AND copies <> ?", (row["copies"], row["cluster_id"], row["copies"]))


def weight(seen: datetime, urgency: int | None, change: str) -> float:
    """What an item's age, urgency and kind are worth in the order of urgency, in steps of three hours since 2020.

    Age is a step on a fixed scale, so that the order of two items never turns while nothing happens to them.
    """
    hours = (seen.timestamp() - 1_577_836_800) / 3600
    return round(hours / STEP_H + COMMON_URGENCY - (urgency or COMMON_URGENCY) + URGENT.get(change, 0.0), 4)


def page(db: Database, wanted: Filter, limit: int, after: str | None, now: datetime) -> Page:
    """A page of the list, in the order wanted; `after` is the cursor that the page before it gave."""
    found = db.rows(*_question(wanted, limit + 1, after))
    newest = db.one("SELECT max(item_id) AS n FROM item")
    more = len(found) > limit
    ids = [int(row["item_id"]) for row in found[:limit]]
    cursor = f"{found[limit - 1]['rank']!r}:{ids[-1]}" if _ranked(wanted) and more else f"{ids[-1]}" if ids else None
    return Page(rows=lines(db, ids, now), after=cursor if more else None, newest=int(newest["n"] or 0) if newest else 0)


def _ranked(wanted: Filter) -> bool:
    """Whether the order of urgency is to be had: for what waits, and not for a search, which is newest first."""
    return wanted.order == "urgent" and wanted.status in ("waiting", "queued", "held") and not (wanted.search or "").strip()


def _question(wanted: Filter, limit: int, after: str | None) -> tuple[str, dict[str, Value]]:
    """The statement that finds the ids of a page."""
    where, given = conditions(wanted)
    given["limit"] = limit
    ranked = _ranked(wanted)
    if after:
        rank, _, last = after.rpartition(":")
        try:
            given["last"] = int(last)
            if ranked:
                given["rank"] = float(rank)
        except ValueError as error:
            raise BadCursor(f"{after!r} is no place in this list; begin at its top") from error
        where.append(f"({RANK}, l.item_id) < (:rank, :last)" if ranked else "l.item_id < :last")
    if (wanted.search or "").strip():
        source = "item_fts f CROSS JOIN listing l ON l.item_id = f.rowid"
        where = ["item_fts MATCH :search", *(one.replace("l.item_id <", "f.rowid <") for one in where)]
        given["search"] = quoted(wanted.search or "")
        order = "f.rowid DESC"
    else:
        source, order = ("listing l INDEXED BY listing_rank", f"{RANK} DESC, l.item_id DESC") if ranked else ("listing l", "l.item_id DESC")
    said = f" WHERE {' AND '.join(where)}" if where else ""
    return f"SELECT l.item_id, {RANK} AS rank FROM {source}{said} ORDER BY {order} LIMIT :limit", given  # noqa: S608 - our own words


def conditions(wanted: Filter) -> tuple[list[str], dict[str, Value]]:
    """A filter as conditions on the table `listing l`, without its search words."""
    where: list[str] = []
    given: dict[str, Value] = {}
    # The plus keeps SQLite on the list's own order: fifty are found on the way, while an index of what is asked for would be sorted.
    if wanted.status == "waiting":
        where.append(f"l.status IN {WAITING}" if _ranked(wanted) else f"+l.status IN {WAITING}")
    elif wanted.status != "all":
        where.append("l.status = :status" if not _ranked(wanted) else f"l.status IN {WAITING} AND l.status = :status")
        given["status"] = wanted.status
    for name in FACETS:
        value = getattr(wanted, name)
        if value is not None:
            where.append(f"+l.{name} IS :{name}")
            given[name] = value or None
    if wanted.signal:
        where.append("instr(l.signals, :signal)")
        given["signal"] = f" {wanted.signal} "
    return where, given


def lines(db: Database, ids: list[int], now: datetime) -> tuple[ListRow, ...]:
    """Lines of the list by their numbers, in that order; those that are not there are left out."""
    marks = ", ".join("?" * len(ids))
    rows = {int(row["item_id"]): row for row in db.rows(f"{QUEUE} WHERE i.item_id IN ({marks})", ids)}
    more = {
        int(row["item_id"]): row
        for row in db.rows(
            "SELECT l.item_id, l.section, l.signals, i.published, substr(i.body, 1, 240) AS opening,"  # noqa: S608
            " (SELECT max(event_id) FROM event e WHERE e.item_id = l.item_id) AS seen, w.until, c.editor, c.until AS lapses"
            " FROM listing l JOIN item i USING (item_id) LEFT JOIN waiting w USING (item_id) LEFT JOIN claim c USING (item_id)"
            f" WHERE l.item_id IN ({marks})",
            ids,
        )
    }
    amended = amended_of(db, ids)
    return tuple(
        ListRow(
            row=queued(rows[one]),
            seen=int(more[one]["seen"] or 0),
            section=more[one]["section"],
            signals=tuple(more[one]["signals"].split()),
            amended=amended[one],
            until=maybe_moment(more[one]["until"]),
            claimed_by=_claimer(more[one], now),
            published=maybe_moment(more[one]["published"]),
            summary=more[one]["opening"],
        )
        for one in ids
        if one in rows and one in more
    )


def _claimer(row: sqlite3.Row, now: datetime) -> str | None:
    """Who is at work on an item now."""
    return str(row["editor"]) if row["editor"] and row["lapses"] > text(now) else None


def facets(db: Database) -> dict[str, tuple[Facet, ...]]:
    """For each field that can be filtered by: its values among what waits, the most frequent first."""
    found: dict[str, tuple[Facet, ...]] = {}
    for name in FACETS:
        rows = db.rows(
            f"SELECT {name} AS value, count(*) AS items FROM listing WHERE status IN {WAITING} AND {name} IS NOT NULL"  # noqa: S608 - our own names
            f" GROUP BY {name} ORDER BY items DESC, {name} LIMIT {MOST_FACETS}"
        )
        found[name] = tuple(Facet(value=row["value"], items=row["items"]) for row in rows)
    return found


def waiting(db: Database) -> tuple[tuple[str, int], ...]:
    """How many items are queued, and how many held."""
    rows = db.rows(f"SELECT status, count(*) AS n FROM listing WHERE status IN {WAITING} GROUP BY status")  # noqa: S608 - two words of ours
    return tuple((str(row["status"]), int(row["n"])) for row in rows)


def fresh(db: Database, wanted: Filter, since: int) -> int:
    """How many items of a filter came after an item; counted up to a hundred."""
    where, given = conditions(wanted)
    joined = " AND ".join([*where, "l.item_id > :since"])
    row = db.one(f"SELECT count(*) AS n FROM (SELECT 1 FROM listing l WHERE {joined} LIMIT 100)", given | {"since": since})  # noqa: S608
    return int(row["n"]) if row else 0
