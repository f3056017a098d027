"""A sounding: what an operator is told of a source before relying on it, what is wrong first and with its mend."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click
import pytest
from frontdoor import FrontDoor, feed_row, page
from wireserver import WireServer

from ingest import clock
from ingest.sounding.facts import Asking, Dates, Rhythm, RobotsFacts, Sounding, ZoneGuess
from ingest.sounding.faults import UNLISTED, faults
from ingest.sounding.rhythm import rhythm
from ingest.sounding.told import told_facts, told_faults
from ingest.sounding.zones import guess_zone
from ingest.terms import Hop, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
COAST = Source(id="coast", kind="feed", url="https://coast.example/rss")
GOOD = Sounding(source="coast", where="https://coast.example/rss", kind="feed", good=True, status=200, forms=("rss",), stories=3)


# --- zones ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("clock_", "url", "zone", "words"),
    [
        ("2026-03-04T17:25:00", "https://coast.com/", "Asia/Kolkata", "5 h 25 min ahead when read as UTC"),
        ("2026-03-04T17:25:00", "https://coast.in/", "Asia/Kolkata", "the zone of .in: the newest is 5 min old"),
        ("2026-03-04T12:50:00", "https://coast.de/", "Europe/Berlin", "the zone of .de: the newest is 10 min old"),
        ("2026-03-04T20:55:00", "https://coast.com/", "Asia/Tokyo", "or of a zone east of it"),
        ("2026-03-04T17:25:00", "https://coast.de/", "Asia/Kolkata", "ahead when read as UTC"),
        ("2026-03-04T11:40:00", "https://coast.com/", "UTC", "the newest is 20 min old"),
        ("2026-03-04T06:55:00", "https://coast.com/", None, "if it has just come, times are America/New_York"),
        ("2026-03-01T06:55:00", None, None, "nothing tells the zone of its times: the newest is 3 d 5 h old when read as UTC"),
        ("2026-03-06T12:00:00", "https://coast.com/", None, "in the future in every zone"),
    ],
)
def test_the_zone_of_bare_times_is_guessed_from_the_country_and_the_newest(
    clock_: str, url: str | None, zone: str | None, words: str
) -> None:
    newest = datetime.fromisoformat(clock_)
    guess = guess_zone([newest - timedelta(hours=2), newest], url, NOW)
    assert guess is not None
    assert guess.zone == zone
    assert words in guess.says


def test_without_times_there_is_no_guess() -> None:
    assert guess_zone([], "https://coast.in/", NOW) is None


# --- rhythm --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("count", "minutes", "asks_s", "every", "words"),
    [
        (30, 1, None, "10m", "asked hourly, 30 an hour would be lost; ask its owner for leave"),
        (20, 5, None, "30m", "asked hourly, some would be lost"),
        (3, 1, None, "1h", "too few dated entries"),
        (20, 20, None, "1h", "about 72 a day, and it holds 5 h 40 min of them: an hour loses nothing"),
        (20, 240, None, "3h", "about 6 a day: asking more often brings nothing"),
        (20, 60 * 30, None, "1d", "about 0.8 a day"),
        (20, 20, 7200, "2h", "the feed itself asks for 2 h"),
        (20, 20, 900, "1h", "an hour loses nothing"),
        (2, 1, 100_000, "1d", "the feed itself asks for 1 d 3 h"),
    ],
)
def test_how_often_to_ask_follows_from_how_fast_copy_comes(count: int, minutes: float, asks_s: int | None, every: str, words: str) -> None:
    told = rhythm([NOW - timedelta(minutes=minutes * n) for n in range(count)], asks_s)
    assert (told.every, told.asks_s) == (every, asks_s)
    assert words in told.why


def test_one_entry_that_is_pinned_for_months_does_not_spoil_the_rhythm() -> None:
    times = [NOW - timedelta(minutes=20 * n) for n in range(19)] + [NOW - timedelta(days=300)]
    assert rhythm(times).per_day == pytest.approx(72, rel=0.05)


def test_times_that_are_all_the_same_tell_no_rhythm() -> None:
    assert rhythm([NOW] * 20).per_day is None


# --- faults --------------------------------------------------------------------------------------------------------
def told(found: Sounding, source: Source = COAST) -> list[tuple[bool, str, str]]:
    """The faults of a sounding."""
    return [(fault.grave, fault.says, fault.mend) for fault in faults(found, source, NOW)]


def test_nothing_is_wrong_with_a_good_source() -> None:
    assert told(replace(GOOD, dates=Dates(dated=3, zoned=3, printed=3, newest=NOW, oldest=NOW))) == []


@pytest.mark.parametrize(
    ("reason", "status", "more", "mend"),
    [
        ("the server answered 404 Not Found", 404, {}, "look for its feeds: copytaster sources check https://coast.example/"),
        ("a web page or text came instead of a feed", 200, {}, "look for its feeds: copytaster sources check https://coast.example/"),
        ("10.0.0.1 is not a public address; put it into allow_private", None, {}, "--allow-private HOST:PORT here"),
        ("what came is no feed: an index of sitemaps, no sitemap", 200, {}, 'kind = "news-sitemap" in its row of sources.toml'),
        ("an index of sitemaps, no sitemap", 200, {"id": UNLISTED}, "--kind news-sitemap, when you add it"),
        ("the selector 'a' finds no link on the page", 200, {"kind": "page", "links": "a"}, "mend `links`"),
        ("no connection within 5 s", None, {}, "try again later"),
    ],
)
def test_a_source_that_gives_nothing_has_one_fault_and_its_mend(reason: str, status: int | None, more: dict[str, Any], mend: str) -> None:
    bad = replace(GOOD, good=False, reason=reason, status=status)
    ((grave, says, told_mend),) = told(bad, replace(COAST, **more))
    assert grave
    assert says == f"can't be used: {reason}"
    assert mend in told_mend


KOLKATA = ZoneGuess(zone="Asia/Kolkata", says="times seem to be Asia/Kolkata")
SLOW = Rhythm(per_day=24.0, holds_s=36_000.0, every="1h", why="")


@pytest.mark.parametrize(
    ("facts", "grave", "says", "mend"),
    [
        (
            {"dates": Dates(dated=3, bare=3), "zone": KOLKATA},
            True,
            "3 of 3 times carry no zone: times seem",
            'zone = "Asia/Kolkata" in its row',
        ),
        ({"dates": Dates(dated=3, bare=3)}, True, "3 of 3 times carry no zone", "look at a page beside it"),
        ({"dates": Dates(dated=3, zoned=3, in_future=2), "zone": KOLKATA}, True, "2 of 3 times are in the future", 'zone = "Asia/Kolkata"'),
        ({"dates": Dates(dated=3, zoned=3, printed=3, in_future=2), "zone": KOLKATA}, True, "in the future", "tell the publisher"),
        ({"dates": Dates()}, False, "none of its items is dated", "follow = true has its pages read"),
        ({"dates": Dates(dated=3, zoned=3, newest=NOW - timedelta(days=15))}, False, "its newest item is 15 d old", "disable it"),
        (
            {"hops": (Hop("a", 301),), "final_url": "https://coast.example/new"},
            True,
            "has moved for good to",
            'url = "https://coast.example/new"',
        ),
        ({"partial": 2}, False, "2 of 3 items are leads to a page", "follow = true in its row"),
        ({"unreadable": ("entry 3: no link",)}, False, "can't be read: entry 3: no link", "publisher"),
        ({"asking": Asking(etag="x", works=False, says="ETag, but …")}, False, "its validators don't work: ETag, but …", "full download"),
        ({"rhythm": replace(SLOW, holds_s=1800.0, every="10m")}, True, "holds only 30 min of copy", 'every = "10m" in its row'),
        ({"rhythm": replace(SLOW, asks_s=7200, every="2h")}, False, "itself asks for 2 h", 'every = "2h"'),
        ({"rhythm": replace(SLOW, every="6h")}, False, "oftener than it has news", 'every = "6h"'),
        ({"robots": RobotsFacts(url="r", pages=4, allowed=3, refused="https://c/1")}, False, "1 of 4 pages, such as https://c/1", "leave"),
        ({"robots": RobotsFacts(url="r", there=False, pages=4, why="no answer")}, False, "r can't be fetched (no answer)", "later"),
    ],
)
def test_a_fault_names_what_is_wrong_and_what_mends_it(facts: dict[str, Any], grave: bool, says: str, mend: str) -> None:
    dates = Dates(dated=3, zoned=3, printed=3, newest=NOW, oldest=NOW)
    ((told_grave, told_says, told_mend),) = told(replace(GOOD, **({"dates": dates} | facts)))
    assert told_grave is grave
    assert says in told_says
    assert mend in told_mend


def test_a_site_that_lets_no_page_be_fetched_is_a_grave_fault_where_pages_are_fetched() -> None:
    closed = replace(GOOD, dates=Dates(dated=3, zoned=3), robots=RobotsFacts(url="r", pages=4, allowed=0, refused="https://c/1"))
    assert [grave for grave, _, _ in told(closed)] == [False]
    assert [grave for grave, _, _ in told(closed, replace(COAST, follow=True))] == [True]
    alone = replace(closed, robots=RobotsFacts(url="r", pages=1, allowed=0, refused="https://c/1"))
    assert "robots.txt does not let us fetch them, such as https://c/1" in told(alone)[0][1]


def test_an_address_that_is_no_source_yet_is_not_blamed_for_its_interval() -> None:
    fast = replace(GOOD, dates=Dates(dated=3, zoned=3), rhythm=replace(SLOW, holds_s=60.0))
    assert told(fast, replace(COAST, id=UNLISTED)) == []


def test_grave_faults_stand_first_and_five_unreadable_entries_at_the_most() -> None:
    many = replace(GOOD, unreadable=tuple(f"entry {n}" for n in range(9)), dates=Dates(dated=3, bare=3))
    assert [grave for grave, _, _ in told(many)] == [True] + [False] * 5
    rows = told_faults(replace(many, faults=faults(many, COAST, NOW)))
    assert [label for label, _ in rows][:4] == ["✗", "", "·", ""]


# --- facts, as people read them ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "label", "words"),
    [
        ({"title": "Coast Wire"}, "kind", "feed (rss): Coast Wire"),
        ({"kind": "news-sitemap", "forms": ("news-sitemap",)}, "kind", "news-sitemap"),
        ({"stories": 0, "forms": ()}, "items", "0"),
        ({"partial": 2, "unreadable": ("a",)}, "items", "3: 1 whole, 2 leads to a page, 1 can't be read"),
        (
            {"dates": Dates(dated=3, zoned=2, printed=1, bare=1)},
            "times",
            "3 of 3 dated: 1 state their zone, 1 have it from what is known of the source, 1 carry none",
        ),
        ({"dates": Dates(dated=3, bare=3)}, "times", "3 of 3 dated: all carry none"),
        ({"dates": Dates(dated=1)}, "times", "1 of 3 dated: days alone"),
        (
            {"dates": Dates(dated=3, zoned=3, printed=3, newest=NOW + timedelta(hours=1), oldest=NOW - timedelta(days=2))},
            "times",
            "newest 1 h ahead, oldest 2 d",
        ),
        ({"robots": RobotsFacts(url="r", pages=1, allowed=1)}, "robots", "the page may be fetched"),
        ({"robots": RobotsFacts(url="r", pages=3, allowed=2, crawl_delay_s=4.0)}, "robots", "2 of 3 pages may be fetched, 4 s between two"),
        ({"robots": RobotsFacts(url="r", there=False, pages=3, allowed=3)}, "robots", "there is none"),
        ({"robots": RobotsFacts(url="r", there=False, pages=3, why="no answer")}, "robots", "can't be fetched: no answer"),
        (
            {"rhythm": replace(SLOW, asks_s=3600, why="because")},
            "every",
            '"1h" is advised: because (the feed asks for 1 h between two polls)',
        ),
        ({"sitemaps": ("a", "b")}, "sitemaps", "2 of the index are read: a, b"),
    ],
)
def test_a_line_of_a_sounding(facts: dict[str, Any], label: str, words: str) -> None:
    assert words in dict(told_facts(replace(GOOD, **facts), NOW))[label]


def test_of_a_source_that_can_not_be_used_only_the_way_there_is_told() -> None:
    bad = replace(GOOD, good=False, reason="gone", status=410, hops=(Hop("https://coast.example/rss", 302),), final_url=None)
    assert told_facts(bad, NOW) == [("where", GOOD.where), ("redirect", f"302 for now: {GOOD.where}"), ("status", "410 Gone")]


# --- the questions -------------------------------------------------------------------------------------------------
@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


def dated(count: int, step: timedelta, *, zone: str = "GMT", ahead: timedelta = timedelta(), more: str = "") -> bytes:
    """A feed whose newest entry is two minutes old, by a clock that is ahead of UTC."""
    first = clock.now() + ahead - timedelta(minutes=2)
    rows = "".join(
        f"<item><title>Nets mended {n}</title><link>/story/{n}</link><guid>{n}</guid>"
        f"<pubDate>{(first - n * step).strftime('%d %b %Y %H:%M:%S')} {zone}</pubDate></item>"
        for n in range(count)
    )
    return f'<rss version="2.0"><channel><title>Coast Wire</title><link>https://coast.example/</link>{more}{rows}</channel></rss>'.encode()


def check(door: FrontDoor, wire: WireServer, url: str, **more: object) -> Any:
    """What a check of a source tells a program."""
    door.sources(feed_row("coast", wire, url, **more))
    return door.copytaster("sources", "check", "coast", "--json").json


def test_a_check_guesses_the_zone_and_advises_how_often_to_ask(door: FrontDoor, wire: WireServer) -> None:
    feed = wire.serve("/rss", dated(30, timedelta(minutes=1), zone="", ahead=timedelta(hours=5, minutes=30)))

    found = check(door, wire, feed)

    assert found["zone"]["zone"] == "Asia/Kolkata"
    assert (found["dates"]["bare"], found["dates"]["zoned"]) == (30, 0)
    assert found["rhythm"]["every"] == "10m"
    assert any("5 h 2" in fault["says"] and "Asia/Kolkata" in fault["mend"] for fault in found["faults"])
    assert check(door, wire, feed, zone="Asia/Kolkata")["dates"]["bare"] == 0


def test_a_check_finds_a_zone_that_is_set_wrongly(door: FrontDoor, wire: WireServer) -> None:
    feed = wire.serve("/rss", dated(5, timedelta(hours=1), zone="", ahead=timedelta(hours=5, minutes=30)))

    found = check(door, wire, feed, zone="Europe/London")

    assert found["dates"]["in_future"] == 5
    assert found["zone"]["zone"] == "Asia/Kolkata"
    assert found["faults"][0]["mend"] == 'zone = "Asia/Kolkata" in its row of sources.toml'


def test_a_check_tells_every_redirect_and_the_address_it_moved_to(door: FrontDoor, wire: WireServer) -> None:
    end = wire.serve("/rss", dated(5, timedelta(hours=1)))
    middle = wire.redirect("/b", end, 308)
    start = wire.redirect("/a", middle, 301)

    found = check(door, wire, start)

    assert found["hops"] == [{"url": start, "status": 301}, {"url": middle, "status": 308}]
    assert found["final_url"] == end
    assert found["faults"][0]["mend"] == f'url = "{end}" in its row of sources.toml'
    wire.redirect("/a", middle, 302)
    assert not any("moved" in fault["says"] for fault in check(door, wire, start)["faults"])
    wire.redirect("/b", start)
    assert [hop["status"] for hop in check(door, wire, start)["hops"]] == [302, 302]


def test_a_check_asks_again_to_see_whether_validators_work(door: FrontDoor, wire: WireServer) -> None:
    body = dated(5, timedelta(hours=1))
    assert check(door, wire, wire.be_polite("/rss", body))["asking"]["works"] is True
    assert len(wire.asked_for("/rss")) == 2
    wire.serve("/rss", body, ETag='"1"')
    lying = check(door, wire, wire.url("/rss"))
    assert lying["asking"] == {
        "etag": '"1"',
        "last_modified": None,
        "works": False,
        "says": "ETag, but asked again the server sends the same once more",
    }
    wire.serve("/rss", body)
    assert "neither ETag nor Last-Modified" in check(door, wire, wire.url("/rss"))["asking"]["says"]


def test_a_check_says_when_the_second_question_goes_wrong_or_brings_news(door: FrontDoor, wire: WireServer) -> None:
    left = [dated(5, timedelta(hours=1)), dated(6, timedelta(hours=1))]

    async def fickle(_: object, out: Any) -> bool:
        from wireserver import reply

        return await reply(out, 200 if left else 500, left.pop(0) if left else b"", {"ETag": '"1"'})

    assert "sends something new" in check(door, wire, wire.do("/rss", fickle))["asking"]["says"]
    left.append(dated(5, timedelta(hours=1)))
    assert "asked again: the server answered 500" in check(door, wire, wire.url("/rss"))["asking"]["says"]


@pytest.mark.parametrize(
    ("robots", "status", "facts"),
    [
        (b"User-agent: *\nDisallow: /story/1\nCrawl-delay: 3", 200, {"there": True, "pages": 5, "allowed": 4, "crawl_delay_s": 3.0}),
        (b"User-agent: Copytaster\nDisallow: /", 200, {"pages": 5, "allowed": 0}),
        (b"", 404, {"there": False, "pages": 5, "allowed": 5, "why": None}),
        (b"", 500, {"there": False, "allowed": 0, "why": "the server answered 500 Internal Server Error"}),
    ],
)
def test_a_check_asks_robots_txt_for_the_pages_it_would_follow(
    door: FrontDoor, wire: WireServer, robots: bytes, status: int, facts: dict[str, object]
) -> None:
    wire.serve("/robots.txt", robots, status=status, kind="text/plain")

    found = check(door, wire, wire.serve("/rss", dated(5, timedelta(hours=1))), follow=True)["robots"]

    assert found["url"] == wire.url("/robots.txt")
    assert {key: found[key] for key in facts} == facts
    assert check(door, wire, wire.url("/rss"), follow=True, robots=False)["robots"] is None


def test_a_feed_that_asks_for_more_time_is_told(door: FrontDoor, wire: WireServer) -> None:
    found = check(door, wire, wire.serve("/rss", dated(20, timedelta(minutes=20), more="<ttl>120</ttl>")))
    assert (found["rhythm"]["asks_s"], found["rhythm"]["every"]) == (7200, "2h")


def test_a_page_is_checked_with_its_own_leave(door: FrontDoor, wire: WireServer) -> None:
    wire.serve("/robots.txt", b"User-agent: *\nDisallow: /one", kind="text/plain")
    found = check(door, wire, wire.serve("/one", page("Nets mended"), kind="text/html"), kind="page")
    assert (found["kind"], found["forms"], found["stories"], found["rhythm"]) == ("page", ["page"], 1, None)
    assert (found["robots"]["pages"], found["robots"]["allowed"]) == (1, 0)
    assert found["faults"][0]["grave"] is True


@pytest.mark.parametrize("columns", [80, 120])
def test_a_check_fits_the_terminal_and_puts_what_is_wrong_first(
    door: FrontDoor, wire: WireServer, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    door.sources(
        feed_row("coast", wire, wire.serve("/rss", dated(30, timedelta(minutes=1), zone="", ahead=timedelta(hours=5, minutes=30))))
    )
    for name, value in (("COLUMNS", str(columns)), ("FORCE_COLOR", "1"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)

    lines = click.unstyle(door.copytaster("sources", "check", "coast").out).splitlines()

    assert max(map(len, lines)) <= columns
    assert lines[0].startswith("✗  ")
    assert lines.index("") < next(n for n, line in enumerate(lines) if line.startswith("where"))


def test_a_source_with_nothing_wrong_says_so(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, wire.be_polite("/rss", dated(20, timedelta(minutes=20))), follow=True))
    assert door.copytaster("sources", "check", "coast").out.startswith("✓ nothing is wrong with it\n")
