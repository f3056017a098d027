"""The trace: who wrote it, who carried it, what was changed, and the words that say so."""

from __future__ import annotations

import itertools
import string
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.provenance import Trace, trace
from normalizers.rulebook import NO_STYLE, HouseStyle, bundled
from normalizers.terms import Block, Edited, Publisher, Relation, WireItem, Words, Zone, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES = bundled()
FIRST = "The lighthouse at Northmole was lit again on Tuesday after a winter of repairs, the pilots' guild said."
SECOND = "Guild master Asta Lindqvist thanked the welders and asked skippers to keep clear of the scaffolding."
NOTICE = "(Except for the headline, this story has not been edited by Tarang Herald staff and is published from ANI)"
URL = "https://www.tarangherald.example/story"
SILENT = Edited()


def item(
    body: Sequence[str] = (FIRST, SECOND),
    *,
    before: Sequence[tuple[ZoneKind, str]] = (),
    after: Sequence[tuple[ZoneKind, str]] = (),
    meta: str = "",
    persons: Sequence[str] = (),
    url: str | None = URL,
    language: str = "en",
) -> WireItem:
    """A page as its reader hands it over: lines, zones and blocks."""
    lines: list[tuple[ZoneKind, str]] = [*before, *(("body", text) for text in body), *after]
    raw, zones, blocks = "", [], []
    for kind, text in lines:
        start = len(raw)
        raw += text + "\n"
        zones.append(Zone(kind, start, start + len(text)))
        if kind == "body":
            blocks.append(Block("p", text, start, start + len(text)))
    if meta:
        zones.append(Zone("meta", len(raw) + 1, len(raw) + 1 + len(meta)))
        raw += "\f" + meta
    return WireItem(
        form="page",
        raw_text=raw,
        blocks=tuple(blocks),
        zones=tuple(zones),
        url=url,
        publisher=Publisher(name="Tarang Herald"),
        persons=tuple(Words(name, "author") for name in persons),
        languages=(Words(language, "html lang"),),
    )


def read(page: WireItem, style: HouseStyle = NO_STYLE) -> Trace:
    """The trace of a page, its evidence checked."""
    traced = trace(page, style, RULES)
    said = traced.provenance
    for proof in said.evidence:
        assert page.raw_text[proof.start : proof.end] == proof.quote
        assert proof.quote.strip()
    pointers = [at for credit in said.credits for at in credit.evidence] + [statement.evidence for statement in said.statements]
    assert all(0 <= at < len(said.evidence) for at in pointers)
    assert all(credit.evidence for credit in said.credits)
    assert said.ruleset == RULES.version
    if said.relation != "unknown" or said.edited != SILENT or said.auto_generated != "unknown":
        assert said.evidence
    return traced


def credits_of(traced: Trace) -> dict[str, str]:
    """Agencies and their roles."""
    return {credit.agency: credit.role for credit in traced.provenance.credits}


def test_a_notice_gives_credit_claims_statement_and_leaves_the_body() -> None:
    page = item(after=[("after", NOTICE)], before=[("byline", "By Asta Reed")], persons=["Asta Reed"])
    traced = read(page)
    said = traced.provenance
    assert said.relation == "agency_copy"
    assert credits_of(traced) == {"ani": "source"}
    assert said.edited == Edited(headline="yes", body="no")
    assert said.auto_generated == "unknown"
    assert [statement.text for statement in said.statements] == [NOTICE]
    assert [page.raw_text[start:end] for start, end in traced.drop] == [NOTICE]
    assert traced.publisher_named == "Tarang Herald"
    assert said.via == ("tarangherald.example",)
    assert said.confidence == "stated"
    assert not said.conflicts


def test_an_agency_is_credited_by_the_name_its_byline_prints_and_no_sentence_bends_it() -> None:
    def name(kind: ZoneKind, text: str) -> str:
        (credit,) = read(item(before=[("headline", "Lighthouse lit again"), (kind, text)])).provenance.credits
        return credit.name

    assert name("byline", "Deutsche Presse-Agentur") == "Deutsche Presse-Agentur"
    assert name("byline", "The Associated Press") == "The Associated Press"
    assert name("byline", "dpa") == "dpa"
    after = read(item(after=[("after", "Mit Material der Deutschen Presse-Agentur")])).provenance.credits
    assert [credit.name for credit in after] == ["dpa"]


