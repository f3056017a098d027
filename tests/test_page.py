"""An article page gives its story's own words, each with its place, and none of the furniture around them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soon import soon

from normalizers import read as read_all
from normalizers.page import parse
from normalizers.page.declared import declared
from normalizers.page.furniture import is_consent, is_furniture, is_notice, is_photo_credit
from normalizers.page.hints import BYLINE, COMMENT, NOTICE, RAIL, STORY, hinted
from normalizers.page.when import labeled_times, prints_time, url_day, visible_times
from normalizers.rulebook import HouseStyle
from normalizers.terms import Hints, Publisher, Story, Unreadable, WireItem

URL = "https://www.quillbay-courier.example/world/2031/04/09/harbor-bridge-reopens"
HEADLINE = "Harbor bridge reopens after nine months of repairs"
STANDFIRST = "Ferries kept the two halves of Quillbay together while the old piers were rebuilt."
PARAGRAPHS = [
    "QUILLBAY, April 9 (ANI): The harbor bridge in Quillbay opened to traffic on Wednesday, nine months after a barge struck its piers.",
    "Mayor Odelle Varga cut the ribbon at dawn, and the first vehicle to cross was a milk van that had waited since four in the morning.",
    "“We missed the bells of the other side,” said Tomas Ferrand, who has mended nets below the bridge for thirty years.",
    "The work cost 41 million crowns, six million less than the council had set aside, according to the harbor office.",
]
NOTICE_LINE = "(Except for the headline, this story has not been edited by Courier staff and is published from a syndicated feed.)"
JSON_LD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Quillbay Courier"},
        {
            "@type": "NewsArticle",
            "headline": "Another story altogether",
            "url": "https://www.quillbay-courier.example/other",
            "datePublished": "2030-01-01",
        },
        {
            "@type": "NewsArticle",
            "headline": HEADLINE,
            "url": URL,
            "datePublished": "2031-04-09T06:10:00+02:00",
            "dateModified": "2031-04-09T09:45:00+02:00",
            "author": [{"@type": "Person", "name": "Ines Calloway"}, {"@type": "Organization", "name": "ANI"}],
            "publisher": {"@type": "Organization", "name": "Quillbay Courier"},
            "sourceOrganization": {"name": "ANI"},
            "articleSection": "World",
            "inLanguage": "en",
            "keywords": ["harbor", "bridge"],
            "description": "How the bridge came back.",
        },
    ],
}


def page(body: str, *, head: str = "") -> bytes:
    """A page around a body, with the title and the declarations of the story."""
    script = f'<script type="application/ld+json">{json.dumps(JSON_LD)}</script>'
    title = f"<title>{HEADLINE} | Quillbay Courier</title><meta property='og:site_name' content='Quillbay Courier'>"
    return f"<!DOCTYPE html><html lang='en-GB'><head><meta charset='utf-8'>{title}{script}{head}</head><body>{body}</body></html>".encode()


def furnished(story: str = "", after: str = "") -> bytes:
    """The story's page with a full set of furniture."""
    paragraphs = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:2]) + story + "".join(f"<p>{text}</p>" for text in PARAGRAPHS[2:])
    return page(
        f"""
        <header><h1 class="logo">Courier</h1>
        <nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav></header>
        <div class="breadcrumbs"><a href="/">Home</a><span> / </span><a href="/world">World</a></div>
        <article class="story">
          <h1>{HEADLINE}</h1>
          <h2 class="standfirst">{STANDFIRST}</h2>
          <div class="byline">By <a rel="author" href="/author/ines-calloway">Ines Calloway</a></div>
          <p>Updated : Apr 09, 2031, 09:45 AM CEST</p>
          <time datetime="2031-04-09T06:10:00+02:00">April 9, 2031</time>
          <figure><img src="/img/bridge.jpg" alt=""><figcaption>The bridge at dawn.</figcaption>
          <span class="credit">Photo: ANI</span></figure>
          <div class="share-tools">Share this on Facebook</div>
          <div class="article-body">{paragraphs}<p>{NOTICE_LINE}</p></div>
          {after}
          <div class="related-stories"><h3>Related stories</h3><ul><li><a href="/a">ARDEN (Reuters) - Mill closes</a></li></ul></div>
          <div class="newsletter">Sign up for our daily newsletter and get the best of the Courier in your inbox.</div>
        </article>
        <aside><h3>Most read</h3><p>A goose has been elected mayor of a small town in the hills. It will not step down.</p></aside>
        <section id="comments"><p>First! This is what I think about the bridge, at some length.</p></section>
        <footer>Copyright 2031 Quillbay Courier. All rights reserved.</footer>"""
    )


def read(data: bytes, *, url: str | None = URL, hints: Hints | None = None, style: HouseStyle | None = None) -> WireItem:
    """The one item of a page."""
    (item,) = parse(data, url, hints or Hints(), style or HouseStyle())
    assert isinstance(item, WireItem), item
    return item


def refused(data: bytes) -> Unreadable:
    """Why a page can't be read."""
    (item,) = parse(data, URL, Hints(), HouseStyle())
    assert isinstance(item, Unreadable), item
    return item


def zone_of(item: WireItem, words: str) -> str:
    """The kind of the zone in which words stand."""
    at = item.raw_text.index(words)
    return next(zone.kind for zone in item.zones if zone.start <= at < zone.end)


@pytest.fixture(scope="module")
def item() -> WireItem:
    return read(furnished())


def test_the_body_is_the_story_and_nothing_else(item: WireItem) -> None:
    assert [block.text for block in item.blocks] == [*PARAGRAPHS, NOTICE_LINE]


