"""`sources add`: an address becomes a source, once it was looked at; a site's page becomes the feed it offers."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import click

from ingest.amounts import many
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.cli.looks import add_lines, looking, tell_offers, unlisted
from ingest.settings import add_source, add_sources
from ingest.settings.checks import check_pair
from ingest.settings.kinds import BOXES, KIND_OF_SCHEME, KINDS
from ingest.settings.problems import Complaint
from ingest.settings.source import source_of
from ingest.sounding import sound
from ingest.sounding.looking import look

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ingest.settings.edit import Value
    from ingest.sounding import Sounding
    from ingest.sounding.looking import Look
    from ingest.terms import Source

_LOOKED_AT = [name for name, kind in KINDS.items() if kind.way != "pushed"]
F = TypeVar("F", bound="Callable[..., object]")


def private(command: F) -> F:
    """The option that opens private addresses to a look."""
    says = "Dial this pair though it is private; may be repeated."
    return click.option("--allow-private", metavar="HOST:PORT", multiple=True, callback=_pairs, help=says)(command)


def _pairs(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Pairs as sources.toml has them, or a usage error."""
    try:
        return tuple(check_pair(pair) for pair in given)
    except Complaint as wrong:
        raise click.BadParameter(str(wrong)) from wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """The row that was asked for: its keys, and the kind where one was named."""

    values: dict[str, Value]
    kind: str | None

    @property
    def opened(self) -> tuple[str, ...]:
        """The private pairs that may be dialed."""
        pairs = self.values.get("allow_private", ())
        return pairs if isinstance(pairs, tuple) else ()

    def row(self, new: str, url: str, kind: str) -> dict[str, Value]:
        """The whole row; a folder's path is absolute, for rows count theirs from the config folder."""
        place = {"path": str(Path(url).expanduser().absolute())} if KINDS[kind].here else {"url": url}
        return {"id": new, "kind": kind, **place} | self.values


@click.command()
@click.argument("url")
@click.option("--id", "source_id", help="Its id (default: made from the host).")
@click.option("--kind", type=click.Choice(_LOOKED_AT), help="What it is (default: told by its address, or by looking).")
@click.option("--user", help="The account on a server of files or mail.")
@click.option("--password", metavar="WHERE", help="Where its password stands: env:NAME or file:/path.")
@click.option("--key", metavar="FILE", help="A private key, for sftp; it counts from the config folder.")
@click.option("--known-hosts", metavar="FILE", help="The file with the key of an sftp server; it counts from the config folder.")
@click.option("--move-to", metavar="FOLDER", help="Where the server keeps what was taken.")
@click.option("--links", help="Make a page a listing: the selector of its links, CSS or XPath.")
@click.option("--name", help="What people call it.")
@click.option("--every", default="1h", show_default=True, help="How often it is asked: 15m, 1h, 1d.")
@click.option("--zone", help="The zone of times that carry none: Asia/Kolkata.")
@click.option("--follow", is_flag=True, help="Fetch the pages that its entries name.")
@click.option("--no-check", is_flag=True, help="Add it without looking at it.")
@private
@in_house
def add(  # noqa: PLR0913 - the command's own options
    house: House,
    url: str,
    *,
    source_id: str | None,
    kind: str | None,
    links: str | None,
    name: str | None,
    every: str,
    zone: str | None,
    follow: bool,
    no_check: bool,
    allow_private: tuple[str, ...],
    **account: str | None,
) -> int:
    """Look at an address and add it to sources.toml.

    Of a site's page the feed is added that it offers; where it offers several, or none, they are listed and nothing is added.

    \b
      copytaster sources add https://agency.example/rss --id example-world --every 30m --follow
      copytaster sources add https://hillcourier.example/
      copytaster sources add https://hillcourier.example/world --kind page --links "main h2 a"
      copytaster sources add sftp://wire.agency.example/out --user hill --key wire_key --known-hosts wire_hosts
      copytaster sources add /srv/wire/incoming --every 1m
    """
    told: dict[str, Value | None] = {"every": every, "name": name, "zone": zone, "links": links, **account}
    values: dict[str, Value] = {key: value for key, value in told.items() if value is not None}
    values |= ({"follow": True} if follow else {}) | ({"allow_private": allow_private} if allow_private else {})
    wish = _Wish(values=values, kind="page" if links else kind or _kind_of(url))
    place = house.config_root / "sources.toml"
    first = wish.row(source_id or _free(house, url), url, wish.kind or "feed")
    if no_check:
        return _put(house, place, first)
    add_sources(place, [first], rehearse=True)
    _not_twice(house, str(first.get("url", first.get("path"))))
    source = unlisted(url, allow_private, wish.kind or "feed", links=links, zone=zone, follow=follow)
    if wish.kind in BOXES:
        return _judge(house, place, first, asyncio.run(_sound(house, source_of(first, house.config_root))))
    if wish.kind is not None:
        return _judge(house, place, first, asyncio.run(_sound(house, source)))
    return _choose(house, place, wish, source_id, asyncio.run(_look(house, source)))


