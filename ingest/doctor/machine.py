"""The machine: Python, SQLite, zone data, and foreign packages of our names."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import ingest
import normalizers
from ingest.doctor.terms import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.doctor.terms import House

PYTHON = (3, 11)
SQLITE = (3, 37, 0)  # STRICT tables


def python(_house: House, version: tuple[int, ...] = sys.version_info[:3]) -> Iterator[Fault]:
    """Whether Python is new enough."""
    if version < PYTHON:
        yield Fault(
            what="Python is too old", why=f"this is {_dotted(version)}; {_dotted(PYTHON)} is needed", remedy="make setup PYTHON=python3.11"
        )


def sqlite(_house: House, version: tuple[int, ...] = sqlite3.sqlite_version_info, search: str = "fts5") -> Iterator[Fault]:
    """Whether SQLite knows strict tables and full-text search."""
    if version < SQLITE:
        why = f"Python brings SQLite {_dotted(version)}; {_dotted(SQLITE)} is needed for strict tables"
        yield Fault(what="SQLite is too old", why=why, remedy="use a Python built against a newer SQLite")
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.execute(f"CREATE VIRTUAL TABLE words USING {search}(body)")
        except sqlite3.OperationalError as failure:
            why = f"{search} is missing ({failure})"
            yield Fault(what="SQLite can't search texts", why=why, remedy="use a Python whose SQLite has FTS5")


def zones(_house: House, names: Sequence[str] = ("Asia/Kolkata", "Europe/London", "America/New_York")) -> Iterator[Fault]:
    """Whether there is zone data to read printed times by."""
    for name in names:
        try:
            ZoneInfo(name)
        except ZoneInfoNotFoundError:
            why = f"{name} is unknown, so times printed without an offset can't be placed"
            yield Fault(what="Zone data is missing", why=why, remedy="pip install tzdata, or install the system's tzdata package")
            return


def foreign(_house: House, path: Sequence[str] | None = None) -> Iterator[Fault]:
    """Whether another package of our names is on the path."""
    ours = {"ingest": Path(ingest.__file__).parent.resolve(), "normalizers": Path(normalizers.__file__).parent.resolve()}
    for entry in dict.fromkeys(sys.path if path is None else path):
        for name, home in ours.items():
            for found in (Path(entry) / name / "__init__.py", Path(entry) / f"{name}.py"):
                if found.is_file() and found.resolve() != home / "__init__.py":
                    why = f"{found} is found under the same name; whichever stands first on the path is run"
                    remedy = "run it from its own virtual environment, with PYTHONSAFEPATH=1 set"
                    yield Fault(what=f"Another package is called {name!r}", why=why, remedy=remedy)


def _dotted(version: Sequence[int]) -> str:
    """A version as people write it."""
    return ".".join(map(str, version))
