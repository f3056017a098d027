"""`explain`, `status`, `doctor`, `config`: what there is, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ingest import clock
from ingest.amounts import many
from ingest.cli import grid
from ingest.cli.codes import Exit
from ingest.cli.house import House, as_line, in_house, warn
from ingest.cli.steps import first_step
from ingest.cli.targets import remarks, states_of
from ingest.explain import as_lines
from ingest.explain import explain as tell_story
from ingest.journal import without_secrets
from ingest.settings import ConfigError
from ingest.settings.filters import slips
from ingest.settings.proofs import broken_examples
from ingest.settings.strays import strays
from ingest.spans import ago, span, until
from normalizers.rulebook import load_rulebook

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.store.rows import SourceHealthRow

_STATES = {"ok": "green", "failing": "red", "held": "yellow", "off": "yellow", "never": "dim"}


@click.command()
@click.argument("what", metavar="ITEM|URL")
@in_house
def explain(house: House, what: str) -> int:
    """Why an item is what it is: how it came, how it was read, whose words, how it was filed, what was decided.

    \b
      copytaster explain 12
      copytaster explain https://publisher.example/world/story
    """
    with house.store() as store:
        told = tell_story(store, what)
    if house.as_json:
        house.tell(told)
    for line in as_lines(told):
        (house.say if told.found else warn)(line)
    return Exit.OK if told.found else Exit.USAGE


@click.command()
@in_house
def status(house: House) -> int:
    """How each source does, and how much waits. Exits with 1 while a source is failing.

    \b
      copytaster status
      copytaster status --json
    """
    with house.store() as store:
        store.describe(house.config.sources)
        now = clock.now()
        rows, counts, targets = store.health(), store.counts(), states_of(house, store, now)
    if house.as_json:
        house.tell({"sources": rows, "counts": counts, "targets": targets})
    else:
        step = first_step(house, read=counts.items > 0 or any(row.last_fetch for row in rows))
        if step:
            house.say(step)
        if any(row.enabled for row in rows):
            _print(rows, now)
        house.say("")
        for one in targets:
            for says in remarks(one, now):
                house.say(f"target {one.target}: {says}")
        stand = ", ".join(f"{n} {name}" for name, n in counts.statuses)
        told = f"{many(counts.items, 'item')}, {many(counts.dead, 'dead letter')}, {counts.waiting} waiting in the outbox"
        house.say(f"{told}; {stand}" if stand else told)
    return Exit.SOME_FAILED if any(row.enabled and row.state == "failing" for row in rows) else Exit.OK


def _print(rows: tuple[SourceHealthRow, ...], now: datetime) -> None:
    """The health table; a narrow terminal has the remarks below it, and no column of what can be looked up."""
    small = grid.narrow()
    headers: tuple[str, ...] = ("source", "state", "24 h", "7 d", "lag", "last success")
    if not small:
        headers = ("source", "state", "last success", "next due", "items", "24 h", "7 d", "lag", "remarks")
    on = [row for row in rows if row.enabled]
    grid.show(headers, ((_cells(row, now, small=small), _STATES[row.state]) for row in on), right=("items", "24 h", "7 d", "lag"))
    remarks = [(row.source, said) for row in on if (said := _remark(row, now))]
    if small and remarks:
        click.echo()
        grid.facts(remarks)


def _cells(row: SourceHealthRow, now: datetime, *, small: bool) -> tuple[str, ...]:
    """One line of the health table."""
    lag = "—" if row.lag_minutes is None else span(row.lag_minutes * 60)
    fresh = (str(row.items_new_24h), str(row.items_new_7d), lag)
    if small:
        return (row.source, row.state, *fresh, ago(row.last_success, now))
    due = "—" if row.state == "off" else until(row.next_due, now)
    return (row.source, row.state, ago(row.last_success, now), due, str(row.items_total), *fresh, _remark(row, now))


def _remark(row: SourceHealthRow, now: datetime) -> str:
    """Why a source is held, off or failing, and what to do where it does not pass by itself; of a well one, why it is asked when it is."""
    why = row.last_error or ""
    match row.state:
        case "held":
            return f"left alone for {span((row.hold_until - now).total_seconds())} more: {why}" if row.hold_until else why
        case "off":
            return f"{why}; copytaster sources enable {row.source} asks it again"
        case "failing":
            return f"{why} ({row.failures} times in a row)" if row.failures > 1 else why
        case "ok" | "never":
            return f"has moved for good to {row.moved_to}: put that into `url` of its row" if row.moved_to else _pace(row.because or "")


def _pace(because: str) -> str:
    """Why a source is asked otherwise than its row says; nothing where it is asked as that says."""
    return because if ":" in because or " asks " in because or " calls " in because else ""


@click.command()
@click.option("--mend", is_flag=True, help="First make anew what is made of other rows: the search index, marks of items that are gone.")
@in_house
def doctor(house: House, *, mend: bool) -> int:
    """Examine this installation and say what is wrong and how to mend it. Exits with 1 where something stops the line or loses copy.

    It only looks: nothing is changed, an old database is not brought up to date, unless you say --mend.

    \b
      copytaster doctor --data /var/lib/copytaster
      copytaster doctor --mend
    """
    from ingest.doctor import examine

    if mend:
        with house.store() as store:
            for says in store.mend() or ("nothing had to be made anew",):
                warn(says)
    faults = examine(house.config_root, house.data, clock.now())
    if house.as_json:
        house.tell(faults)
    for fault in faults:
        house.say(f"{'✗' if fault.grave else '·'} {fault.what}\n  why: {fault.why}\n  mend: {fault.remedy}")
    if not faults:
        house.say("Nothing is wrong here.")
    begun = (house.data / "wire.db").exists() or any(fault.grave for fault in faults)
    if not begun and any(one.enabled for one in house.config.sources):  # without one the faults say what to do first
        house.say(first_step(house, read=False) or "")
    return Exit.SOME_FAILED if any(fault.grave for fault in faults) else Exit.OK


@click.group()
@in_house
def config(house: House) -> None:
    """The configuration: whether it is sound, and what it says once defaults are filled in.

    \b
      copytaster config check --config /etc/copytaster
      copytaster config show
    """


@config.command()
@in_house
def check(house: House) -> None:
    """Read every file under the config folder and run its examples; a fault is named with file, line and remedy, and the status is 78.

    \b
      copytaster config check --config /etc/copytaster
    """
    settings, rules = house.config, load_rulebook(house.config_root)
    unread = dict(strays(house.config_root))
    for name, says in unread.items():
        warn(f"{house.config_root / name}: {says}")
    wrong = broken_examples(rules)
    if wrong:
        for file, place, says in wrong:
            warn(f"{house.config_root / file}: {place}: {says}")
        broken = many(len(wrong), "doesn't hold", "don't hold")
        raise ConfigError(str(house.config_root), "examples", f"{broken}; mend each rule or its example")
    missed = list(slips(settings, rules.agencies))
    if missed:
        for file, place, says in missed[1:]:
            warn(f"{house.config_root / file}: {place}: {says}")
        file, place, says = missed[0]
        raise ConfigError(str(house.config_root / file), place, says)
    on = sum(source.enabled for source in settings.sources)
    sources, targets = many(len(settings.sources), "source"), many(len(settings.targets), "target")
    house.say(f"{house.config_root}: sound. {sources} ({on} on), {targets}, ruleset {rules.version}.")
    if house.as_json:
        house.tell(
            {
                "config": str(house.config_root),
                "sources": len(settings.sources),
                "enabled": on,
                "targets": len(settings.targets),
                "ruleset": rules.version,
                "unread": list(unread),
            }
        )


@config.command()
@in_house
def show(house: House) -> None:
    """Print the configuration as it is understood, defaults filled in.

    \b
      copytaster config show
    """
    click.echo(without_secrets(as_line(house.config)))
