"""`python -m tests.gate`: the figures of the gate's set against their floors; `renew` raises the floors, `write` lays the set down."""

from __future__ import annotations

import sys
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent.parent))  # the rooms of the gate name each other as the tests do

from gate import floors as ground
from gate import making


@click.group(invoke_without_command=True, help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def gate(context: click.Context) -> None:
    """Print the figures where no other command is named."""
    if context.invoked_subcommand is None:
        sys.exit(_show())


def _show() -> int:
    """Figures and floors side by side, then what is wrong."""
    reports, floors = ground.measure(), ground.pinned()
    for part, report in reports.items():
        click.echo(f"{part}: {report.documents} pages, digest {report.digest}, {report.speed.documents_per_s} a second")
        for one in report.figures:
            click.echo(f"  {one.name:28}{one.value:>9g}  floor {floors.parts.get(part, {}).get(one.name, float('nan')):g}")
        for fault in report.faults[:15]:
            click.echo(f"    {fault.document}: {fault.says}")
    wrong = list(ground.faults(reports, floors))
    for says in wrong:
        click.echo(says, err=True)
    return 1 if wrong else 0


@gate.command()
@click.option("--because", metavar="WHY", help="Let floors fall, and keep the reason beside them.")
def renew(because: str | None) -> None:
    """Raise the floors to what is reached now."""
    try:
        floors = ground.renewed(ground.measure(), ground.pinned(), because)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    ground.PLACE.write_text(ground.printed(floors), encoding="utf-8")
    click.echo(f"{ground.PLACE} is of digest {floors.digest} now")


@gate.command()
@click.argument("folder", type=click.Path(path_type=Path))
def write(folder: Path) -> None:
    """Lay the set down as a labeled folder, for `copytaster score`."""
    making.write(folder)
    click.echo(f"{len(list(folder.glob('*.html.gz')))} pages in {folder}")


if __name__ == "__main__":
    gate()
