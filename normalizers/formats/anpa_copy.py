"""The copy of an ANPA message: paragraphs by their tabs, lines marked `^` between them as headings, rows of tables as tables."""

from __future__ import annotations

import re
import textwrap
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from normalizers.markup import spaced
from normalizers.terms import Block

if TYPE_CHECKING:
    from normalizers.terms import BlockKind

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
_HALF = re.compile(r"(?<![^\s\d;])\{(?![^\s;,.])")  # the wire's half: `3{` games behind
_COLUMNS = re.compile(r"\S {2,}\S")
_LONGEST_CELL = 40  # characters: what is longer between two semicolons is prose
_FEWEST_CELLS = 3


def typed(line: str) -> str:
    """A line with the characters that this wire has no keys for: quotation marks, dashes and halves."""
    line = CONTROLS.sub(" ", line).replace("``", "“").replace("''", "”")
    return re.sub(r" _{1,2} ", " — ", spaced(_HALF.sub("½", line)))


def blocks_of(lines: list[str], *, tabular: bool) -> list[Block]:
    """The blocks that lines of a copy make; in a table's message what has no tab before it is a row."""
    found: list[Block] = []
    for kind, group in groupby(_kinds(lines, tabular=tabular), key=itemgetter(0)):
        rows = [" ".join(parts) for _, parts in group]
        found += [Block(kind, text) for text in (_table(rows) if kind == "pre" else map(typed, rows)) if text.strip("_ ")]
    return [Block("table", one.text) if "\t" in one.text else one for one in found]


def _kinds(lines: list[str], *, tabular: bool) -> list[tuple[BlockKind, list[str]]]:
    """Each paragraph, heading or row and what it is; lines of prose without a tab go on with the paragraph above."""
    found: list[tuple[BlockKind, list[str]]] = []
    for raw in lines:
        line = raw.rstrip("<^= \n\r")
        marked = line.startswith("^")
        bare = line.lstrip("^")
        if not bare.strip("_ \t"):
            continue
        indented = line.startswith(("\t", "   "))
        if is_row(bare) or (tabular and not indented and (not marked or _COLUMNS.search(bare))):
            found.append(("pre", [bare]))
        elif marked:
            found.append(("h", [bare]))
        elif indented or not found or found[-1][0] != "p":
            found.append(("p", [bare]))
        else:
            found[-1][1].append(line)
    return found


def is_row(line: str) -> bool:
    """Whether a line is a row of short cells between semicolons."""
    cells = line.strip("^<= ").split(";")
    return len(cells) >= _FEWEST_CELLS and all(len(cell) <= _LONGEST_CELL and not cell.startswith(" ") for cell in cells)


def _table(rows: list[str]) -> list[str]:
    """Rows as one text: cells parted by tabs where the wire parts them by semicolons, else columns as printed."""
    if all(is_row(row) for row in rows):
        return ["\n".join("\t".join(typed(cell) for cell in row.split(";")) for row in rows)]
    printed = [CONTROLS.sub("", _HALF.sub("½", row)).expandtabs().rstrip() for row in rows]
    return [textwrap.dedent("\n".join(printed))]
