"""`prune`, `backup`, `restore`, and a doctor who only looks, as an operator calls them."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from storeroom import HARBOR, ORCHARD, Storeroom, minute, story

from ingest.store import StoreDamaged, StoreOld, StoreShut, StoreTooNew, migrate, open_store, restore_backup, verify_backup
from ingest.store.database import Database

if TYPE_CHECKING:
    from pathlib import Path

    from frontdoor import FrontDoor


def stock(data: Path, count: int = 3) -> Storeroom:
    """A database with so many stories."""
    room = Storeroom(data / "wire.db")
    for n in range(count):
        room.arrive(story(uri=f"urn:{n}", headline=f"Row {n}", paragraphs=[f"{text} {n} {n * n}" for text in (HARBOR, ORCHARD)[n % 2]]))
    return room


def spoil(path: Path, *statements: str) -> None:
    """Change rows behind the program's back."""
    with closing(sqlite3.connect(path)) as conn:
        for one in statements:
            conn.execute(one)
        conn.commit()


# --- prune ------------------------------------------------------------------------------------------------------------
def test_prune_says_what_would_go_and_then_what_went(door: FrontDoor) -> None:
    stock(door.data).store.close()  # of March 2026: long ago by the clock of whoever runs this
    door.pipeline("[keep]\nraw_days = 30\nmarks_days = 7\nitems_days = 30\n")

    would = door.copytaster("prune", "--dry-run")
    went = door.copytaster("prune")
    left = door.copytaster("prune")

    assert (would.code, went.code, left.code) == (0, 0, 0)
    assert "would go: 3 documents as they arrived" in would.out
    assert "older than 30 days" in would.out
    assert "marks of 1 week to" in went.out
    assert door.ask("SELECT count(*) FROM raw, mark") == [(0,)]
    assert door.copytaster("prune", "--dry-run", "--json").json["stories"] == 0
    assert "went: " not in left.out
    assert door.ask("SELECT count(*) FROM tombstone") == [(3,)]


@pytest.mark.parametrize(("text", "key"), [("raw_days = 0", "raw_days"), ("rows = 3", "rows"), ("items_days = 3", "items_days")])
def test_a_time_to_keep_that_makes_no_sense_is_named(door: FrontDoor, text: str, key: str) -> None:
    door.pipeline(f"[keep]\n{text}\n")

    told = door.copytaster("prune")

    assert told.code == 78
    assert key in told.err


# --- backup and restore -----------------------------------------------------------------------------------------------
def test_a_backup_is_made_while_another_program_writes_and_holds_one_moment_of_it(door: FrontDoor) -> None:
    room = stock(door.data)
    with room.store.writing():
        room.arrive(story(uri="urn:late", headline="Late", paragraphs=ORCHARD))
        told = door.copytaster("backup", "--json")
    room.store.close()

    with closing(sqlite3.connect(told.json["file"])) as conn:
        assert conn.execute("SELECT count(*) FROM item").fetchone() == (3,)
    assert door.ask("SELECT count(*) FROM item") == [(4,)]


def test_only_the_newest_backups_are_kept_and_a_named_one_is_left_alone(door: FrontDoor) -> None:
    stock(door.data).store.close()
    folder = door.data / "backups"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"wire-2026030{day}T020000Z.db").write_bytes(b"old")
    (folder / "wire-before-the-move.db").write_bytes(b"mine")

    told = door.copytaster("backup", "--keep", "2")

    assert told.code == 0
    assert "2 older copies went" in told.out
    assert {"wire-20260303T020000Z.db", "wire-before-the-move.db"} < {one.name for one in folder.iterdir()}
    assert len(list(folder.iterdir())) == 3
    assert door.copytaster("backup", str(folder / "wire-before-the-move.db")).code == 73
    assert (folder / "wire-before-the-move.db").read_bytes() == b"mine"


def test_a_backup_comes_back_whole_and_what_was_there_stays_beside_it(door: FrontDoor) -> None:
    room = stock(door.data)
    kept = door.root / "kept.db"
    assert door.copytaster("backup", str(kept)).code == 0
    room.arrive(story(uri="urn:after", headline="After", paragraphs=ORCHARD))
    room.store.close()

    looked = door.copytaster("restore", str(kept), "--verify")
    told = door.copytaster("restore", str(kept))

    assert "sound. It holds 3 items" in looked.out
    assert told.code == 0
    assert "3 items of 3 articles" in told.out
    assert door.ask("SELECT count(*) FROM item") == [(3,)]
    assert door.faults() == []
    with closing(sqlite3.connect(door.data / "wire.db.replaced-1")) as conn:
        assert conn.execute("SELECT count(*) FROM item").fetchone() == (4,)
    assert door.copytaster("queue", "list", "--search", "breakwater").code == 0
    assert [one.name for one in door.data.glob(".restore-*")] == []
    assert door.copytaster("restore", str(kept), "--json").json["items"] == 3
    assert (door.data / "wire.db.replaced-2").exists()


