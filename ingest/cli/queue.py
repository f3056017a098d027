"""`queue`: the editors' decisions from a terminal."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, get_args

import click

from ingest import clock
from ingest.cli import deeds, grid
from ingest.cli.arranging import apart, doubts, merge, split
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.explain.lines import as_compared, as_differing, as_timeline
from ingest.store.desk import FACETS, Filter, Kept
from ingest.terms import Status
from normalizers.formats.story_json import as_json
from normalizers.formats.text import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.store.desk import Beside
    from ingest.store.rows import ItemRecord, QueueRow
    from normalizers.terms import Claim

SHOWN = 160  # letters of a notice in the list
_CLAIMS = {"no": "unedited", "yes": "changed", "may": "may be changed"}


@click.group()
@in_house
def queue(house: House) -> None:
    """What waits for an editor, and the editor's decisions.

    \b
      copytaster queue list --search monsoon
      copytaster queue show 12
      copytaster queue approve 12 13
      copytaster queue reject 14 --reason "old copy"
      copytaster queue undo 14
      copytaster queue log
    """


def _filters(command: Any) -> Any:  # noqa: ANN401 - click's own
    """The filters of the desk's list, by their names there."""
    for name in reversed(FACETS):
        command = click.option(f"--{name}", metavar="VALUE", help=f"Only this {name}; an empty one: those that have none.")(command)
    return command


