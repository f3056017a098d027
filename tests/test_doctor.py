"""The doctor: every fault is named with what, why and remedy, and a sound house has none."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import asyncssh
import pytest
from newsroom import Newsroom

from ingest import doctor
from ingest.doctor import CHECKS, Fault, House, accounts, disk, door, examine, machine, newsroom
from ingest.doctor import sources as sources_room
from ingest.lock import NAME
from ingest.store.rows import Counts, OutboxRow, SourceHealthRow
from ingest.terms import Backlog, Config, DeadLetter, Recall, Secret, Source, Target, TargetState

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
FEED = '[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://coast.example/rss.xml"\n'
HEALTHY = SourceHealthRow(
    source="coast",
    kind="feed",
    url="https://coast.example/rss.xml",
    enabled=True,
    state="ok",
    last_fetch=NOW - timedelta(hours=1),
    last_success=NOW - timedelta(hours=1),
    last_status=200,
    last_outcome="ok",
    last_error=None,
    failures=0,
    next_due=NOW,
    items_total=3,
    items_new_24h=1,
)
WAITING = OutboxRow(
    outbox_id=5,
    item_id=7,
    target="out",
    op="publish",
    idempotency_key="7-out-publish",
    status="waiting",
    attempts=10,
    due=NOW - timedelta(hours=2),
    done=None,
    place=None,
    last_error="permission denied",
)


@dataclass(frozen=True)
class Shelf:
    """A store that answers what it is given."""

    rows: tuple[SourceHealthRow, ...] = ()
    letters: tuple[DeadLetter, ...] = ()
    despatches: tuple[OutboxRow, ...] = ()
    damage: tuple[str, ...] = ()
    targets: tuple[TargetState, ...] = ()

    def backlog(self) -> dict[str, Backlog]:
        return {}

    def check(self) -> tuple[str, ...]:
        return self.damage

    def health(self) -> tuple[SourceHealthRow, ...]:
        return self.rows

    def counts(self) -> Counts:
        return Counts(
            items=0, articles=0, clusters=0, sources=0, raws=0, raw_bytes=0, dead=len(self.letters), waiting=0, events=0, statuses=()
        )

    def dead_letters(self, limit: int = 50) -> tuple[DeadLetter, ...]:
        return self.letters[:limit]

    def target_states(self, _now: datetime) -> tuple[TargetState, ...]:
        return self.targets

    def outbox(self, *, status: str | None = None, limit: int = 100) -> tuple[OutboxRow, ...]:
        return tuple(row for row in self.despatches if row.status == status)[:limit]


def house(data: Path, *, store: Shelf | None = None, now: datetime = NOW, sources: tuple[Source, ...] = ()) -> House:
    return House(root=data, data=data, now=now, store=store, config=Config(root=data, sources=sources, targets=()))


def whats(faults: Iterator[Fault]) -> list[str]:
    return [fault.what for fault in faults]


def test_a_sound_house_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/sources.toml").write_text("", "utf-8")
    assert [fault for fault in examine(tmp_path / "config", tmp_path / "data", NOW) if fault.grave] == []
    assert not (tmp_path / "data").exists()


def test_wrong_settings_are_a_fault_with_the_sentence_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(FEED + "spacing = 2\n", "utf-8")
    (fault,) = [fault for fault in examine(tmp_path, tmp_path, NOW) if "configuration" in fault.what]
    assert "sources.toml:5" in fault.why
    assert "did you mean spacing_s?" in fault.why


def test_a_file_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("", "utf-8")
    (tmp_path / "wire.db").write_bytes(b"this is no database at all, only words " * 40)
    faults = examine(tmp_path, tmp_path, NOW)
    assert faults[0].what == "The database can't be opened"
    assert faults[0].grave


def test_a_stored_house_is_examined_through_its_books(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("", "utf-8")
    room = Newsroom(tmp_path)
    room.takes_in()
    room.bury("https://harborpost.example/logo")
    room.store.close()
    told = [fault.what for fault in examine(tmp_path, tmp_path, NOW) if fault.what != "The rules can't be used"]
    assert told == ["There is nothing to read", "1 dead letter"]


def test_every_check_stands_in_the_list() -> None:
    rooms = (machine, disk, newsroom, sources_room, accounts, door)
    public = {
        value
        for room in rooms
        for name, value in vars(room).items()
        if callable(value) and getattr(value, "__module__", "") == room.__name__
    }
    checks = {value for value in public if not value.__name__.startswith("_") and value is not disk.kind_of}
    assert checks == set(CHECKS)


def test_old_python_and_old_sqlite_are_named(tmp_path: Path) -> None:
    assert whats(machine.python(house(tmp_path), (3, 10, 2))) == ["Python is too old"]
    assert whats(machine.sqlite(house(tmp_path), (3, 34, 1))) == ["SQLite is too old"]
    assert whats(machine.sqlite(house(tmp_path), search="fts99")) == ["SQLite can't search texts"]
    assert whats(machine.python(house(tmp_path))) + whats(machine.sqlite(house(tmp_path))) == []


def test_missing_zone_data_is_named(tmp_path: Path) -> None:
    assert whats(machine.zones(house(tmp_path), ("Nowhere/Land",))) == ["Zone data is missing"]
    assert whats(machine.zones(house(tmp_path))) == []


def test_a_foreign_package_of_our_name_is_named(tmp_path: Path) -> None:
    (tmp_path / "ingest").mkdir()
    (tmp_path / "ingest/__init__.py").write_text("", "utf-8")
    (tmp_path / "normalizers.py").write_text("", "utf-8")
    own = str(Path(doctor.__file__).parents[2])
    assert whats(machine.foreign(house(tmp_path), [own])) == []
    assert whats(machine.foreign(house(tmp_path), [own, str(tmp_path)])) == [
        "Another package is called 'ingest'",
        "Another package is called 'normalizers'",
    ]


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    assert whats(disk.writable(house(tmp_path / "not" / "yet"))) == []
    (fault,) = disk.writable(house(Path("/proc/self")))
    assert fault.what == "The data folder /proc/self can't be written"


@pytest.mark.parametrize(("free", "grave"), [(40_000_000, [True]), (400_000_000, [False]), (600_000_000, [])])
def test_a_full_disk_is_named(tmp_path: Path, free: int, grave: list[bool]) -> None:
    assert [fault.grave for fault in disk.room(house(tmp_path), free)] == grave


def test_the_room_on_this_disk_can_be_asked(tmp_path: Path) -> None:
    assert len(list(disk.room(house(tmp_path)))) <= 1


def test_a_network_file_system_is_named(tmp_path: Path) -> None:
    place = str(tmp_path).replace("t", r"\164")
    mounts = f"/dev/sda1 / ext4 rw 0 0\nbroken\nserver:/x {place} nfs4 rw 0 0\n/dev/sdb /srv xfs rw 0 0\n"
    assert whats(disk.file_system(house(tmp_path), mounts)) == ["The database lies on a network file system"]
    assert disk.kind_of(Path("/srv/data"), mounts) == "xfs"
    assert disk.kind_of(Path("/etc"), mounts) == "ext4"
    assert disk.kind_of(Path("/etc"), "") is None
    assert whats(disk.file_system(house(tmp_path))) == []


def test_a_growing_log_is_named(tmp_path: Path) -> None:
    assert whats(disk.log_length(house(tmp_path))) == []
    with (tmp_path / "wire.db-wal").open("wb") as log:
        log.truncate(300_000_000)
    assert whats(disk.log_length(house(tmp_path))) == ["The write-ahead log grows"]


def test_a_run_that_does_not_end_is_named_with_its_process(tmp_path: Path) -> None:
    file = tmp_path / NAME
    assert whats(disk.lock(house(tmp_path))) == []
    file.write_text("4711\n", "utf-8")
    os.utime(file, (NOW.timestamp() - 3 * 3600,) * 2)
    assert whats(disk.lock(house(tmp_path))) == []
    with file.open("rb") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        (fault,) = disk.lock(house(tmp_path))
        assert whats(disk.lock(house(tmp_path, now=NOW - timedelta(hours=2)))) == []
        assert whats(disk.lock(house(tmp_path, store=Shelf((HEALTHY,))))) == []
        assert whats(disk.lock(house(tmp_path, store=Shelf((replace(HEALTHY, last_fetch=None),))))) == ["A run hangs"]
    assert "since 2026-03-04 09:00 UTC by process 4711" in fault.why


def test_a_broken_rule_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "agencies.toml").write_text("agency = 3\n", "utf-8")
    (fault,) = newsroom.rules(house(tmp_path))
    assert fault.what == "The rules can't be used"
    assert "agencies.toml" in fault.why


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    sources = (
        Source(id="drop", kind="folder", path=tmp_path / "gone"),
        Source(id="here", kind="folder", path=tmp_path),
        Source(id="off", kind="folder", path=tmp_path / "gone", enabled=False),
    )
    assert whats(sources_room.folders(house(tmp_path, sources=sources))) == ["Source 'drop' has nowhere to read from"]
    assert whats(sources_room.folders(replace(house(tmp_path), config=None))) == []


def test_asking_public_servers_without_an_address_is_named(tmp_path: Path) -> None:
    patient = house(tmp_path, sources=(Source(id="coast", kind="feed", url="https://coast.example/"),))
    assert whats(newsroom.polite(patient)) == ["Nobody can reach us"]
    assert patient.config is not None
    assert whats(newsroom.polite(replace(patient, config=replace(patient.config, contact="https://desk.example")))) == []
    assert whats(newsroom.polite(house(tmp_path))) == []
    boxes = (Source(id="box", kind="sftp", url="sftp://coast.example/out"), Source(id="mail", kind="imap", url="imaps://coast.example/"))
    assert whats(newsroom.polite(house(tmp_path, sources=boxes))) == []


def test_a_webhook_whose_secret_can_not_be_read_is_named(tmp_path: Path) -> None:
    secret = tmp_path / "cms.secret"
    hook = Target(id="cms", kind="webhook", url="https://cms.example/in", secret=Secret(f"file:{secret}"))
    there = replace(house(tmp_path), config=Config(root=tmp_path, sources=(), targets=(hook,)))
    (fault,) = accounts.accounts(there)
    assert (fault.what, fault.grave) == ("Target 'cms' can't sign what it sends", True)
    assert "cms.secret" in fault.why
    secret.write_text("too short", "utf-8")
    secret.chmod(0o600)
    (fault,) = accounts.accounts(there)
    assert "shorter than 16 bytes" in fault.why
    assert "too short" not in fault.why + fault.remedy
    secret.write_text("sixteen-bytes-and-more", "utf-8")
    assert whats(accounts.accounts(there)) == []
    shut = replace(hook, url="http://127.0.0.1:8080/in")
    assert whats(accounts.accounts(replace(there, config=Config(root=tmp_path, sources=(), targets=(shut,))))) == [
        "Target 'cms' may not be dialed"
    ]
    opened = replace(shut, allow_private=("127.0.0.1:8080",))
    assert whats(accounts.accounts(replace(there, config=Config(root=tmp_path, sources=(), targets=(opened,))))) == []


def test_a_server_of_files_whose_key_nobody_wrote_down_is_named(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    key = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
    account = {"url": "sftp://wire.example:2022/out", "user": "hill", "known_hosts": hosts}
    box = Source(id="box", kind="sftp", **account)  # type: ignore[arg-type]
    there = house(tmp_path, sources=(box,))

    hosts.write_text(f"[other.example]:2022 {key}\n", "utf-8")
    (fault,) = accounts.accounts(there)
    assert (fault.what, fault.grave) == ("Source 'box' can't sign in", True)
    assert f"no line of {hosts} is for the server of sftp://wire.example:2022/out" in fault.why
    assert "`sources check box` shows the line" in fault.remedy
    out = Target(id="out", **account | {"kind": "sftp"})  # type: ignore[arg-type]
    (fault,) = accounts.accounts(replace(there, config=Config(root=tmp_path, sources=(), targets=(out,))))
    assert "`outbox test out` shows the line" in fault.remedy

    hosts.write_text(f"[wire.example]:2022 {key}\n", "utf-8")
    assert whats(accounts.accounts(there)) == []
    hosts.write_text(f"@cert-authority *.example {key}\n", "utf-8")
    assert whats(accounts.accounts(there)) == []
    hosts.write_bytes(b"\xff\xfe no list of keys\n")
    (fault,) = accounts.accounts(there)
    assert "can't be read" in fault.why


def test_a_password_that_others_can_read_on_its_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "word").write_text("a long word", "utf-8")
    (tmp_path / "word").chmod(0o600)
    plain = Source(id="box", kind="ftp", url="ftp://wire.example/out", user="hill", password=Secret(f"file:{tmp_path / 'word'}"))

    (fault,) = accounts.accounts(house(tmp_path, sources=(plain,)))
    assert (fault.what, fault.grave) == ("Source 'box' signs in in the clear", False)
    for quiet in (
        replace(plain, url="ftps://wire.example/out"),
        replace(plain, password=None),
        replace(plain, url="ftp://10.0.0.7/out", allow_private=("10.0.0.7:21",)),
        replace(plain, enabled=False),
    ):
        assert whats(accounts.accounts(house(tmp_path, sources=(quiet,)))) == []


def test_a_wrong_clock_is_named(tmp_path: Path) -> None:
    assert whats(newsroom.clock(house(tmp_path, now=datetime(1970, 1, 1, tzinfo=UTC)))) == ["The clock is wrong"]
    assert whats(newsroom.clock(house(tmp_path, store=Shelf((HEALTHY,)), now=NOW - timedelta(days=1)))) == ["The clock went back"]
    assert whats(newsroom.clock(house(tmp_path, store=Shelf((HEALTHY,))))) == []


def test_damage_is_named(tmp_path: Path) -> None:
    assert whats(newsroom.sound(house(tmp_path, store=Shelf(damage=("page 3 is lost",))))) == ["The database is damaged"]
    assert whats(newsroom.sound(house(tmp_path))) == []


def test_a_line_that_nothing_runs_is_named(tmp_path: Path) -> None:
    books = Shelf((HEALTHY,))
    assert whats(newsroom.running(house(tmp_path, store=books))) == []
    assert whats(newsroom.running(house(tmp_path, store=books, now=NOW + timedelta(days=2)))) == [
        "Nothing has been fetched for more than a day"
    ]


def test_sources_that_fail_are_named_with_their_reason(tmp_path: Path) -> None:
    rows = (
        replace(HEALTHY, source="a", state="failing", last_error="500 Server Error", failures=3),
        replace(HEALTHY, source="b", state="failing", last_success=None, last_error=None),
        replace(HEALTHY, source="c", state="off", last_error="410 Gone"),
        replace(HEALTHY, source="d", state="failing", enabled=False),
        HEALTHY,
    )
    faults = list(sources_room.ailing(house(tmp_path, store=Shelf(rows))))
    assert [fault.what for fault in faults] == ["Source 'a' fails", "Source 'b' has never worked", "Source 'c' is gone"]
    assert faults[0].why == "500 Server Error; 3 failures since 2026-03-04 11:00 UTC"
    assert faults[1].why == "it gave no reason"
    assert not any(fault.grave for fault in faults)


def test_sources_that_fail_alike_are_told_once_with_their_names(tmp_path: Path) -> None:
    rows = tuple(
        replace(
            HEALTHY,
            source=f"paper-{n}",
            url=f"https://paper-{n}.example/rss",
            state="failing",
            last_success=None,
            last_error=f"the name paper-{n}.example can't be looked up",
        )
        for n in range(12)
    )
    lone = replace(HEALTHY, source="lone", state="failing", last_success=None, last_error="404 Not Found")

    folded, single = sources_room.ailing(house(tmp_path, store=Shelf((*rows, lone))))

    assert folded.what == "12 sources have never worked"
    assert folded.why.startswith("the name … can't be looked up: paper-0, paper-1, ")
    assert folded.why.endswith(", paper-11")
    assert "`sources check paper-0`" in folded.remedy
    assert single.what == "Source 'lone' has never worked"


def test_a_folder_that_is_not_there_is_told_once_though_its_source_fails_too(tmp_path: Path) -> None:
    sources = tuple(Source(id=name, kind="folder", path=tmp_path / name) for name in ("north", "south"))
    failing = tuple(replace(HEALTHY, source=one.id, state="failing", last_success=None, last_error="no folder") for one in sources)
    there = house(tmp_path, sources=sources, store=Shelf(failing))

    (fault,) = (*sources_room.folders(there), *sources_room.ailing(there))

    assert fault.what == "2 sources have nowhere to read from"
    assert "north" in fault.why
    assert "south" in fault.why


def test_an_empty_house_is_told_what_to_do_first(tmp_path: Path) -> None:
    (nothing,) = sources_room.begun(house(tmp_path))
    (off,) = sources_room.begun(house(tmp_path, sources=(Source(id="a", kind="feed", url="https://a.example/", enabled=False),)))
    (shipped,) = sources_room.begun(house(tmp_path, sources=(Source(id="a", kind="feed", url="https://a.example/"),)))
    (tmp_path / "sources.toml").write_text("", "utf-8")

    assert "`sources add ADDRESS`" in nothing.remedy
    assert "`sources enable ID`" in off.remedy
    assert "the shipped one is read" in shipped.why
    assert whats(sources_room.begun(house(tmp_path, sources=(Source(id="a", kind="feed", url="https://a.example/"),)))) == []
    assert not any(fault.grave for fault in (nothing, off, shipped))


def test_a_source_that_has_moved_for_good_asks_for_its_row_to_be_mended(tmp_path: Path) -> None:
    (fault,) = sources_room.ailing(house(tmp_path, store=Shelf((replace(HEALTHY, moved_to="https://coast.example/new"),))))
    assert (fault.what, fault.grave) == ("Source 'coast' has moved for good", False)
    assert "https://coast.example/new" in fault.why
    assert "sources.toml" in fault.remedy


def test_dead_letters_are_named_with_their_reasons(tmp_path: Path) -> None:
    letters = tuple(DeadLetter(source="a", stage="read", reason=reason, name="x") for reason in ("a logo", "a logo", "empty"))
    (fault,) = newsroom.dead(house(tmp_path, store=Shelf(letters=letters)))
    assert (fault.what, fault.why) == ("3 dead letters", "a logo; empty")
    assert whats(newsroom.dead(house(tmp_path))) == []


def test_copy_that_cannot_leave_is_named(tmp_path: Path) -> None:
    failed = replace(WAITING, status="failed", item_id=8)
    unwanted = replace(failed, item_id=9, done=NOW, last_error="a newer version goes instead")
    faults = list(newsroom.outbox(house(tmp_path, store=Shelf(despatches=(failed, unwanted)))))
    assert [fault.what for fault in faults] == ["Target 'out' does not take item 8"]
    assert "outbox retry 5" in faults[0].remedy
    assert whats(newsroom.outbox(house(tmp_path))) == []


def test_what_a_target_was_given_in_vain_is_told_once_with_the_command_that_sends_it_all(tmp_path: Path) -> None:
    rows = tuple(replace(WAITING, status="failed", outbox_id=n, item_id=n) for n in range(20))
    (fault,) = newsroom.outbox(house(tmp_path, store=Shelf(despatches=rows)))
    assert (fault.what, fault.why) == ("Target 'out' does not take 20 despatches", "permission denied")
    assert "`outbox test out`" in fault.remedy
    assert "`outbox retry --target out --failed`" in fault.remedy


def test_a_withdrawal_that_does_not_arrive_is_a_grave_fault(tmp_path: Path) -> None:
    down = TargetState(target="hook", held_until=NOW + timedelta(minutes=8), last_error="it does not answer", waiting=1)
    fresh, old = (Recall(count=1, since=NOW - ago, due=NOW) for ago in (timedelta(seconds=9), timedelta(hours=2)))

    def told(state: TargetState) -> list[tuple[str, bool]]:
        return [(one.what, one.grave) for one in newsroom.outbox(house(tmp_path, store=Shelf(targets=(state,))))]

    assert told(replace(down, recall=fresh)) == [
        ("Target 'hook' has not taken 1 withdrawal", True),
        ("Target 'hook' does not answer", False),
    ]
    assert told(TargetState(target="hook", waiting=1, recall=fresh)) == []
    assert told(TargetState(target="hook", waiting=1, recall=old)) == [("Target 'hook' has not taken 1 withdrawal", True)]


def test_a_target_that_keeps_copy_waiting_is_named_with_what_lets_it_go(tmp_path: Path) -> None:
    old = NOW - timedelta(hours=3)
    states = (
        TargetState(target="fresh", waiting=1, oldest_due=NOW),
        TargetState(target="late", waiting=4, oldest_due=old),
        TargetState(target="site", paused=True, by="asha", since=old, waiting=2, oldest_due=old),
        TargetState(target="hook", held_until=NOW + timedelta(minutes=8), failures=5, last_error="it does not answer", waiting=7),
    )
    faults = list(newsroom.outbox(house(tmp_path, store=Shelf(targets=states))))
    assert [fault.what for fault in faults] == [
        "Copy waits for target 'late'",
        "Target 'site' is paused",
        "Target 'hook' does not answer",
    ]
    for remedy, fault in zip(("`run`", "outbox resume site", "outbox resume hook"), faults, strict=True):
        assert remedy in fault.remedy
    assert faults[0].why == f"4 despatches wait, the oldest since {old:%Y-%m-%d %H:%M} UTC"
    assert "it does not answer" in faults[2].why
