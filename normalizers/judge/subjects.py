"""What a story is about, by the names and figures that no copy exchanges: the same words around another name are another story."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.likeness import Fingerprint

FEWEST_FIGURES = 4
FIGURES_LOST = 0.35  # of the figures of the one with fewer: a copy has nearly all of them, another issue of a table nearly none
SUBJECT_LOST = 0.5
# What stands behind a company's name, and is no part of it.
_FORMS = frozenset(
    ("inc", "corp", "corporation", "co", "company", "ltd", "limited", "plc", "llc", "sa", "ag", "nv", "spa", "gmbh", "group", "the", "of")
)


def other_subject(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether the name that either story begins with stands nowhere in the other: the form of the words is shared, not the news."""
    mine, theirs = subject_of(one), subject_of(other)
    return bool(mine and theirs) and _lost(mine, other) >= SUBJECT_LOST and _lost(theirs, one) >= SUBJECT_LOST


def subject_of(mark: Fingerprint) -> tuple[str, ...]:
    """The names that a story begins with, without what every company's name ends with."""
    return tuple(name for name in mark.opening if name not in _FORMS)


def _lost(names: tuple[str, ...], other: Fingerprint) -> float:
    """The share of names that stand nowhere in the other story, headline included."""
    there = {*other.words, *other.title_words}
    return sum(name not in there for name in names) / len(names)


def same_figures(one: Fingerprint, other: Fingerprint) -> float | None:
    """The share of figures that both have, of those of the one with fewer; None where there are too few to tell."""
    mine, theirs = _figures(one), _figures(other)
    fewer = min(len(mine), len(theirs))
    return len(mine & theirs) / fewer if fewer >= FEWEST_FIGURES else None


def other_figures(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether hardly a figure is the same: another day of a forecast or table, however its words were turned."""
    share = same_figures(one, other)
    return share is not None and share <= FIGURES_LOST


def _figures(mark: Fingerprint) -> frozenset[str]:
    """The figures of a story."""
    return frozenset(word for word in mark.words if word[0].isdigit())


def same_title(one: Fingerprint, other: Fingerprint) -> float:
    """The share of the shorter headline's words that the longer one has."""
    mine, theirs = set(one.title_words), set(other.title_words)
    fewer = min(len(mine), len(theirs))
    return len(mine & theirs) / fewer if fewer else 0.0
