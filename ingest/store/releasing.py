"""What leaves without an editor: a source that is trusted for it, and what of it. The ruling stands in the book like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.routes import fits, traits_of
from ingest.store.rulings import rule

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.store.routes import Traits
    from ingest.terms import Only, Releases, Ruled

BY_ITSELF = "auto-release"  # who stands in the book of rulings
OWN_NEWS = frozenset({"new", "series", "update", "correction"})
SAME_WORDS = frozenset({"copy", "extended"})  # the agency's own sending, where a publisher's copy of it came first


def release_by_itself(db: Database, item_id: int, releases: Releases, now: datetime) -> Ruled | None:
    """Approve an item that waits, where its source's copy leaves by itself and it fits; None where an editor decides.

    An article that an editor has decided about is the editors' from then on. A newer version of what left by itself leaves too, whatever
    the filter says: else what is no longer right would stay out.
    """
    if not releases.rules:
        return None
    row = db.one("SELECT status, current, article_id, cluster_id FROM item WHERE item_id = ?", [item_id])
    if row is None or row["status"] != "queued" or not row["current"]:
        return None
    traits = traits_of(db, item_id)
    only = releases.rule_for(traits.source)
    if only is None or _in_hand(db, row["article_id"]):
        return None
    out_already = _left_by_itself(db, row["article_id"])
    if not out_already and not (fits(only, traits) and _is_news(db, only, traits, row)):
        return None
    why = f'what {traits.source} sends leaves by itself (release = "auto")'
    return rule(db, item_id, "approve", (BY_ITSELF, why), releases.routes, now)


def _is_news(db: Database, only: Only, traits: Traits, row: sqlite3.Row) -> bool:
    """Whether it says something that is not out yet and that nothing later replaced. A filter that names the changes decides alone."""
    if only.changes or traits.change in OWN_NEWS:
        return True
    sql = (
        "SELECT 1 FROM item WHERE cluster_id = ? AND article_id <> ?"
        " AND (status IN ('approved', 'published') OR change IN ('update', 'correction')) LIMIT 1"
    )
    return traits.change in SAME_WORDS and db.one(sql, (row["cluster_id"], row["article_id"])) is None


def _in_hand(db: Database, article_id: int) -> bool:
    """Whether an editor has decided anything about an article; a note decides nothing."""
    return (
        db.one(
            "SELECT 1 FROM item i JOIN ruling r USING (item_id) WHERE i.article_id = ? AND r.editor <> ? AND r.decision <> 'note' LIMIT 1",
            (article_id, BY_ITSELF),
        )
        is not None
    )


def _left_by_itself(db: Database, article_id: int) -> bool:
    """Whether a version of an article is out without an editor."""
    return (
        db.one(
            "SELECT 1 FROM item i JOIN ruling r USING (item_id) WHERE i.article_id = ? AND r.editor = ?"
            " AND i.status IN ('approved', 'published') LIMIT 1",
            (article_id, BY_ITSELF),
        )
        is not None
    )
