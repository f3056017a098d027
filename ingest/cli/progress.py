"""How a pass is told: bars on a terminal, one line a source in a pipe, and the table at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ingest.amounts import many
from ingest.cli import grid
from ingest.journal import Event, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from rich.progress import TaskID

    from ingest.terms import RunReport, SourceReport

COUNTS = {  # each with the word for one
    "new": "new",
    "copies": "copy",
    "updates": "update",
    "corrections": "correction",
    "kills": "kill",
    "held": "held",
    "dead": "dead",
}
_COLORS = {"ok": "green", "not_modified": "dim", "skipped": "dim", "held": "yellow", "off": "yellow"}
_EVENTS = {
    "ok": Event.SOURCE_READ,
    "not_modified": Event.SOURCE_UNCHANGED,
    "skipped": Event.SOURCE_SKIPPED,
    "held": Event.SOURCE_HELD,
    "off": Event.SOURCE_OFF,
}


class Bars:
    """Progress bars, one a source, that make way for its line when it is done."""

    def __init__(self) -> None:
        """Draw on standard error, so that a redirected table stays clean."""
        self._console = Console(stderr=True)
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.completed} read"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Clear the bars."""
        self._bars.stop()

    def begun(self, source: str) -> None:
        """A bar for a source whose turn has come."""
        self._tasks[source] = self._bars.add_task(source, total=None)

    def step(self, source: str, done: int, total: int | None) -> None:
        """Move its bar."""
        self._bars.update(self._tasks[source], completed=done, total=total)

    def ended(self, report: SourceReport) -> None:
        """Its line takes the place of its bar."""
        self._bars.remove_task(self._tasks.pop(report.source))
        self._console.print(line_of(report), style=_COLORS.get(report.outcome, "red"), highlight=False, markup=False)


class Lines:
    """One plain line a source, for pipes and logs."""

    def __enter__(self) -> Self:
        """Nothing to begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing to end."""

    def begun(self, source: str) -> None:
        """Say nothing before there is something to say."""

    def step(self, source: str, done: int, total: int | None) -> None:
        """Say nothing between."""

    def ended(self, report: SourceReport) -> None:
        """The source's line."""
        click.echo(line_of(report), err=True)


class Told:
    """Each source's end as an event of the journal: for a daemon, and for `run -v`."""

    def begun(self, source: str) -> None:
        """Say nothing before there is something to say."""

    def step(self, source: str, done: int, total: int | None) -> None:
        """Say nothing between."""

    def ended(self, report: SourceReport) -> None:
        """The source's event, with the counts that are not zero."""
        counts = {name: getattr(report, name) for name in COUNTS if getattr(report, name)}
        reason = {"reason": report.reason} if report.reason else {}
        tell(_EVENTS.get(report.outcome, Event.SOURCE_FAILED), source=report.source, seconds=round(report.seconds, 2), **counts, **reason)


def line_of(report: SourceReport) -> str:
    """What a pass did with one source, in a line."""
    counts = ", ".join(many(getattr(report, name), one, name) for name, one in COUNTS.items() if getattr(report, name))
    return ": ".join(filter(None, (report.source, report.outcome.replace("_", " "), counts, report.reason)))


def table(report: RunReport) -> None:
    """The table that ends a run: the sources that were asked; a narrow terminal has no column of zeros."""
    asked = [row for row in report.sources if row.outcome != "skipped"]
    counts = tuple(name for name in COUNTS if not grid.narrow() or any(getattr(row, name) for row in asked))
    rows = ((_cells(row, counts), _COLORS.get(row.outcome, "red")) for row in asked)
    grid.show(("source", "outcome", *counts, "seconds"), rows, right=(*counts, "seconds"))


def _cells(row: SourceReport, counts: Sequence[str]) -> tuple[str, ...]:
    """One line of the table; a dot is a zero that need not be read."""
    told = (str(getattr(row, name) or "·") for name in counts)
    return (row.source, row.outcome.replace("_", " "), *told, f"{row.seconds:.1f}")