def test_take_the_notice_away_and_nothing_is_claimed() -> None:
    said = read(item()).provenance
    assert (said.relation, said.credits, said.edited, said.auto_generated, said.statements) == ("unknown", (), SILENT, "unknown", ())
    assert said.confidence == "unknown"


@pytest.mark.parametrize("place", ["own paragraph", "run on", "line after", "article's foot"])
def test_a_notice_is_found_wherever_a_page_puts_it(place: str) -> None:
    match place:
        case "own paragraph":
            page = item([FIRST, SECOND, NOTICE])
        case "run on":
            page = item([FIRST, f"{SECOND} {NOTICE}"])
        case "line after":
            page = item(after=[("after", "Follow our channel"), ("after", NOTICE)])
        case _:
            page = item(after=[("footer", NOTICE)])
    traced = read(page)
    assert traced.provenance.edited.body == "no"
    assert [page.raw_text[start:end] for start, end in traced.drop] == [NOTICE]


def test_a_tail_credit_before_a_notice_is_peeled_off_too() -> None:
    notice = "(This is an unedited and auto-generated story from an agency feed, our staff may not have changed it)"
    page = item([FIRST, f"{SECOND} (ANI) {notice}"])
    traced = read(page)
    assert credits_of(traced) == {"ani": "source"}
    assert traced.provenance.edited == Edited(body="may")
    assert traced.provenance.auto_generated == "yes"
    assert page.raw_text[traced.drop[0][0] :].startswith(" (ANI)") or page.raw_text[traced.drop[0][0] :].startswith("(ANI)")


@pytest.mark.parametrize(
    ("tail", "credits", "relation"),
    [
        ("(ANI)", {"ani": "source"}, "agency_copy"),
        ("PTI", {"pti": "source"}, "agency_copy"),
        ("-- IANS abc/xyz", {"ians": "source"}, "agency_copy"),
        ("abc/dpa", {"dpa": "source"}, "agency_copy"),
        ("(AFP, dpa)", {"afp": "source", "dpa": "source"}, "compiled"),
        ("(Agenturen)", {"*generic": "source"}, "compiled"),
        ("(With inputs from PTI)", {"pti": "inputs"}, "staff_with_inputs"),
        ("Additional reporting by Reuters", {"reuters": "inputs"}, "staff_with_inputs"),
        ("Source: Reuters", {"reuters": "source"}, "agency_copy"),
        ("Source: Northmole Radio and news agencies", {"*generic": "inputs"}, "staff_with_inputs"),
        ("(इनपुट: ANI)", {"ani": "inputs"}, "staff_with_inputs"),
        ("(भाषा)", {"bhasha": "source"}, "agency_copy"),
        ("(Con información de AFP)", {"afp": "inputs"}, "staff_with_inputs"),
        ("Our Standards: The Thomson Reuters Trust Principles.", {"reuters": "source"}, "agency_copy"),
        ("(ANI/NewsVoir)", {"ani": "source", "newsvoir": "release"}, "release"),
        ("This article was originally published on Tidewater Review. Read the original article.", {}, "partner"),
        ("This story was generated by Automated Insights using data from the league.", {"ap": "source"}, "agency_copy"),
    ],
)
def test_a_tail_says_whose_copy_it_is(tail: str, credits: dict[str, str], relation: Relation) -> None:
    page = item(after=[("after", tail)], language="hi" if tail > "(\u0900" else "en")
    traced = read(page)
    assert credits_of(traced) == credits
    assert traced.provenance.relation == relation
    assert [page.raw_text[start:end] for start, end in traced.drop] == [tail]


