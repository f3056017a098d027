"""What stories are found by: each run of words that is kept of a text is one number in one B-tree, and goes with its week.

A number holds the week (8 bits), the hash (28) and the item (28): 15 bytes of the file each, some 25 of them a story. Two texts that
only share a hash by chance don't share two; what is found is compared word by word afterwards. Weeks come round after five years, items
after 268 million.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.times import moment, text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from normalizers.likeness import Fingerprint

WEEK_S = 7 * 24 * 3600
ITEM_BITS = HASH_BITS = 28
ITEMS, HASHES, WEEKS = (1 << ITEM_BITS) - 1, (1 << HASH_BITS) - 1, 0xFF
DIGITS = HASH_BITS // 4  # of a digest in hexadecimal
FIND = f"SELECT key & {ITEMS} FROM mark WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT ?"  # noqa: S608 - a number of ours


def week_of(clock: datetime) -> int:
    """The week that a moment falls in, counted from 1970."""
    return int(clock.timestamp()) // WEEK_S


def number_of(digest: str) -> int:
    """Eight bytes of a digest as SQLite keeps whole numbers."""
    return int.from_bytes(bytes.fromhex(digest[:16]), "big", signed=True)


def of_runs(grams: Iterable[int]) -> set[int]:
    """The hashes of sampled runs of words: their upper bits, since the lower ones chose them."""
    return {(gram >> (64 - HASH_BITS)) & HASHES for gram in grams}


def of_title(digest: str) -> int:
    """The hash to find the same headline by."""
    return int(digest[:DIGITS], 16)


def first_key(week: int) -> int:
    """The least number of a week."""
    return ((week & WEEKS) - (WEEKS + 1) // 2) << (ITEM_BITS + HASH_BITS)


def keys_of(item_id: int, week: int, mark: Fingerprint, *, found: bool) -> list[int]:
    """The numbers that an item is found by, in their order; of one that is nobody's copy (not `found`) the headline's alone."""
    hashes = {of_title(mark.title)} | (of_runs(mark.sample) if found else set())
    first, item = first_key(week), item_id & ITEMS
    return [first + (hashed << ITEM_BITS) + item for hashed in sorted(hashes)]


def questions(weeks: Sequence[int], hashes: Collection[int], most: int) -> Iterator[tuple[int, int, int]]:
    """What to ask `FIND` for the items of some weeks that have one of these hashes; at most so many a hash."""
    for week in weeks:
        first = first_key(week)
        for hashed in hashes:
            low = first + (hashed << ITEM_BITS)
            yield low, low + ITEMS, most


# --- the rows --------------------------------------------------------------------------------------------------------
PUT = "INSERT INTO fingerprint (item_id, clock, body, title, tokens, kept) VALUES (?, ?, ?, ?, ?, ?)"
PUT_KEY = "INSERT OR IGNORE INTO mark (key) VALUES (?)"
PUT_WEEK = (
    "INSERT INTO mark_week (week, newest) VALUES (?, ?)"
    " ON CONFLICT (week) DO UPDATE SET newest = excluded.newest WHERE excluded.newest > newest"
)


def row_of(item_id: int, clock: datetime, mark: Fingerprint) -> tuple[int, int, int, int, int, int]:
    """A fingerprint as its table has it."""
    return (item_id, int(clock.timestamp()), number_of(mark.body), number_of(mark.title), mark.tokens, len(mark.sample))


def make_anew(conn: sqlite3.Connection) -> None:
    """Mark the items of the last two weeks again, after the form of marks has changed; what is older is compared with nothing any more."""
    from ingest.store.stories import unpacked
    from normalizers.likeness import fingerprint

    newest = conn.execute("SELECT max(clock) FROM item").fetchone()[0]
    if newest is None:
        return
    since = text(moment(newest))
    rows = conn.execute(
        "SELECT item_id, clock, first_seen, story FROM item WHERE clock >= strftime('%Y-%m-%dT%H:%M:%SZ', ?, '-14 days') ORDER BY item_id",
        [since],
    )
    for row in rows:
        story, clock = unpacked(row, whole=False), moment(row["clock"])
        mark = fingerprint(story)
        conn.execute(PUT, row_of(row["item_id"], clock, mark))
        conn.execute(PUT_WEEK, (week_of(clock), row["first_seen"]))
        conn.executemany(PUT_KEY, [(key,) for key in keys_of(row["item_id"], week_of(clock), mark, found=story.pub_status != "canceled")])
