"""The right answers about where a document comes from: a label with all that it accepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ingest.scoring.folding import plain
from ingest.scoring.labels import values

if TYPE_CHECKING:
    from ingest.scoring.labels import CreditLabel, OriginLabel

HOME = frozenset({"staff", "unknown"})  # a page without byline can as well be called one as the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What is right of headline, body, picture and `auto_generated`, in this order."""

    edited: tuple[frozenset[str], ...]
    auto: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What counts as right; texts are `plain`."""

    relations: frozenset[str]
    credits: tuple[CreditLabel, ...]
    claims: Claims
    statements: tuple[str, ...]
    persons: frozenset[str] | None
    includes: tuple[str, ...]
    excludes: tuple[str, ...]
    keeps: tuple[str, ...]
    trap: bool

    @property
    def own_copy(self) -> bool:
        """Whether it is the publisher's own story: no agency is to be credited."""
        return self.relations <= HOME and not any(one.required for one in self.credits)


def truth_of(label: OriginLabel) -> Truth:
    """A label with everything that it accepts."""
    more, optional = label.accept, set(label.accept.optional_credits)
    pairs = zip(
        (more.edited.headline, more.edited.body, more.edited.picture),
        (label.edited.headline, label.edited.body, label.edited.picture),
        strict=True,
    )
    return Truth(
        relations=frozenset((*values(label.relation), *more.relation)),
        credits=tuple(_credit(one, optional) for one in label.credits),
        claims=Claims(
            edited=tuple(frozenset(values(own) if also is None else also) for also, own in pairs),
            auto=frozenset(values(label.auto_generated) if more.auto_generated is None else more.auto_generated),
        ),
        statements=_plain(label.statements),
        persons=None if label.persons is None else frozenset(_plain(label.persons)),
        includes=_plain(label.body_includes),
        excludes=_plain(label.statements if label.body_excludes is None else label.body_excludes),
        keeps=_plain(label.body_keeps),
        trap=label.kind == "trap",
    )


def _credit(one: CreditLabel, optional: set[str]) -> CreditLabel:
    """A credit, not required where the label says that it may be missing."""
    return replace(one, required=False) if optional & set(values(one.agency)) else one


def _plain(texts: list[str]) -> tuple[str, ...]:
    """Texts made comparable."""
    return tuple(plain(text) for text in texts)
