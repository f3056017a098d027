"""The door from the command line: alone, inside `serve`, its figures, and what `sources check` says of a push source."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from doorway import PLAIN, SECRET, Doorway, asked, seal
from frontdoor import page

from ingest import clock
from ingest.listening import open_socket
from ingest.listening.probe import who_listens
from ingest.listening.sockets import ListenError
from ingest.store import open_store

if TYPE_CHECKING:
    from frontdoor import FrontDoor

ROOT = Path(__file__).parent.parent
COPY = page("Breakwater opens")


@pytest.fixture
def room(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    """An installation with a push source, and a door on a free port."""
    monkeypatch.setenv("DESK_A", SECRET)
    door.sources('[[source]]\nid = "desk-a"\nkind = "push"\nsecret = "env:DESK_A"\n')
    with socket.create_server(("127.0.0.1", 0)) as place:
        door.pipeline(f'[desk]\nlisten = "127.0.0.1:0"\n[door]\nlisten = "127.0.0.1:{place.getsockname()[1]}"\nhosts = ["wire.example"]\n')
    return door


def port(room: FrontDoor) -> int:
    """Where its door listens."""
    return int((room.config / "pipeline.toml").read_text("utf-8").partition("[door]")[2].partition(":")[2].partition('"')[0])


def opened(room: FrontDoor, process: subprocess.Popen[str]) -> int:
    """Wait until the door answers; its port."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            if asked(port(room), "GET", "/liveness").status == 200:
                return port(room)
        time.sleep(0.05)
    raise AssertionError(process.communicate(timeout=30))


def test_the_door_alone_keeps_what_the_next_run_files(room: FrontDoor) -> None:
    process = room.start("door")
    try:
        where = opened(room, process)
        assert asked(where, "POST", "/push/desk-a", COPY, seal(COPY, "m1", clock.now())).status == 202
        assert "it answers" in room.copytaster("sources", "check", "desk-a").out
        assert "door" not in room.copytaster("doctor").out.lower()
    finally:
        process.terminate()
        out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (0, f"The machines' door is open at http://127.0.0.1:{where}/  (Ctrl-C closes it)\n"), err
    assert room.copytaster("run", "--json").json["sources"][0]["new"] == 1


def test_serve_opens_the_door_files_what_is_pushed_and_leaves_in_good_order(room: FrontDoor) -> None:
    process = room.start("serve", "--every", "1", "--no-desk")
    try:
        where = opened(room, process)
        assert asked(where, "POST", "/push/desk-a", COPY, seal(COPY, "m1", clock.now())).status == 202
        deadline = time.monotonic() + 60
        while room.ask("SELECT count(*) FROM v_items") != [(1,)]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert b'copytaster_items{status="queued"} 1' in asked(where, "GET", "/metrics").body
        room.copytaster("queue", "approve", "1")
        assert asked(where, "GET", "/changes").text == room.copytaster("export", "--since", "0").out
    finally:
        process.terminate()
        _, err = process.communicate(timeout=60)

    assert process.returncode == 0
    assert f'"event": "door_opened", "at": "127.0.0.1:{port(room)}"' in err


def test_where_the_door_can_not_open_serve_goes_on_without_it(room: FrontDoor) -> None:
    with socket.create_server(("127.0.0.1", port(room))):
        process = room.start("serve", "--every", "1", "--no-desk")
        deadline = time.monotonic() + 60
        while not room.ask_or_none("SELECT 1 FROM sqlite_master WHERE name = 'inbox'") and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1)
        process.terminate()
        _, err = process.communicate(timeout=60)

    assert process.returncode == 0
    assert "the door can't listen at" in err
    assert "door_trouble" in err


