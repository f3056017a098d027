"""How fast a source gives copy, and how often it is worth asking. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.sounding.facts import Rhythm
from ingest.spans import span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

DAY_S = 86_400
HOUR_S = 3600
STEPS = ((300, "5m"), (600, "10m"), (900, "15m"), (1800, "30m"), (HOUR_S, "1h"), (2 * HOUR_S, "2h"), (3 * HOUR_S, "3h"),
         (6 * HOUR_S, "6h"), (12 * HOUR_S, "12h"), (DAY_S, "1d"))  # fmt: skip
FEW = 4  # dated entries that tell no rhythm
KEPT = 0.9  # of the entries: what an editor pinned for months says nothing


def rhythm(times: Sequence[datetime], asks_s: int | None = None) -> Rhythm:
    """The rhythm that an answer's own times show; `asks_s` is the pace that the feed itself asks for."""
    newest_first = sorted(times, reverse=True)
    counted = newest_first[: max(FEW, round(len(newest_first) * KEPT))]
    holds_s = (counted[0] - counted[-1]).total_seconds() if len(counted) >= FEW else 0.0
    if holds_s <= 0:
        told = Rhythm(asks_s=asks_s, why="too few dated entries to tell its rhythm; an hour is what a stranger may ask")
    else:
        per_day = (len(counted) - 1) * DAY_S / holds_s
        every, why = _advice(per_day, holds_s, len(newest_first))
        told = Rhythm(per_day=round(per_day, 1), holds_s=holds_s, asks_s=asks_s, every=every, why=why)
    return _heeding(told, asks_s)


def _advice(per_day: float, holds_s: float, entries: int) -> tuple[str, str]:
    """How often to ask, and why: twice while an entry stands there, else hourly, more seldom where little comes."""
    pace = f"about {_count(per_day)} a day"
    if holds_s / 2 < HOUR_S:
        lost = max(0, round(per_day / 24 - entries))
        loss = f"asked hourly, {lost} an hour would be lost" if lost else "asked hourly, some would be lost"
        return _step(holds_s / 2), f"{pace}, and it holds only {span(holds_s)} of them: {loss}; ask its owner for leave"
    gap = DAY_S / per_day
    if gap <= HOUR_S:
        return "1h", f"{pace}, and it holds {span(holds_s)} of them: an hour loses nothing"
    return _step(min(gap, holds_s / 2)), f"{pace}: asking more often brings nothing"


def _heeding(told: Rhythm, asks_s: int | None) -> Rhythm:
    """No oftener than the feed itself asks for."""
    if not asks_s or asks_s <= seconds(told.every):
        return told
    every = next((name for size, name in STEPS if size >= asks_s), STEPS[-1][1])
    return Rhythm(per_day=told.per_day, holds_s=told.holds_s, asks_s=asks_s, every=every, why=f"the feed itself asks for {span(asks_s)}")


def seconds(every: str) -> int:
    """The seconds of a step."""
    return next(size for size, name in STEPS if name == every)


def _step(wish_s: float) -> str:
    """The longest step that is no longer than wished; five minutes at the least."""
    return next((name for size, name in reversed(STEPS) if size <= wish_s), STEPS[0][1])


def _count(number: float) -> str:
    """A rate as people say it."""
    return f"{number:.0f}" if number >= 1 else f"{number:.1f}"
