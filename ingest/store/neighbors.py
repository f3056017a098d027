"""The stored versions that a story must be judged against: same identity, same words, near words, what a kill or a mark names."""

from __future__ import annotations

from collections import Counter, OrderedDict
from typing import TYPE_CHECKING

from ingest.store.marks import FIND, WEEK_S, number_of, of_runs, of_title, questions
from ingest.store.stories import unpacked
from ingest.store.times import maybe_moment, moment
from normalizers.judge import WINDOW, Arrival, Neighbor, is_kill, mark_of
from normalizers.likeness import KEEP_LEAD, Fingerprint, digest, fingerprint, without_mark, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from ingest.store.database import Database

VERSIONS = 200  # of one article; a page rewritten more often than that is judged against its newest
TITLED = 16
NEAR = 12
NEAR_OF_ONE = 3
POSTINGS = 48  # newest items of one shingle: stock phrases would else drag in thousands
MEMBERS = 200
NAMED_LINES = 12
MOSTLY = 0.5  # a text with less of its marks in any stored one is made of several, or of a part
FEW = 6  # of those that share but one mark with a rich text so many are looked at: a stock phrase finds dozens, a short copy only itself
RICH, ENOUGH = 10, 2  # two texts with so many marks share at least two of them, or are no copies: one is a stock phrase
REMEMBERED = 1000


class Marks:
    """Fingerprints of stored stories, worked out again when they are needed and remembered for a while; the digests are the key."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._known: OrderedDict[tuple[int, int], Fingerprint] = OrderedDict()

    def of(self, row: sqlite3.Row) -> Fingerprint:
        """The fingerprint of a stored row."""
        key = (row["f_body"], row["f_title"])
        if key[0] is None:  # its fingerprint went with its week
            return fingerprint(unpacked(row, whole=False))
        found = self._known.get(key) or fingerprint(unpacked(row, whole=False))
        self.remember(found, key)
        return found

    def remember(self, mark: Fingerprint, key: tuple[int, int] | None = None) -> None:
        """Keep a fingerprint at hand; the longest unused goes."""
        key = key or (number_of(mark.body), number_of(mark.title))
        self._known[key] = mark
        self._known.move_to_end(key)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def neighbors(db: Database, marks: Marks, arrival: Arrival) -> tuple[Neighbor, ...]:
    """The neighbors of a story, in the order they were stored."""
    kin = _kin(db, arrival)
    weeks = _weeks(db, arrival)
    around = _titled(db, arrival, weeks) | _near(db, arrival, weeks) if weeks else set()
    if is_kill(arrival.story) or mark_of(arrival.story):
        around |= _members(db, arrival, kin | around)
    return tuple(_neighbor(row, marks) for row in _rows(db, kin | around))


def _weeks(db: Database, arrival: Arrival) -> list[int]:
    """The weeks within three days of a story that have anything in them: mostly one."""
    early, late = _window(arrival)
    return db.numbers("SELECT week FROM mark_week WHERE week BETWEEN ? AND ?", [(early // WEEK_S, late // WEEK_S)])


def _kin(db: Database, arrival: Arrival) -> set[int]:
    """The versions of the same article."""
    return _ids(
        db,
        "SELECT item_id FROM article JOIN item USING (article_id) WHERE source = ? AND identity = ? ORDER BY item_id DESC LIMIT ?",
        (arrival.source, arrival.identity, VERSIONS),
    )


def _window(arrival: Arrival) -> tuple[int, int]:
    """Three days before and after, in seconds since 1970."""
    clock, reach = int(arrival.clock.timestamp()), int(WINDOW.total_seconds())
    return clock - reach, clock + reach


def _titled(db: Database, arrival: Arrival, weeks: Sequence[int]) -> set[int]:
    """Stories of the same headline, where it may matter: a kill names one, a marked version keeps it, a short text needs it."""
    story, titles = arrival.story, {arrival.mark.title}
    if is_kill(story):
        lines = [line for block in story.body[:NAMED_LINES] for line in block.text.splitlines()[:NAMED_LINES]]
        parts = {part.strip(" '\"“”‘’.") for line in lines for part in (line, line.partition(":")[2])}
        titles |= {digest(words(without_mark(part))) for part in parts if part}
    titles.discard(digest(()))
    found = db.numbers(FIND, questions(weeks, [of_title(title) for title in titles], POSTINGS))
    if not found:
        return set()
    sql = (
        "SELECT item_id FROM fingerprint WHERE item_id IN (SELECT value FROM json_each(?)) AND title IN (SELECT value FROM json_each(?))"
        " AND clock BETWEEN ? AND ? ORDER BY clock DESC LIMIT ?"
    )
    return _ids(db, sql, (_listed(found), _listed(map(number_of, titles)), *_window(arrival), TITLED * len(titles)))


def _near(db: Database, arrival: Arrival, weeks: Sequence[int]) -> set[int]:
    """Stories that share most sampled runs of words inside the window; those that a round-up quotes are asked for by more of its runs."""
    hashes = of_runs(arrival.mark.sample)
    seen = Counter(db.numbers(FIND, questions(weeks, hashes, POSTINGS)))
    if ENOUGH <= max(seen.values(), default=0) < len(hashes) * MOSTLY:
        more = of_runs(gram for gram in arrival.mark.grams if gram % KEEP_LEAD == 0) - hashes
        seen.update(db.numbers(FIND, questions(weeks, more, POSTINGS)))
    rich = len(hashes) >= RICH
    ranked = sorted(seen, key=lambda item: (-seen[item], -item))[: NEAR * 4]
    best = [item for place, item in enumerate(ranked) if place < FEW or seen[item] >= ENOUGH or not rich]
    if not best:
        return set()
    rows = db.rows(
        "SELECT item_id, cluster_id, kept FROM fingerprint f JOIN item i USING (item_id)"
        " WHERE item_id IN (SELECT value FROM json_each(?)) AND f.clock BETWEEN ? AND ?",
        (_listed(best), *_window(arrival)),
    )
    clusters = {row["item_id"]: row["cluster_id"] for row in rows if seen[row["item_id"]] >= ENOUGH or not (rich and row["kept"] >= RICH)}
    return _spread(best, clusters)


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
        "SELECT item_id FROM item WHERE house = ? AND cluster_id IN"
        " (SELECT cluster_id FROM item WHERE item_id IN (SELECT value FROM json_each(?))) ORDER BY item_id DESC LIMIT ?"
    )
    return _ids(db, sql, (arrival.house, _listed(found), MEMBERS))


def _rows(db: Database, items: set[int]) -> list[sqlite3.Row]:
    """The rows that neighbors are made of."""
    if not items:
        return []
    return db.rows(
        "SELECT i.item_id, i.cluster_id, c.kind, c.killed, a.source, i.house, a.identity, i.version, i.clock, i.stated, i.stamp, i.current,"
        " i.change, i.story, f.body AS f_body, f.title AS f_title FROM item i JOIN article a USING (article_id)"
        " JOIN cluster c USING (cluster_id) LEFT JOIN fingerprint f USING (item_id)"
        " WHERE i.item_id IN (SELECT value FROM json_each(?)) ORDER BY i.item_id",
        [_listed(items)],
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


def _listed(items: Iterable[int]) -> str:
    """Numbers as one value: so the question stays the same for any count of them, and prepared."""
    return f"[{','.join(map(str, items))}]"
