"""What one pass did, told to people."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What one pass did with one source."""

    source: str
    outcome: str
    new: int = 0
    copies: int = 0
    updates: int = 0
    corrections: int = 0
    kills: int = 0
    resends: int = 0
    dead: int = 0
    held: int = 0
    seconds: float = 0.0
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What a prune let go of, or would: weeks of marks and their count, documents of the vault and their bytes, polls, stories, items."""

    weeks: int = 0
    marks: int = 0
    raws: int = 0
    raw_bytes: int = 0
    polls: int = 0
    stories: int = 0
    items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What one pass did; `stages` are microseconds a call (`lookup: calls, us_p50, us_p99`)."""

    sources: tuple[SourceReport, ...] = ()
    despatched: int = 0
    refused: int = 0
    waiting: int = 0
    stages: dict[str, dict[str, int]] = field(default_factory=dict)
    unreachable: bool = False
    stopped: bool = False
