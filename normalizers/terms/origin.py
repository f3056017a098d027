"""Whose words a story is: credits, claims, notices, and the words that prove them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Relation = Literal["agency_direct", "agency_copy", "compiled", "staff_with_inputs", "staff", "partner", "release", "unknown"]
Role = Literal["source", "inputs", "photo", "release", "partner"]
Claim = Literal["yes", "no", "may", "unknown"]
Said = Literal["yes", "no", "unknown"]
Confidence = Literal["stated", "inferred", "unknown"]
EvidenceKind = Literal["disclaimer", "tail", "byline", "dateline", "legal", "structured", "feed", "domain", "address"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The words that prove a value: `quote == raw_text[start:end]`; `rule` is the id of the rule that read them."""

    rule: str
    kind: EvidenceKind
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """An agency and its part in the story; `agency` is an id of config/agencies.toml or `*generic`; `evidence` are indexes."""

    agency: str
    name: str
    role: Role
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A notice in the publisher's exact words; `evidence` is an index."""

    text: str
    evidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What the publisher claims its desk changed."""

    headline: Claim = "unknown"
    body: Claim = "unknown"
    picture: Claim = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two zones that contradict each other, in a sentence; `evidence` are indexes."""

    says: str
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What comparing with the agency's own copy showed; filled by the pipeline, never by `read`."""

    against: str
    headline: Literal["same", "changed"]
    body: Literal["same", "cut", "extended", "changed"]
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who wrote the story, who carried it, what was changed, and the words that say so."""

    relation: Relation = "unknown"
    credits: tuple[Credit, ...] = ()
    via: tuple[str, ...] = ()
    edited: Edited = Edited()
    auto_generated: Said = "unknown"
    statements: tuple[Statement, ...] = ()
    observed: Observed | None = None
    evidence: tuple[Evidence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    confidence: Confidence = "unknown"
    ruleset: str = ""


NO_PROVENANCE = Provenance()