def test_a_place_that_is_taken_ends_the_door_with_a_sentence(room: FrontDoor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = room.copytaster("door", "--listen", f"127.0.0.1:{other.getsockname()[1]}")

    assert done.code == 2
    assert "name another with --listen" in done.err


def test_a_door_to_the_network_wants_a_token_first(room: FrontDoor) -> None:
    done = room.copytaster("door", "--listen", "0.0.0.0:9001")

    assert (done.code, "first set token" in done.err) == (2, True)


def test_a_check_of_a_push_source_says_where_and_how_to_push_and_what_waits(room: FrontDoor) -> None:
    before = room.copytaster("sources", "check", "desk-a")
    room.copytaster("run")
    store = open_store(room.data / "wire.db")
    from ingest.terms import Transmission

    store.receive("desk-a", "m1", [Transmission(source="desk-a", data=COPY, received=clock.now(), name="m1")], clock.now())
    store.close()
    after = room.copytaster("sources", "check", "desk-a", "--json").json

    assert before.code == 0
    assert "https://wire.example/push/desk-a" in before.out
    assert "nobody listens there" in before.out
    assert SECRET not in before.out
    assert (after["waiting"], after["door"], after["secret"]) == (1, "nobody", "env:DESK_A")


def test_a_check_of_a_push_source_without_its_secret_fails(room: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_A")
    done = room.copytaster("sources", "check", "desk-a")

    assert (done.code, "there is no secret in the environment variable DESK_A" in done.out) == (1, True)


def test_the_list_of_sources_says_what_is_pushed(room: FrontDoor) -> None:
    assert "pushed to us" in room.copytaster("sources", "list").out


def test_the_figures_are_printed_for_a_text_file(room: FrontDoor) -> None:
    room.copytaster("run")
    done = room.copytaster("metrics")

    assert done.code == 0
    assert 'copytaster_sources{state="never"} 1\n' in done.out
    assert room.copytaster("metrics", "--json").json["metrics"].startswith("# HELP copytaster_sources")


def test_a_socket_of_the_file_system_is_a_door_too(room: FrontDoor) -> None:
    place = Path("/tmp") / f"door-{time.monotonic_ns()}.sock"  # noqa: S108 - the path of a socket may have a hundred letters
    process = room.start("door", "--listen", f"unix:{place}")
    try:
        deadline = time.monotonic() + 60
        while who_listens(f"unix:{place}") != "ours":
            assert time.monotonic() < deadline
            time.sleep(0.05)
        with pytest.raises(ListenError, match="another door listens"):
            open_socket(f"unix:{place}", "the door")
    finally:
        process.terminate()
        process.communicate(timeout=60)
        place.unlink(missing_ok=True)


def test_who_listens_tells_a_door_from_something_else_and_from_nobody() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        where = f"127.0.0.1:{other.getsockname()[1]}"
        assert who_listens(where) == "other"
    assert who_listens(where) == "nobody"
    assert who_listens("unix:/nowhere/door.sock") == "nobody"


# --- the examples of docs/add.md -----------------------------------------------------------------------------------
def example(language: str) -> str:
    """The example of how to sign, in a language."""
    section = (ROOT / "docs" / "add.md").read_text("utf-8").partition("\n## Pushing copy to us\n")[2].partition("\n## ")[0]
    return (
        section.partition(f"```{language}\n")[2].partition("```")[0]
        if language == "python"
        else section.split("```sh\n")[2].partition("```")[0]
    )


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("openssl")), reason="there is no curl or no openssl: apt-get install curl openssl"
)
@pytest.mark.parametrize(("source", "secret"), [("hill-desk", PLAIN), ("desk-a", SECRET)])
def test_copy_signed_as_the_docs_do_in_a_shell_is_taken(tmp_path: Path, source: str, secret: str) -> None:
    way = Doorway(tmp_path, source="hill-desk", clock=clock.now)
    (tmp_path / "push.sh").write_text(example("sh").replace("/push/hill-desk", f"/push/{source}"), "utf-8")
    (tmp_path / "story.html").write_bytes(COPY)
    env = {**os.environ, "DOOR": f"http://127.0.0.1:{way.port}", "SECRET": secret}
    try:
        for known in ("false", "true"):
            done = subprocess.run(
                ["sh", "push.sh", "story.html"], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False
            )
            assert (done.returncode, f'"known":{known}' in done.stdout) == (0, True), done.stderr
        assert way.waiting(source) == [COPY]
    finally:
        way.close()


def test_copy_signed_as_the_docs_do_in_python_is_taken(tmp_path: Path) -> None:
    way = Doorway(tmp_path, source="hill-desk", clock=clock.now)
    rooms: dict[str, Any] = {}
    exec(compile(example("python"), "docs", "exec"), rooms)  # noqa: S102 - our own docs
    try:
        assert asked(way.port, "POST", "/push/hill-desk", COPY, rooms["signed"](COPY, "hill-1", PLAIN)).status == 202
        assert asked(way.port, "POST", "/push/desk-a", COPY, rooms["signed"](COPY, "hill-1", SECRET)).status == 202
    finally:
        way.close()
