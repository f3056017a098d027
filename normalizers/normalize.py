"""One WireItem in, one Story out: every field settled, the body less its notices, the provenance traced. It never raises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from normalizers.fields.byline import Byline, split_byline
from normalizers.fields.countries import country_of, zone_of_country
from normalizers.fields.cuts import without
from normalizers.fields.dateline import find_dateline, read_dateline
from normalizers.fields.headline import settle_headline, tidy
from normalizers.fields.language import declared_tag, settle_language
from normalizers.fields.markers import read_markers
from normalizers.fields.names import key
from normalizers.fields.times import Clock, Rule, Settled, settle_times
from normalizers.provenance import trace
from normalizers.terms import Finding, Moment, Publisher, Story, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from normalizers.rulebook import HouseStyle, Rulebook
    from normalizers.terms import Block, Dateline, Hints, PubStatus, Signal, WireItem

FINDINGS = 40  # candidates kept for the desk
_VALUE = 200  # characters of a candidate kept
_LEADS = 3  # paragraphs in which a dateline may stand: a standfirst or two come before it
_FEEDS = frozenset(("rss", "rdf", "atom", "json-feed", "news-sitemap", "sitemap"))
_PAGES = frozenset(("page", "text"))
_SOURCES = "ninjs infoSource"


def normalize(item: WireItem, style: HouseStyle, rules: Rulebook, hints: Hints) -> Story:
    """Settle what an item states into a story; what it does not state stays empty, unless the lead that named it says so."""
    traced = trace(item, style, rules)
    publisher = _publisher(item, style, hints, traced.publisher_named)
    dateline, prefix = _dateline(item, rules)
    body = without(item.blocks, (*traced.drop, *prefix), item.raw_text)
    headline = settle_headline((*item.headlines, *_from_lead(hints, "headline")), publisher=publisher)
    language = settle_language(item.languages, _sample(body, headline, item))
    byline = _without_place(_byline(item, publisher, rules, hints, language), dateline)
    clock = _clock(item, style, hints, language)
    times = _times(item, hints, clock)
    gate = _gate(item, headline, clock)
    story = replace(
        _copied(item, hints),
        publisher=publisher,
        headline=headline.text if headline else None,
        summary=_summary(item, headline, hints),
        language=_tag(item, language),
        byline=byline.printed,
        persons=byline.persons,
        desks=byline.desks,
        editors=byline.editors,
        dateline=dateline,
        published=times.published,
        updated=times.updated,
        body=body,
        credit_line=_credit_line(item, rules),
        pub_status=gate.status,
        embargoed_until=gate.embargo,
        expires=gate.expires,
        content_created=_moment(item.content_created, clock),
        signals=gate.signals,
        provenance=traced.provenance,
    )
    return replace(story, findings=_findings(item, story, hints))


def _copied(item: WireItem, hints: Hints) -> Story:
    """What an item states once and plainly; the identity is the lead's where a lead named the page."""
    return Story(
        form=item.form,
        uri=(hints.lead.uri if hints.lead else None) or item.uri,
        version=item.version,
        partial=item.partial,
        url=item.url,
        canonical_url=item.canonical_url,
        slugline=_said(item.slugline),
        section=_first(item.sections),
        images=item.images,
        keywords=item.keywords,
        subjects=item.subjects,
        genres=item.genres,
        urgency=item.urgency,
        ed_note=_said(item.ed_note),
        usage_terms=_said(item.usage_terms),
        copyright_notice=_said(item.copyright_notice),
        media=item.media,
        located=_said(item.located),
        copyright_holder=_said(item.copyright_holder),
        raw_text=item.raw_text,
    )


# --- whose it is -------------------------------------------------------------------------------------------------
def _publisher(item: WireItem, style: HouseStyle, hints: Hints, in_notice: str | None) -> Publisher:
    """The publisher the item states, else whose house style or address it is, else the one the shell or a notice names."""
    known = hints.publisher or Publisher()
    domain = item.publisher.domain or (style.domains[0] if style.domains else None) or _host(item.url) or known.domain
    return Publisher(name=_said(item.publisher.name) or style.name or known.name or in_notice, domain=domain)


