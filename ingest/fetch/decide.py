"""What comes next for a source: when it is asked again and why, and what is kept for then. One pure function over what ops can see.

Everything that it goes by stands in the row of `sources.toml`, in the source's row of the database, and in the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ingest.fetch.manners import DAY_S, FLOOR_S, bounds, own_house
from ingest.fetch.moving import moved_after
from ingest.settings.kinds import BOXES
from ingest.terms import Catch, FetchFailed, NotModified, Transmission, Visit

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.terms import Fetched, Source, SourceState

STEADY_AFTER = 24  # failures after which the back-off no longer grows
SURE_AFTER = 2  # punctual successes in a row before the rhythm is changed
STRETCH = 1.5
FEW = 5  # where less than a fifth of the entries was known, some may have come and gone unseen
JITTER = 0.1
NOTHING = Catch()
LATE_S = 600  # a poll that comes later than this, or than half its interval, says nothing about the rhythm


@dataclass(frozen=True, slots=True)
class _Wait:
    """Seconds until the next poll, and why."""

    seconds: float
    because: str


def after(source: Source, state: SourceState, outcome: Fetched, now: datetime, catch: Catch = NOTHING, dice: float = 0.0) -> Visit:
    """How a poll ended, when the source is asked again and why.

    A success: the source's own rhythm, or what feed or server ask for where that is longer. A failure adds one interval for each in a row.
    Neither goes past a day. A hold lasts as long as the server wished. `dice` (0 to 1) adds up to a tenth of the wait. Validators are
    given only where the items they vouch for are filed.
    """
    match outcome:
        case Transmission() | NotModified():
            visit = _succeeded(source, state, outcome, now, catch, dice)
        case FetchFailed():
            visit = _failed(source, state, outcome, now, dice)
    return replace(visit, items=catch.items, new=catch.new, moved=moved_after(source, state, outcome))


def unfinished(source: Source, visit: Visit, left: int, held: datetime | None) -> Visit:
    """A poll whose pages were not all come to: its feed must not look unchanged, and is read again soon, or when the pages may be had."""
    due = held or visit.at + timedelta(seconds=0 if own_house(source) else FLOOR_S)
    why = f"{left} of its pages wait" + (": their server asked to be left alone" if held else " for the next pass")
    next_due = due if visit.next_due is None else min(visit.next_due, due) if held is None else max(visit.next_due, due)
    return replace(visit, validators=None, next_due=next_due, because=why, reason=visit.reason or why)


def _succeeded(source: Source, state: SourceState, outcome: Transmission | NotModified, now: datetime, catch: Catch, dice: float) -> Visit:
    """The visit that ended well."""
    on_time, sure = _punctuality(source, state, now)
    pace_s = catch.pace_s if isinstance(outcome, Transmission) else state.pace_s
    rhythm = _rhythm(source, state, catch, sure=sure)
    wait = _heeding(source, rhythm, pace_s, outcome.fresh_s)
    return Visit(
        source=source.id,
        outcome="ok" if isinstance(outcome, Transmission) else "not_modified",
        at=now,
        next_due=_jittered(now, wait.seconds, dice),
        status=outcome.status,
        validators=outcome.validators,
        because=wait.because,
        interval_s=round(rhythm.seconds),
        on_time=on_time,
        pace_s=pace_s,
    )


def _failed(source: Source, state: SourceState, outcome: FetchFailed, now: datetime, dice: float) -> Visit:
    """The visit that ended badly: off, held, or asked again later each time."""
    kept = Visit(
        source=source.id,
        outcome="failed",
        at=now,
        next_due=None,
        reason=outcome.reason,
        status=outcome.status,
        interval_s=state.interval_s,
        pace_s=state.pace_s,
    )
    if outcome.gone and (state.moved is None or outcome.url == source.url):
        return replace(kept, outcome="off", because="the server said that the address is gone (410)")
    wait = _backing_off(source, state)
    due = _jittered(now, wait.seconds, dice)
    hold = outcome.hold_until if outcome.hold_until is not None and outcome.hold_until > now else None
    if hold is None:
        return replace(kept, next_due=due, because=wait.because)
    rested = _jittered(now, (hold - now).total_seconds(), dice)
    because = "the server asked to be left alone" if rested > due else wait.because
    return replace(kept, outcome="held", next_due=max(due, rested), because=because, hold_until=hold)


def _rhythm(source: Source, state: SourceState, catch: Catch, *, sure: bool) -> _Wait:
    """The source's own rhythm: longer while nothing is new, back to `every` with news, shorter where copy may be lost."""
    low, every, high = bounds(source)
    before = min(max(state.interval_s or every, low), high)
    known = catch.items - catch.fresh
    if not catch.fresh:
        return _told(every, min(before * STRETCH, high) if sure else before)
    if source.kind in BOXES or not (sure and catch.items >= FEW and known * FEW < catch.items):
        return _told(every, min(before, every))
    short = max(min(before, every) / 2, low)
    remedy = "; let `fastest` go lower" if short <= low else ""
    return _Wait(short, f"every {spell(short)}: only {known} of {catch.items} entries were known, some may have been missed{remedy}")


def _heeding(source: Source, rhythm: _Wait, pace_s: int | None, fresh_s: int | None) -> _Wait:
    """The rhythm, or what feed or server ask for where that is longer; no more than a day, unless the source's own rhythm is slower."""
    if not source.heed:
        return rhythm
    asked = [
        _Wait(min(pace_s or 0, DAY_S), f"the feed asks for {spell(min(pace_s or 0, DAY_S))} between two polls (ttl, updatePeriod)"),
        _Wait(min(fresh_s or 0, DAY_S), f"the server calls its answer fresh for {spell(min(fresh_s or 0, DAY_S))} (max-age, Expires)"),
    ]
    return max(rhythm, *asked, key=lambda wait: wait.seconds)


def _backing_off(source: Source, state: SourceState) -> _Wait:
    """One interval more for each failure in a row, at most a day."""
    _, every, _ = bounds(source)
    row = min(state.failures + 1, STEADY_AFTER)
    seconds = min(every * (row + 1), max(DAY_S, every))
    many = f"{state.failures + 1} failures in a row" if state.failures else "it failed"
    return _Wait(seconds, f"{many}: asked again after {spell(seconds)}")


def _punctuality(source: Source, state: SourceState, now: datetime) -> tuple[int, bool]:
    """The punctual successes in a row with this one, and whether they are enough to change the rhythm.

    A poll that comes late finds much that is new, and one that comes early nothing: neither says anything about the rhythm.
    """
    if state.next_due is None:
        return 1, False
    late = (now - state.next_due).total_seconds()
    if late < 0:
        return state.on_time, False
    if late > max(LATE_S, (state.interval_s or source.every) / 2):
        return 1, False
    return state.on_time + 1, state.on_time + 1 >= SURE_AFTER


def _jittered(now: datetime, seconds: float, dice: float) -> datetime:
    return now + timedelta(seconds=seconds * (1 + min(max(dice, 0.0), 1.0) * JITTER))


def _told(every: float, seconds: float) -> _Wait:
    """A rhythm with its reason."""
    if round(seconds) == round(every):
        return _Wait(seconds, f"every {spell(every)}")
    why = "stretched, nothing was new lately" if seconds > every else "shortened, entries came too fast for more"
    return _Wait(seconds, f"every {spell(every)}, now {spell(seconds)}: {why}")


def spell(seconds: float) -> str:
    """A period as people say it.

    >>> spell(3600), spell(5400), spell(90), spell(86400)
    ('1 h', '1 h 30 min', '1 min 30 s', '1 d')
    """
    left, parts = round(seconds), []
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"
