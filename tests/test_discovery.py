"""What a site offers: `sources check` and `sources add` given the address of a page."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from frontdoor import FrontDoor, page, rss
from wireserver import WireServer

from ingest.sounding.discovery import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML = "text/html; charset=utf-8"
XML = "application/xml"


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


@pytest.fixture(autouse=True)
def unhurried(door: FrontDoor) -> None:
    """An installation without sources."""
    door.sources("# ours\n")


def feed(number: int = 1, name: str = "Coast Wire") -> bytes:
    """A feed of its own."""
    return rss((f"https://coast.example/{number}", f"Nets mended {number}", "A teaser.")).replace(b"Coast Wire", name.encode())


def front(*head: str, body: str = "") -> bytes:
    """A site's page."""
    return (
        f"<!doctype html><html><head>{''.join(head)}</head><body><h1>Coast Daily</h1><p>The harbor paper.</p>{body}</body></html>".encode()
    )


def alternate(href: str, title: str = "", kind: str = "application/rss+xml", rel: str = "alternate") -> str:
    """A link that declares a feed."""
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}">'


def sitemap(*urls: str) -> bytes:
    """A news sitemap."""
    rows = "".join(f"<url><loc>{url}</loc><n:news><n:title>Nets mended</n:title></n:news></url>" for url in urls)
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"<urlset {names}>{rows}</urlset>".encode()


def check(door: FrontDoor, wire: WireServer, path: str = "/") -> Any:
    """What a check of an address finds, for programs."""
    return door.copytaster("sources", "check", wire.url(path), "--allow-private", wire.authority, "--json").json


def add(door: FrontDoor, wire: WireServer, path: str = "/", *more: str) -> Any:
    """Add an address of the server."""
    return door.copytaster("sources", "add", wire.url(path), "--allow-private", wire.authority, *more)


def offers(door: FrontDoor, wire: WireServer, path: str = "/") -> list[tuple[str, str, str | None, int]]:
    """Kind, path, title and number of items of what is offered."""
    return [(one["kind"], one["url"].removeprefix(wire.url("")), one["title"], one["items"]) for one in check(door, wire, path)["offers"]]


def rows(door: FrontDoor) -> list[dict[str, Any]]:
    """The sources as the file has them."""
    found: list[dict[str, Any]] = tomllib.loads((door.config / "sources.toml").read_text()).get("source", [])
    return found


