"""`sources`: list them, try one, add, switch on and off, take in an OPML list."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click
from lxml import etree

from ingest import __version__, clock
from ingest.cli import grid
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.fetch import Fetcher, origin_of
from ingest.journal import without_secrets
from ingest.settings import ConfigError, add_source, set_enabled
from ingest.sounding import sound
from ingest.terms import Source
from ingest.workers import Readers

if TYPE_CHECKING:
    from collections.abc import Collection

    from ingest.sounding import Sounding

OPML_BYTES = 4_000_000


@click.group()
@in_house
def sources(house: House) -> None:
    """The feeds, pages and folders copy comes from.

    \b
      copytaster sources list
      copytaster sources check ani-national
      copytaster sources check https://agency.example/rss
      copytaster sources add https://agency.example/rss --id example-world --follow
      copytaster sources disable example-world
      copytaster sources import feeds.opml
    """


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
        (row.id, row.kind, "yes" if row.enabled else "no", f"{row.every // 60} min", without_secrets(str(row.url or row.path)))
        for row in rows
    )
    grid.show(("source", "kind", "on", "every", "where"), ((line, "" if line[2] == "yes" else "dim") for line in cells))


@sources.command()
@click.argument("which", metavar="ID|URL")
@in_house
def check(house: House, which: str) -> int:
    """Fetch a source once and say what it is: status, kind, items, whether its dates make sense. Nothing is stored.

    \b
      copytaster sources check ani-national
      copytaster sources check https://agency.example/rss
    """
    source = next((one for one in house.config.sources if one.id == which), None)
    if source is None and is_address(which):
        source = Source(id="check", kind="feed", url=which)
    if source is None:
        raise click.UsageError(f"there is no source {which!r}, and it is no address; see: copytaster sources list")
    told = asyncio.run(_sound(house, source))
    if house.as_json:
        house.tell(told)
    else:
        for line in told.lines():
            house.say(line)
    return Exit.OK if told.good else Exit.SOME_FAILED


async def _sound(house: House, source: Source) -> Sounding:
    """Open the rooms a sounding needs, and close them."""
    config = house.config
    readers = Readers(config.root, config.limits, workers=1)
    try:
        async with Fetcher(contact=config.contact, limits=config.limits, version=__version__) as fetcher:
            return await sound(source, fetcher, readers, config.limits, clock.now())
    finally:
        readers.close()


@sources.command()
@click.argument("url")
@click.option("--id", "source_id", help="Its id (default: made from the host).")
@click.option("--kind", type=click.Choice(["feed", "page"]), default="feed", show_default=True, help="A feed, or one page.")
@click.option("--name", help="What people call it.")
@click.option("--every", default="1h", show_default=True, help="How often it is asked: 15m, 1h, 1d.")
@click.option("--follow", is_flag=True, help="Fetch the pages that its entries name.")
@in_house
def add(house: House, url: str, *, source_id: str | None, kind: str, name: str | None, every: str, follow: bool) -> None:  # noqa: PLR0913 - the command's own options
    """Add a source to sources.toml.

    \b
      copytaster sources add https://agency.example/rss --id example-world --every 30m --follow
    """
    new = source_id or id_from(url, {source.id for source in house.config.sources})
    values = {"id": new, "kind": kind, "url": url, "every": every} | ({"name": name} if name else {}) | ({"follow": True} if follow else {})
    place = house.config_root / "sources.toml"
    add_source(place, values)
    house.say(f"{new} stands in {place} now; try it: copytaster sources check {new}")
    if house.as_json:
        house.tell({"added": new, "file": str(place)})


def is_address(text: str) -> bool:
    """Whether a text is an address of the web."""
    try:
        return urlsplit(text).scheme in ("http", "https")
    except ValueError:
        return False


def id_from(url: str, taken: Collection[str] = ()) -> str:
    """A source's id from its address: host and path, in the letters an id may have; numbered where it is taken."""
    told = re.sub(r"^\w+://(?:[^/@]*@)?(?:www\.)?|[?#].*$", "", url.lower())
    words = [word for word in re.findall(r"[a-z0-9]+", told) if word not in ("rss", "feed", "feeds", "xml", "com", "index")]
    base = "-".join(words)[:60].strip("-") or "source"
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


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


@sources.command("import")
@click.argument("opml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_house
def import_(house: House, opml: Path) -> int:
    """Add every feed of an OPML list; those already there are left alone.

    \b
      copytaster sources import feeds.opml
    """
    place = house.config_root / "sources.toml"
    known = {source.url for source in house.config.sources}
    ids = {source.id for source in house.config.sources}
    added: list[str] = []
    refused: list[str] = []
    for title, url in outlines(opml.read_bytes()):
        if url in known:
            continue
        known.add(url)
        new = id_from(url, ids)
        try:
            add_source(place, {"id": new, "kind": "feed", "url": url, "name": title or new})
        except ConfigError as error:
            refused.append(f"{url}: {error.says}")
            continue
        ids.add(new)
        added.append(url)
    for sentence in refused:
        warn(sentence)
    house.say(f"{len(added)} added to {place}, {len(refused)} refused.")
    if house.as_json:
        house.tell({"added": added, "refused": refused})
    return Exit.SOME_FAILED if refused else Exit.OK


def outlines(data: bytes) -> list[tuple[str | None, str]]:
    """Title and address of each feed in an OPML list. Raises a usage error where it is none."""
    if len(data) > OPML_BYTES:
        raise click.UsageError(f"the list has {len(data):,} bytes; at most {OPML_BYTES:,} are read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or root.tag != "opml":
        raise click.UsageError("this is no OPML list: its first element must be <opml>")
    found = ((node.get("title") or node.get("text"), (node.get("xmlUrl") or "").strip()) for node in root.iter("outline"))
    return [(" ".join((title or "").split())[:200] or None, url) for title, url in found if is_address(url)]
