"""The words of the feed dialects: what each element of an entry means, in RSS, RDF, Atom and news sitemaps alike."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from normalizers.formats import elements
from normalizers.formats.elements import MAX_FIELDS, Read
from normalizers.formats.entry import Entry
from normalizers.formats.spaces import RDF_ABOUT, XML_BASE, XML_LANG, split

if TYPE_CHECKING:
    from normalizers.markup import Element


def read_entry(element: Element, form: str) -> Entry:
    """Read an entry's own elements, once each, in the order they stand in."""
    entry = Entry(form, element.get(RDF_ABOUT), language=element.get(XML_LANG), base=element.get(XML_BASE))
    for child in islice(element, MAX_FIELDS):
        meaning = means(child.tag)
        if meaning is not None:
            meaning[1](entry, child, meaning[0])
    return entry


@lru_cache(maxsize=2048)
def means(tag: object) -> tuple[str, Read] | None:
    """What an element says, and who reads it; None for one that says nothing of a story. RSS borrows Atom's bare names."""
    family, name = split(tag)
    return _MEANINGS.get((family, name)) or (_MEANINGS.get(("atom", name)) if family == "" else None)


def _within(entry: Entry, element: Element, _source: str) -> None:
    """A group: what it holds counts as the entry's own."""
    _gather(entry, element, _IN_GROUPS)


def _media(entry: Entry, element: Element, source: str) -> None:
    """A picture with its caption and credit; other media are no copy."""
    elements.picture(entry, element.get("url") or "", element, sure=source == "media:thumbnail")
    if len(element):
        _gather(entry, element, _IN_MEDIA)


def _gather(entry: Entry, element: Element, readers: tuple[Read, ...]) -> None:
    """Read the children of an element that have one of these readers."""
    for child in islice(element, MAX_FIELDS):
        meaning = means(child.tag)
        if meaning is not None and meaning[1] in readers:
            meaning[1](entry, child, meaning[0])


_IN_MEDIA: tuple[Read, ...] = (elements.other_headline, elements.keywords, elements.unseen, _media)
_IN_GROUPS: tuple[Read, ...] = (*_IN_MEDIA, elements.headline, elements.published, elements.publication, elements.caption)
_MEANINGS: dict[tuple[str, str], tuple[str, Read]] = {
    ("", "title"): ("feed title", elements.headline),
    ("atom", "title"): ("feed title", elements.headline),
    ("news", "title"): ("feed title", elements.headline),
    ("dc", "title"): ("feed dc:title", elements.other_headline),
    ("dcterms", "title"): ("feed dcterms:title", elements.other_headline),
    ("media", "title"): ("feed media:title", elements.other_headline),
    ("", "link"): ("link", elements.link),
    ("atom", "link"): ("link", elements.link),
    ("feedburner", "origlink"): ("feedburner:origLink", elements.original_link),
    ("sitemap", "loc"): ("loc", elements.sitemap_address),
    ("", "guid"): ("guid", elements.guid),
    ("atom", "id"): ("id", elements.guid),
    ("", "description"): ("feed description", elements.summary),
    ("atom", "summary"): ("feed summary", elements.summary),
    ("dc", "description"): ("feed dc:description", elements.summary),
    ("dcterms", "abstract"): ("feed dcterms:abstract", elements.summary),
    ("itunes", "summary"): ("feed itunes:summary", elements.summary),
    ("content", "encoded"): ("feed content", elements.content),
    ("atom", "content"): ("feed content", elements.content),
    ("xhtml", "body"): ("feed content", elements.content),
    ("xhtml", "div"): ("feed content", elements.content),
    ("", "body"): ("feed content", elements.content),
    ("", "fullitem"): ("feed content", elements.content),
    ("", "author"): ("feed author", elements.author),
    ("atom", "author"): ("feed author", elements.author),
    ("dc", "creator"): ("feed dc:creator", elements.creator),
    ("dc", "author"): ("feed dc:author", elements.creator),
    ("dcterms", "creator"): ("feed dcterms:creator", elements.creator),
    ("itunes", "author"): ("feed itunes:author", elements.creator),
    ("", "pubdate"): ("feed pubDate", elements.published),
    ("atom", "published"): ("feed published", elements.published),
    ("atom", "issued"): ("feed issued", elements.published),
    ("atom", "created"): ("feed atom:created", elements.published),
    ("dc", "date"): ("feed dc:date", elements.published),
    ("dcterms", "issued"): ("feed dcterms:issued", elements.published),
    ("dcterms", "created"): ("feed dcterms:created", elements.published),
    ("prism", "publicationdate"): ("feed prism:publicationDate", elements.published),
    ("news", "publication_date"): ("feed publication_date", elements.published),
    ("atom", "updated"): ("feed updated", elements.updated),
    ("atom", "modified"): ("feed modified", elements.updated),
    ("dcterms", "modified"): ("feed dcterms:modified", elements.updated),
    ("sitemap", "lastmod"): ("feed lastmod", elements.updated),
    ("", "category"): ("category", elements.category),
    ("atom", "category"): ("category", elements.category),
    ("dc", "subject"): ("category", elements.category),
    ("dcterms", "subject"): ("category", elements.category),
    ("media", "keywords"): ("keywords", elements.keywords),
    ("news", "keywords"): ("keywords", elements.keywords),
    ("dc", "language"): ("language", elements.language),
    ("dcterms", "language"): ("language", elements.language),
    ("", "language"): ("language", elements.language),
    ("georss", "featurename"): ("georss:featureName", elements.place),
    ("", "enclosure"): ("enclosure", elements.enclosed),
    ("media", "content"): ("media:content", _media),
    ("media", "thumbnail"): ("media:thumbnail", _media),
    ("media", "group"): ("media:group", _within),
    ("media", "description"): ("media:description", elements.caption),
    ("image", "image"): ("image", elements.sitemap_picture),
    ("", "source"): ("source", elements.unseen),
    ("atom", "source"): ("source", elements.unseen),
    ("dc", "source"): ("dc:source", elements.unseen),
    ("dc", "publisher"): ("dc:publisher", elements.unseen),
    ("dc", "rights"): ("dc:rights", elements.unseen),
    ("dc", "contributor"): ("dc:contributor", elements.unseen),
    ("atom", "rights"): ("rights", elements.unseen),
    ("", "copyright"): ("copyright", elements.unseen),
    ("media", "credit"): ("media:credit", elements.unseen),
    ("media", "copyright"): ("media:copyright", elements.unseen),
    ("georss", "point"): ("georss:point", elements.unseen),
    ("news", "news"): ("news", _within),
    ("news", "publication"): ("publication", elements.publication),
}
