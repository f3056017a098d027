"""Where the config folder is, and which file of it to read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.settings.problems import ConfigError
from normalizers.rulebook import bundled_root

if TYPE_CHECKING:
    from collections.abc import Mapping

OURS = ("sources.toml", "pipeline.toml", "agencies.toml")
SYSTEM = Path("/etc/copytaster")
_HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")


def find_config(flag: str | None, env: Mapping[str, str], cwd: Path, *, system: Path = SYSTEM) -> Path:
    """The config folder: --config, COPYTASTER_CONFIG, ./config, /etc/copytaster, the bundled one; a named folder must exist."""
    named = {"--config": flag, "COPYTASTER_CONFIG": env.get("COPYTASTER_CONFIG")}
    for said_by, name in named.items():
        if name:
            root = (cwd / Path(name).expanduser()).absolute()
            if not root.is_dir():
                raise ConfigError(str(root), said_by, "there is no such folder; name one that holds sources.toml, or leave it out")
            return root
    for root in (cwd / "config", system):
        if any((root / name).is_file() for name in OURS):
            return root.absolute()
    return bundled_root()


def choose(root: Path, name: str) -> Path:
    """The file of that name in the config folder, else the bundled one."""
    own = root / name
    return own if own.is_file() else bundled_root() / name


def load(file: Path) -> tuple[dict[str, object], str]:
    """A TOML file as a table, and its text (for line numbers)."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(str(file), "", "there is no such file; put it there or leave the folder out of --config") from None
    except OSError as failure:
        raise ConfigError(str(file), "", f"can't be read ({failure.strerror}); check who may read it") from failure
    except UnicodeDecodeError as failure:
        raise ConfigError(str(file), f"byte {failure.start}", "is not UTF-8; save the file as UTF-8") from failure
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as failure:
        raise ConfigError(str(file), "", f"is not TOML: {failure}") from failure


def line_of(text: str, table: str | None, index: int = 0, key: str | None = None) -> int | None:
    """The line (from 1) of a key in the index-th `[[table]]` (or in the top when table is None), else of the table's head."""
    seen, inside, head = -1, table is None, None
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            seen += header.group(1) == table
            inside = header.group(1) == table and seen == index
            head = number if inside else head
        elif inside and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return head
