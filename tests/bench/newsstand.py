"""Feeds of our own invention, in the dialects of the trade: every number gives another feed, and an edition other words."""

from __future__ import annotations

import html
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PLACES = ("Selwyn", "Carrow", "Dunmere", "Ashby", "Tolland", "Veyra", "Ostrand", "Kilmore", "Pellin", "Harrow", "Mirava", "Brask")
WHO = ("ferry", "council", "harbor", "school", "mill", "orchard", "museum", "railway", "clinic", "market", "library", "theater")
DID = ("opens", "closes", "rebuilds", "sells", "inspects", "paints", "measures", "lights", "repairs", "doubts", "counts", "moves")
WHAT = ("bridges", "lamps", "nets", "gates", "wells", "sheds", "boats", "maps", "clocks", "kilns", "anchors", "bells")
BEGINS = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
ITEMS = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One invented story, as any dialect tells it."""

    link: str
    headline: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """One invented feed: so many entries, the newest first. `printing` changes bytes that are no entry's."""

    number: int
    base: str = "https://stand.example"
    items: int = ITEMS
    first: int = 0
    printing: int = 0
    words: int = 45

    def grown(self, by: int) -> Feed:
        """The feed with so many new entries, its oldest gone."""
        return replace(self, first=self.first + by, printing=self.printing + 1)

    def reprinted(self) -> Feed:
        """The same entries in other bytes."""
        return replace(self, printing=self.printing + 1)

    def entries(self) -> list[Entry]:
        """Its entries."""
        return [_entry(self, self.first + place) for place in reversed(range(self.items))]


def _entry(feed: Feed, place: int) -> Entry:
    dice = random.Random(feed.number * 100_003 + place)  # noqa: S311 - words, not secrets
    headline = f"{dice.choice(PLACES)} {dice.choice(WHO)} {dice.choice(DID)} {dice.randrange(2, 990)} {dice.choice(WHAT)}"
    sentences: list[str] = []
    while sum(len(one) for one in sentences) < feed.words * 6:
        sentences.append(
            f"The {dice.choice(WHO)} of {dice.choice(PLACES)} {dice.choice(DID)} {dice.randrange(2, 9999)} {dice.choice(WHAT)}"
            f" by the {dice.choice(WHO)} near {dice.choice(PLACES)}, said keeper {dice.randrange(10_000)}."
        )
    return Entry(f"{feed.base}/{feed.number}/{place}", headline, " ".join(sentences), BEGINS + timedelta(minutes=7 * place))


def rss(feed: Feed) -> bytes:
    """RSS 2.0."""
    rows = "".join(
        f'<item><title>{one.headline}</title><link>{one.link}</link><guid isPermaLink="true">{one.link}</guid>'
        f"<pubDate>{format_datetime(one.at, usegmt=True)}</pubDate><description>{html.escape(one.text)}</description></item>\n"
        for one in feed.entries()
    )
    head = f"<title>Stand {feed.number}</title><link>{feed.base}/{feed.number}</link><description>Printing {feed.printing}</description>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>{head}\n{rows}</channel></rss>'.encode()


def rss_rich(feed: Feed) -> bytes:
    """RSS 2.0 as content systems write it: namespaces, CDATA, whole articles in HTML, media and categories."""
    rows = "".join(
        f"<item><title><![CDATA[{one.headline}]]></title><link>{one.link}</link><dc:creator><![CDATA[Ruth Adeyemi]]></dc:creator>"
        f'<pubDate>{format_datetime(one.at)}</pubDate><category><![CDATA[World]]></category><guid isPermaLink="false">{one.link}</guid>'
        f"<description><![CDATA[<p>{one.text[:120]} [&#8230;]</p>]]></description>"
        f"<content:encoded><![CDATA[<p>{one.text}</p>\n<p>{one.text[::2]}</p>]]></content:encoded>"
        f'<media:content url="{one.link}.jpg" medium="image"><media:credit>Coast News</media:credit></media:content></item>\n'
        for one in feed.entries()
    )
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/"'
    )
    head = f"<title>Stand {feed.number}</title><link>{feed.base}</link><description>Printing {feed.printing}</description>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {spaces}><channel>{head}{rows}</channel></rss>'.encode()


def atom(feed: Feed) -> bytes:
    """Atom."""
    rows = "".join(
        f'<entry><title type="text">{one.headline}</title><link rel="alternate" href="{one.link}"/><id>{one.link}</id>'
        f"<published>{one.at.isoformat()}</published><updated>{one.at.isoformat()}</updated><author><name>Ruth Adeyemi</name></author>"
        f'<content type="html">{html.escape(f"<p>{one.text}</p>")}</content></entry>\n'
        for one in feed.entries()
    )
    head = f"<title>Stand {feed.number}</title><id>{feed.base}/{feed.number}</id><updated>{BEGINS.isoformat()}</updated>"
    return f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{rows}</feed>'.encode()


def rdf(feed: Feed) -> bytes:
    """RSS 1.0, which is RDF."""
    rows = "".join(
        f'<item rdf:about="{one.link}"><title>{one.headline}</title><link>{one.link}</link><dc:date>{one.at.isoformat()}</dc:date>'
        f"<description>{html.escape(one.text)}</description></item>\n"
        for one in feed.entries()
    )
    spaces = 'xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    head = f'<channel rdf:about="{feed.base}"><title>Stand {feed.number}</title><link>{feed.base}</link></channel>'
    return f'<?xml version="1.0" encoding="utf-8"?><rdf:RDF {spaces}>{head}{rows}</rdf:RDF>'.encode()


DIALECTS: dict[str, Callable[[Feed], bytes]] = {"rss": rss, "rss-rich": rss_rich, "atom": atom, "rdf": rdf}
