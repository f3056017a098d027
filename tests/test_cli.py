"""The program's manners: options before and after, help that teaches, exit statuses, pipes, faults of our own."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import click
import pytest
from frontdoor import MEASURED, ROOT, FrontDoor, feed_row, page, rss
from rich.console import Console
from wireserver import WireServer

from ingest.cli import COMMANDS, grid, main, program
from ingest.cli.codes import Exit
from ingest.cli.progress import Bars
from ingest.terms import SourceReport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def every_command(group: click.Group = program, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and group with the words it is called by."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))


def told(door: FrontDoor, *words: str) -> tuple[int, str, str]:
    """A command without the folders of the door behind it."""
    door.patch.setattr(sys, "argv", ["copytaster", *words])
    door.capture.readouterr()
    code = main()
    said = door.capture.readouterr()
    return int(code), said.out, said.err


# --- help and options ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", [pytest.param(words, id="-".join(words)) for words, _ in every_command()])
def test_help_teaches_with_an_example(door: FrontDoor, words: tuple[str, ...]) -> None:
    code, out, err = told(door, *words, "--help")

    assert (code, err) == (0, "")
    body = out.split("\n", 1)[1]
    assert f"copytaster {words[0]}" in body
    assert max(len(line) for line in out.splitlines()) <= 110


def test_the_program_lists_its_commands_in_the_order_of_a_working_day(door: FrontDoor) -> None:
    code, out, _ = told(door, "-h")

    assert code == 0
    listed = [line.split()[0] for line in out.partition("Commands:")[2].splitlines() if line.startswith("  ")]
    assert listed == list(COMMANDS)


def test_the_program_says_its_version(door: FrontDoor) -> None:
    code, out, _ = told(door, "--version")

    assert code == 0
    assert out.startswith("copytaster, version ")


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("run", "--frobnicate"),
        ("queue", "approve"),
        ("queue", "approve", "twelve"),
        ("queue", "list", "--status", "lost"),
        ("read", "--form", "papyrus", "-"),
        ("export", "--since", "-1"),
        ("replay", "--since", "yesterday"),
        ("serve", "--every", "0"),
    ],
)
def test_a_command_line_that_makes_no_sense_ends_with_2_and_a_hint(door: FrontDoor, words: tuple[str, ...]) -> None:
    answer = door.copytaster(*words)

    assert (answer.code, answer.out) == (2, "")
    assert "Error: " in answer.err


def test_shared_options_stand_before_or_after_the_command(door: FrontDoor) -> None:
    folders = ["--config", str(door.config), "--data", str(door.data), "--json"]
    door.sources("")
    door.copytaster("run")

    assert told(door, *folders, "queue", "list") == told(door, "queue", *folders, "list") == told(door, "queue", "list", *folders)
    assert told(door, "queue", "list", *folders)[:2] == (0, "[]\n")


def test_the_folders_may_be_named_by_the_environment(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYTASTER_CONFIG", str(door.config))
    monkeypatch.setenv("COPYTASTER_DATA", str(door.data))
    door.sources('[[source]]\nid = "by-environment"\nkind = "feed"\nurl = "https://agency.example/rss"\n')

    assert "by-environment" in told(door, "status")[1]
    assert (door.data / "wire.db").exists()


# --- how a table reads ---------------------------------------------------------------------------------------------
class Screen:
    """A terminal of some width, as `rich` sees it."""

    def __init__(self, patch: pytest.MonkeyPatch, columns: int) -> None:
        patch.setenv("COLUMNS", str(columns))
        patch.setenv("FORCE_COLOR", "1")
        patch.setenv("TERM", "xterm")


def test_a_table_never_passes_the_width_of_the_terminal(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del door
    Screen(monkeypatch, 60)
    assert grid.narrow()

    grid.show(("no.", "headline"), [(("1", "word " * 40, "[held: ask the desk]"), "")], right=("no.",))

    lines = click.unstyle(capsys.readouterr().out).splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[-1].strip() == "[held: ask the desk]"


def test_a_table_in_a_pipe_is_plain_and_looks_as_it_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [(("1", "Lamp relit", "ok"), ""), (("1200", "नई दिल्ली 日本", ""), "dim")]
    grid.show(("no.", "headline", "state"), rows, right=("no.",))
    plain = capsys.readouterr().out
    drawn = grid._drawn(Console(width=160), ("no.", "headline", "state"), [(list(cells), style) for cells, style in rows], ("no.",))
    assert plain == drawn + "\n"
    assert plain.splitlines()[1].startswith("   1  Lamp relit")


def test_what_a_feed_says_can_not_steer_the_terminal() -> None:
    assert grid.visible("\x1b[2Jgone\r\nनई\u200dदिल्ली\u202e") == " [2Jgone  नई\u200dदिल्ली "


# --- ends ----------------------------------------------------------------------------------------------------------
def broken(door: FrontDoor) -> None:
    """A database from which somebody has dropped a table."""
    door.sources("")
    door.copytaster("queue", "list")
    conn = sqlite3.connect(door.data / "wire.db")
    conn.executescript("PRAGMA foreign_keys = OFF; DROP TABLE outbox;")
    conn.close()


def test_a_fault_of_our_own_is_a_sentence_and_a_file_never_a_traceback(door: FrontDoor) -> None:
    broken(door)

    answer = door.copytaster("outbox", "list")

    assert (answer.code, answer.out) == (Exit.BUG, "")
    assert str(door.data / "crash.txt") in answer.err
    assert len(answer.err.splitlines()) == 1
    assert "Traceback" in (door.data / "crash.txt").read_text()


def test_a_fault_that_nobody_foresaw_is_told_even_where_it_can_not_be_kept(door: FrontDoor) -> None:
    def fall() -> None:
        raise ZeroDivisionError("no pages")

    door.patch.setitem(program.commands, "fall", click.Command("fall", callback=fall))
    door.patch.setattr(type(program), "get_command", lambda _self, _context, name: program.commands.get(name))
    door.data.write_text("a file where the folder should be")

    code, out, err = told(door, "--data", str(door.data), "fall")

    assert (code, out) == (Exit.BUG, "")
    assert "ZeroDivisionError: no pages" in err
    assert "could not be written" in err


def test_an_interrupt_from_the_keyboard_ends_with_130(door: FrontDoor) -> None:
    def fall() -> None:
        raise KeyboardInterrupt

    door.patch.setitem(program.commands, "fall", click.Command("fall", callback=fall))
    door.patch.setattr(type(program), "get_command", lambda _self, _context, name: program.commands.get(name))

    code, _, err = told(door, "fall")

    assert code == Exit.INTERRUPTED
    assert "the rest is taken up by the next run" in err


def test_a_database_that_is_none_ends_with_65_and_the_remedy(door: FrontDoor) -> None:
    door.sources("")
    door.data.mkdir()
    (door.data / "wire.db").write_bytes(b"not a database at all, but long enough to be looked at" * 100)

    answer = door.copytaster("queue", "list")

    assert answer.code == Exit.BAD_DATA
    assert "backup" in answer.err


@pytest.mark.parametrize("words", [("queue", "list"), ("run",)])
def test_a_data_folder_that_can_not_be_made_ends_with_73(door: FrontDoor, words: tuple[str, ...]) -> None:
    door.sources("")
    door.data.write_text("a file where the folder should be")

    answer = door.copytaster(*words)

    assert (answer.code, answer.out) == (Exit.NO_ROOM, "")
    assert f"can't write {door.data}" in answer.err


def test_a_second_run_leaves_at_once_with_75(door: FrontDoor, locked: None) -> None:
    del locked
    door.sources("")

    for words in (("run",), ("replay",), ("dead", "requeue", "1"), ("serve",)):
        answer = door.copytaster(*words)
        assert answer.code == Exit.BUSY
        assert "another run holds" in answer.err
    assert door.copytaster("queue", "list").code == 0


@pytest.fixture
def locked(door: FrontDoor) -> Iterator[None]:
    """The data folder while another process runs on it."""
    door.data.mkdir()
    place = door.data / "run.lock"
    script = "import fcntl,sys,time\nf=open(sys.argv[1],'a')\nfcntl.flock(f,fcntl.LOCK_EX)\nprint('held',flush=True)\ntime.sleep(60)"
    other = subprocess.Popen([sys.executable, "-c", script, str(place)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    yield
    other.kill()
    other.communicate()


@pytest.mark.parametrize("words", [("config", "show"), ("read", "{page}", "{page}", "{page}"), ("sources", "list")])
def test_a_reader_that_leaves_is_no_fault(door: FrontDoor, words: tuple[str, ...]) -> None:
    door.sources("\n".join(f'[[source]]\nid = "s{n}"\nkind = "feed"\nurl = "https://agency.example/{n}"\n' for n in range(2000)))
    story = door.root / "story.html"
    story.write_bytes(page("Harbor", "A long paragraph that says a little about much. " * 4000))
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, str(ROOT / "run_pipeline.py"), *door.arguments(*(word.format(page=story) for word in words))]

    env = os.environ | MEASURED
    done = subprocess.run(command, cwd=door.root, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60, env=env)
    os.close(writer)

    assert (done.returncode, done.stderr) == (0, b"")


# --- status, doctor, config ----------------------------------------------------------------------------------------
@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def test_status_tells_each_source_and_ends_with_1_while_one_fails(door: FrontDoor, wire: WireServer) -> None:
    door.sources(
        feed_row("coast", wire, wire.serve("/feed", rss(("https://coast.example/1", "Harbor votes", "The board has voted.")))),
        feed_row("hill", wire, wire.serve("/hill", b"no", status=500)),
        feed_row("away", wire, wire.url("/away"), enabled=False),
    )
    assert door.copytaster("status").code == 0
    door.copytaster("run", "--all")

    plain, machine = door.copytaster("status"), door.copytaster("status", "--json")

    assert (plain.code, machine.code) == (1, 1)
    assert "500" in next(line for line in plain.out.splitlines() if line.startswith("hill"))
    assert "away" not in plain.out
    assert "1 queued" in plain.out
    assert {row["source"]: row["state"] for row in machine.json["sources"]} == {"coast": "ok", "hill": "failing", "away": "never"}
    assert machine.json["counts"]["items"] == 1


def test_what_is_wrong_is_told_in_a_narrow_terminal_too(door: FrontDoor, wire: WireServer, monkeypatch: pytest.MonkeyPatch) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/feed", b"no", status=500)))
    door.copytaster("run", "--all")
    Screen(monkeypatch, 60)

    lines = click.unstyle(door.copytaster("status").out).splitlines()

    assert max(map(len, lines[:-1])) <= 60
    assert "500" in "".join(lines[1:])
    assert "coast" in lines[1]


def test_the_doctor_names_a_fault_with_its_remedy(door: FrontDoor) -> None:
    door.sources('[[source]]\nid = "drop"\nkind = "folder"\npath = "nowhere"\n')
    door.copytaster("queue", "list")

    plain, machine = door.copytaster("doctor"), door.copytaster("doctor", "--json")

    assert plain.code == machine.code == int(any(fault["grave"] for fault in machine.json))
    assert "mend: " in plain.out
    assert any("nowhere" in json.dumps(fault) for fault in machine.json)


def test_a_filter_that_names_nobody_is_told_with_the_nearest_name(door: FrontDoor) -> None:
    door.sources('[[source]]\nid = "gulls"\nkind = "folder"\npath = "drop"\nrelease = "auto"\nrelease_only = {agency = ["anni"]}\n')
    door.pipeline('[[target]]\nid = "out"\nkind = "folder"\npath = "out"\nonly = {source = ["gull"], agency = ["*generic", "ani"]}\n')
    answer = door.copytaster("config", "check")
    assert answer.code == 78
    assert "[[target]] \"out\" only.source: 'gull' is no source that is known here; did you mean gulls?" in answer.err
    assert "[[source]] \"gulls\" release_only.agency: 'anni' is no agency that is known here" in answer.err


def test_a_sound_configuration_is_counted(door: FrontDoor) -> None:
    door.sources('[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://coast.example/rss"\n')

    assert "sound. 1 source (1 on), 1 target," in door.copytaster("config", "check").out
    counted = door.copytaster("config", "check", "--json").json
    assert counted | {"ruleset": ""} == {"config": str(door.config), "sources": 1, "enabled": 1, "targets": 1, "ruleset": "", "unread": []}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("sources.toml", '[[source]]\nid = "coast"\nkind = "feed"\nulr = "https://coast.example/rss"\n', ("sources.toml:4", "ulr", "url")),
        ("sources.toml", '[[source]]\nid = "coast"\nkind = "fed"\n', ("sources.toml:3", "kind", "feed")),
        ("sources.toml", "[[source]\n", ("sources.toml", "TOML")),
        ("pipeline.toml", "worker = 2\n", ("pipeline.toml:1", "worker", "workers")),
        ("agencies-ours.toml", '[[agency]]\nid = "coast"\nnmae = "CNS"\n', ("agencies-ours.toml", "nmae")),
    ],
)
def test_a_typo_in_a_key_ends_with_78_and_names_file_and_key(door: FrontDoor, name: str, text: str, words: tuple[str, ...]) -> None:
    (door.config / name).write_text(text)

    answer = door.copytaster("config", "check")

    assert (answer.code, answer.out) == (Exit.CONFIG, "")
    assert all(word in answer.err for word in words), answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_newsrooms_own_examples_are_run_and_each_that_does_not_hold_is_named(door: FrontDoor) -> None:
    config = door.config
    (config / "notices").mkdir(exist_ok=True)
    (config / "publishers").mkdir(exist_ok=True)
    (config / "notices" / "en-ours.toml").write_text(
        'language = "en"\n[[row]]\nid = "en.ours"\nfamily = "inputs"\ngate = ["wires"]\n'
        'pattern = "with wires of {who}"\nsays = "inputs"\n'
        'example = "With wires of Nobody"\ncounter_example = "With wires of ANI"\n',
        "utf-8",
    )
    (config / "publishers" / "hill.example.toml").write_text(
        'name = "Hill"\ndomains = ["hill.example"]\n[[selector]]\nfield = "byline"\ncss = ".who"\n'
        'example = "<p class=\'who\'>Ilsa</p>"\ngives = "Ilse"\n',
        "utf-8",
    )
    answer = door.copytaster("config", "check")
    assert answer.code == 78
    said = " ".join(answer.err.split())
    assert "notices/en-ours.toml: en.ours: `pattern` reads no agency in `example`" in said
    assert "notices/en-ours.toml: en.ours: `pattern` reads `counter_example` too" in said
    assert "publishers/hill.example.toml: selector[0] byline: the example gives 'Ilsa', not 'Ilse'" in said
    assert "3 don't hold" in said


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("agencies_ours.toml", "agencies-ours.toml"),
        ("agency.toml", "agencies-ours.toml"),
        ("notice/en-ours.toml", "notices/en-ours.toml"),
        ("publishers/hill.example.tml", "publishers/hill.example.toml"),
        ("publisher/hill.example.toml", "publishers/hill.example.toml"),
        ("source.toml", "sources.toml"),
        ("pipelines.toml", "pipeline.toml"),
        ("rules.toml", "rules stand in"),
    ],
)
def test_a_rule_file_that_nothing_reads_is_told_with_the_name_it_was_meant_to_have(door: FrontDoor, name: str, remedy: str) -> None:
    path = door.config / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x = 1\n", "utf-8")
    answer = door.copytaster("config", "check", "--json")
    assert (answer.code, answer.json["unread"]) == (0, [name])
    assert f"{path.name}: nothing reads it; " in answer.err
    assert remedy in answer.err


def test_a_fault_in_a_file_of_ones_own_is_not_blamed_on_ours(door: FrontDoor) -> None:
    own = door.config / "agencies-ours.toml"
    own.write_text('[[agency]]\nid = "hill"\nname = "Hill"\n\n[[agency]]\nid = "ani"\nname = "Other"\nkind = "agency"\n', "utf-8")
    answer = door.copytaster("config", "check")
    assert answer.code == 78
    assert "agencies-ours.toml:6: ani: the id stands twice: it stands in agencies.toml too" in answer.err
    own.write_text('[[agency]]\nid = "hill"\nname = "Hill"\nkind = "wire"\n', "utf-8")
    assert (
        "agencies-ours.toml:4: $.agency[0].kind: 'wire' is not allowed; known are agency, partner, release"
        in door.copytaster("config", "check").err
    )


def test_a_config_folder_that_is_not_there_ends_with_78(door: FrontDoor) -> None:
    code, _, err = told(door, "config", "check", "--config", str(door.root / "nowhere"))

    assert code == Exit.CONFIG
    assert "there is no such folder" in err


def test_config_show_fills_in_defaults_and_hides_secrets(door: FrontDoor) -> None:
    door.sources('[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://coast.example/rss?apikey=canary&page=2"\n')

    shown = door.copytaster("config", "show")

    assert "canary" not in shown.out
    assert "canary" not in door.copytaster("sources", "list").out
    assert shown.json["sources"][0]["every"] == 3600
    assert shown.json["limits"]["entries"] == 2000


# --- serve ---------------------------------------------------------------------------------------------------------
def wait_for(door: FrontDoor, daemon: subprocess.Popen[str], done: Path | str) -> None:
    """Until a file is there, or the daemon's journal has said a word."""
    until = time.monotonic() + 20
    journal = door.root / "journal"
    while time.monotonic() < until and daemon.poll() is None:
        if done.exists() if not isinstance(done, str) else done in journal.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"{done} did not come: {journal.read_text()}")


