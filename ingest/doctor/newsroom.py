"""The newsroom: settings, database, sources, dead letters, what waits to go out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from ingest.amounts import many
from ingest.doctor.terms import Fault
from normalizers.problems import RulebookError
from normalizers.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.doctor.terms import House
    from ingest.store.rows import SourceHealthRow
    from ingest.terms import TargetState

BEFORE_US = datetime(2025, 1, 1, tzinfo=UTC)
SKEW = timedelta(minutes=10)
STILL = timedelta(days=1)
LATE = timedelta(hours=1)
SHOWN = 5
MADE_ANEW = ("search index", "to no item")
RESTORE = "stop the line and the desk, then `restore BACKUP` with the newest one; the file as it is stays beside it"


def rules(house: House) -> Iterator[Fault]:
    """Whether agencies, notices and house styles can be read."""
    try:
        load_rulebook(house.root)
    except RulebookError as wrong:
        yield Fault(what="The rules can't be used", why=str(wrong), remedy="correct the row it names; `config check` proves it")


def folders(house: House) -> Iterator[Fault]:
    """Whether every folder source has its folder."""
    for source in house.config.sources if house.config else ():
        if source.enabled and source.path and not source.path.is_dir():
            why = f"{source.path} is no folder"
            remedy = f"make it, correct its path in sources.toml, or `sources disable {source.id}`"
            yield Fault(what=f"Source {source.id!r} has nowhere to read from", why=why, remedy=remedy, grave=False)


def polite(house: House) -> Iterator[Fault]:
    """Whether we say who we are."""
    public = [one for one in house.config.sources if one.enabled and (one.url or "").startswith("http")] if house.config else []
    if public and house.config and not house.config.contact:
        why = f"{many(len(public), 'source is', 'sources are')} asked without an address that their servers could write to"
        remedy = "set contact in pipeline.toml to a page or mailbox of yours"
        yield Fault(what="Nobody can reach us", why=why, remedy=remedy, grave=False)


def clock(house: House) -> Iterator[Fault]:
    """Whether the clock can be right."""
    remedy = "set the clock (timedatectl set-ntp true); polls wait until it has caught up"
    if house.now < BEFORE_US:
        yield Fault(what="The clock is wrong", why=f"it says {house.now:%Y-%m-%d}, before this program was written", remedy=remedy)
        return
    newest = max((row.last_fetch for row in _health(house) if row.last_fetch), default=None)
    if newest and newest - house.now > SKEW:
        why = f"it says {house.now:%Y-%m-%d %H:%M} UTC, and a fetch is noted at {newest:%Y-%m-%d %H:%M} UTC"
        yield Fault(what="The clock went back", why=why, remedy=remedy)


def sound(house: House) -> Iterator[Fault]:
    """Whether the database is sound."""
    for says in house.store.check() if house.store else ():
        made_anew = any(what in says for what in MADE_ANEW)
        what = "The database has a part that must be made anew" if made_anew else "The database is damaged"
        remedy = "`doctor --mend` makes it anew; nothing is lost" if made_anew else RESTORE
        yield Fault(what=what, why=says, remedy=remedy)


def running(house: House) -> Iterator[Fault]:
    """Whether anything runs the line."""
    newest = max((row.last_fetch for row in _health(house) if row.last_fetch), default=None)
    if newest and house.now - newest > STILL:
        why = f"the last fetch was {newest:%Y-%m-%d %H:%M} UTC"
        remedy = "see whether the timer, the crontab line or `serve` is running (docs/operate.md)"
        yield Fault(what="Nothing has been fetched for more than a day", why=why, remedy=remedy)


def sources(house: House) -> Iterator[Fault]:
    """The sources that fail, are off, or have never worked."""
    for row in _health(house):
        if row.enabled:
            yield from _source(row)


def _source(row: SourceHealthRow) -> Iterator[Fault]:
    """One source's fault, where it has one."""
    why = row.last_error or "it gave no reason"
    check = f"`sources check {row.source}` asks it once; `sources disable {row.source}` leaves it alone"
    if row.state == "off":
        yield Fault(
            what=f"Source {row.source!r} is gone", why=why, remedy=f"find its new address, or `sources disable {row.source}`", grave=False
        )
    elif row.state == "failing" and row.last_success is None:
        yield Fault(
            what=f"Source {row.source!r} has never worked", why=why, remedy=f"look at its address in sources.toml; {check}", grave=False
        )
    elif row.state == "failing":
        tried = f"{why}; {many(row.failures, 'failure')} since {row.last_success:%Y-%m-%d %H:%M} UTC"
        yield Fault(what=f"Source {row.source!r} fails", why=tried, remedy=check, grave=False)
    if row.moved_to is not None:
        why = f"its server says so at every poll: {row.moved_to}; that is what is asked"
        remedy = f"write the new address into the row of {row.source!r} in sources.toml"
        yield Fault(what=f"Source {row.source!r} has moved for good", why=why, remedy=remedy, grave=False)


def dead(house: House) -> Iterator[Fault]:
    """What lies among the dead letters."""
    count = house.store.counts().dead if house.store else 0
    if house.store and count:
        reasons = dict.fromkeys(letter.reason for letter in house.store.dead_letters(SHOWN))
        remedy = "`dead list` shows them, `dead requeue ID` reads one again, `dead drop ID` throws it away"
        yield Fault(what=many(count, "dead letter"), why="; ".join(reasons), remedy=remedy, grave=False)


def outbox(house: House) -> Iterator[Fault]:
    """What can't leave, or waits too long."""
    if not house.store:
        return
    given_up = (row for row in house.store.outbox(status="failed", limit=1000) if row.done is None)  # done: it was not wanted any more
    for row in islice(given_up, SHOWN):
        why = f"{many(row.attempts, 'try', 'tries')}; {row.last_error or 'no reason given'}"
        what = f"Target {row.target!r} does not take item {row.item_id}"
        yield Fault(what=what, why=why, remedy=f"mend the target, then `outbox retry {row.outbox_id}`")
    for state in house.store.target_states(house.now):
        yield from _target(state, house.now)


def _target(state: TargetState, now: datetime) -> Iterator[Fault]:
    """What keeps copy from one target."""
    waits = many(state.waiting, "despatch waits", "despatches wait")
    if state.oldest_due:
        waits += f", the oldest since {state.oldest_due:%Y-%m-%d %H:%M} UTC"
    if state.paused:
        why = f"by {state.by} since {state.since:%Y-%m-%d %H:%M} UTC: {state.why or 'no reason given'}; {waits}"
        yield Fault(what=f"Target {state.target!r} is paused", why=why, remedy=f"`outbox resume {state.target}` lets them go", grave=False)
    elif state.held_until:
        why = f"{state.last_error or 'it gave no reason'}; left alone until {state.held_until:%H:%M} UTC; {waits}"
        remedy = f"it is tried again by itself; once it is mended, `outbox resume {state.target}` asks it at once"
        yield Fault(what=f"Target {state.target!r} does not answer", why=why, remedy=remedy, grave=False)
    elif state.oldest_due and now - state.oldest_due > LATE:
        remedy = "`run` sends them; see whether anything runs it"
        yield Fault(what=f"Copy waits for target {state.target!r}", why=waits, remedy=remedy, grave=False)


def _health(house: House) -> tuple[SourceHealthRow, ...]:
    """How the sources do, where there is a database."""
    return house.store.health() if house.store else ()
