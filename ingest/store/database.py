"""The one connection to SQLite: opened, brought up to date, written to in transactions, and its errors told in sentences."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from typing import TYPE_CHECKING

from ingest.store.migrate import expect_current, migrate
from ingest.store.problems import RowRefused, StoreFull, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

ASK_MS = 2
STATEMENTS = 256  # kept prepared; the line alone has more than half of that
Value = str | int | float | bytes | None


class Database:
    """One connection. Statements outside `writing` commit by themselves."""

    def __init__(self, path: Path, *, busy_s: float, looking: bool = False) -> None:
        """Open the file, making it or bringing it up to date where needed; `looking` changes nothing."""
        self.path = path
        self._looking = looking
        self._lock = threading.RLock()
        self._depth = 0
        self._busy_s = busy_s
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise told(sqlite3.OperationalError(str(error)), path) from error
        self.conn = self._guarded_connect(busy_s)

    def _guarded_connect(self, busy_s: float) -> sqlite3.Connection:
        """Connect; a connection that fails on the way is closed again."""
        with self.telling():
            conn = sqlite3.connect(self.path, timeout=busy_s, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS)
            try:
                self._settle(conn, busy_s)
            except BaseException:
                conn.close()
                raise
        return conn

    def _settle(self, conn: sqlite3.Connection, busy_s: float) -> None:
        """Set what holds for every connection, then migrate."""
        conn.row_factory = sqlite3.Row
        conn.execute(f"PRAGMA busy_timeout = {int(busy_s * 1000)}")
        if conn.execute("PRAGMA journal_mode").fetchone()[0] != "wal" and not self._looking:
            conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = NORMAL")
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA cache_size = -8000")
        if self._looking:
            expect_current(conn, self.path)
        else:
            migrate(conn, self.path)

    @contextlib.contextmanager
    def telling(self) -> Iterator[None]:
        """Tell SQLite's errors as ours."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.DataError):
                raise RowRefused(str(error)) from error
            raise told(error, self.path) from error

    @contextlib.contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[None]:
        """One `BEGIN IMMEDIATE`, or a savepoint inside one; `durable` waits until the disk has the commit."""
        with self._lock:
            if self._depth:
                with self._savepoint():
                    yield
                return
            try:
                if durable:
                    self._pragma("FULL")
                self._begin()
                with self._inside():
                    yield
                self._commit()
            except BaseException:
                self._roll_back()
                raise
            finally:
                if durable:
                    self._pragma("NORMAL")

    def _begin(self) -> None:
        """Take the write lock, asking every other millisecond: SQLite alone naps up to 100 ms and misses the gaps of a busy writer."""
        deadline = time.monotonic() + self._busy_s
        self.conn.execute(f"PRAGMA busy_timeout = {ASK_MS}")
        try:
            while True:
                try:
                    self.conn.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                        raise told(error, self.path) from error
                else:
                    return
        finally:
            self.conn.execute(f"PRAGMA busy_timeout = {int(self._busy_s * 1000)}")

    @contextlib.contextmanager
    def _inside(self) -> Iterator[None]:
        """Count how deep in a transaction we are."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    @contextlib.contextmanager
    def _savepoint(self) -> Iterator[None]:
        """A part of a transaction that can be taken back alone."""
        name = f"part_{self._depth}"
        self._execute(f"SAVEPOINT {name}")
        try:
            with self._inside():
                yield
            self._execute(f"RELEASE {name}")
        except BaseException:
            if self.conn.in_transaction:  # a full disk has rolled everything back already
                self.conn.execute(f"ROLLBACK TO {name}")
                self.conn.execute(f"RELEASE {name}")
            raise

    def _commit(self) -> None:
        """Commit, unless SQLite has given the transaction up under our hands."""
        if not self.conn.in_transaction:
            raise StoreFull(f"{self.path}: the disk gave out in the middle of a step; nothing of it was stored. Make room and try again")
        self._execute("COMMIT")

    def _roll_back(self) -> None:
        """Take everything back; on a full disk SQLite has done so already, and a second ROLLBACK would be an error."""
        if self.conn.in_transaction:
            self.conn.execute("ROLLBACK")

    def _pragma(self, level: str) -> None:
        """Set how long a commit waits for the disk."""
        self._execute(f"PRAGMA synchronous = {level}")

    def _execute(self, sql: str, given: Sequence[Value] | Mapping[str, Value] = ()) -> sqlite3.Cursor:
        """One statement, its error told."""
        with self.telling():
            return self.conn.execute(sql, given)

    def run(self, sql: str, given: Sequence[Value] | Mapping[str, Value] = ()) -> int:
        """Write; the number of rows that it touched."""
        return self._write(sql, given).rowcount

    def insert(self, sql: str, given: Sequence[Value] | Mapping[str, Value] = ()) -> int:
        """Write one row; its number."""
        return self._write(sql, given).lastrowid or 0

    def many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Write several rows of one kind."""
        with self.writing() if not self._depth else contextlib.nullcontext():
            self._check_alive()
            with self.telling():
                self.conn.executemany(sql, rows)

    def _write(self, sql: str, given: Sequence[Value] | Mapping[str, Value]) -> sqlite3.Cursor:
        """One writing statement, never outside the transaction it belongs to; alone it is a transaction of its own."""
        if not self._depth:
            with self.writing():
                return self._execute(sql, given)
        self._check_alive()
        return self._execute(sql, given)

    def _check_alive(self) -> None:
        """Refuse to go on in a transaction that SQLite has rolled back: the rest would be committed without its beginning."""
        if self._depth and not self.conn.in_transaction:
            raise StoreFull(f"{self.path}: the disk gave out in the middle of a step; nothing of it was stored. Make room and try again")

    def rows(self, sql: str, given: Sequence[Value] | Mapping[str, Value] = ()) -> list[sqlite3.Row]:
        """All rows of a question."""
        with self.telling():
            return self.conn.execute(sql, given).fetchall()

    def one(self, sql: str, given: Sequence[Value] | Mapping[str, Value] = ()) -> sqlite3.Row | None:
        """The first row of a question."""
        with self.telling():
            found: sqlite3.Row | None = self.conn.execute(sql, given).fetchone()
            return found

    def numbers(self, sql: str, asked: Iterable[Sequence[Value]]) -> list[int]:
        """The first column of one question asked many times over; one guard for all of them, as each takes microseconds."""
        with self.telling():
            ask = self.conn.execute
            return [row[0] for given in asked for row in ask(sql, given)]

    def close(self) -> None:
        """Let go of the file."""
        self.conn.close()
