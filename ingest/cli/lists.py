"""`sources import|export`: OPML lists of feeds in and out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.amounts import many
from ingest.cli.adding import id_from, private
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.settings import ConfigError, add_source, add_sources
from ingest.settings.opml import NoOpml, from_opml, to_opml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.settings.edit import Value
    from ingest.settings.opml import Outline
    from ingest.terms import Source


@dataclass(slots=True)
class _Taken:
    """What became of the sources of a list, by their addresses; `refused` are sentences."""

    rows: list[dict[str, Value]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)


@click.command("import")
@click.argument("opml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@private
@in_house
def import_(house: House, opml: Path, *, allow_private: tuple[str, ...]) -> int:
    """Add every feed of an OPML list; those already there are left alone, and folders stay as a note.

    A list that `sources export` wrote gives back each source with all its keys. A pair in it that opens a private address is kept only
    where it is named here.

    \b
      copytaster sources import feeds.opml
      copytaster sources import intranet.opml --allow-private 10.0.0.7:8080
    """
    try:
        outlines = from_opml(opml.read_bytes())
    except NoOpml as wrong:
        raise click.UsageError(str(wrong)) from wrong
    place = house.config_root / "sources.toml"
    taken = _sort(outlines, house.config.sources, allow_private)
    _add(place, taken)
    for sentence in taken.refused:
        warn(sentence)
    for url in taken.closed:
        warn(f"{url}: the list opens private addresses for it; that was left out (name them with --allow-private)")
    more = [f"{len(urls)} {said}" for urls, said in ((taken.known, "already there"), (taken.twice, "twice in the list")) if urls]
    house.say(", ".join([f"{len(taken.added)} added to {place}", f"{len(taken.refused)} refused", *more]) + ".")
    if house.as_json:
        house.tell({"added": taken.added, "refused": taken.refused, "known": taken.known, "twice": taken.twice})
    return Exit.SOME_FAILED if taken.refused else Exit.OK


def _sort(outlines: Sequence[Outline], sources: Sequence[Source], opened: Sequence[str]) -> _Taken:
    """The rows to add, each with an id of its own; what is there already, or named twice."""
    taken = _Taken()
    there = {source.url for source in sources}
    ids = {source.id for source in sources}
    ours: set[str] = set()
    for outline in outlines:
        if outline.url in there:
            taken.known.append(outline.url)
        elif outline.url in ours:
            taken.twice.append(outline.url)
        else:
            ours.add(outline.url)
            row = _row(outline, ids, opened, taken)
            ids.add(str(row["id"]))
            taken.rows.append(row)
    return taken


def _row(outline: Outline, ids: set[str], opened: Sequence[str], taken: _Taken) -> dict[str, Value]:
    """A source of a list as a row: its own id where that is free, its folder as a note, no address opened that nobody named."""
    values = dict(outline.values)
    told = values.pop("id", None)
    new = str(told) if told is not None and told not in ids else id_from(outline.url, ids)
    pairs = values.pop("allow_private", ())
    kept = tuple(pair for pair in pairs if pair in opened) if isinstance(pairs, tuple) else ()
    if pairs and kept != pairs:
        taken.closed.append(outline.url)
    row: dict[str, Value] = {"id": new, **values} | ({"allow_private": kept} if kept else {})
    if outline.folder and "note" not in row:
        row["note"] = f"from the folder {outline.folder}"
    return row


def _add(place: Path, taken: _Taken) -> None:
    """All rows at once; where one of them can't be added, one after the other, so that the others are."""
    try:
        add_sources(place, taken.rows)
    except ConfigError:
        for row in taken.rows:
            _add_one(place, row, taken)
    else:
        taken.added += [str(row["url"]) for row in taken.rows]


def _add_one(place: Path, row: Mapping[str, Value], taken: _Taken) -> None:
    """One row, or the sentence that says why not."""
    try:
        add_source(place, row)
    except ConfigError as error:
        taken.refused.append(f"{row['url']}: {error.says}")
    else:
        taken.added.append(str(row["url"]))


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also the sources that are switched off.")
@in_house
def export(house: House, *, everything: bool) -> None:
    """Print the sources as an OPML list, which any feed reader takes and `sources import` gives back whole. Folders have no place in it.

    \b
      copytaster sources export > feeds.opml
      copytaster sources export --all > everything.opml
    """
    chosen = [source for source in house.config.sources if source.enabled or everything]
    listed = [source for source in chosen if source.url is not None]
    click.echo(to_opml(listed, "Copytaster: sources").decode().rstrip("\n"))
    left = len(chosen) - len(listed)
    if left:
        warn(f"{many(left, 'folder')} left out: a list names addresses of the web.")
