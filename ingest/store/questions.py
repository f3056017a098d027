"""What is asked of the store: the queue, an item with its whole history, names, health, changes, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.beside import observed, seen_beside, timeline
from ingest.store.released import as_it_leaves
from ingest.store.rows import (
    ChangeRow,
    Counts,
    ItemRecord,
    MatchRow,
    OutboxRow,
    QueueRow,
    ReadingRow,
    RulingRow,
    SourceHealthRow,
    VersionRow,
)
from ingest.store.stories import unpacked
from ingest.store.times import maybe_moment, moment
from normalizers.likeness import url_key

if TYPE_CHECKING:
    import sqlite3

    from ingest.store.database import Database, Value
    from ingest.terms import Op, Status

LONGEST_NUMBER = 18
QUEUE = (
    "SELECT i.item_id, i.cluster_id, a.source, i.publisher, a.uri, i.version, i.url, i.headline, i.language,"
    " v.agency, v.relation, i.change,"
    " v.headline_edited, v.body_edited, i.urgency, (SELECT count(DISTINCT n.house) FROM item n WHERE n.cluster_id"
    " = i.cluster_id) AS copies,"
    " i.first_seen, i.status, i.hold_reason, i.embargoed_until, o.claim_holds,"
    " o.headline AS seen_headline, o.body AS seen_body, o.corrected_by,"
    " (SELECT e.quote FROM evidence e WHERE e.item_id = i.item_id AND e.rule IN ('notice.unread', 'notice.part') LIMIT 1) AS unread"
    " FROM item i JOIN article a USING (article_id) JOIN v_provenance v USING (item_id) LEFT JOIN observed o USING (item_id)"
)
_VERSION = (
    "SELECT i.item_id, a.source, i.publisher, a.uri, i.version, i.url, i.headline, i.change, i.status, i.current, i.first_seen"
    " FROM item i JOIN article a USING (article_id)"
)


def queue(db: Database, status: Status | None, limit: int, search: str | None) -> tuple[QueueRow, ...]:
    """What waits for an editor, or has a status, newest first."""
    where = ["i.status = :status" if status else "i.status IN ('queued', 'held')"]
    if search is not None and search.strip():
        where.append("i.item_id IN (SELECT rowid FROM item_fts WHERE item_fts MATCH :search)")
    sql = f"{QUEUE} WHERE {' AND '.join(where)} ORDER BY i.item_id DESC LIMIT :limit"
    given = {"status": status, "limit": limit, "search": quoted(search or "")}
    return tuple(queued(row) for row in db.rows(sql, given))


def queued(row: sqlite3.Row) -> QueueRow:
    """One line of the list."""
    times = {"first_seen": moment(row["first_seen"]), "embargoed_until": maybe_moment(row["embargoed_until"])}
    return QueueRow(**(dict(row) | times | {"claim_holds": _maybe(row["claim_holds"])}))


def _maybe(flag: int | None) -> bool | None:
    """A yes or a no, or neither."""
    return None if flag is None else bool(flag)


def quoted(search: str) -> str:
    """A search as words that must all stand there, whatever signs they hold."""
    words = search.replace("\0", " ").split()
    return " ".join(f'"{word.replace(chr(34), chr(34) * 2)}"' for word in words)


def item(db: Database, item_id: int) -> ItemRecord | None:
    """Everything that is known of one stored version."""
    row = db.one(
        "SELECT i.*, a.source, a.uri, c.kind FROM item i JOIN article a USING (article_id) JOIN cluster c USING"
        " (cluster_id) WHERE i.item_id = ?",
        [item_id],
    )
    if row is None:
        return None
    return ItemRecord(
        item_id=item_id,
        source=row["source"],
        uri=row["uri"],
        version=row["version"],
        current=bool(row["current"]),
        status=row["status"],
        hold_reason=row["hold_reason"],
        cluster_id=row["cluster_id"],
        cluster_kind=row["kind"],
        change=row["change"],
        replaces=row["replaces"],
        digest=row["digest"],
        clock=moment(row["clock"]),
        first_seen=moment(row["first_seen"]),
        story=seen_beside(db, item_id, unpacked(row)),
        match=_match(db, item_id),
        versions=_versions(db, "i.article_id = ?", row["article_id"]),
        members=_versions(db, "i.cluster_id = ?", row["cluster_id"]),
        rulings=_rulings(db, item_id),
        outbox=_outbox(db, "item_id = :item", {"item": item_id, "limit": 1000}),
        readings=_readings(db, item_id),
        observed=observed(db, item_id),
        timeline=(moved := timeline(db, row["cluster_id"])),
        publishers=len({one.publisher.casefold() for one in moved}),
    )


def _match(db: Database, item_id: int) -> MatchRow | None:
    """Why an item joined its cluster."""
    row = db.one("SELECT * FROM v_why_merged WHERE item_id = ?", [item_id])
    return MatchRow(**(dict(row) | {"decided_at": moment(row["decided_at"])})) if row else None


def _versions(db: Database, where: str, given: int) -> tuple[VersionRow, ...]:
    """Versions or members, in the order they came."""
    rows = db.rows(f"{_VERSION} WHERE {where} ORDER BY i.item_id LIMIT 1000", [given])
    return tuple(VersionRow(**(dict(row) | {"current": bool(row["current"]), "first_seen": moment(row["first_seen"])})) for row in rows)


def _rulings(db: Database, item_id: int) -> tuple[RulingRow, ...]:
    """The rulings on an item, in order."""
    rows = db.rows(
        "SELECT r.ruling_id, r.item_id, r.decision, r.editor, r.reason, r.before, r.after, r.at,"
        " EXISTS (SELECT 1 FROM ruling u WHERE u.undoes = r.ruling_id) AS undone FROM ruling r WHERE r.item_id = ? ORDER BY r.ruling_id",
        [item_id],
    )
    return tuple(map(ruling_of, rows))


def ruling_of(row: sqlite3.Row) -> RulingRow:
    """A row as a ruling; what else the row holds is left aside."""
    plain = {name: row[name] for name in ("ruling_id", "item_id", "decision", "editor", "reason", "before", "after")}
    return RulingRow(**plain, at=moment(row["at"]), undone=bool(row["undone"]))


def _outbox(db: Database, where: str, given: dict[str, Value]) -> tuple[OutboxRow, ...]:
    """Outbox rows, newest first."""
    rows = db.rows(
        "SELECT outbox_id, item_id, target, op, idempotency_key, status, attempts, due, done, place, last_error FROM outbox"  # noqa: S608
        f" WHERE {where} ORDER BY outbox_id DESC LIMIT :limit",
        given,
    )
    return tuple(OutboxRow(**(dict(row) | {"due": moment(row["due"]), "done": maybe_moment(row["done"])})) for row in rows)


def outbox(db: Database, *, status: str | None, op: Op | None, target: str | None, before: int | None, limit: int) -> tuple[OutboxRow, ...]:
    """The outbox, newest first, as far as it is asked for."""
    given: dict[str, Value] = {"status": status, "op": op, "target": target, "before": before, "limit": limit}
    # In so many words: what is open has an index of its own, which SQLite takes only where it sees that this is asked for.
    one_status = {"waiting": "status = 'waiting'", "leased": "status = 'leased'"}.get(status or "", "status = :status")
    asked = {one_status: status, "op = :op": op, "target = :target": target, "outbox_id < :before": before}
    return _outbox(db, " AND ".join(said for said, value in asked.items() if value is not None) or "1", given)


def _readings(db: Database, item_id: int) -> tuple[ReadingRow, ...]:
    """The earlier readings of an item, in order."""
    rows = db.rows("SELECT reading_id, item_id, ruleset, at FROM reading WHERE item_id = ? ORDER BY reading_id", [item_id])
    return tuple(ReadingRow(**(dict(row) | {"at": moment(row["at"])})) for row in rows)


def find(db: Database, text: str) -> tuple[int, ...]:
    """The items that a number, a URI or an address names, newest first."""
    wanted = text.strip()
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= LONGEST_NUMBER else -1
    rows = db.rows(
        "SELECT item_id FROM item WHERE item_id = :number"
        " UNION SELECT item_id FROM article JOIN item USING (article_id) WHERE uri = :text OR (identity = :key AND source <> '')"
        " UNION SELECT item_id FROM item WHERE url_key = :key ORDER BY item_id DESC",
        {"number": number, "text": wanted, "key": url_key(wanted)},
    )
    return tuple(int(row["item_id"]) for row in rows)


def items_of(db: Database, digest: str) -> tuple[int, ...]:
    """The items that were read from some bytes, in order."""
    return tuple(int(row["item_id"]) for row in db.rows("SELECT item_id FROM item WHERE digest = ? ORDER BY item_id", [digest]))


def health(db: Database) -> tuple[SourceHealthRow, ...]:
    """How each source does."""
    rows = db.rows(
        "SELECT source, kind, url, enabled, state, last_fetch, last_success, last_status, last_outcome, last_error, failures, next_due,"
        " items_total, items_new_24h, items_new_7d, lag_minutes, hold_until, because, moved_to FROM v_source_health ORDER BY source"
    )
    return tuple(_health(row) for row in rows)


def _health(row: sqlite3.Row) -> SourceHealthRow:
    """One source's row."""
    times = {name: maybe_moment(row[name]) for name in ("last_fetch", "last_success", "next_due", "hold_until")}
    return SourceHealthRow(**(dict(row) | times | {"enabled": bool(row["enabled"])}))


