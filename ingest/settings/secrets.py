"""Secrets: read at the moment they are needed, from the environment or a file that nobody else can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.settings.problems import ConfigError

if TYPE_CHECKING:
    from ingest.terms import Secret

LONGEST = 10_000


def reveal(secret: Secret) -> str:
    """The secret itself, without the line break at its end. Raises ConfigError in words that never hold it."""
    kind, _, name = secret.where.partition(":")
    found = os.environ.get(name) if kind == "env" else _from_file(Path(name))
    if not found:
        where = f"the environment variable {name}" if kind == "env" else name
        raise ConfigError(secret.where, "", f"there is no secret in {where}; put it there")
    return found


def _from_file(path: Path) -> str:
    """What a file holds; one that everybody may read keeps no secret."""
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o007:
                raise ConfigError(str(path), "", f"everybody on this machine may read it; say: chmod o-rwx {path}")
            return file.read(LONGEST).decode("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as failure:
        raise ConfigError(str(path), "", f"the secret can't be read ({failure}); put it there as text") from failure
