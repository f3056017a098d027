"""The decisions of `queue`: approve, hold, release, reject, kill, undo, amend, note; and the claim on an item."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ingest import clock
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.desk.decisions import CLAIM, decide
from ingest.desk.editors import editor_name
from ingest.desk.reasons import REASONS, reason_of
from ingest.desk.untils import until_of
from ingest.store.desk import Amended, Orders

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ingest.terms import Decision, Deed, Ruled

_EDITOR = click.option("--editor", help="Who decides (default: COPYTASTER_EDITOR, else the login name).")
_ITEMS = click.argument("items", nargs=-1, required=True, type=int, metavar="ITEM…")
_SEVERITY = click.IntRange(1, 9)


def _carry_out(house: House, items: Sequence[int], decision: Deed, editor: str | None, **more: Any) -> int:  # noqa: ANN401 - fields of Orders
    """Put a decision to the store and tell what came of it; the exit status."""
    with house.store() as store:
        orders = Orders(decision=decision, editor=editor_name(editor, os.environ), routes=house.routes, **more)
        ruled = decide(store, items, orders, clock.now())
    if house.as_json:
        house.tell(ruled)
    for one in ruled:
        (house.say if one.done else warn)(f"{one.item_id}: {one.says}{_typed(one)}")
    return Exit.OK if all(one.done for one in ruled) else Exit.SOME_FAILED


def _typed(one: Ruled) -> str:
    """What to type next, where an answer leaves something to do."""
    if one.wants == "reason":
        return ': --reason "…"'
    return f": queue kill {' '.join(map(str, one.others))}" if one.others else ""


def _plain(name: Decision, says: str, *, reason: str) -> click.Command:
    """One command a decision that needs no more than a reason: they differ in their name and their help alone."""

    @click.command(name, short_help=says, help=f"{says}\n\n\b\n  copytaster queue {name} 12 13")
    @_ITEMS
    @click.option("--reason", help=reason)
    @_EDITOR
    @in_house
    def command(house: House, items: tuple[int, ...], *, reason: str | None, editor: str | None) -> int:
        return _carry_out(house, items, name, editor, reason=reason)

    return command


approve = _plain("approve", "Release items: they leave with the next run.", reason="A note that stays with the decision.")
release = _plain("release", "Put held items back into the queue.", reason="A note that stays with the decision.")
kill = _plain("kill", "Withdraw items everywhere they went, ahead of everything else.", reason="Why: it stands in the record.")
undo = _plain("undo", "Take the last decision on items back; what had left is withdrawn.", reason="A note that stays with the decision.")


@click.command()
@_ITEMS
@click.option("--reason", help="Why: the next editor reads it.")
@click.option("--until", metavar="WHEN", help="Until then, and back into the queue: 30m, 2h, 1d, 18:30, 2026-03-04T18:30.")
@_EDITOR
@in_house
def hold(house: House, items: tuple[int, ...], *, reason: str | None, until: str | None, editor: str | None) -> int:
    """Keep items back until somebody releases them, or until a time.

    \b
      copytaster queue hold 12 --reason "ask the port"
      copytaster queue hold 12 --until 18:30
    """
    now = clock.now()
    moment = until_of(until, now, clock.zone())
    return _carry_out(house, items, "hold", editor, reason=reason, until=moment)


@click.command()
@_ITEMS
@click.option("--code", type=click.Choice(list(REASONS)), help="Why, so that it can be counted.")
@click.option("--reason", help="Why, in words: the next editor reads it.")
@_EDITOR
@in_house
def reject(house: House, items: tuple[int, ...], *, code: str | None, reason: str | None, editor: str | None) -> int:
    """Turn items down.

    \b
      copytaster queue reject 14 --code old
      copytaster queue reject 14 --reason "old copy"
    """
    return _carry_out(house, items, "reject", editor, reason=reason_of(code, reason))


@click.command()
@_ITEMS
@click.option("--headline", help="Ours, in the place of the sender's; empty takes ours away.")
@click.option("--urgency", type=_SEVERITY, help="1 is a flash, 5 the usual, 9 can wait.")
@click.option("--slugline", help="Ours, in the place of the sender's; empty takes ours away.")
@click.option("--ednote", "ed_note", help="A note to those who receive it; empty takes ours away.")
@click.option("--reason", help="Why: it stands in the record.")
@_EDITOR
@in_house
def amend(house: House, items: tuple[int, ...], *, reason: str | None, editor: str | None, **asked: Any) -> int:  # noqa: ANN401 - click's own
    """Put our words in the place of fields, never of the body; the sender's stay as they came. What is out goes out again.

    \b
      copytaster queue amend 12 --headline "Ferries sail again" --urgency 3
    """
    with house.store() as store:
        now = clock.now()
        before = {item: store.desk.beside(item, now).amended for item in items}
    codes = [_carry_out(house, [item], "amend", editor, reason=reason, amended=_amended(old, **asked)) for item, old in before.items()]
    return max(codes)


def _amended(old: Amended, **asked: Any) -> Amended:  # noqa: ANN401 - click's own
    """What stands amended from now on: what was, and what is asked for; an empty text takes ours away."""
    said = {name: value for name, value in asked.items() if value is not None}
    return Amended(**{name: said.get(name, getattr(old, name)) or None for name in ("headline", "urgency", "slugline", "ed_note")})


@click.command()
@_ITEMS
@click.option("--reason", "words", required=True, help="The note itself.")
@_EDITOR
@in_house
def note(house: House, items: tuple[int, ...], *, words: str, editor: str | None) -> int:
    """Leave a note for the next editor; it changes nothing and stays.

    \b
      copytaster queue note 12 --reason "the port calls back at four"
    """
    return _carry_out(house, items, "note", editor, reason=words)


@click.command()
@_ITEMS
@click.option("--free", is_flag=True, help="Let go of them.")
@_EDITOR
@in_house
def claim(house: House, items: tuple[int, ...], *, free: bool, editor: str | None) -> int:
    """Take items in hand for a quarter of an hour: the desk shows the others who has them. It keeps nobody from deciding.

    \b
      copytaster queue claim 12
      copytaster queue claim 12 --free
    """
    name, now = editor_name(editor, os.environ), clock.now()
    with house.store() as store:
        others = {item: store.desk.claim(item, name, None if free else now + CLAIM, now) for item in items}
    if house.as_json:
        house.tell([{"item_id": item, "done": other is None, "editor": other or name} for item, other in others.items()])
    for item, other in others.items():
        (warn if other else house.say)(f"{item}: {f'{other} has it in hand' if other else 'free again' if free else 'yours'}")
    return Exit.SOME_FAILED if any(others.values()) else Exit.OK


COMMANDS = (approve, hold, release, reject, kill, undo, amend, note, claim)
