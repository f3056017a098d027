"""Reading processes: what a document can do to its worker, and what the others see of it."""

from __future__ import annotations

import asyncio
import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from ingest import workers
from ingest.lock import RunLock
from ingest.terms import Limits
from ingest.workers import Document, Readers, ReadersDown
from normalizers.problems import RulebookError
from normalizers.terms import Hints, Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIGHT = Limits(read_s=0.6, read_mb=128)
ROOT = Path(__file__).parent.parent / "config"


def hazard(data: bytes, *, url: str | None, form: str, hints: Hints | None, rules: object) -> list[Story | Unreadable]:
    """A reader that does what its document says."""
    deed = DEEDS.get(data)
    if deed is not None:
        return cast("list[Story | Unreadable]", deed())
    return [Story(form=form, url=url, headline=data.decode(), language=hints.zone if hints else None)]


def spin() -> list[Story | Unreadable]:
    """Compute for ever."""
    while True:
        pass


def fail() -> list[Story | Unreadable]:
    """Do what a bug does."""
    raise ValueError("no such column")


def eat() -> list[Story | Unreadable]:
    """Ask for a gigabyte."""
    return [Story(form="text", raw_text="x" * len(bytearray(1 << 30)))]


DEEDS: dict[bytes, Callable[[], Any]] = {
    b"hang": lambda: time.sleep(60),
    b"spin": spin,
    b"eat": eat,
    b"crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    b"leave": lambda: os._exit(3),
    b"raise": fail,
    b"odd": lambda: "not a list",
    b"pid": lambda: [Story(form="text", uri=str(os.getpid()))],
}


@pytest.fixture
def readers() -> Iterator[Readers]:
    found = Readers(ROOT, TIGHT, workers=2, reader=hazard)
    yield found
    found.close()


def read(readers: Readers, *documents: bytes) -> list[list[Story | Unreadable]]:
    """Read documents side by side."""
    return asyncio.run(readers.read_many([Document(data=one) for one in documents]))


def headline(found: list[Story | Unreadable]) -> str | None:
    """The headline of the one story that came back."""
    (only,) = found
    assert isinstance(only, Story)
    return only.headline


def test_a_story_comes_back_with_what_the_reader_was_told(readers: Readers) -> None:
    found = asyncio.run(readers.read(b"Rain ends", url="http://desk.example/1", form="text", hints=Hints(zone="Asia/Kolkata")))
    assert found == [Story(form="text", url="http://desk.example/1", headline="Rain ends", language="Asia/Kolkata")]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"hang", "the reader was killed after 0.6 s on this document"),
        (b"spin", "the reader was killed after 0.6 s on this document"),
        (b"eat", "the reader needs more than 128 MB for this document"),
        (b"crash", "the reader crashed on this document (SIGSEGV)"),
        (b"leave", "the reader crashed on this document (exit code 3)"),
        (b"raise", "the reader failed on this document (ValueError: no such column)"),
    ],
)
def test_a_document_that_ruins_its_worker_is_unreadable_and_its_neighbors_are_read(readers: Readers, document: bytes, words: str) -> None:
    found = read(readers, b"Before", document, b"After", b"Later")
    assert found[1] == [Unreadable("auto", "document", words)]
    assert [headline(found[at]) for at in (0, 2, 3)] == ["Before", "After", "Later"]


def test_many_ruined_workers_in_a_row_do_not_wear_the_pool_out(readers: Readers) -> None:
    found = read(readers, *[b"crash", b"leave", b"Story"] * 3)
    assert [headline(one) for one in found[2::3]] == ["Story"] * 3
    assert all(isinstance(one[0], Unreadable) for one in found[0::3] + found[1::3])


def test_small_documents_need_no_process_of_their_own(readers: Readers) -> None:
    async def timed() -> float:
        await readers.read(b"warm")
        began = time.perf_counter()
        for _ in range(200):
            await readers.read(b"x" * 3000)
        return (time.perf_counter() - began) / 200

    assert asyncio.run(timed()) < 0.05  # 0.4 ms on an idle core, where a new process takes 100


def test_a_worker_that_dies_between_documents_costs_none(readers: Readers) -> None:
    async def scenario() -> list[Story | Unreadable]:
        (story,) = await readers.read(b"pid")
        assert isinstance(story, Story)
        os.kill(int(story.uri or ""), signal.SIGKILL)
        await asyncio.sleep(0.3)
        return await readers.read(b"Still here")

    assert headline(asyncio.run(scenario())) == "Still here"


def test_a_read_that_is_given_up_frees_its_worker(readers: Readers) -> None:
    async def scenario() -> list[Story | Unreadable]:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(readers.read(b"hang"), 0.3)
        return await readers.read(b"Next")

    assert headline(asyncio.run(scenario())) == "Next"


def test_a_worker_may_only_send_stories(readers: Readers) -> None:
    with pytest.raises(TypeError, match="a worker sent str"):
        read(readers, b"odd")


def test_readers_may_be_closed_twice_and_before_they_were_used() -> None:
    found = Readers(ROOT, TIGHT, reader=hazard)
    found.close()
    assert headline(read(found, b"Reopened")[0]) == "Reopened"
    found.close()
    found.close()


