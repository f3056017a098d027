"""How the rows of a ninjs list are read."""

from __future__ import annotations

import re
from typing import Any

from normalizers.formats.draft import MAX_VALUES
from normalizers.markup import plain, spaced


def rows_of(value: object) -> list[dict[str, Any]]:
    """The objects of a list, no more of them than anyone needs."""
    return [row for row in value[:MAX_VALUES] if isinstance(row, dict)] if isinstance(value, list) else []


def role_of(row: dict[str, Any]) -> str:
    """The last part of a role, which may be an address of IPTC's."""
    return re.split(r"[/:#]", str(row.get("role") or row.get("rel") or "").strip().lower())[-1]


def line_of(row: dict[str, Any]) -> str:
    """A row as one line of plain text; what says that it is plain text is no markup."""
    return spaced(value_of(row)) if is_plain(row) else plain(value_of(row))


def is_plain(row: dict[str, Any]) -> bool:
    """Whether a row says that it is plain text."""
    return str(row.get("contentType") or row.get("contenttype") or "").lower().startswith("text/plain")


def value_of(row: dict[str, Any]) -> str:
    """The words of a row."""
    value = row.get("value")
    return value if isinstance(value, str) else ""
