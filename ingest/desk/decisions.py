"""An editor's decision on one or many items: each ruled on by itself, each answered in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ingest.desk.editors import DeskError
from ingest.journal import Event, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ingest.terms import Decision, Ruled

LONGEST_REASON = 1000
_DONE: dict[Decision, str] = {
    "approve": "approved",
    "hold": "held",
    "release": "released",
    "reject": "rejected",
    "kill": "killed",
    "undo": "undone",
}


class Rules(Protocol):
    """The one verb of the store that the desk decides with."""

    def rule(self, item_id: int, decision: Decision, editor: str, reason: str | None, targets: Sequence[str], now: datetime) -> Ruled:
        """Write a ruling, the item's new status and its outbox rows in one transaction; refuse, in words, what the gates forbid."""
        ...


def decide(  # noqa: PLR0913 - a decision is who, what, why, whither and when; a bag for them would hide it
    store: Rules,
    item_ids: Sequence[int],
    decision: Decision,
    *,
    editor: str,
    reason: str | None,
    targets: Sequence[str],
    now: datetime,
) -> tuple[Ruled, ...]:
    """Rule on each item once, in the order given; what is refused costs the others nothing.

    Each ruling is a transaction of its own, so that a bulk decision never holds the line up, and one that is cut short
    can simply be given again: what was decided before is answered as such.
    """
    why = _reason(reason)
    rulings = []
    for item_id in dict.fromkeys(item_ids):
        ruling = store.rule(item_id, decision, editor, why, targets, now)
        tell(Event.RULED, item=item_id, decision=decision, editor=editor, done=ruling.done, says=ruling.says)
        rulings.append(ruling)
    return tuple(rulings)


def in_words(decision: Decision, rulings: Iterable[Ruled]) -> str:
    """What came of a decision, in a sentence: `3 approved. Refused: item 7: it is embargoed until …`."""
    rulings = tuple(rulings)
    done = sum(ruling.done for ruling in rulings)
    refused = "; ".join(f"item {ruling.item_id}: {ruling.says}" for ruling in rulings if not ruling.done)
    counted = f"{done} {_DONE[decision]}."
    return f"{counted} Refused: {refused}" if refused else counted


def _reason(reason: str | None) -> str | None:
    """The reason as one line, or None where none was given."""
    words = " ".join((reason or "").split())
    if len(words) > LONGEST_REASON:
        raise DeskError(f"the reason has {len(words)} characters; {LONGEST_REASON} are the most a ruling takes")
    return words or None
