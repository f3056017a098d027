"""A TOML rule file as a typed value; a fault names file, line, key, what is allowed there, and the remedy."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import inspect

from normalizers.problems import RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterable

_Shape = TypeVar("_Shape")
Path = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*[\"']?([\w-]+)[\"']?\s*[=.]")
_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]")
_NAMED = re.compile(r"`([^`]+)`|'([^']+)'")
_SHORT = 20  # words: a longer list is no help beside the right one
_SYNTAX = re.compile(r"\(at line (\d+), column (\d+)\)")


def decode(name: str, data: bytes, shape: type[_Shape]) -> _Shape:
    """A TOML file as a value of that shape. Raises RulebookError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulebookError(name, f"byte {error.start}", "rule files are UTF-8; save it as such") from error
    try:
        return msgspec.convert(tomllib.loads(text), shape)
    except tomllib.TOMLDecodeError as error:
        at = _SYNTAX.search(str(error))
        raise RulebookError(name, "syntax", f"{error}; see https://toml.io", int(at[1]) if at else None) from error
    except msgspec.ValidationError as error:
        says, _, printed = str(error).partition(" - at ")
        place = printed.strip("`")
        path: Path = tuple(key or int(number) for key, number in _STEP.findall(place))
        raise RulebookError(name, place or "file", *_said(says, path, shape, text)) from error


def fault(name: str, data: bytes, path: Path, says: str, place: str = "") -> RulebookError:
    """A fault of a file that was decoded, at the line of its key; `place` is how to call it where the path would say little."""
    return RulebookError(name, place or spelled(path), says, line_of(data.decode("utf-8-sig"), path))


def spelled(path: Path) -> str:
    """A path in the words of TOML: `layout[0].selector[1].css`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _said(says: str, path: Path, shape: type, text: str) -> tuple[str, int | None]:
    """A fault of shape with what would be right there, and its line."""
    named = next((one or other for one, other in _NAMED.findall(says)), "")
    known = _allowed(shape, path)
    if "unknown field" in says:
        return f"{named!r} is no key here; {nearest(named, known)}", line_of(text, (*path, named))
    if "missing required" in says:
        return f"the key {named!r} is missing; add it", line_of(text, path)
    if says.startswith("Invalid") and known:
        return f"{named!r} is not allowed; {nearest(named, known)}", line_of(text, path)
    return f"{says[:1].lower()}{says[1:]}; mend the key or its value", line_of(text, path)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was meant, and all of them."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?" + (f" known are {', '.join(names)}" if len(names) <= _SHORT else "")
    return f"known are {', '.join(names)}"


def _allowed(shape: type, path: Path) -> tuple[str, ...]:
    """The words that may stand at a path: the values of a choice, the keys of a table."""
    here = [inspect.type_info(shape)]
    for step in path:
        here = [inner for kind in here for inner in _within(kind, step)]
    found: dict[str, None] = {}
    for kind in _unfolded(here):
        if isinstance(kind, inspect.LiteralType):
            found |= dict.fromkeys(str(value) for value in kind.values)
        elif isinstance(kind, inspect.StructType):
            found |= dict.fromkeys(field.encode_name for field in kind.fields)
    tags = [str(kind.tag) for kind in _unfolded(here) if isinstance(kind, inspect.StructType) and kind.tag is not None]
    return tuple(tags or found)


def _unfolded(kinds: Iterable[inspect.Type]) -> list[inspect.Type]:
    """Kinds with each union taken apart."""
    return [part for kind in kinds for part in (kind.types if isinstance(kind, inspect.UnionType) else (kind,))]


def _within(kind: inspect.Type, step: str | int) -> list[inspect.Type]:
    """The kinds one step down a path."""
    found: list[inspect.Type] = []
    for one in _unfolded([kind]):
        match one:
            case inspect.StructType(fields=fields, tag_field=tag) if isinstance(step, str):
                found += [field.type for field in fields if field.encode_name == step] or ([one] if step == tag else [])
            case inspect.DictType(value_type=value) if isinstance(step, str):
                found.append(value)
            case inspect.VarTupleType(item_type=item) if isinstance(step, int):
                found.append(item)
            case _:
                continue
    return found


def line_of(text: str, path: Path) -> int | None:
    r"""The line (from 1) of a key, or of the nearest table or key about it; None where the file has no line for it.

    >>> line_of("name = 'a'\n[[row]]\nid = 'b'\n[[row]]\nid = 'c'", ("row", 1, "id"))
    5
    """
    counts: dict[Path, int] = {}
    here: Path = ()
    best, reach = None, 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            here = _entered(header[2], counts, several=header[1] == "[[")
            full = here
        else:
            key = _KEY.match(line)
            full = (*here, key[1]) if key else ()
        if len(full) > reach and path[: len(full)] == full:
            best, reach = number, len(full)
    return best


def _entered(header: str, counts: dict[Path, int], *, several: bool) -> Path:
    """The path of the table whose header this is; tables of an array are counted."""
    here: Path = ()
    names = [name.strip().strip("\"'") for name in header.split(".")]
    for name in names[:-1]:
        here = (*here, name)
        here = (*here, counts[here] - 1) if here in counts else here
    here = (*here, names[-1])
    if several:
        counts[here] = counts.get(here, 0) + 1
        here = (*here, counts[here] - 1)
    return here
