"""What editors put in the place of a field: kept beside the sender's own words, never over them."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.store.desk.rows import AMENDABLE, Amended
from normalizers.terms import Amendment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.store.database import Database
    from normalizers.terms import Story

NOTHING = Amended()
_STANDING = "NOT EXISTS (SELECT 1 FROM ruling u WHERE u.undoes = m.ruling_id)"


def amended_of(db: Database, item_ids: Sequence[int]) -> dict[int, Amended]:
    """What stands amended of each item."""
    marks = ", ".join("?" * len(item_ids))
    rows = db.rows(
        f"SELECT m.* FROM amendment m WHERE m.item_id IN ({marks}) AND {_STANDING} ORDER BY m.ruling_id",  # noqa: S608 - question marks alone
        list(item_ids),
    )
    return dict.fromkeys(item_ids, NOTHING) | {int(row["item_id"]): Amended(**{name: row[name] for name in AMENDABLE}) for row in rows}


def write_amendment(db: Database, ruling_id: int, item_id: int, wanted: Amended) -> None:
    """Keep all that stands amended of an item from a ruling on."""
    db.run("INSERT INTO amendment VALUES (?, ?, ?, ?, ?, ?)", (ruling_id, item_id, *(getattr(wanted, name) for name in AMENDABLE)))


def as_amended(db: Database, item_id: int, story: Story) -> Story:
    """A story as it leaves the house: with what our editors put in the place of its fields, and which of them they are."""
    mine = amended_of(db, [item_id])[item_id]
    if not mine.fields:
        return story
    told = tuple(_told(db, item_id, name) for name in mine.fields)
    return replace(story, amended=told, **{name: getattr(mine, name) for name in mine.fields})


def _told(db: Database, item_id: int, name: str) -> Amendment:
    """Who put in the place of a field what stands there now, and when: not who amended another field since."""
    rows = db.rows(
        f"SELECT m.{name} AS words, r.editor, r.at FROM amendment m JOIN ruling r USING (ruling_id)"  # noqa: S608 - a field of ours
        f" WHERE m.item_id = ? AND {_STANDING} ORDER BY m.ruling_id DESC",
        [item_id],
    )
    same = list(takewhile(lambda row: row["words"] == rows[0]["words"], rows))
    return Amendment(field=name, by=str(same[-1]["editor"]), at=str(same[-1]["at"]))
