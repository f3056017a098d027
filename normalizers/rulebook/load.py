"""Rule files in, a rulebook out. `parse_rulebook` is pure; `bundled` is the one disk load of the core, cached."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from normalizers.problems import RulebookError
from normalizers.rulebook.book import HouseStyle, Rulebook, folded
from normalizers.rulebook.decode import decode, fault, nearest
from normalizers.rulebook.publisher import PublisherFile, complaints
from normalizers.rulebook.rows import GENERIC, Agency, AgencyFile, Grammar, MoreAgencies, NoticeFile
from normalizers.rulebook.shapes import SHAPED, completed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from normalizers.rulebook.decode import Path as Keys

_SLOT = re.compile(r"\{([a-z_]+)\}")


def parse_rulebook(files: Mapping[str, bytes], own: frozenset[str] = frozenset()) -> Rulebook:
    """Rule files by name (`agencies.toml`, `notices/en.toml`, `publishers/example.org.toml`) as one value.

    Agencies of a newsroom's own stand in files of their own beside agencies.toml: `agencies-ours.toml`, rows alone.
    `own` are the names of those files that are the newsroom's: a domain that one of them claims is no longer the shipped file's.
    Raises RulebookError naming file, line, place and remedy.
    """
    if "agencies.toml" not in files:
        raise RulebookError("agencies.toml", "file", "it is missing; every other rule points to the agencies it lists")
    table = decode("agencies.toml", files["agencies.toml"], AgencyFile)
    rows = [("agencies.toml", at, agency) for at, agency in enumerate(table.agency)]
    for name in sorted(files):
        if name.startswith("agencies-"):
            rows += [(name, at, agency) for at, agency in enumerate(decode(name, files[name], MoreAgencies).agency)]
    agencies = {agency.id: agency for _, _, agency in rows}
    _check_agencies(rows, agencies, files)
    notices = _notices(files)
    _check_rows(notices, agencies, files)
    houses = _houses(files, agencies, own)
    names: dict[str, Agency | None] = {folded(word): None for word in table.generic}
    for agency in agencies.values():
        names |= {folded(form): agency for form in reversed(agency.names) if folded(form)}
    domains = {domain: agency for agency in agencies.values() for domain in agency.domains}
    book = Rulebook(
        version=table.ruleset,
        agencies=agencies,
        notices=tuple(notices.values()),
        notice_files=tuple(notices),
        houses=houses,
        generic=table.generic,
    )
    return replace(book, _names=names, _domains=domains)


def _houses(files: Mapping[str, bytes], agencies: Mapping[str, Agency], own: frozenset[str]) -> dict[str, HouseStyle]:
    """The publishers' styles by domain; each domain is that of one publisher, and the newsroom's own files win."""
    houses: dict[str, HouseStyle] = {}
    for name in sorted((name for name in files if name.startswith("publishers/")), key=lambda name: (name in own, name)):
        style = _house(name, files[name], agencies)
        for at, domain in enumerate(style.domains):
            other = houses[domain].file if domain in houses else None
            if other is not None and (other in own) == (name in own):
                raise fault(name, files[name], ("domains", at), f"{domain!r} is claimed by {other} too; take it out of one of them")
            houses[domain] = style
    return houses


def load_rulebook(root: Path) -> Rulebook:
    """The rules of a config folder; each file that it lacks is the bundled one, a file of the same name takes the bundled one's place."""
    files = _files(root)
    return parse_rulebook(_files(bundled_root()) | files, frozenset(files) if root.resolve() != bundled_root().resolve() else frozenset())


def bundled_root() -> Path:
    """Where the rules that ship with the program lie: inside the package, or in config/ of a checkout."""
    inside = Path(__file__).parents[1] / "bundled"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "config"


@lru_cache(maxsize=1)
def bundled() -> Rulebook:
    """The rules that ship with the program, loaded once."""
    return parse_rulebook(_files(bundled_root()))


