"""`sources`: list them, look at one, switch on and off; adding and lists of feeds stand in files of their own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ingest.cli import grid
from ingest.cli.adding import add, is_address, private
from ingest.cli.house import House, in_house
from ingest.cli.lists import export, import_
from ingest.cli.looks import looking, tell_look, tell_sounding, unlisted
from ingest.cli.pushing import tell_push
from ingest.fetch import origin_of
from ingest.journal import without_secrets
from ingest.settings import set_enabled
from ingest.settings.checks import check_selector
from ingest.settings.problems import Complaint
from ingest.sounding import sound
from ingest.sounding.looking import look

if TYPE_CHECKING:
    from ingest.sounding import Sounding
    from ingest.sounding.looking import Look
    from ingest.terms import Source


@click.group()
@in_house
def sources(house: House) -> None:
    """The feeds, pages and folders copy comes from.

    \b
      copytaster sources list
      copytaster sources check ani-national
      copytaster sources check https://agency.example/
      copytaster sources add https://agency.example/rss --id example-world --follow
      copytaster sources disable example-world
      copytaster sources import feeds.opml
    """


sources.add_command(add)
sources.add_command(import_)
sources.add_command(export)


@sources.command("list")
@in_house
def list_(house: House) -> None:
    """List the configured sources.

    \b
      copytaster sources list
    """
    rows = house.config.sources
    if house.as_json:
        house.tell(rows)
        return
    cells = (
        (
            row.id,
            row.kind,
            "yes" if row.enabled else "no",
            "at once" if row.kind == "push" else f"{row.every // 60} min",
            without_secrets(str(row.url or row.path or "pushed to us")),
        )
        for row in rows
    )
    grid.show(("source", "kind", "on", "every", "where"), ((line, "" if line[2] == "yes" else "dim") for line in cells))


@sources.command()
@click.argument("which", metavar="ID|URL")
@click.option("--links", help="Read the address as a listing: the selector of its links, CSS or XPath.")
@private
@in_house
def check(house: House, which: str, *, links: str | None, allow_private: tuple[str, ...]) -> int:
    """Look at a source, or at any address, once and say what it is and what is wrong with it. Nothing is stored.

    Of a site's page it finds the feeds and news sitemaps, and says how to add them.

    \b
      copytaster sources check ani-national
      copytaster sources check https://agency.example/rss
      copytaster sources check https://hillcourier.example/
      copytaster sources check https://hillcourier.example/world --links "main h2 a"
    """
    known = next((one for one in house.config.sources if one.id == which), None)
    if known is None and not is_address(which):
        raise click.UsageError(
            f"there is no source {which!r}, and it is no address of the web; see: copytaster sources list."
            " A server of files or mail is looked at as a source, since it takes an account: `sources add` does so before it adds it"
        )
    if known is not None and known.kind == "push":
        return tell_push(house, known)
    source = known or unlisted(which, allow_private)
    if known is not None:
        source = replace(source, allow_private=(*known.allow_private, *allow_private))
    if links is not None:
        source = replace(source, kind="page", links=_selector(links), follow=True)
    if known is not None or links is not None:
        return tell_sounding(house, asyncio.run(_sound(house, source)), allow_private)
    return tell_look(house, asyncio.run(_look(house, source)), allow_private)


async def _sound(house: House, source: Source) -> Sounding:
    """The sounding of a source."""
    async with looking(house) as kit:
        return await sound(source, kit)


async def _look(house: House, source: Source) -> Look:
    """A look at an address."""
    async with looking(house) as kit:
        return await look(source, kit)


def _selector(links: str) -> str:
    """A selector of the command line, or a usage error."""
    try:
        return check_selector(links)
    except Complaint as wrong:
        raise click.UsageError(f"--links {wrong}") from wrong


@sources.command()
@click.argument("source_id", metavar="ID")
@in_house
def enable(house: House, source_id: str) -> None:
    """Switch a source on.

    \b
      copytaster sources enable example-world
    """
    _switch(house, source_id, on=True)


@sources.command()
@click.argument("source_id", metavar="ID")
@in_house
def disable(house: House, source_id: str) -> None:
    """Switch a source off; what it gave stays.

    \b
      copytaster sources disable example-world
    """
    _switch(house, source_id, on=False)


def _switch(house: House, source_id: str, *, on: bool) -> None:
    """Write the switch into sources.toml."""
    place = house.config_root / "sources.toml"
    set_enabled(place, source_id, on=on)
    if on:
        with house.store() as store:
            address = next((one.url for one in house.config.sources if one.id == source_id), None)
            store.revive(source_id, origin_of(address) if address else None)
    house.say(f"{source_id} is {'on' if on else 'off'}.")
    if house.as_json:
        house.tell({"source": source_id, "enabled": on})