@pytest.mark.parametrize(
    ("dateline", "agency"),
    [
        ("NORTHMOLE, June 19 (Reuters) - ", "reuters"),
        ("Northmole (Skerry) [Norland], May 19 (ANI): ", "ani"),
        ("WASHINGTON (AP) — ", "ap"),
        ("Bruselas, 7 oct (EFE).- ", "efe"),
        ("Berlin (dpa) - ", "dpa"),
        ("New Delhi, Jul 7 (PTI) ", "pti"),
        ("MOSCOW, June 19. /TASS/. ", "tass"),
        ("【6月18日 AFP】", "afp"),
        ("【ワシントン共同】", "kyodo"),
        ("新华社北京6月19日电 ", "xinhua"),
        ("नई दिल्ली, पीटीआई। ", "pti"),
        ("МОСКВА, 19 июн – РИА Новости. ", "ria"),
        ("DUBLIN--(BUSINESS WIRE)--", "businesswire"),
    ],
)
def test_a_dateline_names_the_agency_and_leaves_the_body(dateline: str, agency: str) -> None:
    page = item([dateline + FIRST, SECOND])
    traced = read(page)
    assert agency in credits_of(traced)
    assert traced.drop[0][0] == 0
    assert page.raw_text[traced.drop[0][1] :].startswith(FIRST)
    assert traced.provenance.relation == ("release" if agency == "businesswire" else "agency_copy")


@pytest.mark.parametrize(
    "opening",
    [
        "The Skerry chief minister (AAP) said ",
        "The AP government (Northmole) said ",
        "In the hall (Reuters) people danced and ",
        "ATS officers: ",
    ],
)
def test_words_that_look_like_a_dateline_are_none(opening: str) -> None:
    traced = read(item([opening + "the pier would open.", SECOND]))
    assert traced.provenance.credits == ()
    assert traced.drop == ()


@pytest.mark.parametrize(
    ("byline", "credits", "relation"),
    [
        ("PTI", {"pti": "source"}, "agency_copy"),
        ("By IANS", {"ians": "source"}, "agency_copy"),
        ("PTI Mumbai", {"pti": "source"}, "agency_copy"),
        ("AFP, MANILA", {"afp": "source"}, "agency_copy"),
        ("By ASTA REED, AP National Writer", {"ap": "source"}, "agency_copy"),
        ("Asta Reed, dpa", {"dpa": "source"}, "agency_copy"),
        ("Af Ritzau", {"ritzau": "source"}, "agency_copy"),
        ("Agencies", {"*generic": "source"}, "compiled"),
        ("Agency", {"*generic": "source"}, "agency_copy"),
        ("लेखक: माधुरी टिकेकर", {}, "staff"),
        ("लेखक: माधुरी टिकेकर प्रकाशित: ०५ फरवरी २०३१, ११:२० AM IST", {}, "staff"),
        ("anonymous", {}, "unknown"),
        ("By Margaret Hartmann", {}, "staff"),
        ("Chris Jung", {}, "staff"),
        ("by R.C. Baker", {}, "staff"),
        ("Por ahora, cuatro viajes al día", {}, "unknown"),
        ("Weitere Quellen • AP", {"ap": "inputs"}, "staff_with_inputs"),
        ("लेखक: एएनआई", {"ani": "source"}, "agency_copy"),
        ("AFP-JIJI", {"afp": "source", "jiji": "source"}, "agency_copy"),
        ("Tarang Herald with AFP", {"afp": "source"}, "compiled"),
        ("Herald staff and agencies", {"*generic": "source"}, "compiled"),
        ("AFP and Reuters", {"afp": "source", "reuters": "source"}, "compiled"),
        ("Asta Reed and AFP", {"afp": "inputs"}, "staff_with_inputs"),
        ("Asta Reed", {}, "staff"),
        ("Herald Correspondent", {}, "staff"),
        ("AP Dhillon", {}, "unknown"),
        ("Tom Reed / AFP", {}, "unknown"),
        ("NewsVoir", {"newsvoir": "release"}, "release"),
    ],
)
def test_a_byline_says_who_wrote_it(byline: str, credits: dict[str, str], relation: Relation) -> None:
    traced = read(item(before=[("headline", "Lighthouse lit again"), ("byline", byline)], persons=["Asta Reed"]))
    assert credits_of(traced) == credits
    assert traced.provenance.relation == relation


def test_a_byline_that_no_markup_declares_is_read_between_headline_and_story() -> None:
    lines: list[tuple[ZoneKind, str]] = [("headline", "Lighthouse lit again"), ("rail", "PTI | New Delhi | 3 May 2031"), ("time", "06:28")]
    assert credits_of(read(item(before=lines))) == {"pti": "source"}
    lines[1] = ("rail", "NORTHMOLE (AFP) - Tram drivers end strike")
    assert credits_of(read(item(before=lines))) == {}
    lines[1] = ("rail", "A harbor town counts its boats as Reuters and others look on from the new pier in the rain and wind of May")
    assert credits_of(read(item(before=lines))) == {}
    lines[1] = ("rail", "APA/AFP/Asta Reed")
    assert credits_of(read(item(before=lines))) == {}


