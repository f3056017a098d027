"""Plain text as agencies send it."""

from __future__ import annotations

import re

from normalizers.markup import spaced
from normalizers.terms import Block

_GAP = re.compile(r"\n[^\S\n]*+\n\s*+")


def paragraphs(text: str) -> tuple[Block, ...]:
    """The paragraphs of plain text: by its blank lines, else by its lines."""
    parts = _GAP.split(text) if _GAP.search(text.strip()) else text.split("\n")
    return tuple(Block("p", line) for part in parts if (line := spaced(part)))
