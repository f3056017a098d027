"""One WireItem in, one Story out: every field settled, the body less its notices, the provenance traced. It never raises."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.fields.byline import Byline, split_byline
from normalizers.fields.cuts import without
from normalizers.fields.dateline import dateline_alone, find_dateline, read_dateline
from normalizers.fields.headline import settle_headline, tidy
from normalizers.fields.language import declared_tag, settle_language
from normalizers.fields.names import key
from normalizers.fields.notes import noted
from normalizers.fields.signoff import beside, signed_off
from normalizers.fields.times import rule_of
from normalizers.normalize.findings import findings
from normalizers.normalize.lead import from_lead
from normalizers.normalize.when import clock_of, gate_of, moment_of, times_of
from normalizers.provenance import trace
from normalizers.rulebook import hostname
from normalizers.terms import Publisher, Story, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.rulebook import HouseStyle, Rulebook
    from normalizers.terms import Block, Dateline, Hints, WireItem

_STAMP = re.compile(r"[0-9]{4}-?[01][0-9]-?[0-3][0-9](?:[T ][0-9]{2}:?[0-9]{2}|$)")  # a time as programs write it, which is no dateline
_LEADS = 3  # paragraphs in which a dateline may stand: a standfirst or two come before it
_SHORT, _MOST_LEADS = 80, 8  # characters of a letterhead's line; paragraphs
_SOURCES = "infoSource"


def normalize(item: WireItem, style: HouseStyle, rules: Rulebook, hints: Hints) -> Story:
    """Settle what an item states into a story; what it does not state stays empty, unless the lead that named it says so."""
    item = noted(item)
    traced = trace(item, style, rules)
    publisher = publisher_of(item.publisher, item.url, style, hints, traced.publisher_named)
    dateline, prefix = _dateline(item, rules)
    body = without(item.blocks, (*traced.drop, *prefix), item.raw_text)
    headline = settle_headline((*item.headlines, *from_lead(hints, "headline")), publisher=publisher)
    language = settle_language(item.languages, _sample(body, headline, item))
    byline = _without_place(_byline(item, publisher, rules, hints, language), dateline)
    if traced.signed:
        foot = signed_off(traced.signed, publisher=publisher, is_agency=rules.signs, language=language)
        byline = beside(byline, foot, reporters=item.form != "page")  # a page has its writers in its head, or nowhere
    clock = clock_of(item, style, hints, language)
    times = times_of(item, hints, clock)
    gate = gate_of(item, headline, clock)
    story = _copied(item, hints)
    _settle(
        story,
        publisher=publisher,
        headline=headline.text if headline else None,
        summary=summary_of(item, headline.text if headline else None, hints),
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
        content_created=moment_of(item.content_created, clock),
        signals=gate.signals,
        provenance=traced.provenance,
    )
    _settle(story, findings=findings(item, story, hints))
    return story


def _settle(story: Story, **values: object) -> None:
    """Fill in fields of a story that nobody has seen yet; making a new one of 45 fields each time took a tenth of all the time."""
    for name, value in values.items():
        object.__setattr__(story, name, value)


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
        flags=item.flags,
    )


# --- whose it is -------------------------------------------------------------------------------------------------
def publisher_of(stated: Publisher, url: str | None, style: HouseStyle, hints: Hints, in_notice: str | None = None) -> Publisher:
    """The publisher the item states, else whose house style or address it is, else the one the shell or a notice names."""
    known = hints.publisher or Publisher()
    domain = stated.domain or (style.domains[0] if style.domains else None) or _host(url) or known.domain
    return Publisher(name=_said(stated.name) or style.name or known.name or in_notice, domain=domain)


def _credit_line(item: WireItem, rules: Rulebook) -> str | None:
    """The credit line, else those a wire item names as its sources that are no agency of ours: no credit can carry their names."""
    told = (word.text.strip() for word in item.credits if _SOURCES in word.source)
    unknown = dict.fromkeys(name for name in told if name != item.publisher.name and not rules.signs(name))
    return _said(item.credit_line) or ", ".join(filter(None, unknown)) or None


def _host(url: str | None) -> str | None:
    """The host of an address, without `www.`."""
    host = hostname(url)
    return host.removeprefix("www.") if host else None


def _byline(item: WireItem, publisher: Publisher, rules: Rulebook, hints: Hints, language: str | None) -> Byline:
    """The byline the item prints, else the lead's."""
    found = split_byline(item.bylines, item.persons, publisher=publisher, is_agency=rules.signs, language=language)
    if found.printed is None and hints.lead is not None and hints.lead.byline:
        return Byline(hints.lead.byline, hints.lead.persons, hints.lead.desks, hints.lead.editors)
    if found.printed is None and item.bylines and rule_of(item.form) == "wire":  # a field of its own is no guess, whomever it names
        return replace(found, printed=_first(item.bylines))
    return found


