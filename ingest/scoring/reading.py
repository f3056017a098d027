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
    from collections.abc import Sequence

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


def speed_of(readings: Sequence[tuple[str, Reading]]) -> Speed:
    """How fast, the slowest, and the most memory this program has held since it began."""
    total = sum(one.seconds for _, one in readings) or 1e-9
    name, worst = max(readings, key=lambda pair: pair[1].seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    in_kilobytes = peak // KILO if sys.platform == "darwin" else peak
    return Speed(round(len(readings) / total, 1), round(worst.seconds, 3), name, round(in_kilobytes / KILO))