def test_each_block_says_where_it_stands(item: WireItem) -> None:
    assert all(item.raw_text[block.start : block.end] == block.text for block in item.blocks)


def test_zones_never_overlap_and_tell_the_parts_of_the_page(item: WireItem) -> None:
    ends = [0, *(zone.end for zone in item.zones)]
    assert all(zone.start >= end for zone, end in zip(item.zones, ends, strict=False))
    assert zone_of(item, STANDFIRST) == "summary"
    assert zone_of(item, "By Ines") == "byline"
    assert zone_of(item, "Updated :") == "time"
    assert zone_of(item, "April 9, 2031") == "time"
    assert zone_of(item, "The bridge at dawn") == "caption"
    assert zone_of(item, "Photo: ANI") == "caption"
    assert zone_of(item, PARAGRAPHS[1]) == "body"
    assert zone_of(item, "Related stories") == "rail"
    assert zone_of(item, "A goose") == "rail"
    assert zone_of(item, "First!") == "rail"
    assert zone_of(item, "Copyright 2031") == "footer"
    assert zone_of(item, "json-ld author: Ines") == "meta"


def test_the_headline_is_the_one_nearest_the_body(item: WireItem) -> None:
    assert [word.source for word in item.headlines][:1] == ["h1"]
    assert {word.text for word in item.headlines} == {HEADLINE}


def test_summary_byline_and_declared_people_come_with_their_sources(item: WireItem) -> None:
    assert item.summaries[0].text == STANDFIRST
    assert ("How the bridge came back.", "json-ld description") in [(word.text, word.source) for word in item.summaries]
    assert item.bylines[0].text == "By Ines Calloway"
    assert [word.text for word in item.persons] == ["Ines Calloway"]
    assert {word.text for word in item.credits} == {"ANI"}


def test_times_are_raw_strings_best_first(item: WireItem) -> None:
    assert item.published[0].text == "2031-04-09T06:10:00+02:00"
    assert item.published[-1].text == "2031-04-09"
    assert item.published[-1].source == "url"
    assert [word.text for word in item.updated] == ["2031-04-09T09:45:00+02:00", "Apr 09, 2031, 09:45 AM CEST"]


def test_whose_page_it_is_and_in_what_language(item: WireItem) -> None:
    assert item.publisher == Publisher(name="Quillbay Courier", domain="quillbay-courier.example")
    assert [word.text for word in item.languages] == ["en-GB", "en"]
    assert item.sections[0].text == "World"
    assert item.keywords == ("harbor", "bridge")


def test_the_picture_comes_with_caption_and_credit(item: WireItem) -> None:
    (image,) = item.images
    assert image.url == "https://www.quillbay-courier.example/img/bridge.jpg"
    assert (image.caption, image.credit) == ("The bridge at dawn.", "Photo: ANI")


def test_lists_quotes_tables_and_subheads_stay_in_order() -> None:
    story = (
        "<h3>What changed</h3><ul><li>Two new piers</li><li>Wider walks</li></ul><blockquote>I could hear the bells.</blockquote>"
        "<table><tr><td>Lanes</td><td>4<br>(was 2)</td></tr></table>"
    )
    found = read(furnished(story)).blocks[2:7]
    assert [(block.kind, block.text) for block in found] == [
        ("h", "What changed"),
        ("li", "Two new piers"),
        ("li", "Wider walks"),
        ("quote", "I could hear the bells."),
        ("table", "Lanes\t4 (was 2)"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Also read: <a href='/x'>Goose elected mayor of a hill town</a></p>",
        "<p>ALSO READ | Goose elected mayor of a hill town, and it has opinions.</p>",
        "<p>Advertisement</p>",
        "<p><a href='/x'>Ten walks to take this spring along the river and the sea</a></p>",
        "<p>Follow us on WhatsApp for the latest news and updates from Quillbay.</p>",
        "<p>Download the Courier app to read every story before breakfast.</p>",
        "<p>Photo: Reuters</p>",
        "<div class='promo'>Become a member today. It is cheap and cheerful, and it helps us a lot.</div>",
        "<p>यह भी पढ़ें: पुल फिर खुला</p>",
        "<p>or</p>",
        "<p>The goose on the town hall steps (Image: Courier)</p>",
        "<h3>Related</h3><ul><li><a href='/a'>Goose is mayor</a></li><li>Mill closes: <a href='/b'>a century of flour</a></li></ul>",
    ],
)
def test_furniture_within_the_story_is_left_out(line: str) -> None:
    assert [block.text for block in read(furnished(line)).blocks] == [*PARAGRAPHS, NOTICE_LINE]


def test_house_rules_and_learned_lines_are_left_out() -> None:
    line = "Find your daily tide table on page nine, every day of the week."
    other = "This is the Courier, made by hand in Quillbay since the flood."
    item = read(
        furnished(f"<p>{line}</p><p>{other}</p>"),
        hints=Hints(boilerplate=frozenset((line,))),
        style=HouseStyle(boilerplate=(r"This is the Courier.*",)),
    )
    assert [block.text for block in item.blocks] == [*PARAGRAPHS, NOTICE_LINE]


def test_a_notice_below_the_body_is_kept_for_the_trace() -> None:
    item = read(
        furnished(
            after="<div class='disclaimer-box'>This report is auto-generated from a news agency feed.</div><p>Reporting by Ana Lind</p>"
        )
    )
    assert zone_of(item, "This report is auto-generated") in ("after", "body")
    assert zone_of(item, "Reporting by") in ("after", "body", "byline")


