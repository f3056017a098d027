"""What a publisher prints in story after story: lines counted over its last pages, each story once however many versions it has."""

from __future__ import annotations

import re
from array import array
from datetime import timedelta
from typing import TYPE_CHECKING

import xxhash

from ingest.store.times import text
from normalizers.rulebook import host_of
from normalizers.terms import Learned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.store.database import Database
    from ingest.terms import Filing
    from normalizers.terms import Story

    Lines = tuple[int, Sequence[int]]  # a story's cluster, and the digests of its lines

WINDOW = 20  # stories of a publisher that are counted
SPARE = 10  # more of them that may lie there until they are put out together
AGE = timedelta(days=60)  # after which a story counts no more: pages are rebuilt
LEAST, SHARE = 5, 0.3  # different stories that a line stood in, and their share: `left_out` in the view says the same
EDGES = (20, 30)  # lines from the beginning and the end of a body
SHORTEST, LONGEST = 16, 600  # characters: a shorter line may be anybody's, a longer one is a story
SHORTEST_DENSE = 6  # where words are not parted by spaces
MOST = 40  # lines remembered of a publisher
_DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_KINDS = frozenset(("p", "li", "quote"))
_HALF = 0xFFFFFFFF
RECOUNT = "UPDATE boilerplate SET stories = ?, of = ?, last_seen = CASE WHEN ? THEN ? ELSE last_seen END WHERE domain = ? AND digest = ?"
BYLINE = 80  # characters of a line that may be a byline


def boilerplate(db: Database, domain: str) -> tuple[Learned, ...]:
    """The lines that a publisher's next page is to be read without, with their counts."""
    rows = db.rows(
        "SELECT line, stories, of FROM boilerplate WHERE domain = ? AND stories >= ? AND stories >= ? * of", (domain, LEAST, SHARE)
    )
    return tuple(Learned(row["line"], row["stories"], row["of"]) for row in rows)


def learn(db: Database, filing: Filing, item_id: int, cluster_id: int) -> None:
    """Count the lines of a page that was filed, in its transaction. A page without an address, or a part of a story, teaches nothing."""
    story, domain = filing.story, host_of(filing.story.url)
    if story.form != "page" or story.partial or not domain:
        return
    now, lines = text(filing.received), {digest(line): line for line in lines_of(story)}
    rows = db.rows("SELECT item_id, cluster_id, lines, at FROM page_lines WHERE domain = ? ORDER BY item_id DESC", [domain])
    since = text(filing.received - AGE)
    others = [row for row in rows[: WINDOW - 1] if row["at"] >= since]
    if len(rows) >= WINDOW + SPARE:  # several at a time: one by one they would cost as much as the rest
        db.run("DELETE FROM page_lines WHERE domain = ? AND item_id < ?", (domain, rows[WINDOW]["item_id"]))
    db.run("INSERT INTO page_lines VALUES (?, ?, ?, ?, ?)", (domain, item_id, cluster_id, array("I", lines).tobytes(), now))
    _recount(db, domain, lines, [(cluster_id, list(lines)), *((row["cluster_id"], array("I", row["lines"])) for row in others)], now)


def _recount(db: Database, domain: str, lines: Mapping[int, str], stories: Sequence[Lines], now: str) -> None:
    """Put the counts of a publisher's lines right: those that repeat are kept, those that no longer do are forgotten."""
    known = {row["digest"]: row for row in db.rows("SELECT digest, stories, of FROM boilerplate WHERE domain = ?", [domain])}
    counts, of = _counted(stories, {*lines, *known}), len({cluster for cluster, _ in stories})
    fresh = [one for one, count in counts.items() if count > 1 and one not in known]
    gone = [(domain, one) for one in known if counts.get(one, 0) <= 1]
    moved = [
        (counts[one], of, int(one in lines), now, domain, one)
        for one, row in known.items()
        if counts.get(one, 0) > 1 and (one in lines or (row["stories"], row["of"]) != (counts[one], of))
    ]
    if gone:
        db.many("DELETE FROM boilerplate WHERE domain = ? AND digest = ?", gone)
    if fresh:
        room = max(0, MOST - len(known) + len(gone))
        new = [(domain, one, lines[one], counts[one], of, now) for one in fresh[:room]]
        db.many("INSERT INTO boilerplate VALUES (?, ?, ?, ?, ?, ?)", new)
    if moved:
        db.many(RECOUNT, moved)


def _counted(stories: Sequence[Lines], wanted: set[int]) -> dict[int, int]:
    """In how many different stories each line stands: an agency's copy that came twice, or a story's next version, is one story."""
    found: dict[int, set[int]] = {}
    for cluster_id, digests in stories:
        for one in wanted.intersection(digests):
            found.setdefault(one, set()).add(cluster_id)
    return {one: len(clusters) for one, clusters in found.items()}


def lines_of(story: Story) -> list[str]:
    """The whole lines of a body that could be furniture, and those that were left out as such: else they would be forgotten and come back.

    Never one with words that prove something, a byline or a dateline; no subhead, table or verse.
    """
    head, foot = EDGES
    blocks = story.body if len(story.body) <= head + foot else (*story.body[:head], *story.body[-foot:])
    proven = [(one.start, one.end) for one in story.provenance.evidence]
    named = [one for one in (story.byline, story.dateline.text if story.dateline else None, *story.persons) if one]
    found = [
        block.text
        for block in blocks
        if block.kind in _KINDS
        and _fits(block.text)
        and not any(start < block.end and block.start < end for start, end in proven)
        and not (len(block.text) <= BYLINE and any(name in block.text for name in named))
    ]
    return [*found, *(one.value for one in story.findings if one.field == "body" and not one.chosen)]


def _fits(line: str) -> bool:
    """Whether a line is long enough to be nobody else's by chance, and short enough to be furniture."""
    return (SHORTEST_DENSE if _DENSE.search(line[:40]) else SHORTEST) <= len(line) <= LONGEST


def digest(line: str) -> int:
    """Four bytes that stand for a line: of a publisher's twenty stories no two lines meet in them."""
    return xxhash.xxh3_64_intdigest(line.encode("utf-8", "surrogatepass")) & _HALF
