"""Versions: the same thing again, a later one, a withdrawal, and a marked one that the same house sent under a new identity."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from normalizers.judge.copies import overlap
from normalizers.judge.says import corrects, is_kill, mark_of, stamp_of, stated
from normalizers.judge.verdicts import Arrival, Correction, Kill, Match, Neighbor, Update

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from normalizers.judge.verdicts import Verdict


def resent(arrival: Arrival, kin: Sequence[Neighbor]) -> Neighbor | None:
    """The stored version that is the very same thing; an unversioned page that went back to old words later is none."""
    stamp, version = stamp_of(arrival.story, arrival.mark), arrival.story.version
    same = [n for n in kin if n.stamp == stamp and n.version == version]
    if not same:
        return None
    newest = max(kin, key=rank)
    changed = stated(arrival.story)
    went_back = version is None and newest not in same and changed is not None and newest.stated is not None and changed > newest.stated
    return None if went_back else max(same, key=rank)


MOST_REWRITES = 24
A_DAY = timedelta(days=1)


def restless(arrival: Arrival, kin: Sequence[Neighbor]) -> Neighbor | None:
    """The newest version of an article that was rewritten a day long while its own version and time stood still, or None.

    A template that prints "read 31 times" is not news at every poll; a kill, a correction, or a change of the sender's gates always is.
    """
    if corrects(arrival.story) or is_kill(arrival.story):
        return None
    said, gates = stated(arrival.story), stamp_of(arrival.story, arrival.mark).split("|")[2:]
    still = [
        n
        for n in kin
        if (n.stated, n.version, n.stamp.split("|")[2:]) == (said, arrival.story.version, gates) and abs(arrival.clock - n.clock) < A_DAY
    ]
    return max(still, key=rank) if len(still) > MOST_REWRITES else None


def rank(version: Neighbor | Arrival) -> tuple[tuple[int, int, str], datetime, int]:
    """The order of an article's versions: by the agency's number, then by the clock, then by arrival."""
    if isinstance(version, Arrival):
        return (_number(version.story.version), version.clock, 1 << 62)
    return (_number(version.version), version.clock, version.item_id)


LONGEST_NUMBER = 18


def _number(version: str | None) -> tuple[int, int, str]:
    """A version as something to sort: none, then whole numbers, then words."""
    if version is None:
        return (0, 0, "")
    return (1, int(version), "") if version.isascii() and version.isdigit() and len(version) <= LONGEST_NUMBER else (2, 0, version)


def _precedes(known: Neighbor, arrival: Arrival) -> bool:
    """Whether a stored version is the earlier one: by the agency's number, then by the times both state, else because it came first."""
    theirs, ours = _number(known.version), _number(arrival.story.version)
    if theirs != ours:
        return theirs < ours
    if known.stated is not None and stated(arrival.story) is not None:
        return known.clock <= arrival.clock
    return True


def _place(arrival: Arrival, kin: Sequence[Neighbor]) -> tuple[Neighbor | None, bool]:
    """The version just before this one, and whether this one is the newest."""
    before = [n for n in kin if _precedes(n, arrival)]
    return max(before, key=rank, default=None), len(before) == len(kin)


def version(arrival: Arrival, kin: Sequence[Neighbor]) -> Verdict:
    """A further version of an article we have."""
    before, current = _place(arrival, kin)
    near = before or min(kin, key=rank)
    held, alike = overlap(arrival.mark, near.mark)
    late = "" if current else "; it came late, after a newer one"
    named = f"version {arrival.story.version}" if arrival.story.version else "new words"
    kind = "correction" if corrects(arrival.story) else "update"
    what = "it says that it corrects" if kind == "correction" else "a later sending"
    says = f"{named} under the same identity as item {near.item_id}: {what}{late}"
    match = Match(other=near.item_id, cluster_id=near.cluster_id, rule=f"identity.{kind}", reason=says, containment=held, jaccard=alike)
    replaces = before.item_id if before else None
    if kind == "correction":
        return Correction(match=match, replaces=replaces, current=current)
    return Update(match=match, replaces=replaces, current=current)


def kill(arrival: Arrival, kin: Sequence[Neighbor], others: Sequence[Neighbor]) -> Kill:
    """What a withdrawal withdraws: its own article, else what its headline or words name; all versions of that house in the cluster."""
    own = [n for n in others if _same_house(arrival, n)]
    named = list(kin) or [n for n in own if _names(arrival, n)]
    if not named:
        return Kill(match=None, replaces=None, withdraws=())
    target = max(named, key=rank) if kin else max(named, key=lambda n: (n.clock, n.item_id))
    chain = [n for n in (*kin, *own) if n.cluster_id == target.cluster_id]
    last = max(chain, key=lambda n: (n.clock, n.item_id))
    current = _place(arrival, kin)[1]
    how = "the same identity" if kin else "the headline it names"
    match = Match(
        other=last.item_id,
        cluster_id=target.cluster_id,
        rule=f"kill.{'identity' if kin else 'named'}",
        reason=f"the sender withdraws the story: {how}",
    )
    return Kill(match=match, replaces=last.item_id, withdraws=tuple(n.item_id for n in chain), current=current)


def _names(arrival: Arrival, neighbor: Neighbor) -> bool:
    """Whether a withdrawal under a new identity means this version: the same headline without marks, or its headline among the words."""
    if neighbor.mark.title == arrival.mark.title and arrival.mark.title_words:
        return True
    title = neighbor.mark.title_words
    return len(title) >= MIN_TITLE and f" {' '.join(title)} " in f" {' '.join(arrival.mark.words)} "


MIN_TITLE = 5


def _same_house(arrival: Arrival, neighbor: Neighbor) -> bool:
    """Whether the same sender sent both: nobody withdraws or supersedes another's story."""
    return neighbor.source == arrival.source and neighbor.house == arrival.house


def marked(arrival: Arrival, others: Sequence[Neighbor]) -> Verdict | None:
    """A version under a new identity: it is marked as one, and the same house sent the story before."""
    kind = mark_of(arrival.story)
    if kind is None:
        return None
    own = [n for n in others if _same_house(arrival, n) and n.kind == "story" and n.change != "kill"]
    alike = [(n, *overlap(arrival.mark, n.mark)) for n in own]
    least = 0.0 if kind == "take" else MARKED_TITLED
    near = [(n, held, jac) for n, held, jac in alike if held >= MARKED_LEAST or (n.mark.title == arrival.mark.title and held >= least)]
    if not near:
        return None
    best, held, jac = max(near, key=lambda one: one[1])
    chain = [n for n in own if n.cluster_id == best.cluster_id and n.clock <= arrival.clock]
    last = max(chain, key=lambda n: (n.clock, n.item_id), default=best)
    says = f"it is marked as {_MARKED[kind]}, and {held:.0%} of the words are those of item {last.item_id}"
    match = Match(other=last.item_id, cluster_id=best.cluster_id, rule=f"marked.{kind}", reason=says, containment=held, jaccard=jac)
    if kind == "correction":
        return Correction(match=match, replaces=last.item_id)
    return Update(match=match, replaces=None if kind == "take" else last.item_id)  # a take goes on where the one before it ended


MARKED_LEAST = 0.3
MARKED_TITLED = 0.1
_MARKED = {"correction": "a correction", "update": "an update", "take": "a further take"}