def test_the_daemon_files_and_sends_rereads_its_configuration_and_leaves_when_told(door: FrontDoor) -> None:
    place = door.root / "drop"
    place.mkdir()
    (place / "1.txt").write_text("Harbor votes to dredge\n\nThe harbor board of Port Selwyn voted on Tuesday to dredge the channel.\n")
    os.utime(place / "1.txt", (1_772_500_000, 1_772_500_000))
    row = f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{place}"\nform = "text"\nevery = "1m"\n'
    door.sources(row)
    command = [sys.executable, str(ROOT / "run_pipeline.py"), *door.arguments("serve", "--every", "1")]
    with (door.root / "journal").open("w") as journal:
        daemon = subprocess.Popen(command, cwd=door.root, stdout=journal, stderr=journal, text=True, env=os.environ | MEASURED)
    try:
        wait_for(door, daemon, "source_read")
        assert door.copytaster("queue", "approve", "1").code == 0
        wait_for(door, daemon, door.out / "1-out-publish.json")
        door.sources("[[source]\n")
        daemon.send_signal(signal.SIGHUP)
        wait_for(door, daemon, "config_wrong")
        door.sources(row, row.replace('"drop"', '"second"'))
        daemon.send_signal(signal.SIGHUP)
        wait_for(door, daemon, '"source": "second"')
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(5) == 0
    finally:
        daemon.kill()
        daemon.wait()
    assert "serve_ended" in (door.root / "journal").read_text()
    assert door.faults() == []


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_told_to_leave_does_not_wait_for_its_servers(door: FrontDoor, wire: WireServer, sign: signal.Signals) -> None:
    door.sources(feed_row("slow", wire, wire.hang("/feed"), deadline_s=60))
    at_work = door.start("run", "--all")
    try:
        until = time.monotonic() + 20
        while not wire.asked_for("/feed") and time.monotonic() < until:
            time.sleep(0.05)
        at_work.send_signal(sign)
        _, err = at_work.communicate(timeout=10)
    finally:
        at_work.kill()
    assert at_work.returncode == Exit.OK
    assert "asked to stop" in err


