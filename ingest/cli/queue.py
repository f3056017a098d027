"""`queue`: the editors' decisions from a terminal."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, get_args

import click

from ingest import clock
from ingest.cli import grid
from ingest.cli.arranging import apart, doubts, merge, split
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.desk.decisions import decide
from ingest.desk.editors import editor_name
from ingest.explain.lines import as_compared, as_differing, as_timeline
from ingest.terms import Status
from normalizers.formats.story_json import as_json
from normalizers.formats.text import as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.store.rows import QueueRow
    from ingest.terms import Decision
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
    """


@queue.command("list")
@click.option("--status", type=click.Choice(get_args(Status)), help="Those of one status instead of what waits (queued and held).")
@click.option("--search", metavar="WORDS", help="Only items with these words in headline or body.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@in_house
def list_(house: House, *, status: Status | None, search: str | None, limit: int) -> None:
    """List what waits, newest first: whose words, what the publisher says it changed, how many carry it.

    \b
      copytaster queue list --search ferries
      copytaster queue list --status held
    """
    with house.store() as store:
        rows = store.queue(status=status, search=search, limit=limit)
    if house.as_json:
        house.tell(rows)
    elif rows:
        _print(rows)
    else:
        house.say("Nothing waits." if status is None and search is None else "Nothing found.")


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
        record = store.item(item)
    if record is None:
        warn(f"There is no item {item}; see: copytaster queue list")
        return Exit.USAGE
    if house.as_json:
        house.tell(
            as_json(record.story)
            | {"item_id": record.item_id, "status": record.status, "change": record.change, "cluster_id": record.cluster_id}
            | ({"compared": asdict(record.observed)} if record.observed else {})
            | {"publishers": record.publishers, "timeline": [asdict(row) for row in record.timeline]}
        )
        return Exit.OK
    house.say(f"item {record.item_id} · {record.source} · {record.status} · {record.change} · cluster {record.cluster_id}")
    for line in (as_compared(record.observed), *as_differing(record.observed)) if record.observed else ():
        house.say(line)
    for line in as_timeline(record.timeline, item):
        house.say(line)
    house.say(as_text(record.story))
    return Exit.OK


def _decision(name: Decision, says: str, *, reason: str) -> Callable[..., int]:
    """One command a decision: they differ in their name and their help alone."""

    @queue.command(name, short_help=says, help=f"{says}\n\n\b\n  copytaster queue {name} 12 13")
    @click.argument("items", nargs=-1, required=True, type=int, metavar="ITEM…")
    @click.option("--reason", help=reason)
    @click.option("--editor", help="Who decides (default: COPYTASTER_EDITOR, else the login name).")
    @in_house
    def command(house: House, items: tuple[int, ...], *, reason: str | None, editor: str | None) -> int:
        with house.store() as store:
            who = editor_name(editor, os.environ)
            ruled = decide(store, items, name, editor=who, reason=reason, targets=house.targets, now=clock.now())
        if house.as_json:
            house.tell(ruled)
        for one in ruled:
            (house.say if one.done else warn)(f"{one.item_id}: {one.says}")
        return Exit.OK if all(one.done for one in ruled) else Exit.SOME_FAILED

    return command


approve = _decision("approve", "Release items: they leave with the next run.", reason="A note that stays with the decision.")
hold = _decision("hold", "Keep items back until somebody releases them.", reason="Why: the next editor reads it.")
release = _decision("release", "Put held items back into the queue.", reason="A note that stays with the decision.")
reject = _decision("reject", "Turn items down.", reason="Why: the next editor reads it.")
kill = _decision("kill", "Withdraw items everywhere they went, ahead of everything else.", reason="Why: it stands in the record.")
undo = _decision("undo", "Take the last decision on items back; what had left is withdrawn.", reason="A note that stays with the decision.")
for _arranging in (doubts, merge, split, apart):
    queue.add_command(_arranging)
