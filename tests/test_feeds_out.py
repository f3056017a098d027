"""The outgoing RSS and JSON feeds: other people's readers must read them without a complaint, and so must ours."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import feedparser
import pytest
from any_story import NASTY, STORIES
from full_story import AMENDED, BARE, DAY_ONLY, FULL, NOTICE
from hypothesis import given, settings

from normalizers import read
from normalizers.formats.atom_out import as_atom
from normalizers.formats.json_feed_out import as_json_feed
from normalizers.formats.rss_out import as_rss
from normalizers.terms import Block, Story

NOW = "2024-06-19T10:00:00Z"
OLD = "2024-06-18T10:00:00Z"
HOME = "https://desk.example/feed"
ENTRIES = [("tag:desk.example,2024:1", NOW, AMENDED), ("tag:desk.example,2024:2", OLD, BARE)]
GONE = [("tag:desk.example,2024:0", "2024-06-19T09:59:00Z")]
WRITERS = (as_atom, as_rss, as_json_feed)


def written(write: Any, entries: Any = ENTRIES, *, updated: str = NOW, address: str | None = HOME, withdrawn: Any = GONE) -> bytes:
    data = write(
        entries, title="Harbor <desk>", updated=updated, feed_id="tag:desk.example,2024:feed", withdrawn=withdrawn, address=address
    )
    assert isinstance(data, bytes)
    return data


def seen(data: bytes) -> Any:
    found = feedparser.parse(io.BytesIO(data))
    assert not found.bozo
    return found


def test_another_reader_finds_every_item_of_the_rss_and_no_fault() -> None:
    found = seen(written(as_rss))
    assert (found.version, found.feed.title) == ("rss20", "Harbor <desk>")
    assert [(link.rel, link.href) for link in found.feed.links if link.rel == "self"] == [("self", HOME)]
    first, second = found.entries
    assert (first.id, first.guidislink, first.title) == ("tag:desk.example,2024:1", False, "Ferry berth & quay approved: 5 < 6")
    assert (first.published, first.updated) == ("Wed, 19 Jun 2024 06:28:00 +0530", NOW)
    assert (first.author, first.link, first.summary) == ("By Ilka Moreau", "https://harbor-herald.example/city/1", FULL.summary)
    assert {tag.term for tag in first.tags} == {"ferry", "harbor", "economy", "sea", "berths", "quays"}
    assert (second.id, second.title, second.published) == ("tag:desk.example,2024:2", "Untitled", "Tue, 18 Jun 2024 10:00:00 +0000")


def test_rss_tells_what_was_taken_back_in_the_words_of_atom() -> None:
    assert b'<at:deleted-entry ref="tag:desk.example,2024:0" when="2024-06-19T09:59:00Z"/>' in written(as_rss)


def test_the_json_feed_says_whose_words_it_is_under_a_key_of_our_own() -> None:
    feed = json.loads(written(as_json_feed))
    assert (feed["version"], feed["title"], feed["feed_url"]) == ("https://jsonfeed.org/version/1.1", "Harbor <desk>", HOME)
    assert feed["_copytaster"] == {
        "id": "tag:desk.example,2024:feed",
        "updated": NOW,
        "withdrawn": [{"id": "tag:desk.example,2024:0", "when": "2024-06-19T09:59:00Z"}],
    }
    first, second = feed["items"]
    assert (first["id"], first["date_modified"], first["date_published"]) == (ENTRIES[0][0], NOW, "2024-06-19T06:28:00+05:30")
    assert (first["authors"], first["language"]) == ([{"name": "By Ilka Moreau"}], "en")
    told = first["_copytaster"]
    assert (told["relation"], told["publisher"], told["agencies"], told["statements"]) == (
        "agency_copy",
        "Harbor Herald",
        ["Tide Wire"],
        [NOTICE],
    )
    assert told["claims"] == {"headline": "yes", "body": "no", "picture": "unknown", "auto_generated": "unknown"}
    assert told["observed"]["similarity"] == 0.97
    assert "against" not in told["observed"]
    assert told["amended"] == [{"field": "headline", "by": "the desk", "at": NOW, "says": f"headline, by the desk, {NOW}"}]
    assert second["_copytaster"]["relation"] == "unknown"
    assert all(value is not None for item in feed["items"] for value in item.values())


@pytest.mark.parametrize("write", WRITERS)
def test_publisher_agency_notice_and_our_own_changes_stand_in_the_text_of_every_feed(write: Any) -> None:
    data = written(write)
    content = json.loads(data)["items"][0]["content_html"] if write is as_json_feed else seen(data).entries[0].content[0].value
    assert NOTICE in content
    assert "agency copy from Tide Wire, published by Harbor Herald" in content
    assert "Compared with the agency's own copy: headline changed, body same" in content
    assert f"Amended: headline, by the desk, {NOW}" in content


@pytest.mark.parametrize("write", WRITERS)
def test_an_entry_of_which_nothing_is_known_still_says_who_published_it(write: Any) -> None:
    data = written(write, [("1", NOW, replace(BARE, publisher=FULL.publisher))])
    content = json.loads(data)["items"][0]["content_html"] if write is as_json_feed else seen(data).entries[0].content[0].value
    assert content == "<p>Published by Harbor Herald.</p>"
    credited = written(write, [("1", NOW, replace(BARE, credit_line="Tide Pictures"))])
    assert b"Credit: Tide Pictures" in credited
    assert b"Published by" not in written(write)


@pytest.mark.parametrize("write", WRITERS)
def test_our_own_reader_reads_our_own_feeds(write: Any) -> None:
    first, _ = stories = [story for story in read(written(write)) if isinstance(story, Story)]
    assert [story.uri for story in stories] == [entry[0] for entry in ENTRIES]
    assert (first.headline, first.summary, first.byline, first.language) == (FULL.headline, FULL.summary, "By Ilka Moreau", "en")
    assert (first.url, first.published and first.published.iso) == ("https://harbor-herald.example/city/1", "2024-06-19T06:28:00+05:30")
    assert first.updated is not None
    assert first.updated.instant is not None
    assert ["SALTMOUTH, June 19 (Tide Wire):", *(block.text for block in FULL.body)] == [
        block.text for block in first.body[: len(FULL.body) + 1]
    ]


@pytest.mark.parametrize("write", WRITERS)
def test_a_feed_stays_the_same_to_the_byte_until_something_in_it_changes(write: Any) -> None:
    assert written(write) == written(write, updated="2030-01-01T00:00:00Z")
    assert written(write) != written(write, [(ENTRIES[0][0], "2024-06-19T11:00:00Z", FULL)])
    empty = written(write, [], updated=OLD, withdrawn=())
    assert OLD.encode() in empty or b"18 Jun 2024 10:00:00" in empty


@pytest.mark.parametrize("write", WRITERS)
def test_a_feed_need_not_know_where_it_is_served_nor_when_things_changed(write: Any) -> None:
    data = written(write, [("1", "one day", DAY_ONLY)], updated="some day", address=None, withdrawn=())
    assert HOME.encode() not in data
    assert write is as_json_feed or seen(data).entries[0].id == "1"


@settings(max_examples=30, deadline=None)
@given(STORIES, NASTY)
def test_no_story_can_break_a_feed(story: Story, identity: str) -> None:
    for write in WRITERS:
        data = written(write, [(identity, NOW, story)])
        if write is as_json_feed:
            assert json.loads(data)["items"][0]["_copytaster"]["relation"] == "agency_copy"
        else:
            assert len(seen(data).entries) == 1


@pytest.mark.parametrize("write", WRITERS)
def test_a_very_long_text_is_carried_whole(write: Any) -> None:
    assert b"tide " * 20_000 in written(write, [("1", NOW, replace(FULL, body=(Block("p", "tide " * 20_000),)))])