def test_the_feed_entry_helps_where_the_page_is_silent() -> None:
    lead = Story(form="rss", headline="Bridge is back", summary="The bridge is back.")
    item = read(furnished(), hints=Hints(lead=lead, publisher=Publisher(name="Courier of Quillbay", domain="quillbay.example")))
    assert item.headlines[-1].text == "Bridge is back"
    assert item.summaries[-1].source == "feed summary"
    assert item.publisher == Publisher(name="Courier of Quillbay", domain="quillbay.example")


def test_a_page_without_declarations_still_has_its_story() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    item = read(f"<h2>{HEADLINE}</h2><p>By Ines Calloway</p><p>9 April 2031</p>{body}".encode(), url=None)
    assert [block.text for block in item.blocks] == PARAGRAPHS
    assert item.publisher == Publisher()
    assert item.bylines[0].text == "By Ines Calloway"
    assert item.published[0].text == "9 April 2031"
    assert "\f" not in item.raw_text


def test_a_title_alone_names_a_story_whose_heading_is_no_heading() -> None:
    body = f"<div class='big'>{HEADLINE}</div>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    data = f"<title>Quillbay Courier: {HEADLINE}</title><meta property='og:site_name' content='Quillbay Courier'>{body}".encode()
    item = read(data)
    assert item.headlines[0].text == HEADLINE
    assert item.headlines[0].source == "line"


def test_a_page_in_loose_text_and_breaks_is_read() -> None:
    item = read(f"<h1>{HEADLINE}</h1><div>{'<br><br>'.join(PARAGRAPHS)}</div>".encode())
    assert [block.text for block in item.blocks] == PARAGRAPHS


def test_a_story_cut_into_sections_is_put_together() -> None:
    half = "".join(f"<p>{text} {text}</p>" for text in PARAGRAPHS[:2])
    other = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[2:])
    ad = "<div class='ad'>Advertisement</div>"
    data = page(f"<article><h1>{HEADLINE}</h1><div class='part'>{half}</div>{ad}<div class='part'>{other}</div></article>")
    assert len(read(data).blocks) == 4


def test_names_of_layout_boxes_do_not_hide_a_story() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    data = page(f"<div class='sidebar-layout related-wrap'><form><h1>{HEADLINE}</h1><div>{body}</div></form></div>")
    assert [block.text for block in read(data).blocks] == PARAGRAPHS


def test_when_every_box_is_named_furniture_the_names_mean_nothing() -> None:
    parts = "".join(f"<div class='promo'><p>{text}</p></div>" for text in PARAGRAPHS)
    assert len(read(f"<div>{parts}</div>".encode()).blocks) >= 2


def test_teasers_with_summaries_are_no_story() -> None:
    teasers = "".join(
        f"<h3><a href='/{n}'>Other story number {n}</a></h3><p>What the other story number {n} says is short.</p>" for n in range(12)
    )
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    data = page(f"<div class='col'><h1>{HEADLINE}</h1>{body}{teasers}</div>")
    assert [block.text for block in read(data).blocks] == PARAGRAPHS


def test_a_place_above_the_first_paragraph_belongs_to_the_story() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    data = page(f"<h1>{HEADLINE}</h1><div><p>Quillbay:</p>{body}</div>")
    assert read(data).blocks[0].text == "Quillbay:"


def test_a_short_flash_without_sentences_is_still_a_story() -> None:
    item = read(
        page(
            f"<h1>{HEADLINE}</h1><div><p>First car across at 06:02</p><p>Mayor waves from milk van</p><p>Bells on both banks rang</p></div>"
        )
    )
    assert item.headlines[0].text == HEADLINE


def test_a_button_that_nobody_closed_does_not_swallow_the_page() -> None:
    data = furnished().replace(b"<header>", b"<header><button>Menu")
    assert [block.text for block in read(data).blocks] == [*PARAGRAPHS, NOTICE_LINE]


def test_an_articles_own_foot_is_not_the_sites() -> None:
    item = read(furnished(after="<footer><p>The text was taken over automatically from the agency.</p></footer>"))
    assert zone_of(item, "The text was taken over") == "after"


def test_words_that_touch_only_in_the_markup_are_parted() -> None:
    item = read(furnished().replace(b"Ines Calloway</a></div>", b"Ines Calloway</a><span>Harbor desk</span></div>"))
    assert item.bylines[0].text == "By Ines Calloway Harbor desk"


def test_a_kicker_in_the_heading_is_parted_as_the_declaration_has_it() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    data = page(
        f"<h1><span>Coast</span> <span>Bridge is back</span></h1>{body}", head="<meta property='og:title' content='Coast: Bridge is back'>"
    )
    assert read(data.replace(HEADLINE.encode(), b"")).headlines[0].text == "Coast: Bridge is back"


@pytest.mark.parametrize("lines", ["<p>Tomas de la Ferrand</p><p>9 April 2031</p>", "<p>Author</p><p>Tomas de la Ferrand</p>"])
def test_a_name_alone_beside_the_time_or_a_label_is_a_byline(lines: str) -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    item = read(f"<title>{HEADLINE}</title><h1>{HEADLINE}</h1>{lines}<div>{body}</div>".encode())
    assert item.bylines[0].text == "Tomas de la Ferrand"


COPY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