def _credit_line(item: WireItem, rules: Rulebook) -> str | None:
    """The credit line, else those a wire item names as its sources that are no agency of ours: no credit can carry their names."""
    told = (word.text.strip() for word in item.credits if word.source.startswith(_SOURCES))
    unknown = dict.fromkeys(name for name in told if name != item.publisher.name and not rules.is_agency(name))
    return _said(item.credit_line) or ", ".join(filter(None, unknown)) or None


def _host(url: str | None) -> str | None:
    """The host of an address, without `www.`."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:  # "http://[" is no address
        return None
    return host.removeprefix("www.") if host else None


def _byline(item: WireItem, publisher: Publisher, rules: Rulebook, hints: Hints, language: str | None) -> Byline:
    """The byline the item prints, else the lead's."""
    found = split_byline(item.bylines, item.persons, publisher=publisher, is_agency=rules.is_agency, language=language)
    if found.printed is None and hints.lead is not None and hints.lead.byline:
        return Byline(hints.lead.byline, hints.lead.persons, hints.lead.desks, hints.lead.editors)
    return found


def _without_place(byline: Byline, dateline: Dateline | None) -> Byline:
    """The byline's people less the place the story was filed from: "Ana Lind, Port Karwi" names one person."""
    place = key((dateline.place or "").partition("(")[0]) if dateline else ""
    people = tuple(name for name in byline.persons if key(name) != place)
    return replace(byline, persons=people) if people and place else byline


# --- the words ---------------------------------------------------------------------------------------------------
def _dateline(item: WireItem, rules: Rulebook) -> tuple[Dateline | None, tuple[tuple[int, int], ...]]:
    """The dateline, from its own field or the head of the body, and the span by which it stands in the body."""
    stated = read_dateline(item.dateline, is_agency=rules.is_agency) if item.dateline and item.dateline.strip() else None
    paragraphs = [block for block in item.blocks if block.kind == "p"][:_LEADS]
    for block in paragraphs:
        found = find_dateline(block.text, is_agency=rules.is_agency)
        if found:
            value, end = found
            return stated or value, ((block.start, block.start + end),)
    return stated, ()


def _sample(body: Sequence[Block], headline: Words | None, item: WireItem) -> str:
    """Enough of the story's words to tell its language by."""
    words = [headline.text] if headline else []
    words += [block.text for block in body[:12]]
    return "\n".join(words if body else [*words, *(word.text for word in item.summaries[:1])])


def _tag(item: WireItem, language: str | None) -> str | None:
    """The language as the story gives it: a wire's own tag with its region; templates of pages and feeds print any region."""
    declared = declared_tag(item.languages, language) if _rule(item.form) == "wire" else None
    return declared or language


def _summary(item: WireItem, headline: Words | None, hints: Hints) -> str | None:
    """The first summary that says something the headline doesn't."""
    for word in (*item.summaries, *_from_lead(hints, "summary")):
        text = " ".join(word.text.split())
        if any(map(str.isalnum, text)) and (headline is None or text != headline.text):
            return text
    return None


def _first(words: Sequence[Words]) -> str | None:
    """The first candidate that says something, in one line."""
    return next((text for word in words if any(map(str.isalnum, text := tidy(word.text)))), None)


def _said(text: str | None) -> str | None:
    """A text that says something, without blanks about it."""
    return text.strip() or None if text else None


def _from_lead(hints: Hints, field: str) -> tuple[Words, ...]:
    """What the feed entry that named this page says of a field, as a last candidate."""
    value = getattr(hints.lead, field) if hints.lead else None
    if isinstance(value, Moment):
        return (Words(value.iso, "feed"),)
    return (Words(value, "feed"),) if value else ()


# --- the times and gates -----------------------------------------------------------------------------------------
def _rule(form: str) -> Rule:
    """How a form's times are to be understood."""
    return "page" if form in _PAGES else "feed" if form in _FEEDS else "wire"


