"""The SQLite engine against the model, and the wall around it: nothing above the Protocol knows SQL."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from conformance import Conformance
from hypothesis import settings

from ingest.store import Store, open_store
from ingest.store.desk import DeskBook
from ingest.store.desk.book import SqliteDesk
from ingest.store.engine import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SQL = re.compile(
    r"\b(?:SELECT\s.+\sFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA|CREATE\s+TABLE)\b", re.DOTALL
)
OPEN_DOORS = {"", "rows", "problems", "desk"}  # what others may import of the store: its face, its answers, its errors, the desk's face
A_PROBE = {"ingest/doctor/machine.py"}  # asks SQLite in memory what it was built with, and never the store


class Sqlite(Conformance):
    """One SQLite file."""

    def open(self, path: Path) -> Store:
        return open_store(path)


TestSqlite = Sqlite.TestCase
TestSqlite.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def verbs(of: type) -> set[str]:
    ours = (one for one in of.__mro__ if one.__module__.startswith("ingest.store"))
    return {name for one in ours for name in vars(one) if not name.startswith("_")}


def test_the_engine_has_the_verbs_of_the_protocol_and_no_others() -> None:
    assert verbs(SqliteStore) == verbs(Store)
    assert verbs(SqliteDesk) == verbs(DeskBook)


def above() -> Iterator[tuple[str, ast.Module]]:
    """Every file of the program but the store's."""
    for folder in ("ingest", "normalizers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith("ingest/store/"):
                yield name, ast.parse(path.read_text("utf-8"))


def test_nothing_above_the_store_speaks_sql_or_imports_what_does() -> None:
    found: list[str] = []
    for name, tree in above():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
                found.append(f"{name}:{node.lineno} speaks SQL")
            named = (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found += [f"{name} imports {one}" for one in named if one.partition(".")[0] in {"sqlite3", "sqlite_utils"}]
            found += [
                f"{name} imports {one}"
                for one in named
                if one.startswith("ingest.store.") and one.removeprefix("ingest.store.") not in OPEN_DOORS
            ]
    assert [one for one in found if one.partition(":")[0].partition(" ")[0] not in A_PROBE] == []


def test_the_wall_would_notice() -> None:
    assert SQL.search("SELECT item_id\nFROM item")
    assert SQL.search("insert into event".upper())
    assert not SQL.search("a selection from what came in")
