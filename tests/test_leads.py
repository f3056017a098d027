"""Sources that name pages without being feeds: listings read by a selector, news sitemaps and indexes of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from frontdoor import FrontDoor, feed_row, page, rss
from wireserver import WireServer

from ingest import clock
from ingest.pipeline.sitemaps import chosen
from normalizers import Story, read

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML = "text/html; charset=utf-8"
XML = "application/xml"


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def words(number: int) -> str:
    """A paragraph of its own for each story."""
    return " ".join(f"Boat{number} crew{part} mended net{number}x{part} before the tide." for part in range(12))


def serve_page(wire: WireServer, path: str, number: int) -> str:
    """A story's page with a headline and words of its own; its address."""
    return wire.serve(path, page(f"Story {number} from the coast", words(number)), kind=HTML)


def listing(*links: tuple[str, str]) -> bytes:
    """A section front."""
    rows = "".join(f'<li><h2><a href="{href}">{said}</a></h2></li>' for href, said in links)
    return f'<!doctype html><html><body><nav><a href="/about">About us</a></nav><ul class="latest">{rows}</ul></body></html>'.encode()


def urlset(*urls: str, title: str | None = "Story", lastmod: str | None = None) -> bytes:
    """A news sitemap."""
    news = f"<n:news><n:title>{title}</n:title></n:news>" if title else ""
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    rows = "".join(f"<url><loc>{url}</loc>{changed}{news}</url>" for url in urls)
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"<urlset {names}>{rows}</urlset>".encode()


def index(*children: tuple[str, str | None]) -> bytes:
    """An index of sitemaps."""
    rows = "".join(f"<sitemap><loc>{loc}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</sitemap>" for loc, at in children)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'.encode()


def ago(**span: float) -> str:
    """A time of the past as sitemaps print it."""
    return clock.stamp(clock.now() - timedelta(**span))


def headlines(door: FrontDoor) -> list[str]:
    """What was filed, in order."""
    return [row[0] for row in door.ask("SELECT headline FROM v_items ORDER BY item_id")]


def failing(door: FrontDoor) -> str:
    """Why the one source fails."""
    ((state, why),) = door.ask("SELECT state, last_error FROM v_source_health")
    assert state == "failing"
    return str(why)


# --- listings ------------------------------------------------------------------------------------------------------
def test_the_links_of_a_listing_are_fetched_and_filed_as_pages(door: FrontDoor, wire: WireServer) -> None:
    for number in (1, 2):
        serve_page(wire, f"/story/{number}", number)
    front = wire.serve("/latest", listing(("/story/1", "One"), ("story/2#comments", "Two"), ("/story/1", "One again")), kind=HTML)
    door.sources(feed_row("coast", wire, front, kind="page", links="ul.latest h2 a"))

    told = door.copytaster("run", "--all")

    assert told.code == 0
    assert headlines(door) == ["Story 1 from the coast", "Story 2 from the coast"]
    assert {row[0] for row in door.ask("SELECT url FROM v_items")} == {wire.url("/story/1"), wire.url("/story/2")}
    assert wire.asked_for("/about") == []


def test_a_link_that_was_followed_is_not_asked_for_again_though_its_words_change(door: FrontDoor, wire: WireServer) -> None:
    serve_page(wire, "/story/1", 1)
    serve_page(wire, "/story/2", 2)
    door.sources(
        feed_row("coast", wire, wire.serve("/latest", listing(("/story/1", "One, 3 minutes ago")), kind=HTML), kind="page", links="li a")
    )
    door.copytaster("run", "--all")

    wire.serve("/latest", listing(("/story/2", "Two, just now"), ("/story/1", "One, 48 minutes ago")), kind=HTML)
    door.copytaster("run", "--all")

    assert len(wire.asked_for("/story/1")) == 1
    assert headlines(door) == ["Story 1 from the coast", "Story 2 from the coast"]


