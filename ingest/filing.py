"""Filing a batch: find the neighbors, judge, store; in short transactions, the last with what must not be saved before the items."""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.store.problems import RowRefused, StoreError
from ingest.terms import NOTHING_BY_ITSELF, DeadLetter
from normalizers.judge import Arrival, judge
from normalizers.likeness import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from ingest.store import Store
    from ingest.terms import Filed, Filing, Releases, Transmission

BOX_S = 0.03  # a transaction is closed after this long, so that an editor's decision never waits longer than about 50 ms
GAP_S = 0.004  # between two transactions, for those who wait: they ask every other millisecond
LONGEST_REASON = 300


@dataclass(slots=True)
class Stages:
    """How long the steps of filing took, for the report of a run: seconds of each call, on the clock and of the processor, by stage."""

    times: dict[str, list[float]] = field(default_factory=dict)
    work: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def timing(self, stage: str) -> Iterator[None]:
        """Measure one call of a stage."""
        began, work = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            self.work.setdefault(stage, []).append(time.thread_time() - work)
            self.times.setdefault(stage, []).append(time.perf_counter() - began)

    def report(self) -> dict[str, dict[str, int]]:
        """Calls and microseconds of each stage: `{"lookup": {"calls": 500, "us_p50": 180, "us_p99": 900, "cpu_us_p50": 150, …}}`."""
        return {
            stage: {
                "calls": len(took),
                "us_p50": _share(took, 0.5),
                "us_p99": _share(took, 0.99),
                "cpu_us_p50": _share(self.work[stage], 0.5),
                "cpu_us_mean": round(sum(self.work[stage]) / len(took) * 1e6),
            }
            for stage, took in sorted(self.times.items())
            if took
        }


def _share(took: Sequence[float], share: float) -> int:
    """The microseconds that this share of the calls stayed within."""
    return round(sorted(took)[math.ceil(len(took) * share) - 1] * 1e6)


def keep_batch(store: Store, sent: Sequence[Transmission]) -> list[str]:
    """Keep documents in transactions of about 30 ms; their digests. One transaction a document would cost as much as filing it."""
    digests: list[str] = []
    while len(digests) < len(sent):
        if digests:
            time.sleep(GAP_S)
        began = time.perf_counter()
        with store.writing():
            while len(digests) < len(sent) and time.perf_counter() - began < BOX_S:
                digests.append(store.keep(sent[len(digests)]))
    return digests


def file_batch(
    store: Store,
    filings: Sequence[Filing],
    *,
    now: datetime,
    releases: Releases = NOTHING_BY_ITSELF,
    closing: Callable[[], None] | None = None,
    stages: Stages | None = None,
) -> tuple[Filed, ...]:
    """File stories in order, in transactions of about 30 ms; `closing` is called inside the last one. What `releases` names leaves at once.

    A story that can't be filed becomes a dead letter and its neighbors are filed; the result holds what became of the others.
    Raises `StoreError` where the store itself fails: what was committed stays, `closing` has then not happened.
    """
    clockwork = stages or Stages()
    filed: list[Filed] = []
    waiting = list(reversed(filings))
    while True:
        with store.writing():
            filed += _fill(store, waiting, releases, now, clockwork)
            if not waiting:
                if closing:
                    closing()
                break
        time.sleep(GAP_S)
    return tuple(filed)


def _fill(store: Store, waiting: list[Filing], releases: Releases, now: datetime, stages: Stages) -> Iterator[Filed]:
    """File from the end of a list until it is empty or the time of one transaction is up."""
    began = time.perf_counter()
    while waiting:  # at least one, so that a batch always comes to its end
        one = _file(store, waiting.pop(), releases, now, stages)
        if one is not None:
            yield one
        if time.perf_counter() - began >= BOX_S:
            break


def _file(store: Store, filing: Filing, releases: Releases, now: datetime, stages: Stages) -> Filed | None:
    """File one story; what it brings about itself buries it alone."""
    try:
        with stages.timing("filing"), store.writing():
            with stages.timing("dedup"):
                with stages.timing("mark"):
                    mark = fingerprint(filing.story)
                with stages.timing("lookup"):
                    near = store.neighbors(filing, mark)
                arrival = Arrival(source=filing.source, story=filing.story, mark=mark, clock=filing.clock.replace(microsecond=0))
                verdict = judge(arrival, near)
            return store.file(filing, mark, verdict, releases)
    except StoreError:
        raise
    except (RowRefused, ArithmeticError, LookupError, TypeError, ValueError) as error:
        store.bury(_letter(filing, error), now)
        return None


def _letter(filing: Filing, error: Exception) -> DeadLetter:
    """A story that could not be filed, as a dead letter."""
    says = f"it could not be filed ({type(error).__name__}: {error})".encode("utf-8", "backslashreplace").decode()
    name = filing.story.uri or filing.story.url or filing.story.headline or filing.digest
    plain = name.encode("utf-8", "backslashreplace").decode()
    return DeadLetter(source=filing.source, stage="file", reason=says[:LONGEST_REASON], name=plain, digest=filing.digest, url=None)
