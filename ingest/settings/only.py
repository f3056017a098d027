"""An `only` table: what a target takes, or what an auto-release rule lets through."""

from __future__ import annotations

from ingest.settings.problems import Complaint
from ingest.settings.rows import OnlyRow, as_row
from ingest.terms import Only


def only_of(table: object, key: str) -> Only:
    """An `only` table as the shell's noun; without one everything fits. A complaint names the key in the table."""
    if table is None:
        return Only()
    try:
        row = as_row(table, OnlyRow)
    except Complaint as wrong:
        raise Complaint(f"{key}.{wrong.key}" if wrong.key else key, wrong.says) from wrong
    return Only(
        sources=row.source,
        agencies=row.agency,
        relations=row.relation,
        languages=row.language,
        sections=row.section,
        changes=row.change,
        urgency=row.urgency,
    )
