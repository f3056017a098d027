"""`score`: the quality gate on a labeled folder, so that anybody can check what we claim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.amounts import many
from ingest.cli import grid
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house
from ingest.scoring.folder import sets_in
from ingest.scoring.pages import score_pages
from ingest.scoring.provenance import score_provenance
from normalizers.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.scoring.terms import Labels, Report
    from normalizers.rulebook import Rulebook

    Measure = Callable[[Labels, Rulebook, int | None], Report]

FOLDER = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="FOLDER")
LIMIT = click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only so many documents of each set, always the same ones.")
WORST = click.option("--worst", type=click.IntRange(min=0), default=0, metavar="N", help="Also print the documents that went worst.")


@click.group()
def score() -> None:
    """How well documents are read: the figures for a folder of labeled ones.

    \b
      copytaster score pages labeled/
      copytaster score provenance labeled/ --worst 10
    """


@score.command()
@FOLDER
@LIMIT
@WORST
@in_house
def pages(house: House, folder: Path, *, limit: int | None, worst: int) -> int:
    """Headline, authors, times and body of labeled article pages.

    The folder (or each folder right below it) holds `labels.jsonl`, one JSON object a line with `id`, `url` and what must be read,
    and `ID.html.gz` for each of them. What is null is not labeled and not scored.

    \b
      copytaster score pages labeled/
      copytaster score pages labeled/ --limit 100 --worst 10
    """
    return _score(house, folder, lambda labels, rules, most: score_pages(labels, rules, limit=most), limit, worst)


@score.command()
@FOLDER
@LIMIT
@WORST
@in_house
def provenance(house: House, folder: Path, *, limit: int | None, worst: int) -> int:
    """Credits, relation, claims of editing, people and notices of labeled documents.

    The folder holds `labels.jsonl` (or `truth.jsonl`), one JSON object a line with `id`, `file`, `form`, `url`, `relation`, `credits`,
    `edited`, `auto_generated`, `statements` and `persons`.

    \b
      copytaster score provenance labeled/
      copytaster score provenance labeled/ --json
    """
    return _score(house, folder, lambda labels, rules, most: score_provenance(labels, rules, limit=most), limit, worst)


def _score(house: House, folder: Path, measure: Measure, limit: int | None, worst: int) -> int:
    """Measure each set of a folder and print the figures."""
    rules = load_rulebook(house.config_root)
    reports = [measure(labels, rules, limit) for labels in sets_in(folder)]
    if house.as_json:
        house.tell({"ruleset": rules.version, "sets": [_told(one, worst) for one in reports]})
    else:
        for one in reports:
            _print(one, worst)
    return Exit.OK


def _told(report: Report, worst: int) -> dict[str, object]:
    """A report for programs: figures by their names."""
    return {
        "name": report.name,
        "digest": report.digest,
        "documents": report.documents,
        "figures": {one.name: one.value for one in report.figures},
        "labeled": {one.name: one.of for one in report.figures},
        "speed": report.speed,
        "worst": report.faults[:worst],
    }


def _print(report: Report, worst: int) -> None:
    """A report for people."""
    speed = report.speed
    click.echo(
        f"{report.name}: {many(report.documents, 'document')}, digest {report.digest}; {speed.documents_per_s} a second of CPU time,"
        f" at most {speed.peak_mb} MB, slowest {speed.slowest_s} s ({grid.visible(speed.slowest)})"
    )
    rows = [((one.name, str(int(one.value)) if one.counted else f"{one.value:.4f}", str(one.of)), "") for one in report.figures]
    grid.show(("figure", "value", "labeled"), rows, right=("value", "labeled"))
    if worst and report.faults:
        click.echo("")
        grid.facts((one.document, one.says) for one in report.faults[:worst])
    click.echo("")
