"""The SQLite store: each verb of the Protocol, carried out by the room that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store.database import Database
from ingest.store.desk.book import SqliteDesk
from ingest.store.engine.care import SqliteCare
from ingest.store.engine.desk import SqliteRulings
from ingest.store.engine.line import SqliteLine
from ingest.store.engine.outbox import SqliteOutbox
from ingest.store.engine.questions import SqliteQuestions
from ingest.store.neighbors import Marks

if TYPE_CHECKING:
    from pathlib import Path


class SqliteStore(SqliteLine, SqliteRulings, SqliteOutbox, SqliteQuestions, SqliteCare):
    """A store in one SQLite file. The verbs are documented at `ingest.store.Store`."""

    def __init__(self, path: Path, *, busy_s: float = 5.0, looking: bool = False) -> None:
        """Open the file, making it or bringing it up to date where needed, unless it is only looked at."""
        self._db = Database(path, busy_s=busy_s, looking=looking)
        self._marks = Marks()
        self._desk = SqliteDesk(self._db)