@pytest.mark.parametrize(
    ("above", "below", "printed"),
    [
        ("<p>Tomas de la Ferrand | Senior Writer | April 9, 2031</p>", "", "Tomas de la Ferrand | Senior Writer | April 9, 2031"),
        ("<div>04/09/2031 by Tomas Ferrand</div>", "", "04/09/2031 by Tomas Ferrand"),
        ("<div><span itemprop=author>Tomas Ferrand</span> harbor</div>", "", "Tomas Ferrand"),
        ("", "<div>Written by Tomas Ferrand</div>", "Written by Tomas Ferrand"),
        ("", "<div><h3>Author</h3><p>Tomas Ferrand</p></div>", "Tomas Ferrand"),
    ],
)
def test_a_byline_is_found_where_newsrooms_put_one(above: str, below: str, printed: str) -> None:
    item = read(f"<title>{HEADLINE}</title><article><h1>{HEADLINE}</h1>{above}<div>{COPY}</div></article>{below}".encode())
    assert item.bylines[0].text == printed


@pytest.mark.parametrize("line", ["Representative Image | ANI", "information fournie par AFP • 09/04/2031"])
def test_a_line_that_names_no_writer_is_no_byline(line: str) -> None:
    item = read(f"<title>{HEADLINE}</title><h1>{HEADLINE}</h1><p>{line}</p><p>9 April 2031</p><div>{COPY}</div>".encode())
    assert line not in [word.text for word in item.bylines]


def test_links_to_writers_are_this_storys_where_they_stand_in_one_line() -> None:
    one, two = "<a href=/author/ines>Ines Calloway</a>", "<a href=/author/tomas>Tomas Ferrand</a>"
    head = f"<title>{HEADLINE}</title><h1>{HEADLINE}</h1>"
    both = read(f"{head}<p>{one} {two}</p><div>{COPY}</div>".encode())
    apart = read(f"{head}<p>{one}</p><p>Most read</p><p>{two}</p><div>{COPY}</div>".encode())
    assert [word.text for word in both.bylines if word.source == "author link"] == ["Ines Calloway", "Tomas Ferrand"]
    assert [word.text for word in apart.bylines if word.source == "author link"] == ["Ines Calloway"]


def test_a_writer_named_by_reference_is_looked_up() -> None:
    graph = [
        {"@type": "NewsArticle", "headline": HEADLINE, "author": {"@id": "#p", "name": "Ines Calloway"}},
        {"@type": "Person", "@id": "#p", "name": "Ines Calloway"},
        {"@type": "WebSite", "name": "Quillbay Courier"},
    ]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    item = read(f"<title>{HEADLINE}</title>{script}<h1>{HEADLINE}</h1>{COPY}".encode())
    assert [(word.text, word.source) for word in item.persons] == [("Ines Calloway", "json-ld author account")]
    assert item.publisher.name == "Quillbay Courier"


def test_the_card_that_says_written_by_names_the_writer() -> None:
    card = "<meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Ines Calloway'>"
    item = read(f"<title>{HEADLINE}</title>{card}<h1>{HEADLINE}</h1>{COPY}".encode())
    assert item.bylines[0].text == "Ines Calloway"
    other = read(f"<title>{HEADLINE}</title>{card.replace('Written by', 'Reading time')}<h1>{HEADLINE}</h1>{COPY}".encode())
    assert not other.bylines


def test_a_site_that_calls_itself_what_its_address_says_is_its_publisher() -> None:
    data = f"<title>{HEADLINE} | Quillbay Courier</title><h1>{HEADLINE}</h1>{COPY}".encode()
    assert read(data, url="https://harbor.example/a").publisher.name is None
    assert read(data).publisher.name == "Quillbay Courier"


@pytest.mark.parametrize("title", [f"{HEADLINE} | Quillbay", f"{HEADLINE} - Quillbay Courier", f"Quillbay Courier: {HEADLINE}"])
def test_the_sites_name_is_cut_off_a_declared_title(title: str) -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    data = f"<title>{title}</title><meta property='og:site_name' content='Quillbay Courier'><div>{body}</div>".encode()
    assert read(data).headlines[0].text == HEADLINE


def test_a_sentence_that_is_a_link_is_copy_and_a_linked_headline_is_not() -> None:
    sentence = "The harbor office had said in January that the piers would not be ready before the summer of that year."
    item = read(furnished(f"<p><a href='/x'>{sentence}</a></p>"))
    assert sentence in [block.text for block in item.blocks]


def test_a_post_shown_within_the_story_stays_and_a_list_at_its_end_too() -> None:
    post = "<div class='social-embed'><blockquote>The bells! I can hear them again from my kitchen.</blockquote></div>"
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    item = read(page(f"<h1>{HEADLINE}</h1><div class='article-body'>{body}{post}</div>"))
    assert [block.kind for block in item.blocks][-1] == "quote"
    item = read(page(f"<h1>{HEADLINE}</h1><div>{'<br><br>'.join(PARAGRAPHS)}<br><br>Ferry 20 minutes<br><br>Bridge 3 minutes</div>"))
    assert item.blocks[-1].text == "Bridge 3 minutes"


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_paragraph_that_was_sent_behind_the_page_stands_in_its_place_however_ids_are_quoted(quote: str) -> None:
    place = f"<template id={quote}P:1{quote}></template>"
    piece = f"<div hidden id={quote}S:1{quote}><p>{PARAGRAPHS[1]}</p></div>"
    story = f"<h1>{HEADLINE}</h1><div><p>{PARAGRAPHS[0]}</p>{place}<p>{PARAGRAPHS[2]}</p></div>"
    assert [block.text for block in read(page(f"<article>{story}</article>{piece}")).blocks] == PARAGRAPHS[:3]


