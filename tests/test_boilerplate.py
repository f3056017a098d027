"""Lines that a publisher prints in story after story: counted by the store, left out by the reader, told by `explain`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from frontdoor import FrontDoor, feed_row, page, rss
from storeroom import Storeroom, copy_at, minute, stated
from wireserver import WireServer

from ingest.store import boilerplate
from normalizers import read
from normalizers.page.learned import MOST
from normalizers.rulebook import load_rulebook
from normalizers.terms import Block, Dateline, Evidence, Finding, Hints, Learned, Provenance, Story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BANNER = "The Dale Post is read aloud in every tavern between here and the sea."
DOMAIN = "dalepost.example"
PLACES = ("Arden", "Bellow", "Corran", "Dorn", "Ellis", "Fenwick", "Garrow", "Hollin", "Ister", "Jarrow", "Kelda", "Lorn")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    made = Storeroom(tmp_path / "wire.db")
    yield made
    made.store.close()


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> FrontDoor:
    return FrontDoor(tmp_path, monkeypatch, capsys)


def own_words(number: int) -> tuple[str, ...]:
    """Three sentences that no other story has."""
    place = f"{PLACES[number % len(PLACES)]} {number}"
    return tuple(
        " ".join(f"{noun}{number}x{part} of {place} {verb} the {thing}{number}." for noun, verb, thing in words)
        for part, words in enumerate(
            (
                (("Clerk", "counted", "ledger"), ("Miller", "ground", "barley"), ("Smith", "shod", "mare")),
                (("Warden", "closed", "weir"), ("Piper", "lost", "reed"), ("Cook", "salted", "cod")),
                (("Nurse", "washed", "linen"), ("Pilot", "read", "tide"), ("Judge", "heard", "plea")),
            )
        )
    )


def print_story(room: Storeroom, number: int, *more: str, house: str = "Dale Post", **changes: object) -> int:
    """File a page of a publisher with words of its own and these lines below; the cluster it got."""
    given = {"headline": f"News of day {number} from {PLACES[number % len(PLACES)]}", "paragraphs": (*own_words(number), *more)} | changes
    filed = room.arrive(copy_at(house, number, **given))
    return filed.cluster_id


def lines(room: Storeroom, domain: str = DOMAIN) -> list[str]:
    """What the next page of a publisher is read without."""
    return [one.line for one in room.store.boilerplate(domain)]


# --- what is counted -----------------------------------------------------------------------------------------------
def test_a_line_is_furniture_once_it_stood_in_five_different_stories(room: Storeroom) -> None:
    for number in range(4):
        print_story(room, number, BANNER)
    assert lines(room) == []
    print_story(room, 4, BANNER)
    assert room.store.boilerplate(DOMAIN) == (Learned(BANNER, 5, 5),)
    assert room.view("SELECT domain, line, stories, of, share, left_out FROM v_boilerplate") == [(DOMAIN, BANNER, 5, 5, 1.0, 1)]


def test_a_line_that_fewer_than_three_in_ten_stories_have_is_none(room: Storeroom) -> None:
    for number in range(20):
        print_story(room, number, *((BANNER,) if number % 4 == 0 else ()))
    assert room.view("SELECT stories, of, left_out FROM v_boilerplate") == [(5, 20, 0)]
    assert lines(room) == []


def test_agency_copy_that_many_papers_carry_is_no_furniture_of_any(room: Storeroom) -> None:
    for number in range(8):
        room.arrive(copy_at(f"Paper {number}", number))
    assert room.view("SELECT * FROM v_boilerplate") == []


def test_copies_and_versions_of_one_story_count_as_one(room: Storeroom) -> None:
    for number in range(8):
        room.arrive(copy_at("Dale Post", number), source=f"feed-{number}")
        room.arrive(copy_at("Dale Post", 0, paragraphs=(*own_words(1), f"Turn {number}."), updated=stated(minute(number))))
    assert len(room.view("SELECT DISTINCT cluster_id FROM v_items")) < 3
    assert lines(room) == []


def test_every_publisher_is_counted_alone(room: Storeroom) -> None:
    for number in range(5):
        print_story(room, number, BANNER)
        print_story(room, 100 + number, house="Hill Courier")
    assert (lines(room), lines(room, "hillcourier.example"), lines(room, "")) == ([BANNER], [], [])


def test_words_that_prove_something_and_bylines_are_never_counted(room: Storeroom) -> None:
    notice = "This story was published from the Norland Wire by our night desk."
    for number in range(6):
        text = "\n".join((*own_words(number), notice))
        start = text.index(notice)
        proven = Provenance(evidence=(Evidence(rule="r", kind="tail", quote=notice, start=start, end=start + len(notice)),))
        print_story(
            room,
            number,
            body=(
                *(Block("p", one) for one in own_words(number)),
                Block("p", "Ruth Adeyemi in Port Ellis"),
                Block("p", notice, start, start + len(notice)),
                Block("p", BANNER),
            ),
            persons=("Ruth Adeyemi",),
            dateline=Dateline(text="PORT ELLIS (Norland):"),
            raw_text=text,
            provenance=proven,
        )
    assert lines(room) == [BANNER]


@pytest.mark.parametrize(
    ("block", "counts"),
    [
        (Block("p", BANNER), True),
        (Block("li", BANNER), True),
        (Block("h", "What we know about it so far"), False),
        (Block("table", "Gold\t71,200\nSilver\t88,100"), False),
        (Block("p", "Read more here."), False),
        (Block("p", "了解更多请关注本报"), True),
        (Block("p", "word " * 200), False),
    ],
)
def test_only_whole_lines_of_running_text_are_counted(block: Block, counts: bool) -> None:
    assert (boilerplate.lines_of(Story(form="page", body=(block,))) == [block.text]) is counts


def test_the_middle_of_a_long_story_is_not_counted() -> None:
    body = tuple(Block("p", f"Paragraph {number} of a very long read.") for number in range(200))
    told = boilerplate.lines_of(Story(form="page", body=body))
    assert len(told) == sum(boilerplate.EDGES)
    assert "Paragraph 100 of a very long read." not in told


def test_what_was_left_out_goes_on_being_counted(room: Storeroom) -> None:
    for number in range(5):
        print_story(room, number, BANNER)
    for number in range(5, 30):
        print_story(room, number, findings=(Finding("body", "stood in 5 of the last 5 stories of this publisher", BANNER, chosen=False),))
    assert room.store.boilerplate(DOMAIN) == (Learned(BANNER, 20, 20),)


def test_a_line_that_is_no_longer_printed_is_forgotten(room: Storeroom) -> None:
    for number in range(6):
        print_story(room, number, BANNER)
    for number in range(6, 26):
        print_story(room, number)
    assert room.view("SELECT * FROM v_boilerplate") == []


def test_only_the_last_stories_of_a_publisher_are_remembered(room: Storeroom) -> None:
    for number in range(boilerplate.WINDOW + boilerplate.SPARE + 5):
        print_story(room, number, BANNER)
        assert room.view("SELECT count(*) FROM page_lines")[0][0] <= boilerplate.WINDOW + boilerplate.SPARE
    assert room.store.boilerplate(DOMAIN) == (Learned(BANNER, boilerplate.WINDOW, boilerplate.WINDOW),)


def test_stories_of_last_season_count_no_more(room: Storeroom) -> None:
    for number in range(5):
        print_story(room, number, BANNER)
    later = minute(10) + boilerplate.AGE + timedelta(days=1)
    room.arrive(copy_at("Dale Post", 9, headline="The ferry sails again", paragraphs=(*own_words(9), BANNER)), at=later)
    assert room.view("SELECT * FROM v_boilerplate") == []


def test_a_publisher_has_its_share_of_the_table_and_no_more(room: Storeroom) -> None:
    many = [f"Line {number} of the great list below every story." for number in range(50)]
    for number in range(3):
        print_story(room, number, *many)
    assert room.view("SELECT count(*) FROM v_boilerplate") == [(boilerplate.MOST,)]


def test_what_is_no_page_or_has_no_address_teaches_nothing(room: Storeroom) -> None:
    for number in range(6):
        print_story(room, number, BANNER, form="rss")
        print_story(room, 20 + number, BANNER, url=None, uri=f"urn:{number}")
        print_story(room, 40 + number, BANNER, partial=True)
    assert room.view("SELECT * FROM page_lines") == []


# --- what the reader does with it ----------------------------------------------------------------------------------
HINT = Learned(BANNER, 14, 20)


def story_of(data: bytes, *learned: Learned, url: str | None = None, rules: Path | None = None) -> Story:
    """A page read with learned lines beside it."""
    (story,) = read(data, form="page", url=url, hints=Hints(learned=learned), rules=load_rulebook(rules) if rules else None)
    assert isinstance(story, Story)
    return story


def test_a_learned_line_leaves_the_body_stays_in_the_raw_text_and_is_told() -> None:
    story = story_of(page("Ferries sail", *own_words(1), BANNER), HINT)
    assert [block.text for block in story.body] == list(own_words(1))
    assert BANNER in story.raw_text
    assert story.findings[-1] == Finding("body", "stood in 14 of the last 20 stories of this publisher", BANNER, chosen=False)


def test_a_paragraph_that_holds_more_than_the_line_stays() -> None:
    longer = f"{BANNER} So the mayor said, and the tavern laughed."
    story = story_of(page("Ferries sail", *own_words(1), longer), HINT)
    assert story.body[-1].text == longer
    assert not [one for one in story.findings if one.field == "body"]


def test_a_notice_is_kept_however_often_it_is_printed() -> None:
    notice = "(This story has not been edited by our staff and is auto-generated from a syndicated feed.)"
    page_of = page("Ferries sail", *own_words(1), notice)
    assert story_of(page_of, Learned(notice, 20, 20)).provenance == story_of(page_of).provenance
    assert story_of(page_of).provenance.edited.body == "no"


def test_a_story_that_would_lose_much_of_itself_loses_nothing() -> None:
    said = own_words(1)
    story = story_of(page("Ferries sail", *said), *(Learned(line, 6, 20) for line in said[:2]))
    assert [block.text for block in story.body] == list(said)
    assert not [one for one in story.findings if one.field == "body"]


def test_a_publisher_can_say_that_a_line_is_its_story(tmp_path: Path) -> None:
    (tmp_path / "publishers").mkdir()
    rule = f'name = "Dale Post"\ndomains = ["{DOMAIN}"]\nboilerplate_keep = ["The Dale Post is read aloud.*"]\n'
    (tmp_path / "publishers" / f"{DOMAIN}.toml").write_text(rule)
    story = story_of(page("Ferries sail", *own_words(1), BANNER), HINT, url=f"https://{DOMAIN}/1", rules=tmp_path)
    assert story.body[-1].text == BANNER


def test_a_flood_of_learned_lines_is_told_within_bounds() -> None:
    flood = [f"Line {number} below all stories." for number in range(30)]
    told = " ".join(" ".join(own_words(number)) for number in range(12))
    story = story_of(page("Ferries sail", told, *flood, told), *(Learned(line, 9, 20) for line in flood))
    assert [block.text for block in story.body] == [told, told]
    assert len([one for one in story.findings if one.field == "body"]) == MOST


# --- no news ------------------------------------------------------------------------------------------------------
OTHER = "Write to the Dale Post if you saw the lamp on the mole go out."
ADDRESS = f"https://{DOMAIN}/news/1"


def test_a_page_that_lost_nothing_but_learned_lines_is_no_new_version(room: Storeroom) -> None:
    first, second, third = own_words(1)
    data = page("Ferries sail", first, BANNER, second, third, OTHER)
    filed = room.arrive(story_of(data, url=ADDRESS))
    for learned in ([HINT], [HINT, Learned(OTHER, 6, 20)], [Learned(OTHER, 6, 20)]):
        again = room.arrive(story_of(data, *learned, url=ADDRESS))
        assert (again.item_id, again.stored) == (filed.item_id, False)
        assert again.reason == "all it lost are lines that its publisher prints under every story"


def test_a_page_that_lost_a_learned_line_and_changed_a_word_is_a_new_version(room: Storeroom) -> None:
    filed = room.arrive(story_of(page("Ferries sail", *own_words(1), BANNER), url=ADDRESS))
    told = story_of(page("Ferries sail", *own_words(1), "The ninth boat came too late for the tide.", BANNER), HINT, url=ADDRESS)
    assert (room.arrive(told).change, room.arrive(told).stored) == ("update", False)
    assert filed.stored


def test_a_line_learned_before_the_page_was_first_read_is_tried_beside_the_new_one(room: Storeroom) -> None:
    data = page("Ferries sail", *own_words(1), BANNER, OTHER)
    filed = room.arrive(story_of(data, HINT, url=ADDRESS))
    again = room.arrive(story_of(data, HINT, Learned(OTHER, 6, 20), url=ADDRESS))
    assert (again.item_id, again.stored) == (filed.item_id, False)


# --- through the front door ----------------------------------------------------------------------------------------
def test_the_sixth_page_of_a_paper_loses_its_repeated_line_and_explain_says_so(door: FrontDoor, wire: WireServer) -> None:
    entries: list[tuple[str, str, str]] = []
    for number in range(6):
        headline = f"News of day {number} from {PLACES[number]}"
        address = wire.serve(f"/story-{number}", page(headline, *own_words(number), BANNER), kind="text/html")
        entries.append((address, headline, own_words(number)[0]))
    door.sources(feed_row("dale", wire, wire.serve_in_turn("/feed", (200, rss(*entries[:5])), (200, rss(*entries))), follow=True))
    door.copytaster("run", "--all")
    assert [BANNER in door.item(number)["body_text"] for number in range(1, 6)] == [True] * 5

    door.copytaster("run", "--all")

    assert door.item(6)["body_text"] == "\n\n".join(own_words(5))
    told = door.copytaster("explain", "6").out
    assert f"left out: {BANNER}  [stood in 5 of the last 5 stories of this publisher]" in told
    assert door.ask("SELECT stories, of FROM v_boilerplate") == [(6, 6)]

    door.copytaster("replay")

    assert BANNER not in door.item(1)["body_text"]
    assert door.faults() == []
