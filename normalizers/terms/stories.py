"""A story as editors see it, and what can't be read as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from normalizers.terms.origin import NO_PROVENANCE, Provenance
from normalizers.terms.values import NO_PUBLISHER, Block, Dateline, Finding, Image, Moment, Publisher, Subject

PubStatus = Literal["usable", "withheld", "canceled"]
Media = Literal["text", "audio", "video", "picture", "graphic", "composite", "component"]
Flag = Literal["hollow", "live-blog", "paywall", "script-only"]
Signal = Literal["update", "correction", "kill", "writethru", "lead", "take", "flash", "alert", "repeat", "recast"]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document, or one item of it, that can't be read: where, and why, in words for an operator."""

    form: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A field in whose place our own editors put words: which, by which desk, and when (ISO 8601 with offset); never by `read`."""

    field: str
    by: str
    at: str


class _Deferred:
    """Room for what an unread story is read from (`normalize/face.py`); empty in every other."""

    __slots__ = ("_rest",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(_Deferred):
    """One item of copy, normalized. What the fields mean: docs/story.md."""

    form: str
    uri: str | None = None
    version: str | None = None
    partial: bool = False
    url: str | None = None
    canonical_url: str | None = None
    publisher: Publisher = NO_PUBLISHER
    headline: str | None = None
    summary: str | None = None
    slugline: str | None = None
    section: str | None = None
    language: str | None = None
    byline: str | None = None
    persons: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    dateline: Dateline | None = None
    published: Moment | None = None
    updated: Moment | None = None
    body: tuple[Block, ...] = ()
    images: tuple[Image, ...] = ()
    keywords: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    genres: tuple[Subject, ...] = ()
    urgency: int | None = None
    pub_status: PubStatus = "usable"
    embargoed_until: Moment | None = None
    expires: Moment | None = None
    signals: tuple[Signal, ...] = ()
    ed_note: str | None = None
    usage_terms: str | None = None
    copyright_notice: str | None = None
    credit_line: str | None = None
    provenance: Provenance = NO_PROVENANCE
    media: Media = "text"
    located: str | None = None
    copyright_holder: str | None = None
    content_created: Moment | None = None
    raw_text: str = ""
    findings: tuple[Finding, ...] = ()
    flags: tuple[Flag, ...] = ()
    amended: tuple[Amendment, ...] = ()

    @property
    def body_text(self) -> str:
        """The body's blocks joined by blank lines."""
        return "\n\n".join(block.text for block in self.body)
