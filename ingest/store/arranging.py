"""Editors put two stories together or take one apart: written down for ever, and what comes later follows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ingest.amounts import many
from ingest.store import gates
from ingest.store.comparing import compare
from ingest.store.ledger import note, stand
from ingest.store.outgoing import call_back
from ingest.store.times import text
from ingest.terms import Ruled

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store.database import Database
    from ingest.store.neighbors import Marks

Kind = Literal["merge", "split", "apart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """Who arranges what, why, and when."""

    kind: Kind
    item_id: int
    other_id: int | None
    editor: str
    reason: str | None
    now: datetime


def merge(db: Database, marks: Marks, item_id: int, into: int, by: tuple[str, str | None], now: datetime) -> Ruled:
    """Put the story of one item to that of another: all that tells it moves. Into a withdrawn story it moves under its lock."""
    with db.writing():
        row, other = _row(db, item_id), _row(db, into)
        if row is None or other is None:
            return _refused(item_id, row, f"there is no item {item_id if row is None else into}")
        if row["cluster_id"] == other["cluster_id"]:
            return Ruled(item_id=item_id, done=True, status=row["status"], says=f"it tells the story of item {into} already")
        if row["killed"] is not None and other["killed"] is None:
            return _refused(item_id, row, f"its story was withdrawn; put the living one to it: queue merge {into} {item_id}")
        moved = db.rows("SELECT item_id, change, status FROM item WHERE cluster_id = ? ORDER BY item_id", [row["cluster_id"]])
        act = _Act(kind="merge", item_id=item_id, other_id=into, editor=by[0], reason=by[1], now=now)
        _move(db, act, moved, int(other["cluster_id"]))
        why = f": {by[1]}" if by[1] else ""
        for one in moved:
            known = db.one("SELECT 1 FROM match WHERE item_id = ?", [one["item_id"]])
            if known is None:
                change = "copy" if one["change"] in ("new", "series") else one["change"]
                db.run("UPDATE item SET change = ? WHERE item_id = ?", (change, one["item_id"]))
                db.run(
                    "INSERT INTO match (item_id, other_id, verdict, rule, reason, decided_at) VALUES (?, ?, ?, 'editor.merge', ?, ?)",
                    (one["item_id"], into, change, f"{by[0]} put the two stories together{why}", text(now)),
                )
            compare(db, marks, one["item_id"], int(other["cluster_id"]), into)
        if other["killed"] is not None:
            _lock(db, moved, int(other["killed"]), now)
        db.run("DELETE FROM cluster WHERE cluster_id = ? AND cluster_id NOT IN (SELECT cluster_id FROM item)", [row["cluster_id"]])
    after = _row(db, item_id)
    return Ruled(
        item_id=item_id,
        done=True,
        status=after["status"] if after else None,
        says=f"put to the story of item {into}; {many(len(moved), 'item moves', 'items move')}",
    )


def split(db: Database, marks: Marks, item_id: int, by: tuple[str, str | None], now: datetime) -> Ruled:
    """Take an item out of its story, with all versions of its article; what an editor's merge brought goes back together."""
    with db.writing():
        row = _row(db, item_id)
        if row is None:
            return _refused(item_id, row, f"there is no item {item_id}")
        merged = _merge_of(db, item_id, int(row["cluster_id"]))
        moved = _members(db, row, merged)
        rest = db.one("SELECT count(*) AS n FROM item WHERE cluster_id = ?", [row["cluster_id"]])
        if rest is None or rest["n"] == len(moved):
            return _refused(item_id, row, "it stands alone in its story")
        old, new = int(row["cluster_id"]), db.insert("INSERT INTO cluster (kind) VALUES ('story')")
        act = _Act(kind="split", item_id=item_id, other_id=merged["other_id"] if merged else None, editor=by[0], reason=by[1], now=now)
        _move(db, act, moved, new, undoes=merged["arrangement_id"] if merged else None)
        _untie(db, moved, old, new)
        _compare_anew(db, marks, new)
        _compare_anew(db, marks, old)
    after = _row(db, item_id)
    return Ruled(
        item_id=item_id,
        done=True,
        status=after["status"] if after else None,
        says=f"a story of its own now; {many(len(moved), 'item leaves', 'items leave')} the other",
    )


def apart(db: Database, item_id: int, other: int, by: tuple[str, str | None], now: datetime) -> Ruled:
    """Say that two items tell two stories: nobody is asked about them again."""
    with db.writing():
        row = _row(db, item_id)
        if row is None or _row(db, other) is None:
            return _refused(item_id, row, f"there is no item {item_id if row is None else other}")
        _write(db, _Act(kind="apart", item_id=item_id, other_id=other, editor=by[0], reason=by[1], now=now), None)
    return Ruled(item_id=item_id, done=True, status=row["status"], says=f"noted: item {other} is another story")


def _row(db: Database, item_id: int) -> sqlite3.Row | None:
    """An item and its cluster."""
    return db.one(
        "SELECT i.item_id, i.article_id, i.status, i.cluster_id, c.killed FROM item i JOIN cluster c USING (cluster_id) WHERE item_id = ?",
        [item_id],
    )


