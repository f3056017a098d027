"""The outgoing RSS 2.0 feed: what the house has released, newest first; what it took back is told as Atom's tombstones tell it."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from lxml import etree

from normalizers.formats.atom_out import ATOM, TOMBSTONES, tombstones
from normalizers.formats.identity import instant
from normalizers.formats.released import address_of, author_of, content_html, last_change, title_of, topics_of
from normalizers.formats.xml_out import add, clean, document

if TYPE_CHECKING:
    from normalizers.formats.released import Entries, Withdrawn
    from normalizers.markup import Element
    from normalizers.terms import Story

CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"


def as_rss(entries: Entries, *, title: str, updated: str, feed_id: str, withdrawn: Withdrawn = (), address: str | None = None) -> bytes:
    """Give a feed of stories, each with its stable id and the time its content last changed, in ISO 8601 with offset.

    RSS has no word for an entry that was taken back, nor for the time of a change: both are told in Atom's, which other readers pass over.
    The rest is as `as_atom` has it.
    """
    root = etree.fromstring(
        f'<rss version="2.0" xmlns:atom="{ATOM}" xmlns:content="{CONTENT}" xmlns:dc="{DC}" xmlns:at="{TOMBSTONES}"><channel/></rss>'
    )
    channel = root[0]
    youngest = last_change(entries, withdrawn, updated)
    rows = (("title", title), ("link", address or feed_id), ("description", title), ("generator", "Copytaster"))
    for name, text in rows:
        add(channel, name, text)
    if built := _rfc_822(youngest):
        add(channel, "lastBuildDate", built)
    _in(channel, ATOM, "id", feed_id)
    if address:
        link = _in(channel, ATOM, "link")
        for name, text in (("rel", "self"), ("type", "application/rss+xml"), ("href", clean(address))):
            link.set(name, text)
    for identity, changed, story in entries:
        _item(channel, identity, changed, story)
    tombstones(channel, withdrawn)
    return document(root)


def _item(channel: Element, identity: str, changed: str, story: Story) -> None:
    """One story as an item."""
    item = add(channel, "item")
    add(item, "title", title_of(story))
    if address := address_of(story):
        add(item, "link", address)
    add(item, "guid", identity, isPermaLink="false")
    if printed := _rfc_822(instant(story.published) or changed):
        add(item, "pubDate", printed)
    _in(item, ATOM, "updated", changed)
    rows = (("creator", author_of(story)), ("language", story.language), ("rights", story.copyright_notice))
    for name, text in rows:
        if text:
            _in(item, DC, name, text)
    for word in topics_of(story):
        add(item, "category", word)
    if story.summary:
        add(item, "description", story.summary)
    _in(item, CONTENT, "encoded", content_html(story))


def _in(parent: Element, space: str, name: str, text: str | None = None) -> Element:
    """An element of another vocabulary."""
    element = etree.SubElement(parent, f"{{{space}}}{name}")
    if text is not None:
        element.text = clean(text)
    return element


def _rfc_822(time: str) -> str | None:
    """A time as RSS prints it; None for what is no instant."""
    try:
        value = datetime.fromisoformat(time)
    except ValueError:
        return None
    return format_datetime(value) if value.tzinfo else None
