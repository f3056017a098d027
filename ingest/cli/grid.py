"""A table as people read it in a terminal: what comes from outside is printed as it is, never as markup or control codes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PIPE_WIDTH = 160  # columns where no terminal says how wide it is
GAP = 2  # blanks between two columns
MARGIN = 30  # columns that a text gets however narrow the terminal
_MARKS = {"✗": "red", "·": "yellow", "✓": "green"}
NARROW = 110  # columns under which a table leaves out what can be looked up, so that a headline stays readable


def width() -> int:
    """The columns a table may take."""
    console = Console()
    return console.width if console.is_terminal else PIPE_WIDTH


def narrow() -> bool:
    """Whether the terminal has no room for every column."""
    return width() < NARROW


def show(headers: Sequence[str], rows: Iterable[tuple[Sequence[str], str]], *, right: Sequence[str] = ()) -> None:
    """Print rows, each with its style; columns named in `right` hold numbers; cells beyond the headers stand below the last one."""
    told = [([visible(cell) for cell in cells], style) for cells, style in rows]
    console = Console(highlight=False, width=width())
    plain = None if console.is_terminal else _plain(headers, [cells for cells, _ in told], right, console.width)
    click.echo(_drawn(console, headers, told, right) if plain is None else plain)


def _plain(headers: Sequence[str], rows: list[list[str]], right: Sequence[str], room: int) -> str | None:
    """The table without color, for a pipe; None where a cell must be folded. Two thousand sources are drawn a hundred times as fast."""
    if any(len(cells) != len(headers) for cells in rows):
        return None
    columns = list(zip(headers, *rows, strict=True))
    sizes = [max(map(cell_len, column)) for column in columns]
    if sum(sizes) + GAP * (len(sizes) - 1) > room:
        return None
    sides = [name in right for name in headers]
    lines = (
        (" " * GAP).join(_aside(cell, size, right=side) for cell, size, side in zip(cells, sizes, sides, strict=True)).rstrip()
        for cells in (headers, *rows)
    )
    return "\n".join(lines)


def _aside(cell: str, size: int, *, right: bool) -> str:
    """A cell as wide as its column."""
    room = " " * (size - cell_len(cell))
    return room + cell if right else cell + room


def _drawn(console: Console, headers: Sequence[str], rows: list[tuple[list[str], str]], right: Sequence[str]) -> str:
    """The table in color, its long cells folded."""
    grid = Table(box=None, header_style="bold", pad_edge=False)
    for name in headers:
        grid.add_column(name, overflow="fold", justify="right" if name in right else "left")
    for cells, style in rows:
        shown = [Text(cell) for cell in cells]
        for below in shown[len(headers) :]:
            shown[len(headers) - 1].append("\n").append_text(below)
        grid.add_row(*shown[: len(headers)], style=style)
    with console.capture() as printed:
        console.print(grid)
    return "\n".join(line.rstrip() for line in printed.get().splitlines())


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """Print labels with what is said of each beside them, wrapped to the terminal; a row without a label belongs to the one above."""
    told = [(visible(label), visible(text)) for label, text in rows]
    margin = max((len(label) for label, _ in told), default=0) + 2
    for label, text in told:
        room = max(width() - margin, MARGIN)
        lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
        head = click.style(label.ljust(margin), fg=_MARKS.get(label), dim=label not in _MARKS)
        click.echo("\n".join([head + lines[0], *(" " * margin + line for line in lines[1:])]))


def visible(text: str) -> str:
    """Text without control characters: a headline must not move the cursor or ring the bell."""
    return "".join(sign if sign.isprintable() or sign in "\u200c\u200d" else " " for sign in text)
