"""`python -m tests.bench NAME`: one benchmark and its tables."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import deliver_files as files
from . import deliver_folder as folders
from . import deliver_imap as mailing
from . import deliver_push as pushing
from . import desk as desking
from . import faults as faulting
from . import feeds as reading
from . import fetch as fetching
from . import hostile as hostility
from . import kills as killing
from . import lookup as looking
from . import outbox as sending
from . import pages as papers
from . import provenance as sources
from . import soak as soaking
from . import store as storing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .paper import Paper

sys.path.insert(0, str(Path(__file__).parent.parent))  # the rooms of the gate, whose pages are read, name each other as the tests do


@click.group(help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})
def bench() -> None:
    """Name one."""


DELIVERIES: Mapping[str, Callable[[int, int, int], Paper]] = {
    "folder": folders.bench,
    "sftp": partial(files.bench, "sftp"),
    "ftp": partial(files.bench, "ftp"),
    "imap": mailing.whole,
    "push": pushing.bench,
}

as_json_flag = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


@bench.command()
@click.option("--sources", default=2000, show_default=True, type=click.IntRange(2, 10_000))
@click.option("--hosts", default=100, show_default=True, type=click.IntRange(1, 2000))
@click.option("--tls/--no-tls", default=True)
@as_json_flag
def fetch(sources: int, hosts: int, *, tls: bool, as_json: bool) -> None:
    """A pass over many sources: new, unchanged, a few changed."""
    sys.exit(fetching.bench(sources, hosts, tls=tls).hand_out(as_json=as_json))


@bench.command()
@click.option("--share", default=1.0, show_default=True, type=click.FloatRange(0.01, 100), help="How much of the usual work.")
@as_json_flag
def feeds(share: float, *, as_json: bool) -> None:
    """Feeds read a second, beside feedparser."""
    sys.exit(reading.bench(share).hand_out(as_json=as_json))


@bench.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--rounds", default=papers.ROUNDS, show_default=True, type=click.IntRange(1, 99))
@as_json_flag
def pages(folder: Path | None, rounds: int, *, as_json: bool) -> None:
    """Pages read, stage by stage: the invented set, or those of FOLDER."""
    sys.exit(papers.bench(folder, rounds).hand_out(as_json=as_json))


@bench.command()
@click.option("--only", multiple=True, metavar="HABIT", help="Only this habit; may be repeated.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1, 9))
@as_json_flag
def hostile(only: tuple[str, ...], rounds: int, *, as_json: bool) -> None:
    """What bad servers and bad feeds cost a run and its good neighbors."""
    sys.exit(hostility.bench(only, rounds).hand_out(as_json=as_json))


@bench.command()
@click.option("--sources", default=2000, show_default=True, type=click.IntRange(20, 10_000))
@click.option("--minutes", default=60, show_default=True, type=click.IntRange(1, 1440))
@as_json_flag
def soak(sources: int, minutes: int, *, as_json: bool) -> None:
    """An hour of the day on a simulated clock, against servers of mixed manners."""
    sys.exit(soaking.bench(sources, minutes=minutes).hand_out(as_json=as_json))


@bench.command()
@click.option("--items", default=100_000, show_default=True, type=click.IntRange(100, 10_000_000))
@click.option("--peers", default=20_000, show_default=True, type=click.IntRange(0, 1_000_000), help="Stories for the comparison.")
@as_json_flag
def store(items: int, peers: int, *, as_json: bool) -> None:
    """A store that grows through the real `run`: speed, where the time goes, and the disk."""
    sys.exit(storing.bench(items, peers=peers).hand_out(as_json=as_json))


@bench.command()
@click.option("--items", default=1_000_000, show_default=True, type=click.IntRange(1000, 100_000_000))
@as_json_flag
def lookup(items: int, *, as_json: bool) -> None:
    """The look-up alone, among up to a million items."""
    sys.exit(looking.bench(items).hand_out(as_json=as_json))


@bench.command()
@click.option("--kills", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--seed", default=7, show_default=True, type=int)
@as_json_flag
def kills(kills: int, seed: int, *, as_json: bool) -> None:
    """A busy run killed at random moments: nothing lost, nothing twice."""
    sys.exit(killing.bench(kills, seed).hand_out(as_json=as_json))


@bench.command()
@click.argument("transport", type=click.Choice(list(DELIVERIES)))
@click.option("--documents", default=1000, show_default=True, type=click.IntRange(10, 100_000))
@click.option("--kills", default=10, show_default=True, type=click.IntRange(0, 1000))
@click.option("--seed", default=7, show_default=True, type=int)
@as_json_flag
def deliver(transport: str, documents: int, kills: int, seed: int, *, as_json: bool) -> None:
    """Copy that comes by a transport whose connections break while our runs are killed: each document once; and how fast it is."""
    sys.exit(DELIVERIES[transport](documents, kills, seed).hand_out(as_json=as_json))


@bench.command()
@click.option("--pages", default=400, show_default=True, type=click.IntRange(10, 100_000), help="How many are traced for the cost.")
@as_json_flag
def provenance(pages: int, *, as_json: bool) -> None:
    """What is read of notices whose own rules were taken away, and what a trace costs."""
    sys.exit(sources.bench(pages).hand_out(as_json=as_json))


@bench.command()
@click.option("--items", default=100_000, show_default=True, type=click.IntRange(100, 2_000_000))
@click.option("--rounds", default=100, show_default=True, type=click.IntRange(5, 10_000))
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Keep the newsroom here for the next time.")
@as_json_flag
def desk(items: int, rounds: int, data: Path | None, *, as_json: bool) -> None:
    """What an editor waits for at a desk of many items while copy comes in."""
    sys.exit(desking.bench(items, rounds, data).hand_out(as_json=as_json))


@bench.command()
@click.option("--items", default=10_000, show_default=True, type=click.IntRange(0, 1_000_000))
@click.option("--kills", default=50, show_default=True, type=click.IntRange(0, 10_000))
@click.option("--seed", default=7, show_default=True, type=int)
@as_json_flag
def outbox(items: int, kills: int, seed: int, *, as_json: bool) -> None:
    """Items to a folder, a feed and a webhook: how many a second, where the time goes; and the sender killed, its receiver flaky."""
    paper = sending.bench(items)
    if kills:
        faulting.bench(paper, kills, seed)
    sys.exit(paper.hand_out(as_json=as_json))


@bench.command(hidden=True)
@click.argument("data", type=click.Path(path_type=Path))
def copy(data: Path) -> None:
    """Bring copy to a data folder until somebody ends it."""
    desking.bring_copy(data)


bench()
