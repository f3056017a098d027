"""Why a candidate lost: each reason in words an editor understands, told from the story alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers import read
from normalizers.normalize.why import standing, why_lost
from normalizers.terms import Finding, Story

PAGE = """<html lang=fr><head><title>Lamp relit at Old Mole | Harbor Post</title>
<meta property="og:site_name" content="Harbor Post"><meta property="og:title" content="See the ten lamps of the coast tonight">
<meta name="author" content="Harbor Post"><meta name="parsely-author" content="https://harborpost.example/staff/ila">
<meta name="section" content="Coast"><meta name="parsely-section" content="News">
<meta name="description" content="Lamp relit at Old Mole"><meta property="og:description" content="The light is back.">
<meta property="article:published_time" content="2026-03-04"><meta name="date" content="tomorrow or so">
<meta name="pubdate" content="2026-03-02"><meta name="publishdate" content="2026-03-04T11:00:00+05:30">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Lamp relit at Old Mole",
"datePublished": "2026-03-04T09:00:00+05:30", "author": {"@type": "Person", "name": "Ila Menon"}}</script></head>
<body><h1>Lamp relit at Old Mole</h1><p class=byline>By Ila Menon</p><p class=byline>Web Desk</p>
<p>OLD MOLE, March 4: The lamp on the old mole burns again after a winter in which the boats had to find their way by the bells.</p>
<p>The keeper said on Wednesday that the new glass had come by sea, and that she would not sleep until it had been set in its frame.</p>
<p>It is the first time that the light has been mended by the people of the harbor and not by the office of the coast.</p></body></html>"""


@pytest.fixture(scope="module")
def story() -> Story:
    (found,) = read(PAGE.encode(), url="https://harborpost.example/2026/03/04/lamp", form="page")
    assert isinstance(found, Story)
    return found


@pytest.mark.parametrize(
    ("field", "source", "reason"),
    [
        ("headline", "meta og:title", "is written for search and sharing; the page prints another"),
        ("byline", "meta author", "names the publisher, not a person"),
        ("byline", "byline", "names a desk, not a person"),
        ("published", "meta article:published_time", "less precise than the json-ld datePublished time, agrees with it"),
        ("published", "meta date", "no time can be read from it"),
        ("published", "meta pubdate", "says an earlier day than the json-ld datePublished time"),
        ("published", "meta publishdate", "says another time of the day than the json-ld datePublished time"),
        ("language", "html lang", "the words are in another language (en)"),
        ("summary", "meta description", "repeats the headline"),
        ("section", "meta parsely-section", "meta section comes before it"),
    ],
)
def test_a_candidate_that_lost_says_why(story: Story, field: str, source: str, reason: str) -> None:
    told = [why_lost(one, story) for one in story.findings if (one.field, one.source, one.chosen) == (field, source, False)]
    assert reason in told, [one for one in story.findings if one.field == field]


def test_every_candidate_that_lost_has_a_reason(story: Story) -> None:
    assert [one for one in story.findings if not one.chosen and not why_lost(one, story)] == []


@pytest.mark.parametrize(
    ("source", "trusted"),
    [
        ("h1", "printed"),
        ("byline", "printed"),
        ("line published", "printed"),
        ("json-ld author", "declared"),
        ("meta og:title", "declared"),
        ("rel author", "marked up"),
        ("publisher selector headline", "set by the publisher's file"),
        ("feed title", "told by the feed"),
        ("url", "guessed"),
    ],
)
def test_a_place_says_how_far_it_is_trusted(source: str, trusted: str) -> None:
    assert standing(source) == trusted


@given(st.sampled_from(["headline", "byline", "persons", "published", "updated", "summary", "section", "other"]), st.text(max_size=80))
def test_no_candidate_breaks_the_telling(story: Story, field: str, value: str) -> None:
    told = why_lost(Finding(field, "meta x", value, chosen=False), story)
    assert told is None or told == " ".join(told.split())


def test_what_a_candidate_repeats_or_follows_is_named(story: Story) -> None:
    def why(field: str, source: str, value: str) -> str | None:
        return why_lost(Finding(field, source, value, chosen=False), story)

    assert (
        why("persons", "json-ld author account", "Otto Brandel") == "is the account that put the story up; the page prints another writer"
    )
    assert why("persons", "meta author", "ila@harborpost.example") == "is an address, not a name"
    assert (
        why("published", "time", "2026-03-04T03:30:10+00:00")
        == "says the same as the json-ld datePublished time, by the clock of another zone"
    )
    assert why("published", "line", "March 4, 2026 09:00") == "less precise than the json-ld datePublished time, agrees with it"
    assert why("headline", "title", "Lamp relit at Old Mole | Harbor Post") == "is the headline with more behind it"
    assert why("headline", "h1", "Harbor Post") == "is the site's name"
