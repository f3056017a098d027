"""Agencies, notices and house styles: the rules under config/, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseStyle:
    """How one publisher prints its pages: its name, domains, time zone and lines that are never the story.

    `zone` is an IANA name. `boilerplate` are regular expressions that match a whole line. `agency` is set on an agency's own site.
    """

    name: str | None = None
    domains: tuple[str, ...] = ()
    zone: str | None = None
    country: str | None = None
    agency: str | None = None
    boilerplate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Everything the core knows that is not code; `version` is stored with each story."""

    version: str
    houses: Mapping[str, HouseStyle] = field(default_factory=dict)

    def house(self, url: str | None) -> HouseStyle:
        """The style of the publisher at an address; an empty style where it is unknown."""
        raise NotImplementedError
