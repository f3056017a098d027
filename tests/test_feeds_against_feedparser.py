"""Well-formed feeds of every dialect: what we read of an entry is what feedparser reads of it."""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from xml.sax.saxutils import quoteattr

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers import Story, read
from normalizers.markup import blocks

LETTERS = st.characters(categories=("Lu", "Ll", "Lo", "Nd"), include_characters="'’&<>\"-,.!", exclude_characters="\u0345ªº")
LINE = (
    st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=6)
    .map(" ".join)
    .filter(lambda line: any(map(str.isalnum, line)))
)
NAME = st.lists(st.sampled_from(["Ilka", "Moreau", "Tom", "Reed", "Asha", "Verma", "Ødegård", "नीरज"]), min_size=2, max_size=3).map(
    " ".join
)
NUMBER = st.integers(1, 99_999)
TIME = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2037, 1, 1))  # noqa: DTZ001 - each gets its zone when it is printed
ZONES = ("+00:00", "+05:30", "-08:00", "Z")


@dataclass(frozen=True)
class Printed:
    """What one entry of a made-up feed prints."""

    title: str
    link: str
    uri: str
    author: str
    summary: str
    published: str
    updated: str
    tag: str


@st.composite
def printed(draw: st.DrawFn) -> Printed:
    number, zone = draw(NUMBER), draw(st.sampled_from(ZONES))
    first, later = (draw(TIME).replace(microsecond=0).isoformat() + zone for _ in range(2))
    link = f"https://www.tide-wire.example/{number}?a=1&b=2"
    return Printed(draw(LINE), link, f"urn:tide:{number}", draw(NAME), draw(LINE), first, later, draw(LINE).strip("."))


def as_html(text: str) -> str:
    """A line as HTML, as the element of a feed carries it."""
    return escape(escape(text, quote=False), quote=False)


def cdata(text: str) -> str:
    return f"<![CDATA[{escape(text, quote=False)}]]>"


def rss(entries: list[Printed]) -> str:
    items = "".join(
        f"<item><title>{as_html(one.title)}</title><link>{escape(one.link)}</link><guid isPermaLink='false'>{one.uri}</guid>"
        f"<dc:creator>{escape(one.author)}</dc:creator><description>{cdata(one.summary)}</description>"
        f"<dcterms:issued>{one.published}</dcterms:issued><dcterms:modified>{one.updated}</dcterms:modified>"
        f"<category>{escape(one.tag)}</category></item>"
        for one in entries
    )
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel><title>Tide Wire</title>{items}</channel></rss>'


def rdf(entries: list[Printed]) -> str:
    items = "".join(
        f"<item rdf:about={quoteattr(one.uri)}><title>{as_html(one.title)}</title><link>{escape(one.link)}</link>"
        f"<dc:creator>{escape(one.author)}</dc:creator><description>{as_html(one.summary)}</description>"
        f"<dcterms:issued>{one.published}</dcterms:issued><dcterms:modified>{one.updated}</dcterms:modified>"
        f"<dc:subject>{escape(one.tag)}</dc:subject></item>"
        for one in entries
    )
    spaces = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    spaces += ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns="http://purl.org/rss/1.0/"'
    return f'<?xml version="1.0"?><rdf:RDF {spaces}><channel><title>Tide Wire</title></channel>{items}</rdf:RDF>'


def atom(entries: list[Printed]) -> str:
    items = "".join(
        f"<entry><id>{one.uri}</id><title type='html'>{as_html(one.title)}</title><link href={quoteattr(one.link)}/>"
        f"<link rel='self' href='https://www.tide-wire.example/self'/><author><name>{escape(one.author)}</name></author>"
        f"<summary type='html'>{cdata(one.summary)}</summary><published>{one.published}</published><updated>{one.updated}</updated>"
        f"<category term={quoteattr(one.tag)}/></entry>"
        for one in entries
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Tide Wire</title>{items}</feed>'


def old_atom(entries: list[Printed]) -> str:
    items = "".join(
        f"<entry><id>{one.uri}</id><title mode='escaped' type='text/html'>{as_html(one.title)}</title>"
        f"<link rel='alternate' type='text/html' href={quoteattr(one.link)}/><author><name>{escape(one.author)}</name></author>"
        f"<summary mode='escaped' type='text/html'>{as_html(one.summary)}</summary><issued>{one.published}</issued>"
        f"<modified>{one.updated}</modified></entry>"
        for one in entries
    )
    return f'<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Tide Wire</title>{items}</feed>'


def json_feed(entries: list[Printed]) -> str:
    rows = [
        {
            "id": one.uri,
            "url": one.link,
            "title": one.title,
            "summary": one.summary,
            "authors": [{"name": one.author}],
            "date_published": one.published,
            "date_modified": one.updated,
            "tags": [one.tag],
        }
        for one in entries
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Tide Wire", "items": rows})


def flat(html: object) -> str:
    """The words of a value of feedparser's, without markup and white space."""
    return "".join("".join(block.text for block in blocks(str(html or ""))).split())


def minute(parsed: Any) -> str | None:
    return time.strftime("%Y-%m-%dT%H:%M", parsed) if parsed else None


def ours(story: Story) -> dict[str, object]:
    times = {
        name: moment.instant.strftime("%Y-%m-%dT%H:%M") if moment and moment.instant else None
        for name, moment in (("published", story.published), ("updated", story.updated))
    }
    return {
        "title": flat(escape(story.headline or "")),
        "link": story.url,
        "id": story.uri,
        "author": story.persons,
        "tags": story.keywords,
        **times,
    }


def theirs(entry: Any) -> dict[str, object]:
    times = {name: minute(dict.get(entry, f"{name}_parsed")) for name in ("published", "updated")}
    tags = tuple(" ".join(tag["term"].split()) for tag in entry.get("tags", ()))
    return {
        "title": flat(entry.get("title")),
        "link": entry.get("link"),
        "id": entry.get("id"),
        "author": (entry.get("author"),),
        "tags": tags,
        **times,
    }


@pytest.mark.parametrize("dialect", [rss, rdf, atom, old_atom])
@settings(max_examples=60, deadline=None)
@given(entries=st.lists(printed(), min_size=1, max_size=4, unique_by=lambda one: one.uri))
def test_our_core_fields_are_feedparsers(dialect: Any, entries: list[Printed]) -> None:
    text = dialect(entries)
    stories = [story for story in read(text.encode()) if isinstance(story, Story)]
    oracle = feedparser.parse(io.BytesIO(text.encode()), sanitize_html=False).entries
    assert [ours(story) for story in stories] == [theirs(entry) for entry in oracle]
    for story, entry in zip(stories, oracle, strict=True):
        assert flat(escape(story.summary or story.headline or "")) == flat(entry.get("summary"))


@settings(max_examples=60, deadline=None)
@given(entries=st.lists(printed(), min_size=1, max_size=4, unique_by=lambda one: one.uri))
def test_a_json_feed_says_what_the_same_entries_say_as_atom(entries: list[Printed]) -> None:
    found, same = ([story for story in read(dialect(entries).encode()) if isinstance(story, Story)] for dialect in (json_feed, atom))
    for story, other in zip(found, same, strict=True):
        assert (story.uri, story.url, story.persons, story.keywords) == (other.uri, other.url, other.persons, other.keywords)
        assert (story.published, story.updated, story.summary) == (other.published, other.updated, other.summary)