@pytest.mark.parametrize("kind", ["caption", "rail", "footer", "quote", "headline", "summary", "time"])
@pytest.mark.parametrize("text", ["(PTI Photo/Asta Reed)", "NORTHMOLE, March 17 (Reuters) - Shares close flat", "Photo: AFP", "AFP Photo"])
def test_captions_teasers_and_footers_claim_nothing(kind: ZoneKind, text: str) -> None:
    page = item(
        before=[("headline", "Lighthouse lit again"), ("byline", "Asta Reed")],
        after=[("rail", "More"), (kind, text)],
        persons=["Asta Reed"],
    )
    traced = read(page)
    assert traced.provenance.relation == "staff"
    assert traced.provenance.credits == ()


@pytest.mark.parametrize(
    "trap",
    [
        '"We will rebuild every lamp," the guild master told ANI.',
        "A memo seen by Reuters sets out the plan.",
        "According to news agency PTI, three lamps were damaged.",
        "Das meldete die Nachrichtenagentur Reuters unter Berufung auf Lotsen.",
        '"The recording was not edited by our staff," the police chief said.',
        "The captions on the video are auto-generated.",
        "He said the wire agency's story had been published without modifications by three papers.",
        "The press council ruled that the headline had not been edited by the staff of the paper.",
        "AAP leaders said the party would contest all 90 seats.",
        "The conversation has been lightly edited and condensed.",
        "This story has been updated with new details.",
        "Correction: an earlier version of this article misstated the date.",
        "Asta Reed contributed to this report.",
        "Reporting by our Northmole correspondent.",
        "Source: Reuters Institute data, June 2031",
        "TT-RSS",
    ],
)
@pytest.mark.parametrize("place", ["middle", "end", "after"])
def test_a_trap_paragraph_changes_nothing(trap: str, place: str) -> None:
    bodies = {"middle": [FIRST, trap, SECOND], "end": [FIRST, SECOND, trap], "after": [FIRST, SECOND]}
    page = item(bodies[place], after=[("after", trap)] if place == "after" else (), before=[("byline", "Asta Reed")], persons=["Asta Reed"])
    said = read(page).provenance
    assert said.relation == "staff"
    assert (said.credits, said.edited, said.auto_generated, said.statements) == ((), SILENT, "unknown", ())


def test_copy_on_an_agencys_own_site_is_the_agencys() -> None:
    page = item(url="https://www.aninews.in/news/1", meta="meta og:site_name: ANI News")
    traced = read(page)
    assert traced.provenance.relation == "agency_direct"
    assert credits_of(traced) == {"ani": "source"}
    assert traced.provenance.confidence == "inferred"
    assert traced.provenance.evidence[0].kind == "domain"


def test_an_own_site_without_a_word_of_its_name_proves_nothing() -> None:
    assert read(item(url="https://www.aninews.in/news/1")).provenance.relation == "unknown"


def test_a_house_style_may_say_whose_site_it_is() -> None:
    traced = read(item([f"NORTHMOLE, June 19 (PTI) {FIRST}", SECOND]), HouseStyle(name="PTI", agency="pti"))
    assert traced.provenance.relation == "agency_direct"


def test_a_release_wires_own_site_carries_releases() -> None:
    assert read(item(url="https://www.newsvoir.com/1", meta="meta og:site_name: NewsVoir")).provenance.relation == "release"


def test_a_partners_own_site_is_its_staffs() -> None:
    page = item(url="https://www.cbc.ca/1", before=[("byline", "Asta Reed · CBC News")], persons=["Asta Reed"])
    assert read(page).provenance.relation == "staff"