def _files(root: Path) -> dict[str, bytes]:
    """The rule files of a folder by name."""
    paths = [*root.glob("agencies.toml"), *root.glob("agencies-*.toml"), *root.glob("notices/*.toml"), *root.glob("publishers/*.toml")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def _check_agencies(rows: Sequence[tuple[str, int, Agency]], agencies: Mapping[str, Agency], files: Mapping[str, bytes]) -> None:
    """Each id once; parents exist; ambiguous forms are forms. A fault is that of the file whose row it is."""
    seen: dict[str, str] = {}
    for name, at, agency in rows:
        if agency.id in seen:
            there = f"it stands in {seen[agency.id]} too" if seen[agency.id] != name else "the id stands in it twice"
            says = f"the id stands twice: {there}; join the two tables, or give this one an id of its own"
            raise fault(name, files[name], ("agency", at, "id"), says, agency.id)
        seen[agency.id] = name
        if agency.parent is not None and agency.parent not in agencies:
            says = f"there is no agency {agency.parent!r}; {nearest(agency.parent, agencies)}"
            raise fault(name, files[name], ("agency", at, "parent"), says, f"{agency.id}.parent")
        if stray := set(agency.ambiguous) - set(agency.names):
            says = f"{min(stray)!r} is none of its names; add it to aliases"
            raise fault(name, files[name], ("agency", at, "ambiguous"), says, f"{agency.id}.ambiguous")


def _notices(files: Mapping[str, bytes]) -> dict[str, NoticeFile]:
    """The files of notices, each grammar completed with the shapes that all share."""
    tables = {name: _notice_file(name, files[name]) for name in sorted(files) if name.startswith("notices/")}
    for name, table in tables.items():
        if stray := set(table.shapes) - SHAPED:
            raise fault(name, files[name], ("shapes", min(stray)), f"{min(stray)!r} is no key of a grammar; {nearest(min(stray), SHAPED)}")
    shapes = {key: patterns for table in tables.values() for key, patterns in table.shapes.items()}
    for name, table in tables.items():
        if table.grammar is not None:
            full = completed(table.grammar, table.words, shapes)
            _check_grammar(name, files[name], table.grammar, full)
            tables[name] = msgspec.structs.replace(table, grammar=full)
    return tables


def _check_grammar(name: str, data: bytes, own: Grammar, full: Grammar) -> None:
    """A grammar has what no notice can be read without, and the shapes that its words were put into compile."""
    missing = next((key for key in ("headline", "picture", "text", "this", "desk", "untouched") if not getattr(full, key)), None)
    if missing is not None:
        raise fault(
            name, data, ("grammar",), f"the key {missing!r} is missing; add it, or the words that its shape in notices/any.toml needs"
        )
    for key in SHAPED:
        value = getattr(full, key)
        if value != getattr(own, key):
            try:
                for part in (value,) if isinstance(value, str) else value:
                    re.compile(part)
            except re.error as error:
                raise fault(name, data, ("words",), f"the shape {key!r} does not compile with these words ({error}); mend them") from error


@lru_cache(maxsize=64)  # its patterns are most of what a rulebook costs; who loads rules twice, as tests do, tries the same file once
def _notice_file(name: str, data: bytes) -> NoticeFile:
    """One file of notices with its word classes put in and every pattern tried."""
    table = decode(name, data, NoticeFile)
    words = _expanded_words(name, data, table.words)
    rows = tuple(
        msgspec.structs.replace(
            row,
            pattern=_pattern(name, data, ("row", at, "pattern"), row.pattern, words, f"{row.id}.pattern"),
        )
        for at, row in enumerate(table.row)
    )
    grammar = table.grammar and _grammar(name, data, table.grammar, words)
    return msgspec.structs.replace(table, words=words, grammar=grammar, row=rows)


def _expanded_words(name: str, data: bytes, words: Mapping[str, str]) -> dict[str, str]:
    """Word classes as groups; one may use those above it."""
    done: dict[str, str] = {}
    for key, pattern in words.items():
        done[key] = f"(?:{_pattern(name, data, ('words', key), pattern, done)})"
    return done


def _grammar(name: str, data: bytes, grammar: Grammar, words: Mapping[str, str]) -> Grammar:
    """The grammar with its word classes put in."""
    changes: dict[str, object] = {}
    for key in grammar.__struct_fields__:
        value = getattr(grammar, key)
        if isinstance(value, str):
            changes[key] = _pattern(name, data, ("grammar", key), value, words)
        elif isinstance(value, tuple) and key not in ("examples", "trigger"):
            changes[key] = tuple(_pattern(name, data, ("grammar", key), part, words) for part in value)
    return msgspec.structs.replace(grammar, **changes)


def _pattern(name: str, data: bytes, path: Keys, pattern: str, words: Mapping[str, str], place: str = "") -> str:
    """A pattern with `{class}` replaced by its words; `{who}` is left for the reader of agencies."""
    missing = next((slot for slot in _SLOT.findall(pattern) if slot != "who" and slot not in words), None)
    if missing is not None:
        raise fault(name, data, path, f"there is no word class {{{missing}}}; define it above under [words]", place)
    full = _SLOT.sub(lambda slot: slot[0] if slot[1] == "who" else words[slot[1]], pattern)
    try:
        re.compile(full.replace("{who}", "(?P<who>.)"))
    except re.error as error:
        says = f"the pattern does not compile ({error}); mend it near position {error.pos}"
        raise fault(name, data, path, says, place) from error
    return full


def _check_rows(notices: Mapping[str, NoticeFile], agencies: Mapping[str, Agency], files: Mapping[str, bytes]) -> None:
    """Row ids are unique and the agencies they name exist."""
    seen: dict[str, str] = {}
    for name, table in notices.items():
        for at, row in enumerate(table.row):
            if row.id in seen:
                says = f"the id stands twice, first in {seen[row.id]}; give each row its own"
                raise fault(name, files[name], ("row", at, "id"), says, row.id)
            seen[row.id] = name
            named = {*filter(None, (row.agency,))} - {GENERIC}
            if stray := named - set(agencies):
                says = f"there is no agency {min(stray)!r}; {nearest(min(stray), agencies)}; or add it to agencies-ours.toml"
                raise fault(name, files[name], ("row", at, "agency"), says, f"{row.id}.agency")


def _house(name: str, data: bytes, agencies: Mapping[str, Agency]) -> HouseStyle:
    """One publisher's file."""
    table = decode(name, data, PublisherFile)
    for path, says in complaints(table):
        raise fault(name, data, path, says)
    if table.agency is not None and table.agency not in agencies:
        says = f"there is no agency {table.agency!r}; {nearest(table.agency, agencies)}; or add it to agencies-ours.toml"
        raise fault(name, data, ("agency",), says)
    return HouseStyle(
        name=table.name,
        domains=table.domains,
        zone=table.zone,
        country=table.country,
        agency=table.agency,
        keep=table.boilerplate_keep,
        boilerplate=(*table.boilerplate, *(line.pattern for line in table.line)),
        selectors=table.selector,
        layouts=tuple(sorted(table.layout, key=lambda layout: layout.until, reverse=True)),
        file=name,
    )