def _kind_of(url: str) -> str | None:
    """The kind that an address says itself; what stands on this machine is a folder."""
    if "://" not in url and (url.startswith(("/", "./", "../", "~/")) or os.path.isdir(url)):  # noqa: PTH112 - says no to what is too long
        return "folder"
    return KIND_OF_SCHEME.get(url.partition("://")[0].lower())


def _not_twice(house: House, url: str) -> None:
    """Refuse an address that a source has."""
    twin = next((one.id for one in house.config.sources if url in (one.url, str(one.path))), None)
    if twin is not None:
        raise click.UsageError(f"{url} is the address of {twin} already; --no-check adds it once more")


async def _sound(house: House, source: Source) -> Sounding:
    """Look at an address as what it is said to be."""
    async with looking(house) as kit:
        return await sound(source, kit)


async def _look(house: House, source: Source) -> Look:
    """Look at an address to find out what it is."""
    async with looking(house) as kit:
        return await look(source, kit)


def _choose(house: House, place: Path, wish: _Wish, source_id: str | None, found: Look) -> int:
    """Add what a look found, if it is one thing; else say what there is."""
    if found.sounding is not None:
        return _judge(house, place, wish.row(source_id or _free(house, found.url), found.url, found.sounding.kind), found.sounding)
    feeds = [offer for offer in found.offers if offer.kind == "feed"]
    if len(feeds) == 1:
        (feed,) = feeds
        house.say(f"{found.url} is a page; the feed it offers is {feed.url} ({feed.title or feed.form}, {many(feed.items, 'item')}).")
        _not_twice(house, feed.url)
        hints = [_FOLLOW] if feed.partial and "follow" not in wish.values else []
        return _put(house, place, wish.row(source_id or _free(house, feed.url), feed.url, "feed"), hints)
    if house.as_json:
        house.tell({"added": None, "page": found.url, "offers": found.offers, "lines": add_lines(found.offers, wish.opened)})
    else:
        tell_offers(house, found, wish.opened)
    count = f"{len(feeds) or 'no'} feed{'' if len(feeds) == 1 else 's'}"
    warn(f"copytaster: {found.url} is a page and offers {count}; nothing was added, name one")
    return Exit.USAGE


def _judge(house: House, place: Path, row: dict[str, Value], found: Sounding) -> int:
    """Add an address that proved good, or that could not even be asked; refuse one that answers badly."""
    if found.good:
        if found.moved_to is not None:
            house.say(f"{row['url']} has moved for good; its new address is added.")
            _not_twice(house, found.moved_to)
            row = row | {"url": found.moved_to}
        hints = [_FOLLOW] if found.partial and not row.get("follow") and not row.get("links") else []
        hints += [found.zone.says] if found.dates.bare and found.zone is not None and "zone" not in row else []
        return _put(house, place, row, hints)
    if not found.reached and found.kind not in BOXES and "allow_private" not in (found.reason or ""):
        warn(f"copytaster: {row['url']} could not be asked ({found.reason}); it is added unchecked")
        return _put(house, place, row)
    mends = "; ".join(fault.mend for fault in found.faults)
    warn(f"copytaster: {row.get('url', row.get('path'))} was not added: {found.reason} ({mends}). --no-check adds it all the same")
    if house.as_json:
        house.tell({"added": None, "reason": found.reason, "faults": found.faults})
    return Exit.SOME_FAILED


_FOLLOW = "its entries are leads to pages; follow = true has them fetched"


def _put(house: House, place: Path, row: dict[str, Value], hints: Sequence[str] = ()) -> int:
    """Write the row, and say so."""
    add_source(place, row)
    house.say(f"{row['id']} stands in {place} now; try it: copytaster sources check {row['id']}")
    for hint in hints:
        house.say(f"Mind: {hint}.")
    if house.as_json:
        house.tell({"added": row["id"], "file": str(place), "kind": row["kind"], "url": row.get("url", row.get("path"))})
    return Exit.OK


def _free(house: House, url: str) -> str:
    """An id that no source has."""
    return id_from(url, {source.id for source in house.config.sources})


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
