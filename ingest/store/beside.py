"""What stands beside an item in its story: what comparison showed of it, and who moved what when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.store.rows import DoubtRow, MovedRow, ObservedRow
from ingest.store.times import moment
from normalizers.terms import Observed

if TYPE_CHECKING:
    from ingest.store.database import Database
    from normalizers.terms import Story

MOST_MOVED = 500


def observed(db: Database, item_id: int) -> ObservedRow | None:
    """What comparing an item with another showed."""
    row = db.one(
        "SELECT against_item_id AS against, headline, body, similarity, claim_holds, note, basis, agency, agency_name, agency_stated, diff,"
        " corrected_by FROM observed WHERE item_id = ?",
        [item_id],
    )
    flags = {name: None if row[name] is None else bool(row[name]) for name in ("claim_holds", "agency_stated")} if row else {}
    return ObservedRow(**(dict(row) | flags)) if row else None


def seen_beside(db: Database, item_id: int, story: Story) -> Story:
    """A story with what comparison with the agency's own copy showed in its provenance."""
    row = db.one(
        "SELECT a.uri AS against, o.headline, o.body, o.similarity FROM observed o JOIN item i ON i.item_id = o.against_item_id"
        " JOIN article a USING (article_id) WHERE o.item_id = ? AND o.basis = 'original'",
        [item_id],
    )
    return replace(story, provenance=replace(story.provenance, observed=Observed(**dict(row)))) if row else story


def timeline(db: Database, cluster_id: int) -> tuple[MovedRow, ...]:
    """Who moved which version of a story when, in order; the head is marked."""
    head = db.one("SELECT item_id FROM v_heads WHERE cluster_id = ?", [cluster_id])
    rows = db.rows(
        "SELECT item_id, publisher, moved, stated, agency_own, agency_first, minutes_behind, change, status, headline FROM v_timeline"
        " WHERE cluster_id = ? ORDER BY place LIMIT ?",
        (cluster_id, MOST_MOVED),
    )
    flags = ("stated", "agency_own", "agency_first")
    return tuple(
        MovedRow(
            **(
                dict(row)
                | {name: bool(row[name]) for name in flags}
                | {"moved": moment(row["moved"]), "head": head is not None and head["item_id"] == row["item_id"]}
            )
        )
        for row in rows
    )


def doubts(db: Database, limit: int) -> tuple[DoubtRow, ...]:
    """The pairs that may be one story, newest first."""
    rows = db.rows(
        "SELECT item_id, headline, other_id, other_headline, containment, reason, at FROM v_doubts ORDER BY item_id DESC LIMIT ?", [limit]
    )
    return tuple(DoubtRow(**(dict(row) | {"at": moment(row["at"])})) for row in rows)
