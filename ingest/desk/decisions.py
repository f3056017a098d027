"""An editor's decision on one or many items: each ruled on by itself, each answered in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from ingest.desk.editors import DeskError
from ingest.journal import Event, tell
from ingest.terms import NO_TARGET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ingest.store.desk import Orders
    from ingest.terms import Deed, Ruled

LONGEST_REASON = 1000
CLAIM = timedelta(minutes=15)  # how long an item is in one editor's hand
_DONE: dict[Deed, str] = {
    "approve": "approved",
    "hold": "held",
    "release": "released",
    "reject": "rejected",
    "kill": "killed",
    "undo": "undone",
    "amend": "amended",
    "note": "noted",
}


class Book(Protocol):
    """The one verb of the desk's book that decisions are made with."""

    def give(self, item_id: int, orders: Orders, now: datetime) -> Ruled:
        """Carry out a decision in one transaction, unless somebody decided otherwise since `orders.seen`."""
        ...


class Rules(Protocol):
    """A store, as far as the desk decides with it."""

    @property
    def desk(self) -> Book:
        """The desk's book."""
        ...


def decide(store: Rules, items: Sequence[int | tuple[int, int | None]], orders: Orders, now: datetime) -> tuple[Ruled, ...]:
    """Rule on each item once, in the order given; what is refused costs the others nothing. It may come with the event last seen of it.

    Each ruling is a transaction of its own, so that a bulk decision never holds the line up, and one that is cut short
    can simply be given again: what was decided before is answered as such.
    """
    said = replace(orders, reason=_reason(orders.reason))
    rulings = []
    for item_id, seen in dict(one if isinstance(one, tuple) else (one, None) for one in items).items():
        ruling = store.desk.give(item_id, replace(said, seen=seen), now)
        tell(Event.RULED, item=item_id, decision=said.decision, editor=said.editor, done=ruling.done, says=ruling.says)
        rulings.append(ruling)
    return tuple(rulings)


def in_words(decision: Deed, rulings: Iterable[Ruled]) -> str:
    """What came of a decision, in a sentence: `3 approved. Refused: item 7: it is embargoed until …`."""
    rulings = tuple(rulings)
    done = sum(ruling.done for ruling in rulings)
    refused = "; ".join(f"item {ruling.item_id}: {ruling.says}" for ruling in rulings if not ruling.done)
    counted = f"{done} {_DONE[decision]}."
    nowhere = [f"item {ruling.item_id}" for ruling in rulings if ruling.done and ruling.says.endswith(NO_TARGET)]
    if nowhere:
        counted += f" {NO_TARGET.capitalize()}: {', '.join(nowhere)}."
    return f"{counted} Refused: {refused}" if refused else counted


def _reason(reason: str | None) -> str | None:
    """The reason as one line, or None where none was given."""
    words = " ".join((reason or "").split())
    if len(words) > LONGEST_REASON:
        raise DeskError(f"the reason has {len(words)} characters; {LONGEST_REASON} are the most a ruling takes")
    return words or None
