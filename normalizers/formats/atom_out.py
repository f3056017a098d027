"""The outgoing Atom feed (RFC 4287): what the house has released, newest first, and a tombstone (RFC 6721) for what it took back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from normalizers.formats.identity import instant
from normalizers.formats.released import address_of, author_of, content_html, last_change, title_of, topics_of
from normalizers.formats.xml_out import add, clean, document

if TYPE_CHECKING:
    from normalizers.formats.released import Entries, Withdrawn
    from normalizers.markup import Element
    from normalizers.terms import Story

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def as_atom(entries: Entries, *, title: str, updated: str, feed_id: str, withdrawn: Withdrawn = (), address: str | None = None) -> bytes:
    """Give a feed of stories, each with its stable tag URI and the time its content last changed, in ISO 8601 with offset.

    `withdrawn` are the ids of entries that were taken back, with the times of it; `address` is where the feed itself is served.
    `updated` counts for an empty feed; any other is as old as what changed last in it.
    """
    root = etree.fromstring(f'<feed xmlns="{ATOM}" xmlns:at="{TOMBSTONES}"/>')
    add(root, "id", feed_id)
    add(root, "title", title)
    add(root, "updated", last_change(entries, withdrawn, updated))
    add(add(root, "author"), "name", title)
    if address:
        add(root, "link", rel="self", type="application/atom+xml", href=address)
    add(root, "generator", "Copytaster")
    for identity, changed, story in entries:
        _entry(root, identity, changed, story)
    tombstones(root, withdrawn)
    return document(root)


def tombstones(parent: Element, withdrawn: Withdrawn) -> None:
    """A tombstone for each entry that was taken back."""
    for identity, when in withdrawn:
        tombstone = etree.SubElement(parent, f"{{{TOMBSTONES}}}deleted-entry")
        tombstone.set("ref", clean(identity))
        tombstone.set("when", when)


def _entry(root: Element, identity: str, changed: str, story: Story) -> None:
    """One story as an entry."""
    entry = add(root, "entry")
    if story.language:
        entry.set(_LANG, clean(story.language))
    add(entry, "id", identity)
    add(entry, "title", title_of(story))
    add(entry, "updated", changed)
    if published := instant(story.published):
        add(entry, "published", published)
    if author := author_of(story):
        add(add(entry, "author"), "name", author)
    if address := address_of(story):
        add(entry, "link", rel="alternate", type="text/html", href=address)
    for word in topics_of(story):
        add(entry, "category", term=word)
    if story.summary:
        add(entry, "summary", story.summary)
    if story.copyright_notice:
        add(entry, "rights", story.copyright_notice)
    add(entry, "content", content_html(story), type="html")
