"""What must hold of provenance on any page: no value without its words, no word out of place, no name that matters but an agency's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers import Story, read
from normalizers.provenance import Trace, trace
from normalizers.rulebook import NO_STYLE, bundled
from normalizers.terms import Block, Edited, Publisher, WireItem, Words, Zone, ZoneKind

RULES = bundled()
BODY = (
    "The lighthouse at Northmole was lit again on Tuesday after a winter of repairs, the pilots' guild said.",
    "Guild master Asta Lindqvist thanked the welders and asked skippers to keep clear of the scaffolding.",
    "A brass band from the lower town will play on the pier when the first ferry comes in.",
)
Line = tuple[ZoneKind, str]
SIGNS: tuple[tuple[str, Line], ...] = (
    ("en", ("byline", "PTI")),
    ("en", ("byline", "By Asta Reed, Associated Press")),
    ("en", ("body", "(With inputs from ANI)")),
    ("en", ("body", "Additional material was supplied by Reuters.")),
    ("en", ("body", "-- IANS asta/tl")),
    ("en", ("body", "This article was originally published on Grist.")),
    ("en", ("body", "(This story has not been edited by Tarang Herald staff and is auto-generated from a syndicated feed.)")),
    (
        "en",
        (
            "body",
            "Only the headline of this report may have been reworked by our staff; the rest is auto-generated from a syndicated feed.",
        ),
    ),
    (
        "de",
        ("after", "Das Hafenblatt hat diese Meldung nicht bearbeitet. Sie wurde automatisch von der Nachrichtenagentur AFP übernommen."),
    ),
    ("de", ("after", "Quelle: dpa")),
    ("hi", ("body", "(हेडलाइन के अलावा, इस खबर को तरंग टीम ने संपादित नहीं किया है, यह सिंडीकेट फीड से प्रकाशित की गई है।)")),
    ("nl", ("body", "Behalve de kop is dit artikel niet aangepast door onze redactie; het komt van een persbureau.")),
    ("ur", ("body", "یہ خبر ایجنسی فیڈ سے خودکار طور پر شائع ہوئی ہے۔")),
    ("ta", ("body", "இந்தச் செய்தி எங்கள் குழுவால் திருத்தப்படவில்லை, செய்தி நிறுவனத்தின் ஃபீட்டில் இருந்து பெறப்பட்டது.")),
)
TRAPS = (
    "The harbor master told ANI that the ferry would run again.",
    "According to Reuters, the pier has not been edited out of any map.",
    "“This story has not been edited by my staff,” the mayor said of her memoir.",
    "The AAP and the PTI both sent candidates to the regatta.",
    "A video of the launch has not been altered, the police said.",
    "Her letter, which the court had edited, was published from the archive.",
    "The interview has been edited for length and clarity.",
)


def page(lines: list[Line], language: str = "en") -> WireItem:
    """A page of lines as its reader hands it over."""
    raw, zones, blocks = "", [], []
    for kind, text in lines:
        zones.append(Zone(kind, len(raw), len(raw) + len(text)))
        if kind == "body":
            blocks.append(Block("p", text, len(raw), len(raw) + len(text)))
        raw += text + "\n"
    stated = (Words(language, "html lang"),)
    herald = Publisher(name="Tarang Herald")
    address = "https://www.tarangherald.example/story"
    return WireItem(form="page", raw_text=raw, blocks=tuple(blocks), zones=tuple(zones), url=address, publisher=herald, languages=stated)


def story(*signs: Line) -> list[Line]:
    """The story with its signs: bylines above, all else under it."""
    above = [sign for sign in signs if sign[0] == "byline"]
    return [
        ("headline", "Lighthouse lit again"),
        *above,
        *(("body", text) for text in BODY),
        *(sign for sign in signs if sign[0] != "byline"),
    ]


def told(traced: Trace) -> tuple[object, ...]:
    """Every value of a trace, without the places of its words."""
    said = traced.provenance
    credits = {(credit.agency, credit.role) for credit in said.credits}
    return said.relation, credits, said.edited, said.auto_generated, [statement.text for statement in said.statements]


SILENCE: tuple[object, ...] = ("unknown", set(), Edited(), "unknown", [])
signs = st.sampled_from(SIGNS)


@settings(max_examples=60, deadline=None)
@given(sign=signs, other=signs)
def test_take_the_words_away_and_the_value_is_unknown_again(sign: tuple[str, Line], other: tuple[str, Line]) -> None:
    language, line = sign
    lines = story(*dict.fromkeys((line, *([other[1]] if other[0] == language else []))))
    traced = trace(page(lines, language), NO_STYLE, RULES)
    assert told(traced) != SILENCE
    quotes = sorted((proof.quote for proof in traced.provenance.evidence), key=len, reverse=True)
    for quote in quotes:
        lines = [(kind, text.replace(quote, " ")) for kind, text in lines]
    assert told(trace(page([line for line in lines if line[1].strip(" .:-")], language), NO_STYLE, RULES)) == SILENCE


@settings(max_examples=100, deadline=None)
@given(sign=signs, trap=st.sampled_from(TRAPS), at=st.integers(1, len(BODY)))
def test_a_trap_paragraph_anywhere_in_the_story_changes_nothing(sign: tuple[str, Line], trap: str, at: int) -> None:
    language, line = sign
    lines = story(line)
    begin = next(number for number, (kind, _) in enumerate(lines) if kind == "body")
    trapped = [*lines[: begin + at], ("body", trap), *lines[begin + at :]]
    assert told(trace(page(trapped, language), NO_STYLE, RULES)) == told(trace(page(lines, language), NO_STYLE, RULES))


PARTS = ("ba", "do", "fi", "ka", "lu", "mo", "ne", "pa", "ri", "so", "ta", "vu", "ze")
SYLLABLES = st.lists(st.sampled_from(PARTS), min_size=2, max_size=4).map("".join)
NAMES = st.lists(SYLLABLES.map(str.capitalize), min_size=1, max_size=3).map(" ".join)
FAMILIES = (
    (
        "en",
        "(Except for the headline, this story has not been edited by {paper} staff and is published from {agency})",
        "yes",
        "no",
        "unknown",
    ),
    ("en", "This story has not been edited by {paper} staff and is auto-generated from the {agency} feed.", "unknown", "no", "yes"),
    (
        "en",
        "This report is published from the {agency} feed; {paper} staff may not have modified or edited the content.",
        "unknown",
        "may",
        "unknown",
    ),
    (
        "de",
        "{paper} hat diese Meldung nicht bearbeitet. Sie wurde automatisch von der Nachrichtenagentur {agency} übernommen.",
        "unknown",
        "no",
        "yes",
    ),
    (
        "hi",
        "(हेडलाइन के अलावा, इस खबर को {paper} टीम ने संपादित नहीं किया है, यह {agency} सिंडीकेट फीड से प्रकाशित की गई है।)",
        "yes",
        "no",
        "unknown",
    ),
    ("es", "Salvo el título, esta nota de la agencia {agency} no ha sido modificada por la redacción de {paper}.", "yes", "no", "unknown"),
    (
        "fr",
        "À l'exception du titre, cette dépêche de l'agence {agency} n'a pas été modifiée par la rédaction de {paper}.",
        "yes",
        "no",
        "unknown",
    ),
    (
        "nl",
        "Dit artikel van persbureau {agency} is automatisch geplaatst en niet bewerkt door de redactie van {paper}.",
        "unknown",
        "no",
        "yes",
    ),
)


@settings(max_examples=150, deadline=None)
@given(family=st.sampled_from(FAMILIES), paper=NAMES, agency=NAMES)
def test_papers_and_agencies_nobody_has_heard_of_are_read_in_known_families(family: tuple[str, ...], paper: str, agency: str) -> None:
    language, wording, headline, body, auto = family
    notice = wording.format(paper=paper, agency=agency)
    said = trace(page(story(("body", notice)), language), NO_STYLE, RULES).provenance
    assert (said.edited.headline, said.edited.body, said.auto_generated) == (headline, body, auto)
    assert [statement.text for statement in said.statements] == [notice]


FRAGMENTS = st.sampled_from(
    [
        *(line[1] for _, line in SIGNS),
        *TRAPS,
        *BODY,
        "(ANI)",
        "\f",
        "\x00",
        "©",
        "(",
        ")",
        "By ",
        "PTI",
        "—",
        "\u200b",
        "Copyright 2031 Reuters",
    ]
)
TAGS = st.sampled_from(["p", "div", "h1", "span", "figcaption", "footer", "li", "blockquote", "address", "script"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TAGS, st.lists(FRAGMENTS | st.text(max_size=30), max_size=4)), max_size=14))
def test_every_quote_of_any_page_stands_where_it_says(parts: list[tuple[str, list[str]]]) -> None:
    html = "".join(f"<{tag}>{' '.join(texts)}</{tag}>" for tag, texts in parts)
    for one in read(html.encode("utf-8", "replace"), form="page"):
        if isinstance(one, Story):
            assert all(one.raw_text[proof.start : proof.end] == proof.quote for proof in one.provenance.evidence)


def test_a_desk_in_the_markup_contradicts_an_agency_on_the_page() -> None:
    lines = story(("byline", "Associated Press in Valencia"))
    printed = page(lines)
    meta = "json-ld author: Herald staff reporter"
    start = len(printed.raw_text) + 1
    both = replace(printed, raw_text=f"{printed.raw_text}\f{meta}", zones=(*printed.zones, Zone("meta", start, start + len(meta))))
    said = trace(both, NO_STYLE, RULES).provenance
    assert said.relation == "agency_copy"
    assert [conflict.says for conflict in said.conflicts] == ["the markup says Herald staff reporter, the page Associated Press"]
    assert {said.evidence[at].kind for at in said.conflicts[0].evidence} == {"structured", "byline"}


@pytest.mark.parametrize("meta", ["json-ld author: Asta Reed", "json-ld publisher: Tarang Herald"])
def test_a_reporter_or_a_publisher_in_the_markup_contradicts_nobody(meta: str) -> None:
    printed = page(story(("byline", "Associated Press")))
    start = len(printed.raw_text) + 1
    both = replace(printed, raw_text=f"{printed.raw_text}\f{meta}", zones=(*printed.zones, Zone("meta", start, start + len(meta))))
    assert trace(both, NO_STYLE, RULES).provenance.conflicts == ()
