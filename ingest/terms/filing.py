"""How copy is filed: the story on its way into the store, what became of it, dead letters, leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from normalizers.terms import Story

Status = Literal["queued", "held", "approved", "published", "rejected", "killed", "expired", "superseded"]
Change = Literal["new", "copy", "cut", "extended", "update", "correction", "kill", "series"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A story on its way into the store: whence it came, the digest of its bytes in the vault, and the clock it is judged by.

    `clock` is the document's own versionCreated, else the file's time, else the time of receipt.
    """

    source: str
    story: Story
    digest: str
    received: datetime
    clock: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What became of a story: `item_id` is the stored version; `stored` is False for a resend, which stores nothing.

    A resend of what was pruned has the item 0.
    """

    item_id: int
    stored: bool
    change: Change
    status: Status
    headline: str | None
    cluster_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """Bytes, or an item of them, that could not be filed: why, in words, and the digest to replay them from."""

    source: str
    stage: Literal["fetch", "read", "file", "despatch"]
    reason: str
    name: str
    digest: str | None = None
    url: str | None = None
    dead_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A feed entry whose page is to be fetched: `digest` is of the entry's own words, so that an unchanged entry is not fetched twice.

    `stamp` is the time that the entry states of itself, `rewrites` how often its words changed while that stood still.
    """

    source: str
    uri: str
    url: str
    digest: str
    story: Story
    attempts: int = 0
    stamp: str | None = None
    rewrites: int = 0
