"""Which targets an item goes to, and what leaves by itself: a filter held against what is known of the item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.store.desk.amending import amended_of

if TYPE_CHECKING:
    from ingest.store.database import Database
    from ingest.terms import Change, Only

USUAL_URGENCY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a filter can ask of an item; `agencies` are the ids of all its credits, those that comparison alone tells among them."""

    source: str
    change: Change
    agencies: frozenset[str] = frozenset()
    relation: str = "unknown"
    language: str | None = None
    section: str | None = None
    urgency: int | None = None


def fits(only: Only, traits: Traits) -> bool:
    """Whether an item passes a filter: everything that the filter names must fit; what nobody stated fits no name."""
    named = (
        (only.sources, traits.source in only.sources),
        (only.agencies, bool(traits.agencies.intersection(only.agencies))),
        (only.relations, traits.relation in only.relations),
        (only.languages, any(_speaks(traits.language, wanted) for wanted in only.languages)),
        (only.sections, (traits.section or "").strip().casefold() in {one.strip().casefold() for one in only.sections}),
        (only.changes, traits.change in only.changes),
        (only.urgency, (traits.urgency or USUAL_URGENCY) <= (only.urgency or 0)),
    )
    return all(good for asked, good in named if asked)


def _speaks(language: str | None, wanted: str) -> bool:
    """Whether a language is the one wanted, or a kind of it: `en` takes `en-IN`, and not the other way round."""
    mine, asked = ((one or "").casefold().replace("_", "-") for one in (language, wanted))
    return mine == asked or mine.startswith(f"{asked}-")


def traits_of(db: Database, item_id: int) -> Traits:
    """What is known of a stored version, with the urgency that our editors gave it. Raises KeyError where there is none."""
    row = db.one(
        "SELECT a.source, i.change, i.language, i.urgency, l.section, p.relation FROM item i JOIN article a USING (article_id)"
        " JOIN provenance p USING (item_id) LEFT JOIN listing l USING (item_id) WHERE i.item_id = ?",
        [item_id],
    )
    if row is None:
        raise KeyError(f"there is no item {item_id}")
    agencies = db.rows(
        "SELECT agency FROM credit WHERE item_id = :item UNION SELECT agency FROM observed WHERE item_id = :item AND agency IS NOT NULL",
        {"item": item_id},
    )
    return Traits(
        source=row["source"],
        change=row["change"],
        agencies=frozenset(str(one["agency"]) for one in agencies),
        relation=row["relation"],
        language=row["language"],
        section=row["section"],
        urgency=amended_of(db, [item_id])[item_id].urgency or row["urgency"],
    )
