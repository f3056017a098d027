"""The doctor at the machines' door: secrets, the place where it listens, pushed copy that nobody reads."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingest.doctor import House, door
from ingest.store import open_store
from ingest.terms import Config, Door, Secret, Source, Transmission

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.store import Store

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def pushed(tmp_path: Path, **more: Any) -> Source:
    return Source(id="desk-a", kind="push", secret=Secret(f"file:{tmp_path / 'secret'}"), **more)


def house(tmp_path: Path, *sources: Source, place: Door | None = None, store: Store | None = None) -> House:
    config = Config(root=tmp_path, sources=sources, targets=(), door=place or Door())
    return House(root=tmp_path, data=tmp_path, now=NOW, config=config, store=store)


def test_a_secret_that_can_not_be_read_turns_senders_away(tmp_path: Path) -> None:
    (fault,) = door.secrets(house(tmp_path, pushed(tmp_path), pushed(tmp_path, enabled=False)))
    assert (fault.what, fault.grave) == ("Source 'desk-a' turns its senders away", True)
    (tmp_path / "secret").write_text("a word", "utf-8")
    (tmp_path / "secret").chmod(0o600)
    assert list(door.secrets(house(tmp_path, pushed(tmp_path)))) == []


def test_a_token_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    shut = Door(token=Secret("env:COPYTASTER_NO_SUCH_TOKEN"))
    assert [fault.what for fault in door.secrets(house(tmp_path, place=shut))] == ["The door turns away whoever pulls"]


def test_a_door_that_is_shut_or_whose_place_is_taken_is_named_where_somebody_should_push(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        there = house(tmp_path, pushed(tmp_path), place=Door(listen=f"127.0.0.1:{other.getsockname()[1]}"))
        assert [fault.what for fault in door.listens(there)] == ["The door's place is taken"]
    assert [fault.what for fault in door.listens(there)] == ["The door is shut"]
    assert list(door.listens(house(tmp_path))) == []


def test_pushed_copy_that_nobody_reads_is_named(tmp_path: Path) -> None:
    store = open_store(tmp_path / "wire.db")
    try:
        for source, at in (("desk-a", NOW - timedelta(hours=2)), ("desk-z", NOW)):
            store.receive(source, "m1", [Transmission(source=source, data=b"x", received=at, name="x")], at)

        faults = list(door.backlog(house(tmp_path, pushed(tmp_path), store=store)))

        assert [fault.what for fault in faults] == [
            "What was pushed to 'desk-a' is not read",
            "What was pushed to 'desk-z' waits, and no such source is on",
        ]
        assert [fault.grave for fault in faults] == [True, False]
        assert "1 file, the oldest since 2026-03-04 10:00 UTC" in faults[0].why
    finally:
        store.close()
