"""How figures are put on paper: small tables for people, one JSON document for programs, and what they were measured on."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the names of the columns, the rows, and what must be known to read them."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()

    def text(self) -> str:
        """The table as people read it."""
        cells = [list(self.columns), *([_cell(one) for one in row] for row in self.rows)]
        wide = [max(len(row[place]) for row in cells) for place in range(len(self.columns))]
        lines = [
            "  ".join(_aside(text, size, first=not place) for place, (text, size) in enumerate(zip(row, wide, strict=True)))
            for row in cells
        ]
        return "\n".join([self.title, *(f"  {line}".rstrip() for line in lines), *(f"  ({note})" for note in self.notes), ""])


@dataclass(slots=True)
class Paper:
    """What one benchmark has to say."""

    name: str
    tables: list[Table] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def check(self, promise: str, *, kept: bool) -> str:
        """Note a promise that was not kept; the word for the table."""
        if not kept:
            self.failed.append(promise)
        return "yes" if kept else "NO"

    def hand_out(self, *, as_json: bool) -> int:
        """Print; the exit status: 1 where a promise was not kept."""
        if as_json:
            click.echo(json.dumps(asdict(self) | {"measured_on": measured_on()}))
        else:
            click.echo(f"{measured_on()}\n")
            for table in self.tables:
                click.echo(table.text())
            for promise in self.failed:
                click.echo(f"NOT KEPT: {promise}")
        return int(bool(self.failed))


def measured_on() -> str:
    """The machine and the versions that count."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("aiohttp", "lxml"))
    model = next((line.split(": ")[1] for line in _lines("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    return f"Python {platform.python_version()}, {libraries}; {os.cpu_count()} × {model}; load {os.getloadavg()[0]:.1f}"


def _lines(path: str) -> list[str]:
    place = Path(path)
    return place.read_text("utf-8").splitlines() if place.exists() else []


def _cell(value: Cell) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}"
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else value


def _aside(text: str, size: int, *, first: bool) -> str:
    return text.ljust(size) if first or not text[:1].isdigit() else text.rjust(size)
