"""The stored versions that a story must be judged against: same identity, same words, near words, what a kill or a mark names."""

from __future__ import annotations

from collections import Counter, OrderedDict
from typing import TYPE_CHECKING

from ingest.store.stories import unpacked
from ingest.store.times import maybe_moment, moment, text
from normalizers.judge import WINDOW, Arrival, Neighbor, is_kill, mark_of
from normalizers.likeness import Fingerprint, digest, fingerprint, without_mark, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from ingest.store.database import Database

VERSIONS = 200  # of one article; a page rewritten more often than that is judged against its newest
EXACT = 8
TITLED = 16
NEAR = 12
NEAR_OF_ONE = 3
POSTINGS = 48  # newest items of one shingle: stock phrases would else drag in thousands
MEMBERS = 200
NAMED_LINES = 12
SPAN_S = 28 * 24 * 3600  # four weeks: a window of six days lies in one span, mostly, and is looked up once
REMEMBERED = 1000


class Marks:
    """Fingerprints of stored stories, worked out again when they are needed and remembered for a while; the digests are the key."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._known: OrderedDict[tuple[str, str], Fingerprint] = OrderedDict()

    def of(self, row: sqlite3.Row) -> Fingerprint:
        """The fingerprint of a stored row."""
        key = (row["f_body"], row["f_title"])
        found = self._known.get(key) or fingerprint(unpacked(row, whole=False))
        self.remember(found, key)
        return found

    def remember(self, mark: Fingerprint, key: tuple[str, str] | None = None) -> None:
        """Keep a fingerprint at hand; the longest unused goes."""
        key = key or (mark.body, mark.title)
        self._known[key] = mark
        self._known.move_to_end(key)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def neighbors(db: Database, marks: Marks, arrival: Arrival) -> tuple[Neighbor, ...]:
    """The neighbors of a story, in the order they were stored."""
    kin = _kin(db, arrival)
    around = _titled(db, arrival) | _exact(db, arrival) | _near(db, arrival)
    if is_kill(arrival.story) or mark_of(arrival.story):
        around |= _members(db, arrival, kin | around)
    return tuple(_neighbor(row, marks) for row in _rows(db, kin | around))


def span_of(clock: datetime) -> int:
    """The four weeks that a moment falls in, counted from 1970."""
    return int(clock.timestamp()) // SPAN_S


def _kin(db: Database, arrival: Arrival) -> set[int]:
    """The versions of the same article."""
    return _ids(
        db,
        "SELECT item_id FROM article JOIN item USING (article_id) WHERE source = ? AND identity = ? ORDER BY item_id DESC LIMIT ?",
        (arrival.source, arrival.identity, VERSIONS),
    )


def _window(arrival: Arrival) -> tuple[str, str]:
    """Three days before and after, as the tables write them."""
    try:
        return text(arrival.clock - WINDOW), text(arrival.clock + WINDOW)
    except OverflowError:  # a clock at an end of the calendar
        return text(arrival.clock), text(arrival.clock)


def _exact(db: Database, arrival: Arrival) -> set[int]:
    """Stories of the same words."""
    sql = "SELECT item_id FROM fingerprint WHERE body = ? AND clock BETWEEN ? AND ? ORDER BY clock DESC LIMIT ?"
    return _ids(db, sql, (arrival.mark.body, *_window(arrival), EXACT)) if arrival.mark.tokens else set()


def _titled(db: Database, arrival: Arrival) -> set[int]:
    """Stories of the same headline, where it may matter: a kill names one, a marked version keeps it, a short text needs it."""
    story, titles = arrival.story, {arrival.mark.title}
    if is_kill(story):
        lines = [line for block in story.body[:NAMED_LINES] for line in block.text.splitlines()[:NAMED_LINES]]
        parts = {part.strip(" '\"“”‘’.") for line in lines for part in (line, line.partition(":")[2])}
        titles |= {digest(words(without_mark(part))) for part in parts if part}
    titles.discard(digest(()))
    sql = "SELECT item_id FROM fingerprint WHERE title = ? AND clock BETWEEN ? AND ? ORDER BY clock DESC LIMIT ?"
    found: set[int] = set()
    for title in titles:
        found |= _ids(db, sql, (title, *_window(arrival), TITLED))
    return found


def _near(db: Database, arrival: Arrival) -> set[int]:
    """Stories that share most sampled runs of words inside the window."""
    early, late = _window(arrival)
    spans = range(span_of(moment(early)), span_of(moment(late)) + 1)
    sql = "SELECT item_id FROM shingle WHERE span = ? AND hash = ? ORDER BY item_id DESC LIMIT ?"
    seen = Counter(db.numbers(sql, ((span, hashed, POSTINGS) for span in spans for hashed in arrival.mark.sample)))
    if not seen:
        return set()
    best = sorted(seen, key=lambda item: (-seen[item], -item))[: NEAR * 4]
    rows = db.rows(
        "SELECT item_id, cluster_id FROM fingerprint f JOIN item i USING (item_id)"  # noqa: S608 - question marks alone
        f" WHERE item_id IN ({_marks(best)}) AND f.clock BETWEEN ? AND ?",
        (*best, early, late),
    )
    return _spread(best, {int(row["item_id"]): int(row["cluster_id"]) for row in rows})


def _spread(best: Sequence[int], clusters: Mapping[int, int]) -> set[int]:
    """The best of several clusters, few of each: a round-up is known by the many stories that it quotes."""
    taken: Counter[int] = Counter()
    out: set[int] = set()
    for item in best:
        cluster = clusters.get(item)
        if cluster is not None and taken[cluster] < NEAR_OF_ONE and len(out) < NEAR:
            taken[cluster] += 1
            out.add(item)
    return out


def _members(db: Database, arrival: Arrival, found: set[int]) -> set[int]:
    """All that the same house sent to the clusters of what was found: a kill or an update means the last of the chain."""
    if not found:
        return set()
    sql = (
        f"SELECT item_id FROM item WHERE house = ? AND cluster_id IN (SELECT cluster_id FROM item WHERE item_id IN"  # noqa: S608 - question marks alone
        f" ({_marks(found)}))"
        " ORDER BY item_id DESC LIMIT ?"
    )
    return _ids(db, sql, (arrival.house, *found, MEMBERS))


def _rows(db: Database, items: set[int]) -> list[sqlite3.Row]:
    """The rows that neighbors are made of."""
    if not items:
        return []
    return db.rows(
        "SELECT i.item_id, i.cluster_id, c.kind, c.killed, a.source, i.house, a.identity, i.version, i.clock,"  # noqa: S608 - question marks alone
        " i.stated, i.stamp, i.current, i.change,"
        " i.story, f.body AS f_body, f.title AS f_title FROM item i JOIN article a USING (article_id) JOIN cluster c USING (cluster_id)"
        f" JOIN fingerprint f USING (item_id) WHERE i.item_id IN ({_marks(items)}) ORDER BY i.item_id",
        tuple(items),
    )


def _neighbor(row: sqlite3.Row, marks: Marks) -> Neighbor:
    """A stored version as the judge sees it."""
    return Neighbor(
        item_id=row["item_id"],
        cluster_id=row["cluster_id"],
        kind=row["kind"],
        source=row["source"],
        house=row["house"],
        identity=row["identity"],
        version=row["version"],
        clock=moment(row["clock"]),
        stated=maybe_moment(row["stated"]),
        stamp=row["stamp"],
        mark=marks.of(row),
        current=bool(row["current"]),
        change=row["change"],
        killed=row["killed"] is not None,
    )


def _ids(db: Database, sql: str, given: Iterable[str | int]) -> set[int]:
    """The item numbers that a question gives."""
    return {int(row[0]) for row in db.rows(sql, tuple(given))}


def _marks(items: Iterable[int]) -> str:
    """As many question marks as there are items."""
    return ", ".join("?" for _ in items)
