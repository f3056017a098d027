"""An index of sitemaps: what it names, in its order; and sitemaps that lie on the server packed."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soon import soon

from normalizers import Story, Unreadable, read
from normalizers.formats.sitemap_index import MAX_SITEMAPS, SitemapRef, sitemaps
from normalizers.markup.inflate import MAX_INFLATED

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="{SPACE}" xmlns:news="{NEWS}"><url><loc>https://www.tide-wire.example/ferry</loc>
<news:news><news:title>Ferry berth approved</news:title><news:publication_date>2031-04-09T06:28:00Z</news:publication_date></news:news>
</url></urlset>""".encode()


def index(lines: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="{SPACE}">{lines}</sitemapindex>'.encode()


def test_the_sitemaps_of_an_index_come_in_its_order_with_their_times() -> None:
    found = sitemaps(
        index(
            "<sitemap><loc>\n https://tide.example/news.xml.gz </loc><lastmod>2031-04-09T06:28:00+05:30</lastmod></sitemap>"
            "<sitemap><lastmod>2031-04-08</lastmod><loc>https://tide.example/old.xml?a=1&amp;b=2</loc></sitemap>"
            "<sitemap><loc>https://tide.example/undated.xml</loc><lastmod>lately</lastmod></sitemap>"
            "<sitemap><lastmod>2031-04-07</lastmod></sitemap>"
        )
    )
    assert found == (
        SitemapRef(
            loc="https://tide.example/news.xml.gz", lastmod="2031-04-09T06:28:00+05:30", changed=datetime(2031, 4, 9, 0, 58, tzinfo=UTC)
        ),
        SitemapRef(loc="https://tide.example/old.xml?a=1&b=2", lastmod="2031-04-08"),
        SitemapRef(loc="https://tide.example/undated.xml", lastmod="lately"),
    )


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"words", b"<html/>", SITEMAP, b"\xff\xfe\0", b"<sitemapindex>", index("")),
        b'<!DOCTYPE a [<!ENTITY b "&c;"><!ENTITY c "d">]><sitemapindex><sitemap><loc>&b;</loc></sitemap></sitemapindex>',
        b"<rss><channel><sitemap><loc>https://a.example/</loc></sitemap></channel></rss>",
    ],
)
def test_what_is_no_index_names_nothing(data: bytes) -> None:
    assert sitemaps(data) == ()


def test_an_index_without_a_namespace_or_cut_off_gives_what_is_whole() -> None:
    line = b"<sitemap><loc>https://tide.example/1.xml</loc></sitemap>"
    assert [ref.loc for ref in sitemaps(b"<sitemapindex>" + line + b"<sitemap><loc>https://ti")] == ["https://tide.example/1.xml"]


def test_an_index_is_read_to_its_limit_and_in_good_time() -> None:
    with soon(5):
        many = "".join(f"<sitemap><loc>https://tide.example/{number}.xml</loc></sitemap>" for number in range(40_000))
        assert len(sitemaps(index(many))) == MAX_SITEMAPS
        assert sitemaps(index("<sitemap/>" * 400_000)) == ()
        assert sitemaps(index(f"<sitemap><loc>https://tide.example/{'a' * 3000}</loc></sitemap>")) == ()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="<>/&;sitemapndexloc \n", max_size=200).map(str.encode))
def test_no_bytes_raise(noise: bytes) -> None:
    assert isinstance(sitemaps(noise), tuple)
    assert isinstance(sitemaps(index("<sitemap><loc>a</loc></sitemap>") + noise), tuple)


def test_a_packed_sitemap_is_read_like_any_other() -> None:
    (story,) = read(gzip.compress(SITEMAP))
    assert isinstance(story, Story)
    assert (story.headline, story.url, story.form) == ("Ferry berth approved", "https://www.tide-wire.example/ferry", "news-sitemap")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (gzip.compress(b"<html><body>words</body></html>", mtime=0), "what is in it is no feed"),
        (gzip.compress(b"", mtime=0), "what is in it is no feed"),
        (b"\x1f\x8b\x08\x00 broken", "this gzip archive is broken"),
        (gzip.compress(SITEMAP[:-20] + b" " * (MAX_INFLATED + 1), mtime=0), "a bomb that fills the memory"),
        (gzip.compress(SITEMAP, mtime=0)[:150], "cut off"),
    ],
)
def test_an_archive_that_holds_no_feed_is_refused_in_words(data: bytes, says: str) -> None:
    found = read(data)[-1]
    assert isinstance(found, Unreadable)
    assert says in found.reason
