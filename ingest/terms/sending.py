"""How copy is decided on and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.terms.filing import Change, Status
    from normalizers.terms import Story

Op = Literal["publish", "update", "withdraw"]
Decision = Literal["approve", "hold", "release", "reject", "kill", "undo"]
Deed = Decision | Literal["amend", "note"]  # what stands in the book of rulings

NO_TARGET = "no target takes it"  # what an editor is told of an approval that goes nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What became of one item under a ruling; `done` is False where the store refused, and `says` is why, in words.

    `overtaken` is whether somebody decided otherwise since the editor looked; `seen` is the item's last event, for the next decision.
    `wants` is what would have it carried out; `others` are the items of a killed one's story that are out, or wait.
    """

    item_id: int
    done: bool
    status: Status | None
    says: str
    overtaken: bool = False
    seen: int | None = None
    wants: Literal["reason"] | None = None
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Despatch:
    """One outbox row on its way out: the story as stored, and the key under which it counts once."""

    outbox_id: int
    item_id: int
    target: str
    op: Op
    idempotency_key: str
    story: Story
    source: str
    change: Change = "new"
    attempts: int = 0
    queued: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """One thing that left the house, whoever has fetched it: `cursor` grows, and those who pull ask for what came after theirs."""

    cursor: int
    at: datetime
    item_id: int
    op: Op
    story: Story
    source: str
    change: Change = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Withdrawals that a target has not taken yet: how many, since when the first of them waits, and when the next may be tried."""

    count: int
    since: datetime
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetState:
    """How a target does: paused by somebody (`by`, `why`, `since`), left alone until `held_until`, what waits and what was given up.

    `failures` counts the times in a row that it was to blame; `oldest_due` is since when the first that waits might have gone. `recall` is
    what of that are withdrawals: until they arrive, what they call back is still there.
    """

    target: str
    paused: bool = False
    by: str | None = None
    why: str | None = None
    since: datetime | None = None
    held_until: datetime | None = None
    failures: int = 0
    last_error: str | None = None
    waiting: int = 0
    failed: int = 0
    oldest_due: datetime | None = None
    last_done: datetime | None = None
    recall: Recall | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Despatched:
    """It is out: where it can be found."""

    outbox_id: int
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A target did not take it: why, in words.

    Where the `target` is to blame (down, silent, shut to us) the row costs no try: the target is left alone for a while and its rows wait.
    Else this copy was refused, and `for_good` where another try is in vain. `after_s` is how long the receiver itself asks us to wait.
    """

    outbox_id: int
    reason: str
    blames: Literal["copy", "target"] = "copy"
    for_good: bool = False
    after_s: float | None = None
