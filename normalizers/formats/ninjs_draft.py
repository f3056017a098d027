"""A ninjs item in the making, and how its rows are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from normalizers.formats.sheet import Sheet
from normalizers.markup import plain, spaced
from normalizers.terms import WireItem

MAX_VALUES = 500  # of one list: subjects, keywords, pictures


@dataclass(slots=True)
class Draft:
    """An item in the making: the sheet its words are laid on, and the values read so far."""

    form: str
    uri: str
    sheet: Sheet = field(default_factory=Sheet)
    values: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    body: tuple[str, str] | None = None

    def put(self, name: str, value: object) -> None:
        """Add a value to one of the item's lists."""
        found = self.lists.setdefault(name, [])
        if len(found) < MAX_VALUES and value not in found:
            found.append(value)

    def item(self) -> WireItem:
        """The item that these fields make."""
        raw_text, zones = self.sheet.off()
        values: dict[str, Any] = self.values | {name: tuple(found) for name, found in self.lists.items()}
        return WireItem(form=self.form, uri=self.uri, raw_text=raw_text, zones=zones, **values)


def rows_of(value: object) -> list[dict[str, Any]]:
    """The objects of a list, no more of them than anyone needs."""
    return [row for row in value[:MAX_VALUES] if isinstance(row, dict)] if isinstance(value, list) else []


def role_of(row: dict[str, Any]) -> str:
    """The last part of a role, which may be an address of IPTC's."""
    return re.split(r"[/:#]", str(row.get("role") or row.get("rel") or "").strip().lower())[-1]


def line_of(row: dict[str, Any]) -> str:
    """A row as one line of plain text; what says that it is plain text is no markup."""
    said = str(row.get("contentType") or row.get("contenttype") or "").lower()
    return spaced(value_of(row)) if said.startswith("text/plain") else plain(value_of(row))


def value_of(row: dict[str, Any]) -> str:
    """The words of a row."""
    value = row.get("value")
    return value if isinstance(value, str) else ""
