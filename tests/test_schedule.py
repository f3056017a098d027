"""When sources are asked, and the daemon that asks them: it ticks, outlives a failing pass, and leaves in good order."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from ingest.fetch import after, fair, is_due
from ingest.journal import set_up
from ingest.schedule import Rhythm, notify, serve
from ingest.terms import Catch, FetchFailed, NotModified, Source, SourceState, Transmission, Validators

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Source(id="harbor", kind="feed", url="https://harbor.example/feed")


def state(**facts: object) -> SourceState:
    return SourceState(source="harbor", **facts)  # type: ignore[arg-type]  # the tests name real fields


def failed(**facts: object) -> FetchFailed:
    return FetchFailed(source="harbor", url=FEED.url or "", reason="it hung up", **facts)  # type: ignore[arg-type]  # as above


# --- how a poll ends ----------------------------------------------------------------------------------------------
def test_copy_and_nothing_new_are_due_again_after_the_interval_with_their_validators() -> None:
    marks = Validators(etag='"a"')
    came = after(
        FEED, state(), Transmission(source="harbor", data=b"x", received=NOW, validators=marks), NOW, Catch(items=20, fresh=3, new=3)
    )
    same = after(FEED, state(), NotModified(source="harbor", url="", validators=marks), NOW)
    assert (came.outcome, came.next_due, came.validators, came.items, came.new) == ("ok", NOW + HOUR, marks, 20, 3)
    assert (same.outcome, same.next_due, same.validators) == ("not_modified", NOW + HOUR, marks)


@pytest.mark.parametrize(("failures", "hours"), [(0, 2), (1, 3), (5, 7), (22, 24), (1000, 24)])
def test_each_failure_in_a_row_lengthens_the_wait_by_one_interval_up_to_a_day(failures: int, hours: int) -> None:
    visit = after(FEED, state(failures=failures), failed(status=500), NOW)
    assert (visit.outcome, visit.next_due, visit.reason, visit.status) == ("failed", NOW + hours * HOUR, "it hung up", 500)
    assert visit.validators is None


def test_an_interval_longer_than_a_day_is_not_shortened_by_failures() -> None:
    weekly = Source(id="w", kind="feed", every=7 * 86_400)
    assert after(weekly, state(failures=9), failed(), NOW).next_due == NOW + timedelta(days=7)


def test_a_hold_lasts_as_long_as_the_server_wished_and_never_shortens_the_wait() -> None:
    long = after(FEED, state(), failed(status=429, hold_until=NOW + 5 * HOUR), NOW)
    short = after(FEED, state(), failed(status=503, hold_until=NOW + timedelta(seconds=5)), NOW)
    none = after(FEED, state(), failed(status=503, hold_until=NOW), NOW)
    assert (long.outcome, long.next_due, long.hold_until) == ("held", NOW + 5 * HOUR, NOW + 5 * HOUR)
    assert (short.outcome, short.next_due, short.hold_until) == ("held", NOW + 2 * HOUR, NOW + timedelta(seconds=5))
    assert (none.outcome, none.hold_until) == ("failed", None)


def test_gone_is_off() -> None:
    visit = after(FEED, state(), failed(status=410, gone=True), NOW)
    assert (visit.outcome, visit.next_due, visit.status) == ("off", None, 410)


@pytest.mark.parametrize(("jitter", "minutes"), [(0.0, 60), (0.5, 63), (1.0, 66), (9.0, 66), (-1.0, 60)])
def test_jitter_adds_up_to_a_tenth(jitter: float, minutes: int) -> None:
    assert after(FEED, state(), NotModified(source="harbor", url=""), NOW, dice=jitter).next_due == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("source", "seconds"),
    [
        (Source(id="a", kind="feed", every=1), 60),
        (Source(id="a", kind="page", every=90), 90),
        (Source(id="a", kind="folder", every=1), 1),
        (Source(id="a", kind="feed", every=1, allow_private=("127.0.0.1:80",)), 1),
    ],
)
def test_no_server_of_other_people_is_asked_more_than_once_a_minute(source: Source, seconds: int) -> None:
    assert after(source, state(), NotModified(source="a", url=""), NOW).next_due == NOW + timedelta(seconds=seconds)


# --- what is due --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "everything", "why"),
    [
        ({}, False, None),
        ({"next_due": NOW}, False, None),
        ({"next_due": NOW - HOUR}, False, None),
        ({"next_due": NOW + HOUR}, False, "not due until 2026-03-03 07:30:00 UTC"),
        ({"next_due": NOW + HOUR}, True, None),
        ({"next_due": NOW + timedelta(days=3650)}, False, None),
        ({"hold_until": NOW + HOUR}, False, "held until 2026-03-03 07:30:00 UTC: the server asked to be left alone"),
        ({"hold_until": NOW + HOUR}, True, "held until 2026-03-03 07:30:00 UTC: the server asked to be left alone"),
        ({"hold_until": NOW}, True, None),
        ({"hold_until": NOW + timedelta(days=3650)}, True, None),
        ({"state": "off"}, False, "off since the server said that the address is gone (410); `sources enable harbor` asks it again"),
        ({"state": "off"}, True, "off since the server said that the address is gone (410); `sources enable harbor` asks it again"),
    ],
)
def test_a_source_is_asked_or_passed_over_for_a_reason_in_words(facts: dict[str, object], *, everything: bool, why: str | None) -> None:
    assert is_due(FEED, state(**facts), NOW, everything=everything) == why


def test_a_disabled_source_is_never_asked() -> None:
    assert is_due(Source(id="a", kind="feed", enabled=False), state(), NOW, everything=True) == "disabled in sources.toml"


def at(name: str, host: str) -> Source:
    return Source(id=name, kind="feed", url=f"https://{host}/{name}")


def test_hosts_take_turns_and_who_waits_longest_comes_first() -> None:
    sources = [at("a1", "a.example"), at("a2", "a.example"), at("b1", "b.example"), at("a3", "a.example"), Source(id="drop", kind="folder")]
    states = {
        "a1": SourceState(source="a1", next_due=NOW - HOUR),
        "a2": SourceState(source="a2", next_due=NOW - 3 * HOUR),
        "b1": SourceState(source="b1", next_due=NOW - 2 * HOUR),
        "a3": SourceState(source="a3", next_due=NOW + HOUR),
    }
    assert [source.id for source in fair(sources, states)] == ["drop", "a2", "b1", "a1", "a3"]
    assert [source.id for source in fair([Source(id="odd", kind="feed", url="http://[::1")], {})] == ["odd"]


# --- the daemon ---------------------------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def journal() -> StringIO:
    """What is told."""
    told = StringIO()
    set_up(stream=told, as_json=True)
    return told


QUICK = Rhythm(every_s=0.05, deadline_s=0.2, leave_s=0.2)


@contextmanager
def systemd(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[str]]]:
    """A notify socket, and what was said over it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(path / "notify"))
        ear.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path / "notify"))
        said: list[str] = []

        def heard() -> list[str]:
            while True:
                try:
                    said.append(ear.recv(100).decode())
                except BlockingIOError:
                    return said

        yield heard


