"""The sheet an item's own words are laid down on, in order: what comes off it is `raw_text`, with zones and blocks that point into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.markup import assemble, blocks
from normalizers.terms import Zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.terms import Block, ZoneKind

FORM_FEED = "\n\f\n"  # below it stands what no reader sees, as `name: value`


class Sheet:
    """Fields come down one a line in the order of the document; values that nobody sees follow a form feed."""

    def __init__(self) -> None:
        """Begin an empty sheet."""
        self._lines: list[str] = []
        self._unseen: list[str] = []
        self._zones: list[Zone] = []
        self._at = 0

    def line(self, kind: ZoneKind, text: str) -> str:
        """Put a field down as a line of its own; gives the text back."""
        self._put(kind, text)
        return text

    def body(self, kind: ZoneKind, found: Sequence[Block]) -> tuple[Block, ...]:
        """Put blocks down, a line each; gives them back with their places."""
        text, placed = assemble(found, start=self._at, sep="\n")
        if placed:
            self._put(kind, text)
        return placed

    def markup(self, kind: ZoneKind, html: str) -> tuple[Block, ...]:
        """Put the blocks of some markup down; the same as `body`, with one pass less over every block of every feed."""
        placed = blocks(html, base=self._at)
        if placed:
            self._put(kind, "\n".join(block.text for block in placed))
        return placed

    def unseen(self, name: str, value: str | None) -> None:
        """Note a value that stands in the markup but before nobody's eyes."""
        if value:
            self._unseen.append(f"{name}: {' '.join(value.split())}")

    def off(self) -> tuple[str, tuple[Zone, ...]]:
        """Take the sheet off: the raw text and its zones."""
        text = "\n".join(self._lines)
        if not self._unseen:
            return text, tuple(self._zones)
        start = len(text) + len(FORM_FEED)
        text += FORM_FEED + "\n".join(self._unseen)
        return text, (*self._zones, Zone("meta", start, len(text)))

    def _put(self, kind: ZoneKind, text: str) -> None:
        self._lines.append(text)
        self._zones.append(Zone(kind, self._at, self._at + len(text)))
        self._at += len(text) + 1
