"""What a look at a source or an address found, as people and programs read it."""

from __future__ import annotations

import shlex
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypedDict

from ingest import __version__, clock
from ingest.cli import grid
from ingest.cli.codes import Exit
from ingest.cli.house import on_terminal, warn
from ingest.fetch import Fetcher
from ingest.sounding import UNLISTED, Kit, told_facts, told_faults
from ingest.terms import Source
from ingest.workers import Readers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence
    from typing import Unpack

    from ingest.cli.house import House
    from ingest.sounding import Sounding
    from ingest.sounding.discovery import Offer
    from ingest.sounding.looking import Look


def unlisted(url: str, opened: tuple[str, ...], kind: str = "feed", **more: Unpack[Known]) -> Source:
    """An address that is no source yet; between two questions to a host of our own, which is opened by name, there is no pause."""
    ours = any(pair in url.lower() for pair in opened)
    return Source(id=UNLISTED, kind=kind, url=url, allow_private=opened, spacing_s=0.0 if ours else 1.0, **more)


class Known(TypedDict, total=False):
    """What may be known of an address before it is a source."""

    links: str | None
    zone: str | None
    follow: bool


@asynccontextmanager
async def looking(house: House) -> AsyncIterator[Kit]:
    """Open the rooms that a look needs, and close them; a person is told to wait: a dozen polite questions take as many seconds."""
    config = house.config
    if on_terminal() and not house.as_json:
        warn("Looking, at a polite pace …")
    readers = Readers(config.root, config.limits, workers=1)
    try:
        async with Fetcher(contact=config.contact, limits=config.limits, version=__version__) as fetcher:
            yield Kit(fetcher, readers, config.limits, clock.now())
    finally:
        readers.close()


def tell_sounding(house: House, found: Sounding, opened: Sequence[str] = ()) -> int:
    """A sounding, what is wrong first; the exit status."""
    if house.as_json:
        house.tell(found)
    else:
        grid.facts(told_faults(found))
        house.say("" if found.faults else "✓ nothing is wrong with it\n")
        grid.facts(told_facts(found, clock.now()))
        if found.source == UNLISTED and found.good:
            house.say(f"\nTo add it:\n  {grid.visible(add_line(found, opened))}")
    return Exit.OK if found.good else Exit.SOME_FAILED


def tell_look(house: House, found: Look, opened: Sequence[str] = ()) -> int:
    """A look at an address: its sounding, or what its site offers; the exit status."""
    if found.sounding is not None:
        return tell_sounding(house, found.sounding, opened)
    if house.as_json:
        house.tell(found)
    else:
        tell_offers(house, found, opened)
    return Exit.OK if found.offers else Exit.SOME_FAILED


def tell_offers(house: House, found: Look, opened: Sequence[str] = ()) -> None:
    """What a site offers, and the lines that add it."""
    where = grid.visible(found.url)
    if not found.offers:
        house.say(f"{where} is a page, and no feed or news sitemap could be found on its site.")
    else:
        house.say(f"{where} is a page. Its site offers:\n")
        rows = ((offer.kind, str(offer.items), offer.title or "—", offer.url) for offer in found.offers)
        grid.show(("kind", "items", "title", "address"), ((row, "") for row in rows), right=("items",))
        house.say("\nTo add one of them:")
    for line in add_lines(found.offers, opened):
        house.say(f"  {grid.visible(line)}")
    house.say("To read the page itself, or the pages it links to:")
    for line in page_lines(found.url, opened):
        house.say(f"  {grid.visible(line)}")


def add_lines(offers: Iterable[Offer], opened: Sequence[str] = ()) -> list[str]:
    """The command that adds each offer."""
    return [_line(one.url, opened, "--follow" if one.partial else "") for one in offers]


def page_lines(url: str, opened: Sequence[str] = ()) -> list[str]:
    """The commands that add a page itself."""
    return [_line(url, opened, "--kind page"), _line(url, opened, "--kind page --links 'main h2 a'")]


def add_line(found: Sounding, opened: Sequence[str] = ()) -> str:
    """The command that adds an address as it was found to be best."""
    wants_zone = found.dates.bare and found.zone is not None and found.zone.zone is not None
    told = [
        f"--kind page --links {shlex.quote(found.links)}" if found.links else "",
        "--follow" if found.partial and not found.links else "",
        f"--zone {found.zone.zone}" if wants_zone and found.zone else "",
        f"--every {found.rhythm.every}" if found.rhythm and found.rhythm.every != "1h" else "",
    ]
    return _line(found.moved_to or found.where, opened, *told)


def _line(url: str, opened: Sequence[str], *options: str) -> str:
    """A line that can be copied."""
    pairs = [f"--allow-private {pair}" for pair in opened]
    return " ".join(["copytaster sources add", shlex.quote(url), *filter(None, (*options, *pairs))])
