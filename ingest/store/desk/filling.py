"""The list of a database that is older than it: what can't be said in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.stories import unpacked

if TYPE_CHECKING:
    import sqlite3


def fill(conn: sqlite3.Connection) -> None:
    """Write what stands in the stories alone, section and signals, into the rows that the migration made."""
    for row in conn.execute("SELECT item_id, story FROM item").fetchall():
        story = unpacked(row, whole=False)
        if story.section or story.signals:
            given = (story.section, f" {' '.join(story.signals)} ", row["item_id"])
            conn.execute("UPDATE listing SET section = ?, signals = ? WHERE item_id = ?", given)
