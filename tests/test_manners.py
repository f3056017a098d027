"""The twenty-one manners of a well-behaved client, each shown on a real server: what it is asked, how often, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from bench.newsroom import make_secrets, newsstand
from frontdoor import FrontDoor, feed_row, page, rss
from shift import MORNING, Shift
from wireserver import WireServer

from ingest.terms import Moved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
STORIES = tuple((f"https://coast.example/{n}", f"Ferry {n} leaves Port Selwyn on time", f"Teaser number {n}.") for n in range(40))


@pytest.fixture
def wire() -> Iterator[WireServer]:
    with WireServer() as server:
        yield server


@pytest.fixture
def shift(tmp_path: Path, wire: WireServer) -> Iterator[Shift]:
    with Shift(tmp_path, wire) as newsroom:
        yield newsroom


def entries(start: int, count: int = 5, head: str = "") -> bytes:
    """A feed of stories from a number on, newest first; `head` stands in its channel."""
    return rss(*reversed(STORIES[start : start + count])).replace(b"</description><item>", f"</description>{head}<item>".encode(), 1)


def sent(wire: WireServer, path: str, header: str) -> list[str | None]:
    """What each request for a path said in one header."""
    return [request.headers.get(header) for request in wire.asked_for(path)]


# --- 1 to 4: validators ---------------------------------------------------------------------------------------------
def test_01_validators_go_back_byte_for_byte_and_only_once_the_items_are_filed(shift: Shift, wire: WireServer) -> None:
    etag, modified = 'W/"9f-gzip, \'odd"', "Tue, 3 Mar 2026 05:00:00 GMT"
    wire.serve("/missing", b"", status=500)
    lead = entries(0, 1).replace(b"https://coast.example/0", wire.url("/missing").encode())
    shift.reads("coast", wire.serve("/feed", lead, ETag=etag, Last_Modified=modified), follow=True)
    shift.runs()
    assert shift.state().validators.etag is None  # its page is still open: the feed must not look unchanged
    wire.serve("/missing", page("Ferry leaves"), kind="text/html")
    shift.runs(everything=True)
    shift.runs(everything=True)
    assert sent(wire, "/feed", "if-none-match") == [None, None, etag]
    assert sent(wire, "/feed", "if-modified-since") == [None, None, modified]


def test_02_a_304_keeps_the_old_validators_unless_new_ones_arrive(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.serve("/feed", entries(0), ETag='"one"', Last_Modified="Tue, 03 Mar 2026 05:00:00 GMT"))
    shift.runs()
    wire.serve("/feed", b"", status=304)
    shift.runs(everything=True)
    wire.serve("/feed", b"", status=304, ETag='"two"')
    shift.runs(everything=True)
    shift.runs(everything=True)
    assert sent(wire, "/feed", "if-none-match") == [None, '"one"', '"one"', '"two"']
    assert sent(wire, "/feed", "if-modified-since")[1:] == ["Tue, 03 Mar 2026 05:00:00 GMT"] * 3


def test_03_an_unchanged_200_is_not_read_again(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.serve("/feed", entries(0)))
    shift.runs()
    (again,) = shift.runs(everything=True).sources
    assert (again.outcome, again.resends) == ("not_modified", 0)


def test_04_validators_are_put_to_the_proof_every_eight_days_and_distrusted_when_they_smell(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.be_polite("/feed", entries(0)))
    shift.reads("bold", wire.serve("/bold", entries(0), ETag='"x"', Expires="0"))
    shift.reads("dated", wire.serve("/dated", entries(0), Last_Modified="Tue, 19 Jan 2038 03:14:07 GMT"))
    shift.reads("off", wire.be_polite("/off", entries(0)), conditional=False)
    shift.runs()
    shift.later(days=7)
    shift.runs(everything=True)
    shift.later(days=1, minutes=1)
    shift.runs(everything=True)
    shift.runs(everything=True)
    asked = sent(wire, "/feed", "if-none-match")
    assert [tag is not None for tag in asked] == [False, True, False, True]
    for path in ("/bold", "/dated", "/off"):
        assert set(sent(wire, path, "if-none-match") + sent(wire, path, "if-modified-since")) == {None}
    assert shift.store.counts().items == 20  # whole answers, but nothing twice


# --- 5 to 8: when to ask again --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("head", "headers", "hours", "because"),
    [
        ("", {}, 1, "every 1 h"),
        ("<ttl>180</ttl>", {}, 3, "the feed asks for 3 h between two polls (ttl, updatePeriod)"),
        ("<ttl>30</ttl>", {}, 1, "every 1 h"),
        ("<ttl>999999</ttl>", {}, 24, "the feed asks for 1 d between two polls (ttl, updatePeriod)"),
        ("", {"Cache_Control": "public, max-age=7200"}, 2, "the server calls its answer fresh for 2 h (max-age, Expires)"),
        ("", {"Cache_Control": "max-age=10800", "Age": "3600"}, 2, "the server calls its answer fresh for 2 h (max-age, Expires)"),
        ("", {"Cache_Control": "no-cache, max-age=7200"}, 1, "every 1 h"),
        ("", {"Expires": "Tue, 03 Mar 2026 11:00:00 GMT", "Date": "Tue, 03 Mar 2026 06:00:00 GMT"}, 5, "the server calls its answer"),
        ("", {"Cache_Control": "max-age=60", "Expires": "Wed, 04 Mar 2026 06:00:00 GMT"}, 1, "every 1 h"),
        ("<ttl>120</ttl>", {"Cache_Control": "max-age=14400"}, 4, "the server calls its answer fresh for 4 h"),
    ],
)
def test_05_the_next_poll_waits_for_the_longest_of_what_row_feed_and_server_ask(
    shift: Shift, wire: WireServer, head: str, headers: dict[str, Any], hours: int, because: str
) -> None:
    shift.reads("coast", wire.serve("/feed", entries(0, head=head), **headers))
    shift.reads("leave", wire.serve("/leave", entries(0, head=head), **headers), heed=False)
    shift.runs()
    due = shift.state().next_due
    assert due is not None
    assert hours * HOUR <= due - MORNING <= hours * HOUR * 1.1
    assert str(shift.health().because).startswith(because)
    asked = shift.state("leave").next_due
    assert asked is not None
    assert HOUR <= asked - MORNING <= HOUR * 1.1


def test_05_a_304_goes_by_what_the_feed_last_asked_for(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.be_polite("/feed", entries(0, head="<ttl>180</ttl>")))
    shift.runs()
    shift.runs_when_due()
    due = shift.state().next_due
    assert due is not None
    assert 3 * HOUR <= due - shift.now <= 3.3 * HOUR


def test_06_a_quiet_source_is_asked_less_often_and_news_brings_it_back(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.be_polite("/feed", entries(0)), slowest=4 * 3600)
    rhythm: list[int | None] = []
    for _ in range(6):
        shift.runs_when_due() if rhythm else shift.runs()
        rhythm.append(shift.state().interval_s)
    assert rhythm == [3600, 5400, 8100, 12150, 14400, 14400]
    assert shift.health().because == "every 1 h, now 4 h: stretched, nothing was new lately"
    wire.be_polite("/feed", entries(1), modified="Tue, 03 Mar 2026 07:00:00 GMT")
    shift.runs_when_due()
    assert (shift.state().interval_s, shift.health().because) == (3600, "every 1 h")


def test_06_a_source_whose_entries_come_and_go_unseen_is_asked_more_often_where_its_row_allows(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.serve("/feed", entries(0)), fastest=900)
    shift.reads("tide", wire.serve("/tide", entries(0)))
    shift.runs()
    for start in (6, 12, 18):
        wire.serve("/feed", entries(start))
        wire.serve("/tide", entries(start))
        shift.runs_when_due()
    assert shift.state().interval_s == 900
    assert shift.health().because == "every 15 min: only 0 of 5 entries were known, some may have been missed; let `fastest` go lower"
    assert shift.state("tide").interval_s == 3600
    wire.serve("/feed", entries(19))
    shift.runs_when_due()
    assert shift.health().because == "every 1 h, now 15 min: shortened, entries came too fast for more"


def test_06_polls_that_come_late_or_early_say_nothing_about_the_rhythm(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.be_polite("/feed", entries(0)))
    shift.runs()
    for _ in range(4):
        shift.runs(everything=True)
    assert shift.state().interval_s == 3600
    for _ in range(3):
        shift.later(days=2)
        shift.runs()
    assert shift.state().interval_s == 3600


def test_07_nobody_elses_server_is_asked_twice_within_the_floor_though_next_due_was_edited(door: FrontDoor, wire: WireServer) -> None:
    door.sources('[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://coast.invalid/feed"\nevery = "1h"\n')
    door.copytaster("run")
    door.ask_to("UPDATE source SET next_due = NULL")
    (row,) = door.copytaster("run", "--json").json["sources"]
    assert row["outcome"] == "skipped"
    assert row["reason"].endswith("at the least 540 s lie between two polls")
    assert door.copytaster("run", "--all", "--json").json["sources"][0]["outcome"] == "unreachable"


def test_08_a_source_is_asked_hourly_unless_its_row_says_otherwise_and_never_within_a_minute(door: FrontDoor, wire: WireServer) -> None:
    door.sources('[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://coast.example/feed"\n')
    assert door.copytaster("config", "show").json["sources"][0]["every"] == 3600
    for key in ("every", "fastest"):
        door.sources(f'[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://coast.example/feed"\n{key} = "30s"\n')
        answer = door.copytaster("config", "check")
        assert answer.code == 78
        assert f"{key}: is too often for a public server" in answer.err


# --- 9 to 11: servers that say no -----------------------------------------------------------------------------------
def test_09_a_server_that_asks_for_peace_has_it_from_every_source_even_when_everything_is_asked(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.serve("/feed", b"slow down", status=429, Retry_After="600"))
    shift.reads("tide", wire.serve("/tide", entries(0)), after="coast")
    shift.reads("lamp", wire.redirect("/lamp", wire.url("/tide")), after="coast")
    first = shift.runs()
    shift.later(minutes=9)
    second = shift.runs(everything=True)
    assert [row.outcome for row in first.sources] == ["held", "held", "held"]
    assert [row.outcome for row in second.sources] == ["skipped"] * 3
    assert [request.path for request in wire.asked] == ["/feed"]
    assert "asked to be left alone" in str(second.sources[1].reason)
    assert shift.store.holds(shift.now).keys() == {f"http://{wire.authority}"}
    shift.later(minutes=2)
    shift.runs(everything=True, only=("tide",))
    assert len(wire.asked_for("/tide")) == 1


@pytest.mark.parametrize("wish", ["7200", "Tue, 03 Mar 2026 08:00:00 GMT"])
def test_09_retry_after_is_seconds_or_a_date_and_nobody_comes_back_all_at_once(shift: Shift, wire: WireServer, wish: str) -> None:
    shift.reads("coast", wire.serve("/feed", b"", status=503, Retry_After=wish), every=60)
    shift.runs()
    state = shift.state()
    assert state.hold_until == MORNING + 2 * HOUR
    assert state.next_due is not None
    assert 2 * HOUR < state.next_due - MORNING <= 2.2 * HOUR


def test_09_pages_of_a_server_that_asks_for_peace_wait_and_are_not_lost_though_the_feed_forgets_them(
    shift: Shift, wire: WireServer, tmp_path: Path
) -> None:
    with WireServer(host="127.0.0.2") as pages:
        for n in range(3):
            pages.serve(f"/{n}", b"", status=429, Retry_After="1800")
        feed = rss(*((pages.url(f"/{n}"), title, teaser) for n, (_, title, teaser) in enumerate(STORIES[:3])))
        shift.reads("coast", wire.serve("/feed", feed), follow=True, allow_private=(wire.authority, pages.authority))
        shift.runs()
        assert len([request for request in pages.asked if request.path != "/robots.txt"]) <= 2  # two may be under way at once
        assert (shift.state().state, shift.store.counts().items) == ("ok", 0)
        assert shift.health().because == "3 of its pages wait: their server asked to be left alone"
        for n in range(3):
            pages.serve(f"/{n}", page(f"Ferry {n} leaves Port Selwyn on time"), kind="text/html")
        wire.serve("/feed", entries(10, 1).replace(b"https://coast.example/10", pages.url("/0?x").encode()))
        shift.runs_when_due()
    urls = {record.story.url for n in range(1, 5) if (record := shift.store.item(n)) is not None}
    assert {pages.url(f"/{n}") for n in range(3)} <= urls


def test_10_only_a_redirect_for_good_on_every_hop_is_remembered_and_only_when_it_is_said_again(shift: Shift, wire: WireServer) -> None:
    wire.serve("/new", entries(0))
    wire.redirect("/hop", wire.url("/new"), 301)
    shift.reads("coast", wire.redirect("/old", wire.url("/hop"), 308))
    shift.reads("mixed", wire.redirect("/mixed", wire.url("/while"), 301))
    wire.redirect("/while", wire.url("/new"), 302)
    shift.runs()
    assert shift.state().moved == Moved(url=wire.url("/old"), to=wire.url("/new"), times=1)
    shift.runs(everything=True)
    assert shift.health().moved_to == wire.url("/new")
    shift.runs(everything=True)
    assert len(wire.asked_for("/old")) == 2
    assert len(wire.asked_for("/mixed")) == 3
    assert shift.state("mixed").moved is None


def test_10_a_new_address_that_fails_is_forgotten_and_the_old_one_asked_again(shift: Shift, wire: WireServer) -> None:
    wire.serve("/new", entries(0))
    shift.reads("coast", wire.redirect("/old", wire.url("/new"), 301))
    shift.runs()
    shift.runs(everything=True)
    wire.serve("/new", b"gone", status=410)
    shift.runs(everything=True)
    assert (shift.state().moved, shift.state().state) == (None, "failing")
    wire.serve("/old", entries(1))
    shift.runs(everything=True)
    assert (shift.state().state, len(wire.asked_for("/old"))) == ("ok", 3)


def test_10_whoever_mends_the_row_is_believed_at_once(shift: Shift, wire: WireServer) -> None:
    wire.serve("/new", entries(0))
    shift.reads("coast", wire.redirect("/old", wire.url("/new"), 301))
    shift.runs()
    shift.runs(everything=True)
    shift.sources = [replace(shift.sources[0], url=wire.serve("/third", entries(2)))]
    shift.runs(everything=True)
    assert len(wire.asked_for("/third")) == 1
    assert shift.health().moved_to is None


def test_11_gone_is_off_and_everything_else_is_asked_again_a_little_later_each_time(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.serve("/feed", b"", status=410))
    shift.reads("soft", wire.serve("/soft", b"", status=404))
    shift.reads("nowhere", "http://nowhere.invalid/feed", allow_private=())
    waits = []
    for _ in range(3):
        shift.runs()
        due = shift.state("soft").next_due
        assert due is not None
        waits.append((due - shift.now) / HOUR)
        shift.now = due
    assert [int(wait) for wait in waits] == [2, 3, 4]
    assert (shift.state().state, shift.state().next_due) == ("off", None)
    assert shift.health().because == "the server said that the address is gone (410)"
    assert shift.health("soft").because == "3 failures in a row: asked again after 4 h"
    assert shift.state("nowhere").state == "failing"
    assert len(wire.asked_for("/feed")) == 1


# --- 12 to 16: at the server ----------------------------------------------------------------------------------------
def test_12_a_host_has_two_connections_at_once_and_a_slow_one_delays_nobody(shift: Shift, wire: WireServer, tmp_path: Path) -> None:
    with WireServer(host="127.0.0.2") as slow:
        for n in range(4):
            shift.reads(f"slow-{n}", slow.hang(f"/{n}"), allow_private=(slow.authority,), deadline_s=1.5)
            shift.reads(f"quick-{n}", wire.serve(f"/{n}", entries(n)))
        shift.runs(only=("quick-0",))  # its reading process stands
        wire.asked.clear()
        shift.runs(at_once=4, everything=True)
        first, _, third, *_ = sorted(request.at for request in slow.asked)
        assert third - first > 1.2  # the deadline begins before the server hears of the question
        assert len(wire.asked) == 4
        assert max(request.at for request in wire.asked) < third


def test_12_the_order_of_hosts_is_shuffled(shift: Shift) -> None:
    servers = [WireServer(host=f"127.0.0.{n}") for n in range(2, 8)]
    orders = set()
    for server in servers:
        server.__enter__()
        shift.reads(f"at-{server.host}", server.serve("/feed", entries(0)), allow_private=(server.authority,))
    try:
        for _ in range(2):
            for server in servers:
                server.asked.clear()
            shift.runs(everything=True, at_once=1)
            orders.add(tuple(server.host for server in sorted(servers, key=lambda one: one.asked[0].at)))
            shift.dice.random()
    finally:
        for server in servers:
            server.__exit__(None, None, None)
    assert len(orders) == 2
    assert tuple(server.host for server in servers) not in orders


def test_13_everything_has_an_end(shift: Shift, wire: WireServer) -> None:
    wire.redirect("/5", wire.serve("/6", entries(0)))
    for n in range(5):
        wire.redirect(f"/{n}", wire.url(f"/{n + 1}"))
    shift.reads("silent", wire.hang("/silent"), deadline_s=0.5)
    shift.reads("drip", wire.drip("/drip"), deadline_s=0.5)
    shift.reads("endless", wire.never_end("/endless"))
    shift.reads("far", wire.url("/0"))
    report = shift.runs()
    reasons = {row.source: row.reason or "" for row in report.sources}
    assert "said nothing" in reasons["silent"]
    assert "was not done after 0.5 s" in reasons["drip"]
    assert "larger than 10 MB" in reasons["endless"]
    assert reasons["far"] == "the server redirects more than 4 times"


def test_14_the_address_really_dialed_is_checked_on_every_hop(shift: Shift, wire: WireServer) -> None:
    with WireServer(host="127.0.0.2") as inner:
        shift.reads("coast", wire.redirect("/feed", inner.serve("/secret", entries(0))))
        shift.runs()
        assert inner.asked == []
    assert "127.0.0.2 is not a public address" in str(shift.state().last_error)


def test_15_a_server_that_can_not_prove_who_it_is_gets_no_question(shift: Shift, tmp_path: Path) -> None:
    secret = make_secrets(tmp_path, 1)
    if secret is None:
        pytest.skip("openssl is not on this machine: install it to make a certificate that nobody vouches for")
    with newsstand(1, 1, secret) as stand:
        shift.reads("coast", stand.url(0), allow_private=(f"{stand.host(0)}:{stand.port}",))
        shift.runs()
        counted = stand.ask("/~count")
    assert "can't prove who it is" in str(shift.state().last_error)
    assert isinstance(counted, dict)
    assert counted.get("200", 0) == 0


def test_16_we_say_who_we_are_and_carry_nothing_else(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.serve("/feed", entries(0), Set_Cookie="seen=1; Path=/"))
    shift.runs()
    shift.runs(everything=True)
    for request in wire.asked:
        assert request.path == "/feed"
        assert set(request.headers) == {"host", "user-agent", "accept", "accept-encoding"}
        assert request.headers["user-agent"] == "Copytaster/1.0 (+desk@coast.example)"
        assert request.headers["accept-encoding"] == "gzip, deflate, br"


# --- 17 to 21: what is kept -----------------------------------------------------------------------------------------
def test_17_one_bad_entry_never_costs_its_feed(shift: Shift, wire: WireServer) -> None:
    bad = b"<item><title>&nosuch; <b>Half</title><link>:::</link><pubDate>yesterday-ish</pubDate></item>"
    shift.reads("coast", wire.serve("/feed", entries(0).replace(b"<item>", bad + b"<item>", 1)))
    shift.runs()
    assert shift.store.counts().items >= 5


def test_17_an_entry_that_is_rewritten_at_every_poll_while_its_own_time_stands_still_is_let_be(shift: Shift, wire: WireServer) -> None:
    address = wire.serve("/story", page("Ferry 0 leaves Port Selwyn on time"), kind="text/html")
    shift.reads("coast", wire.url("/feed"), follow=True)
    for n in range(30):
        stamp = "<pubDate>Tue, 03 Mar 2026 05:00:00 GMT</pubDate></item>"
        feed = rss((address, "Ferry 0 leaves Port Selwyn on time", f"Read {n} times.")).replace(b"</item>", stamp.encode())
        wire.serve("/feed", feed)
        shift.runs(everything=True)
    assert len(wire.asked_for("/story")) == 25


def test_18_every_poll_and_every_skip_leaves_its_reason_in_words(door: FrontDoor, wire: WireServer) -> None:
    door.sources(
        feed_row("coast", wire, wire.serve("/feed", entries(0))),
        feed_row("bad", wire, wire.serve("/bad", b"", status=500)),
        feed_row("off", wire, wire.url("/feed"), enabled=False),
    )
    for _ in range(3):
        door.copytaster("run")
    rows = door.ask("SELECT source, outcome, reason, times FROM fetch ORDER BY source, fetch_id")
    assert [(source, outcome, times) for source, outcome, _, times in rows] == [
        ("bad", "failed", 1),
        ("bad", "skipped", 2),
        ("coast", "ok", 1),
        ("coast", "skipped", 2),
        ("off", "skipped", 3),
    ]
    assert all(reason for _, outcome, reason, _ in rows if outcome != "ok")


def test_19_robots_txt_is_asked_for_once_a_day_and_obeyed(shift: Shift, wire: WireServer) -> None:
    wire.serve("/robots.txt", b"User-agent: copytaster\nDisallow: /closed/\nUser-agent: *\nDisallow: /", kind="text/plain")
    pages = [wire.serve(path, page(f"Story of {path}"), kind="text/html") for path in ("/open/1", "/closed/2", "/open/3")]
    shift.reads("coast", wire.serve("/feed", rss(*((url, f"Story {n}", "Teaser.") for n, url in enumerate(pages)))), follow=True)
    shift.reads("leave", wire.serve("/leave", rss((f"{pages[1]}?leave", "Story with leave", "Teaser."))), follow=True, robots=False)
    shift.runs()
    assert [len(wire.asked_for(path)) for path in ("/robots.txt", "/open/1", "/closed/2", "/open/3")] == [1, 1, 1, 1]
    assert [request.path for request in wire.asked_for("/closed/2")] == ["/closed/2?leave"]
    assert shift.store.counts().items == 4  # the entry's own words stand for the page that is not ours to fetch
    assert (shift.state().state, shift.store.counts().dead) == ("ok", 0)
    for hours in (1, 24):
        shift.later(hours=hours)
        wire.serve("/feed", rss((wire.serve(f"/open/{hours}9", page(f"Late {hours}"), kind="text/html"), f"Late {hours}", "Teaser.")))
        shift.runs(everything=True)
    assert len(wire.asked_for("/robots.txt")) == 2


def test_19_a_crawl_delay_is_kept_and_what_it_leaves_undone_waits_for_the_next_pass(tmp_path: Path, wire: WireServer) -> None:
    with Shift(tmp_path, wire, pages_s=0.3) as shift:
        wire.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 0.4", kind="text/plain")
        pages = [wire.serve(f"/{n}", page(f"Ferry {n} leaves"), kind="text/html") for n in range(4)]
        shift.reads("coast", wire.serve("/feed", rss(*((url, f"Ferry {n} leaves", "T.") for n, url in enumerate(pages)))), follow=True)
        for _ in range(6):
            shift.runs(everything=True)
            if shift.store.counts().items == 4:
                break
            assert str(shift.health().because).endswith("of its pages wait for the next pass")
        at = [request.at for request in wire.asked if request.path[1:].isdigit()]
        assert [len(wire.asked_for(f"/{n}")) for n in range(4)] == [1, 1, 1, 1]
        assert min(later - earlier for earlier, later in pairwise(at)) >= 0.39


def test_19_while_robots_txt_can_not_be_had_its_pages_wait(shift: Shift, wire: WireServer) -> None:
    wire.serve("/robots.txt", b"", status=500)
    address = wire.serve("/story", page("Ferry 0 leaves"), kind="text/html")
    shift.reads("coast", wire.serve("/feed", rss((address, "Ferry 0 leaves", "Teaser."))), follow=True)
    shift.runs()
    assert wire.asked_for("/story") == []
    assert "robots.txt" in str(shift.state().last_error)
    wire.serve("/robots.txt", b"", kind="text/plain", status=404)
    shift.runs(everything=True)
    assert (len(wire.asked_for("/story")), shift.state().state) == (1, "ok")


def test_20_late_and_back_dated_entries_are_filed_whatever_came_before(shift: Shift, wire: WireServer) -> None:
    def dated(n: int, day: str) -> bytes:
        return entries(n, 1).replace(b"</item>", f"<pubDate>{day} 06:00:00 GMT</pubDate></item>".encode())

    shift.reads("coast", wire.serve("/feed", dated(0, "Tue, 03 Mar 2026")))
    shift.runs()
    wire.serve("/feed", dated(1, "Mon, 02 Feb 2026"))
    shift.runs(everything=True)
    assert shift.store.counts().items == 2


def test_21_an_entry_without_a_time_gets_none(door: FrontDoor, wire: WireServer) -> None:
    door.sources(feed_row("coast", wire, wire.serve("/feed", entries(0, 1))))
    door.copytaster("run", "--all")
    ((published, seen),) = door.ask("SELECT published, first_seen FROM v_items")
    assert published is None
    assert seen is not None


def test_entries_that_are_known_are_not_read_again_until_their_words_change(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.serve("/feed", entries(0)))
    shift.runs()
    wire.serve("/feed", entries(1))
    (second,) = shift.runs(everything=True).sources
    assert (second.new, second.resends) == (1, 4)
    wire.serve("/feed", entries(1).replace(b"Ferry 3 leaves", b"Ferry 3 sails"))
    (third,) = shift.runs(everything=True).sources
    assert (third.updates, third.resends) == (1, 4)
    assert shift.store.counts().items == 7


def test_an_entry_whose_page_never_comes_is_filed_whole_in_its_own_words(shift: Shift, wire: WireServer) -> None:
    address = wire.serve("/story", b"", status=500)
    feed = rss((address, "Ferry 0 leaves", "The ferry left the old mole on time on Tuesday (Reuters)."))
    feed = feed.replace(b"</item>", b"<author>Reuters</author></item>")
    shift.reads("coast", wire.serve("/feed", feed), follow=True)
    for _ in range(3):
        shift.runs(everything=True)
    record = shift.store.item(1)
    assert record is not None
    story = record.story
    assert "The ferry left the old mole" in story.raw_text
    assert story.provenance.evidence
    assert all(story.raw_text[one.start : one.end] == one.quote for one in story.provenance.evidence)
    assert len(wire.asked_for("/story")) == 3


def test_a_source_that_is_followed_from_now_on_reads_its_entries_as_leads(shift: Shift, wire: WireServer) -> None:
    address = wire.serve("/story", page("Ferry 0 leaves"), kind="text/html")
    shift.reads("coast", wire.serve("/feed", rss((address, "Ferry 0 leaves", "Teaser."))))
    shift.runs()
    shift.sources = [replace(shift.sources[0], follow=True)]
    wire.serve("/feed", rss((address, "Ferry 0 leaves", "Teaser.")) + b"<!-- printed again -->")
    shift.runs(everything=True)
    assert len(wire.asked_for("/story")) == 1


# --- the daemon's looks ---------------------------------------------------------------------------------------------
def test_a_daemon_goes_on_asking_the_others_while_one_source_takes_its_time(shift: Shift, wire: WireServer) -> None:
    shift.reads("slow", wire.hang("/slow"), deadline_s=30)
    shift.reads("coast", wire.serve("/feed", entries(0)), every=60)
    shift.runs(only=("coast",))  # its reading process stands
    shift.later(hours=1)
    looks = shift.looks(3, every_s=1.5, minutes=3)
    assert [[row.source for row in look.sources] for look in looks] == [["coast"]] * 3
    assert len(wire.asked_for("/slow")) == 1
    assert len(wire.asked_for("/feed")) == 4


def test_a_turn_that_hangs_is_ended_and_told(shift: Shift, wire: WireServer) -> None:
    shift.reads("slow", wire.hang("/slow"), deadline_s=20)
    (look,) = shift.looks(1, every_s=2.0, longest_s=0.3)
    assert [(row.source, row.outcome, row.reason) for row in look.sources] == [
        ("slow", "failed", "its turn was ended after 0.3 s; what was filed is filed")
    ]
    shift.runs()
    assert len(wire.asked_for("/slow")) == 1


def test_a_look_notes_what_is_held_and_not_what_is_merely_not_due(shift: Shift, wire: WireServer) -> None:
    shift.reads("coast", wire.serve("/feed", entries(0)))
    shift.reads("shut", wire.serve("/shut", b"", status=429, Retry_After="900"), allow_private=(wire.authority,))
    shift.looks(3, every_s=0.5)
    skips = shift.rows("SELECT source, times FROM fetch WHERE outcome = 'skipped'")
    assert {row[0] for row in skips} <= {"coast", "shut"}
    assert all("held" in str(row[0]) for row in shift.rows("SELECT reason FROM fetch WHERE outcome = 'skipped'"))


# --- what goes with them --------------------------------------------------------------------------------------------
def test_copy_packed_with_brotli_is_read(shift: Shift, wire: WireServer) -> None:
    import brotli

    shift.reads("coast", wire.serve("/feed", brotli.compress(entries(0)), Content_Encoding="br"))
    shift.runs()
    assert shift.store.counts().items == 5


def test_few_large_answers_are_in_memory_at_once_and_all_of_them_arrive(shift: Shift, wire: WireServer) -> None:
    large = entries(0).replace(b"</channel>", b"<!--" + b"x" * 2_000_000 + b"--></channel>")
    for n in range(9):
        shift.reads(f"large-{n}", wire.serve(f"/{n}", large))
    assert {row.outcome for row in shift.runs().sources} == {"ok"}


def test_a_page_source_asks_for_leave_too(shift: Shift, wire: WireServer) -> None:
    wire.serve("/robots.txt", b"User-agent: *\nDisallow: /private", kind="text/plain")
    shift.reads("open", wire.serve("/public", page("Ferry 0 leaves"), kind="text/html"), kind="page")
    shift.reads("shut", wire.serve("/private", page("Ferry 1 leaves"), kind="text/html"), kind="page")
    report = {row.source: row for row in shift.runs().sources}
    assert (report["open"].outcome, report["open"].new) == ("ok", 1)
    assert "robots.txt" in str(report["shut"].reason)
    assert wire.asked_for("/private") == []
