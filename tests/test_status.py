"""The state of the sources: yield, lag, why one is not well, in every width of terminal, and soon enough with a full store."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click
import pytest
from frontdoor import FrontDoor, feed_row, rss
from soon import soon
from storeroom import Storeroom, stated, story
from wireserver import WireServer

from ingest.clock import now as the_time
from ingest.spans import ago, span, until
from ingest.store import open_store
from ingest.store.times import text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.store.rows import SourceHealthRow

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    found = Storeroom(tmp_path / "wire.db")
    yield found
    found.store.close()


def tells(room: Storeroom, source: str, *spans: tuple[float, float | None], **more: object) -> None:
    """Items first seen so many minutes ago, and published so many minutes before that (None: not stated)."""
    for seen, behind in spans:
        at = the_time() - timedelta(minutes=seen)
        published = stated(at - timedelta(minutes=behind)) if behind is not None else None
        words = (" ".join(f"{source}{seen}word{n}" for n in range(40)),)
        room.arrive(
            story(uri=f"{source}:{seen}", paragraphs=words, headline=f"{source} {seen}", published=published, **more), at=at, source=source
        )


def health(room: Storeroom, source: str = "coast") -> SourceHealthRow:
    """One source's row."""
    return next(row for row in room.store.health() if row.source == source)


# --- the first steps -----------------------------------------------------------------------------------------------
def test_who_has_configured_nothing_is_told_what_to_do_next(door: FrontDoor) -> None:
    door.sources("")
    for command in ("run", "status"):
        assert "No source is configured yet: `" in door.copytaster(command).out, command
    assert "sources add ADDRESS` puts one" in door.copytaster("doctor").out
    assert "No source was due" not in door.copytaster("run").out


def test_who_has_switched_everything_off_is_told_how_to_switch_it_on(door: FrontDoor) -> None:
    door.sources('[[source]]\nid = "drop"\nkind = "folder"\npath = "drop"\nenabled = false\n')
    for command in ("run", "status", "doctor"):
        assert "`sources enable ID` switches one on" in door.copytaster(command).out, command


def test_who_has_read_nothing_yet_is_told_to_run(door: FrontDoor) -> None:
    (door.config / "drop").mkdir()
    door.sources('[[source]]\nid = "drop"\nkind = "folder"\npath = "drop"\n')
    door.pipeline('contact = "https://desk.example"\n')

    before = [door.copytaster(command).out for command in ("doctor", "status")]
    door.copytaster("run")
    after = [door.copytaster(command).out for command in ("doctor", "status")]

    assert all("Nothing has been read yet: `" in out for out in before)
    assert before[0].startswith("Nothing is wrong here.\n")
    assert not any("Nothing has been read yet" in out for out in after)


# --- yield and lag -------------------------------------------------------------------------------------------------
def test_yield_is_counted_by_the_day_and_by_the_week(room: Storeroom) -> None:
    day = 24 * 60
    tells(room, "coast", (10 * day, None), (6 * day, None), (2 * day, None), (60, None), (1, None))
    tells(room, "hill", (5, None))
    row = health(room)
    assert (row.items_total, row.items_new_7d, row.items_new_24h) == (5, 4, 2)
    assert (health(room, "hill").items_total, health(room, "hill").lag_minutes) == (1, None)


def test_lag_is_the_median_between_publication_and_first_sight(room: Storeroom) -> None:
    tells(room, "coast", (5000, None), (300, 10), (200, 90), (100, 20))
    assert health(room).lag_minutes == pytest.approx(20, abs=0.1)
    tells(room, "coast", (50, 40))
    assert health(room).lag_minutes == pytest.approx(30, abs=0.1)


def test_what_was_out_before_we_began_to_listen_is_no_lag(room: Storeroom) -> None:
    tells(room, "coast", (300, 4000), (299, 9000), (100, 20))
    assert health(room).lag_minutes == pytest.approx(20, abs=0.1)


def test_a_later_version_is_no_lag_and_a_source_without_times_has_none(room: Storeroom) -> None:
    tells(room, "coast", (3000, None), (200, 15))
    at = the_time() - timedelta(minutes=10)
    words = (" ".join(f"coast200word{n}" for n in range(40)), "And the pilots came out to see it burn, all nine of them.")
    room.arrive(
        story(uri="coast:200", version="2", paragraphs=words, published=stated(at - timedelta(minutes=205)), updated=stated(at)),
        at=at,
        source="coast",
    )
    assert room.view("SELECT count(*) FROM item WHERE replaces IS NOT NULL") == [(1,)]
    assert health(room).lag_minutes == pytest.approx(15, abs=0.1)


