"""The newsroom: rules, clock, database, dead letters, what waits to go out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ingest.amounts import many
from ingest.doctor.terms import Fault
from normalizers.problems import RulebookError
from normalizers.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.doctor.terms import House
    from ingest.store.rows import OutboxRow, SourceHealthRow
    from ingest.terms import TargetState

BEFORE_US = datetime(2025, 1, 1, tzinfo=UTC)
SKEW = timedelta(minutes=10)
STILL = timedelta(days=1)
LATE = timedelta(hours=1)
SHOWN = 5
RUNS = "to have it run by itself, start the timer, the crontab line or `serve` (docs/operate.md)"
MADE_ANEW = ("search index", "to no item")
RESTORE = "stop the line and the desk, then `restore BACKUP` with the newest one; the file as it is stays beside it"


def rules(house: House) -> Iterator[Fault]:
    """Whether agencies, notices and house styles can be read."""
    try:
        load_rulebook(house.root)
    except RulebookError as wrong:
        yield Fault(what="The rules can't be used", why=str(wrong), remedy="correct the row it names; `config check` proves it")


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
        yield Fault(what="Nothing has been fetched for more than a day", why=why, remedy=f"`run` fetches now; {RUNS}")


def dead(house: House) -> Iterator[Fault]:
    """What lies among the dead letters."""
    count = house.store.counts().dead if house.store else 0
    if house.store and count:
        reasons = dict.fromkeys(letter.reason for letter in house.store.dead_letters(SHOWN))
        remedy = "`dead list` names each; `dead requeue NO` reads one again, `dead drop NO` throws it away"
        yield Fault(what=many(count, "dead letter"), why="; ".join(reasons), remedy=remedy, grave=False)


def outbox(house: House) -> Iterator[Fault]:
    """What can't leave, or waits too long."""
    if not house.store:
        return
    given_up: dict[str, list[OutboxRow]] = {}
    for row in house.store.outbox(status="failed", limit=1000):
        if row.done is None:  # else it was not wanted any more
            given_up.setdefault(row.target, []).append(row)
    for target, rows in given_up.items():
        yield _given_up(target, rows)
    for state in house.store.target_states(house.now):
        yield from _target(state, house.now)


def _given_up(target: str, rows: list[OutboxRow]) -> Fault:
    """What was given up for one target."""
    look = f"`outbox test {target}` shows what it answers; once it takes that, "
    if len(rows) == 1:
        why = f"{many(rows[0].attempts, 'try', 'tries')}; {rows[0].last_error or 'no reason given'}"
        remedy = f"{look}`outbox retry {rows[0].outbox_id}` sends it"
        return Fault(what=f"Target {target!r} does not take item {rows[0].item_id}", why=why, remedy=remedy)
    why = "; ".join(list(dict.fromkeys(row.last_error or "no reason given" for row in rows))[:SHOWN])
    remedy = f"{look}`outbox retry --target {target} --failed` sends them all"
    return Fault(what=f"Target {target!r} does not take {many(len(rows), 'despatch', 'despatches')}", why=why, remedy=remedy)


def _target(state: TargetState, now: datetime) -> Iterator[Fault]:
    """What keeps copy from one target; what it has not called back yet first."""
    if state.recall and (state.held_until or now - state.recall.since > LATE):
        since = f"since {state.recall.since:%Y-%m-%d %H:%M} UTC, and their copy is still out there"
        why = f"{state.last_error or 'nothing has sent them'}; {since}"
        what = f"Target {state.target!r} has not taken {many(state.recall.count, 'withdrawal')}"
        remedy = f"have it taken down there by hand; every `run` tries again, and `outbox test {state.target}` shows what it answers"
        yield Fault(what=what, why=why, remedy=remedy)
    waits = many(state.waiting, "despatch waits", "despatches wait")
    if state.oldest_due and state.oldest_due <= now:
        waits += f", the oldest since {state.oldest_due:%Y-%m-%d %H:%M} UTC"
    if state.paused:
        why = f"by {state.by} since {state.since:%Y-%m-%d %H:%M} UTC: {state.why or 'no reason given'}; {waits}"
        yield Fault(what=f"Target {state.target!r} is paused", why=why, remedy=f"`outbox resume {state.target}` lets them go", grave=False)
    elif state.held_until:
        why = f"{state.last_error or 'it gave no reason'}; left alone until {state.held_until:%H:%M} UTC; {waits}"
        look, now_then = f"`outbox test {state.target}`", f"`outbox resume {state.target}`"
        remedy = f"{look} shows what it answers; it is tried again by itself, and at once after {now_then}"
        yield Fault(what=f"Target {state.target!r} does not answer", why=why, remedy=remedy, grave=False)
    elif state.oldest_due and now - state.oldest_due > LATE:
        yield Fault(what=f"Copy waits for target {state.target!r}", why=waits, remedy=f"`run` sends them; {RUNS}", grave=False)


def _health(house: House) -> tuple[SourceHealthRow, ...]:
    """How the sources do, where there is a database."""
    return house.store.health() if house.store else ()
