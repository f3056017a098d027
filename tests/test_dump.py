"""A page dumped as plain text gives headline, standfirst, byline, time and paragraphs, clean of the site's furniture."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soon import soon

from normalizers.page.dump import parse
from normalizers.rulebook import HouseStyle
from normalizers.terms import Hints, Story, Unreadable, WireItem

HEADLINE = "Lighthouse keeper of Morrow Point retires after forty winters"
STANDFIRST = "The last keeper on the northern coast hands the lamp to a machine that he helped to build himself."
BODY = [
    "The keeper of Morrow Point put out the lamp by hand for the last time on Tuesday and walked down its 212 steps, the office said.",
    STANDFIRST,
    "“I shall miss the gulls least of all,” Osric Tamm told reporters who had climbed up to see him, and he offered them his chair.",
    "He counted ships, storms and birds for the weather office each morning. His notebooks fill a wall of the museum in Arden.",
    "The machine costs less than the keeper did, the office said. It doesn't play the accordion.",
]
NOTICE = "(Except for the headline, this story has not been edited by Beacon staff and is published from ANI)"
DUMP = f"""date 2031-03-04 Twitter
Advertisement
Headlines

Goose elected mayor of hill town, has opinions on bread, will not step down until...

Ten walks to take this spring

  • LATEST
  • PHOTOS

Goose elected mayor of hill town, has opinions on bread, will not step down until...

Ferry company buys second ferry, names it after first ferry

HomeCoast

Coast

{HEADLINE}

{STANDFIRST}

Latest News

Mina Okoro

Updated : Mar 04, 2031, 06:28 AM IST

{HEADLINE}
FacebookTwitterWhatsappLinkedin

{BODY[0]}

{BODY[1]}

Also Read | Ferry company buys second ferry

{BODY[2]}

{BODY[3]}

{BODY[4]}

{NOTICE}



Find your daily dose of news & explainers in your WhatsApp. Stay updated, Stay informed-  Follow Beacon on WhatsApp.
Advertisement

VIDEO OF THE DAY

POPULAR STORIES

Meet woman who sold nets for forty years, owns harbor now, her fortune is

Ten walks to take this spring

MORE
"""


def read(text: str | bytes, hints: Hints | None = None, style: HouseStyle | None = None) -> WireItem:
    """The one item of a dump."""
    data = text if isinstance(text, bytes) else text.encode()
    (item,) = parse(data, "https://www.beacon.example/x", hints or Hints(), style or HouseStyle())
    assert isinstance(item, WireItem), item
    return item


def zone_of(item: WireItem, words: str) -> str:
    """The kind of the zone in which words stand."""
    at = item.raw_text.index(words)
    return next(zone.kind for zone in item.zones if zone.start <= at < zone.end)


@pytest.fixture(scope="module")
def dump() -> WireItem:
    return read(DUMP)


def test_the_paragraphs_are_exactly_the_storys(dump: WireItem) -> None:
    assert [block.text for block in dump.blocks] == BODY


FOLDED = """Keeper of Morrow Point retires after forty winters

The keeper of Morrow Point put out the lamp by hand for the last time\x20
on Tuesday and walked down its 212 steps, the office said, and nobody\x20
climbed up.

"I shall miss the gulls least of all," Osric Tamm told reporters who\x20
waited below.

