"""Agencies, notices and house styles: the rules under config/, as values.

`parse_rulebook` is pure; `bundled` is the one disk load of the core, cached, for callers who bring no rules of their own.
A rulebook is compared by identity, so that what is compiled from it can be kept beside it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

import msgspec

from normalizers.problems import RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

AgencyKind = Literal["agency", "release", "partner"]
Frame = Literal["byline", "dateline", "tail", "source", "inputs", "notice", "legal", "structured"]
Scope = Literal["head", "tail"]
Says = Literal["source", "inputs", "compiled", "release", "partner", "nothing"]
GENERIC = "*generic"
_Shape = TypeVar("_Shape")

_FOLD = re.compile(r"[^\w\u0300-\u036f\u0900-\u0dff\u200c\u200d]+")
_SLOT = re.compile(r"\{([a-z_]+)\}")


class Agency(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One agency, release wire or copy-sharing partner.

    `name` is what a credit prints; `aliases` and `native` are its other names, the latter in other scripts. `ambiguous` are those
    of them that mean something else as well (AAP is a party, MENA a region): they count only in the frames of `needs`, and never at
    publishers of a country in `not_in`. `parent` is the agency whose service this is.
    """

    id: str
    name: str
    kind: AgencyKind = "agency"
    aliases: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    country: str | None = None
    languages: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    needs: tuple[Frame, ...] = ()
    not_in: tuple[str, ...] = ()
    parent: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every form of the name, the printed one first."""
        return (self.name, *self.aliases, *self.native)


class NoticeRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One wording of a credit, release or partner notice, as a pattern that `example` matches and `counter_example` does not.

    `{who}` in the pattern is where agencies stand; `says` is what the wording means; `agency` the one it means where it names none.
    `gate` are small-letter words of which one is in any text the row matches: a cheap look before the dear one. `scope` says where
    it may stand. `others` lets names that are no agency's stand in `{who}`; `states` keeps the words as a statement, not a credit alone.
    """

    id: str
    family: str
    gate: tuple[str, ...]
    pattern: str
    says: Says
    example: str
    counter_example: str
    scope: tuple[Scope, ...] = ("tail",)
    agency: str | None = None
    whole: bool = True
    others: bool = False
    states: bool = False
    auto: bool = False


class GrammarExample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence and what the grammar must read in it; fields left out must stay unknown."""

    text: str
    headline: Literal["yes", "no", "may", "unknown"] = "unknown"
    body: Literal["yes", "no", "may", "unknown"] = "unknown"
    picture: Literal["yes", "no", "may", "unknown"] = "unknown"
    auto: bool = False
    notice: bool = True


class Grammar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a language says that copy was, was not or may have been edited; each entry is a regular expression that ignores case.

    `this` is what makes a sentence speak of the story it stands under; `speech` what makes it somebody's words; `other` what it speaks
    of instead (captions, interviews). `trigger` are words of which one is in every notice; `desk` are those who edit; `hedge` keeps a
    denial from being whole.
    """

    headline: str
    picture: str
    text: str
    this: str
    desk: str
    untouched: tuple[str, ...]
    touched: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    rest: str | None = None
    may: str | None = None
    hedge: str | None = None
    speech: str | None = None
    other: str | None = None
    filler: str | None = None
    auto: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    release: str | None = None
    trigger: tuple[str, ...]
    staff: tuple[str, ...] = ()
    examples: tuple[GrammarExample, ...] = ()


class NoticeFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of notices: the word classes, the grammar and the rows of one language (and of `also`, its near kin)."""

    language: str
    also: tuple[str, ...] = ()
    words: dict[str, str] = {}
    grammar: Grammar | None = None
    row: tuple[NoticeRow, ...] = ()


class _AgencyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ruleset: str
    generic: tuple[str, ...]
    agency: tuple[Agency, ...]


class _MoreAgencies(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    agency: tuple[Agency, ...]


class _PublisherFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    domains: tuple[str, ...]
    zone: str | None = None
    country: str | None = None
    agency: str | None = None
    boilerplate: tuple[str, ...] = ()


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


NO_STYLE = HouseStyle()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rulebook:
    """Everything the core knows that is not code; `version` is stored with each story.

    `houses` goes by domain; `generic` are the words that say "an agency" and name none.
    """

    version: str
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    notices: tuple[NoticeFile, ...] = ()
    houses: Mapping[str, HouseStyle] = field(default_factory=dict)
    generic: tuple[str, ...] = ()
    _names: Mapping[str, Agency | None] = field(default_factory=dict, repr=False)
    _domains: Mapping[str, Agency] = field(default_factory=dict, repr=False)

    def house(self, url: str | None) -> HouseStyle:
        """The style of the publisher at an address; an empty style where it is unknown."""
        return next((self.houses[part] for part in suffixes(host_of(url)) if part in self.houses), NO_STYLE)

    def is_agency(self, name: str) -> bool:
        """Whether a byline's name is an agency's, or a word for agencies; case and punctuation don't matter."""
        return folded(name) in self._names

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


