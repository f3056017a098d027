"""`sources add|enable|disable`: small edits of sources.toml that keep every comment, and never leave a broken file."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.settings.files import line_of, load
from ingest.settings.problems import ConfigError, did_you_mean
from ingest.settings.read import read_sources
from normalizers.rulebook import bundled_root

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Value = str | int | float | bool | tuple[str, ...]
_ENABLED = re.compile(r"""^(\s*["']?enabled["']?\s*=\s*)(true|false)\b(.*)$""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def add_source(path: Path, values: Mapping[str, Value]) -> None:
    """Append a `[[source]]` table to the file (made if it isn't there); what would not read back is refused and the file kept."""
    add_sources(path, [values])


def add_sources(path: Path, rows: Sequence[Mapping[str, Value]], *, rehearse: bool = False) -> None:
    """Append several tables, all of them or none; with `rehearse` only find out whether that can be done."""
    refuse_shipped(path, bundled_root())
    before = path.read_text("utf-8") if path.exists() else "# Sources of copy: one [[source]] table each.\n"
    tables = ("\n\n[[source]]\n" + "\n".join(f"{key} = {_toml(value)}" for key, value in values.items()) for values in rows)
    _replace(path, before.rstrip("\n") + "".join(tables) + "\n", rehearse=rehearse)


def set_enabled(path: Path, source: str, *, on: bool) -> None:
    """Switch a source on or off in its own table; the rest of the file stays as it is."""
    refuse_shipped(path, bundled_root())
    table, text = load(path)
    rows = table.get("source")
    ids = [str(row.get("id")) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    if source not in ids:
        raise ConfigError(str(path), "[[source]]", f"there is no source {source!r}; {did_you_mean(source, ids)}")
    index = ids.index(source)
    switched = _switched(text, index, on=on)
    if switched is None or not _says(switched, _wanted(table, index, on=on)):
        raise ConfigError(str(path), f'[[source]] "{source}"', "is not written as a plain [[source]] table; edit it by hand")
    _replace(path, switched)


def _switched(text: str, index: int, *, on: bool) -> str | None:
    """The text with the switch of its index-th `[[source]]` set; None where there is no such table."""
    at = line_of(text, "source", index, "enabled")
    if at is None:
        return None
    lines = text.splitlines(keepends=True)
    word = "true" if on else "false"
    ending = "\r\n" if lines[at - 1].endswith("\r\n") else "\n"
    read = _ENABLED.match(lines[at - 1].rstrip("\r\n"))
    if read:
        lines[at - 1] = f"{read.group(1)}{word}{read.group(3)}{ending}"
    else:
        after = line_of(text, "source", index, "id") or at
        lines[after - 1] = lines[after - 1].rstrip("\r\n") + ending
        lines.insert(after, f"enabled = {word}{ending}")
    return "".join(lines)


def _wanted(table: dict[str, object], index: int, *, on: bool) -> dict[str, object]:
    """What the file must say once its index-th source is switched, and nothing else."""
    rows = table["source"]
    told = [row | {"enabled": on} if number == index else row for number, row in enumerate(rows)] if isinstance(rows, list) else rows
    return table | {"source": told}


def _says(text: str, wanted: dict[str, object]) -> bool:
    """Whether a text says just that: an edit can be fooled by a header that stands inside a string."""
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def refuse_shipped(path: Path, shipped: Path) -> None:
    """Refuse to edit what an installed package brought: the next upgrade would take the edit away; a checkout's own may be edited."""
    if shipped.name == "bundled" and path.resolve().is_relative_to(shipped.resolve()):
        raise ConfigError(str(path), "", f"ships with the program, and an upgrade replaces it; copy {shipped} to ./config and edit that")


def _toml(value: Value) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(part) for part in value)}]"
    if isinstance(value, str):
        return '"' + "".join(_escaped(sign) for sign in value) + '"'
    return str(value)


def _escaped(sign: str) -> str:
    """One character inside a TOML string."""
    if sign in '"\\':
        return "\\" + sign
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"


def _replace(path: Path, text: str, *, rehearse: bool = False) -> None:
    """Write beside the file, prove that it reads as sources, then put it in the file's place (unless this is a rehearsal)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".toml")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        fresh.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        try:
            read_sources(fresh)
        except ConfigError as wrong:
            raise ConfigError(wrong.file.replace(str(fresh), str(path)), wrong.key, wrong.says) from wrong
        if not rehearse:
            fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