def test_the_view_is_soon_done_with_a_hundred_thousand_items_of_two_thousand_sources(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    open_store(path).close()
    fill(path, sources=2000, items=100_000)
    store = open_store(path)
    with soon(1.0):
        rows = store.health()
    store.close()
    assert (len(rows), rows[0].items_total, rows[0].items_new_7d) == (2000, 50, 50)
    assert all(row.lag_minutes is not None and 1 <= row.lag_minutes <= 90 for row in rows)


def fill(path: Path, *, sources: int, items: int) -> None:
    """A store of six days, without what the view does not ask for."""
    end = the_time()
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("BEGIN")
    conn.executemany("INSERT INTO source (source, kind, state) VALUES (?, 'feed', 'ok')", [(f"s{n:04}",) for n in range(sources)])
    conn.execute("INSERT INTO cluster (cluster_id, kind) VALUES (1, 'story')")
    conn.executemany("INSERT INTO article VALUES (?, ?, ?, ?)", [(n, f"s{n % sources:04}", f"u{n}", f"u{n}") for n in range(1, items + 1)])
    rows = []
    for n in range(1, items + 1):
        seen = end - timedelta(days=6 * (items - n) / items)
        published = seen - timedelta(minutes=n * 37 % 90 + 1)
        rows.append((n, n, text(published), text(seen), text(seen)))
    conn.executemany(
        "INSERT INTO item (item_id, article_id, current, cluster_id, change, status, house, body, published, clock, first_seen, stamp,"
        " digest, story, raw_text) VALUES (?, ?, 1, 1, 'new', 'queued', 'h', '', ?, ?, ?, 'x', 'x', x'', x'')",
        rows,
    )
    conn.execute("COMMIT")
    conn.close()


# --- as people read it ---------------------------------------------------------------------------------------------
@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def unwell(door: FrontDoor, wire: WireServer) -> None:
    """Four sources: one well, one failing twice, one held, one gone."""
    busy = wire.serve("/busy", b"", status=429, Retry_After="7200")
    door.sources(
        feed_row("coast", wire, wire.serve("/feed", rss(("https://coast.example/1", "Harbor votes", "The board has voted.")))),
        feed_row("hill", wire, wire.serve("/hill", b"no", status=500)),
        feed_row("tide", wire, wire.serve("/gone", b"", status=410)),
    )
    door.copytaster("run", "--all")
    door.copytaster("run", "--all")
    door.sources((door.config / "sources.toml").read_text(), feed_row("busy", wire, busy))
    door.copytaster("run", "--source", "busy")


def test_status_says_why_a_source_is_not_well_and_what_brings_it_back(door: FrontDoor, wire: WireServer) -> None:
    unwell(door, wire)

    out = door.copytaster("status").out

    assert re.split(r"  +", out.split("\n")[0]) == ["source", "state", "last success", "next due", "items", "24 h", "7 d", "lag", "remarks"]
    said = " ".join(out.split())
    assert "500 Internal Server Error (2 times in a row)" in said
    assert "left alone for 2 h more: the server answered 429" in said or "left alone for 1 h 59 min more: the server answered 429" in said
    assert "the address is gone for good; copytaster sources enable tide asks it again" in said


def test_status_in_json_has_yield_and_lag(door: FrontDoor, wire: WireServer) -> None:
    unwell(door, wire)

    rows = {row["source"]: row for row in door.copytaster("status", "--json").json["sources"]}

    assert (rows["coast"]["items_new_24h"], rows["coast"]["items_new_7d"], rows["coast"]["lag_minutes"]) == (1, 1, None)
    assert rows["busy"]["hold_until"] is not None


@pytest.mark.parametrize("columns", [80, 120])
def test_status_fits_the_terminal(door: FrontDoor, wire: WireServer, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    unwell(door, wire)
    for name, value in (("COLUMNS", str(columns)), ("FORCE_COLOR", "1"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)

    lines = click.unstyle(door.copytaster("status").out).splitlines()

    assert max(map(len, lines[:-1])) <= columns
    assert "24 h" in lines[0]
    assert "lag" in lines[0]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (61, "1 min"),
        (3600, "1 h"),
        (5460, "1 h 31 min"),
        (36_000, "10 h"),
        (90_000, "1 d 1 h"),
        (864_000, "10 d"),
    ],
)
def test_a_span_is_said_in_one_unit_or_two(seconds: float, said: str) -> None:
    assert span(seconds) == said


def test_moments_are_counted_from_now() -> None:
    hour = timedelta(hours=1)
    assert (ago(NOON - hour, NOON), ago(NOON + hour, NOON), ago(None, NOON)) == ("1 h ago", "in 1 h", "—")
    assert (until(NOON + hour, NOON), until(NOON - hour, NOON), until(None, NOON)) == ("in 1 h", "now", "—")
