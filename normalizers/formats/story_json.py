"""A story in our own words: the JSON that `read --as json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.fields.quality import quality_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalizers.terms import Evidence, Moment, Provenance, Story, Subject


def as_json(story: Story) -> dict[str, object]:
    """Give a story as a dict ready for `json.dumps`, its keys in the order in which docs/story.md explains them.

    `amended` stands there only where our own editors changed something.
    """
    amended = [{"field": one.field, "by": one.by, "at": one.at} for one in story.amended]
    told: dict[str, object] = {
        "uri": story.uri,
        "version": story.version,
        "form": story.form,
        "partial": story.partial,
        "url": story.url,
        "canonical_url": story.canonical_url,
        "publisher": {"name": story.publisher.name, "domain": story.publisher.domain},
        "headline": story.headline,
        "summary": story.summary,
        "slugline": story.slugline,
        "section": story.section,
        "language": story.language,
        "byline": story.byline,
        "persons": list(story.persons),
        "desks": list(story.desks),
        "editors": list(story.editors),
        "dateline": {"text": story.dateline.text, "place": story.dateline.place, "date": story.dateline.date} if story.dateline else None,
        "published": _iso(story.published),
        "updated": _iso(story.updated),
        "body": [{"kind": block.kind, "text": block.text} for block in story.body],
        "body_text": story.body_text,
        "images": [{"url": image.url, "caption": image.caption, "credit": image.credit} for image in story.images],
        "keywords": list(story.keywords),
        "subjects": _subjects(story.subjects),
        "urgency": story.urgency,
        "pub_status": story.pub_status,
        "embargoed_until": _iso(story.embargoed_until),
        "expires": _iso(story.expires),
        "signals": list(story.signals),
        "ed_note": story.ed_note,
        "usage_terms": story.usage_terms,
        "copyright_notice": story.copyright_notice,
        "credit_line": story.credit_line,
        "flags": list(story.flags),
        "quality": quality_of(story),
        "provenance": provenance_json(story.provenance),
    }
    return told | ({"amended": amended} if amended else {})


def provenance_json(told: Provenance) -> dict[str, object]:
    """Give a provenance with its evidence; each quotation says what text its offsets count in."""
    return {
        "relation": told.relation,
        "credits": [{"agency": one.agency, "name": one.name, "role": one.role, "evidence": list(one.evidence)} for one in told.credits],
        "via": list(told.via),
        "edited": {"headline": told.edited.headline, "body": told.edited.body, "picture": told.edited.picture},
        "auto_generated": told.auto_generated,
        "statements": [{"text": one.text, "evidence": one.evidence} for one in told.statements],
        "observed": _observed(told),
        "evidence": [_evidence(one) for one in told.evidence],
        "conflicts": [{"says": one.says, "evidence": list(one.evidence)} for one in told.conflicts],
        "confidence": told.confidence,
        "ruleset": told.ruleset,
    }


def _evidence(one: Evidence) -> dict[str, object]:
    """A quotation, the rule that read it, and where it stands."""
    return {"rule": one.rule, "kind": one.kind, "quote": one.quote, "start": one.start, "end": one.end, "in": "raw_text"}


def _observed(told: Provenance) -> dict[str, object] | None:
    """What comparing with the agency's own copy showed."""
    seen = told.observed
    if seen is None:
        return None
    return {"against": seen.against, "headline": seen.headline, "body": seen.body, "similarity": seen.similarity}


def _subjects(subjects: Iterable[Subject]) -> list[dict[str, object]]:
    """Subjects as code and name."""
    return [{"code": subject.code, "name": subject.name} for subject in subjects]


def _iso(moment: Moment | None) -> str | None:
    """A time as precise as the document's own words."""
    return moment.iso if moment else None
