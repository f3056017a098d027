"""Feeds made to do harm: each ends soon, says something, and keeps what is whole; bounds are generous, for machines differ."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from soon import soon

from normalizers import Story, Unreadable, as_json, read

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 5.0  # where the reading process would be killed; nearly all take less than a second without a tracer
MANY = 1_000_000


def rss(inside: str) -> str:
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"'
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel><title>Tide Wire</title>{inside}</channel></rss>'


def item(inside: str) -> str:
    return rss(f"<item><title>Ferry berth approved</title>{inside}</item>")


def content(inside: str) -> str:
    return item(f"<content:encoded><![CDATA[{inside}]]></content:encoded>")


def tail(words: str) -> str:
    return content(f"<p>The board said yes.</p><p>{words}</p>")


def title(words: str) -> str:
    return rss(f"<item><guid>7</guid><title><![CDATA[{words}]]></title></item>")


def many(text: str, times: int) -> str:
    """A text as often as that, each with a number of its own."""
    return "".join(text.format(number) for number in range(times))


LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
STRUCTURE: dict[str, Callable[[], str | bytes]] = {
    "billion laughs": lambda: f'<!DOCTYPE rss [<!ENTITY a "ha">{LAUGHS}]>' + item("<description>&j;</description>"),
    "one long entity, often": lambda: f'<!DOCTYPE rss [<!ENTITY a "{"h" * 900}">]>' + item(f"<description>{'&a;' * 200_000}</description>"),
    "many entities": lambda: "<!DOCTYPE rss [" + many('<!ENTITY a{} "x">', 50_000) + "]>" + item("<description>&a1;</description>"),
    "nested tags": lambda: item("<a>" * 200_000),
    "nested and closed tags": lambda: item("<a>" * 200_000 + "</a>" * 200_000),
    "empty items": lambda: rss("<item/>" * 1_500_000),
    "unclosed items": lambda: rss("<item>" * MANY),
    "short items": lambda: rss("<item><title>a</title></item>" * 300_000),
    "less-than signs": lambda: "<rss><channel>" + "<" * 10 * MANY,
    "ampersands": lambda: item(f"<description>{'&' * 9 * MANY}</description>"),
    "bad references": lambda: item(f"<description>{'&#1;' * MANY}</description>"),
    "a long attribute": lambda: item(f'<link href="{"x" * 9 * MANY}"/>'),
    "many attributes": lambda: item("<link " + many('a{}="b" ', 300_000) + "/>"),
    "many namespaces": lambda: "<rss " + many('xmlns:a{0}="u{0}" ', 200_000) + "><channel><item><title>a</title></item></channel></rss>",
    "a namespace an item": lambda: rss(many('<item xmlns:a{0}="u{0}"><title>t</title></item>', 100_000)),
    "undeclared prefixes": lambda: rss(many("<item><a{0}:b>x</a{0}:b></item>", 80_000)),
    "open comments": lambda: rss("<!--" * 2 * MANY),
    "open sections": lambda: rss("<item><title>" + "<![CDATA[" * MANY),
    "open instructions": lambda: rss("<?a " * 2 * MANY),
    "open document types": lambda: "<!DOCTYPE " * 900_000,
    "fields": lambda: item("<category>a</category>" * 300_000),
    "pictures": lambda: item(many('<media:content url="https://a.example/{}.jpg"/>', 80_000)),
    "groups of pictures": lambda: item("<media:group>" * 200 + '<media:thumbnail url="a"/>' * 50_000 + "</media:group>" * 200),
    "nested pictures": lambda: item('<media:content url="a.jpg">' * 200 + "x" * 5 * MANY + "</media:content>" * 200),
    "one identity": lambda: rss("<item><title>a</title><guid>7</guid></item>" * 2000),
    "soup": lambda: "<rss><channel>" + "<item><title>a</item>" * 15_000,
    "a bomb in a box": lambda: gzip.compress(b"<rss>" + b" " * 100 * MANY, 1),
    "deep JSON": lambda: '{"version": "https://jsonfeed.org/version/1", "items": [' + "[" * MANY,
    "wide JSON": lambda: '{"version": "https://jsonfeed.org/version/1", "items": [' + ",".join(["{}"] * MANY) + "]}",
    "a long base": lambda: (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{"http://a/" * 500_000}"><entry><id>7</id><link href="b"/></entry></feed>'
    ),
    "sitemaps": lambda: '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + "<url><loc>a</loc></url>" * 300_000 + "</urlset>",
    "bytes that are no text": lambda: b"<rss><channel><item><title>" + b"\xff\xfe\xc2" * 3 * MANY,
    "controls": lambda: b"<rss><channel><item><title>" + b"\xc2\x85" * 4 * MANY + b"</title></item></channel></rss>",
}
MARKUP: dict[str, Callable[[], str]] = {
    "blocks": lambda: "<div>" * 200_000 + "x" + "</div>" * 200_000,
    "paragraphs": lambda: "<p>x" * 100_000,
    "bold": lambda: "<b>" * 300_000,
    "tables": lambda: "<table><tr><td>" * 60_000,
    "lists": lambda: "<ul><li>" * 100_000 + "x",
    "quotations": lambda: "<blockquote>" * 100_000 + "x",
    "breaks": lambda: "<br>" * MANY,
    "scripts": lambda: "<script>" * 500_000,
    "comments": lambda: "<!--" * MANY,
    "frames": lambda: "<iframe>" * 500_000,
    "less-than signs": lambda: "<" * 9 * MANY,
    "references": lambda: "&amp" * MANY,
    "one word": lambda: "<p>" + "a" * 8 * MANY + "</p>",
    "one reference": lambda: "&#" + "1" * 3 * MANY + ";",
    "empty lines": lambda: "\n" * 9 * MANY,
}
# Words for which our expressions wait: each repeated as often as the stretch they are sought in is long.
WAITED_FOR = (
    *("(", "() ", "source: ", "with ", "© ", "reporting by a; ", "This story has not been edited by ", "except for the headline, "),
    *(
        "inputs from ",
        "with additional reporting from the ",
        "A,",
        "NEW ",
        "- ",
        "इनपुट ",
        "mit Material von ",
        "avec ",
        "/ap/",
        "【",
        "by ",
        "—",
    ),
)


def check(document: str | bytes) -> None:
    """It is read, and all of it looked at, in good time; something is said."""
    data = document.encode() if isinstance(document, str) else document
    with soon(SECONDS):
        found = read(data)
        for one in found:
            assert one.reason if isinstance(one, Unreadable) else json.dumps(as_json(one))
    assert found


@pytest.mark.parametrize("name", STRUCTURE)
def test_a_structure_made_to_do_harm_ends_soon(name: str) -> None:
    check(STRUCTURE[name]())


@pytest.mark.parametrize("name", MARKUP)
def test_markup_made_to_do_harm_ends_soon(name: str) -> None:
    check(content(MARKUP[name]()))


@pytest.mark.parametrize("words", WAITED_FOR)
def test_words_that_expressions_wait_for_end_soon(words: str) -> None:
    check(tail(words * (1200 // len(words))))
    check(title(words * (4000 // len(words))))
    check(item(f"<author>{words * 80}</author><pubDate>{words * 40}</pubDate>".replace("&", "")))


def test_a_date_of_a_million_figures_is_no_date() -> None:
    check(item(f"<pubDate>{'1' * MANY}</pubDate>"))
    (story,) = read(item("<pubDate>" + "1 - " * 60 + "</pubDate>").encode())
    assert isinstance(story, Story)
    assert story.published is None


def test_what_is_whole_before_the_harm_is_kept() -> None:
    first = "<item><title>Ferry berth approved</title></item>"
    for harm in ("<a>" * 200_000, "<item><title>" + "<![CDATA[" * 1000, "<" * MANY):
        found = read(rss(first + harm).encode())
        assert isinstance(found[0], Story)
        assert found[0].headline == "Ferry berth approved"
        assert isinstance(found[-1], Unreadable)


def test_a_feed_that_forgets_to_close_its_channel_has_lost_nothing() -> None:
    items = "".join(f"<item><title>Ferry {n} approved</title></item>" for n in range(3))
    found = read(f"<rss version='2.0'><channel><title>Tide Wire</title>{items}\n</rss>".encode())
    assert [one.headline if isinstance(one, Story) else one.reason for one in found] == [f"Ferry {n} approved" for n in range(3)]