@lru_cache(maxsize=256)
def host_of(address: str | None) -> str:
    """The host of an address or a bare domain, in lower case without `www.`; empty where there is none."""
    if not address:
        return ""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:  # a hostile page may state `http://[`
        return ""
    return host.removeprefix("www.").rstrip(".")


def suffixes(host: str) -> Iterator[str]:
    """A host and every domain it lies in, longest first, down to two labels."""
    labels = host.split(".")
    for at in range(min(len(labels) - 1, 16)):
        yield ".".join(labels[at:])


def parse_rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """Rule files by name (`agencies.toml`, `notices/en.toml`, `publishers/example.org.toml`) as one value.

    Agencies of a newsroom's own stand in files of their own beside agencies.toml: `agencies-ours.toml`, rows alone.
    Raises RulebookError naming file, place and remedy.
    """
    if "agencies.toml" not in files:
        raise RulebookError("agencies.toml", "file", "it is missing; every other rule points to the agencies it lists")
    table = _decode("agencies.toml", files["agencies.toml"], _AgencyFile)
    rows = [*table.agency]
    for name in sorted(files):
        if name.startswith("agencies-"):
            rows += _decode(name, files[name], _MoreAgencies).agency
    agencies = {agency.id: agency for agency in rows}
    _check_agencies(rows, agencies)
    notices = tuple(_notice_file(name, files[name]) for name in sorted(files) if name.startswith("notices/"))
    _check_rows(notices, agencies)
    houses: dict[str, HouseStyle] = {}
    for name in sorted(files):
        if name.startswith("publishers/"):
            style = _house(name, files[name], agencies)
            houses.update(dict.fromkeys(style.domains, style))
    names: dict[str, Agency | None] = {folded(word): None for word in table.generic}
    for agency in rows:
        names |= {folded(form): agency for form in reversed(agency.names) if folded(form)}
    domains = {domain: agency for agency in rows for domain in agency.domains}
    book = Rulebook(version=table.ruleset, agencies=agencies, notices=notices, houses=houses, generic=table.generic)
    return replace(book, _names=names, _domains=domains)


def load_rulebook(root: Path) -> Rulebook:
    """The rules of a config folder; each file that it lacks is the bundled one, a file of the same name takes the bundled one's place."""
    return parse_rulebook(_files(bundled_root()) | _files(root))


def bundled_root() -> Path:
    """Where the rules that ship with the program lie: inside the package, or in config/ of a checkout."""
    inside = Path(__file__).with_name("bundled")
    return inside if inside.is_dir() else Path(__file__).parents[1] / "config"


@lru_cache(maxsize=1)
def bundled() -> Rulebook:
    """The rules that ship with the program, loaded once."""
    return parse_rulebook(_files(bundled_root()))