def test_words_that_are_hidden_from_readers_are_no_copy() -> None:
    hidden = "<p>Seen <span class='sr-only'>unseen by most</span>words of the story, as they were printed that day.</p>"
    item = read(furnished(hidden))
    assert "Seen words of the story, as they were printed that day." in [block.text for block in item.blocks]
    assert "unseen by most" not in item.raw_text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no words"),
        (b"<div id='root'></div><script>start()</script>", "a shell that a script fills"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "begins with <rss>"),
        (b"<ul><li><a href=/>Home</a><li><a href=/b>News</a></ul>", "no running text"),
    ],
)
def test_a_page_without_a_story_says_so(data: bytes, reason: str) -> None:
    assert reason in refused(data).reason


@settings(deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_raise(data: bytes) -> None:
    assert len(list(parse(data, URL, Hints(), HouseStyle()))) == 1


TAGS = ["<p>", "</p>", "<h1>", "<a href=/author/x>", "</a>", "<time>", "<table>", "<tr>", "<td>", "</table>", "<br>", "<img src=a>", "<li>"]
OTHERS = ["A line of words. ", "<figure>", "By Ana Lind", "<div class='related'>", "</div>", "<blockquote>", "<pre>", "9 April 2031"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(TAGS + OTHERS), max_size=60))
def test_places_hold_on_any_markup(parts: list[str]) -> None:
    (item,) = parse(("<p>Some words to begin with, in a sentence. </p>" + "".join(parts)).encode(), "http://[bad", Hints(), HouseStyle())
    if isinstance(item, WireItem):
        assert all(item.raw_text[block.start : block.end] == block.text for block in item.blocks)
        ends = [0, *(zone.end for zone in item.zones)]
        assert all(zone.start >= end for zone, end in zip(item.zones, ends, strict=False))


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>word " * 60_000,
        "<span class=byline>x" * 20_000,
        "<title>" + "a | b - " * 20_000 + "</title><p>Some words in a sentence, long enough to be read.",
        '<script type="application/ld+json">' + "[" * 100_000 + "</script><p>Some words in a sentence, long enough.",
        '<script type="application/ld+json">' + '{"headline" : "' * 20_000 + "</script><p>Some words in a sentence, long enough.",
        "<p>" + "photo: " * 20_000,
        "<meta name=author content=x>" * 20_000 + "<p>Some words in a sentence, long enough to be read.",
        "".join(f"<h2>Trending now</h2><p>The boat number {n} left the harbor at dawn today.</p>" for n in range(8_000)),
        "<ul><li>A boat left the harbor at dawn today. " * 30_000,
        "<blockquote>A boat left the harbor at dawn today. " * 30_000,
        ("<div>" * 480 + "A boat left the harbor at dawn today. " + "</div>" * 480) * 300,
        "<div>" * 480 + "<button>Share</button>" * 40_000 + "<p>Some words in a sentence, long enough to be read.",
        "<button>" * 480 + "<b>x</b>" * 60_000 + "<p>Some words in a sentence, long enough to be read.",
        "<p<b a<c=1>word" * 60_000,
        "<a href=/author/ana-lind>Ana Lind</a>" * 40_000,
        "<p>" * 300_000,
    ],
)
def test_hostile_pages_are_read_in_bounded_time(hostile: str) -> None:
    with soon(3):
        assert len(list(parse(hostile.encode(), URL, Hints(), HouseStyle()))) == 1


# ------------------------------------------------------------------ declarations


def test_json_that_is_broken_still_gives_its_plain_keys() -> None:
    known = declared([], ['{"@type": "NewsArticle", "headline": "Bridge is back", "datePublished": "2031-04-09", oops'], [], [])
    assert known.story["headline"] == "Bridge is back"
    assert declared([], ['{"oops": nothing to see', '{"headline": "\\x"'], [], []).story == {}


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "Article", "headline": "Back"} -->',
        '{"@type": "Article", "headline": "Back",}',
        '[{"@type": "Article", "headline": "Back"}];',
    ],
)
def test_json_in_remarks_or_with_trailing_commas_is_read(script: str) -> None:
    assert declared([], [script], [], []).story["headline"] == "Back"


def test_a_page_that_is_no_article_gives_the_node_with_a_date() -> None:
    nodes = '[{"@type": "VideoObject", "datePublished": "2030"}, {"@type": "WebPage", "datePublished": "2031"}]'
    assert declared([], [nodes], [], []).story["datePublished"] == "2031"
    assert declared([], ['{"@type": "WebSite"}'], [], []).story == {}


def test_the_node_is_found_by_its_reference_to_the_page() -> None:
    nodes = [
        {"@type": "Article", "headline": "A", "author": "x", "datePublished": "1"},
        {"@type": "Article", "headline": "B", "mainEntityOfPage": {"@id": URL}, "author": ""},
    ]
    assert declared([], [json.dumps(nodes)], [URL, "http://[bad"], []).story["headline"] == "B"