def test_a_bad_backup_is_refused_in_words_and_changes_nothing(tmp_path: Path) -> None:
    room = stock(tmp_path, 20)
    good, place = tmp_path / "good.db", tmp_path / "wire.db"
    room.store.backup(good)
    room.store.close()
    before = place.read_bytes()
    torn, hurt, strange, foreign, later = (tmp_path / f"{name}.db" for name in ("torn", "hurt", "strange", "foreign", "later"))
    torn.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    for copy in (hurt, later):
        shutil.copy(good, copy)
    spoil(hurt, "DELETE FROM provenance WHERE item_id = 2")
    spoil(later, "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('copytaster', '9999_wonders', 'x')")
    strange.write_bytes(b"the minutes of the harbor council\n" * 300)
    spoil(foreign, "CREATE TABLE accounts (x)")

    for bad, kind, says in (
        (torn, StoreDamaged, "torn.db"),
        (hurt, StoreDamaged, "1 item has no provenance"),
        (strange, StoreDamaged, "no sound database"),
        (foreign, StoreDamaged, "none of this program"),
        (later, StoreTooNew, "9999_wonders"),
        (tmp_path / "nowhere.db", StoreShut, "no such file"),
    ):
        with pytest.raises(kind, match=says):
            restore_backup(bad, place)
    assert place.read_bytes() == before
    assert not list(tmp_path.glob("wire.db.replaced*"))


def test_a_backup_whose_search_index_does_not_fit_is_refused(tmp_path: Path) -> None:
    room = stock(tmp_path)
    room.store.backup(tmp_path / "copy.db")
    room.store.close()
    spoil(tmp_path / "copy.db", "INSERT INTO item_fts (rowid, headline, body) VALUES (50, 'ghost', 'ghost')")

    with pytest.raises(StoreDamaged, match="search index"):
        verify_backup(tmp_path / "copy.db", tmp_path)


def test_a_backup_comes_to_an_empty_folder_and_from_a_database_in_use(tmp_path: Path) -> None:
    room = stock(tmp_path / "old")  # open: what it holds lies in its log
    held, aside = restore_backup(tmp_path / "old" / "wire.db", tmp_path / "new" / "wire.db")
    room.store.close()

    assert (held.items, aside) == (3, None)
    store = open_store(tmp_path / "new" / "wire.db")
    assert (store.counts().items, store.check()) == (3, ())
    store.close()


def test_nothing_is_restored_under_the_feet_of_a_run(door: FrontDoor) -> None:
    from ingest.lock import RunLock

    stock(door.data).store.close()
    door.copytaster("backup", str(door.root / "kept.db"))
    with RunLock(door.data):
        assert door.copytaster("restore", str(door.root / "kept.db")).code == 75
        assert door.copytaster("restore", str(door.root / "kept.db"), "--verify").code == 0


# --- the doctor only looks -----------------------------------------------------------------------------------------------
def make_old(path: Path) -> None:
    """A database as a version before the marks left it."""
    scripts, migrate.SCRIPTS = migrate.SCRIPTS, migrate.SCRIPTS[:-1]
    try:
        Database(path, busy_s=1).close()
    finally:
        migrate.SCRIPTS = scripts


def test_the_doctor_says_that_a_database_is_old_and_leaves_it_so(door: FrontDoor) -> None:
    door.data.mkdir(parents=True, exist_ok=True)
    make_old(door.data / "wire.db")
    before = door.ask("SELECT name FROM sqlite_master ORDER BY name")

    told = door.copytaster("doctor")

    assert "The database is of an earlier layout" in told.out
    assert "keeps a copy" in told.out
    assert door.ask("SELECT name FROM sqlite_master ORDER BY name") == before
    with pytest.raises(StoreOld):
        open_store(door.data / "wire.db", looking=True)
    assert door.copytaster("queue", "list").code == 0
    assert "earlier layout" not in door.copytaster("doctor").out


def test_the_doctor_names_what_must_be_made_anew_and_makes_it_when_asked(door: FrontDoor) -> None:
    room = stock(door.data)
    room.store.close()
    spoil(
        door.data / "wire.db",
        "INSERT INTO item_fts (rowid, headline, body) VALUES (50, 'ghost', 'ghost')",
        "INSERT INTO mark (key) SELECT max(key) + 90 FROM mark",
    )

    sick = door.copytaster("doctor")
    mended = door.copytaster("doctor", "--mend")
    again = door.copytaster("doctor", "--mend")

    assert sick.code == 1
    assert "`doctor --mend` makes it anew" in sick.out
    assert "the search index was made anew" in mended.err
    assert "1 mark of an item that is gone" in mended.err
    assert "made anew" not in mended.out
    assert "nothing had to be made anew" in again.err
    assert door.faults() == []


def test_the_doctor_sends_what_can_not_be_made_anew_to_a_backup(door: FrontDoor) -> None:
    stock(door.data).store.close()
    spoil(door.data / "wire.db", "DELETE FROM provenance WHERE item_id = 2")

    told = door.copytaster("doctor")

    assert told.code == 1
    assert "restore BACKUP" in told.out


# --- coming from an earlier version ---------------------------------------------------------------------------------------
def test_copies_of_what_an_earlier_version_stored_are_still_found(tmp_path: Path) -> None:
    room = stock(tmp_path)
    columns = "item_id, clock, body, title, skeleton, tokens"
    room.store.close()
    spoil(
        tmp_path / "wire.db",
        "DROP TABLE mark",
        "DROP TABLE mark_week",
        "DROP TABLE fingerprint",
        "DROP TABLE tombstone",
        "DROP INDEX fetch_at",
        "DROP INDEX dead_letter_digest",
        "CREATE TABLE shingle (span INTEGER)",
        f"CREATE TABLE fingerprint ({columns})",
        "DELETE FROM _sqlite_migrations WHERE name = '0008_marks'",
    )
    room.store = open_store(tmp_path / "wire.db")

    copied = room.arrive(story(uri="urn:copy", headline="Another headline", paragraphs=[f"{text} 2 4" for text in HARBOR]), at=minute(60))

    assert copied.change == "copy"
    assert room.store.check() == ()
    room.store.close()
    assert (tmp_path / "wire.db.before-0008_marks").exists()
