"""Before a source is asked: whether it may be, what it is asked, and in what order. Pure: values in, values out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from yarl import URL

from ingest.fetch.moving import address
from ingest.settings.kinds import BOXES, KINDS, PORTS
from ingest.terms import Validators

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from random import Random

    from ingest.terms import Hold, Source, SourceState

NOT_DUE = "not due"  # how the reason begins that a daemon does not note at every look
DAY_S = 86_400
LEAST_S = 60  # no page or feed is asked more often, whatever its row says
FLOOR_S = 540  # least time between two polls of other people's servers, restarts or not, unless the row asks for a shorter one
LONGEST = timedelta(hours=24)
LOCKED_FOR = timedelta(minutes=30)  # a server that refused the account is left alone: common locks come after three to ten tries
STRETCH_TO = 2  # times `every`: as far as a quiet source's rhythm goes where its row does not say
TRUSTED_FOR = timedelta(days=8)  # validators are put to the proof by a whole answer once in this time


def is_due(
    source: Source, state: SourceState, now: datetime, *, holds: Mapping[str, Hold] | None = None, everything: bool = False
) -> str | None:
    """None where the source is asked now, else why not, in words; `everything` passes over interval, floor and back-off, nothing else."""
    if not source.enabled:
        return "disabled in sources.toml"
    if state.state == "off":
        return f"off since the server said that the address is gone (410); `sources enable {source.id}` asks it again"
    hold = (holds or {}).get(origin_of(address(source, state)))
    until = max((one for one in (state.hold_until, hold.until if hold else None) if one is not None), default=None)
    if until is not None and _ahead(until, now, LONGEST):
        shut = source.kind in BOXES and until == state.hold_until
        why = f"it did not let us in; `sources enable {source.id}` lifts that" if shut else "the server asked to be left alone"
        return f"held until {_clock(until)}: {why}"
    if everything:
        return None
    if state.next_due is not None and _ahead(state.next_due, now, _longest_wait(source)):
        return f"{NOT_DUE} until {_clock(state.next_due)}"
    return _too_soon(source, state, now)


def question(source: Source, state: SourceState, now: datetime) -> tuple[str, Validators]:
    """The address to ask, and what the server is told we have of it.

    Validators are left out once in eight days, and always where the source's row distrusts them; the digest of the bytes stays:
    it can't lie. Those of another address say nothing about this one.
    """
    known = state.validators
    url = address(source, state)
    old = state.validated is not None and not _ahead(state.validated + TRUSTED_FOR, now, TRUSTED_FOR)
    if not source.conditional or old:
        return url, Validators(body=known.body)
    return url, known


def bounds(source: Source) -> tuple[float, float, float]:
    """The shortest, usual and longest wait between two polls, in seconds. A folder of one's own keeps to its interval."""
    every = float(source.every if own_house(source) else max(source.every, LEAST_S))
    if KINDS[source.kind].here:
        return every, every, every
    low = min(float(source.fastest or every), every)
    high = float(source.slowest) if source.slowest else min(STRETCH_TO * every, max(DAY_S, every))
    return (low if own_house(source) else max(low, LEAST_S)), every, max(high, every)


def own_house(source: Source) -> bool:
    """Whether a source is the newsroom's own: its folders, and the hosts that it opens by name."""
    return KINDS[source.kind].here or bool(source.allow_private)


def left_alone(source: Source) -> str:
    """What people are told where a server refused the account and is not asked again for a while."""
    minutes = LOCKED_FOR.seconds // 60
    return f"it is left alone for {minutes} minutes, lest the account be locked; `sources enable {source.id}` lifts that"


def fair(sources: Iterable[Source], states: Mapping[str, SourceState], dice: Random | None = None) -> tuple[Source, ...]:
    """Sources in an order fair to hosts: every host's longest-waiting source first, then every host's second; `dice` shuffle the hosts."""
    queues: dict[str, list[Source]] = {}
    for source in sorted(sources, key=lambda one: _waiting_since(states.get(one.id))):
        queues.setdefault(host_of(source), []).append(source)
    rows = list(queues.values())
    if dice is not None:
        dice.shuffle(rows)
    return tuple(_rounds(rows))


def host_of(source: Source) -> str:
    """The host whose patience a source costs; a folder is a host of its own."""
    if source.url is None:
        return f"folder {source.id}"
    try:
        return urlsplit(source.url).hostname or source.id
    except ValueError:
        return source.id


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, in one spelling; nothing where it is no address.

    >>> origin_of("HTTPS://Wire.example/feed?x=1"), origin_of("http://[::1]:8099/")
    ('https://wire.example:443', 'http://[::1]:8099')
    """
    try:
        parts = URL(url)
        port = parts.port or PORTS.get(parts.scheme)
        if not parts.raw_host or port is None:
            return ""
    except ValueError:
        return ""
    host = f"[{parts.raw_host}]" if ":" in parts.raw_host else parts.raw_host.lower()
    return f"{parts.scheme}://{host}:{port}"


def _too_soon(source: Source, state: SourceState, now: datetime) -> str | None:
    """Why a source that is due was asked too short a time ago, or None; whoever edits `next_due` by hand meets this."""
    if own_house(source) or state.last_fetch is None:
        return None
    low, _, _ = bounds(source)
    least = timedelta(seconds=min(low, FLOOR_S))
    if not state.last_fetch <= now < state.last_fetch + least:
        return None
    return f"asked {(now - state.last_fetch).total_seconds():.0f} s ago; at the least {least.total_seconds():.0f} s lie between two polls"


def _longest_wait(source: Source) -> timedelta:
    """The longest wait that is ever decided: a stored time further ahead was written under a wrong clock."""
    _, _, high = bounds(source)
    return max(LONGEST, timedelta(seconds=high)) * 1.1


def _ahead(moment: datetime, now: datetime, longest: timedelta) -> bool:
    return now < moment <= now + longest


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _waiting_since(state: SourceState | None) -> float:
    return state.next_due.timestamp() if state is not None and state.next_due is not None else 0.0


def _rounds(queues: list[list[Source]]) -> Iterator[Source]:
    while queues:
        yield from [queue.pop(0) for queue in queues]
        queues = [queue for queue in queues if queue]
