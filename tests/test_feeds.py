"""Feeds: RSS, RDF, Atom, JSON Feed and news sitemaps, well made, badly made and made to hurt."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soon import soon

from normalizers.formats import FORMATS, feed, rescue
from normalizers.formats.entry import MAX_ENTRIES
from normalizers.formats.slip import domain
from normalizers.problems import DocumentError
from normalizers.rulebook import HouseStyle
from normalizers.terms import Hints, Image, Publisher, Unreadable, WireItem

if TYPE_CHECKING:
    from collections.abc import Sequence

URL = "https://www.harbor-herald.example/feed.xml"
LONG = "The harbor board met on Tuesday and heard eleven speakers about the new ferry berth. " * 3


def parse(text: str | bytes, form: str = "rss", hints: Hints | None = None) -> list[WireItem | Unreadable]:
    data = text.encode() if isinstance(text, str) else text
    return list(FORMATS[form].items(data, URL, hints or Hints(), HouseStyle()))


def entries(found: Sequence[WireItem | Unreadable]) -> list[WireItem]:
    return [item for item in found if isinstance(item, WireItem)]


def faults(found: Sequence[WireItem | Unreadable]) -> list[Unreadable]:
    return [item for item in found if isinstance(item, Unreadable)]


def only(text: str | bytes, form: str = "rss") -> WireItem:
    found = parse(text, form)
    assert len(found) == 1
    assert isinstance(found[0], WireItem)
    return found[0]


def rss(
    items: str, channel: str = "<title>Harbor Herald</title><link>https://www.harbor-herald.example/</link><language>en-IN</language>"
) -> str:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss"'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {spaces}><channel>{channel}{items}</channel></rss>'


def sniffed(text: str | bytes, media_type: str | None = None) -> str | None:
    head = (text.encode() if isinstance(text, str) else text)[:4096].lstrip()
    return next((form for form, known in FORMATS.items() if known.looks_like(head, media_type)), None)


FULL = rss(
    f"""<item><title>Ferry berth &amp;amp; quay approved</title>
    <link>/city/1?x=1&amp;y=2</link><guid isPermaLink="false">hh-1</guid>
    <dc:creator>Ilka Moreau</dc:creator><pubDate>Wed, 19 Jun 2024 06:28:00 IST</pubDate>
    <atom:updated>2024-06-19T07:00:00+05:30</atom:updated>
    <category>Harbor</category><category><![CDATA[City]]></category><category>Harbor</category>
    <description><![CDATA[The board said <b>yes</b>.]]></description>
    <content:encoded><![CDATA[<p>{LONG}</p><h2>What next</h2><ul><li>Piles</li></ul><p>{LONG}</p>]]></content:encoded>
    <media:content url="https://img.harbor-herald.example/1.jpg" medium="image">
      <media:description>The berth</media:description><media:credit>Tide Wire</media:credit></media:content>
    <enclosure url="https://cdn.harbor-herald.example/1.mp3" type="audio/mpeg" length="1"/>
    <dc:source>Tide Wire</dc:source><georss:point>1 2</georss:point></item>"""
)


def test_a_whole_rss_entry_gives_every_field_as_printed() -> None:
    item = only(FULL)
    assert item.form == "rss"
    assert (item.uri, item.url) == ("hh-1", "/city/1?x=1&y=2")
    assert [word.text for word in item.headlines] == ["Ferry berth & quay approved"]
    assert [(word.text, word.source) for word in item.bylines] == [("Ilka Moreau", "feed dc:creator")]
    assert [word.text for word in item.summaries] == ["The board said yes."]
    assert [word.text for word in item.published] == ["Wed, 19 Jun 2024 06:28:00 IST"]
    assert [word.text for word in item.updated] == ["2024-06-19T07:00:00+05:30"]
    assert item.keywords == ("Harbor", "City")
    assert [word.text for word in item.languages] == ["en-IN"]
    assert item.publisher == Publisher(name="Harbor Herald", domain="harbor-herald.example")
    assert item.images == (Image(url="https://img.harbor-herald.example/1.jpg", caption="The berth", credit="Tide Wire"),)
    assert [block.kind for block in item.blocks] == ["p", "h", "li", "p"]
    assert not item.partial


def test_blocks_and_zones_point_into_the_raw_text_and_unseen_values_follow_a_form_feed() -> None:
    item = only(FULL)
    assert all(item.raw_text[block.start : block.end] == block.text for block in item.blocks)
    shown = {zone.kind: item.raw_text[zone.start : zone.end] for zone in item.zones}
    assert shown["headline"] == "Ferry berth & quay approved"
    assert shown["byline"] == "Ilka Moreau"
    assert shown["summary"] == "The board said yes."
    assert shown["body"].splitlines()[1:3] == ["What next", "Piles"]
    seen, _, unseen = item.raw_text.partition("\f")
    assert seen.splitlines()[0] == "Ferry berth & quay approved"
    assert {"dc:source: Tide Wire", "pubDate: Wed, 19 Jun 2024 06:28:00 IST", "link: /city/1?x=1&y=2", "feed title: Harbor Herald"} <= set(
        unseen.splitlines()
    )
    assert shown["meta"] == unseen.strip("\n")


def test_an_entry_with_a_teaser_alone_is_partial_and_has_no_body() -> None:
    item = only(rss("<item><title>T</title><link>https://a.example/1</link><description>Short teaser.</description></item>"))
    assert item.partial
    assert item.blocks == ()
    assert item.summaries[0].text == "Short teaser."
    assert item.uri == "https://a.example/1"


def test_a_description_of_several_paragraphs_is_the_story() -> None:
    item = only(rss(f"<item><title>T</title><description><![CDATA[<p>{LONG}</p><p>{LONG}</p>]]></description></item>"))
    assert not item.partial
    assert len(item.blocks) == 2
    assert item.summaries == ()


def test_an_entry_without_id_and_link_has_an_identity_made_of_its_words() -> None:
    entry = "<item><title>T</title><description>{words}</description></item>"
    first, again, other = (only(rss(entry.format(words=words))).uri for words in ("Words.", "Words.", "Others."))
    assert first == again
    assert first != other


@pytest.mark.parametrize("end", ["and so on […]", "and so on...", "Continue reading", "और पढ़ें"])
def test_content_that_breaks_off_is_partial(end: str) -> None:
    item = only(rss(f"<item><title>T</title><content:encoded><![CDATA[<p>{LONG * 2}</p><p>{end}</p>]]></content:encoded></item>"))
    assert item.partial
    assert item.blocks


def test_a_long_description_that_breaks_off_stays_a_summary() -> None:
    item = only(rss(f"<item><title>T</title><description><![CDATA[<p>{LONG}</p><p>{LONG} [...]</p>]]></description></item>"))
    assert item.partial
    assert item.summaries


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (FULL, "rss"),
        ('<?xml version="1.0"?><!-- made by hand -->\n<?xml-stylesheet href="a"?><rss version="0.91"/>', "rss"),
        ('<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x.example/rss.dtd"><rss version="0.91"><channel/></rss>', "rss"),
        ('\n\nWarning: something odd\n<rss version="2.0">', "rss"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', "rdf"),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', "atom"),
        ('<a:feed xmlns:a="http://www.w3.org/2005/Atom">', "atom"),
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', "news-sitemap"),
        ("<sitemapindex>", "news-sitemap"),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "x"}', "json-feed"),
        ('{"uri": "x"}', "ninjs"),
        ("<!DOCTYPE html><html><body>How to write &lt;rss version", None),
        ('<html><body><rss version="2.0">', None),
        ("<newsItem/>", "newsml-g2"),
        ("<concept/>", None),
        ("Plain words", None),
    ],
)
def test_the_first_bytes_tell_the_form(text: str, form: str | None) -> None:
    assert sniffed(text) == form


def test_a_json_feed_is_known_by_its_media_type() -> None:
    assert sniffed('{"items": []}', "application/feed+json") == "json-feed"


def test_the_list_of_formats_and_the_folder_are_equal() -> None:
    folder = Path(feed.__file__).parent
    readers = {path.stem for path in folder.glob("*.py") if "\ndef parse(" in path.read_text("utf-8")}
    sniffed_out = {known.parse.__module__.rpartition(".")[2] for known in FORMATS.values()}
    assert readers == {*sniffed_out, "sitemap"}  # that one is asked for by a source's kind, never told from bytes
    assert list(FORMATS) == [known.form for known in FORMATS.values()]
    assert set(feed.FORMS) < set(FORMATS)


def test_atom_gives_its_own_words_for_everything() -> None:
    item = only(
        f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="hi"><title type="html">Tide &lt;i&gt;Wire&lt;/i&gt;</title>
        <link rel="self" href="https://tide.example/feed"/><link href="https://tide.example/"/>
        <author><name>Tide Wire desk</name></author>
        <entry xml:lang="en"><id>tag:tide.example,2024:1</id><title type="text">Seven &amp; eight</title>
        <link rel="enclosure" type="image/png" href="https://tide.example/p.png"/><link rel="replies" href="https://tide.example/c"/>
        <link rel="alternate" type="text/html" href="https://tide.example/1"/>
        <published>2024-06-19T06:28:00Z</published><updated>2024-06-19T08:00:00Z</updated>
        <category term="sea"/><category term="x" label="Harbor life"/>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LONG} <b>bold</b> words</p><p>{LONG}</p></div></content>
        <source><title>Elsewhere</title></source><rights>All of them</rights></entry></feed>""",
        "atom",
    )
    assert item.form == "atom"
    assert (item.uri, item.url) == ("tag:tide.example,2024:1", "https://tide.example/1")
    assert item.headlines[0].text == "Seven & eight"
    assert [word.text for word in item.languages] == ["en", "hi"]
    assert [word.text for word in item.bylines] == ["Tide Wire desk"]
    assert "feed author: Tide Wire desk" in item.raw_text
    assert item.keywords == ("sea", "Harbor life")
    assert item.images == (Image(url="https://tide.example/p.png"),)
    assert [len(item.blocks), item.partial] == [2, False]
    assert "bold words" in item.blocks[0].text
    assert item.publisher == Publisher(name="Tide Wire", domain="tide.example")
    assert "source: Elsewhere" in item.raw_text