def run(tick: Callable[[asyncio.Event], Awaitable[object]], rhythm: Rhythm = QUICK, reload: Callable[[], None] | None = None) -> None:
    """Serve until somebody stops it, within five seconds."""

    async def main() -> None:
        stopping = asyncio.Event()
        await asyncio.wait_for(serve(lambda: tick(stopping), stopping, rhythm=rhythm, reload=reload), 5)

    asyncio.run(main())


def test_the_daemon_ticks_at_once_and_again_and_tells_systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = []

    async def tick(stopping: asyncio.Event) -> None:
        ticks.append(1)
        if len(ticks) == 3:
            stopping.set()

    with systemd(tmp_path, monkeypatch) as heard:
        run(tick)
        assert heard() == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"] or heard()[-2:] == [
            "STOPPING=1",
            "WATCHDOG=1",
        ]
    assert len(ticks) == 3


def test_a_failing_pass_is_told_and_the_next_one_comes(journal: StringIO) -> None:
    ticks = []

    async def tick(stopping: asyncio.Event) -> None:
        ticks.append(1)
        if len(ticks) == 2:
            stopping.set()
        else:
            raise ValueError("no such column")

    run(tick)
    assert len(ticks) == 2
    assert "no such column" in journal.getvalue()


def test_a_hung_pass_is_ended_and_never_runs_beside_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks: list[int] = []
    at_work: list[int] = []

    async def tick(stopping: asyncio.Event) -> None:
        ticks.append(1)
        assert not at_work
        at_work.append(1)
        try:
            if len(ticks) == 2:
                stopping.set()
            else:
                await asyncio.sleep(60)
        finally:
            at_work.clear()

    with systemd(tmp_path, monkeypatch) as heard:
        run(tick)
        assert heard().count("WATCHDOG=1") == 1
    assert len(ticks) == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_pass_finish_its_transaction(number: signal.Signals) -> None:
    written = []

    async def tick(stopping: asyncio.Event) -> None:
        os.kill(os.getpid(), number)
        await stopping.wait()
        await asyncio.sleep(0.1)
        written.append("committed")

    run(tick, Rhythm(every_s=0.05, deadline_s=5, leave_s=2))
    assert written == ["committed"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_pass_that_will_not_leave_is_ended() -> None:
    ended = []

    async def tick(stopping: asyncio.Event) -> None:
        stopping.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(1)

    run(tick, Rhythm(every_s=0.05, deadline_s=50, leave_s=0.1))
    assert ended == [1]


def test_sighup_reads_the_configuration_again_between_two_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    async def tick(stopping: asyncio.Event) -> None:
        order.append("begins")
        if "reload" in order:
            stopping.set()
        elif len(order) == 1:
            os.kill(os.getpid(), signal.SIGHUP)
            await asyncio.sleep(0.1)
        order.append("ends")

    with systemd(tmp_path, monkeypatch) as heard:
        run(tick, reload=lambda: order.append("reload"))
        assert "RELOADING=1" in heard()
    assert order == ["begins", "ends", "reload", "begins", "ends"]


def test_the_watchdog_is_told_during_a_long_pass_and_not_when_passes_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "60000")

    async def long(stopping: asyncio.Event) -> None:
        await asyncio.sleep(0.4)
        stopping.set()

    async def failing(stopping: asyncio.Event) -> None:
        asyncio.get_running_loop().call_later(0.4, stopping.set)
        raise ValueError("again and again")

    with systemd(tmp_path, monkeypatch) as heard:
        run(long, Rhythm(every_s=0.05, deadline_s=5, leave_s=1))
        assert heard().count("WATCHDOG=1") > 5
    (tmp_path / "second").mkdir()
    with systemd(tmp_path / "second", monkeypatch) as heard:
        run(failing, Rhythm(every_s=0.05, deadline_s=0.05, leave_s=1))
        assert heard().count("WATCHDOG=1") < 5


@pytest.mark.parametrize("address", ["", "nonsense", "/nowhere/at/all", "@nobody-listens-here"])
def test_where_no_systemd_listens_nothing_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    assert not notify("READY=1")
