"""The nouns of a score: a labeled document, what was read, a figure, a report; and what can be wrong with a folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from normalizers.problems import CopytasterError

if TYPE_CHECKING:
    from pathlib import Path

    from normalizers.terms import Story

Kind = Literal["pages", "provenance"]


class NoSuchSet(CopytasterError):
    """A folder holds no labeled documents, or labels that can't be used."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What `read` made of a document: its first story, CPU seconds, and how it failed where it did."""

    story: Story | None
    seconds: float
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a share (0 to 1) or, where `counted`, a number of faults; and of how many labels."""

    name: str
    value: float
    of: int
    counted: bool = False

    @property
    def less_is_better(self) -> bool:
        """Whether a gate must keep it from rising."""
        return self.counted or self.name in LESS


LESS = frozenset({"segments_leak", "own_copy_falsely_credited", "traps_fired"})


@dataclass(frozen=True, slots=True)
class Fault:
    """A document that went wrong, its score (0 to 1), and what was said and wanted, in words."""

    document: str
    score: float
    says: str


@dataclass(frozen=True, slots=True)
class Speed:
    """CPU time and memory of a reading; compare with figures of the same machine alone."""

    documents_per_s: float
    slowest_s: float
    slowest: str
    peak_mb: int


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one set of documents; `digest` is that of its labels and documents together."""

    name: str
    digest: str
    documents: int
    figures: tuple[Figure, ...]
    speed: Speed
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a folder: their lines, and the folder that the documents stand in."""

    folder: Path
    lines: tuple[bytes, ...]
