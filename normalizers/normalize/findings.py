"""What was found for each field: the candidates an editor may ask about, and which of them were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.fields.headline import tidy
from normalizers.normalize.lead import from_lead
from normalizers.terms import Finding, Moment, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalizers.terms import Hints, Story, WireItem

FINDINGS = 40  # candidates kept for the desk
_SEVERAL = ("page", "text")
_VALUE = 200  # characters of a candidate kept


def findings(item: WireItem, story: Story, hints: Hints) -> tuple[Finding, ...]:
    """The candidates of the fields that editors ask about, and which were taken."""
    taken = {
        "headline": story.headline,
        "byline": story.byline,
        "persons": story.persons,
        "published": story.published.raw if story.published else None,
        "updated": story.updated.raw if story.updated else None,
        "summary": story.summary,
        "section": story.section,
        "language": story.language,
    }
    found: dict[tuple[str, str, str], Finding] = {}
    for field, words in _candidates(item, hints):
        for word in words:
            value = " ".join(word.text.split())[:_VALUE]
            found.setdefault(
                (field, word.source, value), Finding(field, word.source, value, chosen=_is_taken(field, word.text, taken[field]))
            )
    return (*list(found.values())[: FINDINGS - len(item.findings)], *item.findings)


def _candidates(item: WireItem, hints: Hints) -> Iterable[tuple[str, tuple[Words, ...]]]:
    """The fields with several candidates, the lead's word last."""
    yield "headline", (*item.headlines, *from_lead(hints, "headline"))
    yield "byline", (*item.bylines, *from_lead(hints, "byline"))
    yield "persons", item.persons
    yield "published", (*item.published, *_printed_in_lead(hints.lead.published if hints.lead else None))
    yield "updated", (*item.updated, *_printed_in_lead(hints.lead.updated if hints.lead else None))
    yield "language", item.languages
    yield "section", item.sections
    if item.form in _SEVERAL:  # a feed's entry has one, and says it already
        yield "summary", item.summaries


def _printed_in_lead(moment: Moment | None) -> tuple[Words, ...]:
    """A time of the lead in the lead's own words."""
    return (Words(moment.raw or moment.iso, "feed"),) if moment else ()


def _is_taken(field: str, text: str, taken: str | tuple[str, ...] | None) -> bool:
    """Whether a candidate became the field's value."""
    if taken is None:
        return False
    if isinstance(taken, tuple):
        return any(name in text for name in taken)
    line = " ".join(text.split())
    if field == "language":
        return line.lower().startswith(taken.partition("-")[0].lower())
    if field == "headline":
        return tidy(text).startswith(taken)
    return line[:_VALUE] == " ".join(taken.split())[:_VALUE]