def test_markup_names_the_source_where_the_page_shows_none() -> None:
    traced = read(item(meta="json-ld sourceOrganization: Reuters\njson-ld publisher: Tarang Herald\nmeta author:  "))
    assert credits_of(traced) == {"reuters": "source"}
    assert traced.provenance.evidence[0].kind == "structured"
    assert credits_of(read(item(meta="json-ld author: PTI"))) == {"pti": "source"}
    assert credits_of(read(item(meta="json-ld sourceOrganization: NewsVoir"))) == {"newsvoir": "release"}


@pytest.mark.parametrize(
    "meta", ["json-ld author: Tarang Herald", "meta author: tarangherald.example", "json-ld author: The Tarang Herald\nmeta author: admin"]
)
def test_markup_that_names_the_house_as_author_says_staff_and_no_more_than_that(meta: str) -> None:
    page = item(meta=meta, url="https://tarangherald.example/story")
    said = read(replace(page, publisher=Publisher(name="The Tarang Herald", domain="tarangherald.example"))).provenance
    assert (said.relation, said.confidence, said.credits) == ("staff", "inferred", ())
    assert read(item(["NORTHMOLE, Jan 3 (PTI): " + FIRST, SECOND], meta=meta)).provenance.relation == "agency_copy"
    assert read(item(meta="json-ld author: The Harbor Wagon")).provenance.relation == "unknown"


def test_two_letters_of_a_house_prove_themselves_with_the_fields_name() -> None:
    page = replace(item(meta="json-ld author: QT\nmeta x: y"), publisher=Publisher(name="QT"))
    assert [proof.quote for proof in read(page).provenance.evidence] == ["json-ld author: QT"]
    assert read(replace(page, publisher=Publisher(name="Aqtau Post"))).provenance.relation == "unknown"


def test_a_sign_that_runs_into_a_date_is_still_a_sign() -> None:
    traced = read(item(before=[("headline", "Lighthouse lit"), ("byline", "By PTIMar 18, 2031 06:28")]))
    assert credits_of(traced) == {"pti": "source"}
    assert traced.provenance.evidence[0].quote == "PTI"


def test_editors_signs_and_a_time_behind_an_agency_leave_with_it() -> None:
    page = item([FIRST, SECOND, "(ITALPRESS). ads/com 19-Giu-31 10:00"])
    traced = read(page)
    assert credits_of(traced) == {"italpress": "source"}
    assert [page.raw_text[start:end] for start, end in traced.drop] == ["(ITALPRESS). ads/com 19-Giu-31 10:00"]


def test_a_copyright_line_right_under_the_story_counts_though_furniture_follows() -> None:
    traced = read(item(after=[("rail", "The-CNN-Wire ™ & © 2031 Cable News Network, Inc. All rights reserved."), ("rail", "More stories")]))
    assert traced.provenance.relation == "partner"


def test_a_partner_that_a_sentence_names_is_credited_and_an_unknown_paper_stands_in_the_quote() -> None:
    assert credits_of(read(item([FIRST, SECOND, "This post originally appeared on Grist."]))) == {"grist": "partner"}
    unknown = read(item([FIRST, SECOND, "This post originally appeared on Tidewater Review."])).provenance
    assert (unknown.relation, unknown.credits) == ("partner", ())


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "(This story has not been edited by ANI and is published from a syndicated feed)"),
        ("en", "This story was not edited by the Associated Press; it is published from a syndicated feed."),
        ("en", "Reuters has not edited this story, which is published from a syndicated feed."),
        ("en", "Except for the headline, this report has not been edited by PTI staff and comes from an agency feed."),
        ("de", "Diese Meldung stammt aus einem Agenturfeed und wurde von der dpa nicht bearbeitet."),
        ("hi", "(इस खबर को एएनआई ने संपादित नहीं किया है, यह सिंडीकेट फीड से प्रकाशित की गई है।)"),
    ],
)
def test_what_an_agency_did_not_edit_is_no_claim_of_the_publisher(language: str, notice: str) -> None:
    said = read(item([FIRST, SECOND, notice], language=language)).provenance
    assert said.edited == SILENT
    assert "not the publisher" in said.conflicts[0].says


def test_an_agency_that_is_the_publisher_speaks_for_itself() -> None:
    notice = "(This story has not been edited by ANI staff and is published from a syndicated feed)"
    assert read(item([FIRST, SECOND, notice], url="https://www.aninews.in/news/1")).provenance.edited.body == "no"
    both = "(This story has not been edited by Tarang Herald staff and is published from ANI)"
    assert read(item([FIRST, SECOND, both])).provenance.edited.body == "no"