def _times(item: WireItem, hints: Hints, clock: Clock) -> Settled:
    """Both times, the lead's word last; where no candidate says a day, the page's time lines are read whole."""
    published = (*item.published, *_from_lead(hints, "published"))
    updated = (*item.updated, *_from_lead(hints, "updated"))
    settled = settle_times(published, updated, clock, _rule(item.form))
    if settled.published is None and settled.updated is None:
        lines = (Words(item.raw_text[zone.start : zone.end], "line") for zone in item.zones if zone.kind == "time")
        settled = settle_times(tuple(lines), (), clock, _rule(item.form))
    own = {word.text for word in (*item.published, *item.updated)}
    lead = (hints.lead.published, hints.lead.updated) if hints.lead else ()
    told = [moment for moment in lead if moment and moment.iso not in own]
    return Settled(_as_told(settled.published, told), _as_told(settled.updated, told))


def _as_told(settled: Moment | None, told: Sequence[Moment]) -> Moment | None:
    """A time that the lead gave, with the lead's own words and what told its zone."""
    return next((moment for moment in told if settled and settled.raw == moment.iso == settled.iso), settled)


def _clock(item: WireItem, style: HouseStyle, hints: Hints, language: str | None) -> Clock:
    """The hints by which this item's times are read: the publisher's zone, else the source's, else that of the address's country."""
    country = style.country or country_of(item.url) or country_of(item.canonical_url) or country_of(item.publisher.domain)
    zone, told = (
        (style.zone, "publisher") if style.zone else (hints.zone, "source") if hints.zone else (zone_of_country(country), "country")
    )
    return Clock(zone=zone, zone_from=told, country=country, language=language, received=_received(hints.received))


def _moment(printed: str | None, clock: Clock) -> Moment | None:
    """The one time a field of its own states."""
    times = clock.read(printed) if printed else None
    return (times.published or times.updated) if times else None


def _received(text: str | None) -> datetime | None:
    """The time of receipt; None where it isn't told, or not in ISO 8601."""
    try:
        value = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC) if value else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gate:
    """What keeps a story back, and its signals."""

    status: PubStatus
    embargo: Moment | None
    expires: Moment | None
    signals: tuple[Signal, ...]


def _gate(item: WireItem, headline: Words | None, clock: Clock) -> _Gate:
    """Status, embargo and signals; an embargo whose end can't be told to the minute keeps the story back until a person acts."""
    markers = read_markers(headline=headline.text if headline else None, slugline=item.slugline, ed_note=item.ed_note)
    printed = item.embargo if item.embargo is not None else markers.embargo
    embargo = _moment(printed, clock)
    held = (item.embargo is not None or markers.withheld) and (embargo is None or embargo.instant is None)
    killed = markers.kill or "kill" in item.signals
    status: PubStatus = "canceled" if killed else "withheld" if held and item.pub_status == "usable" else item.pub_status
    return _Gate(
        status=status,
        embargo=embargo,
        expires=_moment(item.expires, clock),
        signals=tuple(dict.fromkeys((*item.signals, *markers.signals))),
    )


# --- what was found ----------------------------------------------------------------------------------------------
def _findings(item: WireItem, story: Story, hints: Hints) -> tuple[Finding, ...]:
    """The candidates of the fields that editors ask about, and which were taken."""
    taken = {
        "headline": story.headline,
        "byline": story.byline,
        "persons": story.persons,
        "published": story.published.raw if story.published else None,
        "updated": story.updated.raw if story.updated else None,
        "language": story.language,
    }
    found: dict[tuple[str, str, str], Finding] = {}
    for field, words in _candidates(item, hints):
        for word in words:
            value = " ".join(word.text.split())[:_VALUE]
            found.setdefault(
                (field, word.source, value), Finding(field, word.source, value, chosen=_is_taken(field, word.text, taken[field]))
            )
    return (*found.values(), *item.findings)[:FINDINGS]


def _candidates(item: WireItem, hints: Hints) -> Iterable[tuple[str, tuple[Words, ...]]]:
    """The fields with several candidates, the lead's word last."""
    yield "headline", (*item.headlines, *_from_lead(hints, "headline"))
    yield "byline", (*item.bylines, *_from_lead(hints, "byline"))
    yield "persons", item.persons
    yield "published", (*item.published, *_printed_in_lead(hints.lead.published if hints.lead else None))
    yield "updated", (*item.updated, *_printed_in_lead(hints.lead.updated if hints.lead else None))
    yield "language", item.languages


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
    return line == " ".join(taken.split())