# ------------------------------------------------------------------ pictures, last sentences, other stories
@pytest.mark.parametrize(
    ("below", "caption", "credit"),
    [
        ("The bridge at dawn. <span class='credit'>Ola Rann / Courier</span>", "The bridge at dawn.", "Ola Rann / Courier"),
        ("The bridge at dawn (<span class='image-credit'>ANI</span>)", "The bridge at dawn", "ANI"),
        ("The bridge at dawn. Photo: Ola Rann", "The bridge at dawn.", "Photo: Ola Rann"),
        ("The bridge at dawn. (Image credit: Ola Rann)", "The bridge at dawn.", "Image credit: Ola Rann"),
        ("The bridge at dawn. © Ola Rann", "The bridge at dawn.", "© Ola Rann"),
        ("Photo: Ola Rann", None, "Photo: Ola Rann"),
        ("The bridge at dawn", "The bridge at dawn", None),
        ("Rann. The bridge at dawn. <span class='credit'>Rann</span>", "Rann. The bridge at dawn.", "Rann"),
        (
            "The bridge. <span class='credit'>Photo by Ola Rann</span> /Courier Pictures",
            "The bridge.",
            "Photo by Ola Rann /Courier Pictures",
        ),
        ("The bridge at dawn. | Ola Rann/Courier", "The bridge at dawn.", "Ola Rann/Courier"),
        ("View 6 Images", None, None),
        ("EPA", None, "EPA"),
    ],
)
def test_a_caption_and_the_credit_within_it_are_told_apart(below: str, caption: str | None, credit: str | None) -> None:
    figure = f"<figure><img src='/img/two.jpg' alt=''><figcaption>{below}</figcaption></figure>"
    found = next(image for image in read(furnished(figure)).images if image.url.endswith("two.jpg"))
    assert (found.caption, found.credit) == (caption, credit)


@pytest.mark.parametrize(
    "drawn",
    ["/static/logo.png", "/i/grey-placeholder.png", "/a/boat.jpg?w=155&h=155", "/a/boat_w56_r1.jpg", "/icons/spin.svg", "/avatar/2.jpg"],
)
def test_logos_icons_and_thumbnails_are_no_pictures_of_the_story(drawn: str) -> None:
    urls = [image.url for image in read(furnished(f"<img src='{drawn}'><img src='/a/google-pixel-phone.jpg?w=760'>")).images]
    assert not [url for url in urls if url.endswith(drawn)]
    assert [url for url in urls if url.endswith("/a/google-pixel-phone.jpg?w=760")]
    captioned = read(furnished(f"<figure><img src='{drawn}'><figcaption>The new sign of the harbor office</figcaption></figure>")).images
    assert [image.caption for image in captioned if image.url.endswith(drawn)] == ["The new sign of the harbor office"]


def test_the_section_is_a_step_of_the_trail_that_is_not_the_headline() -> None:
    trail = f"<nav class=breadcrumb>Home &gt; World &gt; {HEADLINE[:30]}</nav>"
    item = read(f"<title>{HEADLINE}</title>{trail}<h1>{HEADLINE}</h1>{COPY}".encode())
    assert [word.text for word in item.sections] == ["World"]


def test_numbers_of_a_data_base_are_no_key_words() -> None:
    words = "<meta name=keywords content='harbor, cce15240-c52a-4887-a61a-cd64701d6596, https://quillbay.example/tag'>"
    assert read(f"<title>{HEADLINE}</title>{words}<h1>{HEADLINE}</h1>{COPY}".encode()).keywords == ("harbor",)


@pytest.mark.parametrize("last", ["It was full. (ANI)", "It was full.", "“It was full.”", "It was full. --ANI"])
def test_a_short_last_sentence_belongs_to_the_story(last: str) -> None:
    article = "<article><h1>" + HEADLINE + "</h1>" + "".join(f"<p>{text}</p>" for text in (*PARAGRAPHS, last)) + "</article>"
    assert read(page(article)).blocks[-1].text == last


@pytest.mark.parametrize("last", ["<a href='/x'>More on bridges here.</a>", "Ana Lind", "<span>ANI</span>"])
def test_a_short_line_below_the_story_that_is_no_sentence_is_not_copy(last: str) -> None:
    article = "<article><h1>" + HEADLINE + "</h1>" + "".join(f"<p>{text}</p>" for text in (*PARAGRAPHS, last)) + "</article>"
    assert read(page(article)).blocks[-1].text == PARAGRAPHS[-1]


def test_what_stands_below_trending_now_is_another_story() -> None:
    teaser = "<div class='side'><h3>Trending now</h3><p>" + PARAGRAPHS[1] + "</p><p>(With inputs from ANI)</p></div>"
    story = "<div class='story'><h1>" + HEADLINE + "</h1>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS * 2) + "</div>"
    assert [block.text for block in read(page(f"<div class='wrap'>{story}{teaser}</div>")).blocks] == PARAGRAPHS * 2


def test_a_story_headed_most_read_is_read_all_the_same() -> None:
    story = "<div><h2>Most read</h2>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS) + "</div>"
    assert [block.text for block in read(page(f"<h1>{HEADLINE}</h1>{story}")).blocks] == PARAGRAPHS


def test_a_notice_in_a_list_of_other_stories_is_not_this_storys() -> None:
    item = read(furnished(after="<aside><h4>Latest</h4><p>Two held over painted parrots</p><p>(With inputs from PTI)</p></aside>"))
    assert zone_of(item, "(With inputs from PTI)") == "rail"


# ------------------------------------------------------------------ times, names and furniture by themselves


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Updated : Jun 19, 2031, 06:28 AM IST", [("updated", "Jun 19, 2031, 06:28 AM IST")]),
        ("Published: 9 April 2031 | Updated: 10 April 2031", [("published", "9 April 2031"), ("updated", "10 April 2031")]),
        ("9 April 2031 10:15 | Updated 10 April 2031", [("published", "9 April 2031 10:15"), ("updated", "10 April 2031")]),
        ("By Ana Lind | Updated 10 April 2031", [("updated", "10 April 2031")]),
        ("First published on 09.04.2031 at 10:15", [("published", "09.04.2031 at 10:15")]),
        ("Veröffentlicht am 09.04.2031, 10:15 Uhr", [("published", "09.04.2031, 10:15 Uhr")]),
        ("Mis à jour le 9 avril 2031 à 10:15", [("updated", "9 avril 2031 à 10:15")]),
        ("अपडेटेड: ९ अप्रैल २०३१", [("updated", "९ अप्रैल २०३१")]),
        ("The book was published in a hurry", []),
        ("Published by the council of 40 towns", []),
        ("Nothing of the kind", []),
        ("Updated 2031 " + "x" * 300, []),
    ],
)
def test_labels_tell_published_from_updated(line: str, found: list[tuple[str, str]]) -> None:
    assert labeled_times(line) == found


