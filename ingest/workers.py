"""Reading processes: hostile bytes are read where a time-out, a full memory or a crash costs one document, not the pass.

A worker is forked from a small server process of our own that has the readers loaded, and no threads, no store and no lock in it: a new one
stands in milliseconds (spawning costs 20 times that), and what a killed one held is nobody's. Workers die with the program, also when
the program itself is killed.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import CONSTS, ProcessExpired, ProcessPool

from normalizers.problems import CopytasterError, RulebookError
from normalizers.reader import News, read_news
from normalizers.terms import Hints, Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.terms import Limits
    from normalizers.rulebook import Rulebook

    Reader = Callable[..., list[Story | Unreadable]]

MB = 1 << 20
GRACE_S = 5.0  # beyond every limit: then it is the pool that no longer answers
START_S = 30.0
RECYCLE = 2000  # documents after which a worker makes room for a fresh one
# Loaded once, in the server process. The command line is among them because a worker runs the program's main file again.
PRELOAD = ["normalizers.reader", "normalizers.rulebook", "ingest.workers", "ingest.cli"]
_PR_SET_PDEATHSIG = 1
# Workers don't hear SIGTERM (it may be meant for the whole group while we finish a transaction), so the pool soon goes on to SIGKILL.
CONSTS.term_timeout = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document to be read, as `normalizers.read` takes it; with `known`, as `read_news` does."""

    data: bytes
    url: str | None = None
    form: str = "auto"
    hints: Hints | None = None
    known: frozenset[bytes] | None = None


class ReadersDown(CopytasterError):
    """The reading processes can't be started at all."""


@dataclass(frozen=True, slots=True)
class _Unfit:
    """Why this worker can't read at all; it is raised in the program, not in the worker."""

    error: RulebookError | ReadersDown


class _PoolLost(Exception):
    """The pool, not the document, failed."""