def _files(root: Path) -> dict[str, bytes]:
    """The rule files of a folder by name."""
    paths = [*root.glob("agencies.toml"), *root.glob("agencies-*.toml"), *root.glob("notices/*.toml"), *root.glob("publishers/*.toml")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def _decode(name: str, data: bytes, shape: type[_Shape]) -> _Shape:
    """A TOML file as a value of that shape."""
    try:
        return msgspec.convert(tomllib.loads(data.decode()), shape)
    except UnicodeDecodeError as error:
        raise RulebookError(name, f"byte {error.start}", "rule files are UTF-8; save it as such") from error
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(name, "syntax", f"{error}; see https://toml.io") from error
    except msgspec.ValidationError as error:
        says, _, place = str(error).partition(" - at ")
        raise RulebookError(name, place.strip("`") or "file", f"{says}; mend the key or its value") from error


def _check_agencies(rows: Sequence[Agency], agencies: Mapping[str, Agency]) -> None:
    """Each id once; parents exist; ambiguous forms are forms."""
    if len(agencies) < len(rows):
        seen: set[str] = set()
        twice = next(agency.id for agency in rows if agency.id in seen or seen.add(agency.id))  # type: ignore[func-returns-value]
        raise RulebookError("agencies.toml", twice, "the id stands twice; join the two tables")
    for agency in rows:
        if agency.parent is not None and agency.parent not in agencies:
            raise RulebookError("agencies.toml", f"{agency.id}.parent", f"there is no agency {agency.parent!r}; use one of the ids")
        if stray := set(agency.ambiguous) - set(agency.names):
            raise RulebookError("agencies.toml", f"{agency.id}.ambiguous", f"{min(stray)!r} is none of its names; add it to aliases")


def _notice_file(name: str, data: bytes) -> NoticeFile:
    """One file of notices with its word classes put in and every pattern tried."""
    table = _decode(name, data, NoticeFile)
    words = _expanded_words(name, table.words)
    rows = tuple(
        msgspec.structs.replace(
            row,
            pattern=_pattern(name, f"{row.id}.pattern", row.pattern, words),
        )
        for row in table.row
    )
    grammar = table.grammar and _grammar(name, table.grammar, words)
    return NoticeFile(language=table.language, also=table.also, words=words, grammar=grammar, row=rows)


def _expanded_words(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """Word classes as groups; one may use those above it."""
    done: dict[str, str] = {}
    for key, pattern in words.items():
        done[key] = f"(?:{_pattern(name, f'words.{key}', pattern, done)})"
    return done


def _grammar(name: str, grammar: Grammar, words: Mapping[str, str]) -> Grammar:
    """The grammar with its word classes put in."""
    changes: dict[str, object] = {}
    for key in grammar.__struct_fields__:
        value = getattr(grammar, key)
        if isinstance(value, str):
            changes[key] = _pattern(name, f"grammar.{key}", value, words)
        elif isinstance(value, tuple) and key not in ("examples", "trigger"):
            changes[key] = tuple(_pattern(name, f"grammar.{key}", part, words) for part in value)
    return msgspec.structs.replace(grammar, **changes)


def _pattern(name: str, place: str, pattern: str, words: Mapping[str, str]) -> str:
    """A pattern with `{class}` replaced by its words; `{who}` is left for the reader of agencies."""
    missing = next((slot for slot in _SLOT.findall(pattern) if slot != "who" and slot not in words), None)
    if missing is not None:
        raise RulebookError(name, place, f"there is no word class {{{missing}}}; define it above under [words]")
    full = _SLOT.sub(lambda slot: slot[0] if slot[1] == "who" else words[slot[1]], pattern)
    try:
        re.compile(full.replace("{who}", "(?P<who>.)"))
    except re.error as error:
        raise RulebookError(name, place, f"the pattern does not compile ({error}); mend it near position {error.pos}") from error
    return full


def _check_rows(notices: tuple[NoticeFile, ...], agencies: Mapping[str, Agency]) -> None:
    """Row ids are unique and the agencies they name exist."""
    seen: set[str] = set()
    for table in notices:
        place = f"notices/{table.language}.toml"
        for row in table.row:
            if row.id in seen:
                raise RulebookError(place, row.id, "the id stands twice; give each row its own")
            seen.add(row.id)
            named = {*filter(None, (row.agency,))} - {GENERIC}
            if stray := named - set(agencies):
                raise RulebookError(place, f"{row.id}.agency", f"there is no agency {min(stray)!r} in agencies.toml; add it there")


def _house(name: str, data: bytes, agencies: Mapping[str, Agency]) -> HouseStyle:
    """One publisher's file."""
    table = _decode(name, data, _PublisherFile)
    if table.agency is not None and table.agency not in agencies:
        raise RulebookError(name, "agency", f"there is no agency {table.agency!r} in agencies.toml; add it there")
    for at, line in enumerate(table.boilerplate):
        _pattern(name, f"boilerplate[{at}]", line, {})
    return HouseStyle(
        name=table.name, domains=table.domains, zone=table.zone, country=table.country, agency=table.agency, boilerplate=table.boilerplate
    )
