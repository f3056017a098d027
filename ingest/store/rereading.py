"""Reading again: a better reading of the same bytes takes the place of the first, and the first is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import gates, marks
from ingest.store.ledger import note, stand
from ingest.store.outgoing import OUT
from ingest.store.stories import unpacked
from ingest.store.timers import keep_back
from ingest.store.times import moment, text
from ingest.store.versions import insert_mark, insert_reading, story_columns
from normalizers.judge import Arrival
from normalizers.likeness import fingerprint

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.store.database import Database
    from normalizers.terms import Story


def refile(db: Database, item_id: int, story: Story, now: datetime) -> bool:
    """Put a better reading in an item's place and keep the earlier one; False where it is the same or there is no such item.

    A gate that only the new reading sees (an embargo, say) holds what still waits; a hold is never lifted by a reading. What is released
    already and turns out to be embargoed leaves for no target, and is taken from those who pull, until that ends.
    """
    row = db.one(
        "SELECT i.*, a.source, p.ruleset FROM item i JOIN article a USING (article_id) JOIN provenance p USING (item_id) WHERE item_id = ?",
        [item_id],
    )
    if row is None or unpacked(row) == story:
        return False
    with db.writing():
        db.run(
            "INSERT INTO reading (item_id, ruleset, at, story, raw_text) VALUES (?, ?, ?, ?, ?)",
            (item_id, row["ruleset"], text(now), row["story"], row["raw_text"]),
        )
        arrival = Arrival(source=row["source"], story=story, mark=fingerprint(story), clock=moment(row["clock"]))
        _remark(db, item_id, arrival)
        _reword(db, item_id, arrival)
        _forget_reading(db, item_id)
        insert_reading(db, item_id, story)
        note(db, item_id, "reread", row["status"], f"read again by the rules of {story.provenance.ruleset or 'today'}", now)
        standing = gates.standing_of(story, now)
        if row["status"] == "queued" and standing != gates.QUEUED:
            stand(db, item_id, standing, standing.reason or "a gate that the new reading sees", now)
        if row["status"] in OUT and standing.gate == "embargo":
            keep_back(db, item_id, now)
    return True


def _reword(db: Database, item_id: int, arrival: Arrival) -> None:
    """Write the columns that are read from the story."""
    row = story_columns(arrival)
    names = ", ".join(f"{name} = :{name}" for name in row)
    db.run(f"UPDATE item SET {names} WHERE item_id = :item_id", row | {"item_id": item_id})  # noqa: S608 - our own column names


def _forget_reading(db: Database, item_id: int) -> None:
    """Take an earlier reading's evidence out; the reading itself is kept."""
    for table in ("credit", "evidence", "provenance"):
        db.run(f"DELETE FROM {table} WHERE item_id = ?", [item_id])  # noqa: S608 - the three names above


def _remark(db: Database, item_id: int, arrival: Arrival) -> None:
    """Give an item the fingerprint of its new reading, where its week is still compared with anything."""
    week = marks.week_of(arrival.clock)
    old = db.one("SELECT story, first_seen FROM item JOIN fingerprint USING (item_id) WHERE item_id = ?", [item_id])
    if old is None:
        return
    before_story = unpacked(old, whole=False)
    keys = marks.keys_of(item_id, week, fingerprint(before_story), found=before_story.pub_status != "canceled")
    db.many("DELETE FROM mark WHERE key = ?", [(key,) for key in keys])
    db.run("DELETE FROM fingerprint WHERE item_id = ?", [item_id])
    insert_mark(db, item_id, arrival, moment(old["first_seen"]))
