"""Observed provenance: what comparing a publisher's copy with the agency's own shows, written down beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ingest.store.rows import WHOSE
from ingest.store.stories import unpacked
from normalizers.judge import Sight, finding, held, marked_up, observe
from normalizers.likeness.surface import printed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from ingest.store.database import Database
    from ingest.store.neighbors import Marks
    from normalizers.likeness import Fingerprint

Basis = Literal["original", "version", "copy"]
_COMPARED = (
    "SELECT i.item_id, i.article_id, i.change, i.replaces, i.house, i.clock, i.story, f.body AS f_body, f.title AS f_title, p.relation,"
    " p.headline_edited, p.body_edited, c.agency, c.name AS agency_name FROM item i LEFT JOIN fingerprint f USING (item_id)"
    " JOIN provenance p USING (item_id) LEFT JOIN credit c ON c.item_id = i.item_id AND c.n = 0"
)
_KNOWN = (
    "SELECT o.basis, o.similarity, i.item_id, i.change, i.house, i.clock"
    " FROM observed o JOIN item i ON i.item_id = o.against_item_id WHERE o.item_id = ?"
)
MOST_ORIGINALS = 6
MOST_COMPARED = 32  # copies compared anew when an original comes behind them: about a millisecond each, inside the transaction
LATER = 0.05  # so much more a copy must be like a version that was sent after it was printed, to have been made of that one
OWN_WORDS = 0.2  # a copy with more words of its own than this used the agency's as inputs


def compare(db: Database, marks: Marks, item_id: int, cluster_id: int, other: int) -> None:
    """Compare what came with what it should be compared with, and the copies before it with an original that comes behind them.

    The agency's own version is compared with the one before it. A publisher's copy is compared with the agency's own that it is most like,
    and told of where the agency has corrected that one since; where none is here, with its own earlier version, else with the earliest of
    the fullest copies.
    """
    mine = db.one(f"{_COMPARED} WHERE i.item_id = ?", [item_id])
    if mine is None or mine["change"] == "kill":
        return
    if mine["relation"] == "agency_direct":
        _against(db, marks, mine, _before(db, mine), "version")
        for copy in _copies(db, mine, cluster_id):
            _observe(db, marks, copy, [mine], "original")
        return
    originals = _originals(db, mine, cluster_id)
    if originals:
        _observe(db, marks, mine, originals, "original")
        return
    before = _before(db, mine)
    if before is not None:
        _against(db, marks, mine, before, "version")
    else:
        _against(db, marks, mine, _fullest(db, mine, cluster_id, other), "copy")


def _before(db: Database, mine: sqlite3.Row) -> sqlite3.Row | None:
    """The version that this one replaces."""
    return db.one(f"{_COMPARED} WHERE i.item_id = ?", [mine["replaces"]]) if mine["replaces"] else None


def _copies(db: Database, original: sqlite3.Row, cluster_id: int) -> list[sqlite3.Row]:
    """The publishers' copies in a cluster that no original was found to equal yet, newest first; all of them where it is a correction."""
    return db.rows(
        f"{_COMPARED} LEFT JOIN observed o ON o.item_id = i.item_id WHERE i.cluster_id = ? AND i.item_id <> ? AND i.house <> ?"
        " AND i.change <> 'kill' AND p.relation <> 'agency_direct'"
        " AND (? OR NOT (coalesce(o.basis, '') = 'original' AND o.similarity >= 1)) ORDER BY i.item_id DESC LIMIT ?",
        (cluster_id, original["item_id"], original["house"], original["change"] == "correction", MOST_COMPARED),
    )


def _originals(db: Database, mine: sqlite3.Row, cluster_id: int) -> list[sqlite3.Row]:
    """The agency's own versions in a cluster: those of its site or wire, and those of a house that the copy itself credits."""
    credited = [
        str(row["name"]).casefold() for row in db.rows("SELECT name FROM credit WHERE item_id = ? AND role <> 'photo'", [mine["item_id"]])
    ]
    named = "".join(", ?" for _ in credited)
    return db.rows(
        f"{_COMPARED} WHERE i.cluster_id = ? AND i.item_id <> ? AND i.house <> ? AND i.change <> 'kill'"
        f" AND (p.relation = 'agency_direct' OR i.house IN (NULL{named})) ORDER BY i.item_id DESC LIMIT ?",
        (cluster_id, mine["item_id"], mine["house"], *credited, MOST_ORIGINALS),
    )


