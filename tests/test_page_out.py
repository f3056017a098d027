"""The outgoing page of HTML and the printed copy: whole, harmless, and plain about whose words they are."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from any_story import STORIES
from full_story import AMENDED, BARE, DAY_ONLY, FULL, NOTICE
from hypothesis import given, settings
from lxml import html

from normalizers import read
from normalizers.formats.html_out import POLICY, as_html
from normalizers.formats.text import END, as_text
from normalizers.terms import Block, Image, Moment, Provenance, Publisher, Story

HOSTILE = "</script><script>alert(1)</script><!--"


def page(story: Story, *, withdrawn: bool = False) -> Any:
    return html.document_fromstring(as_html(story, withdrawn=withdrawn).decode())


def machine(story: Story, *, withdrawn: bool = False) -> dict[str, Any]:
    (script,) = page(story, withdrawn=withdrawn).xpath("//script")
    assert script.get("type") == "application/ld+json"
    found = json.loads(script.text)
    assert isinstance(found, dict)
    return found


def test_the_page_tells_machines_who_published_wrote_and_supplied_it() -> None:
    told = machine(FULL)
    expected = {
        "@type": "NewsArticle",
        "identifier": FULL.uri,
        "headline": FULL.headline,
        "inLanguage": "en",
        "datePublished": "2024-06-19T06:28:00+05:30",
        "dateModified": "2024-06-19T09:00:00+05:30",
        "author": [{"@type": "Person", "name": "Ilka Moreau"}],
        "publisher": {"@type": "Organization", "name": "Harbor Herald", "url": "https://harbor-herald.example/"},
        "sourceOrganization": [{"@type": "Organization", "name": "Tide Wire"}],
        "creditText": "Tide Wire",
        "isBasedOn": "https://harbor-herald.example/city/1",
        "copyrightNotice": "© Tide Wire",
        "copyrightHolder": {"@type": "Organization", "name": "Tide Wire Ltd"},
        "articleSection": "City",
    }
    assert {key: told.get(key) for key in expected} == expected
    assert told["image"] == [
        {"@type": "ImageObject", "url": FULL.images[0].url, "caption": "The berth", "creditText": "Tide Wire"},
    ]


def test_nothing_is_told_to_machines_that_the_story_does_not_state() -> None:
    assert set(machine(BARE)) == {"@context", "@type", "identifier"}
    assert machine(DAY_ONLY)["datePublished"] == "2024-06-19"
    assert machine(replace(FULL, persons=()))["author"] == [{"@type": "Organization", "name": "By Ilka Moreau"}]
    credited = machine(replace(FULL, provenance=Provenance(), credit_line="Tide Pictures"))
    assert credited["creditText"] == "Tide Pictures"
    assert "sourceOrganization" not in credited


def test_the_page_shows_the_copy_and_below_it_whose_words_it_is() -> None:
    text = page(AMENDED).text_content()
    for line in (
        FULL.headline,
        "By Ilka Moreau",
        "SALTMOUTH, June 19 (Tide Wire):",
        "It opens in May.",
        NOTICE,
        "agency copy from Tide Wire, published by Harbor Herald",
        "Compared with the agency's own copy: headline changed, body same, 97% alike.",
        "Amended: headline, by the desk, 2024-06-19T10:00:00Z",
    ):
        assert line in text
    assert "Amended" not in page(FULL).text_content()


def test_the_page_loads_nothing_but_pictures_and_runs_nothing() -> None:
    (policy,) = page(FULL).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == POLICY
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", 'https://x.example/"onerror="alert(1)', "file:///etc/passwd"]
)
def test_an_address_that_a_browser_would_run_is_neither_link_nor_picture(address: str) -> None:
    story = replace(FULL, url=address, canonical_url=None, images=(Image(url=address),), publisher=Publisher(name="x", domain='x"><b'))
    found = page(story)
    assert found.xpath("//a") == []
    assert found.xpath("//img") == []
    assert "isBasedOn" not in machine(story)


def test_a_withdrawn_story_says_so_and_nothing_of_its_copy() -> None:
    for text in (page(FULL, withdrawn=True).text_content(), as_text(FULL, withdrawn=True)):
        assert "withdrawn" in text.lower()
        assert str(FULL.uri) in text
        for words in ("Ferry", "board", "berth", "Ilka"):
            assert words not in text
    assert machine(FULL, withdrawn=True)["creativeWorkStatus"] == "Withdrawn"
    assert "Do not use" in page(BARE, withdrawn=True).text_content()


def test_our_own_reader_reads_our_own_page() -> None:
    body = (*FULL.body[:1], Block("p", "Nine days were spent on the piles, and two on the planks of the northern quay, the board said."))
    (story,) = read(as_html(replace(FULL, body=body)), form="page", url=FULL.url)
    assert isinstance(story, Story)
    assert (story.headline, story.persons, story.language) == (FULL.headline, FULL.persons, "en")
    assert story.published is not None
    assert story.published.iso == "2024-06-19T06:28:00+05:30"
    assert body[1].text in story.body_text


@settings(max_examples=30, deadline=None)
@given(STORIES)
def test_no_story_can_break_out_of_its_page(story: Story) -> None:
    found = page(replace(story, headline=HOSTILE + (story.headline or "")))
    assert len(found.xpath("//script")) == 1
    assert not found.xpath("//@onerror")
    assert json.loads(found.xpath("string(//script)"))["@type"] == "NewsArticle"
    as_html(story, withdrawn=True).decode()
    for text in (as_text(story), as_text(story, withdrawn=True)):
        assert not set("\0\x1b\x85\r") & set(text)
        text.encode()


def test_the_printed_copy_ends_with_an_end_mark_and_whose_words_it_is() -> None:
    text = as_text(AMENDED)
    copy, _, foot = text.partition(f"\n{END}\n")
    assert copy.endswith("It opens in May.\n")
    assert "Provenance: Unedited except for the headline; agency copy from Tide Wire, published by Harbor Herald." in foot.replace(
        "\n", " "
    )
    assert "Compared with the agency's own copy" in foot
    assert "Amended: headline, by the desk, 2024-06-19T10:00:00Z" in foot
    assert END not in as_text(BARE)
    assert "Published by Harbor Herald." in as_text(replace(BARE, publisher=FULL.publisher))
    assert "Published by" not in text


def test_a_time_is_told_to_machines_whole_and_to_people_without_its_seconds() -> None:
    page = as_html(replace(FULL, published=Moment("2026-03-03T13:05:00+05:30"), updated=Moment("2026-03-03T13:05:00+05:30"))).decode()
    assert 'Published <time datetime="2026-03-03T13:05:00+05:30">2026-03-03 13:05 +05:30</time>' in page
    assert "Updated" not in page
    assert ">2026-03-03</time>" in as_html(replace(FULL, published=Moment("2026-03-03"))).decode()
