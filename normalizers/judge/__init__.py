"""A story against the stored versions that might be the same: new, a copy, a version, a kill, or nothing new at all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from normalizers.judge.articles import kill, marked, resent, restless, version
from normalizers.judge.claims import Held, finding, held
from normalizers.judge.copies import copied, overlap
from normalizers.judge.furnished import shorn
from normalizers.judge.observing import Sight, observe
from normalizers.judge.says import corrects, house_of, identity_of, is_kill, mark_of, stamp_of, stated
from normalizers.judge.verdicts import (
    Arrival,
    Copy,
    Correction,
    Cut,
    Duplicate,
    Extended,
    Kill,
    Match,
    Neighbor,
    New,
    Series,
    Update,
    Verdict,
)
from normalizers.judge.wording import marked_up

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "WINDOW",
    "Arrival",
    "Copy",
    "Correction",
    "Cut",
    "Duplicate",
    "Extended",
    "Held",
    "Kill",
    "Match",
    "Neighbor",
    "New",
    "Series",
    "Sight",
    "Update",
    "Verdict",
    "corrects",
    "finding",
    "held",
    "house_of",
    "identity_of",
    "is_kill",
    "judge",
    "mark_of",
    "marked_up",
    "observe",
    "overlap",
    "stamp_of",
    "stated",
]

WINDOW = timedelta(hours=72)  # copies come within two days; the same words a week later are another issue or an archive page


def judge(arrival: Arrival, neighbors: Sequence[Neighbor]) -> Verdict:
    """Decide what a story is to the stored versions beside it.

    Same identity first: the same thing again, else a version. Then kills and marked versions of the same house, exact copies, near copies,
    issues of a series.
    """
    kin = [n for n in neighbors if n.source == arrival.source and n.identity == arrival.identity]
    same = resent(arrival, kin)
    if same is not None:
        return Duplicate(of=same.item_id)
    bare = shorn(arrival, kin)
    if bare is not None:
        return Duplicate(of=bare.item_id, reason="all it lost are lines that its publisher prints under every story")
    tired = restless(arrival, kin)
    if tired is not None:
        return Duplicate(of=tired.item_id, reason="its words change all the time while its own time stands still: let be")
    own = {n.item_id for n in kin}
    others = [n for n in neighbors if n.item_id not in own and abs(n.clock - arrival.clock) <= WINDOW]
    if is_kill(arrival.story):
        return kill(arrival, kin, others)
    if kin:
        return version(arrival, kin)
    return marked(arrival, others) or copied(arrival, others)
