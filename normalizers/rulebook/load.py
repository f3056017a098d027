"""Rule files in, a rulebook out. `parse_rulebook` is pure; `bundled` is the one disk load of the core, cached."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from normalizers.problems import RulebookError
from normalizers.rulebook.book import HouseStyle, Rulebook, folded
from normalizers.rulebook.rows import GENERIC, Agency, AgencyFile, Grammar, MoreAgencies, NoticeFile, PublisherFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_Shape = TypeVar("_Shape")
_SLOT = re.compile(r"\{([a-z_]+)\}")


def parse_rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """Rule files by name (`agencies.toml`, `notices/en.toml`, `publishers/example.org.toml`) as one value.

    Agencies of a newsroom's own stand in files of their own beside agencies.toml: `agencies-ours.toml`, rows alone.
    Raises RulebookError naming file, place and remedy.
    """
    if "agencies.toml" not in files:
        raise RulebookError("agencies.toml", "file", "it is missing; every other rule points to the agencies it lists")
    table = _decode("agencies.toml", files["agencies.toml"], AgencyFile)
    rows = [*table.agency]
    for name in sorted(files):
        if name.startswith("agencies-"):
            rows += _decode(name, files[name], MoreAgencies).agency
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
    table = _decode(name, data, PublisherFile)
    if table.agency is not None and table.agency not in agencies:
        raise RulebookError(name, "agency", f"there is no agency {table.agency!r} in agencies.toml; add it there")
    for at, line in enumerate(table.boilerplate):
        _pattern(name, f"boilerplate[{at}]", line, {})
    for at, line in enumerate(table.boilerplate_keep):
        _pattern(name, f"boilerplate_keep[{at}]", line, {})
    return HouseStyle(
        name=table.name,
        domains=table.domains,
        zone=table.zone,
        country=table.country,
        agency=table.agency,
        boilerplate=table.boilerplate,
        keep=table.boilerplate_keep,
    )
