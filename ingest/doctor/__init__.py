"""The doctor: what is wrong here, why, and the sentence that mends it. Checks are small, and stand in one list."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.doctor import accounts, disk, door, machine, newsroom, sources
from ingest.doctor.terms import Fault, House
from ingest.settings import ConfigError, read_config
from ingest.store import StoreError, StoreFull, StoreLocked, StoreOld, StoreShut, StoreTooNew, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

__all__ = ["CHECKS", "Fault", "House", "examine"]

BUSY_S = 2.0
SHUT: tuple[tuple[type[StoreError], str], ...] = (  # what opens a database again, by what keeps it shut
    (StoreLocked, "wait until it lets go, or end it: `fuser wire.db` names it"),
    (StoreFull, "make room on the disk, or raise the limit on file sizes"),
    (StoreShut, "give the user who runs this the right to write there (chown or chmod)"),
    (StoreTooNew, "install the version that made it, or a later one"),
    (StoreError, newsroom.RESTORE),
)
CHECKS: tuple[Callable[[House], Iterator[Fault]], ...] = (
    machine.python,
    machine.sqlite,
    machine.zones,
    machine.foreign,
    disk.writable,
    disk.room,
    disk.file_system,
    disk.log_length,
    disk.lock,
    newsroom.rules,
    sources.begun,
    sources.folders,
    accounts.accounts,
    newsroom.polite,
    newsroom.clock,
    newsroom.sound,
    newsroom.running,
    sources.ailing,
    newsroom.dead,
    newsroom.outbox,
    door.secrets,
    door.listens,
    door.backlog,
)


def examine(root: Path, data: Path, now: datetime) -> tuple[Fault, ...]:
    """Look at machine, disk, settings, database, sources and outbox; nothing where all is well, the grave faults first.

    A database that isn't there yet is no fault: the first run makes it.
    """
    faults: list[Fault] = []
    house = House(root=root, data=data, now=now)
    with ExitStack() as open_things:
        house = _with_config(house, faults)
        house = _with_store(house, faults, open_things)
        for check in CHECKS:
            faults.extend(check(house))
    return tuple(sorted(faults, key=lambda fault: not fault.grave))


def _with_config(house: House, faults: list[Fault]) -> House:
    """The house with its settings, or a fault that says what is wrong with them."""
    try:
        return replace(house, config=read_config(house.root, house.data))
    except ConfigError as wrong:
        place = " ".join(part for part in (wrong.file, wrong.key) if part)
        faults.append(
            Fault(what="The configuration can't be used", why=f"{place}: {wrong.says}", remedy="correct it there; `config check` proves it")
        )
        return house


def _with_store(house: House, faults: list[Fault], open_things: ExitStack) -> House:
    """The house with its database, or a fault that says why it can't be opened."""
    file = house.data / "wire.db"
    if not file.exists():
        return house
    try:
        store = open_store(file, busy_s=BUSY_S, looking=True)
    except StoreOld as old:
        remedy = "any command brings it up to date and keeps a copy of it as it was; look again after the next `run`"
        faults.append(Fault(what="The database is of an earlier layout", why=str(old), remedy=remedy, grave=False))
        return house
    except StoreError as wrong:
        remedy = next(says for kind, says in SHUT if isinstance(wrong, kind))
        faults.append(Fault(what="The database can't be opened", why=str(wrong), remedy=remedy))
        return house
    open_things.callback(store.close)
    return replace(house, store=store)
