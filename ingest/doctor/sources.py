"""The sources: none at all, folders that are not there, and those that fail; what many of them suffer alike is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.amounts import many
from ingest.doctor.terms import Fault
from normalizers.rulebook import bundled_root

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.doctor.terms import House
    from ingest.store.rows import SourceHealthRow

    Ill = tuple[SourceHealthRow, str]  # a source, and why it fails, in words that fit others too

NAMED = 20
FAILS = {"never": ("source has never worked", "sources have never worked"), "now": ("source fails", "sources fail")}
ALIKE = "they fail alike, so look first at what they share: this machine's network and name server, a proxy, a disk"


def begun(house: House) -> Iterator[Fault]:
    """Whether there is anything to read, and whether it is the newsroom's own."""
    if house.config is None:
        return
    file = house.root / "sources.toml"
    add = "`sources add ADDRESS` puts one there: a feed, or a site, whose feeds it finds; `run` then reads it"
    if not house.config.sources:
        yield Fault(what="There is nothing to read", why=f"{file} names no source", remedy=add, grave=False)
    elif not any(source.enabled for source in house.config.sources):
        remedy = "`sources enable ID` switches one on; `sources list` names them"
        yield Fault(what="There is nothing to read", why=f"every source of {file} is switched off", remedy=remedy, grave=False)
    elif not file.is_file() and house.root != bundled_root():
        why = f"{house.root} has no sources.toml, so the shipped one is read: the sample wire and some public feeds"
        yield Fault(what="The sources are not yours", why=why, remedy=add.replace("puts one", "begins one"), grave=False)


def folders(house: House) -> Iterator[Fault]:
    """Whether every folder source has its folder."""
    lost = _lost(house)
    if len(lost) == 1:
        ((name, path),) = lost.items()
        remedy = f"make it, correct its path in sources.toml, or `sources disable {name}`"
        yield Fault(what=f"Source {name!r} has nowhere to read from", why=f"{path} is no folder", remedy=remedy, grave=False)
    elif lost:
        why = "these are no folders: " + _named([f"{path} ({name})" for name, path in lost.items()])
        remedy = "make them, correct each path in sources.toml, or `sources disable ID`"
        yield Fault(what=f"{len(lost)} sources have nowhere to read from", why=why, remedy=remedy, grave=False)


def ailing(house: House) -> Iterator[Fault]:
    """The sources that fail, are off, or have never worked."""
    lost = _lost(house)
    rows = [row for row in house.store.health() if row.enabled] if house.store else []
    groups: dict[tuple[str, str], list[Ill]] = {}
    for row in rows:
        if row.state == "failing" and row.source not in lost:
            why = row.last_error or "it gave no reason"
            groups.setdefault(("now" if row.last_success else "never", _alike(row, why)), []).append((row, why))
    for (since, shared), ill in groups.items():
        yield _fails(*ill[0]) if len(ill) == 1 else _fail_alike(since, shared, [row.source for row, _ in ill])
    for row in rows:
        yield from _gone(row)


def _lost(house: House) -> dict[str, str]:
    """The folder sources without their folder."""
    sources = house.config.sources if house.config else ()
    return {one.id: str(one.path) for one in sources if one.enabled and one.path and not one.path.is_dir()}


def _alike(row: SourceHealthRow, why: str) -> str:
    """A reason without what is this source's own, so that the same fault of others reads alike."""
    url = row.url or ""
    for own in (url, urlsplit(url).hostname if "://" in url else None):
        why = why.replace(own, "…") if own else why
    return why


def _fails(row: SourceHealthRow, why: str) -> Fault:
    """One source that fails."""
    remedy = f"`sources check {row.source}` asks it once and says what mends it; `sources disable {row.source}` leaves it alone"
    if row.last_success is None:
        return Fault(what=f"Source {row.source!r} has never worked", why=why, remedy=remedy, grave=False)
    tried = f"{why}; {many(row.failures, 'failure')} since {row.last_success:%Y-%m-%d %H:%M} UTC"
    return Fault(what=f"Source {row.source!r} fails", why=tried, remedy=remedy, grave=False)


def _fail_alike(since: str, shared: str, names: Sequence[str]) -> Fault:
    """Several sources that fail for one reason."""
    remedy = f"{ALIKE}; `sources check {names[0]}` asks one of them"
    return Fault(what=many(len(names), *FAILS[since]), why=f"{shared}: {_named(names)}", remedy=remedy, grave=False)


def _gone(row: SourceHealthRow) -> Iterator[Fault]:
    """What a source's server said for good."""
    if row.state == "off":
        remedy = f"`sources check` with the site's front page finds its feeds of today; `sources disable {row.source}` lets this one rest"
        yield Fault(what=f"Source {row.source!r} is gone", why=row.last_error or "it gave no reason", remedy=remedy, grave=False)
    if row.moved_to is not None:
        why = f"its server says so at every poll: {row.moved_to}; that is what is asked"
        remedy = f"write the new address into the row of {row.source!r} in sources.toml"
        yield Fault(what=f"Source {row.source!r} has moved for good", why=why, remedy=remedy, grave=False)


def _named(names: Sequence[str]) -> str:
    """Names in a row, the last of many left out."""
    shown = ", ".join(names[:NAMED])
    return f"{shown} and {len(names) - NAMED} more" if len(names) > NAMED else shown
