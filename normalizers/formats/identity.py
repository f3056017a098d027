"""What formats say of a story alike: its identity, and in those that go out its instants and a line on where it comes from."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from normalizers.fields.times import rule_of

if TYPE_CHECKING:
    from normalizers.terms import Moment, Provenance, PubStatus, Story

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_EDITED = {
    ("yes", "no"): "Unedited except for the headline",
    ("no", "no"): "Unedited",
    ("unknown", "no"): "Body unedited",
    ("yes", "yes"): "Edited by the publisher",
    ("unknown", "yes"): "Edited by the publisher",
    ("no", "yes"): "Edited by the publisher except for the headline",
}
_RELATION = {
    "agency_direct": "from {agencies}",
    "agency_copy": "agency copy from {agencies}",
    "compiled": "compiled from {agencies}",
    "staff_with_inputs": "staff copy with inputs from {agencies}",
    "staff": "staff copy",
    "partner": "copy of a partner, {agencies}",
    "release": "a release from {agencies}",
}


def made_of(form: str, words: str) -> str:
    """An identity for an item whose document tells none: made of its words, never of chance, clock or path."""
    return f"urn:copytaster:{form}:{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:32]}"


def uri_of(story: Story) -> str:
    """The story's identity: its own, else its address, else one made of its words, the same whenever it is made."""
    known = story.uri or story.canonical_url or story.url
    return known or "urn:copytaster:" + hashlib.sha256(story.raw_text.encode("utf-8", "replace")).hexdigest()[:32]


def instant(moment: Moment | None) -> str | None:
    """A time with its offset; None where the document does not tell one."""
    return moment.iso if moment is not None and _STAMP.fullmatch(moment.iso) else None


def status_of(story: Story, *, withdrawn: bool) -> PubStatus:
    """Whether the story may be used; an embargo whose end can't be told as an instant keeps it back."""
    if withdrawn:
        return "canceled"
    unsaid = story.embargoed_until is not None and instant(story.embargoed_until) is None
    return "withheld" if unsaid and story.pub_status == "usable" else story.pub_status


def note(story: Story) -> str | None:
    """A short line for the desk that gets the story: the sender's own, else where a page or feed entry comes from and what was edited."""
    return story.ed_note or (None if rule_of(story.form) == "wire" else provenance_line(story))


def provenance_line(story: Story) -> str | None:
    """Where a story comes from and what its publisher says it edited, in one sentence; None where nothing is known."""
    told = story.provenance
    if told.relation == "unknown":
        return None
    agencies = ", ".join(dict.fromkeys(credit.name for credit in told.credits if credit.role != "photo"))
    unnamed = "its sender" if told.relation == "release" else "agencies"
    line = _RELATION[told.relation].format(agencies=agencies or unnamed)
    edited = _EDITED.get((told.edited.headline, told.edited.body))
    publisher = story.publisher.name or story.publisher.domain
    carried = f", published by {publisher}" if publisher and told.relation != "agency_direct" else ""
    return f"{edited}; {line}{carried}." if edited else f"{line[0].upper()}{line[1:]}{carried}."


def carried_line(story: Story) -> str | None:
    """Who published a story, in one sentence; None where the line on its provenance names them already, or nobody is known."""
    publisher = story.publisher.name or story.publisher.domain
    return f"Published by {publisher}." if publisher and publisher not in (provenance_line(story) or "") else None


def observed_line(told: Provenance) -> str | None:
    """What comparing with the agency's own copy showed, in one sentence; None where nothing was compared."""
    seen = told.observed
    if seen is None:
        return None
    return f"Compared with the agency's own copy: headline {seen.headline}, body {seen.body}, {seen.similarity:.0%} alike."


def amended_lines(story: Story) -> tuple[str, ...]:
    """What our own desk changed, a line a field: `headline, by the desk, 2026-11-28T09:00:00Z`."""
    return tuple(f"{one.field}, by {one.by}, {one.at}" for one in story.amended)
