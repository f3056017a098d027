"""One WireItem in, one Story out: times settled, body cut, gates shut, nothing invented, and never an exception."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.fields import times
from normalizers.fields.cuts import merged, without
from normalizers.normalize import normalize
from normalizers.normalize.findings import FINDINGS
from normalizers.rulebook import HouseStyle, Rulebook, bundled
from normalizers.terms import Block, Dateline, Hints, Moment, Publisher, Story, WireItem, Words, Zone

NO_STYLE = HouseStyle()
NO_HINTS = Hints()


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return bundled()


def story(*paragraphs: str, hints: Hints = NO_HINTS, style: HouseStyle = NO_STYLE, form: str = "page", **stated: Any) -> Story:
    """A story from paragraphs and whatever else the item states."""
    raw, blocks = "", []
    for text in paragraphs:
        blocks.append(Block("p", text, len(raw), len(raw) + len(text)))
        raw += text + "\n"
    return normalize(WireItem(form=form, raw_text=raw, blocks=tuple(blocks), **stated), style, bundled(), hints)


def words(*texts: str, source: str = "meta") -> tuple[Words, ...]:
    return tuple(Words(text, source) for text in texts)


def iso(moment: Moment | None) -> str | None:
    return moment.iso if moment else None


# --- times -------------------------------------------------------------------------------------------------------
def test_a_page_with_one_time_appeared_and_changed_then() -> None:
    found = story(updated=words("Updated : Mar 04, 2026, 06:28 AM IST"))
    assert iso(found.published) == iso(found.updated) == "2026-03-04T06:28:00+05:30"


def test_a_label_inside_a_string_outranks_its_field() -> None:
    found = story(published=words("Updated 4 March 2026 06:28 IST | Published 3 March 2026 23:05 IST"))
    assert (iso(found.published), iso(found.updated)) == ("2026-03-03T23:05:00+05:30", "2026-03-04T06:28:00+05:30")
    found = story(updated=words("Published 3 March 2026 23:05 IST | Updated 4 March 2026 06:28 IST"))
    assert (iso(found.published), iso(found.updated)) == ("2026-03-03T23:05:00+05:30", "2026-03-04T06:28:00+05:30")


def test_a_feed_states_what_it_states() -> None:
    found = story(form="rss", published=words("Wed, 04 Mar 2026 06:28:00 +0530"))
    assert (iso(found.published), found.updated) == ("2026-03-04T06:28:00+05:30", None)
    found = story(form="atom", updated=words("2026-03-04T06:28:00Z"))
    assert (found.published, iso(found.updated)) == (None, "2026-03-04T06:28:00+00:00")
    found = story(form="atom", published=words("2026-03-04T06:28:00Z"), updated=words("2026-03-04T06:27:00Z"))
    assert iso(found.updated) == "2026-03-04T06:27:00+00:00"


def test_a_wire_item_with_one_time_was_at_least_changed_then() -> None:
    found = story(form="ninjs", published=words("2026-03-04T06:28:00Z"))
    assert iso(found.updated) == iso(found.published) == "2026-03-04T06:28:00+00:00"
    found = story(form="ninjs", updated=words("2026-03-04T06:28:00Z"))
    assert (found.published, iso(found.updated)) == (None, "2026-03-04T06:28:00+00:00")


@pytest.mark.parametrize(
    ("candidates", "settled"),
    [
        (["2026-03-04", "4 March 2026, 6:28 AM IST"], "2026-03-04T06:28:00+05:30"),
        (["2026-03-04T00:00:00Z", "2026-03-04T06:28:00+05:30"], "2026-03-04T06:28:00+05:30"),
        (["2026-03-04T06:28:00", "2026-03-04T00:58:00Z"], "2026-03-04T00:58:00+00:00"),
        (["2026-03-04T06:28:00", "2026-03-04T00:51:00Z"], "2026-03-04T06:28:00"),
        (["2026-03-04", "5 March 2026, 6:28 AM IST"], "2026-03-04"),
        (["2026-03-04T06:28:00+05:30", "2026-03-04T09:00:00Z"], "2026-03-04T06:28:00+05:30"),
        (["2026-03-03T22:04:10Z", "2026-03-04T00:04:00+02:00"], "2026-03-04T00:04:00+02:00"),
        (["2026-03-03T22:04:10Z", "2026-03-04T00:09:00+02:00"], "2026-03-03T22:04:10+00:00"),
        (["no time", "2026-03-04"], "2026-03-04"),
        (["04/03/2026", "2026-03-04"], "2026-03-04"),
        (["04/03/2026 10:15", "2026-03-04"], "2026-03-04T10:15:00"),
        (["04/03/2026 10:15", "2026-08-04"], "2026-08-04"),
    ],
)
def test_a_more_precise_candidate_that_agrees_makes_the_first_more_precise(candidates: list[str], settled: str) -> None:
    assert iso(story(published=words(*candidates)).published) == settled


@pytest.mark.parametrize(
    ("hints", "style", "url", "settled", "told"),
    [
        (Hints(zone="Asia/Dhaka"), HouseStyle(zone="Asia/Kolkata"), "https://a.de", "2026-03-04T06:28:00+05:30", "publisher"),
        (Hints(zone="Asia/Dhaka"), NO_STYLE, "https://a.de", "2026-03-04T06:28:00+06:00", "source"),
        (NO_HINTS, NO_STYLE, "https://a.de", "2026-03-04T06:28:00+01:00", "country"),
        (NO_HINTS, HouseStyle(country="in"), "https://a.de", "2026-03-04T06:28:00+05:30", "country"),
        (NO_HINTS, NO_STYLE, "https://a.com", "2026-03-04T06:28:00", None),
    ],
)
def test_a_time_without_zone_takes_the_publishers_then_the_sources_then_the_countrys(
    hints: Hints, style: HouseStyle, url: str, settled: str, told: str | None
) -> None:
    found = story(published=words("2026-03-04 06:28"), hints=hints, style=style, url=url).published
    assert found is not None
    assert (found.iso, found.zone_from) == (settled, told)


def test_nothing_is_published_after_it_was_received() -> None:
    hints = Hints(received="2026-03-04T01:00:00Z")
    assert iso(story(published=words("2027-03-04T06:28:00Z", "2026-03-04T00:58:00Z"), hints=hints).published) == "2026-03-04T00:58:00+00:00"
    assert iso(story(published=words("2026-03-04T01:10:00Z"), hints=hints).published) == "2026-03-04T01:10:00+00:00"
    assert story(published=words("2026-03-04T02:00:00Z"), hints=hints).published is None
    assert iso(story(published=words("2026-03-04T12:00:00"), hints=hints).published) == "2026-03-04T12:00:00"
    assert story(published=words("2026-03-05"), hints=hints).published is None
    assert iso(story(published=words("2027-03-04"), hints=Hints(received="long ago")).published) == "2027-03-04"


def test_a_change_before_publication_is_no_change() -> None:
    found = story(published=words("2026-03-04T06:28:00Z"), updated=words("2026-03-03T06:28:00Z"))
    assert iso(found.updated) == "2026-03-04T06:28:00+00:00"


def test_where_no_candidate_says_a_day_the_pages_time_line_is_read_whole() -> None:
    line = "March 4, 2026 10:08 am | Updated 11:08 am IST"
    zones = (Zone("time", 0, len(line)), Zone("body", len(line) + 1, len(line) + 5))
    found = story(line, zones=zones, updated=words("11:08 am IST"))
    assert (iso(found.published), iso(found.updated)) == ("2026-03-04T10:08:00+05:30", "2026-03-04T11:08:00+05:30")


def test_moments_are_compared_as_far_as_their_words_go() -> None:
    day, clock, instant = Moment("2026-03-04"), Moment("2026-03-04T06:28:00"), Moment("2026-03-04T06:28:00+05:30")
    assert not times.before(day, instant)
    assert not times.before(clock, instant)
    assert times.before(Moment("2026-03-03"), clock)
    assert times.before(Moment("2026-03-04T06:27:00"), clock)
    assert times.Clock(received=datetime(2026, 3, 4, tzinfo=UTC)).has_passed(clock)


# --- the body ----------------------------------------------------------------------------------------------------
def test_the_dateline_leaves_the_body() -> None:
    found = story("KHERWADI, March 4 (ANI): The ferry came in.", "It was full.")
    assert found.dateline == Dateline(text="KHERWADI, March 4 (ANI):", place="KHERWADI", date="March 4")
    assert found.body_text == "The ferry came in.\n\nIt was full."
    first = found.body[0]
    assert found.raw_text[first.start : first.end] == first.text


def test_a_dateline_in_its_own_field_wins_and_still_leaves_the_body() -> None:
    found = story("KHERWADI, March 4 (ANI): The ferry came in.", dateline="Kherwadi, March 4", form="ninjs")
    assert found.dateline == Dateline(text="Kherwadi, March 4", place="Kherwadi", date="March 4")
    assert found.body_text == "The ferry came in."


def test_a_tail_and_a_notice_leave_the_body_and_stay_in_the_raw_text() -> None:
    notice = "(Except for the headline, this story has not been edited by Lantern staff and is published from ANI)"
    found = story("The ferry came in, the harbor master said on Wednesday.", "It was full to the last seat, he said. (ANI)", notice)
    assert [block.text for block in found.body] == [
        "The ferry came in, the harbor master said on Wednesday.",
        "It was full to the last seat, he said.",
    ]
    assert notice in found.raw_text
    assert found.provenance.edited.body == "no"


def test_spans_are_cut_out_of_blocks_and_empty_blocks_go() -> None:
    raw = "One two three. Four.\n(ANI) 12\n***\n5"
    blocks = (
        Block("p", raw[:20], 0, 20),
        Block("p", "(ANI) 12", 21, 29),
        Block("p", "***", 30, 33),
        Block("table", "5", 34, 35),
        Block("p", "elsewhere", 3, 9),
    )
    kept = without(blocks, [(4, 8), (21, 26)], raw)
    assert [(block.text, block.start, block.end) for block in kept] == [("One three. Four.", 0, 20), ("5", 34, 35), ("elsewhere", 3, 9)]
    assert merged([(3, 4), (0, 2), (1, 3), (5, 5)]) == [(0, 4)]


# --- gates and signals -------------------------------------------------------------------------------------------
def test_an_embargo_that_can_be_read_is_a_time_and_one_that_cannot_keeps_the_story_back() -> None:
    read = story(embargo="2026-03-04T06:28:00Z", form="ninjs")
    assert (iso(read.embargoed_until), read.pub_status) == ("2026-03-04T06:28:00+00:00", "usable")
    for unreadable in ("until the minister speaks", "", "06:00"):
        held = story(embargo=unreadable, form="ninjs")
        assert (held.embargoed_until, held.pub_status) == (None, "withheld")


def test_an_embargo_without_a_zone_keeps_the_story_back() -> None:
    held = story(embargo="2026-03-04T06:28:00", form="ninjs")
    assert (iso(held.embargoed_until), held.pub_status) == ("2026-03-04T06:28:00", "withheld")


def test_an_embargo_in_the_note_counts() -> None:
    assert iso(story(ed_note="Embargoed until 06:00 GMT, 5 March 2026").embargoed_until) == "2026-03-05T06:00:00+00:00"
    assert story(ed_note="Hold until further notice").pub_status == "withheld"


def test_a_kill_cancels_whatever_the_status_says() -> None:
    killed = story(headlines=words("KILL-Ferry comes in"), signals=("alert",))
    assert (killed.pub_status, killed.signals) == ("canceled", ("alert", "kill"))
    assert story(signals=("kill",), pub_status="usable").pub_status == "canceled"
    assert story(pub_status="withheld", embargo="?").pub_status == "withheld"
    assert story(pub_status="canceled", embargo="?").pub_status == "canceled"


def test_an_expiry_is_a_time() -> None:
    assert iso(story(expires="2026-03-05T00:00:00Z").expires) == "2026-03-05T00:00:00+00:00"


# --- whose it is -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stated", "publisher"),
    [
        ({"publisher": Publisher(name="Lantern", domain="lantern.example")}, Publisher(name="Lantern", domain="lantern.example")),
        ({"style": HouseStyle(name="Lantern", domains=("lantern.example",))}, Publisher(name="Lantern", domain="lantern.example")),
        ({"url": "https://www.lantern.example/7"}, Publisher(domain="lantern.example")),
        ({"url": "http://["}, Publisher()),
        ({"hints": Hints(publisher=Publisher(name="Lantern"))}, Publisher(name="Lantern")),
    ],
)
def test_the_publisher_is_the_items_then_the_houses_then_the_hints(stated: dict[str, Any], publisher: Publisher) -> None:
    assert story(**stated).publisher == publisher


def test_an_agency_in_the_byline_is_nobody() -> None:
    found = story("The ferry came in.", bylines=words("ANI", source="byline"), persons=words("ANI", source="json-ld author"))
    assert (found.byline, found.persons) == ("ANI", ())


# --- the lead ----------------------------------------------------------------------------------------------------
LEAD = Story(
    form="rss",
    uri="feed:7",
    headline="Ferry comes in",
    summary="At noon.",
    byline="By Ishaan Torgal",
    persons=("Ishaan Torgal",),
    published=Moment("2026-03-04T06:28:00+05:30", "Wed, 04 Mar 2026 06:28:00 +0530", "printed"),
)


def test_the_lead_gives_the_identity_and_fills_the_gaps() -> None:
    found = story("The ferry came in.", uri="page:7", hints=Hints(lead=LEAD))
    assert (found.uri, found.headline, found.summary, found.byline, found.persons) == (
        "feed:7", "Ferry comes in", "At noon.", "By Ishaan Torgal", ("Ishaan Torgal",),
    )  # fmt: skip
    assert iso(found.published) == "2026-03-04T06:28:00+05:30"
    assert {(finding.field, finding.source, finding.chosen) for finding in found.findings} == {
        ("headline", "feed", True), ("byline", "feed", True), ("published", "feed", True),
    }  # fmt: skip


def test_the_lead_does_not_overrule_the_page_but_makes_its_day_a_minute() -> None:
    found = story(
        "The ferry came in.",
        uri="page:7",
        headlines=words("Last ferry comes in"),
        summaries=words("Last ferry comes in", "Full."),
        bylines=words("By Leela Morvankar", source="byline"),
        published=words("2026-03-04"),
        hints=Hints(lead=LEAD),
    )
    assert (found.headline, found.summary, found.persons) == ("Last ferry comes in", "Full.", ("Leela Morvankar",))
    assert iso(found.published) == "2026-03-04T06:28:00+05:30"
    assert story(uri="page:7", hints=Hints(lead=replace(LEAD, uri=None))).uri == "page:7"


# --- findings ----------------------------------------------------------------------------------------------------
def test_every_candidate_is_kept_with_what_became_of_it() -> None:
    found = story(
        "The ferry came in.",
        headlines=words("Ferry comes in | Lantern", "Ferry"),
        publisher=Publisher(name="Lantern"),
        persons=words("Ishaan Torgal", "ANI", source="json-ld author"),
        languages=words("en-GB"),
        published=words("2026-03-04T06:28:00Z", "yesterday"),
    )
    said = {(finding.field, finding.value): finding.chosen for finding in found.findings}
    assert said == {
        ("headline", "Ferry comes in | Lantern"): True,
        ("headline", "Ferry"): False,
        ("persons", "Ishaan Torgal"): True,
        ("persons", "ANI"): False,
        ("published", "2026-03-04T06:28:00Z"): True,
        ("published", "yesterday"): False,
        ("language", "en-GB"): True,
    }


def test_findings_are_capped() -> None:
    assert len(story(headlines=words(*map(str, range(100)))).findings) == FINDINGS


# --- any item ----------------------------------------------------------------------------------------------------
_TEXT = st.one_of(
    st.text(max_size=80),
    st.sampled_from(["By Ishaan Torgal", "2026-03-04T06:28:00", "KILL-x", "KHERWADI, March 4 (ANI): x", "(ANI)", "http://["]),
)
_WORDS = st.lists(st.builds(Words, _TEXT, st.sampled_from(["byline", "meta", "h1"])), max_size=4).map(tuple)
_BLOCKS = st.lists(st.builds(Block, st.sampled_from(["p", "h", "table"]), _TEXT, st.integers(-5, 90), st.integers(-5, 90)), max_size=4).map(
    tuple
)
_SOME = st.one_of(st.none(), _TEXT)
_ITEMS = st.builds(
    WireItem,
    form=st.sampled_from(["page", "text", "rss", "ninjs", "?"]),
    raw_text=_TEXT,
    blocks=_BLOCKS,
    url=_SOME,
    canonical_url=_SOME,
    publisher=st.builds(Publisher, name=_SOME, domain=_SOME),
    headlines=_WORDS,
    summaries=_WORDS,
    bylines=_WORDS,
    persons=_WORDS,
    published=_WORDS,
    updated=_WORDS,
    languages=_WORDS,
    sections=_WORDS,
    credits=_WORDS,
    slugline=_SOME,
    dateline=_SOME,
    embargo=_SOME,
    expires=_SOME,
    ed_note=_SOME,
)
_HINTS = st.builds(Hints, zone=_SOME, received=_SOME)


@settings(max_examples=200, deadline=None)
@given(_ITEMS, _HINTS, st.builds(HouseStyle, name=_SOME, zone=_SOME, country=_SOME))
def test_no_item_breaks_it(item: WireItem, hints: Hints, style: HouseStyle) -> None:
    found = normalize(item, style, bundled(), hints)
    assert found.raw_text == item.raw_text
    assert found.pub_status in ("usable", "withheld", "canceled")
    assert len(found.findings) <= FINDINGS
    assert all(moment is None or moment.instant is None or moment.instant.tzinfo for moment in (found.published, found.updated))


# --- what a wire states of its own ---------------------------------------------------------------------------------
def test_what_only_a_wire_states_reaches_the_story() -> None:
    found = story(
        form="ninjs", media="picture", located=" Saltmouth ", copyright_holder="Tide Wire", content_created="2026-03-11T20:00:00+05:30"
    )
    assert (found.media, found.located, found.copyright_holder) == ("picture", "Saltmouth", "Tide Wire")
    assert iso(found.content_created) == "2026-03-11T20:00:00+05:30"
    assert found.dateline is None
    assert story(content_created="some day").content_created is None


@pytest.mark.parametrize(
    ("form", "declared", "settled"),
    [("ninjs", "en-GB", "en-GB"), ("ninjs", "en_IN", "en-IN"), ("ninjs", "english", "en"), ("rss", "en-GB", "en"), ("page", "en-GB", "en")],
)
def test_a_wire_keeps_the_region_of_its_language(form: str, declared: str, settled: str) -> None:
    found = story("The board met and the vote was put off.", form=form, languages=words(declared))
    assert found.language == settled
    assert [candidate.chosen for candidate in found.findings] == [True]


def test_a_region_does_not_save_a_wrong_language() -> None:
    assert story("पुल पर आज काम होगा और यह शाम तक चलेगा, ऐसा कहा गया है।", form="ninjs", languages=words("en-GB")).language == "hi"


def test_a_feeds_title_stays_whole() -> None:
    own = Publisher(name="Tide Herald")
    assert story(publisher=own, headlines=(Words("Boats out | Tide Herald", "feed title"),)).headline == "Boats out | Tide Herald"
    assert story(publisher=own, headlines=(Words("Boats out | Tide Herald", "meta og:title"),)).headline == "Boats out"


def test_sources_that_no_rule_knows_make_the_credit_line() -> None:
    named = tuple(Words(name, "ninjs infoSource originfo") for name in ("Saltmouth Pictures", "ANI", "Ola Rann", "Saltmouth Pictures"))
    assert story(form="ninjs", credits=named).credit_line == "Saltmouth Pictures, Ola Rann"
    assert story(form="ninjs", credits=named, credit_line="as told").credit_line == "as told"
    assert story(form="ninjs", credits=named[:1], publisher=Publisher(name="Saltmouth Pictures")).credit_line is None
    assert story(credits=words("Saltmouth Pictures")).credit_line is None


def test_the_place_of_the_dateline_is_nobody() -> None:
    printed = (Words("By Ana Lind, Karwi Ghat", "byline"),)
    assert story("KARWI GHAT, March 4 (ANI): The ferry came in.", bylines=printed).persons == ("Ana Lind",)
    assert story("The ferry came in.", bylines=printed).persons == ("Ana Lind", "Karwi Ghat")


def test_a_time_from_the_lead_keeps_the_words_of_the_lead() -> None:
    told = Moment("2026-03-04T06:28:00+05:30", "Mar 4, 2026 06:28 AM", "source")
    lead = Story(form="rss", published=told)
    found = story("The ferry came in.", hints=Hints(lead=lead))
    assert found.published == found.updated == told
    assert [(finding.source, finding.value, finding.chosen) for finding in found.findings] == [("feed", told.raw, True)]
    own = story("The ferry came in.", published=words(told.iso), hints=Hints(lead=lead)).published
    assert own == Moment(told.iso, told.iso, "printed")
