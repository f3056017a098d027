"""Pruning: what has had its day goes, in short transactions beside whoever writes; what went for good leaves a tombstone."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ingest.store.marks import HASH_BITS as HASH
from ingest.store.marks import ITEM_BITS, WEEK_S, WEEKS, first_key
from ingest.store.problems import RowRefused
from ingest.store.times import text
from ingest.terms import Pruned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store.database import Database, Value
    from ingest.terms import Keep

BOX_S, GAP_S = 0.02, 0.004  # as filing: nobody waits for us longer than about 50 ms
LEAST, MOST = 8, 4096  # rows a transaction
OLD_RAW = (
    "received < ? AND digest NOT IN (SELECT digest FROM dead_letter WHERE digest IS NOT NULL)"
    " AND digest NOT IN (SELECT digest FROM inbox WHERE taken IS NULL)"
)
OLD_INBOX = "received < ? AND taken IS NOT NULL"  # a sender that repeats itself for so long is told that it is new
OLD_POLLS = "at < ? AND fetch_id NOT IN (SELECT max(fetch_id) FROM fetch GROUP BY source)"
# Stories that came and went: all of it old, nobody decided about it, nothing of it ever left, and no article of it lives on elsewhere.
OLD_STORIES = """
SELECT c.cluster_id FROM cluster c JOIN item i USING (cluster_id) GROUP BY c.cluster_id
HAVING max(i.first_seen) < ?
   AND NOT EXISTS (SELECT 1 FROM item n WHERE n.cluster_id = c.cluster_id AND (
        n.status IN ('approved', 'published', 'held')
        OR n.item_id IN (SELECT item_id FROM ruling) OR n.item_id IN (SELECT item_id FROM outbox)
        OR n.item_id IN (SELECT item_id FROM fingerprint)
        OR EXISTS (SELECT 1 FROM item o WHERE o.article_id = n.article_id AND o.cluster_id <> n.cluster_id)))
"""


def prune(db: Database, keep: Keep, now: datetime, *, dry: bool) -> Pruned:
    """Let go of what is older than it is to be kept; with `dry`, only count it."""
    told = _count(db, keep, now)
    if dry:
        return told
    for week in _old_weeks(db, keep, now):
        _drop_week(db, week)
    _drop(db, "raw", "digest", OLD_RAW, _before(now, keep.raw_days))
    _drop(db, "inbox", "inbox_id", OLD_INBOX, _before(now, keep.raw_days))
    _drop(db, "fetch", "fetch_id", OLD_POLLS, _before(now, keep.polls_days))
    stories = _old_stories(db, keep, now)
    gone = [_bury_story(db, cluster, now) for cluster in stories]
    return replace(told, stories=sum(count > 0 for count in gone), items=sum(gone))


def _count(db: Database, keep: Keep, now: datetime) -> Pruned:
    """What would go."""
    weeks = _old_weeks(db, keep, now)
    raw = db.one(f"SELECT count(*), coalesce(sum(length(data)), 0) FROM raw WHERE {OLD_RAW}", [_before(now, keep.raw_days)])  # noqa: S608
    polls = db.one(f"SELECT count(*) FROM fetch WHERE {OLD_POLLS}", [_before(now, keep.polls_days)])  # noqa: S608 - words of ours
    stories = _old_stories(db, keep, now)
    return Pruned(
        weeks=len(weeks),
        marks=sum(_number(db, "SELECT count(*) FROM mark WHERE key BETWEEN ? AND ?", _range(week)) for week in weeks),
        raws=raw[0] if raw else 0,
        raw_bytes=raw[1] if raw else 0,
        polls=polls[0] if polls else 0,
        stories=len(stories),
        items=sum(_number(db, "SELECT count(*) FROM item WHERE cluster_id = ?", [one]) for one in stories),
    )


def _number(db: Database, sql: str, given: Sequence[Value]) -> int:
    """The one number that a question gives."""
    row = db.one(sql, given)
    return int(row[0]) if row else 0


def _before(now: datetime, days: int) -> str:
    """So many days ago, as the tables write it."""
    return text(now - timedelta(days=days))


def _old_weeks(db: Database, keep: Keep, now: datetime) -> list[int]:
    """Weeks that nothing has come to for long enough; never one whose marks share their numbers with a younger week, 256 later."""
    limit = now - timedelta(days=keep.marks_days)
    rows = db.rows("SELECT week, newest FROM mark_week ORDER BY week")
    young = {row["week"] & WEEKS for row in rows if row["newest"] >= text(limit) or (row["week"] + 1) * WEEK_S > limit.timestamp()}
    return [row["week"] for row in rows if row["week"] & WEEKS not in young]


def _range(week: int) -> tuple[int, int]:
    """The first and the last number of a week."""
    first = first_key(week)
    return first, first + (1 << (ITEM_BITS + HASH)) - 1


def _drop_week(db: Database, week: int) -> None:
    """Let go of a week's marks and fingerprints; its row last, so that what is cut off in the middle is finished by the next prune."""
    _drop(db, "mark", "key", "key BETWEEN ? AND ?", *_range(week))
    _drop(db, "fingerprint", "item_id", "clock >= ? AND clock < ?", week * WEEK_S, (week + 1) * WEEK_S)
    db.run("DELETE FROM mark_week WHERE week = ?", [week])