def _without_place(byline: Byline, dateline: Dateline | None) -> Byline:
    """The byline's people less the place the story was filed from: "Ana Lind, Port Karwi" names one person."""
    place = key((dateline.place or "").partition("(")[0]) if dateline else ""
    people = tuple(name for name in byline.persons if key(name) != place)
    return replace(byline, persons=people) if people and place else byline


# --- the words ---------------------------------------------------------------------------------------------------
def _dateline(item: WireItem, rules: Rulebook) -> tuple[Dateline | None, tuple[tuple[int, int], ...]]:
    """The dateline, from its own field or the head of the body, and the span by which it stands in the body."""
    told = (item.dateline or "").strip()
    stated = read_dateline(told, is_agency=rules.is_agency) if told and not _STAMP.match(told) else None
    paragraphs = _leads(item.blocks)
    if stated is None and len(paragraphs) > 1 and (alone := dateline_alone(paragraphs[0].text)):
        return alone, ((paragraphs[0].start, paragraphs[0].end),)
    for block in paragraphs:
        found = find_dateline(block.text, is_agency=rules.is_agency)
        if found:
            value, end = found
            if stated is not None and stated.place is None and value.place and stated.date in (None, value.date):
                stated = None  # the field tells the day alone, or what is no dateline; the copy the place too
            if stated is not None and rule_of(item.form) == "wire" and _says_more(value, stated):
                return stated, ()  # what the field does not hold stays in the copy
            return stated or value, ((block.start, block.start + end),)
    return stated, ()


def _leads(blocks: Sequence[Block]) -> list[Block]:
    """The paragraphs in which a dateline may stand, and the short lines of a letterhead above them."""
    found: list[Block] = []
    for block in (block for block in blocks if block.kind == "p"):
        found.append(block)
        if sum(len(one.text) > _SHORT for one in found) == _LEADS or len(found) == _MOST_LEADS:
            break
    return found


def _says_more(printed: Dateline, stated: Dateline) -> bool:
    """Whether a printed dateline has words, save an agency's name in brackets, that its own field has not."""
    bare = re.sub(r"\([^()]*\)", " ", printed.text or "")
    return not set(re.findall(r"\w+", bare.casefold())) <= set(re.findall(r"\w+", (stated.text or "").casefold()))


def _sample(body: Sequence[Block], headline: Words | None, item: WireItem) -> str:
    """Enough of the story's words to tell its language by."""
    words = [headline.text] if headline else []
    words += [block.text for block in body[:12]]
    return "\n".join(words if body else [*words, *(word.text for word in item.summaries[:1])])


def _tag(item: WireItem, language: str | None) -> str | None:
    """The language as the story gives it: a wire's own tag with its region; templates of pages and feeds print any region."""
    declared = declared_tag(item.languages, language) if rule_of(item.form) == "wire" else None
    return declared or language


def summary_of(item: WireItem, headline: str | None, hints: Hints) -> str | None:
    """The first summary that says something the headline doesn't."""
    for word in (*item.summaries, *from_lead(hints, "summary")):
        text = " ".join(word.text.split())
        if any(map(str.isalnum, text)) and (text != headline or rule_of(item.form) == "wire"):
            return text
    return None


def _first(words: Sequence[Words]) -> str | None:
    """The first candidate that says something, in one line."""
    return next((text for word in words if any(map(str.isalnum, text := tidy(word.text)))), None)


def _said(text: str | None) -> str | None:
    """A text that says something, without blanks about it."""
    return text.strip() or None if text else None