def changes(db: Database, since: int, limit: int) -> tuple[ChangeRow, ...]:
    """What happened after an event, in order, each with the story as it is stored."""
    rows = db.rows(
        "SELECT e.event_id, e.at, e.kind, e.item_id, a.source, e.status, i.change, e.says, i.story, i.raw_text,"
        " EXISTS (SELECT 1 FROM event p WHERE p.item_id = e.item_id AND p.event_id < e.event_id"
        " AND p.status IN ('approved', 'published')) AS was_released"
        " FROM event e JOIN item i USING (item_id) JOIN article a USING (article_id) WHERE e.event_id > ? ORDER BY e.event_id LIMIT ?",
        (since, limit),
    )
    return tuple(
        ChangeRow(
            event_id=row["event_id"],
            at=moment(row["at"]),
            kind=row["kind"],
            item_id=row["item_id"],
            source=row["source"],
            status=row["status"],
            change=row["change"],
            says=row["says"],
            story=as_it_leaves(db, row),
            was_released=bool(row["was_released"]),
        )
        for row in rows
    )


def counts(db: Database) -> Counts:
    """How much there is of everything."""
    row = db.one(
        "SELECT (SELECT count(*) FROM item) AS items, (SELECT count(*) FROM article) AS articles, (SELECT count(*)"
        " FROM cluster) AS clusters,"
        " (SELECT count(*) FROM source) AS sources, (SELECT count(*) FROM raw) AS raws, (SELECT coalesce(sum(size), 0)"
        " FROM raw) AS raw_bytes,"
        " (SELECT count(*) FROM dead_letter) AS dead, (SELECT count(*) FROM outbox WHERE status IN ('waiting', 'leased')) AS waiting,"
        " (SELECT count(*) FROM event) AS events"
    )
    statuses = tuple(
        (str(one["status"]), int(one["n"])) for one in db.rows("SELECT status, count(*) AS n FROM item GROUP BY status ORDER BY status")
    )
    return Counts(**(dict(row) if row else {}), statuses=statuses)
