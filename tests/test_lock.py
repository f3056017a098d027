"""One run at a time, and the lock is free the moment its holder is dead."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.lock import NAME, Busy, RunLock

HOLDER = """
import sys, time
from pathlib import Path
from ingest.lock import RunLock
with RunLock(Path({data!r})):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    data = tmp_path / "not" / "there" / "yet"
    with (
        RunLock(data),
        pytest.raises(Busy, match=rf"another run holds .*{NAME} \(process {os.getpid()}, since 20.* UTC\); wait until it ends"),
    ):
        RunLock(data).__enter__()
    with RunLock(data):
        pass


def test_a_lock_that_was_let_go_may_be_taken_again_and_let_go_twice(tmp_path: Path) -> None:
    lock = RunLock(tmp_path)
    with lock:
        pass
    lock.__exit__(None, None, None)
    with lock, pytest.raises(Busy):
        RunLock(tmp_path).__enter__()


def test_a_lock_file_with_other_words_in_it_still_tells_that_it_is_held(tmp_path: Path) -> None:
    with RunLock(tmp_path):
        (tmp_path / NAME).write_bytes(b"\xff\xfe not a process")
        with pytest.raises(Busy, match=rf"{NAME}; wait"):
            RunLock(tmp_path).__enter__()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_of_a_killed_run_is_free_at_once(tmp_path: Path, number: signal.Signals) -> None:
    script = HOLDER.format(data=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        began = time.monotonic()
        with pytest.raises(Busy):
            RunLock(tmp_path).__enter__()
        assert time.monotonic() - began < 5
        holder.send_signal(number)
        holder.wait()
        with RunLock(tmp_path):
            pass


def test_programs_we_start_do_not_inherit_the_lock(tmp_path: Path) -> None:
    with RunLock(tmp_path):
        child = subprocess.Popen(["sleep", "60"], close_fds=False)
    try:
        with RunLock(tmp_path):
            pass
    finally:
        child.kill()
        child.wait()


def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=NAME):
        RunLock(tmp_path).__enter__()
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_can_not_be_locked_is_an_error_of_its_own(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(IsADirectoryError):
        RunLock(tmp_path).__enter__()
