"""Files of the config folder that nothing reads, and the name each was meant to have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TOPS = ("sources.toml", "pipeline.toml", "agencies.toml")
_ROOMS = ("notices", "publishers")
_ENDS = (".toml", ".tml", ".toml.txt", ".toml.toml")
MOST = 2000  # files looked at


def strays(root: Path) -> Iterator[tuple[str, str]]:
    """The names of rule files that are read by nothing, each with the remedy."""
    paths = [*root.glob("*"), *(path for folder in root.glob("*/") if folder.is_dir() for path in folder.glob("*"))]
    for path in sorted(paths)[:MOST]:
        name = path.relative_to(root).as_posix()
        if path.is_file() and name.casefold().endswith(_ENDS) and not _is_read(name):
            yield name, f"nothing reads it; {_meant(name)}"


def _is_read(name: str) -> bool:
    """Whether a file of that name is one of the configuration."""
    room, _, file = name.rpartition("/")
    if not name.endswith(".toml") or name.endswith(".toml.toml"):
        return False
    return room in _ROOMS if room else file in _TOPS or file.startswith("agencies-")


def _meant(name: str) -> str:
    """What to do with a file of that name."""
    room, _, file = name.casefold().rpartition("/")
    stem = file.split(".toml")[0].removesuffix(".tml")
    near = next((other for other in _ROOMS if room and (other.startswith(room[:5]) or room.startswith(other[:5]))), None)
    if near is not None:
        return f"call it {near}/{stem}.toml"
    if not room and stem.startswith("agenc"):
        ours = stem.split("agencies")[-1].split("agency")[-1].strip("-_. ")
        return (
            f"call it agencies-{ours or 'ours'}.toml"
            if ours
            else "call it agencies.toml to take the place of ours, or agencies-ours.toml to add to them"
        )
    if not room and stem.startswith("source"):
        return "call it sources.toml"
    if not room and stem.startswith("pipeline"):
        return "call it pipeline.toml"
    return "rules stand in agencies-ours.toml, notices/<language>-ours.toml and publishers/<domain>.toml; move it, or take it away"