def test_json_ld_whose_script_names_no_type_is_read() -> None:
    data = furnished().replace(b'<script type="application/ld+json">', b"<script>")
    assert read(data).published[0].source == "json-ld datePublished"


def test_a_year_by_itself_is_no_day() -> None:
    assert visible_times(["Outlook 2031", "Datum: 26. Januar 2031"])[0][0].text == "26. Januar 2031"
    assert not prints_time("Outlook 2031")


def test_a_bare_date_is_a_candidate_too() -> None:
    first, later = visible_times(["April 9, 2031", "Updated: 10 April 2031", "no date here"])
    assert [(word.text, word.source) for word in first] == [("April 9, 2031", "line")]
    assert [(word.text, word.source) for word in later] == [("10 April 2031", "line updated")]
    assert prints_time("April 9, 2031")
    assert not prints_time("April")


@pytest.mark.parametrize(
    ("url", "day"),
    [
        (URL, "2031-04-09"),
        ("https://a.example/20310409/x", "2031-04-09"),
        ("https://a.example/2031/apr/9/x", "2031-04-09"),
        ("https://a.example/story-123456789", None),
        ("http://[bad", None),
        (None, None),
    ],
)
def test_the_day_in_an_address(url: str | None, day: str | None) -> None:
    assert url_day(url) == day


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        ("related-stories", RAIL),
        ("mostRead box", RAIL),
        ("article-body", STORY),
        ("story__content related", STORY),
        ("has-sidebar no-ads", 0),
        ("sidebar-grid", 0),
        ("col-with-sidebar", 0),
        ("wp-block-columns", 0),
        ("author-name", BYLINE),
        ("comments-area", COMMENT),
        ("disclaimer-related", NOTICE),
        ("123 --", 0),
    ],
)
def test_class_names_say_what_a_box_is_for(names: str, hint: int) -> None:
    assert hinted(names) == hint


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "ALSO READ | A goose is mayor",
        "Read more",
        "Share",
        "Facebook Twitter Whatsapp",
        "Sign up for our newsletter today.",
    ],
)
def test_lines_that_are_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line", [NOTICE_LINE, PARAGRAPHS[0], PARAGRAPHS[1] * 9, "He read more in that year than in ten.", "The app was banned."]
)
def test_lines_that_are_copy(line: str) -> None:
    assert not is_furniture(line)


def test_notices_credits_and_consent_are_told_apart() -> None:
    assert is_notice(NOTICE_LINE)
    assert not is_notice(PARAGRAPHS[1])
    assert is_photo_credit("Photo: Ana Lind / Courier")
    assert is_photo_credit("Boats wait at the lock in Karwi. (Credits: Newsline)")
    assert not is_photo_credit(
        "The lock will open again in May, once the gates that the flood bent are straight again, the port said. (Credits: Newsline)"
    )
    assert not is_photo_credit(PARAGRAPHS[1])
    assert is_consent("We use cookies. Cookies help this website to remember you.")
    assert not is_consent("The bakery sells cookies, and more cookies.")


def test_sections_of_one_story_in_boxes_of_their_own_are_put_together() -> None:
    sections = "".join(
        f"<div><div><div><div><h2>Step {n}</h2><div><p>{text}</p></div></div></div></div></div>" for n, text in enumerate(PARAGRAPHS, 1)
    )
    item = read(page(f"<div class='wrap'><div><h1>{HEADLINE}</h1><div>{sections}</div></div></div>"))
    assert [block.text for block in item.blocks if block.kind == "p"] == PARAGRAPHS


def test_lists_and_tables_between_the_sections_of_a_story_dont_part_it() -> None:
    steps = "".join(f"<li>Pier {n} below the market</li>" for n in range(12))
    sections = "".join(
        f"<div><div><h2>Day {n}</h2><div><p>{text}</p></div><ul>{steps}</ul></div></div>" for n, text in enumerate(PARAGRAPHS)
    )
    item = read(page(f"<div><h1>{HEADLINE}</h1><div>{sections}</div></div>"))
    assert [block.text for block in item.blocks if block.kind == "p"] == PARAGRAPHS


def test_a_list_of_links_below_the_sections_of_a_story_doesnt_hide_them() -> None:
    sections = "".join(f"<div><div><div><h2>Day {n}</h2><div><p>{text}</p></div></div></div></div>" for n, text in enumerate(PARAGRAPHS))
    links = "".join(f"<p><a href=/{n}>What a ferry costs from pier {n} to the other side</a></p>" for n in range(60))
    item = read(page(f"<div><h1>{HEADLINE}</h1><div>{sections}<div>{links}</div></div></div>"))
    assert [block.text for block in item.blocks if block.kind == "p"] == PARAGRAPHS


