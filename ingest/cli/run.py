"""`run` and `serve`: one pass, or one after another for ever."""

from __future__ import annotations

import asyncio
import gc
import signal
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ingest import __version__, clock, journal
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, on_terminal, warn
from ingest.cli.progress import Bars, Lines, Told, table
from ingest.cli.steps import called, first_step
from ingest.desk.editors import DeskError
from ingest.fetch import Fetcher, Permits
from ingest.filing import Stages
from ingest.journal import Event, tell
from ingest.lock import RunLock
from ingest.outbox.standing import recalled
from ingest.pipeline import Line, Notebook, Pumps, Silence, Turns, run_pass
from ingest.pipeline import tick as look
from ingest.schedule import Rhythm
from ingest.schedule import serve as keep_serving
from ingest.workers import Readers
from normalizers.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from contextlib import AbstractContextManager

    from ingest.pipeline import Progress
    from ingest.store import Store
    from ingest.terms import Config, RunReport, TargetState

BAD = frozenset({"failed", "unreachable"})


@click.command()
@click.option("--source", "only", multiple=True, metavar="ID", help="Only this source; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Every enabled source, whatever its next_due says.")
@in_house
def run(house: House, only: tuple[str, ...], *, everything: bool) -> int:
    """One pass: fetch what is due, read it, file it, send what was approved.

    This is the line for a crontab or a systemd timer. A second run beside it leaves at once with status 75.

    \b
      copytaster run                      what is due
      copytaster run --all                every enabled source now
      copytaster run --source ani-world   one source, if it is due
    """
    _known(house, only)
    load_rulebook(house.config_root)  # a fault in the rules ends the run here, not at the first document that is due next week
    gc.freeze()  # what was loaded stays: looking through it for garbage would cost a tenth of a quiet pass
    with RunLock(house.data), house.store(make=True) as store:
        report = asyncio.run(_one_pass(house, store, only, everything=everything))
        left = _Left(
            queued=dict(store.counts().statuses).get("queued", 0),
            recalls=tuple(one for one in store.target_states(clock.now()) if one.recall),
        )
    _report(house, report, left, named=bool(only))
    return _code(report)


def _known(house: House, only: Sequence[str]) -> None:
    """Refuse a source that the configuration does not name."""
    ids = {source.id for source in house.config.sources}
    for one in only:
        if one not in ids:
            raise click.UsageError(f"there is no source {one!r} in {house.config_root / 'sources.toml'}; see: copytaster sources list")


@click.command()
@click.option(
    "--every",
    type=click.FloatRange(1, 3600),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Time between two looks at what is due.",
)
@click.option("--desk/--no-desk", "with_desk", default=True, show_default=True, help="Open the editors' desk too.")
@click.option("--door/--no-door", "with_door", default=True, show_default=True, help="Open the machines' door too.")
@in_house
def serve(house: House, *, every: float, with_desk: bool, with_door: bool) -> int:
    """The same as `run` for ever: asks each source when it is due, sends what is approved, holds the desk and the door.

    For a systemd service or a terminal.

    SIGTERM finishes the transaction at work and leaves; SIGHUP reads the configuration again.

    \b
      copytaster serve --data /var/lib/copytaster
      copytaster serve --every 60 -v
    """
    journal.set_up(verbose=1 + house.verbose)
    desk, door = beside_desk(house) if with_desk else nullcontext(), beside_door(house) if with_door else nullcontext()
    with RunLock(house.data), house.store(make=True) as store, desk, door:
        asyncio.run(_serve(house, store, every))
    return Exit.OK


@contextmanager
def beside_desk(house: House) -> Iterator[None]:
    """The desk open meanwhile. Where it can't open, the line goes on without it: copy must not wait for a port."""
    from ingest.cli.desk import open_desk
    from ingest.desk.web.serving import serving_beside
    from ingest.listening import ListenError

    try:
        place, rooms, where = open_desk(house, None, held=True)
    except (DeskError, ListenError) as closed:
        tell(Event.DESK_TROUBLE, says=str(closed))
        yield
        return
    house.say(f"The desk is open at {where}")
    with serving_beside(rooms, place):
        yield


@contextmanager
def beside_door(house: House) -> Iterator[None]:
    """The door open meanwhile. Where it can't open, the line goes on without it."""
    from ingest.cli.door import open_door
    from ingest.door.serving import serving_beside
    from ingest.listening import ListenError

    try:
        place, rooms, where = open_door(house, None)
    except ListenError as closed:
        tell(Event.DOOR_TROUBLE, says=str(closed))
        yield
        return
    house.say(f"The machines' door is open at {where}")
    with serving_beside(rooms, place):
        yield


