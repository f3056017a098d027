"""The outgoing Atom feed (RFC 4287): what the house has released, newest first, and a tombstone (RFC 6721) for what it took back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from normalizers.formats.identity import instant, provenance_line
from normalizers.formats.ninjs_out import body_html
from normalizers.formats.xml_out import add, clean, document
from normalizers.terms import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizers.markup import Element
    from normalizers.terms import Story

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def as_atom(
    entries: Sequence[tuple[str, str, Story]],
    *,
    title: str,
    updated: str,
    feed_id: str,
    withdrawn: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Give a feed of stories, each with its stable tag URI and the time its content last changed, in ISO 8601 with offset.

    `withdrawn` are the ids of entries that were taken back, with the times of it.
    """
    root = etree.fromstring(f'<feed xmlns="{ATOM}" xmlns:at="{TOMBSTONES}"/>')
    add(root, "id", feed_id)
    add(root, "title", title)
    add(root, "updated", updated)
    add(add(root, "author"), "name", title)
    add(root, "generator", "Copytaster")
    for identity, changed, story in entries:
        _entry(root, identity, changed, story)
    for identity, when in withdrawn:
        tombstone = etree.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry")
        tombstone.set("ref", clean(identity))
        tombstone.set("when", when)
    return document(root)


def _entry(root: Element, identity: str, changed: str, story: Story) -> None:
    """One story as an entry."""
    entry = add(root, "entry")
    if story.language:
        entry.set(_LANG, clean(story.language))
    add(entry, "id", identity)
    add(entry, "title", story.headline or story.slugline or "Untitled")
    add(entry, "updated", changed)
    if published := instant(story.published):
        add(entry, "published", published)
    if author := story.byline or ", ".join(story.persons) or story.publisher.name or story.publisher.domain:
        add(add(entry, "author"), "name", author)
    if address := story.canonical_url or story.url:
        add(entry, "link", rel="alternate", type="text/html", href=address)
    for word in dict.fromkeys((*story.keywords, *(subject.name for subject in story.subjects))):
        add(entry, "category", term=word)
    if story.summary:
        add(entry, "summary", story.summary)
    if story.copyright_notice:
        add(entry, "rights", story.copyright_notice)
    add(entry, "content", body_html((*story.body, *_provenance(story))), type="html")


def _provenance(story: Story) -> Iterator[Block]:
    """The lines below the copy that say where it comes from: the publisher's own words, then ours."""
    yield from (Block("p", statement.text) for statement in story.provenance.statements)
    if line := provenance_line(story):
        yield Block("p", line)