@queue.command("list")
@click.option(
    "--status", type=click.Choice([*get_args(Status), "all"]), help="Those of one status instead of what waits (queued and held)."
)
@click.option("--search", metavar="WORDS", help="Only items with these words in headline or body.")
@_filters
@click.option("--signal", metavar="VALUE", help="Only items that say so of themselves: correction, alert, writethru …")
@click.option("--urgent", is_flag=True, help="The most urgent first: urgency, publishers and age together; else the newest first.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@in_house
def list_(house: House, *, limit: int, urgent: bool, status: Kept | None, **asked: str | None) -> None:
    """List what waits, newest first: whose words, what the publisher says it changed, how many carry it.

    \b
      copytaster queue list --search ferries
      copytaster queue list --status held
      copytaster queue list --agency ani --urgent
    """
    wanted = Filter(status=status or "waiting", order="urgent" if urgent else "newest", **asked)
    with house.store() as store:
        lines = store.desk.page(wanted, limit=limit, now=clock.now()).rows
    rows = tuple(line.row for line in lines)
    if house.as_json:
        house.tell(rows)
    elif rows:
        _print(tuple(replace(line.row, headline=line.amended.headline or line.row.headline) for line in lines))
    else:
        house.say("Nothing waits." if wanted == Filter() else "Nothing found.")


def _print(rows: tuple[QueueRow, ...]) -> None:
    """The list as people read it: kills and corrections in red, what is held in yellow; a narrow terminal has the claims below."""
    small = grid.narrow()
    headers = ("item", "change", "agency", "copies", *(() if small else ("they say",)), "headline")
    grid.show(headers, ((_cells(row, small=small), _style(row)) for row in rows), right=("item", "copies"))


def _cells(row: QueueRow, *, small: bool) -> tuple[str, ...]:
    """One line of the list, and below its headline why it is held, or what became of it."""
    agency = row.agency or ("—" if row.relation == "unknown" else row.relation)
    claims = _claims(row)
    state = "" if row.status == "queued" else row.status
    notes = [": ".join(filter(None, (state, row.hold_reason)))]
    middle = (agency, str(row.copies)) if small else (agency, str(row.copies), claims or "—")
    if row.unread:
        notes.append(f"a notice we could not read: {_short(row.unread)}")
    if small and claims:
        notes.insert(0, f"they say: {claims}")
    return (str(row.item_id), row.change, *middle, row.headline or "(no headline)", *(f"[{note}]" for note in notes if note))


def _short(words: str) -> str:
    """A notice on one line, cut where it gets long."""
    line = " ".join(words.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def _style(row: QueueRow) -> str:
    """The color of a line."""
    if row.change in ("kill", "correction"):
        return "red"
    return "yellow" if row.status == "held" else ""


def _claims(row: QueueRow) -> str:
    """What the publisher claims of its desk's hand in the story; nothing where it claims nothing."""
    parts = (("body", row.body_edited, row.seen_body), ("headline", row.headline_edited, row.seen_headline))
    return ", ".join(f"{name} {_CLAIMS[value]}{_but(value, seen)}" for name, value, seen in parts if value in _CLAIMS)


def _but(claim: Claim, seen: str | None) -> str:
    """What the comparison showed where it belies the claim."""
    if seen is None or claim == "may" or (claim == "yes") == (seen != "same"):
        return ""
    return f" but {'the same' if seen == 'same' else seen}"


@queue.command()
@click.argument("item", type=int)
@in_house
def show(house: House, item: int) -> int:
    """Show one item: its words, and whose they are.

    \b
      copytaster queue show 12
    """
    with house.store() as store:
        record, beside = store.item(item), store.desk.beside(item, clock.now())
    ours = {name: getattr(beside.amended, name) for name in beside.amended.fields}
    if record is None:
        warn(f"There is no item {item}; see: copytaster queue list")
        return Exit.USAGE
    if house.as_json:
        house.tell(
            as_json(record.story)
            | {"item_id": record.item_id, "status": record.status, "change": record.change, "cluster_id": record.cluster_id}
            | ({"compared": asdict(record.observed)} if record.observed else {})
            | {"amended": ours, "held_until": beside.until, "claimed_by": beside.claimed_by}
            | {"publishers": record.publishers, "timeline": [asdict(row) for row in record.timeline]}
        )
        return Exit.OK
    house.say(f"item {record.item_id} · {record.source} · {record.status} · {record.change} · cluster {record.cluster_id}")
    for line in (as_compared(record.observed), *as_differing(record.observed)) if record.observed else ():
        house.say(line)
    for line in as_timeline(record.timeline, item):
        house.say(line)
    for line in _beside(record, beside, ours):
        house.say(grid.visible(line))
    house.say(as_text(record.story))
    return Exit.OK


def _beside(record: ItemRecord, beside: Beside, ours: dict[str, object]) -> Iterator[str]:
    """What editors have put beside an item: their words for its fields, until when it is held, whose hand it is in, their notes."""
    yield from (f"amended: {name.replace('_', ' ')}: {value}" for name, value in ours.items())
    if beside.until:
        yield f"held until {clock.stamp(beside.until)}"
    if beside.claimed_by:
        yield f"{beside.claimed_by} has it in hand"
    yield from (f"note by {row.editor}: {row.reason}" for row in record.rulings if row.decision == "note")


@queue.command()
@click.option("--by", "editor", metavar="NAME", help="Only what this editor decided.")
@click.option("--item", type=int, help="Only what was decided on this item.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most so many.")
@in_house
def log(house: House, *, editor: str | None, item: int | None, limit: int) -> None:
    """Who decided what, newest first; nothing is ever taken out of it.

    \b
      copytaster queue log --by asha
    """
    with house.store() as store:
        rows = store.desk.log(editor=editor, item_id=item, limit=limit)
    if house.as_json:
        house.tell([asdict(row.ruling) | {"headline": row.headline} for row in rows])
        return
    for row in rows:
        ruling = row.ruling
        why = f": {ruling.reason}" if ruling.reason else ""
        undone = " (taken back)" if ruling.undone else ""
        what = f"{ruling.decision} {ruling.item_id}  {row.headline or '—'}"
        house.say(grid.visible(f"{clock.stamp(ruling.at)}  {ruling.editor}  {what}{why}{undone}"))
    if not rows:
        house.say("Nothing was decided yet.")


for _one in (*deeds.COMMANDS, doubts, merge, split, apart):
    queue.add_command(_one)
