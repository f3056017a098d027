"""What passes the judge's border: the story that came, the stored versions beside it, and what may be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from normalizers.judge.says import house_of, identity_of

if TYPE_CHECKING:
    from datetime import datetime

    from normalizers.likeness import Fingerprint
    from normalizers.terms import Story

Kind = Literal["story", "series", "digest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A story that has come in: from which source, by which house, and by which clock it counts."""

    source: str
    story: Story
    mark: Fingerprint
    clock: datetime

    @property
    def house(self) -> str:
        """Who sent it: the publisher where one is stated, else the source."""
        return house_of(self.source, self.story)

    @property
    def identity(self) -> str:
        """What it is the same article by, within its source."""
        return identity_of(self.story, self.mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbor:
    """A stored version that a story is judged against. `stamp` is of all that makes two sendings the same thing."""

    item_id: int
    cluster_id: int
    kind: Kind
    source: str
    house: str
    identity: str
    version: str | None
    clock: datetime
    stated: datetime | None
    stamp: str
    mark: Fingerprint
    current: bool
    change: str
    killed: bool


# --- what is found ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why a story belongs with another: which rule, how much of the shorter text the longer holds, and a sentence for an editor."""

    other: int
    cluster_id: int
    rule: str
    reason: str
    containment: float | None = None
    jaccard: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """The first of its story; `kind` is digest where it only quotes others. `doubt` is what it may belong to: an editor decides."""

    rule: str = "first"
    reason: str = "nothing like it came within three days"
    kind: Kind = "story"
    doubt: Match | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Looks like earlier issues of a table or forecast, but is a story of its own."""

    rule: str
    reason: str
    like: int
    kind: Kind = "series"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The same words: other headline, typography, notice, links or dateline."""

    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A copy that was shortened."""

    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A copy with sentences of the desk's own."""

    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A later version with news. `current` is False for a version that comes after a newer one of its article."""

    match: Match
    replaces: int | None
    current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A later version that mends a mistake."""

    match: Match
    replaces: int | None
    current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """The sender withdraws it: `withdraws` are the versions of the same house that go, with every copy in their cluster."""

    match: Match | None
    replaces: int | None
    withdraws: tuple[int, ...]
    current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """The same thing once more: nothing is stored."""

    of: int
    reason: str = "the same identity, version and words are stored already"


Verdict = New | Series | Copy | Cut | Extended | Update | Correction | Kill | Duplicate