# --- finding -------------------------------------------------------------------------------------------------------
def test_the_feeds_that_a_page_declares_are_found_with_title_and_items(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/a", feed(1))
    wire.serve("/b", feed(2))
    wire.serve("/c", feed(3))
    head = (
        alternate("/a", "Coast: news"),
        alternate("b", "", "Application/Atom+XML", "Alternate nofollow"),
        alternate("/c", "Comments", "application/feed+json"),
        alternate("/comments/feed", "Comments"),
        alternate("/gone", "Gone"),
        alternate("/a", "Again"),
        '<link rel="alternate" hreflang="hi" href="/hi"><link rel="stylesheet" type="text/css" href="/s.css">',
    )
    wire.serve("/", front(*head), kind=HTML)

    assert offers(door, wire) == [("feed", "/a", "Coast: news", 1), ("feed", "/b", "Coast Wire", 1), ("feed", "/c", "Comments", 1)]
    asked = {one.path for one in wire.asked}
    assert not asked & {"/comments/feed", "/hi", "/s.css", "/feed", "/rss"}
    assert len(wire.asked_for("/a")) == 1


def test_links_that_look_like_feeds_are_tried_where_none_is_declared(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/world.rss", feed(1))
    wire.serve("/about-rss", page("About our feeds"), kind=HTML)
    body = '<a href="/world.rss">World news</a> <a href="/about-rss">What is RSS?</a> <a href="/story">A story</a>'
    wire.serve("/", front(body=body), kind=HTML)

    assert offers(door, wire) == [("feed", "/world.rss", "World news", 1)]
    assert wire.asked_for("/story") == []


def test_the_usual_paths_are_tried_last_and_only_until_one_answers(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/", front(), kind=HTML)
    wire.serve("/rss.xml", feed())
    wire.serve("/feed.xml", feed())

    assert offers(door, wire) == [("feed", "/rss.xml", "Coast Wire", 1)]
    assert [one.path for one in wire.asked if one.path != "/robots.txt"][:4] == ["/", "/feed", "/rss", "/rss.xml"]
    assert wire.asked_for("/feed.xml") == []


def test_one_feed_under_two_addresses_counts_once(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/a", feed())
    wire.serve("/a/", feed())
    wire.redirect("/old", wire.url("/a"))
    wire.serve("/", front(alternate("/a", "One"), alternate("/a/", "One again"), alternate("/old", "One of old")), kind=HTML)

    assert offers(door, wire) == [("feed", "/a", "One", 1)]


def test_no_more_than_a_dozen_feeds_of_a_page_are_asked(door: FrontDoor, wire: WireServer) -> None:
    for number in range(MOST + 5):
        wire.serve(f"/{number}.rss", feed(number))
    wire.serve("/", front(*(alternate(f"/{number}.rss") for number in range(MOST + 5))), kind=HTML)

    assert len(offers(door, wire)) == MOST
    assert wire.asked_for(f"/{MOST}.rss") == []


def test_news_sitemaps_are_found_in_robots_txt_and_on_the_usual_paths(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/", front(), kind=HTML)
    wire.serve("/sitemap.xml", sitemap(wire.url("/1"), wire.url("/2")), kind=XML)
    assert offers(door, wire) == [("news-sitemap", "/sitemap.xml", None, 2)]

    wire.serve("/robots.txt", f"Sitemap: {wire.url('/pages.xml')}\nSitemap: {wire.url('/news-index.xml')}".encode(), kind="text/plain")
    wire.serve("/pages.xml", sitemap().replace(b"</urlset>", b"<url><loc>https://coast.example/about</loc></url></urlset>"), kind=XML)
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{wire.url("/sitemap.xml")}</loc></sitemap></sitemapindex>'
    wire.serve("/news-index.xml", index.encode(), kind=XML)
    assert offers(door, wire) == [("news-sitemap", "/news-index.xml", "an index, 1 of its sitemaps", 2)]


def test_a_page_that_offers_nothing_says_how_to_read_the_page_itself(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/", front(), kind=HTML)

    answer = door.copytaster("sources", "check", wire.url("/"), "--allow-private", wire.authority)

    assert answer.code == 1
    assert "no feed or news sitemap could be found" in answer.out
    assert f"copytaster sources add {wire.url('/')} --kind page --links 'main h2 a' --allow-private {wire.authority}" in answer.out
    assert len(wire.asked) <= 12


def test_a_check_says_the_line_that_adds_what_it_found(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/a", feed(1))
    wire.serve("/", front(alternate("/a", "Coast: news")), kind=HTML)

    site = door.copytaster("sources", "check", wire.url("/"), "--allow-private", wire.authority)
    alone = door.copytaster("sources", "check", wire.url("/a"), "--allow-private", wire.authority)

    line = f"  copytaster sources add {wire.url('/a')} --follow --allow-private {wire.authority}\n"
    assert site.code == 0
    assert line in site.out
    assert f"To add it:\n{line}" in alone.out


def test_an_address_of_a_sitemap_or_an_index_is_told_as_what_it_is(door: FrontDoor, wire: WireServer) -> None:
    news = wire.serve("/news.xml", sitemap(wire.url("/1")), kind=XML)
    wire.serve(
        "/i.xml",
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{news}</loc></sitemap></sitemapindex>'.encode(),
        kind=XML,
    )

    one, index = check(door, wire, "/news.xml"), check(door, wire, "/i.xml")

    assert (one["kind"], one["stories"]) == ("news-sitemap", 1)
    assert (index["kind"], index["stories"], index["sitemaps"]) == ("news-sitemap", 1, [news])


def test_a_sitemap_of_an_index_that_fails_is_told(door: FrontDoor, wire: WireServer) -> None:
    news, gone = wire.serve("/news.xml", sitemap(wire.url("/1")), kind=XML), wire.url("/gone.xml")
    named = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in (news, gone))
    wire.serve("/i.xml", f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{named}</sitemapindex>'.encode(), kind=XML)

    found = check(door, wire, "/i.xml")

    assert found["sitemaps"] == [news, gone]
    assert found["unreadable"] == [f"{gone}: the server answered 404 Not Found"]
    assert any(gone in fault["says"] for fault in found["faults"])


def test_a_sitemap_without_news_can_not_be_used(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/map.xml", sitemap().replace(b"</urlset>", b"<url><loc>https://coast.example/about</loc></url></urlset>"), kind=XML)
    found = check(door, wire, "/map.xml")
    assert found["good"] is False
    assert "it names no news" in found["reason"]


def test_a_selector_can_be_tried_before_it_is_used(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/latest", front(body='<main><h2><a href="/1">Nets mended</a></h2><h2><a href="/2">Lamp relit</a></h2></main>'), kind=HTML)
    here = ("sources", "check", wire.url("/latest"), "--allow-private", wire.authority, "--links")

    good, empty, broken = (door.copytaster(*here, selector) for selector in ("main h2 a", "main h3 a", "h2 >"))

    assert (good.code, empty.code, broken.code) == (0, 1, 2)
    assert "Nets mended" in good.out
    assert "Lamp relit" in good.out
    assert f"--kind page --links 'main h2 a' --allow-private {wire.authority}" in good.out
    assert "finds no link on the page" in empty.out
    assert "is no CSS selector" in broken.err


# --- adding --------------------------------------------------------------------------------------------------------
def test_a_feed_is_looked_at_before_it_is_added(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/a", feed())

    answer = add(door, wire, "/a", "--id", "coast")

    assert answer.code == 0
    assert "coast stands in" in answer.out
    assert "follow = true has them fetched" in answer.out
    assert rows(door) == [{"id": "coast", "kind": "feed", "url": wire.url("/a"), "every": "1h", "allow_private": [wire.authority]}]


def test_the_one_feed_of_a_page_is_added_and_said(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/a", feed())
    wire.serve("/", front(alternate("/a", "Coast: news")), kind=HTML)

    answer = add(door, wire, "/", "--follow")

    assert answer.code == 0
    assert f"{wire.url('/')} is a page; the feed it offers is {wire.url('/a')} (Coast: news, 1 item)." in answer.out
    assert [(row["url"], row["kind"], row["follow"]) for row in rows(door)] == [(wire.url("/a"), "feed", True)]


@pytest.mark.parametrize(("feeds", "said"), [(("/a", "/b"), "2 feeds"), ((), "no feeds")])
def test_where_there_is_not_one_feed_nothing_is_added_and_the_lines_are_listed(
    door: FrontDoor, wire: WireServer, feeds: tuple[str, ...], said: str
) -> None:
    for number, path in enumerate(feeds):
        wire.serve(path, feed(number))
    wire.serve("/", front(*map(alternate, feeds)), kind=HTML)

    plain, machine = add(door, wire), add(door, wire, "/", "--json")

    assert (plain.code, machine.code) == (2, 2)
    assert f"is a page and offers {said}; nothing was added" in plain.err
    assert machine.json["added"] is None
    assert [line.split()[3] for line in machine.json["lines"]] == [wire.url(path) for path in feeds]
    assert rows(door) == []


def test_a_page_is_added_as_a_page_where_that_is_said(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/a", feed())
    wire.serve("/one", page("Nets mended"), kind=HTML)
    wire.serve("/latest", front(alternate("/a"), body='<h2><a href="/one">Nets mended</a></h2>'), kind=HTML)

    assert add(door, wire, "/one", "--kind", "page").code == 0
    assert add(door, wire, "/latest", "--links", "h2 a").code == 0
    assert [(row["kind"], row.get("links")) for row in rows(door)] == [("page", None), ("page", "h2 a")]
    assert wire.asked_for("/a") == []


def test_a_sitemap_is_added_as_what_it_is(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/news.xml", sitemap(wire.url("/1")), kind=XML)
    assert add(door, wire, "/news.xml", "--follow", "--json").json["kind"] == "news-sitemap"
    assert rows(door)[0]["kind"] == "news-sitemap"


def test_an_address_that_has_moved_for_good_is_added_where_it_is_now(door: FrontDoor, wire: WireServer) -> None:
    wire.redirect("/old", wire.serve("/a", feed()), 301)

    answer = add(door, wire, "/old")

    assert "has moved for good" in answer.out
    assert rows(door)[0]["url"] == wire.url("/a")


@pytest.mark.parametrize(
    ("path", "more", "said"),
    [
        ("/nowhere", (), "404 Not Found"),
        ("/page", ("--kind", "feed"), "a web page or text came instead of a feed"),
        ("/page", ("--links", "section a"), "finds no link on the page"),
        ("/a", ("--kind", "news-sitemap"), "no sitemap but rss"),
    ],
)
def test_what_answers_badly_is_not_added_unless_that_is_wished(
    door: FrontDoor, wire: WireServer, path: str, more: tuple[str, ...], said: str
) -> None:
    wire.serve("/page", front(), kind=HTML)
    wire.serve("/a", feed())

    plain, machine = add(door, wire, path, *more), add(door, wire, path, *more, "--json")

    assert (plain.code, machine.code) == (1, 1)
    assert said in plain.err
    assert "--no-check adds it all the same" in plain.err
    assert said in machine.json["reason"]
    assert rows(door) == []
    assert add(door, wire, path, *more, "--no-check").code == 0
    assert len(rows(door)) == 1


def test_a_private_address_is_looked_at_only_where_that_is_said(door: FrontDoor, wire: WireServer) -> None:
    answer = door.copytaster("sources", "add", wire.serve("/a", feed()))

    assert answer.code == 1
    assert "--allow-private" in answer.err
    assert wire.asked == []
    assert rows(door) == []


def test_an_address_that_can_not_be_asked_now_is_added_unchecked_and_said(door: FrontDoor) -> None:
    answer = door.copytaster("sources", "add", "http://127.0.0.1:9/rss", "--allow-private", "127.0.0.1:9", "--id", "later")

    assert answer.code == 0
    assert "could not be asked (no connection to 127.0.0.1:9" in answer.err
    assert "it is added unchecked" in answer.err
    assert [row["id"] for row in rows(door)] == ["later"]


def test_an_address_that_is_a_source_already_is_not_added_twice(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/a", feed())
    add(door, wire, "/a", "--id", "coast")

    again = add(door, wire, "/a")

    assert again.code == 2
    assert "is the address of coast already" in again.err


def test_what_a_page_offers_or_a_redirect_leads_to_is_not_added_twice_either(door: FrontDoor, wire: WireServer) -> None:
    wire.redirect("/old", wire.serve("/a", feed()), 301)
    wire.serve("/", front(alternate("/a")), kind=HTML)
    add(door, wire, "/a", "--id", "coast")

    assert [add(door, wire, path).code for path in ("/", "/old")] == [2, 2]
    assert [row["id"] for row in rows(door)] == ["coast"]


def test_a_row_that_would_not_read_back_is_refused_before_anybody_is_asked(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/a", feed())
    assert add(door, wire, "/a", "--zone", "Asia/Calcuta").code == 78
    assert add(door, wire, "/a", "--links", "h2 >").code == 78
    assert door.copytaster("sources", "add", wire.url("/a"), "--allow-private", "nonsense").code == 2
    assert wire.asked == []


def test_times_without_a_zone_are_told_when_a_source_is_added(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/a", feed().replace(b"</guid>", b"</guid><pubDate>04 Mar 2026 06:00:00</pubDate>"))
    assert "Mind: nothing tells the zone of its times" in add(door, wire, "/a", "--follow").out
    assert add(door, wire, "/a?more").out.count("Mind: ") == 2
    assert "Mind" not in add(door, wire, "/a?again", "--follow", "--zone", "Asia/Kolkata").out
