"""The newsroom's nouns: every type that crosses a border of the core.

Values are frozen. Field names are those of IPTC ninjs 3.1, snake-cased. What a document does not state is None or empty, never invented.
Offsets count characters of `raw_text`; a span is half-open, `raw_text[start:end]`.
What a feed makes by the thousand (blocks, words, zones, moments, findings) are structs: they take a tenth of a dataclass's time to make,
and hold nothing that could hold them, so the garbage collector leaves them alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

BlockKind = Literal["p", "h", "li", "quote", "pre", "table"]
PubStatus = Literal["usable", "withheld", "canceled"]
Media = Literal["text", "audio", "video", "picture", "graphic", "composite", "component"]
Flag = Literal["hollow", "live-blog", "paywall", "script-only"]
Signal = Literal["update", "correction", "kill", "writethru", "lead", "take", "flash", "alert", "repeat", "recast"]
Relation = Literal["agency_direct", "agency_copy", "compiled", "staff_with_inputs", "staff", "partner", "release", "unknown"]
Role = Literal["source", "inputs", "photo", "release", "partner"]
Claim = Literal["yes", "no", "may", "unknown"]
Said = Literal["yes", "no", "unknown"]
Confidence = Literal["stated", "inferred", "unknown"]
EvidenceKind = Literal["disclaimer", "tail", "byline", "dateline", "legal", "structured", "feed", "domain", "address"]
ZoneKind = Literal["headline", "summary", "byline", "time", "body", "after", "caption", "quote", "rail", "footer", "meta"]


class Moment(Struct, frozen=True, gc=False):
    """A time as the document states it, no more precise than its words.

    `iso` is a day (`2024-06-19`), a clock reading whose zone nothing tells (`2024-06-19T06:28:00`)
    or an instant (`2024-06-19T06:28:00+05:30`). `raw` is the string that was read. `zone_from` says what told the offset:
    `printed`, `publisher`, `source`, `country`; None where there is none.
    """

    iso: str
    raw: str = ""
    zone_from: str | None = None

    @property
    def is_day(self) -> bool:
        """Whether only the day is known."""
        return "T" not in self.iso

    @property
    def instant(self) -> datetime | None:
        """The moment in UTC, or None where day or zone alone are known."""
        if self.is_day:
            return None
        value = datetime.fromisoformat(self.iso)
        return value.astimezone(UTC) if value.tzinfo else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Whose page, feed or wire this is."""

    name: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Where and when the story says it was filed: `NEW DELHI, June 19 (ANI):`."""

    text: str | None = None
    place: str | None = None
    date: str | None = None


class Block(Struct, frozen=True, gc=False):
    """One paragraph, subhead, list item, quotation, preformatted text or table row of the body, in order.

    `start` and `end` say where it stands in `raw_text`: `raw_text[start:end] == text` for as long as nothing was taken out of it.
    A table is one block: cells parted by tabs, rows by line breaks.
    """

    kind: BlockKind
    text: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture that belongs to the story."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the story is about: an IPTC Media Topic code where one is stated, else a name."""

    code: str | None = None
    name: str


class Words(Struct, frozen=True, gc=False):
    """A string a document states, and where: `json-ld headline`, `meta author`, `h1`, `feed pubDate`, `ninjs by`."""

    text: str
    source: str


class Zone(Struct, frozen=True, gc=False):
    """A stretch of `raw_text` and what part of the page it is; zones don't overlap, what lies in none is unknown ground."""

    kind: ZoneKind
    start: int
    end: int


class Finding(Struct, frozen=True, gc=False):
    """A candidate for a field: where it stood, what it said, and whether it was taken."""

    field: str
    source: str
    value: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The words that prove a value: `quote == raw_text[start:end]`; `rule` is the id of the rule that read them."""

    rule: str
    kind: EvidenceKind
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """An agency and its part in the story; `agency` is an id of config/agencies.toml or `*generic`; `evidence` are indexes."""

    agency: str
    name: str
    role: Role
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A notice in the publisher's exact words; `evidence` is an index."""

    text: str
    evidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What the publisher claims its desk changed."""

    headline: Claim = "unknown"
    body: Claim = "unknown"
    picture: Claim = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two zones that contradict each other, in a sentence; `evidence` are indexes."""

    says: str
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What comparing with the agency's own copy showed; filled by the pipeline, never by `read`."""

    against: str
    headline: Literal["same", "changed"]
    body: Literal["same", "cut", "extended", "changed"]
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who wrote the story, who carried it, what was changed, and the words that say so."""

    relation: Relation = "unknown"
    credits: tuple[Credit, ...] = ()
    via: tuple[str, ...] = ()
    edited: Edited = Edited()
    auto_generated: Said = "unknown"
    statements: tuple[Statement, ...] = ()
    observed: Observed | None = None
    evidence: tuple[Evidence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    confidence: Confidence = "unknown"
    ruleset: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document, or one item of it, that can't be read: where, and why, in words for an operator."""

    form: str
    place: str
    reason: str


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
    publisher: Publisher = Publisher()
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
    provenance: Provenance = Provenance()
    media: Media = "text"
    located: str | None = None
    copyright_holder: str | None = None
    content_created: Moment | None = None
    raw_text: str = ""
    findings: tuple[Finding, ...] = ()
    flags: tuple[Flag, ...] = ()

    @property
    def body_text(self) -> str:
        """The body's blocks joined by blank lines."""
        return "\n\n".join(block.text for block in self.body)


class Learned(Struct, frozen=True, gc=False):
    """A line that a publisher prints again and again: in how many of its last stories it stood, each story counted once."""

    line: str
    stories: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the shell knows about a document beside its bytes; every part is optional.

    `zone` is an IANA name. `received` is ISO 8601 UTC: nothing is published later than it was received.
    `lead` is the feed entry (or sitemap line) that named this page. `boilerplate` are lines known to be furniture,
    `learned` those that were counted, so that a reader can say why it leaves them out.
    `links` is the selector (CSS or XPath) of a listing's links.
    """

    charset: str | None = None
    media_type: str | None = None
    zone: str | None = None
    received: str | None = None
    publisher: Publisher | None = None
    lead: Story | None = None
    links: str | None = None
    boilerplate: frozenset[str] = frozenset()
    learned: tuple[Learned, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WireItem:
    """What one item of a document states, in the document's own words: a format's `parse` gives it, `normalize` settles it.

    Candidates (`Words`) stand best first. Times are raw strings. `blocks` and `zones` point into `raw_text`.
    `persons` are names that the markup itself declares to be people; `bylines` are lines as printed.
    `credits` are agencies or providers that the format states in a field of its own (`ninjs infoSources`, `json-ld sourceOrganization`).
    `embargo` is a raw string: one that can't be read as a time keeps the story back.
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
    publisher: Publisher = Publisher()
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
