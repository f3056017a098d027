"""Filters that let nothing through because of a slip: agencies and sources that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.settings.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.terms import Config, Only

ANY_AGENCY = "*generic"  # "agencies", where copy names none


def slips(config: Config, agencies: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The unknown names in filters: the file, the row and key, and what to do about it. `agencies` are the ids of the rules."""
    known = (frozenset(agencies) | {ANY_AGENCY}, frozenset(source.id for source in config.sources))
    for target in config.targets:
        yield from _unknown(target.only, "pipeline.toml", f'[[target]] "{target.id}" only', known)
    for source in config.sources:
        yield from _unknown(source.release_only, "sources.toml", f'[[source]] "{source.id}" release_only', known)


def _unknown(only: Only, file: str, place: str, known: tuple[frozenset[str], frozenset[str]]) -> Iterator[tuple[str, str, str]]:
    """The names of one filter that nobody knows."""
    for key, named, there in (("agency", only.agencies, known[0]), ("source", only.sources, known[1])):
        for name in named:
            if name not in there:
                yield file, f"{place}.{key}", f"{name!r} is no {key} that is known here; {_near(name, there)}"


def _near(name: str, known: frozenset[str]) -> str:
    """The nearest known name, or where they stand."""
    says = did_you_mean(name, known)
    return says if says.startswith("did") else "look for its id in agencies.toml, or in sources.toml"
