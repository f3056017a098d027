"""What a look at a source or an address found, as people and programs read it."""

from __future__ import annotations

import shlex
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ingest import __version__, clock
from ingest.cli import grid
from ingest.cli.codes import Exit
from ingest.fetch import Fetcher
from ingest.sounding import Kit, told
from ingest.workers import Readers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from ingest.cli.house import House
    from ingest.sounding import Sounding
    from ingest.sounding.discovery import Offer
    from ingest.sounding.looking import Look


@asynccontextmanager
async def looking(house: House) -> AsyncIterator[Kit]:
    """Open the rooms that a look needs, and close them."""
    config = house.config
    readers = Readers(config.root, config.limits, workers=1)
    try:
        async with Fetcher(contact=config.contact, limits=config.limits, version=__version__) as fetcher:
            yield Kit(fetcher, readers, config.limits, clock.now())
    finally:
        readers.close()


def tell_sounding(house: House, found: Sounding) -> int:
    """A sounding, what is wrong first; the exit status."""
    if house.as_json:
        house.tell(found)
    else:
        grid.facts(told(found, clock.now()))
    return Exit.OK if found.good else Exit.SOME_FAILED


def tell_look(house: House, found: Look) -> int:
    """A look at an address: its sounding, or what its site offers; the exit status."""
    if found.sounding is not None:
        return tell_sounding(house, found.sounding)
    if house.as_json:
        house.tell(found)
    else:
        tell_offers(house, found)
    return Exit.OK if found.offers else Exit.SOME_FAILED


def tell_offers(house: House, found: Look) -> None:
    """What a site offers, and the lines that add it."""
    where = grid.visible(found.url)
    if not found.offers:
        house.say(f"{where} is a page, and no feed or news sitemap could be found on its site.")
    else:
        house.say(f"{where} is a page. Its site offers:\n")
        rows = ((offer.kind, str(offer.items), offer.title or "—", offer.url) for offer in found.offers)
        grid.show(("kind", "items", "title", "address"), ((row, "") for row in rows), right=("items",))
        house.say("\nTo add one of them:")
    for line in add_lines(found.offers):
        house.say(f"  {grid.visible(line)}")
    house.say("To read the page itself, or the pages it links to:")
    for line in page_lines(found.url):
        house.say(f"  {grid.visible(line)}")


def add_lines(offers: Iterable[Offer]) -> list[str]:
    """The command that adds each offer."""
    return [f"copytaster sources add {shlex.quote(one.url)}{' --follow' if one.partial else ''}" for one in offers]


def page_lines(url: str) -> list[str]:
    """The commands that add a page itself."""
    begin = f"copytaster sources add {shlex.quote(url)} --kind page"
    return [begin, f"{begin} --links 'main h2 a'"]
