"""The notices of the stored versions: how often each rule read one, and those that could not be read, a wording a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.rows import RuleSeen, UnreadNotice
from ingest.store.times import moment

if TYPE_CHECKING:
    from ingest.store.database import Database

MOST_READ = 20_000  # versions looked at for wordings that could not be read, the newest first


def rules_seen(db: Database) -> tuple[RuleSeen, ...]:
    """How often each rule gave evidence, by the language of the copy."""
    rows = db.rows(
        "SELECT e.rule, coalesce(i.language, '') AS language, count(DISTINCT e.item_id) AS items, count(DISTINCT i.house) AS publishers,"
        " max(i.first_seen) AS last_seen FROM evidence e JOIN item i USING (item_id) GROUP BY 1, 2 ORDER BY items DESC, 1, 2"
    )
    return tuple(RuleSeen(**(dict(row) | {"last_seen": moment(row["last_seen"])})) for row in rows)


def unread(db: Database, item_id: int | None = None) -> tuple[UnreadNotice, ...]:
    """The notices that could not be read, of one version or of all: each publisher's wordings, the most frequent first."""
    rows = db.rows(
        "SELECT e.item_id, coalesce(i.publisher, a.source) AS publisher, coalesce(i.language, '') AS language, e.quote, i.first_seen,"
        " e.rule = 'notice.part' AS in_part FROM evidence e JOIN item i USING (item_id) JOIN article a USING (article_id)"
        " WHERE e.kind = 'disclaimer' AND e.rule IN ('notice.unread', 'notice.part') AND e.item_id = coalesce(?, e.item_id)"
        " ORDER BY e.item_id DESC LIMIT ?",
        (item_id, MOST_READ),
    )
    found: dict[tuple[str, str], UnreadNotice] = {}
    for row in rows:
        words = " ".join(row["quote"].split())
        key = (row["publisher"], words.casefold())
        known = found.get(key)
        found[key] = UnreadNotice(
            item_id=known.item_id if known else row["item_id"],
            publisher=row["publisher"],
            language=row["language"],
            words=known.words if known else words,
            items=(known.items if known else 0) + 1,
            in_part=bool(row["in_part"]),
            last_seen=known.last_seen if known else moment(row["first_seen"]),
        )
    return tuple(sorted(found.values(), key=lambda one: (-one.items, one.publisher, -one.item_id)))
