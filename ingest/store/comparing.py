"""What comparing a publisher's copy with the agency's own shows, written down beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.judge import observe

if TYPE_CHECKING:
    import sqlite3

    from ingest.store.database import Database
    from ingest.store.neighbors import Marks

_COMPARED = (
    "SELECT i.item_id, i.story, f.body AS f_body, f.title AS f_title, p.relation FROM item i LEFT JOIN fingerprint f USING (item_id)"
    " JOIN provenance p USING (item_id)"
)
MOST_COMPARED = 50


def compare(db: Database, marks: Marks, item_id: int, cluster_id: int, other: int) -> None:
    """Compare a publisher's copy with the agency's own in its cluster, else with the item that it matched.

    The agency's own sending that comes behind its copies is what they are all compared with from then on.
    """
    mine = db.one(f"{_COMPARED} WHERE i.item_id = ?", [item_id])
    against = db.one(
        f"{_COMPARED} WHERE i.cluster_id = ? AND i.item_id <> ? AND i.change <> 'kill'"
        " ORDER BY p.relation = 'agency_direct' DESC, i.item_id = ? DESC, i.item_id DESC LIMIT 1",
        (cluster_id, item_id, other),
    )
    if mine is None or against is None:
        return
    _insert_observed(db, marks, mine, against)
    if mine["relation"] == "agency_direct" and against["relation"] != "agency_direct":
        copies = db.rows(
            f"{_COMPARED} WHERE i.cluster_id = ? AND i.item_id <> ? AND i.change <> 'kill' ORDER BY i.item_id LIMIT ?",
            (cluster_id, item_id, MOST_COMPARED),
        )
        for copy in copies:
            _insert_observed(db, marks, copy, mine)


def _insert_observed(db: Database, marks: Marks, mine: sqlite3.Row, against: sqlite3.Row) -> None:
    """What the comparison showed, and whether what the publisher claims holds."""
    claims = db.one("SELECT headline_edited, body_edited FROM provenance WHERE item_id = ?", [mine["item_id"]])
    seen = observe(marks.of(mine), marks.of(against))
    holds = (
        [
            (said == "yes") == (what != "same")
            for said, what in ((claims["headline_edited"], seen.headline), (claims["body_edited"], seen.body))
            if said in ("yes", "no")
        ]
        if claims
        else []
    )
    db.run(
        "INSERT OR REPLACE INTO observed VALUES (?, ?, ?, ?, ?, ?, ?)",
        (mine["item_id"], against["item_id"], seen.headline, seen.body, seen.similarity, int(all(holds)) if holds else None, seen.note),
    )