Ships seen: forty
Storms: nine
Birds: more than he cared to count in all his years on the coast
"""


def test_copy_folded_for_a_mail_or_a_teleprinter_has_its_paragraphs_whole() -> None:
    (item,) = parse(FOLDED.encode(), None, Hints(), HouseStyle())
    assert isinstance(item, WireItem)
    assert item.headlines[0].text == "Keeper of Morrow Point retires after forty winters"
    assert [block.text for block in item.blocks][:2] == [
        "The keeper of Morrow Point put out the lamp by hand for the last time on Tuesday and walked down its 212 steps, the office said, "
        "and nobody climbed up.",
        '"I shall miss the gulls least of all," Osric Tamm told reporters who waited below.',
    ]
    assert "Ships seen: forty\nStorms: nine\nBirds" in item.raw_text


def test_lines_that_are_no_folded_copy_stay_lines() -> None:
    lines = "One short line\nand another one below it\nand a third\n" + "A line that is longer than any page is wide. " * 4
    (item,) = parse(lines.encode(), None, Hints(), HouseStyle())
    assert isinstance(item, WireItem)
    assert item.raw_text == lines


def test_the_text_itself_is_what_offsets_count(dump: WireItem) -> None:
    assert dump.raw_text == DUMP
    assert all(dump.raw_text[block.start : block.end] == block.text for block in dump.blocks)


def test_headline_standfirst_byline_time_and_section_come_out(dump: WireItem) -> None:
    assert [word.text for word in dump.headlines] == [HEADLINE]
    assert [word.text for word in dump.summaries] == [STANDFIRST]
    assert [word.text for word in dump.bylines] == ["Mina Okoro"]
    assert [word.text for word in dump.updated] == ["Mar 04, 2031, 06:28 AM IST"]
    assert dump.published == ()
    assert [word.text for word in dump.sections] == ["Coast"]
    assert dump.publisher.domain == "beacon.example"


def test_each_part_lies_in_its_zone(dump: WireItem) -> None:
    assert zone_of(dump, NOTICE) == "after"
    assert zone_of(dump, "Mina Okoro") == "byline"
    assert zone_of(dump, "Updated :") == "time"
    assert zone_of(dump, STANDFIRST) == "summary"
    assert zone_of(dump, BODY[2]) == "body"
    assert zone_of(dump, HEADLINE) == "headline"
    for furniture in ("Goose elected", "Also Read", "Find your daily", "POPULAR", "Latest News", "HomeCoast"):
        assert zone_of(dump, furniture) == "rail"


def test_zones_follow_one_another(dump: WireItem) -> None:
    ends = [0, *(zone.end for zone in dump.zones)]
    assert all(zone.start >= end for zone, end in zip(dump.zones, ends, strict=False))


def test_a_short_agency_text_is_headline_body_and_tail() -> None:
    item = read(f"Mill in Arden closes\nARDEN, March 4 (ANI): The mill closed on Monday. Its bell was sold. (ANI)\n{BODY[4]}\n(ANI)")
    assert [word.text for word in item.headlines] == ["Mill in Arden closes"]
    assert len(item.blocks) == 2
    assert zone_of(item, "\n(ANI)"[1:]) in ("body", "after")
    assert item.zones[-1].kind == "after"


@pytest.mark.parametrize("sign", ["PTI SLB KHZ", "-- IANS sha/khz", "Source: PTI", "Quelle: dpa"])
def test_the_short_line_right_below_the_story_may_sign_it_and_those_further_down_may_not(sign: str) -> None:
    told = ("The old bridge carried its first carts on Tuesday.", "Repairs cost less than the town had feared, and the toll stays.")
    item = read("\n\n".join(("Old bridge over the harbor carries carts again", *told, sign, "Reuters")))
    assert [block.text for block in item.blocks] == list(told)
    assert zone_of(item, sign) == "after"
    assert zone_of(item, "Reuters") == "rail"


def test_a_byline_with_by_and_a_place_above_the_story() -> None:
    item = read("Mill in Arden closes after a century\nBy Mina Okoro and Osric Tamm\nPublished: 4 March 2031\n\nArden:\n" + "\n".join(BODY))
    assert [word.text for word in item.bylines] == ["By Mina Okoro and Osric Tamm"]
    assert [word.text for word in item.published] == ["4 March 2031"]
    assert [word.text for word in item.headlines] == ["Mill in Arden closes after a century"]


def test_captions_crumbs_and_bullets_are_told_apart() -> None:
    item = read(
        "Home > News > Coast\n"
        + HEADLINE
        + "\nPhoto: Mina Okoro / Beacon\n4 March 2031\n"
        + BODY[0]
        + "\n• He had a lamp, and he kept it bright.\n"
        + BODY[3]
    )
    assert [block.kind for block in item.blocks] == ["p", "li", "p"]
    assert item.blocks[1].text == "He had a lamp, and he kept it bright."
    assert zone_of(item, "Photo:") == "caption"
    assert [word.text for word in item.sections] == ["Coast"]


def test_only_the_first_standfirst_is_one() -> None:
    item = read(f"{HEADLINE}\n{STANDFIRST}\n{BODY[2]}\nBy Mina Okoro\n{BODY[0]}\n{BODY[3]}\n{BODY[4]}")
    assert [word.text for word in item.summaries] == [STANDFIRST]
    assert [block.text for block in item.blocks] == [BODY[0], BODY[3], BODY[4]]


def test_a_flash_of_one_line_is_its_headline() -> None:
    item = read("Morrow Point lighthouse goes dark")
    assert [word.text for word in item.headlines] == ["Morrow Point lighthouse goes dark"]
    assert item.blocks == ()


def test_house_rules_learned_lines_and_the_feed_entry_are_heard() -> None:
    item = read(
        DUMP.replace(BODY[3], f"{BODY[3]}\n\nThe Beacon is printed on both sides.\n\nBeacon Bulletin 17."),
        Hints(boilerplate=frozenset(("The Beacon is printed on both sides.",)), lead=Story(form="rss", headline="Keeper retires")),
        HouseStyle(boilerplate=(r"Beacon Bulletin \d+\.",)),
    )
    assert [block.text for block in item.blocks] == BODY
    assert item.headlines[-1].source == "feed title"


@pytest.mark.parametrize(("data", "reason"), [(b"", "no words"), (b" \n\t ", "no words"), (b"word. " * 400_000, "characters")])
def test_a_text_without_a_story_says_so(data: bytes, reason: str) -> None:
    (item,) = parse(data, None, Hints(), HouseStyle())
    assert isinstance(item, Unreadable)
    assert reason in item.reason


def test_long_lines_without_a_full_stop_still_count() -> None:
    item = read(f"{HEADLINE}\n" + "the keeper counted ships and storms and birds " * 9)
    assert len(item.blocks) == 1


@settings(deadline=None)
@given(st.text(max_size=400))
def test_no_text_raises_and_places_hold(text: str) -> None:
    (item,) = parse(text.encode("utf-8", "replace"), None, Hints(), HouseStyle())
    if isinstance(item, WireItem):
        assert all(item.raw_text[block.start : block.end] == block.text for block in item.blocks)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*BODY, HEADLINE, NOTICE, "Advertisement", "By Mina Okoro", "4 March 2031", "MORE", "(ANI)", "Mina Okoro"]),
        max_size=24,
    )
)
def test_zones_never_overlap(lines: list[str]) -> None:
    (item,) = parse("\n".join(["x", *lines]).encode(), None, Hints(), HouseStyle())
    assert isinstance(item, WireItem)
    ends = [0, *(zone.end for zone in item.zones)]
    assert all(zone.start >= end for zone, end in zip(item.zones, ends, strict=False))


@pytest.mark.parametrize("hostile", ["a. b\n" * 50_000, "(" * 300_000, "Updated 2031 " * 20_000, "\n" * 500_000 + "x y z."])
def test_hostile_texts_are_read_in_bounded_time(hostile: str) -> None:
    with soon(3):
        assert len(list(parse(hostile.encode(), None, Hints(), HouseStyle()))) == 1
