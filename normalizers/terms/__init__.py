"""The newsroom's nouns: every type that crosses a border of the core.

Values are frozen. Field names are those of IPTC ninjs 3.1, snake-cased. What a document does not state is None or empty, never invented.
Offsets count characters of `raw_text`; a span is half-open, `raw_text[start:end]`.
"""

from __future__ import annotations

from normalizers.terms.hints import Hints, Learned
from normalizers.terms.items import WireItem
from normalizers.terms.origin import (
    Claim,
    Confidence,
    Conflict,
    Credit,
    Edited,
    Evidence,
    EvidenceKind,
    Observed,
    Provenance,
    Relation,
    Role,
    Said,
    Statement,
)
from normalizers.terms.stories import Amendment, Flag, Media, PubStatus, Signal, Story, Unreadable
from normalizers.terms.values import Block, BlockKind, Dateline, Finding, Image, Moment, Publisher, Subject, Words, Zone, ZoneKind

__all__ = [
    "Amendment",
    "Block",
    "BlockKind",
    "Claim",
    "Confidence",
    "Conflict",
    "Credit",
    "Dateline",
    "Edited",
    "Evidence",
    "EvidenceKind",
    "Finding",
    "Flag",
    "Hints",
    "Image",
    "Learned",
    "Media",
    "Moment",
    "Observed",
    "Provenance",
    "PubStatus",
    "Publisher",
    "Relation",
    "Role",
    "Said",
    "Signal",
    "Statement",
    "Story",
    "Subject",
    "Unreadable",
    "WireItem",
    "Words",
    "Zone",
    "ZoneKind",
]
