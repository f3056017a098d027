"""The store under faults: killed, full, locked, damaged, too new, too old. Acknowledged is stored; nothing is there by half."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from storeroom import HARBOR, ORCHARD, Storeroom, copy_at, minute, story

from ingest.store import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreShut, StoreTooNew, migrate, open_store
from ingest.store.database import Database
from ingest.store.migrate import statements
from ingest.store.problems import told

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITER = """
import sys
sys.path[:0] = {paths!r}
from storeroom import HARBOR, Storeroom, minute, story
from pathlib import Path
room = Storeroom(Path(sys.argv[1]))
room.count = start = int(sys.argv[2])
print("open", flush=True)
for n in range(start, start + 5000):
    text = [f"{{line}} It was row {{n}}." for line in HARBOR]
    filed = room.arrive(story(uri=f"urn:{{n}}", headline=f"Row {{n}}", paragraphs=text))
    room.rule(filed.item_id, "approve")
    room.send_all()
    print(n, flush=True)
"""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    made = Storeroom(tmp_path / "wire.db")
    yield made
    made.store.close()


def writer(path: Path, start: int) -> subprocess.Popen[str]:
    """A process that files, approves and sends, and says what it has acknowledged."""
    here = Path(__file__).parent
    code = WRITER.format(paths=[str(here), str(here.parent)])
    return subprocess.Popen([sys.executable, "-c", code, str(path), str(start)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_a_writer_that_is_killed_loses_nothing_it_has_acknowledged(tmp_path: Path) -> None:
    dice = random.Random(7)  # noqa: S311 - the moments of the kills, the same in every run
    path, acknowledged = tmp_path / "wire.db", set()
    for turn in range(4):
        process = writer(path, turn * 10_000)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n", process.stderr.read() if process.stderr else ""
        time.sleep(dice.uniform(0.0, 0.4))
        os.kill(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        acknowledged |= {int(line) for line in said.splitlines(keepends=True) if line.endswith("\n")}
        room = Storeroom(path)
        assert room.store.check() == ()
        room.store.close()
    room = Storeroom(path)
    uris = [row[0] for row in room.view("SELECT uri FROM v_items")]
    assert len(uris) == len(set(uris))
    assert {f"urn:{n}" for n in acknowledged} <= set(uris)
    keys = [row[0] for row in room.view("SELECT idempotency_key FROM v_outbox")]
    assert len(keys) == len(set(keys))
    room.store.close()


def fill(room: Storeroom, count: int) -> None:
    """File so many stories."""
    for n in range(count):
        room.arrive(story(uri=f"urn:{n}", headline=f"Row {n}", paragraphs=[f"{text} {n} {n * n}" for text in HARBOR]))


def test_a_file_size_limit_is_a_full_disk_and_heals_when_it_is_lifted(tmp_path: Path) -> None:
    room = Storeroom(tmp_path / "wire.db")
    room.arrive(story())
    before = room.store.counts()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = max(one.stat().st_size for one in tmp_path.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 5000, hard))
    try:
        with pytest.raises(StoreFull, match="Make room"):
            fill(room, 400)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert room.store.check() == ()
    assert room.arrive(story(uri="urn:after", headline="After", paragraphs=ORCHARD)).stored
    assert room.store.counts().items > before.items
    room.store.close()


def test_an_opening_that_finds_no_room_is_told_in_words(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(StoreFull):
            open_store(tmp_path / "wire.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    store = open_store(tmp_path / "wire.db")
    assert store.check() == ()
    store.close()


def lose(db: Database, second: str | None) -> None:
    """A transaction that SQLite rolls back under our hands, as it does when the disk is full."""
    with db.writing():
        db.run("INSERT INTO source (source) VALUES ('a')")
        db.conn.execute("ROLLBACK")
        if second:
            db.run(second)


def stumble(db: Database) -> None:
    """A part of a transaction that fails."""
    with db.writing():
        db.run("INSERT INTO source (source) VALUES ('b')")
        raise ValueError("no")


def test_a_step_that_the_disk_took_back_is_not_committed_by_half(room: Storeroom) -> None:
    db = Database(room.path, busy_s=1)
    for second in ("INSERT INTO source (source) VALUES ('b')", None):
        with pytest.raises(StoreFull, match="gave out"):
            lose(db, second)
    assert db.rows("SELECT * FROM source") == []
    db.close()


def test_a_part_of_a_transaction_is_taken_back_alone(room: Storeroom) -> None:
    db = Database(room.path, busy_s=1)
    with db.writing():
        db.run("INSERT INTO source (source) VALUES ('a')")
        with pytest.raises(ValueError, match="no"):
            stumble(db)
    assert [row["source"] for row in db.rows("SELECT source FROM source")] == ["a"]
    db.close()


def test_a_database_that_others_hold_is_locked_and_then_free(room: Storeroom) -> None:
    holder = sqlite3.connect(room.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    other = open_store(room.path, busy_s=0.05)
    with pytest.raises(StoreLocked) as caught:
        other.rule(1, "approve", "Ada", None, (), minute(1))
    assert caught.value.exit_code == 75
    holder.execute("ROLLBACK")
    holder.close()
    assert not other.rule(1, "approve", "Ada", None, (), minute(1)).done
    other.close()


def test_an_opening_that_finds_the_file_held_is_locked(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "wire.db", isolation_level=None)
    holder.execute("CREATE TABLE t (x)")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreLocked):
        open_store(tmp_path / "wire.db", busy_s=0.05)
    holder.close()


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    path.write_bytes(b"these are the minutes of the harbor council\n" * 100)
    with pytest.raises(StoreDamaged, match=r"wire\.db") as caught:
        open_store(path)
    assert caught.value.exit_code == 65
    assert path.read_bytes().startswith(b"these are")


def test_a_folder_where_nothing_can_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    with pytest.raises(StoreError):
        open_store(tmp_path / "data" / "wire.db")
    (tmp_path / "wire.db").mkdir()
    with pytest.raises(StoreShut, match="check that the folder exists"):
        open_store(tmp_path / "wire.db")


def test_a_database_of_a_later_version_is_refused(room: Storeroom) -> None:
    conn = sqlite3.connect(room.path)
    conn.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('copytaster', '9999_wonders', 'x')")
    conn.commit()
    conn.close()
    with pytest.raises(StoreTooNew, match="9999_wonders"):
        open_store(room.path)


def test_a_database_of_an_earlier_version_is_copied_before_it_is_changed(room: Storeroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.arrive(story())
    assert room.store.schema_version == migrate.known()[-1]
    monkeypatch.setattr(migrate, "SCRIPTS", (*migrate.SCRIPTS, ("0099_more", "views_more.sql")))
    monkeypatch.setattr(migrate, "files", lambda _: room.path.parent)
    script = room.path.parent / "views_more.sql"
    script.write_text("CREATE TABLE more (x TEXT) STRICT;\nCREATE TABLE broken (;\n")
    with pytest.raises(StoreError):
        open_store(room.path)
    assert room.view("SELECT count(*) FROM sqlite_master WHERE name = 'more'") == [(0,)]
    script.write_text("CREATE TABLE more (x TEXT) STRICT;\n")
    store = open_store(room.path)
    assert store.schema_version == "0099_more"
    assert store.counts().items == 1
    store.close()
    copy = sqlite3.connect(room.path.with_name("wire.db.before-0099_more"))
    assert copy.execute("SELECT count(*) FROM item").fetchone() == (1,)
    copy.close()


def test_a_database_from_before_comparisons_were_explained_keeps_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "wire.db"
    with monkeypatch.context() as before:
        before.setattr(migrate, "SCRIPTS", tuple(one for one in migrate.SCRIPTS if one[0] < "0006"))
        old = Storeroom(path)
        conn = sqlite3.connect(path)
        conn.execute("INSERT INTO cluster (kind) VALUES ('story')")
        conn.commit()
        conn.close()
        old.store.close()
    room = Storeroom(path)
    assert len(list(tmp_path.glob("wire.db.before-*"))) == 1
    room.arrive(story())
    room.arrive(copy_at("Ellis Post", 1))
    assert room.view("SELECT basis, body FROM v_observed") == [("copy", "same")]
    room.store.close()


def test_a_script_is_cut_into_statements_with_its_triggers_whole() -> None:
    script = "-- a remark\nCREATE TABLE t (x);\nCREATE TRIGGER g AFTER INSERT ON t BEGIN\n  DELETE FROM t;\n  DELETE FROM t;\nEND;\n"
    assert [one.count(";") for one in statements(script)] == [1, 3]


def test_two_programs_that_open_a_new_database_together_both_find_it_whole(tmp_path: Path) -> None:
    here = Path(__file__).parent.parent
    code = f"import sys; sys.path.insert(0, {str(here)!r}); from pathlib import Path; from ingest.store import open_store\n"
    code += f"store = open_store(Path({str(tmp_path / 'wire.db')!r})); assert store.check() == (), store.check()"
    both = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for _ in range(3)]
    ends = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0, 0], ends


def test_a_backup_is_whole_and_never_overwrites(room: Storeroom, tmp_path: Path) -> None:
    room.arrive(story())
    copy = tmp_path / "copy.db"
    room.store.backup(copy)
    with pytest.raises(StoreShut, match="file already"):
        room.store.backup(copy)
    other = open_store(copy)
    assert (other.counts().items, other.check()) == (1, ())
    other.close()
    with pytest.raises(StoreShut):
        room.store.backup(tmp_path / "nowhere" / "copy.db")


def test_the_check_names_what_is_wrong(room: Storeroom, tmp_path: Path) -> None:
    filed = room.arrive(story())
    room.store.close()
    conn = sqlite3.connect(room.path)
    conn.execute("DELETE FROM provenance")
    conn.execute("UPDATE item SET current = 0")
    conn.execute("INSERT INTO cluster (kind) VALUES ('story')")
    conn.execute("INSERT INTO credit VALUES (99, 0, 'a', 'a', 'source', NULL)")
    conn.execute("INSERT INTO item_fts (rowid, headline, body) VALUES (50, 'ghost', 'ghost')")
    conn.commit()
    conn.close()
    room.store = open_store(room.path)
    says = " · ".join(room.store.check())
    for sentence in (
        "1 item has no provenance",
        "1 article has",
        "1 cluster holds no item",
        "credit has lost its parent",
        "search index",
    ):
        assert sentence in says
    assert filed.item_id == 1


def test_damage_to_the_pages_is_found(room: Storeroom, tmp_path: Path) -> None:
    for n in range(30):
        room.arrive(story(uri=f"urn:{n}", headline=f"Row {n}", paragraphs=[f"{text} {n}" for text in ORCHARD]))
    room.store.close()
    hurt = tmp_path / "hurt.db"
    shutil.copy(room.path, hurt)
    with hurt.open("r+b") as file:
        file.seek(4096 * 12)
        file.write(b"\xa5" * 4096 * 8)
    assert any("damage" in one or "sound" in one for one in found_wrong(hurt))
    room.store = open_store(room.path)


def found_wrong(path: Path) -> tuple[str, ...]:
    """What opening and checking a database says is wrong with it."""
    try:
        store = open_store(path)
    except StoreError as error:
        return (str(error),)
    try:
        return store.check()
    except StoreError as error:
        return (str(error),)
    finally:
        store.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreLocked),
        (sqlite3.SQLITE_FULL, StoreFull),
        (sqlite3.SQLITE_IOERR_WRITE, StoreFull),
        (sqlite3.SQLITE_IOERR_READ, StoreError),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreShut),
        (sqlite3.SQLITE_CORRUPT, StoreDamaged),
        (0, StoreError),
    ],
)
def test_each_error_of_sqlite_is_one_of_ours_with_a_remedy(code: int, kind: type[StoreError]) -> None:
    error = sqlite3.OperationalError("it failed")
    error.sqlite_errorcode = code
    assert type(told(error, Path("wire.db"))) is kind
