"""The care of a database: what is wrong with it, in sentences, and a copy of it while others write."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

from ingest.amounts import many
from ingest.store.marks import ITEMS
from ingest.store.problems import StoreDamaged, StoreShut, told

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.store.database import Database

# Sentences about one row and about more, each with the question that counts the rows that break it.
RULES = (
    (
        ("item has no provenance", "items have no provenance"),
        "SELECT count(*) FROM item WHERE item_id NOT IN (SELECT item_id FROM provenance)",
    ),
    (
        ("article has more or fewer than one current version", "articles have more or fewer than one current version"),
        "SELECT count(*) FROM (SELECT 1 FROM article LEFT JOIN item USING (article_id) GROUP BY article_id HAVING"
        " coalesce(sum(current), 0) <> 1)",
    ),
    (
        ("cluster holds no item", "clusters hold no item"),
        "SELECT count(*) FROM cluster WHERE cluster_id NOT IN (SELECT cluster_id FROM item)",
    ),
    (
        ("item is matched with an item of another cluster", "items are matched with an item of another cluster"),
        "SELECT count(*) FROM match m JOIN item i USING (item_id) JOIN item o ON o.item_id = m.other_id WHERE i.cluster_id <> o.cluster_id",
    ),
    (("item left no event", "items left no event"), "SELECT count(*) FROM item WHERE item_id NOT IN (SELECT item_id FROM event)"),
    (
        ("mark belongs to no item", "marks belong to no item"),
        f"SELECT count(*) FROM (SELECT DISTINCT key & {ITEMS} AS item_id FROM mark)"  # noqa: S608 - a number of ours
        f" WHERE item_id NOT IN (SELECT item_id & {ITEMS} FROM item)",
    ),
)


def check(db: Database) -> tuple[str, ...]:
    """What is wrong, each a sentence; nothing where the database is sound."""
    says = [f"SQLite finds damage: {row[0]}" for row in db.rows("PRAGMA integrity_check(20)") if row[0] != "ok"]
    says += [f"a row of {row[0]} has lost its parent in {row[2]}" for row in db.rows("PRAGMA foreign_key_check")]
    says += _check_search(db)
    for (one, more), sql in RULES:
        row = db.one(sql)
        if row and row[0]:
            says.append(many(row[0], one, more))
    return tuple(says)


def _check_search(db: Database) -> list[str]:
    """Whether the search index fits the items."""
    try:
        with db.writing():
            db.run("INSERT INTO item_fts (item_fts, rank) VALUES ('integrity-check', 1)")
    except StoreDamaged as error:
        return [f"the search index does not fit the items ({error}); rebuild it"]
    return []


def mend(db: Database) -> tuple[str, ...]:
    """Make anew what is made of other rows: the search index, marks whose items are gone; what was mended, each a sentence."""
    mended = []
    if _check_search(db):
        with db.writing():
            db.run("INSERT INTO item_fts (item_fts) VALUES ('rebuild')")
        mended.append("the search index was made anew")
    gone = db.run(f"DELETE FROM mark WHERE key & {ITEMS} NOT IN (SELECT item_id & {ITEMS} FROM item)")  # noqa: S608 - a number of ours
    if gone:
        mended.append(many(gone, "mark of an item that is gone was taken out", "marks of items that are gone were taken out"))
    return tuple(mended)


def backup(db: Database, path: Path) -> None:
    """Copy the database to a file that must not exist yet, while others write; a half-made copy does not stay.

    `VACUUM INTO` sees one moment of it however long it takes; the backup API would begin anew at every commit of another program.
    """
    if path.exists():
        raise StoreShut(f"{path}: there is a file already; name another one")
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        db.conn.execute("VACUUM INTO ?", [str(part)])
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except sqlite3.Error as error:
        part.unlink(missing_ok=True)
        raise told(error, path) from error
    except OSError as error:
        raise StoreShut(f"{path}: it can't be written there ({error.strerror}); name another place, or make room") from error