# --- a person at a terminal ----------------------------------------------------------------------------------------
def test_a_person_watches_bars_that_make_way_for_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with Bars() as bars:
        for name in ("coast", "hill"):
            bars.begun(name)
        bars.step("coast", 3, 7)
        bars.ended(SourceReport(source="coast", outcome="ok", new=7))
        bars.ended(SourceReport(source="hill", outcome="failed", reason="no [b]answer[/b] in 5 s"))

    told = click.unstyle(capsys.readouterr().err)
    assert "coast: ok: 7 new" in told
    assert "hill: failed: no [b]answer[/b] in 5 s" in told


def test_a_run_on_a_terminal_ends_with_the_table(door: FrontDoor) -> None:
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{door.config}"\nform = "text"\n')
    ours, theirs = pty.openpty()
    command = [sys.executable, str(ROOT / "run_pipeline.py"), *door.arguments("run")]
    told = b""
    with subprocess.Popen(command, cwd=door.root, stdout=theirs, stderr=theirs, env=os.environ | MEASURED) as process:
        os.close(theirs)
        with contextlib.suppress(OSError):  # the other end of a terminal ends with an error on Linux
            while part := os.read(ours, 65536):  # as it comes: a terminal that nobody reads is full after four kilobytes
                told += part
    os.close(ours)

    assert process.returncode == 0
    assert b"drop" in told
    assert b"waiting for an editor" in told


def test_a_sound_installation_needs_no_doctor(door: FrontDoor) -> None:
    (door.root / "drop").mkdir()
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{door.root / "drop"}"\n')
    door.copytaster("run")

    answer = door.copytaster("doctor")

    assert (answer.code, answer.out) == (0, "Nothing is wrong here.\n")