def test_markup_and_page_that_differ_are_a_conflict() -> None:
    said = read(item(before=[("byline", "PTI")], meta="json-ld author: Reuters")).provenance
    assert len(said.conflicts) == 1
    assert said.conflicts[0].says == "the markup names Reuters, the page PTI"
    assert {said.evidence[at].quote for at in said.conflicts[0].evidence} == {"PTI", "Reuters"}


def test_a_notice_not_understood_is_reported_and_claims_nothing() -> None:
    notice = "(This story has not been fully edited by our staff and is published from a syndicated feed.)"
    said = read(item(after=[("after", notice)])).provenance
    assert said.edited == SILENT
    assert any("could" in conflict.says for conflict in said.conflicts)


def test_two_notices_that_differ_are_a_conflict_and_the_weaker_stands() -> None:
    other = "(The headline and the text of this ANI report have been edited by our staff.)"
    said = read(item(after=[("after", NOTICE), ("after", other)])).provenance
    assert said.edited.body == "yes"
    assert said.conflicts


def test_a_footers_copyright_does_not_outweigh_a_dateline() -> None:
    traced = read(
        item([f"WASHINGTON (AP) — {FIRST}", SECOND], after=[("after", "Copyright 2031 The Canadian Press. All rights reserved.")])
    )
    assert credits_of(traced) == {"ap": "source"}


def test_a_release_names_its_wire_and_keeps_the_agency_that_passed_it_on_in_the_chain() -> None:
    words = "This story is provided by NewsVoir. ANI will not be responsible in any way for the content of this article."
    traced = read(item(after=[("after", words)]))
    assert traced.provenance.relation == "release"
    assert credits_of(traced) == {"newsvoir": "release"}


def test_a_release_marker_over_the_story_makes_it_a_release() -> None:
    page = item(before=[("rail", "Press Release"), ("headline", "Lamps for sale")])
    assert read(page).provenance.relation == "release"


def test_ambiguous_names_do_not_count_where_they_mean_something_else() -> None:
    tail = [("after", "(AAP)")]
    assert credits_of(read(item(after=tail))) == {"aap": "source"}  # type: ignore[arg-type]
    assert credits_of(read(item(after=tail), HouseStyle(country="IN"))) == {}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Rates are those of the last trade. Shares that did not change hands are left out. The hall is open on holidays.",
        "Weather office sees no change before Friday",
        "The rails at Mole Road were laid in 1974 and were to have been changed three years ago, when our town had the money.",
        "Quantities may be limited. Prices are subject to change without notice and coupons may expire. Sourced from the shops.",
        "In this post we share the steps we took for the tide table, which is a partial rewrite of the old one.",
    ],
)
def test_words_of_change_that_speak_of_something_else_claim_nothing_and_stay(paragraph: str) -> None:
    for body in ([paragraph, FIRST, SECOND], [FIRST, SECOND, paragraph]):
        traced = read(item(body))
        assert traced.provenance.edited == SILENT
        assert traced.provenance.statements == ()
        assert traced.drop == ()


def test_nothing_in_this_report_is_a_denial() -> None:
    traced = read(
        item([FIRST, SECOND, "(Except for the title, nothing in this report has been edited by our staff; it is from the ANI feed.)"])
    )
    assert traced.provenance.edited == Edited(headline="yes", body="no")


def test_own_editors_alone_make_no_agency_copy() -> None:
    traced = read(item([FIRST, SECOND, "This article was edited by our desk."]))
    assert traced.provenance.relation == "unknown"
    assert traced.provenance.edited.body == "yes"


def test_a_document_that_is_a_notice_alone_states_it_once() -> None:
    assert [said.text for said in read(item([NOTICE])).provenance.statements] == [NOTICE]


def test_of_a_short_last_paragraph_the_credit_alone_goes() -> None:
    page = item([FIRST, SECOND, "It was full. (ANI)"])
    assert [page.raw_text[start:end] for start, end in read(page).drop] == ["(ANI)"]


def test_inputs_in_a_rail_are_another_storys() -> None:
    traced = read(item(after=[("rail", "Latest"), ("rail", "(With inputs from ANI)")]))
    assert traced.provenance.credits == ()


