"""Bounds on time that hold on a slow machine that others use too: they tell work that explodes from work that is slow."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_YARD = 60_000  # turns of the yardstick
_YARD_S = 0.015  # what they take on the idle machine that the bounds were set on


def _slowness() -> float:
    """How many times as long as on that machine work takes here and now; 1.0 on a quicker one, so that no bound is tighter than it says."""
    began, seen = time.process_time(), {"": 0}
    for turn in range(_YARD):
        word = f"word {turn % 997}"
        seen[word] = seen.get(word, 0) + turn
    return max(1.0, (time.process_time() - began) / _YARD_S)


@contextmanager
def soon(seconds: float) -> Iterator[None]:
    """What is done inside takes less than that much processor time; where the yardstick takes longer, before or after, so may it."""
    before, began = _slowness(), time.process_time()
    yield
    took = time.process_time() - began
    allowed = seconds * max(before, _slowness())
    assert took < allowed, f"{took:.2f} s of processor time, where {allowed:.2f} s are allowed"
