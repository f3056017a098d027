"""Reading again: replay over pages and feeds, and dead letters whose bytes or errands were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from frontdoor import PARAGRAPHS, FrontDoor, feed_row, page, rss
from wireserver import WireServer

from ingest.harvest import as_lead, form_for, not_a_feed
from ingest.terms import Source
from normalizers import read
from normalizers.terms import Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADLINE = "Port Selwyn to dredge northern channel"
TEASER = "The harbor board has voted."


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def test_a_page_is_read_again_with_the_words_of_its_entry(door: FrontDoor, wire: WireServer) -> None:
    address = wire.serve("/story", page(HEADLINE), kind="text/html; charset=utf-8")
    door.sources(feed_row("coast", wire, wire.serve("/feed", rss((address, HEADLINE, TEASER))), follow=True))
    door.copytaster("run", "--all")

    again = door.copytaster("replay", "--json").json

    assert (again["changed"], again["same"], again["failed"]) == (0, 1, 0)
    assert door.item(1)["summary"] in (TEASER, None)


def test_a_source_that_the_configuration_has_forgotten_is_read_again_as_a_feed(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/feed", rss(("https://coast.example/1", HEADLINE, TEASER)))))
    door.copytaster("run", "--all")
    door.sources("")

    assert door.copytaster("replay", "--json").json["same"] == 1


def test_bytes_that_hold_the_item_no_more_are_counted_and_the_reading_stays(door: FrontDoor, wire: WireServer) -> None:
    feed = rss(("https://coast.example/1", HEADLINE, TEASER), ("https://coast.example/2", "Night trains return", TEASER))
    door.sources(feed_row("coast", wire, wire.serve("/feed", feed)))
    door.copytaster("run", "--all")
    door.sources(feed_row("coast", wire, wire.url("/feed"), form="ninjs"))

    answer = door.copytaster("replay")

    assert answer.code == 1
    assert "2 can't be read any more" in answer.out
    assert {row[0] for row in door.ask("SELECT headline FROM v_items")} == {HEADLINE, "Night trains return"}


def test_a_letter_about_a_feed_of_no_form_is_filed_once_the_form_is_named(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/feed", page(HEADLINE), kind="text/html")))
    door.copytaster("run", "--all")
    (letter,) = door.copytaster("dead", "list", "--json").json

    door.sources(feed_row("coast", wire, wire.url("/feed"), kind="page"))
    mended = door.copytaster("dead", "requeue", str(letter["dead_id"]))

    assert (mended.code, mended.err) == (0, "")
    assert "read; filed as 1" in mended.out
    assert door.item(1)["body_text"] == "\n\n".join(PARAGRAPHS)


def test_a_letter_of_a_source_that_is_forgotten_is_read_all_the_same(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/feed", b'<rss version="2.0"><channel><item><title>cut')))
    door.copytaster("run", "--all")
    door.sources("")

    answer = door.copytaster("dead", "requeue", "1")

    assert answer.code == 1
    assert "still can't be read" in answer.err


# --- harvest -------------------------------------------------------------------------------------------------------
def entries(*names: str) -> list[Story | Unreadable]:
    """The entries of a feed with these headlines."""
    return read(rss(*((f"https://coast.example/{n}", name, TEASER) for n, name in enumerate(names))))


def test_the_form_of_a_page_is_a_page_and_a_folders_own_form_stands() -> None:
    (entry,) = entries(HEADLINE)
    assert isinstance(entry, Story)
    assert form_for(Source(id="coast", kind="feed"), None) == "auto"
    assert form_for(Source(id="coast", kind="feed"), entry) == "page"
    assert form_for(Source(id="coast", kind="page"), None) == "page"
    assert form_for(Source(id="coast", kind="folder", form="ninjs"), None) == "ninjs"


def test_a_feed_with_one_readable_entry_is_a_feed() -> None:
    source = Source(id="coast", kind="feed")
    broken = Unreadable("rss", "entry 2", "no link")
    assert not_a_feed(source, [*entries(HEADLINE), broken]) is None
    assert not_a_feed(source, [broken]) == "what came is no feed we can read: entry 2: no link"
    assert not_a_feed(Source(id="drop", kind="folder"), [broken]) is None
    (web,) = read(page(HEADLINE))
    assert "instead of a feed" in (not_a_feed(source, [web]) or "")
    assert not_a_feed(Source(id="coast", kind="feed", form="page"), [web]) is None


def test_an_errand_is_another_one_when_the_entrys_words_change() -> None:
    source = Source(id="coast", kind="feed", follow=True)
    one, other = entries(HEADLINE)[0], entries(f"{HEADLINE}, again")[0]
    assert isinstance(one, Story)
    assert isinstance(other, Story)

    assert as_lead(source, one, None) == as_lead(source, one, None)
    assert as_lead(source, one, None).digest != as_lead(source, other, None).digest
    assert as_lead(source, one, "https://coast.example/feed").url == "https://coast.example/0"