def test_what_stands_about_the_headline_in_a_cell_of_its_own_is_not_a_section_of_a_short_story() -> None:
    head = f"<td><h1>{HEADLINE}</h1><p class='kicker'>Read aloud by Odelle Varga of the harbor desk.</p><b>By Tomas Ferrand</b></td>"
    body = "".join(f"<p>Boat {n} left the harbor of Quillbay at dawn.</p>" for n in range(3))
    item = read(f"<table><tr>{head}</tr><tr><td>{body}</td></tr></table>".encode(), url=None)
    assert len(item.blocks) == 3
    assert item.bylines[0].text.startswith("By Tomas Ferrand")


def test_a_second_copy_of_the_page_is_not_a_second_half_of_the_story() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    copies = f"<div><div><h1>{HEADLINE}</h1><div>{body}</div></div></div>" * 3
    item = read(page(f"<div><div>{copies}</div></div>"))
    assert [block.text for block in item.blocks] == PARAGRAPHS


def test_a_subhead_above_the_first_paragraph_opens_the_story() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    item = read(page(f"<article><h1>{HEADLINE}</h1><div><h2>What was done</h2>{body}</div></article>"))
    assert [block.text for block in item.blocks] == ["What was done", *PARAGRAPHS]


def test_other_articles_beside_the_story_are_not_its_sections() -> None:
    said = f"<p>{PARAGRAPHS[3]} {{0}} boats were counted.</p><p>{{0}} comments</p>"
    others = "".join(f"<article><h3><a href=/{n}>{n} boats</a></h3><div>{said.format(n)}</div></article>" for n in range(20, 25))
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    item = read(page(f"<div><div><article><h1>{HEADLINE}</h1><div>{body}</div></article></div><div>{others}</div></div>"))
    assert [block.text for block in item.blocks] == PARAGRAPHS


def test_a_box_named_widget_is_furniture_only_where_it_holds_no_running_text() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:2] * 2)
    links = "<div class='widget'><p>The ferries <a href=/f>that everybody remembers from the years of the old piers</a>.</p></div>"
    sections = "".join(f"<p>{text} It was so in week {n} too.</p>" for n, text in enumerate(PARAGRAPHS * 2))
    item = read(page(f"<div><h1>{HEADLINE}</h1><div>{sections}</div><div class='rich-widget'>{body}</div>{links}</div>"))
    texts = [block.text for block in item.blocks]
    assert texts[-2:] == PARAGRAPHS[:2]
    assert not any("ferries" in text for text in texts)


def test_where_most_of_the_story_stands_in_widgets_the_name_means_nothing() -> None:
    widgets = "".join(f"<div class='builder-widget'><p>{text}</p></div>" for text in PARAGRAPHS)
    item = read(page(f"<div><h1>{HEADLINE}</h1><div>{widgets}</div></div>"))
    assert [block.text for block in item.blocks] == PARAGRAPHS


@pytest.mark.parametrize("title", ["About the author", "About the Reviewers"])
def test_what_is_told_of_the_writer_below_the_story_is_not_the_story(title: str) -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    told = f"<div><h2>{title}</h2><p>Odelle Varga writes of harbors and has done so for eleven years.</p></div>"
    item = read(page(f"<article><h1>{HEADLINE}</h1><div>{body}{told}</div></article>"))
    assert [block.text for block in item.blocks] == PARAGRAPHS


def test_a_name_above_the_first_paragraph_is_a_byline_where_the_time_above_it_stands_in_a_tool_bar() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    bar = "<div class='social-tools'><p class='date'>April 9, 2031</p></div>"
    item = read(f"<article><h1>{HEADLINE}</h1>{bar}<div><p>Tomas Ferrand</p>{body}</div></article>".encode())
    assert item.bylines[0].text == "Tomas Ferrand"
    assert [block.text for block in item.blocks] == PARAGRAPHS


def test_an_editor_named_at_the_foot_is_no_writer_though_markup_calls_him_the_author() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    card = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ilse Brandt"}}</script>'
    foot = "<p>Tags: lock, river</p><p class='author'>Editor : Ilse Brandt</p>"
    page_ = f"<html lang='en'>{card}<article><h1>{HEADLINE}</h1><div class='author'>Odelle Varga</div><div>{body}</div>{foot}</article>"
    (found,) = read_all(page_.encode(), form="page")
    assert isinstance(found, Story)
    assert (found.byline, found.persons, found.editors) == ("Odelle Varga", ("Odelle Varga",), ("Ilse Brandt",))


def test_a_time_far_below_the_story_is_found_where_the_page_prints_no_other() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    between = "".join(f"<li><a href=/{n}>Harbor page {n}</a></li>" for n in range(30))
    data = f"<div><h1>{HEADLINE}</h1><div>{body}</div></div><ul>{between}</ul><p>April 9, 2031</p>".encode()
    assert [word.text for word in read(data, url=None).published] == ["April 9, 2031"]


def test_the_byline_of_a_story_that_is_teased_above_this_one_is_not_this_ones() -> None:
    teaser = b'<div class="see-also"><h2>On foot along the frozen canal of Arden</h2><span class="author">By Osric Penhale</span></div>'
    data = furnished().replace(b'<div class="byline">By <a rel="author" href="/author/ines-calloway">Ines Calloway</a></div>', b"")
    data = data.replace(b'<div class="article-body">', teaser + b'<div class="article-body">')
    assert "Osric" not in str(read(data).bylines)


def test_under_a_story_that_is_signed_on_top_other_stories_are_signed_by_others() -> None:
    other = '<div class="more"><p>A mill for sale</p><div class="author-line byline">Osric Penhale</div></div>'
    assert "Osric" not in str(read(furnished(after=other)).bylines)
