"""The outgoing Atom feed: other people's readers must read it without a complaint."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import feedparser
from full_story import BARE, FULL, NOTICE

from normalizers.formats import FORMATS
from normalizers.formats.atom_out import as_atom
from normalizers.rulebook import HouseStyle
from normalizers.terms import Amendment, Block, Hints, WireItem

NOW = "2024-06-19T10:00:00Z"
FEED = as_atom(
    [("tag:desk.example,2024:1", NOW, FULL), ("tag:desk.example,2024:2", "2024-06-18T10:00:00Z", BARE)],
    title="Harbor desk",
    updated=NOW,
    feed_id="tag:desk.example,2024:feed",
    withdrawn=[("tag:desk.example,2024:0", "2024-06-19T09:59:00Z")],
)


def read(data: bytes) -> Any:
    found = feedparser.parse(io.BytesIO(data))
    assert not found.bozo
    return found


def test_another_reader_finds_every_entry_and_no_fault() -> None:
    found = read(FEED)
    assert (found.feed.title, found.feed.id, found.feed.updated) == ("Harbor desk", "tag:desk.example,2024:feed", NOW)
    first, second = found.entries
    assert (first.id, first.updated, first.published) == ("tag:desk.example,2024:1", NOW, "2024-06-19T06:28:00+05:30")
    assert first.title == "Ferry berth & quay approved: 5 < 6"
    assert first.link == "https://harbor-herald.example/city/1"
    assert first.author == "By Ilka Moreau"
    assert {tag.term for tag in first.tags} == {"ferry", "harbor", "economy", "sea", "berths", "quays"}
    assert first.rights == "© Tide Wire"
    assert second.title == "Untitled"


def test_provenance_stands_in_the_text_of_the_entry() -> None:
    content = read(FEED).entries[0].content[0].value
    assert NOTICE in content
    assert "agency copy from Tide Wire, published by Harbor Herald" in content


def test_a_withdrawn_entry_leaves_a_tombstone() -> None:
    assert b'<at:deleted-entry ref="tag:desk.example,2024:0" when="2024-06-19T09:59:00Z"/>' in FEED
    assert b"http://purl.org/atompub/tombstones/1.0" in FEED


def test_our_own_reader_reads_our_own_feed() -> None:
    items = [item for item in FORMATS["atom"].items(FEED, None, Hints(), HouseStyle()) if isinstance(item, WireItem)]
    assert [item.uri for item in items] == ["tag:desk.example,2024:1", "tag:desk.example,2024:2"]
    assert items[0].headlines[0].text == FULL.headline
    assert [block.kind for block in items[0].blocks] == ["p", *(block.kind for block in FULL.body), "p", "p", "p"]


def test_no_story_can_break_the_feed() -> None:
    nasty = replace(FULL, headline="\0<b>&", byline=None, persons=(), language="e\0n", body=(Block("p", "]]>\x0b</feed>"),))
    found = read(as_atom([("tag:x,2024:1", NOW, nasty)], title="<&\0>", updated=NOW, feed_id="i"))
    assert found.entries[0].author == "Harbor Herald"
    assert "&lt;/feed&gt;" in found.entries[0].content[0].value


def test_a_feed_is_as_old_as_what_changed_last_in_it_and_the_same_to_the_byte_until_then() -> None:
    entries, gone = [("tag:x,2024:1", "2024-06-18T10:00:00Z", FULL)], [("tag:x,2024:0", "2024-06-18T12:00:00+05:30")]
    first, again = (as_atom(entries, title="t", updated=now, feed_id="i", withdrawn=gone) for now in (NOW, "2024-06-20T10:00:00Z"))
    assert first == again
    assert read(first).feed.updated == "2024-06-18T10:00:00Z"


def test_an_address_that_a_browser_would_run_is_no_link() -> None:
    story = replace(FULL, url="javascript:alert(1)", canonical_url=None)
    assert b"javascript" not in as_atom([("i", NOW, story)], title="t", updated=NOW, feed_id="i")


def test_what_was_seen_and_what_our_desk_changed_stand_below_the_copy() -> None:
    story = replace(FULL, amended=(Amendment(field="headline", by="the desk", at=NOW),))
    content = read(as_atom([("i", NOW, story)], title="t", updated=NOW, feed_id="i", address="https://desk.example/feed")).entries[0]
    assert "Compared with the agency's own copy: headline changed, body same, 97% alike." in content.content[0].value
    assert f"Amended: headline, by the desk, {NOW}" in content.content[0].value


def test_an_empty_feed_is_a_feed() -> None:
    assert read(as_atom([], title="t", updated=NOW, feed_id="i")).entries == []