def _fullest(db: Database, mine: sqlite3.Row, cluster_id: int, other: int) -> sqlite3.Row | None:
    """The earliest of the fullest copies at another house, else what it was matched with."""
    return db.one(
        f"{_COMPARED} WHERE i.cluster_id = ? AND i.article_id <> ? AND i.change <> 'kill' ORDER BY f.tokens >= 0.9 *"  # noqa: S608 - the columns above
        " (SELECT max(tokens) FROM fingerprint JOIN item USING (item_id) WHERE cluster_id = ?) DESC, i.item_id = ? DESC, i.item_id LIMIT 1",
        (cluster_id, mine["article_id"], cluster_id, other),
    )


def _against(db: Database, marks: Marks, mine: sqlite3.Row, against: sqlite3.Row | None, basis: Basis) -> None:
    """Compare with one other version, where there is one."""
    if against is not None:
        _observe(db, marks, mine, [against], basis)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A comparison and what it was with."""

    sight: Sight
    against: sqlite3.Row
    copy: Fingerprint
    original: Fingerprint


def _observe(db: Database, marks: Marks, mine: sqlite3.Row, others: Sequence[sqlite3.Row], basis: Basis) -> None:
    """Write down the comparison with the one it is most like, unless an original that it is more like is written down already."""
    mark = marks.of(mine)
    found = [_compared(mark, marks.of(other), other, basis) for other in others]
    seen = max(
        found,
        key=lambda one: (
            _likely(mine, one.against["clock"], one.sight.similarity),
            one.sight.headline == "same",
            -int(one.against["item_id"]),
        ),
    )
    alike = [(one.against, one.sight.similarity) for one in found]
    known = db.one(_KNOWN, [mine["item_id"]])
    if known is not None and known["basis"] == "original":
        likely = _likely(mine, seen.against["clock"], seen.sight.similarity)
        if basis != "original" or _likely(mine, known["clock"], known["similarity"]) >= likely:
            mended = _mended(alike, known, known["similarity"])
            db.run("UPDATE observed SET corrected_by = coalesce(?, corrected_by) WHERE item_id = ?", (mended, mine["item_id"]))
            return
        alike.append((known, known["similarity"]))
    mended = _mended(alike, seen.against, seen.sight.similarity)
    _write(db, mine, seen, basis, own=seen.sight.added / max(1, mark.tokens), mended=mended)


def _mended(alike: Sequence[tuple[sqlite3.Row, float]], made_of: sqlite3.Row, similarity: float) -> int | None:
    """The newest of the agency's corrections that a copy does not carry: one that it is less like than the version it was made of."""
    later = [
        other
        for other, as_like in alike
        if other["change"] == "correction"
        and other["house"] == made_of["house"]
        and other["clock"] > made_of["clock"]
        and as_like < similarity
    ]
    return max((int(other["item_id"]) for other in later), default=None)


def _likely(mine: sqlite3.Row, clock: str, similarity: float) -> float:
    """How likely a copy was made of a version: by how like they are, less where that was sent after the copy was printed."""
    return similarity - (LATER if clock > str(mine["clock"]) else 0)


def _compared(mark: Fingerprint, original: Fingerprint, other: sqlite3.Row, basis: Basis) -> _Seen:
    """One comparison."""
    return _Seen(observe(mark, original, WHOSE[basis]), other, mark, original)


def _write(db: Database, mine: sqlite3.Row, seen: _Seen, basis: Basis, *, own: float, mended: int | None) -> None:
    """The row: what differs, what the publisher's claims are worth, whose copy the original is and whether the copy says so."""
    sight, against, copy = seen.sight, seen.against, unpacked(mine, whole=False)
    claims = held(mine["headline_edited"], mine["body_edited"], sight, proved=basis == "original" and not copy.partial)
    original = basis == "original"
    row = {
        "item_id": mine["item_id"],
        "against_item_id": against["item_id"],
        "headline": sight.headline,
        "body": sight.body,
        "similarity": sight.similarity,
        "claim_holds": claims.all,
        "note": finding(claims, mine["body_edited"], sight.note),
        "basis": basis,
        "agency": against["agency"] if original else None,
        "agency_name": against["agency_name"] if original else None,
        "agency_stated": any(one.agency == against["agency"] for one in copy.provenance.credits) if original else None,
        "role": ("source" if own <= OWN_WORDS else "inputs") if original else None,
        "corrected_by": mended,
        "headline_holds": claims.headline,
        "body_holds": claims.body,
        "words_missing": sight.missing,
        "words_added": sight.added,
        "words_moved": sight.moved,
        "paragraphs_missing": sight.paragraphs_missing,
        "paragraphs_added": sight.paragraphs_added,
        "diff": marked_up(printed(unpacked(against, whole=False), seen.original), printed(copy, seen.copy), sight.runs)
        if sight.body != "same"
        else None,
    }
    names = ", ".join(row)
    db.run(f"INSERT OR REPLACE INTO observed ({names}) VALUES ({', '.join(f':{name}' for name in row)})", row)  # noqa: S608 - our own names
