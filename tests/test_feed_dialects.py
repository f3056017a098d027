"""Every dialect and vocabulary that newsrooms use in their feeds, each with an entry of its own."""

from __future__ import annotations

import base64

import pytest

from normalizers import Story, as_json, read
from normalizers.terms import Image, Subject

SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "media": "http://search.yahoo.com/mrss/",
        "georss": "http://www.georss.org/georss",
        "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    }.items()
)
LINK = "<link>https://www.tide-wire.example/ferry</link>"


def rss(inside: str, *, version: str = "2.0", root: str = "") -> str:
    channel = "<title>Tide Wire</title><link>https://www.tide-wire.example/</link>"
    return f'<rss version="{version}" {SPACES} {root}><channel>{channel}<item>{inside}</item></channel></rss>'


def atom(inside: str, *, root: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {root}><title>Tide Wire</title><entry>{inside}</entry></feed>'


def only(text: str) -> Story:
    (story,) = read(text.encode())
    assert isinstance(story, Story)
    return story


@pytest.mark.parametrize("version", ["0.90", "0.91", "0.92", "0.93", "0.94", "2.0", "2.01"])
def test_every_version_of_rss_is_read(version: str) -> None:
    story = only(rss(f"<title>Ferry berth approved</title>{LINK}<description>The board said yes.</description>", version=version))
    assert (story.form, story.headline, story.url) == ("rss", "Ferry berth approved", "https://www.tide-wire.example/ferry")
    assert story.summary == "The board said yes."


@pytest.mark.parametrize(
    "space", ["http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/"]
)
def test_rss_as_rdf_is_read_and_its_about_is_its_identity(space: str) -> None:
    story = only(
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{space}" {SPACES}>'
        "<channel><title>Tide Wire</title></channel>"
        f'<item rdf:about="urn:tide:7"><title>Ferry berth approved</title>{LINK}<dc:date>2031-04-09T06:28:00+05:30</dc:date>'
        "<dc:creator>Ilka Moreau</dc:creator></item></rdf:RDF>"
    )
    assert (story.form, story.uri, story.publisher.name) == ("rdf", "urn:tide:7", "Tide Wire")
    assert as_json(story)["published"] == "2031-04-09T06:28:00+05:30"
    assert story.persons == ("Ilka Moreau",)


@pytest.mark.parametrize("space", ["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "https://www.w3.org/2005/Atom"])
def test_old_and_new_atom_are_read(space: str) -> None:
    story = only(
        f'<feed xmlns="{space}"><title>Tide Wire</title><entry><id>urn:tide:7</id><title>Ferry berth approved</title>'
        '<link rel="alternate" href="https://www.tide-wire.example/ferry"/><updated>2031-04-09T06:28:00Z</updated></entry></feed>'
    )
    assert (story.form, story.uri, story.url) == ("atom", "urn:tide:7", "https://www.tide-wire.example/ferry")
    assert as_json(story)["updated"] == "2031-04-09T06:28:00+00:00"


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_both_json_feeds_are_read(version: str) -> None:
    story = only(
        f'{{"version": "{version}", "title": "Tide Wire", "items": [{{"id": "7", '
        '"url": "https://www.tide-wire.example/ferry", '
        '"title": "Ferry berth approved", "authors": [{"name": "Ilka Moreau"}, {"name": "Tom Reed"}], '
        '"content_text": "The board said yes."}]}'
    )
    assert (story.form, story.uri, story.headline) == ("json-feed", "7", "Ferry berth approved")
    assert story.persons == ("Ilka Moreau", "Tom Reed")


@pytest.mark.parametrize(
    ("kind", "printed", "headline"),
    [
        ("text", "Berth &lt;5&gt; &amp;amp; quay", "Berth <5> & quay"),
        ("html", "Berth &lt;b&gt;five&lt;/b&gt; &amp;amp; quay", "Berth five & quay"),
        ("html", "<![CDATA[Berth <b>five</b> &amp; quay]]>", "Berth five & quay"),
        ("xhtml", '<div xmlns="http://www.w3.org/1999/xhtml">Berth <b>five</b> &amp; quay</div>', "Berth five & quay"),
    ],
)
def test_atoms_kinds_of_text_are_kept_apart(kind: str, printed: str, headline: str) -> None:
    assert only(atom(f'<title type="{kind}">{printed}</title><id>7</id>')).headline == headline


def test_content_comes_as_text_html_xhtml_and_base64() -> None:
    packed = base64.b64encode(b"<p>The board said <i>yes</i>.</p>").decode()
    for content in (
        '<content type="html">&lt;p&gt;The board said &lt;i&gt;yes&lt;/i&gt;.&lt;/p&gt;</content>',
        '<content type="html"><div>&lt;p&gt;The board said yes.&lt;/p&gt;</div></content>',
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The board said <i>yes</i>.</p></div></content>',
        '<content type="text/plain">The board said yes.</content>',
        f'<content mode="base64">{packed}</content>',
        f'<content type="application/octet-stream">{packed}</content>',
    ):
        assert only(atom(f"<title>T</title><id>7</id>{content}")).body_text == "The board said yes."


def test_a_picture_in_base64_is_no_copy() -> None:
    for content in (
        '<content type="image/png">iVBORw0K</content>',
        '<content mode="base64">iVBORw0KGgo=</content>',
        '<content mode="base64">!</content>',
    ):
        assert only(atom(f"<title>T</title><id>7</id>{content}")).body_text == ""


def test_a_full_text_comes_in_content_encoded_an_xhtml_body_or_radios_fullitem() -> None:
    for content in (
        "<content:encoded><![CDATA[<p>The board said yes.</p>]]></content:encoded>",
        '<body xmlns="http://www.w3.org/1999/xhtml"><p>The board said yes.</p></body>',
        "<fullitem>&lt;p&gt;The board said yes.&lt;/p&gt;</fullitem>",
    ):
        assert only(rss(f"<title>T</title>{LINK}{content}")).body_text == "The board said yes."


def test_words_behind_an_open_embed_are_not_lost() -> None:
    assert (
        only(rss(f"<title>T</title>{LINK}<description>Before &lt;embed src='a'&gt; and behind.</description>")).summary
        == "Before and behind."
    )


def test_a_title_is_read_without_its_scripts_and_frames() -> None:
    title = "&lt;script&gt;track()&lt;/script&gt;Ferry &lt;iframe src='a'&gt;&lt;/iframe&gt;berth"
    assert only(rss(f"<title>{title}</title>{LINK}")).headline == "Ferry berth"


def test_dublin_core_names_author_time_language_and_subjects() -> None:
    story = only(
        rss(
            f"<dc:title>Ferry berth approved</dc:title>{LINK}<dc:creator>Ilka Moreau</dc:creator><dc:date>2031-04-09T06:28:00Z</dc:date>"
            "<dcterms:modified>2031-04-09T07:00:00Z</dcterms:modified><dc:language>hi</dc:language><dc:subject>harbor</dc:subject>"
            "<dcterms:subject>ferries</dcterms:subject><dc:description>The board said yes.</dc:description>"
        )
    )
    assert (story.headline, story.persons, story.keywords) == ("Ferry berth approved", ("Ilka Moreau",), ("harbor", "ferries"))
    told = as_json(story)
    assert (told["published"], told["updated"]) == ("2031-04-09T06:28:00+00:00", "2031-04-09T07:00:00+00:00")


def test_the_terms_of_dublin_core_serve_as_its_elements_do() -> None:
    story = only(
        rss(
            f"<dcterms:title>Ferry berth approved</dcterms:title>{LINK}<dcterms:creator>Ilka Moreau</dcterms:creator>"
            "<dcterms:issued>2031-04-09T06:28:00Z</dcterms:issued><dcterms:abstract>The board said yes.</dcterms:abstract>"
        )
    )
    assert (story.headline, story.persons, story.summary) == ("Ferry berth approved", ("Ilka Moreau",), "The board said yes.")
    assert as_json(story)["published"] == "2031-04-09T06:28:00+00:00"


def test_the_feeds_own_title_stands_before_the_pictures() -> None:
    assert (
        only(rss(f"<media:title>The berth at dawn</media:title><title>Ferry berth approved</title>{LINK}")).headline
        == "Ferry berth approved"
    )


def test_media_gives_pictures_with_caption_and_credit_wherever_they_stand() -> None:
    inside = '<media:content url="https://img.example/1.jpg" medium="image">'
    inside += "<media:title>At dawn</media:title><media:credit>T. Reed</media:credit></media:content>"
    group = f'<media:group>{inside}<media:thumbnail url="https://img.example/s"/></media:group>'
    story = only(rss(f"<title>T</title>{LINK}{group}<media:description>The berth</media:description>"))
    assert story.images == (
        Image(url="https://img.example/1.jpg", caption="At dawn", credit="T. Reed"),
        Image(url="https://img.example/s", caption="The berth"),
    )


def test_enclosures_are_pictures_where_they_say_so_or_are_named_so() -> None:
    files = '<enclosure url="https://a.example/1" type="image/png"/><enclosure url="https://a.example/2.JPG?w=1"/><enclosure url="https://a.example/3.mp3"/>'
    linked = '<atom:link rel="enclosure" href="https://a.example/4" type="image/jpeg"/>'
    assert [image.url for image in only(rss(f"<title>T</title>{LINK}{files}{linked}")).images] == [
        "https://a.example/1",
        "https://a.example/2.JPG?w=1",
        "https://a.example/4",
    ]


def test_a_place_is_where_the_feed_names_one_and_a_point_is_kept_as_printed() -> None:
    story = only(rss(f"<title>T</title>{LINK}<georss:featureName> Port  Karwi </georss:featureName><georss:point>25.2 80.9</georss:point>"))
    assert story.located == "Port Karwi"
    assert "georss:point: 25.2 80.9" in story.raw_text
    assert only(rss(f"<title>T</title>{LINK}<georss:point>25.2 80.9</georss:point>")).located is None


def test_the_address_behind_a_counter_is_the_canonical_one() -> None:
    counted = "<link>https://count.example/7</link><feedburner:origLink>https://www.tide-wire.example/ferry</feedburner:origLink>"
    story = only(rss(f"<title>T</title>{counted}"))
    assert (story.url, story.canonical_url) == ("https://count.example/7", "https://www.tide-wire.example/ferry")
    bare = only(rss("<title>T</title><feedburner:origLink>https://www.tide-wire.example/ferry</feedburner:origLink>"))
    assert bare.url == "https://www.tide-wire.example/ferry"


def test_links_to_other_things_are_no_address_of_the_story() -> None:
    others = "".join(f'<link rel="{rel}" href="https://a.example/{rel}"/>' for rel in ("self", "edit", "replies", "via", "related", "next"))
    story = only(atom(f'<title>T</title><id>7</id>{others}<link href="https://a.example/story"/>'))
    assert story.url == "https://a.example/story"
    assert only(atom(f"<title>T</title><id>7</id>{others}")).url is None


@pytest.mark.parametrize(
    ("permalink", "url"), [("", "https://a.example/7"), (' isPermaLink="true"', "https://a.example/7"), (' isPermaLink="false"', None)]
)
def test_a_guid_is_an_address_unless_it_says_not(permalink: str, url: str | None) -> None:
    story = only(rss(f"<title>T</title><guid{permalink}>https://a.example/7</guid>"))
    assert (story.uri, story.url) == ("https://a.example/7", url)


@pytest.mark.parametrize(
    ("root", "inner", "printed", "url"),
    [
        ('xml:base="https://a.example/news/"', "", "7", "https://a.example/news/7"),
        ('xml:base="https://a.example/news/"', 'xml:base="/city/"', "7", "https://a.example/city/7"),
        ('xml:base="https://a.example/news/"', "", "https://b.example/7", "https://b.example/7"),
        ('xml:base="/news/"', "", "7", "7"),
        ('xml:base="http://["', "", "7", "7"),
        ("", "", "/7", "/7"),
    ],
)
def test_a_relative_link_stands_on_the_base_the_document_states(root: str, inner: str, printed: str, url: str) -> None:
    text = f'<feed xmlns="http://www.w3.org/2005/Atom" {root}><title>Tide Wire</title><entry {inner}><title>T</title><id>7</id>'
    text += f'<link href="{printed}"/></entry></feed>'
    story = only(text)
    assert (story.url, story.uri) == (url, "7")


def test_rss_states_its_base_on_its_root() -> None:
    assert only(rss("<title>T</title><link>7</link>", root='xml:base="https://a.example/"')).url == "https://a.example/7"


def test_several_authors_are_several_people() -> None:
    people = "<author><name>Ilka Moreau</name></author><author><name>Tom Reed</name></author>"
    assert only(atom(f"<title>T</title><id>7</id>{people}")).persons == ("Ilka Moreau", "Tom Reed")
    assert only(rss(f"<title>T</title>{LINK}<dc:creator>Ilka Moreau</dc:creator><dc:creator>Tom Reed</dc:creator>")).persons == (
        "Ilka Moreau",
        "Tom Reed",
    )
    assert only(rss(f"<title>T</title>{LINK}<itunes:author>Ilka Moreau</itunes:author>")).persons == ("Ilka Moreau",)


def test_categories_are_keywords_and_media_topics_are_subjects_with_their_code() -> None:
    scheme = "http://cv.iptc.org/newscodes/mediatopic/"
    story = only(
        atom(f'<title>T</title><id>7</id><category term="{scheme}04000000" scheme="{scheme}" label="economy"/><category term="harbor"/>')
    )
    assert story.keywords == ("economy", "harbor")
    assert story.subjects == (Subject(code="medtop:04000000", name="economy"),)
    assert only(rss(f'<title>T</title>{LINK}<category domain="{scheme}">medtop:20000344</category>')).subjects[0].code == "medtop:20000344"


@pytest.mark.parametrize("prefix", ["media", "dc", "content", "unheardof"])
def test_a_prefix_that_a_feed_forgot_to_declare_costs_nothing(prefix: str) -> None:
    text = (
        f"<rss version='2.0'><channel><title>Tide Wire</title><item><title>T</title>{LINK}<{prefix}:creator>Ilka Moreau</{prefix}:creator>"
        f"<{prefix}:encoded>The board said yes.</{prefix}:encoded></item></channel></rss>"
    )
    story = only(text)
    assert story.headline == "T"
    assert (story.persons == ("Ilka Moreau",)) == (prefix == "dc")
    assert (story.body_text == "The board said yes.") == (prefix == "content")


def test_named_characters_are_read_though_xml_knows_five() -> None:
    assert (
        only(rss(f"<title>Caf&eacute; &ndash; quay&nbsp;5 &amp; &lt;berth&gt; R&D</title>{LINK}")).headline == "Café – quay 5 & <berth> R&D"
    )


def test_an_entity_of_the_feeds_own_is_put_in_and_not_in_cdata() -> None:
    text = "<!DOCTYPE rss [<!ENTITY paper \"Tide Wire\"><!ENTITY bold '<b>'>]>" + rss(
        f"<title>&paper; reports</title>{LINK}<description><![CDATA[the code &paper;]]></description>"
    )
    story = only(text)
    assert (story.headline, story.summary) == ("Tide Wire reports", "the code &paper;")


def test_a_news_sitemap_gives_headline_times_language_and_pictures() -> None:
    story = only(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://www.tide-wire.example/ferry</loc>'
        "<lastmod>2031-04-09T07:00:00Z</lastmod><news:news><news:publication><news:name>Tide Wire</news:name>"
        "<news:language>en</news:language></news:publication>"
        "<news:publication_date>2031-04-09T06:28:00Z</news:publication_date>"
        "<news:title>Ferry berth approved</news:title>"
        "<news:keywords>harbor, ferries</news:keywords></news:news><image:image><image:loc>https://img.example/1.jpg</image:loc>"
        "<image:caption>The berth</image:caption></image:image></url></urlset>"
    )
    assert (story.form, story.headline, story.partial) == ("news-sitemap", "Ferry berth approved", True)
    assert (story.publisher.name, story.language, story.keywords) == ("Tide Wire", "en", ("harbor", "ferries"))
    assert story.images == (Image(url="https://img.example/1.jpg", caption="The berth"),)