async def _serve(house: House, store: Store, every: float) -> None:
    """Ticks until we are told to leave. The rooms stay open between two of them, until the configuration changes."""
    stopping = asyncio.Event()
    async with AsyncExitStack() as rooms:
        opened: list[tuple[Config, Line, Turns, Pumps]] = []

        async def tick() -> None:
            if not opened or opened[0][0] is not house.config:
                await rooms.aclose()
                line = await rooms.enter_async_context(line_for(house, store, stopping, Told()))
                turns, pumps = Turns(line), Pumps(line)
                rooms.push_async_callback(turns.let_go)
                rooms.push_async_callback(pumps.let_go)
                opened[:] = [(house.config, line, turns, pumps)]
            _, line, turns, pumps = opened[0]
            await look(line, turns, pumps, every / 2)

        await keep_serving(tick, stopping, rhythm=Rhythm(every_s=every), reload=house.reload)


async def _one_pass(house: House, store: Store, only: Sequence[str], *, everything: bool) -> RunReport:
    """A pass that leaves after its current transaction when it is told to."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopping.set)
    with _view(house) as progress:
        async with line_for(house, store, stopping, progress) as line:
            return await run_pass(line, only=only, everything=everything)


def _view(house: House) -> AbstractContextManager[Progress]:
    """How the pass is told: bars for a person, lines for a pipe, the journal where more was asked for, nothing beside JSON."""
    if house.as_json:
        return nullcontext(Silence())
    if house.verbose:
        return nullcontext(Told())
    return Bars() if on_terminal() else Lines()


@asynccontextmanager
async def line_for(house: House, store: Store, stopping: asyncio.Event, progress: Progress) -> AsyncIterator[Line]:
    """The rooms of a pass, opened and closed together."""
    config = house.config
    readers = Readers(config.root, config.limits, workers=config.workers)
    try:
        async with Fetcher(contact=config.contact, limits=config.limits, version=__version__) as fetcher:
            yield Line(
                config=config,
                store=store,
                notebook=Notebook(store),
                fetcher=fetcher,
                permits=Permits(fetcher, store.robots, store.note_robots),
                readers=readers,
                now=clock.now,
                stages=Stages(),
                stopping=stopping,
                progress=progress,
            )
    finally:
        readers.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What a pass leaves behind: how many items wait for an editor, and the targets that withdrawals have not reached."""

    queued: int
    recalls: tuple[TargetState, ...]


def _report(house: House, report: RunReport, left: _Left, *, named: bool) -> None:
    """Tell what a pass did, and what to do next."""
    if house.as_json:
        house.tell(
            {
                "sources": report.sources,
                "despatched": report.despatched,
                "refused": report.refused,
                "queued": left.queued,
                "withdrawals": {one.target: one.recall for one in left.recalls},
                "stages": report.stages,
            }
        )
        return
    _tell_sources(house, report, named=named)
    refused = f", {report.refused} refused by a target" if report.refused else ""
    house.say(f"{left.queued} waiting for an editor, {report.despatched} despatched to targets{refused}.")
    for one in left.recalls:
        warn(f"{one.target}: {recalled(one, clock.now())}.")
    if report.stopped:
        warn("The run was asked to stop: what was filed is filed, the rest is taken up by the next run.")
    house.say(f"The editors' desk, in a browser:  {called(house)} desk")
    house.say(f"In the terminal:  {called(house)} queue list · explain ITEM · queue approve ITEM · status")


def _tell_sources(house: House, report: RunReport, *, named: bool) -> None:
    """What came of each source; where none was asked, why not."""
    if any(row.outcome != "skipped" for row in report.sources):
        table(report)
        house.say("")
    elif named:
        for row in report.sources:
            house.say(f"{row.source} was not asked: {row.reason}" + ("; ask it now with --all" if "not due" in (row.reason or "") else ""))
    elif not report.stopped:
        idle = f"No source was due; `{called(house)} run --all` asks every enabled one, `{called(house)} status` says when each is due."
        house.say(first_step(house, read=True) or idle)


def _code(report: RunReport) -> Exit:
    """The exit status of a pass."""
    if report.unreachable:
        return Exit.UNREACHABLE
    return Exit.SOME_FAILED if any(row.outcome in BAD for row in report.sources) else Exit.OK
