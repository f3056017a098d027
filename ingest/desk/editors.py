"""Who decides: every ruling carries a name."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, ClassVar

from normalizers.problems import CopytasterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_NAME = 80


class DeskError(CopytasterError):
    """A decision that can't be put to the store as it was given; exit code 2, usage."""

    exit_code: ClassVar[int] = 2


def editor_name(flag: str | None, env: Mapping[str, str], *, login: Callable[[], str] = getpass.getuser) -> str:
    """The editor's name: --editor, COPYTASTER_EDITOR, else the login name."""
    for said_by, name in (("--editor", flag), ("COPYTASTER_EDITOR", env.get("COPYTASTER_EDITOR"))):
        if name is not None and (name.strip() or said_by == "--editor"):
            return sound_name(name, said_by)
    try:
        return sound_name(login(), "the login name")
    except (OSError, KeyError) as failure:  # a container's user without a row in passwd
        raise DeskError("nobody knows who decides here; say --editor NAME, or set COPYTASTER_EDITOR") from failure


def sound_name(name: str, said_by: str) -> str:
    """A name fit to stand in a ruling for ever: one printable line that isn't empty."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise DeskError(f"{said_by}: {name[:LONGEST_NAME]!r} is no editor's name; give 1 to {LONGEST_NAME} printable characters")
    return name
