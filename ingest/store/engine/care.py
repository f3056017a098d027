"""What keeps a store sound: checks, pruning, copies. The verbs are documented at `ingest.store.verbs.care`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import care, pruning
from ingest.store.migrate import applied

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ingest.store.database import Database
    from ingest.terms import Keep, Pruned


class SqliteCare:
    """What keeps a store sound: checks, pruning, copies."""

    _db: Database

    @property
    def schema_version(self) -> str:
        """The newest migration that the database has."""
        return applied(self._db.conn)[-1]

    def check(self) -> tuple[str, ...]:
        """What is wrong with the database."""
        return care.check(self._db)

    def mend(self) -> tuple[str, ...]:
        """Make anew what is made of other rows."""
        return care.mend(self._db)

    def prune(self, keep: Keep, now: datetime, *, dry: bool = False) -> Pruned:
        """Let go of what has had its day."""
        return pruning.prune(self._db, keep, now, dry=dry)

    def backup(self, path: Path) -> None:
        """Copy the database."""
        care.backup(self._db, path)

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()