def _drop(db: Database, table: str, key: str, which: str, *given: Value) -> None:
    """Delete rows, so many a transaction as fit into twenty milliseconds."""
    sql = f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {which} LIMIT ?)"  # noqa: S608 - names of ours
    lump = LEAST
    while True:
        began = time.perf_counter()
        if not db.run(sql, (*given, lump)):
            return
        took = time.perf_counter() - began
        lump = max(LEAST, lump // 2) if took > BOX_S else min(MOST, lump * 2) if took < BOX_S / 3 else lump
        time.sleep(GAP_S)


# --- whole stories -----------------------------------------------------------------------------------------------------
def _old_stories(db: Database, keep: Keep, now: datetime) -> list[int]:
    """The clusters that may go; none where items are kept for ever."""
    return [] if keep.items_days is None else [int(row[0]) for row in db.rows(OLD_STORIES, [_before(now, keep.items_days)])]


def _bury_story(db: Database, cluster: int, now: datetime) -> int:
    """Delete a story with all that hangs on its items, and leave tombstones; how many items went. What others still point to stays."""
    with suppress(RowRefused), db.writing():
        db.run(
            "INSERT OR IGNORE INTO tombstone SELECT a.source, a.identity, i.stamp, ? FROM item i JOIN article a USING (article_id)"
            " WHERE i.cluster_id = ?",
            (text(now), cluster),
        )
        for table, column in _hanging(db):
            db.run(f"DELETE FROM {table} WHERE {column} IN (SELECT item_id FROM item WHERE cluster_id = ?)", [cluster])  # noqa: S608
        articles = [row[0] for row in db.rows("SELECT DISTINCT article_id FROM item WHERE cluster_id = ?", [cluster])]
        db.run("UPDATE item SET replaces = NULL WHERE cluster_id = ?", [cluster])
        gone = db.run("DELETE FROM item WHERE cluster_id = ?", [cluster])
        db.many("DELETE FROM article WHERE article_id = ?", [(one,) for one in articles])
        db.run("DELETE FROM cluster WHERE cluster_id = ?", [cluster])
        return gone
    return 0


def _hanging(db: Database) -> list[tuple[str, str]]:
    """The tables and columns that point to items, but decisions and despatches: an item that has one is never pruned."""
    return [
        (str(row["name"]), str(row["from"]))
        for row in db.rows(
            'SELECT m.name, f."from" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f'
            " WHERE m.type = 'table' AND f.\"table\" = 'item' AND m.name NOT IN ('item', 'ruling', 'outbox')"
        )
    ]


def is_buried(db: Database, source: str, identity: str, stamp: str) -> bool:
    """Whether this very thing was here and has been pruned."""
    return db.one("SELECT 1 FROM tombstone WHERE source = ? AND identity = ? AND stamp = ?", (source, identity, stamp)) is not None