def test_a_wire_item_that_an_agency_publishes_is_its_own() -> None:
    sent = replace(item(["NORTHMOLE, March 1 (PTI): " + FIRST, SECOND], url=None), publisher=Publisher(name="Press Trust of India"))
    assert read(sent).provenance.relation == "agency_copy"
    assert read(replace(sent, form="ninjs")).provenance.relation == "agency_direct"


def test_inputs_of_several_agencies_under_nobodys_name_are_compiled() -> None:
    traced = read(item([FIRST, SECOND, "(With inputs from AFP and Reuters)"], before=[("byline", "anonymous")], persons=["anonymous"]))
    assert traced.provenance.relation == "compiled"


def test_the_byline_of_another_story_further_down_is_not_this_ones() -> None:
    below: list[tuple[ZoneKind, str]] = [("rail", "More from the harbor"), ("byline", "Reuters")]
    assert credits_of(read(item(before=[("headline", "Lit again"), ("byline", "By Asta Reed")], after=below))) == {}
    assert credits_of(read(item(before=[("headline", "Lit again")], after=[("byline", "Reuters")]))) == {"reuters": "source"}


def test_a_dateline_stands_behind_a_caption_that_was_taken_for_the_story() -> None:
    caption = "FILE PHOTO: The lighthouse at Northmole, seen from the pilots' pier in January. Asta Reed/Pool via REUTERS"
    traced = read(item([caption, "January 18, 2031", "NORTHMOLE (Reuters) – " + FIRST, SECOND]))
    assert credits_of(traced) == {"reuters": "source"}
    assert credits_of(read(item([FIRST, SECOND, "NORTHMOLE (Reuters) – " + FIRST, SECOND]))) == {}


def test_a_byline_stands_behind_a_standfirst_that_was_taken_for_the_story() -> None:
    page = item([FIRST, "Af Ritzau", SECOND, SECOND])
    told = replace(page, blocks=(page.blocks[0], *page.blocks[2:]), zones=(page.zones[0], *page.zones[2:]))
    assert credits_of(read(told)) == {"ritzau": "source"}


def test_inputs_named_behind_an_editors_name_are_read() -> None:
    line = "All Regions Edited by Tom Reed (with inputs from Agencies) Updated: April 07, 2031 03:49 pm IST"
    traced = read(item(before=[("headline", "Lit again"), ("time", line)]))
    assert credits_of(traced) == {"*generic": "inputs"}
    assert traced.provenance.relation == "staff_with_inputs"


def test_on_a_page_without_byline_the_sign_right_before_the_time_is_one() -> None:
    signed: list[tuple[ZoneKind, str]] = [("headline", "Lit again"), ("caption", "The lamp / AFP\nAFP"), ("time", "10/05/2031 05:22 pm")]
    assert credits_of(read(item(before=signed))) == {"afp": "source"}
    assert credits_of(read(item(before=[*signed, ("byline", "By Asta Reed")]))) == {}
    assert credits_of(read(item(before=[("headline", "Lit again"), ("caption", "The lamp / AFP"), ("time", "10/05/2031")]))) == {}


def test_under_a_reporters_name_a_bare_agency_is_the_pictures() -> None:
    page = item(["Reuters", FIRST, SECOND], before=[("byline", "Asta Reed"), ("headline", "Lit again")])
    told = replace(page, blocks=page.blocks[1:], zones=(*page.zones[:2], *page.zones[3:]))
    assert credits_of(read(told)) == {}


def test_an_agency_that_contributed_did_not_write_it() -> None:
    traced = read(item([FIRST, SECOND, "The Associated Press contributed to this report."], before=[("byline", "AP")]))
    assert credits_of(traced) == {"ap": "inputs"}
    assert traced.provenance.relation == "staff_with_inputs"


def test_an_item_without_zones_is_read_by_its_blocks() -> None:
    raw = f"NORTHMOLE, June 19 (PTI) {FIRST}\n{SECOND} PTI\f\nninjs infosource: PTI"
    end = raw.index("\f")
    blocks = (Block("p", raw[: raw.index("\n")], 0, raw.index("\n")), Block("p", raw[raw.index("\n") + 1 : end], raw.index("\n") + 1, end))
    page = WireItem(
        form="ninjs", raw_text=raw, blocks=blocks, credits=(Words("PTI", "ninjs infoSources"),), bylines=(Words("PTI", "ninjs by"),)
    )
    traced = read(page)
    assert credits_of(traced) == {"pti": "source"}
    assert traced.provenance.relation == "agency_copy"


