"""An item of a document in the document's own words, before anything is settled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from normalizers.terms.values import NO_PUBLISHER, Block, Finding, Image, Publisher, Subject, Words, Zone

if TYPE_CHECKING:
    from normalizers.terms.stories import Flag, Media, PubStatus, Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class WireItem:
    """What one item of a document states, in the document's own words: a format's `parse` gives it, `normalize` settles it.

    Candidates (`Words`) stand best first. Times are raw strings. `blocks` and `zones` point into `raw_text`.
    `persons` are names that the markup itself declares to be people; `bylines` are lines as printed.
    `credits` are agencies or providers that the format states in a field of its own (`ninjs infoSources`, `json-ld sourceOrganization`).
    `embargo` is a raw string: one that can't be read as a time keeps the story back.
    `agencys_own` is whether nobody but an agency sends such a form, so that whoever signs the message sent it.
    `as_stated` is whether the item says which of both times it does not have, so that none is taken for the other.
    """

    form: str
    raw_text: str
    blocks: tuple[Block, ...] = ()
    zones: tuple[Zone, ...] = ()
    uri: str | None = None
    version: str | None = None
    partial: bool = False
    url: str | None = None
    canonical_url: str | None = None
    publisher: Publisher = NO_PUBLISHER
    headlines: tuple[Words, ...] = ()
    summaries: tuple[Words, ...] = ()
    bylines: tuple[Words, ...] = ()
    persons: tuple[Words, ...] = ()
    published: tuple[Words, ...] = ()
    updated: tuple[Words, ...] = ()
    languages: tuple[Words, ...] = ()
    sections: tuple[Words, ...] = ()
    credits: tuple[Words, ...] = ()
    slugline: str | None = None
    dateline: str | None = None
    images: tuple[Image, ...] = ()
    keywords: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    genres: tuple[Subject, ...] = ()
    urgency: int | None = None
    pub_status: PubStatus = "usable"
    embargo: str | None = None
    agencys_own: bool = False
    as_stated: bool = False
    expires: str | None = None
    signals: tuple[Signal, ...] = ()
    ed_note: str | None = None
    usage_terms: str | None = None
    copyright_notice: str | None = None
    credit_line: str | None = None
    media: Media = "text"
    located: str | None = None
    copyright_holder: str | None = None
    content_created: str | None = None
    findings: tuple[Finding, ...] = field(default=())
    flags: tuple[Flag, ...] = field(default=())
