"""What keeps a store sound: checks, pruning, copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ingest.terms import Keep, Pruned


class CareVerbs(Protocol):
    """What keeps a store sound: checks, pruning, copies."""

    @property
    def schema_version(self) -> str:
        """The name of the newest migration the database has."""
        ...

    def check(self) -> tuple[str, ...]:
        """What is wrong with the database, each a sentence; nothing where it is sound."""
        ...

    def mend(self) -> tuple[str, ...]:
        """Make anew what is made of other rows (the search index, marks of what is gone); what was mended, each a sentence."""
        ...

    def prune(self, keep: Keep, now: datetime, *, dry: bool = False) -> Pruned:
        """Let go of what has had its day, beside whoever writes; with `dry`, only count it. What goes for good leaves a tombstone."""
        ...

    def backup(self, path: Path) -> None:
        """Copy the database to a file that must not exist yet, as it is at this moment, while others write."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