class Readers:
    """A few killable reading processes; `read` gives what `normalizers.read` gives, and one `Unreadable` where the worker was lost."""

    def __init__(self, root: Path, limits: Limits, workers: int = 2, *, reader: Reader | None = None, start_s: float = START_S) -> None:
        """Read with the rulebook under `root`; processes start with the first document. `reader` stands in for `normalizers.read`."""
        self._setup = (root, limits.read_mb, reader)
        self._limits, self._workers, self._start_s = limits, max(1, workers), start_s
        self._gate = asyncio.Semaphore(self._workers + 1)
        self._starting = asyncio.Lock()
        self._pool: ProcessPool | None = None

    async def read(
        self, data: bytes, *, url: str | None = None, form: str = "auto", hints: Hints | None = None
    ) -> list[Story | Unreadable]:
        """Read one document within the limits of time and memory; never raises for what a document does.

        Raises `RulebookError` where the rules themselves can't be used, `ReadersDown` where no process can be started.
        """
        return list((await self._whatever(Document(data=data, url=url, form=form, hints=hints))).found)

    async def read_news(self, data: bytes, known: frozenset[bytes], *, url: str | None, form: str, hints: Hints) -> News:
        """Read of a feed what is not known; within the same limits."""
        return await self._whatever(Document(data=data, url=url, form=form, hints=hints, known=known))

    async def _whatever(self, document: Document) -> News:
        """What a document gives, whatever it does."""
        async with self._gate:
            for _ in range(2):  # once more where the pool failed: its neighbor may have torn it down
                pool = await self._running()
                try:
                    return await self._read(pool, document)
                except _PoolLost as lost:
                    reason = str(lost)
                    await self._give_up(pool)
        return _unread(document, f"the reading processes failed on this document: {reason}")

    async def read_many(self, documents: Sequence[Document]) -> list[list[Story | Unreadable]]:
        """Read several documents side by side, answers in their order."""
        return await asyncio.gather(*(self.read(one.data, url=one.url, form=one.form, hints=one.hints) for one in documents))

    def close(self) -> None:
        """End the processes; what they still read is dropped."""
        pool, self._pool = self._pool, None
        if pool is not None:
            _tear_down(pool)

    async def _read(self, pool: ProcessPool, document: Document) -> News:
        began = time.monotonic()
        try:
            task = asyncio.wrap_future(pool.schedule(_read_here, (document,), timeout=self._limits.read_s))
        except RuntimeError as error:
            raise _PoolLost(str(error)) from error
        try:
            await asyncio.wait({task}, timeout=3 * self._limits.read_s + GRACE_S)
        finally:
            if not task.done():
                task.cancel()
        if task.cancelled() or not task.done():
            raise _PoolLost("a worker was lost")
        failure = task.exception()
        if failure is None:
            return _checked(task.result())
        return _unread(document, self._reason(failure, time.monotonic() - began))

    def _reason(self, error: BaseException, seconds: float) -> str:
        """Why a document could not be read, in words; raises `_PoolLost` where it is not the document's fault."""
        match error:
            case TimeoutError() if seconds < self._limits.read_s / 2:
                raise _PoolLost("the system's clock was set forward") from error  # the pool counts by it
            case TimeoutError():
                return f"the reader was killed after {self._limits.read_s:g} s on this document"
            case ProcessExpired():
                return f"the reader crashed on this document ({_died(int(error.exitcode or 0))})"
            case MemoryError():
                return f"the reader needs more than {self._limits.read_mb} MB for this document"
            case BrokenProcessPool():
                raise _PoolLost(str(error)) from error
            case _:
                return f"the reader failed on this document ({type(error).__name__}: {str(error)[:200]})"

    async def _running(self) -> ProcessPool:
        async with self._starting:
            if self._pool is None:
                self._pool = await asyncio.to_thread(self._start)
            return self._pool

    def _start(self) -> ProcessPool:
        """A pool whose processes were started with the signals blocked that are meant for the program alone."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOAD)
        pool = ProcessPool(max_workers=self._workers, max_tasks=RECYCLE, initializer=_settle_in, initargs=self._setup, context=context)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGHUP})
        try:
            pool.schedule(_ready).result(timeout=self._start_s)
        except (BrokenProcessPool, RuntimeError, OSError) as error:  # a time-out is an OSError too
            _tear_down(pool)
            raise ReadersDown(f"the reading processes can't be started ({type(error).__name__}: {error})") from error
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return pool

    async def _give_up(self, pool: ProcessPool) -> None:
        """Tear a failed pool down, unless a neighbor did."""
        if self._pool is pool:
            self._pool = None
            await asyncio.to_thread(_tear_down, pool)


def _tear_down(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble's own
    pool.join()


def _unread(document: Document, reason: str) -> News:
    """A document that gave nothing but the reason why."""
    return News(found=(Unreadable(document.form, "document", reason),))


def _checked(found: object) -> News:
    """What a worker sent, if it is what a worker may send."""
    if isinstance(found, _Unfit):
        raise found.error
    if not isinstance(found, News | list):
        raise TypeError(f"a worker sent {type(found).__name__}")
    return found if isinstance(found, News) else News(found=tuple(found))


def _died(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


# --- in the worker ------------------------------------------------------------------------------------------------
_reader: Reader | None = None
_rules: Rulebook | _Unfit | None = None


def _settle_in(root: Path, read_mb: int, reader: Reader | None) -> None:
    """Make a fresh worker mortal, bounded and knowing: it dies with the program, can't outgrow its memory, has the rules."""
    global _reader, _rules  # noqa: PLW0603 - a worker is one process with one reader
    _die_with_parent()
    _bound_memory(read_mb)
    if reader is not None:
        _reader = reader
        return
    try:
        from normalizers.reader import read_whole
        from normalizers.rulebook import load_rulebook

        _reader, _rules = read_whole, load_rulebook(root)
    except RulebookError as error:
        _rules = _Unfit(error)
    except Exception as error:  # noqa: BLE001 - a worker that dies here would be replaced by another that dies here, for ever
        _rules = _Unfit(ReadersDown(f"the reading processes can't be set up ({type(error).__name__}: {error})"))


def _read_here(document: Document) -> News | list[Story | Unreadable] | _Unfit:
    """Read one document in this worker."""
    if isinstance(_rules, _Unfit):
        return _rules
    if _reader is None:
        raise RuntimeError("a worker that was never set up")
    if document.known is not None:
        return read_news(document.data, document.known, url=document.url, form=document.form, hints=document.hints, rules=_rules)
    return _reader(document.data, url=document.url, form=document.form, hints=document.hints, rules=_rules)


def _ready() -> None:
    """The first task of all: once it is done, the processes stand."""


def _bound_memory(megabytes: int) -> None:
    """Let this process grow by so many megabytes and no more, and leave no core dump behind."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.exists():
        now = int(statm.read_text("ascii").split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        ceiling = now + megabytes * MB
        resource.setrlimit(resource.RLIMIT_AS, (ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard), hard))


def _die_with_parent() -> None:
    """End when the program ends, however it ends: by the kernel's word on Linux, by watching the program's pipe everywhere."""
    parent = multiprocessing.parent_process()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if parent is not None:
        threading.Thread(target=_outlive_nobody, args=(parent.sentinel,), name="parent watch", daemon=True).start()


def _outlive_nobody(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
