"""Listings and sitemap indexes: what is read for its addresses alone."""

from __future__ import annotations

import pytest

from normalizers import Hints, Story, Unreadable, read
from normalizers.page.listing import MAX_LINKS, MAX_WORDS, fault

FRONT = b"""<!doctype html><html><head><base href="/news/"><title>Coast Daily</title></head><body><nav><a href="/">Home</a></nav><main>
<h2><a href="ferries.html#top"><img alt="a ferry" src="f.jpg"></a></h2>
<h2><a href="ferries.html">Ferries sail again at <b>Old Mole</b></a></h2>
<a class="card" href="https://hill.example/quarry"><h3>Quarry to become reservoir</h3><p>The board has voted.</p></a>
<a href="https://hill.example/untold" title="Told by its title"></a>
<a href="mailto:desk@coast.example">Write to us</a><a href="javascript:more()">More</a><a href="http://[">broken</a><a>nowhere</a>
<a href="/section">This page</a></main></body></html>"""


Lead = tuple[str | None, str | None]


def links(selector: str | None, page: bytes = FRONT, url: str | None = "https://coast.example/section") -> list[Lead]:
    """Address and words of each lead."""
    found = read(page, url=url, form="listing", hints=Hints(links=selector))
    return [(one.url, one.headline) for one in found if isinstance(one, Story)]


def refusal(selector: str | None, page: bytes = FRONT) -> str:
    """Why a listing gave nothing."""
    (one,) = read(page, url="https://coast.example/section", form="listing", hints=Hints(links=selector))
    assert isinstance(one, Unreadable)
    return one.reason


FERRIES = ("https://coast.example/news/ferries.html", "Ferries sail again at Old Mole")
QUARRY = ("https://hill.example/quarry", "Quarry to become reservoir")
UNTOLD = ("https://hill.example/untold", "Told by its title")


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("main a", [FERRIES, QUARRY, UNTOLD]),
        ("main", [FERRIES, QUARRY, UNTOLD]),
        ("main h2", [FERRIES]),
        ("MAIN A.card", [QUARRY]),
        ("main p", [QUARRY]),
        ("//main//a/@href", [FERRIES, QUARRY, UNTOLD]),
        ("(//h2/a)[1]", [(FERRIES[0], "a ferry")]),
        ("a.card, h2 a", [FERRIES, QUARRY]),
    ],
)
def test_a_selector_finds_the_links_of_a_listing_in_the_order_of_the_page(selector: str, found: list[tuple[str, str]]) -> None:
    assert links(selector) == found


def test_a_lead_of_a_listing_is_partial_and_known_by_its_address() -> None:
    (story,) = (one for one in read(FRONT, url="https://coast.example/", form="listing", hints=Hints(links="h2")) if isinstance(one, Story))
    assert (story.form, story.partial, story.uri) == ("listing", True, FERRIES[0])
    assert story.raw_text.startswith(FERRIES[1])
    assert story.body == ()


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("section.latest a", "finds no link on the page; look at it with `sources check`"),
        ("a[href^=mailto]", "finds no link"),
        ("h2 >", "is no CSS selector"),
        ("//h2[", "is no XPath"),
        ("//a[nope()]", "is no XPath"),
        (None, "none was given"),
    ],
)
def test_a_selector_that_finds_nothing_says_so(selector: str | None, words: str) -> None:
    assert words in refusal(selector)


@pytest.mark.parametrize("selector", ["main a", "a:not(.ad)", "h2 > a[href*='/world/']", "//h2/a", ".//a", "(//ul)[2]//a"])
def test_a_good_selector_has_no_fault(selector: str) -> None:
    assert fault(selector) is None


@pytest.mark.parametrize("selector", ["", "a >", "//a[", "a:hover::", "(1)", "//a[nope()]"])
def test_a_selector_that_could_find_nothing_is_told_before_it_is_used(selector: str) -> None:
    assert "is no" in str(fault(selector))


def test_a_path_that_counts_instead_of_finding_is_refused() -> None:
    assert "finds no elements" in str(fault("//a = 1"))


def test_a_listing_gives_at_most_so_many_links_and_says_how_many_it_left() -> None:
    page = b"<ul>" + b"".join(b'<li><a href="/%d">Story %d</a>' % (n, n) for n in range(MAX_LINKS + 7)) + b"</ul>"
    found = read(page, url="https://coast.example/", form="listing", hints=Hints(links="li a"))
    assert len(found) == MAX_LINKS + 1
    assert isinstance(found[-1], Unreadable)
    assert "201–207 left out" in found[-1].reason


def test_the_words_of_a_link_are_cut_to_what_a_headline_may_have() -> None:
    ((_, words),) = links("a", b'<a href="/x">' + b"word " * 1000 + b"</a>")
    assert words is not None
    assert len(words) <= MAX_WORDS


def test_a_link_without_words_is_a_lead_all_the_same() -> None:
    assert links("a", b'<a href="/x"></a>') == [("https://coast.example/x", None)]


def test_without_an_address_of_its_own_a_listing_has_only_whole_links() -> None:
    assert links("main a", url=None) == [QUARRY, UNTOLD]


@pytest.mark.parametrize("page", [b"<a href='x'" * 50_000, b"<div>" * 20_000 + b"<a href=/x>x", b"\x00<a href=/x>\xff</a>", b"no markup"])
def test_hostile_listings_are_read_or_refused(page: bytes) -> None:
    assert read(page, url="https://coast.example/", form="listing", hints=Hints(links="a"))


# --- sitemap indexes -----------------------------------------------------------------------------------------------
INDEX = b"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc> https://tide.example/1.xml </loc><lastmod>2026-03-03</lastmod></sitemap>
<sitemap><loc>https://tide.example/2.xml</loc><lastmod>2026-03-03T09:30:00+05:30</lastmod></sitemap>
<sitemap><loc>https://tide.example/3.xml</loc></sitemap><sitemap><lastmod>2026-03-03</lastmod></sitemap></sitemapindex>"""
URLSET = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://tide.example/a</loc></url></urlset>"


def test_an_index_is_read_as_addresses_to_ask_not_as_stories() -> None:
    found = read(INDEX, form="sitemap")
    assert [(one.form, one.url, one.partial) for one in found if isinstance(one, Story)] == [
        ("sitemap-index", f"https://tide.example/{n}.xml", True) for n in (1, 2, 3)
    ]


def test_a_sitemap_that_is_no_index_is_read_like_a_feed() -> None:
    (one,) = read(URLSET, form="sitemap")
    assert isinstance(one, Story)
    assert (one.form, one.url) == ("news-sitemap", "https://tide.example/a")


def test_an_index_without_sitemaps_is_refused_like_an_empty_feed() -> None:
    (one,) = read(b"<sitemapindex></sitemapindex>", form="sitemap")
    assert isinstance(one, Unreadable)
