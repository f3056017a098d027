"""The rulebook itself: what the core may ask of the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from normalizers.rulebook.hosts import host_of, suffixes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizers.rulebook.publisher import Layout, SelectorRow
    from normalizers.rulebook.rows import Agency, NoticeFile

_FOLD = re.compile(r"[^\w\u0300-\u036f\u0900-\u0dff\u200c\u200d]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseStyle:
    """How one publisher prints its pages: its name, domains, time zone and lines that are never the story.

    `zone` is an IANA name. `boilerplate` are regular expressions that match a whole line, `keep` those of lines that are the story
    however often they are printed. `agency` is set on an agency's own site.
    `selectors` say where its pages of today say what, `layouts` how those of earlier days did, the youngest first.
    """

    name: str | None = None
    domains: tuple[str, ...] = ()
    zone: str | None = None
    country: str | None = None
    agency: str | None = None
    boilerplate: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    selectors: tuple[SelectorRow, ...] = ()
    layouts: tuple[Layout, ...] = ()
    file: str | None = None


NO_STYLE = HouseStyle()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rulebook:
    """Everything the core knows that is not code; `version` is stored with each story.

    `houses` goes by domain; `notice_files` are the files that `notices` were read from, in their order; `generic` are the
    words that say "an agency" and name none.
    """

    version: str
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    notices: tuple[NoticeFile, ...] = ()
    houses: Mapping[str, HouseStyle] = field(default_factory=dict)
    generic: tuple[str, ...] = ()
    notice_files: tuple[str, ...] = ()
    _names: Mapping[str, Agency | None] = field(default_factory=dict, repr=False)
    _domains: Mapping[str, Agency] = field(default_factory=dict, repr=False)

    def house(self, url: str | None) -> HouseStyle:
        """The style of the publisher at an address; an empty style where it is unknown."""
        return next((self.houses[part] for part in suffixes(host_of(url)) if part in self.houses), NO_STYLE)

    def is_agency(self, name: str) -> bool:
        """Whether a name is an agency's, or a word for agencies; case and punctuation don't matter."""
        return folded(name) in self._names

    def signs(self, name: str) -> bool:
        """Whether a byline's name is an agency's: a name that signs no bylines and is a first name too is one in capitals alone.

        MIA is an agency, Mia a reporter.
        """
        key = folded(name)
        agency = self._names.get(key)
        if agency is None:
            return key in self._names
        signs_none = "byline" not in agency.needs and any(folded(form) == key for form in agency.ambiguous)
        return not signs_none or name == name.upper()

    def agency_named(self, name: str) -> Agency | None:
        """The agency of that name; None for a word that names no single one."""
        return self._names.get(folded(name))

    def agency_at(self, domain: str | None) -> Agency | None:
        """The agency whose own site a domain (or address) is."""
        return next((self._domains[part] for part in suffixes(host_of(domain)) if part in self._domains), None)


def folded(name: str) -> str:
    """A name without case, punctuation and leading article, for comparing."""
    plain = _FOLD.sub(" ", name.casefold()).strip()
    return plain.removeprefix("the ")