def test_prefixed_markup_within_a_field_is_markup_all_the_same() -> None:
    item = only(
        f"""<a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns:h="http://www.w3.org/1999/xhtml"><a:entry><a:id>1</a:id><a:title>T</a:title>
        <a:content type="xhtml"><h:div><h:p>{LONG}</h:p><h:p>{LONG}</h:p></h:div></a:content></a:entry></a:feed>""",
        "atom",
    )
    assert len(item.blocks) == 2


def test_old_atom_issued_and_modified_are_published_and_updated() -> None:
    item = only(
        """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>T</title>
        <link rel="alternate" type="text/html" href="http://a.example/1"/>
        <id>i</id><issued>2004-01-01T10:00:00Z</issued><modified>2004-01-02T10:00:00Z</modified><author><name>Ola</name></author>
        <content type="application/octet-stream">AAAA</content><content src="http://a.example/2"/></entry></feed>""",
        "atom",
    )
    assert (item.published[0].text, item.updated[0].text) == ("2004-01-01T10:00:00Z", "2004-01-02T10:00:00Z")
    assert item.bylines[0].text == "Ola"
    assert item.blocks == ()


def test_rdf_items_beside_the_channel_are_read_with_its_title() -> None:
    item = only(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://a.example/rss"><title>Quay News</title>
        <link>http://a.example/</link></channel>
        <item rdf:about="http://a.example/1"><title>T</title><link>http://a.example/1</link><dc:date>2004-01-01T10:00:00+09:00</dc:date>
        <dc:language>ja</dc:language><dc:subject>sea</dc:subject></item></rdf:RDF>""",
        "rdf",
    )
    assert item.form == "rdf"
    assert item.publisher.name == "Quay News"
    assert item.published[0].text == "2004-01-01T10:00:00+09:00"
    assert item.languages[0].text == "ja"


def test_a_news_sitemap_gives_leads() -> None:
    item = only(
        """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://tide.example/1</loc>
        <lastmod>2024-06-19T08:00:00Z</lastmod>
        <n:news><n:publication><n:name>Tide Wire</n:name><n:language>en</n:language></n:publication>
        <n:publication_date>2024-06-19T06:28:00Z</n:publication_date><n:title>Ferry &amp; berth</n:title>
        <n:keywords>sea, harbor ,</n:keywords></n:news>
        <image:image><image:loc>https://tide.example/1.jpg</image:loc><image:caption>A berth</image:caption></image:image>
        </url></urlset>""",
        "news-sitemap",
    )
    assert item.form == "news-sitemap"
    assert item.partial
    assert (item.uri, item.url, item.headlines[0].text) == ("https://tide.example/1", "https://tide.example/1", "Ferry & berth")
    assert (item.published[0].text, item.updated[0].text) == ("2024-06-19T06:28:00Z", "2024-06-19T08:00:00Z")
    assert item.publisher.name == "Tide Wire"
    assert item.keywords == ("sea", "harbor")
    assert item.images == (Image(url="https://tide.example/1.jpg", caption="A berth"),)


def test_an_index_of_sitemaps_says_what_to_name_instead() -> None:
    found = parse(
        "<sitemapindex><sitemap><loc>https://tide.example/news.xml</loc></sitemap><sitemap><loc>b</loc></sitemap></sitemapindex>",
        "news-sitemap",
    )
    assert len(found) == 1
    assert isinstance(found[0], Unreadable)
    assert "https://tide.example/news.xml" in found[0].reason


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Tide Wire",
    "home_page_url": "https://tide.example/",
    "language": "en",
    "authors": [{"name": "The desk"}],
    "items": [
        {
            "id": 7,
            "url": "https://tide.example/7",
            "title": "Ferry <berth> &amp; quay",
            "content_html": f"<p>{LONG}</p><p>{LONG}</p>",
            "summary": "In short",
            "date_published": "2024-06-19T06:28:00Z",
            "date_modified": "2024-06-19T08:00:00Z",
            "authors": [{"name": "Ilka Moreau"}, {"name": "Ola Berg"}],
            "tags": ["sea", 3, " "],
            "image": "https://tide.example/7.jpg",
        },
        {"id": "8", "external_url": "https://quay.example/8", "author": {"name": "Ola"}, "content_text": f"{LONG}\n\n{LONG}"},
        "no entry",
    ],
}


def test_a_json_feed_is_read_and_a_broken_entry_costs_no_other() -> None:
    found = parse(json.dumps(JSON_FEED), "json-feed")
    first, second = entries(found)
    assert [fault.place for fault in faults(found)] == ["entry 3"]
    assert (first.uri, first.url, first.headlines[0].text) == ("7", "https://tide.example/7", "Ferry <berth> & quay")
    assert first.bylines[0].text == "Ilka Moreau, Ola Berg"
    assert first.keywords == ("sea",)
    assert first.images == (Image(url="https://tide.example/7.jpg"),)
    assert (first.published[0].text, first.updated[0].text) == ("2024-06-19T06:28:00Z", "2024-06-19T08:00:00Z")
    assert len(first.blocks) == len(second.blocks) == 2
    assert (second.url, second.bylines[0].text) == ("https://quay.example/8", "Ola")


def test_a_json_feed_without_entries_says_so() -> None:
    assert [fault.reason for fault in faults(parse('{"items": []}', "json-feed"))] == ["no entries"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"items": 3}', "`items`"),
        ("[1]", "JSON Feed"),
        ('{"items": [', "line 1, column 12"),
        ("[" * 100_000, "nest too deep"),
        ('{"items": [' + "1" * 5000 + "]}", "no JSON we read"),
    ],
)
def test_what_is_no_json_feed_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(DocumentError, match=says):
        parse(text, "json-feed")


def test_no_feed_is_silently_empty() -> None:
    for text in (
        rss(""),
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "<rss/>",
        "<html><body>Hello</body></html>",
        "words",
        "<newsItem/>",
    ):
        found = parse(text)
        assert len(found) == 1
        assert isinstance(found[0], Unreadable)
        assert found[0].reason


def test_a_page_is_no_feed_and_is_called_a_page() -> None:
    assert "page" in faults(parse("<!DOCTYPE html><html><body><p>a</p></body></html>"))[0].reason


def test_two_entries_never_share_an_identity() -> None:
    item = "<item><guid>same</guid><link>https://a.example/{}</link><title>{}</title></item>"
    found = entries(parse(rss("".join(item.format(n, n) for n in (1, 2, 2)) + "<item><guid>same</guid></item>")))
    uris = [one.uri for one in found]
    assert uris == ["same", "same#https://a.example/2", "same#https://a.example/2#2", "same#2"]


def test_a_permalink_guid_stands_in_for_a_missing_link() -> None:
    first, second = entries(
        parse(rss('<item><guid>https://a.example/1</guid></item><item><guid isPermaLink="false">https://a.example/2</guid></item>'))
    )
    assert first.url == "https://a.example/1"
    assert second.url is None


def test_a_feed_cut_in_the_middle_gives_its_whole_entries_and_says_so() -> None:
    whole = rss("".join(f"<item><title>T{n}</title><guid>{n}</guid></item>" for n in range(5)))
    for cut in ("<item><title>T3", "T4</title><guid>4"):
        text = whole[: whole.index(cut) + len(cut)]
        found = parse(text)
        assert [item.uri for item in entries(found)] == [str(n) for n in range(text.count("</item>"))]
        assert "cut off" in faults(found)[0].reason


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Fish &nbsp;&amp; chips &eacute;t &mdash; all", "Fish & chips ét — all"),
        ("Marks & Spencer & Co", "Marks & Spencer & Co"),
        ("R&D; and A&B", "R&D; and A&B"),
        ("Bell &#7; and &#x92; &#8217;", "Bell and ’ ’"),
        ("<![CDATA[Fish & chips]]> &", "Fish & chips &"),
    ],
)
def test_stray_ampersands_and_named_characters_are_mended(title: str, read: str) -> None:
    item = only(rss(f"<item><title>{title}</title><guid>1</guid></item>"))
    assert item.headlines[0].text == read


def test_tag_soup_is_rescued_by_feedparser() -> None:
    soup = rss(
        "<item><title>One <b>bold</title><link>https://a.example/1</link><author>Ola</author>"
        "<pubDate>Wed, 19 Jun 2024 06:28:00 IST</pubDate><category>sea</category><source url='https://b.example/'>B</source>"
        f"<content:encoded><![CDATA[<p>{LONG}</p><p>{LONG}</p>]]></content:encoded></item>"
        "<item><title>Two</title><guid>2</guid></item>"
    )
    found = entries(parse(soup))
    assert [item.headlines[0].text for item in found] == ["One bold", "Two"]
    assert found[0].published[0].text == "Wed, 19 Jun 2024 06:28:00 IST"
    assert found[0].keywords == ("sea",)
    assert len(found[0].blocks) == 2
    assert found[0].bylines[0].text == "Ola"
    assert "source: B" in found[0].raw_text


def test_a_wrong_charset_label_does_not_spoil_the_text() -> None:
    right = rss("<item><title>पोर्ट पर नई नाव</title></item>")
    assert only(right.replace("UTF-8", "ISO-8859-1")).headlines[0].text == "पोर्ट पर नई नाव"
    latin = rss("<item><title>Café près du quai, été à la plage, forêt brûlée</title></item>").encode("iso-8859-1")
    assert only(latin).headlines[0].text == "Café près du quai, été à la plage, forêt brûlée"
    wide = right.replace("UTF-8", "UTF-16").encode("utf-16")
    assert only(wide).headlines[0].text == "पोर्ट पर नई नाव"


def test_nul_bytes_and_controls_vanish() -> None:
    item = only(rss("<item><title>Fe\0rry \x0bberth\x7f \u202eok</title></item>"))
    assert item.headlines[0].text == "Ferry berth ok"


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def test_an_entity_bomb_is_refused() -> None:
    with pytest.raises(DocumentError, match="bomb"):
        parse(rss("<item><title>&b;</title></item>").replace("?>", f"?>{BOMB}", 1))


def test_an_external_entity_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    for inner in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', f'<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p; <!ENTITY x "y">'):
        text = rss("<item><title>A &x; b</title><guid>1</guid></item>").replace("?>", f"?>\n<!DOCTYPE rss [{inner}]>", 1)
        found = parse(text)
        assert "TOPSECRET" not in repr(found)
        assert entries(found)[0].headlines[0].text == "A &x; b"


def test_a_document_type_with_a_distant_dtd_is_no_obstacle() -> None:
    prolog = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    assert only(rss("<item><title>Fish &eacute;</title></item>").replace("?>", f"?>{prolog}", 1)).headlines[0].text == "Fish é"


def test_more_entries_than_the_limit_are_left_out_and_counted() -> None:
    found = parse(rss("<item><title>x</title></item>" * (MAX_ENTRIES + 7)))
    assert len(entries(found)) == MAX_ENTRIES
    assert faults(found)[0].reason.startswith(f"entries {MAX_ENTRIES + 1}–{MAX_ENTRIES + 7} left out")
    many = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "x"}] * (MAX_ENTRIES + 2)}
    assert faults(parse(json.dumps(many), "json-feed"))[0].place == f"entry {MAX_ENTRIES + 1}"


@pytest.mark.parametrize(
    "hostile",
    [
        rss("<a>" * 200_000),
        rss("<item/>" * 300_000),
        rss("<item><title>" + "&amp;lt;" * 200_000 + "</title></item>"),
        rss("<item><description>" + "&lt;div&gt;" * 50_000 + "</description></item>"),
        "<!DOCTYPE rss [" + '<!ENTITY x "' * 50_000,
        "<?xml " * 100_000,
        "<!--" * 200_000,
        "<" * 300_000,
        "<rss " + "a='1' " * 50_000,
        rss("<item><title>" + "<![CDATA[" * 50_000),
        rss("&" * 300_000),
        rss("<item><title>a</title>" + '<media:thumbnail url="u"/>' * 50_000 + "</item>"),
        rss("<item><title>a</title>" + "".join(f'<media:thumbnail url="{n}"/>' for n in range(50_000)) + "</item>"),
        rss("<item><guid>a</guid></item>" * MAX_ENTRIES),
        "<!DOCTYPE " + "'a" * 50_000,
    ],
    ids=range(15),
)
def test_a_hostile_feed_ends_soon_and_says_something(hostile: str) -> None:
    with soon(5):
        found = []
        try:
            found = parse(hostile)
        except DocumentError as error:
            found = [Unreadable("rss", error.place, error.reason)]
        assert found
        assert sniffed(hostile) in (*FORMATS, None)


def test_a_feed_too_deep_to_be_read_says_where_and_why() -> None:
    fault = faults(parse(rss("<item><title>t</title>" + "<div>" * 5000 + "x" + "</div>" * 5000 + "</item>")))[0]
    assert fault.place.startswith("line 1, column ")
    assert "depth" in fault.reason


def test_a_feed_broken_beyond_mending_gives_the_entries_before_the_fault() -> None:
    found = parse(rss("<item><title>T</title></item>" + "<oops/>" * rescue.MAX_TAGS + "</item><item><title>U</title></item>"))
    assert [item.headlines[0].text for item in entries(found)] == ["T"]
    assert "broken here" in faults(found)[0].reason
    assert "1 entries stand before it" in faults(found)[0].reason


def test_a_fault_of_feedparser_itself_is_no_fault_of_ours() -> None:
    odd = FULL.encode()[:72] + b"\x80\x80\x80\xa0" + FULL.encode()[72:]
    assert rescue.read(odd.decode("cp1252").encode(), "rss")[0] == []
    assert len(parse(odd)) >= 1


def test_a_rescued_entry_that_states_nothing_is_reported_and_not_given() -> None:
    found = parse(rss("<item><title>T</item>"))
    assert entries(found) == []
    assert faults(found)[0].reason == "1 of 1 entries state neither words nor an address"


def test_a_channels_own_picture_is_no_entry() -> None:
    text = rss("<image><url>https://a.example/logo.png</url><title>Logo</title></image><item><title>T</title></item>")
    assert only(text).headlines[0].text == "T"


def test_words_are_no_feed() -> None:
    assert faults(parse("just words"))[0].reason == "this is no feed"


def test_an_odd_end_costs_no_entry_and_raises_no_alarm() -> None:
    assert only(rss("<item><title>T</title></item>") + "<script>3 < 4</script>").headlines[0].text == "T"


def test_the_rescue_refuses_what_would_take_it_long() -> None:
    assert rescue.read(b"<rss>" + b"<a>" * (rescue.MAX_DEPTH + 1), "rss")[0] == []
    assert rescue.read(b"<rss>" + b"<a/>" * (rescue.MAX_TAGS + 1), "rss")[0] == []
    assert rescue.read(b"<rss>" + b" " * rescue.MAX_BYTES, "rss")[0] == []


def test_media_groups_thumbnails_and_plain_enclosures_give_pictures() -> None:
    item = only(
        rss(
            """<item><title>T</title><media:group><media:content url="https://a.example/v.mp4" type="video/mp4"/>
            <media:content url="https://a.example/1.webp"/><media:thumbnail url="https://a.example/t"/></media:group>
            <media:thumbnail url="https://a.example/t"/><enclosure url="https://a.example/2.JPG?w=1"/>
            <media:keywords>a, b</media:keywords></item>"""
        )
    )
    assert [image.url for image in item.images] == ["https://a.example/1.webp", "https://a.example/t", "https://a.example/2.JPG?w=1"]
    assert item.keywords == ("a", "b")


def test_a_title_in_another_vocabulary_serves_where_the_feed_has_none() -> None:
    assert only(rss("<item><dc:title>Theirs</dc:title></item>")).headlines[0].text == "Theirs"
    assert [word.text for word in only(rss("<item><title>Ours</title><dc:title>Theirs</dc:title></item>")).headlines] == ["Ours"]


def test_the_dialects_own_time_stands_before_a_borrowed_one() -> None:
    item = only(rss("<item><dc:date>2024-06-19</dc:date><pubDate>Wed, 19 Jun 2024 06:28:00 IST</pubDate><title>T</title></item>"))
    assert [word.source for word in item.published] == ["feed pubDate", "feed dc:date"]


def test_atom_links_within_rss_serve_where_there_is_no_other() -> None:
    first, second = entries(
        parse(
            rss(
                '<item><atom:link href="https://a.example/1"/></item>'
                '<item><atom:link type="application/json" href="https://a.example/j"/><link>https://a.example/2</link></item>'
            )
        )
    )
    assert (first.url, second.url) == ("https://a.example/1", "https://a.example/2")


def test_rss_may_borrow_atoms_names_without_their_namespace_and_namespaces_written_with_https() -> None:
    text = "<item><id>7</id><updated>Tue, 17 Feb 2026 23:35:02 +0000</updated>"
    text += "<summary>In short</summary><dc:creator>Ola</dc:creator></item>"
    item = only(rss(text).replace("http://purl.org/dc", "https://purl.org/dc"))
    assert (item.uri, item.updated[0].text, item.summaries[0].text, item.bylines[0].text) == (
        "7",
        "Tue, 17 Feb 2026 23:35:02 +0000",
        "In short",
        "Ola",
    )


@pytest.mark.parametrize(
    ("url", "host"), [("https://www.a.example/x", "a.example"), ("http://[", None), ("", None), (None, None), ("localhost", None)]
)
def test_a_domain_is_the_host_without_www(url: str | None, host: str | None) -> None:
    assert domain(url) == host


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(sorted(FORMATS)), st.integers(0, len(FULL)))
def test_any_bytes_give_something_and_never_another_error(noise: bytes, form: str, at: int) -> None:
    for data in (noise, FULL.encode()[:at] + noise + FULL.encode()[at:]):
        try:
            found = list(FORMATS[form].items(data, None, Hints(), HouseStyle()))
        except DocumentError:
            continue
        assert found
        for item in entries(found):
            assert all(item.raw_text[block.start : block.end] == block.text for block in item.blocks)


def test_reading_formats_loads_no_feedparser_until_it_is_needed() -> None:
    code = "import sys, normalizers.formats; sys.exit(any(name in sys.modules for name in ('feedparser', 'bs4')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
