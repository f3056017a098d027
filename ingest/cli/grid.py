"""A table as people read it in a terminal: what comes from outside is printed as it is, never as markup or control codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PIPE_WIDTH = 160  # columns where no terminal says how wide it is


def show(headers: Sequence[str], rows: Iterable[tuple[Sequence[str], str]], *, title: str | None = None, right: Sequence[str] = ()) -> None:
    """Print rows, each with its style; columns named in `right` hold numbers."""
    grid = Table(box=None, header_style="bold", pad_edge=False, title=title, title_justify="left")
    for name in headers:
        grid.add_column(name, overflow="fold", justify="right" if name in right else "left")
    for cells, style in rows:
        grid.add_row(*(Text(visible(cell)) for cell in cells), style=style)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    console.print(grid)


def visible(text: str) -> str:
    """Text without control characters: a headline must not move the cursor or ring the bell."""
    return "".join(sign if sign.isprintable() or sign in "\u200c\u200d" else " " for sign in text)
