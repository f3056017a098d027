"""The reading under score: `normalizers.read` as everybody calls it, its CPU time, and what it took at the most."""

from __future__ import annotations

import resource
import sys
import time
from typing import TYPE_CHECKING

from ingest.scoring.terms import Reading, Speed
from normalizers.reader import read
from normalizers.terms import Story

if TYPE_CHECKING:
    from normalizers.rulebook import Rulebook

KILO = 1024


def reading_of(data: bytes, *, url: str | None, form: str, rules: Rulebook) -> Reading:
    """Read one document; a crash is an answer, and a wrong one."""
    began = time.process_time()
    try:
        found = read(data, url=url, form=form, rules=rules)
    except Exception as error:  # noqa: BLE001 - `read` promises not to raise; where it does the score says so
        return Reading(None, time.process_time() - began, f"{type(error).__name__}: {error}")
    story = next((one for one in found if isinstance(one, Story)), None)
    if story is not None:
        _ = story.provenance, story.body  # what a feed's entry leaves for later is part of the reading
    return Reading(story, time.process_time() - began)


class Timing:
    """Readings one after another, with the time they took; their stories are let go of."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self._times: list[tuple[float, str]] = []
        self.crashes = 0

    def read(self, name: str, data: bytes, *, url: str | None, form: str, rules: Rulebook) -> Reading:
        """Read one document; the first one twice, so that what is made once a program is no part of its time."""
        if not self._times:
            reading_of(data, url=url, form=form, rules=rules)
        found = reading_of(data, url=url, form=form, rules=rules)
        self._times.append((found.seconds, name))
        self.crashes += found.fault is not None
        return found

    @property
    def speed(self) -> Speed:
        """How fast, the slowest, and the most memory this program has held since it began."""
        total = sum(seconds for seconds, _ in self._times) or 1e-9
        worst, name = max(self._times)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        in_kilobytes = peak // KILO if sys.platform == "darwin" else peak
        return Speed(round(len(self._times) / total, 1), round(worst, 3), name, round(in_kilobytes / KILO))