def test_the_words_of_a_link_are_the_headline_of_a_page_that_has_none(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/story/1", f"<html><body><div><p>{words(1)}</p></div></body></html>".encode(), kind=HTML)
    door.sources(
        feed_row(
            "coast", wire, wire.serve("/latest", listing(("/story/1", "Nets mended at Old Mole")), kind=HTML), kind="page", links="li a"
        )
    )

    door.copytaster("run", "--all")

    assert headlines(door) == ["Nets mended at Old Mole"]


def test_a_listing_whose_selector_finds_nothing_fails_in_words(door: FrontDoor, wire: WireServer) -> None:
    door.sources(
        feed_row("coast", wire, wire.serve("/latest", listing(("/story/1", "One")), kind=HTML), kind="page", links="main article a")
    )

    told = door.copytaster("run", "--all")

    assert told.code == 1
    assert failing(door) == "the selector 'main article a' finds no link on the page; look at it with `sources check`"
    assert door.ask("SELECT count(*) FROM v_items") == [(0,)]


# --- news sitemaps -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["news-sitemap", "feed"])
def test_a_news_sitemap_leads_to_its_pages(door: FrontDoor, wire: WireServer, kind: str) -> None:
    one = serve_page(wire, "/story/1", 1)
    door.sources(feed_row("coast", wire, wire.be_polite("/news.xml", urlset(one)), kind=kind, follow=True))

    door.copytaster("run", "--all")
    again = door.copytaster("run", "--all")

    assert headlines(door) == ["Story 1 from the coast"]
    assert "not modified" in again.out


def test_without_follow_the_entries_of_a_sitemap_are_filed_as_they_stand(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/news.xml", urlset(wire.url("/story/1"), title="Nets mended")), kind="news-sitemap"))

    door.copytaster("run", "--all")

    assert headlines(door) == ["Nets mended"]
    assert wire.asked_for("/story/1") == []


def test_an_index_opens_the_newest_of_its_sitemaps_in_the_same_pass(door: FrontDoor, wire: WireServer) -> None:
    children = []
    for number, at in enumerate([ago(hours=40), ago(hours=1), None, ago(days=9), ago(hours=9)]):
        story = serve_page(wire, f"/story/{number}", number)
        children.append((wire.serve(f"/{number}.xml", urlset(story), kind=XML), at))
    door.sources(feed_row("coast", wire, wire.be_polite("/index.xml", index(*children)), kind="news-sitemap", follow=True))

    told = door.copytaster("run", "--all")

    assert told.code == 0
    assert headlines(door) == [f"Story {number} from the coast" for number in (1, 4, 0, 2)]
    assert wire.asked_for("/3.xml") == []
    assert "not modified" in door.copytaster("run", "--all").out


def test_an_index_asks_for_five_sitemaps_at_the_most_news_before_others(wire: WireServer) -> None:
    now = clock.now()
    old = [(f"https://tide.example/{n}.xml", None) for n in range(9)] + [("https://tide.example/news.xml", None)]
    found = [one for one in read(index(*old), form="sitemap") if isinstance(one, Story)]
    assert [url.rpartition("/")[2] for url in chosen(found, now)] == ["news.xml", "0.xml", "1.xml", "2.xml", "3.xml"]
    stale = read(index(("https://tide.example/a", "2020-01-01"), ("https://tide.example/b", "2021-06-01T09:00:00")), form="sitemap")
    assert chosen(stale, now) == ("https://tide.example/b",)


def test_a_sitemap_that_fails_is_asked_for_again_and_its_neighbors_are_filed(door: FrontDoor, wire: WireServer) -> None:
    good = wire.serve("/good.xml", urlset(serve_page(wire, "/story/1", 1)), kind=XML)
    bad = wire.serve("/bad.xml", b"", status=500)
    door.sources(feed_row("coast", wire, wire.be_polite("/index.xml", index((good, None), (bad, None))), kind="news-sitemap", follow=True))

    first = door.copytaster("run", "--all")

    assert first.code == 1
    assert headlines(door) == ["Story 1 from the coast"]
    assert bad in failing(door)
    assert "500" in failing(door)
    wire.serve("/bad.xml", urlset(serve_page(wire, "/story/2", 2)), kind=XML)
    assert door.copytaster("run", "--all").code == 0
    assert headlines(door) == ["Story 1 from the coast", "Story 2 from the coast"]
    assert len(wire.asked_for("/story/1")) == 1


def test_a_server_that_wishes_to_be_left_alone_keeps_the_rest_of_an_index_for_later(door: FrontDoor, wire: WireServer) -> None:
    with WireServer() as other:
        busy = other.serve("/busy.xml", b"", status=429, Retry_After="600")
        good = wire.serve("/good.xml", urlset(serve_page(wire, "/story/1", 1)), kind=XML)
        late = wire.serve("/late.xml", urlset(serve_page(wire, "/story/2", 2)), kind=XML)
        children = index((good, ago(hours=1)), (busy, ago(hours=2)), (late, ago(hours=3)))
        pairs = [wire.authority, other.authority]
        door.sources(feed_row("coast", wire, wire.be_polite("/i.xml", children), kind="news-sitemap", follow=True, allow_private=pairs))

        first, second = door.copytaster("run", "--all"), door.copytaster("run", "--all")

    assert (first.code, second.code) == (0, 0)
    assert headlines(door) == ["Story 1 from the coast"]
    assert len(other.asked) == 1
    assert wire.asked_for("/late.xml") == []
    assert door.ask("SELECT origin FROM v_origins WHERE hold_until IS NOT NULL") == [(other.url(""),)]
    assert "not modified" not in second.out


def test_the_sitemap_of_a_day_that_has_just_begun_is_no_fault(door: FrontDoor, wire: WireServer) -> None:
    today, yesterday = wire.serve("/today.xml", urlset(), kind=XML), wire.serve("/y.xml", urlset(serve_page(wire, "/story/1", 1)), kind=XML)
    door.sources(
        feed_row("coast", wire, wire.serve("/index.xml", index((today, None), (yesterday, None))), kind="news-sitemap", follow=True)
    )

    assert door.copytaster("run", "--all").code == 0
    assert headlines(door) == ["Story 1 from the coast"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!doctype html><title>Sorry</title><h1>Back soon</h1>", "no sitemap we can read"),
        (rss(("https://coast.example/1", "One", "Teaser.")), 'write kind = "feed"'),
        (urlset(), "no entries"),
        (urlset("https://coast.example/about", "https://coast.example/jobs", title=None, lastmod="2019-01-01"), "it maps the whole site"),
        (b"<sitemapindex/>", "no sitemap we can read"),
    ],
)
def test_what_is_no_news_sitemap_fails_in_words(door: FrontDoor, wire: WireServer, body: bytes, why: str) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/news.xml", body, kind=XML), kind="news-sitemap", follow=True))

    assert door.copytaster("run", "--all").code == 1
    assert why in failing(door)
    assert [letter["stage"] for letter in door.copytaster("dead", "list", "--json").json] == ["read"]


@pytest.mark.parametrize(
    ("child", "why"),
    [
        (index(("https://tide.example/more.xml", None)), "an index within an index"),
        (b"<!doctype html><h1>Sorry</h1>", "no sitemap we can read"),
        (rss(("https://coast.example/1", "One", "Teaser.")), "no sitemap but rss"),
    ],
)
def test_an_index_that_names_no_sitemap_says_so(door: FrontDoor, wire: WireServer, child: bytes, why: str) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/i.xml", index((wire.serve("/c.xml", child, kind=XML), None))), kind="news-sitemap"))

    assert door.copytaster("run", "--all").code == 1
    assert why in failing(door)


def test_an_index_of_empty_sitemaps_says_so(door: FrontDoor, wire: WireServer) -> None:
    door.sources(
        feed_row("coast", wire, wire.serve("/i.xml", index((wire.serve("/c.xml", urlset(), kind=XML), None))), kind="news-sitemap")
    )

    assert door.copytaster("run", "--all").code == 1
    assert failing(door) == "none of the 1 sitemaps read of this index holds an entry"


def test_pages_of_a_whole_site_that_changed_lately_are_news(door: FrontDoor, wire: WireServer) -> None:
    fresh, old = serve_page(wire, "/story/1", 1), wire.url("/old")
    body = (
        urlset(fresh, title=None, lastmod=ago(hours=3)).replace(b"</urlset>", b"")
        + urlset(old, title=None, lastmod="2019-01-01").partition(b">")[2]
    )
    door.sources(feed_row("coast", wire, wire.serve("/map.xml", body, kind=XML), kind="news-sitemap", follow=True))

    assert door.copytaster("run", "--all").code == 0
    assert headlines(door) == ["Story 1 from the coast"]
    assert wire.asked_for("/old") == []


def test_kept_bytes_of_an_index_hold_no_story_when_they_are_read_again(door: FrontDoor, wire: WireServer) -> None:
    bad = wire.serve("/i.xml", index((wire.serve("/c.xml", urlset(), kind=XML), None)))
    door.sources(feed_row("coast", wire, bad, kind="news-sitemap"))
    door.copytaster("run", "--all")

    door.copytaster("dead", "requeue", "1")

    assert door.ask("SELECT count(*) FROM v_items") == [(0,)]