def test_a_broken_rulebook_is_said_by_the_program_not_by_each_document(tmp_path: Path) -> None:
    (tmp_path / "agencies.toml").write_text("[[agency]\n", "utf-8")
    found = Readers(tmp_path, TIGHT)
    with pytest.raises(RulebookError, match=r"agencies\.toml"):
        read(found, b"<p>Copy</p>")
    found.close()


def test_the_real_reader_reads_in_a_worker() -> None:
    found = Readers(ROOT, Limits())
    try:
        (only,) = read(found, b"<!doctype html><title>Ferry returns</title><article><h1>Ferry returns</h1><p>It is back.</p></article>")[0]
    finally:
        found.close()
    assert isinstance(only, Story)
    assert only.headline == "Ferry returns"


PARENT = """
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_workers import hazard
from ingest.lock import RunLock
from ingest.terms import Limits
from ingest.workers import Readers

async def main():
    readers = Readers(Path("."), Limits(read_s=60), workers=2, reader=hazard)
    pids = [(await readers.read(b"pid"))[0].uri]
    print(*pids, flush=True)
    await readers.read({document!r})

with RunLock(Path({data!r})):
    asyncio.run(main())
"""


def gone(pid: int, within: float) -> bool:
    """Whether a process ends within so many seconds."""
    line = time.monotonic() + within
    while time.monotonic() < line:
        state = Path(f"/proc/{pid}/stat")
        try:
            if state.read_text("ascii").rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("document", [b"hang", b"spin"])
def test_workers_die_with_a_killed_program_and_its_lock_is_free_at_once(tmp_path: Path, document: bytes) -> None:
    script = PARENT.format(tests=str(Path(__file__).parent), document=document, data=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent) as program:
        assert program.stdout is not None
        pid = int(program.stdout.readline())
        time.sleep(0.3)
        program.kill()
        program.wait()
        with RunLock(tmp_path):
            pass
        assert gone(pid, 5)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_sigterm_to_the_whole_group_reaches_the_program_alone(tmp_path: Path) -> None:
    script = PARENT.format(tests=str(Path(__file__).parent), document=b"done", data=str(tmp_path)).replace(
        "print(*pids, flush=True)", "print(*pids, flush=True); await asyncio.sleep(0.5)"
    )
    script = "import signal; signal.signal(signal.SIGTERM, lambda *_: None)\n" + script + "\nprint('finished')"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True, cwd=Path(__file__).parent.parent
    ) as program:
        assert program.stdout is not None
        program.stdout.readline()
        os.killpg(program.pid, signal.SIGTERM)
        assert program.stdout.read().strip() == b"finished"
        assert program.wait() == 0


class Stillborn:
    """A reader whose worker dies before it can be handed its reader."""

    def __reduce__(self) -> tuple[Callable[[int], Any], tuple[int]]:
        return os._exit, (4,)

    def __call__(self, *_: object, **__: object) -> list[Story | Unreadable]:
        return []


def test_where_no_process_can_be_started_the_program_says_so() -> None:
    found = Readers(ROOT, TIGHT, reader=Stillborn(), start_s=0.5)
    with pytest.raises(ReadersDown, match="the reading processes can't be started"):
        read(found, b"Copy")
    found.close()


def test_a_pool_that_fails_for_reasons_of_its_own_is_replaced(readers: Readers) -> None:
    async def scenario() -> list[Story | Unreadable]:
        await readers.read(b"warm")
        assert readers._pool is not None
        workers._tear_down(readers._pool)
        return await readers.read(b"Again")

    assert headline(asyncio.run(scenario())) == "Again"


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this very process be set up as a worker, and take it back."""
    monkeypatch.setattr(workers, "_reader", None)
    monkeypatch.setattr(workers, "_rules", None)
    space, core = resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CORE)
    yield
    resource.setrlimit(resource.RLIMIT_AS, space)
    resource.setrlimit(
        resource.RLIMIT_CORE, (min(core[0], resource.getrlimit(resource.RLIMIT_CORE)[1]), resource.getrlimit(resource.RLIMIT_CORE)[1])
    )
    ctypes.CDLL(None).prctl(workers._PR_SET_PDEATHSIG, 0, 0, 0, 0)


@pytest.mark.usefixtures("roomy")
def test_a_worker_is_set_up_with_reader_rules_and_bounds(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="never set up"):
        workers._read_here(Document(data=b"Here"))
    workers._settle_in(tmp_path, 1_000_000, hazard)
    assert workers._read_here(Document(data=b"Here")) == [Story(form="auto", headline="Here")]
    assert 0 < resource.getrlimit(resource.RLIMIT_AS)[0] < 2_000_000 * workers.MB
    workers._settle_in(ROOT, 1_000_000, None)
    assert isinstance(workers._read_here(Document(data=b"<h1>Ferry returns</h1><p>It is back.</p>", form="page")), list)
    (tmp_path / "agencies.toml").write_text("[[agency]\n", "utf-8")
    workers._settle_in(tmp_path, 1_000_000, None)
    with pytest.raises(RulebookError):
        workers._checked(workers._read_here(Document(data=b"Here")))


def test_how_a_process_died_is_said_in_words() -> None:
    assert [workers._died(code) for code in (3, -9, -11, -250)] == ["exit code 3", "SIGKILL", "SIGSEGV", "signal 250"]
