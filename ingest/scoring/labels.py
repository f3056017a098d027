"""Labels as they stand in `labels.jsonl` (or `truth.jsonl`): one JSON object a line. What is null is not labeled, so nothing is scored."""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct, ValidationError, field, json

from ingest.scoring.terms import Labels, NoSuchSet

OneOrMore = str | list[str]


class PageLabel(Struct, frozen=True):
    """What must come out of an article page."""

    id: str
    url: str | None = None
    headline: str | None = None
    headline_also: list[str] | None = None
    authors: list[str] | None = None
    published: str | None = None
    updated: str | None = None
    date_precision: str | None = None
    body_text: str | None = None
    optional: list[str] | None = None
    wanted: list[str] | None = field(name="with", default=None)
    unwanted: list[str] | None = field(name="without", default=None)


class CreditLabel(Struct, frozen=True):
    """An agency that must be credited, or (not `required`) may be."""

    agency: OneOrMore
    role: str
    required: bool = True


class EditedLabel(Struct, frozen=True):
    """What the publisher claims of its editing; several values where each is right."""

    headline: OneOrMore = "unknown"
    body: OneOrMore = "unknown"
    picture: OneOrMore = "unknown"


class AlsoEdited(Struct, frozen=True):
    """Further right values of the claims, each in place of the label's own."""

    headline: list[str] | None = None
    body: list[str] | None = None
    picture: list[str] | None = None


class Also(Struct, frozen=True):
    """Further right answers: more relations, credits that may be missing, values of claims."""

    relation: list[str] = []
    optional_credits: list[str] = []
    edited: AlsoEdited = AlsoEdited()
    auto_generated: list[str] | None = None


class OriginLabel(Struct, frozen=True):
    """Where a document must be said to come from; `kind` and `family` are those of notices and traps set into made pages."""

    id: str
    relation: OneOrMore
    form: str = "page"
    file: str | None = None
    url: str | None = None
    kind: str | None = None
    family: str | None = None
    credits: list[CreditLabel] = []
    edited: EditedLabel = EditedLabel()
    auto_generated: OneOrMore = "unknown"
    statements: list[str] = []
    persons: list[str] | None = None
    accept: Also = Also()
    body_includes: list[str] = []
    body_excludes: list[str] | None = None
    body_keeps: list[str] = []


Label = TypeVar("Label", PageLabel, OriginLabel)


def parsed(labels: Labels, kind: type[Label]) -> list[Label]:
    """The labels of a folder. Raises `NoSuchSet` with file and line for one that can't be used."""
    out: list[Label] = []
    for number, line in enumerate(labels.lines, 1):
        try:
            out.append(json.decode(line, type=kind))
        except (ValidationError, ValueError) as error:
            raise NoSuchSet(f"{labels.folder}: line {number} of the labels: {error}") from error
    return out


def values(one: OneOrMore) -> list[str]:
    """What counts as right."""
    return [one] if isinstance(one, str) else one