def _refused(item_id: int, row: sqlite3.Row | None, says: str) -> Ruled:
    """An answer that changes nothing."""
    return Ruled(item_id=item_id, done=False, status=row["status"] if row else None, says=says)


def _merge_of(db: Database, item_id: int, cluster_id: int) -> sqlite3.Row | None:
    """The last merge that brought an item where it is, and that was not taken back."""
    return db.one(
        "SELECT r.arrangement_id, r.other_id FROM arrangement r JOIN arranged m USING (arrangement_id)"
        " JOIN item o ON o.item_id = r.other_id"
        " WHERE m.item_id = ? AND r.kind = 'merge' AND o.cluster_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM arrangement u WHERE u.undoes = r.arrangement_id) ORDER BY r.arrangement_id DESC LIMIT 1",
        (item_id, cluster_id),
    )


def _members(db: Database, row: sqlite3.Row, merged: sqlite3.Row | None) -> list[sqlite3.Row]:
    """What goes with an item that is taken out: what came with it by a merge, and every version of those articles."""
    if merged is None:
        return db.rows("SELECT item_id, change, status FROM item WHERE article_id = ? ORDER BY item_id", [row["article_id"]])
    return db.rows(
        "SELECT item_id, change, status FROM item WHERE cluster_id = ? AND article_id IN (SELECT article_id FROM item JOIN arranged m"
        " USING (item_id) WHERE m.arrangement_id = ?) ORDER BY item_id",
        (row["cluster_id"], merged["arrangement_id"]),
    )


def _write(db: Database, act: _Act, undoes: int | None) -> int:
    """The row that stays."""
    return db.insert(
        "INSERT INTO arrangement (kind, item_id, other_id, editor, reason, undoes, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (act.kind, act.item_id, act.other_id, act.editor, act.reason, undoes, text(act.now)),
    )


def _move(db: Database, act: _Act, moved: Sequence[sqlite3.Row], cluster_id: int, *, undoes: int | None = None) -> None:
    """Move items to another cluster, and write down who did it."""
    number = _write(db, act, undoes)
    says = f"{'put to the story of item ' + str(act.other_id) if act.kind == 'merge' else 'taken out of its story'} by {act.editor}"
    for one in moved:
        db.run("INSERT INTO arranged (arrangement_id, item_id, from_change) VALUES (?, ?, ?)", (number, one["item_id"], one["change"]))
        db.run("UPDATE item SET cluster_id = ? WHERE item_id = ?", (cluster_id, one["item_id"]))
        note(db, one["item_id"], act.kind, one["status"], says, act.now)


def _untie(db: Database, moved: Sequence[sqlite3.Row], old: int, new: int) -> None:
    """Matches across the cut: those of the first of either side go, the others point to the first of their own side."""
    for cluster in (old, new):
        first = db.one("SELECT item_id FROM item WHERE cluster_id = ? ORDER BY item_id LIMIT 1", [cluster])
        if first is None:
            continue
        db.run(
            "UPDATE item SET change = 'new' WHERE item_id = ? AND change IN ('copy', 'cut', 'extended') AND item_id IN (SELECT m.item_id"
            " FROM match m JOIN item o ON o.item_id = m.other_id WHERE o.cluster_id <> ?)",
            (first["item_id"], cluster),
        )
        across = (
            "item_id IN (SELECT m.item_id FROM match m JOIN item i ON i.item_id = m.item_id JOIN item o ON o.item_id = m.other_id"
            " WHERE i.cluster_id = ? AND o.cluster_id <> i.cluster_id)"
        )
        db.run(f"DELETE FROM match WHERE item_id = ? AND {across}", (first["item_id"], cluster))  # noqa: S608 - the words above
        db.run(f"UPDATE match SET other_id = ? WHERE {across}", (first["item_id"], cluster))  # noqa: S608
    numbers = [one["item_id"] for one in moved]
    marks = ", ".join("?" for _ in numbers)
    db.run(
        f"DELETE FROM observed WHERE (item_id IN ({marks})) <> (against_item_id IN ({marks}))"  # noqa: S608 - question marks alone
        f" OR (item_id IN ({marks})) <> (corrected_by IN ({marks}))",
        numbers * 4,
    )


def _compare_anew(db: Database, marks: Marks, cluster_id: int) -> None:
    """Compare what a cut has left without a comparison."""
    rows = db.rows(
        "SELECT m.item_id, m.other_id FROM match m JOIN item i ON i.item_id = m.item_id LEFT JOIN observed o ON o.item_id = m.item_id"
        " WHERE i.cluster_id = ? AND o.item_id IS NULL ORDER BY m.item_id",
        [cluster_id],
    )
    for row in rows:
        compare(db, marks, row["item_id"], cluster_id, row["other_id"])


def _lock(db: Database, moved: Sequence[sqlite3.Row], by: int, now: datetime) -> None:
    """What moves into a withdrawn story is held with it, and called back where it is out."""
    for one in moved:
        if one["status"] in ("approved", "published"):
            stand(db, one["item_id"], gates.KILLED, f"its story was withdrawn with item {by}", now)
            call_back(db, one["item_id"], "the sender withdrew the story", now)
        elif one["status"] in ("queued", "held"):
            stand(db, one["item_id"], gates.KILLED_STORY, f"its story was withdrawn with item {by}", now)
