"""Bring a database up to date: our scripts, in order, each in a transaction, after a copy of what was there."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from typing import TYPE_CHECKING

from ingest.store.desk.filling import fill
from ingest.store.marks import make_anew
from ingest.store.problems import StoreOld, StoreTooNew
from ingest.store.released import told_again

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import sqlite_utils

SCRIPTS: tuple[tuple[str, str], ...] = (
    ("0001_tables", "tables.sql"),
    ("0002_views", "views.sql"),
    ("0003_rhythm", "rhythm.sql"),
    ("0004_health", "health.sql"),
    ("0005_boilerplate", "boilerplate.sql"),
    ("0006_provenance", "provenance.sql"),
    ("0007_observed", "observed.sql"),
    ("0008_marks", "marks.sql"),
    ("0009_desk", "desk/tables.sql"),
    ("0010_outbox", "outbox.sql"),
    ("0011_inbox", "inbox.sql"),
    ("0012_heads", "heads.sql"),
    ("0013_corrected", "corrected.sql"),
)
AFTER: Mapping[str, Callable[[sqlite3.Connection], None]] = {
    "marks.sql": make_anew,
    "desk/tables.sql": fill,
    "outbox.sql": told_again,
}  # what a script can't do alone
SET = "copytaster"


def known() -> tuple[str, ...]:
    """The migrations that this program knows, oldest first."""
    return tuple(name for name, _ in SCRIPTS)


def applied(conn: sqlite3.Connection) -> tuple[str, ...]:
    """The migrations that a database has, oldest first."""
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return ()
    found = conn.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id", [SET])
    return tuple(str(row[0]) for row in found)


def migrate(conn: sqlite3.Connection, path: Path) -> None:
    """Bring a database up to date; one that holds something is copied beside itself first.

    Raises `StoreTooNew` for a database of a later version of this program.
    """
    have = _ours(conn, path)
    missing = [name for name in known() if name not in have]
    if not missing:
        return
    if have:
        back_up(conn, path.with_name(f"{path.name}.before-{missing[0]}"))
    _apply(conn)


def expect_current(conn: sqlite3.Connection, path: Path) -> None:
    """Raise `StoreOld` for a database that is not up to date, and `StoreTooNew` as `migrate` does; nothing is changed."""
    have = _ours(conn, path)
    missing = [name for name in known() if name not in have]
    if missing:
        raise StoreOld(f"{path}: an earlier version of this program made this database (it lacks {', '.join(missing)})")


def _ours(conn: sqlite3.Connection, path: Path) -> tuple[str, ...]:
    """The migrations that a database has, all of them known."""
    have = applied(conn)
    strange = [name for name in have if name not in known()]
    if strange:
        says = (
            f"{path}: a later version of this program made this database (it has {strange[-1]}); use that version, or another data folder"
        )
        raise StoreTooNew(says)
    return have


def _apply(conn: sqlite3.Connection) -> None:
    """Run what is missing; the lock is taken first, so that two programs that start together don't both do it."""
    import sqlite_utils  # only where there is something to migrate: its import takes longer than opening the file

    steps = sqlite_utils.Migrations(SET)
    for name, script in SCRIPTS:
        steps(name=name)(_step(script))
    conn.execute("BEGIN IMMEDIATE")
    try:
        steps.apply(sqlite_utils.Database(conn, execute_plugins=False))
        conn.execute("COMMIT")
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")


def _step(script: str) -> Callable[[sqlite_utils.Database], None]:
    """A migration that runs a script of ours."""

    def run(db: sqlite_utils.Database) -> None:
        for statement in statements(files("ingest.store").joinpath(script).read_text(encoding="utf-8")):
            db.conn.execute(statement)
        if script in AFTER:
            AFTER[script](db.conn)

    run.__name__ = script.partition(".")[0]
    return run


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would commit the transaction they must share."""
    waiting = ""
    for line in script.splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""


def back_up(conn: sqlite3.Connection, path: Path) -> None:
    """Copy a database to another file while others write; a half-made copy does not stay."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    copy = sqlite3.connect(part)
    try:
        conn.backup(copy, pages=2000)
    except BaseException:
        copy.close()
        part.unlink(missing_ok=True)
        raise
    copy.close()
    part.replace(path)
