"""The desk's notes that stand in the copy itself: `(Eds: Adding quotes)` above its first paragraph."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.markup import spaced

if TYPE_CHECKING:
    from normalizers.terms import WireItem

ABOVE = 3  # blocks among which it stands
_EDS = re.compile(r"\((?:eds|editors|note to editors?|संपादक)\s?[:;,.–-]{1,2}\s?(?P<note>[^()]{3,300})\)?", re.IGNORECASE)


def eds(line: str) -> str | None:
    """What a line says to the editors who take the copy; None where it is none to them.

    >>> eds("(Eds: Adding quotes)"), eds("(Editor: Ilsa Brandt)")
    ('Adding quotes', None)
    """
    found = _EDS.fullmatch(line.strip())
    return spaced(found["note"]) if found else None


def noted(item: WireItem) -> WireItem:
    """An item whose note stands above its copy, with the note in its own place; the words stay in the raw text."""
    for at, block in enumerate(item.blocks[:ABOVE]):
        if block.text[:1] == "(" and (note := eds(block.text)):
            others = (*item.blocks[:at], *item.blocks[at + 1 :])
            return replace(item, blocks=others, ed_note=f"{item.ed_note}\n{note}" if item.ed_note else note)
    return item
