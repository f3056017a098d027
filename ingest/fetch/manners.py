"""When to ask a source again: pure deciders over what the store remembers of it and how the last question ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.terms import FetchFailed, NotModified, Transmission, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from ingest.terms import Fetched, Source, SourceState

FLOOR_S = 60  # no page or feed is asked more often, whatever its row says
LONGEST = timedelta(hours=24)
STEADY_AFTER = 24  # failures after which the back-off no longer grows


def after(  # noqa: PLR0913 - the six facts of a poll, and the dice
    source: Source, state: SourceState, outcome: Fetched, now: datetime, *, items: int = 0, new: int = 0, jitter: float = 0.0
) -> Visit:
    """How a poll ended, and when the source is asked again.

    Next due is the source's interval; a failure adds one interval for each failure in a row, at most a day; a hold lasts as long as the
    server wished. `jitter` (0 to 1) adds up to a tenth of the wait. Validators are given only where the items they vouch for are filed.
    """
    match outcome:
        case Transmission() | NotModified():
            visit = Visit(
                source=source.id,
                outcome="ok" if isinstance(outcome, Transmission) else "not_modified",
                at=now,
                next_due=_later(source, now, 0, jitter),
                status=outcome.status,
                validators=outcome.validators,
            )
        case FetchFailed():
            visit = _failed(source, outcome, now, _later(source, now, min(state.failures + 1, STEADY_AFTER), jitter))
    return replace(visit, items=items, new=new)


def is_due(source: Source, state: SourceState, now: datetime, *, everything: bool = False) -> str | None:
    """None where the source is asked now, else why not, in words; `everything` passes over the interval and back-off, nothing else."""
    if not source.enabled:
        return "disabled in sources.toml"
    if state.state == "off":
        return f"off since the server said that the address is gone (410); `sources enable {source.id}` asks it again"
    if state.hold_until is not None and _ahead(state.hold_until, now, LONGEST):
        return f"held until {_clock(state.hold_until)}: the server asked to be left alone"
    if everything or state.next_due is None or not _ahead(state.next_due, now, _longest_wait(source)):
        return None
    return f"not due until {_clock(state.next_due)}"


def fair(sources: Iterable[Source], states: Mapping[str, SourceState]) -> tuple[Source, ...]:
    """Sources in an order fair to hosts: every host's longest-waiting source first, then every host's second."""
    queues: dict[str, list[Source]] = {}
    for source in sorted(sources, key=lambda one: _waiting_since(states.get(one.id))):
        queues.setdefault(_host(source), []).append(source)
    return tuple(_rounds(list(queues.values())))


def _failed(source: Source, outcome: FetchFailed, now: datetime, next_due: datetime) -> Visit:
    if outcome.gone:
        return Visit(source=source.id, outcome="off", at=now, next_due=None, reason=outcome.reason, status=outcome.status)
    hold = outcome.hold_until if outcome.hold_until is not None and outcome.hold_until > now else None
    return Visit(
        source=source.id,
        outcome="held" if hold else "failed",
        at=now,
        next_due=max(next_due, hold) if hold else next_due,
        reason=outcome.reason,
        status=outcome.status,
        hold_until=hold,
    )


def _later(source: Source, now: datetime, failures: int, jitter: float) -> datetime:
    """The next due time: the interval, one more for each failure in a row, a bit of jitter, within a day."""
    every = timedelta(seconds=_interval(source))
    wait = min(every * (failures + 1), max(LONGEST, every))
    return now + wait * (1 + min(max(jitter, 0.0), 1.0) / 10)


def _interval(source: Source) -> float:
    """Seconds between two polls; the floor protects other people's servers, not one's own folders and hosts."""
    return source.every if source.kind == "folder" or source.allow_private else max(source.every, FLOOR_S)


def _longest_wait(source: Source) -> timedelta:
    """The longest wait that `after` gives: a stored time further ahead was written under a wrong clock."""
    return max(LONGEST, timedelta(seconds=_interval(source))) * 1.1


def _ahead(moment: datetime, now: datetime, longest: timedelta) -> bool:
    return now < moment <= now + longest


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _waiting_since(state: SourceState | None) -> float:
    return state.next_due.timestamp() if state is not None and state.next_due is not None else 0.0


def _host(source: Source) -> str:
    if source.url is None:
        return f"folder {source.id}"
    try:
        return urlsplit(source.url).hostname or source.id
    except ValueError:
        return source.id


def _rounds(queues: list[list[Source]]) -> Iterator[Source]:
    while queues:
        yield from [queue.pop(0) for queue in queues]
        queues = [queue for queue in queues if queue]