def test_spans_to_drop_are_in_order_and_apart() -> None:
    page = item([f"WASHINGTON (AP) — {FIRST}", f"{SECOND} (AP) {NOTICE}"])
    spans = read(page).drop
    assert list(spans) == sorted(spans)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(spans))


SCRAPS = [
    "(ANI)",
    "PTI",
    "©",
    "Source: ",
    "By ",
    "not edited",
    "may",
    "syndicated feed",
    "/",
    "-- ",
    "\n",
    "(",
    ")",
    "【",
    "AFP】",
    "\x0c",
    "json-ld author: dpa",
    "ā́",
    "टीम ने",
]
PIECES = st.sampled_from([FIRST, SECOND, NOTICE, *SCRAPS])
WORDS = [
    "this story",
    "has not been",
    "edited",
    "except for",
    "the headline",
    "by our staff",
    "may",
    "only",
    "and",
    ",",
    "is published from",
    "ANI",
    "a syndicated feed",
    "(",
    ")",
    ".",
]
ZONES = get_args(ZoneKind)


def test_an_agency_that_only_passed_a_release_on_stands_between_its_sender_and_the_reader() -> None:
    said = trace(
        item(
            (
                FIRST,
                SECOND,
                "(The above press release has been provided by PNN. ANI will not be responsible in any way for the content of the same.)",
            )
        ),
        NO_STYLE,
        RULES,
    ).provenance
    assert said.relation == "release"
    assert [(credit.agency, credit.role) for credit in said.credits] == [("pnn", "release")]
    assert said.via == ("ani", "tarangherald.example")


def test_a_notice_that_is_understood_in_part_is_told_as_such_whatever_language_the_page_states() -> None:
    hedged = "(This story has not been fully edited by Tarang Herald staff and is published from a syndicated feed.)"
    for language in ("en", ""):
        said = trace(item((FIRST, SECOND, hedged), language=language), NO_STYLE, RULES).provenance
        assert said.edited == SILENT
        assert [proof.rule for proof in said.evidence] == ["notice.part"]
        assert any(conflict.says.startswith("a notice we could read only in part") for conflict in said.conflicts)


@settings(max_examples=200, deadline=None)
@given(
    body=st.lists(
        st.lists(st.one_of(PIECES, st.text(string.printable, max_size=20), st.text(max_size=10)), max_size=6).map(" ".join), max_size=5
    ),
    other=st.lists(st.tuples(st.sampled_from(ZONES), st.lists(PIECES, max_size=4).map(" ".join)), max_size=4),
    meta=st.text(max_size=60),
)
def test_every_quote_verifies_on_any_page(body: list[str], other: list[tuple[ZoneKind, str]], meta: str) -> None:
    page = item(body, after=other, before=other[:1], meta=meta)
    traced = read(page)
    assert all(0 <= start < end <= len(page.raw_text) for start, end in traced.drop)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=20, max_size=120))
def test_no_heap_of_notice_words_takes_long(words: list[str]) -> None:
    read(item(after=[("after", " ".join(words))]))


@pytest.mark.parametrize(
    ("tail", "credits", "relation"),
    [
        ("Further material in this article was provided by Reuters.", {"reuters": "inputs"}, "staff_with_inputs"),
        ("This piece is syndicated from the AFP.", {"afp": "source"}, "agency_copy"),
        ("Put together from reports by PTI and IANS", {"pti": "source", "ians": "source"}, "compiled"),
        ("It was published by Reuters.", {}, "unknown"),
        ("The skippers were supplied by Reuters.", {}, "unknown"),
        ("This report was read by AFP.", {}, "unknown"),
    ],
)
def test_a_credit_in_words_counts_where_it_holds_no_other_word(tail: str, credits: dict[str, str], relation: Relation) -> None:
    traced = read(item([FIRST, SECOND, tail]))
    assert credits_of(traced) == credits
    assert traced.provenance.relation == relation
