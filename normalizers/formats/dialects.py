"""The words of the feed dialects: what each element of an entry means, in RSS, RDF, Atom and news sitemaps alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import islice

from normalizers.formats.entry import Channel, Entry
from normalizers.formats.xml import inner
from normalizers.markup import Element, plain
from normalizers.terms import Image, Words

_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_MEDIA = "http://search.yahoo.com/mrss"
_RSS = ("http://purl.org/rss/1.0/", "http://my.netscape.com/", "http://backend.userland.com/")
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_XHTML = "http://www.w3.org/1999/xhtml"
_NEWS = "http://www.google.com/schemas/sitemap-news/"
_SITEMAP_IMAGE = "http://www.google.com/schemas/sitemap-image/"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_PRISM = "http://prismstandard.org/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_RDF_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
MAX_FIELDS = 1000  # of one entry; an honest one has a few dozen
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")

Read = Callable[[Entry, Element, str], None]


def read_entry(element: Element, form: str) -> Entry:
    """Read an entry's own elements, once each, in the order they stand in."""
    entry = Entry(form, language=element.get(_XML_LANG))
    for child in islice(element, MAX_FIELDS):
        meaning = means(child.tag)
        if meaning is not None:
            meaning[1](entry, child, meaning[0])
    return entry


def read_channel(element: Element) -> Channel:
    """Read what a feed says of itself from its channel (or root) element."""
    found = Channel(language=element.get(_XML_LANG))
    for child in element:
        family, name = _split(child.tag)
        if family not in ("", "atom", "dc"):
            continue
        if name == "title" and not found.title:
            found.title = plain(inner(child)) or None
        elif name == "link" and not found.link:
            found.link = _home(child)
        elif name == "language":
            found.language = (child.text or "").strip() or found.language
        elif name == "author" and family == "atom":
            found.author = _name(child)
    return found


def _home(link: Element) -> str | None:
    """The address of the site a feed belongs to, or None for a link to something else."""
    target = link.get("href")
    if target is None:
        return (link.text or "").strip() or None
    return target.strip() if link.get("rel", "alternate") == "alternate" else None


@lru_cache(maxsize=2048)
def means(tag: object) -> tuple[str, Read] | None:
    """What an element says, and who reads it; None for one that says nothing of a story. RSS borrows Atom's bare names."""
    family, name = _split(tag)
    return _MEANINGS.get((family, name)) or (_MEANINGS.get(("atom", name)) if family == "" else None)


def _split(tag: object) -> tuple[str, str]:
    """The family of an element's namespace, and its name in lower case; an unknown namespace is a family of its own."""
    space, _, name = str(tag).rpartition("}")
    return _family(space.removeprefix("{")), name.lower()


def _family(space: str) -> str:
    """The short name of a namespace; RSS in any of the namespaces it was given is plain RSS."""
    if not space or (
        space.startswith(("http://purl.org/rss/1.0/", "http://my.netscape.com/", "http://backend.userland.com/"))
        and "/modules/" not in space
    ):
        return ""
    space = space.replace("https://", "http://", 1)  # some write the names as if they were addresses to be kept safe
    for prefix, family in _FAMILIES:
        if space.startswith(prefix):
            return family
    return "?"


_FAMILIES = (
    *((space, "atom") for space in _ATOM),
    (_DC, "dc"),
    (_TERMS, "dcterms"),
    (_CONTENT, "content"),
    (_MEDIA, "media"),
    (_XHTML, "xhtml"),
    (_NEWS, "news"),
    (_SITEMAP_IMAGE, "image"),
    ("http://www.sitemaps.org/", "sitemap"),
    ("http://www.google.com/schemas/sitemap/", "sitemap"),
    (_ITUNES, "itunes"),
    (_PRISM, "prism"),
)


def _text(element: Element) -> str:
    """An element's own words."""
    return (element.text or "").strip()


# --- readers: what to do with an element of a known meaning ------------------------------------------------------
def _headline(entry: Entry, element: Element, source: str) -> None:
    """A title; Atom's plain text is no markup."""
    entry.add("headline", inner(element), source, html=not _is_plain(element))


def _other_headline(entry: Entry, element: Element, source: str) -> None:
    """A title in another vocabulary, wanted where the feed's own is missing."""
    if not any(part.kind == "headline" for part in entry.parts):
        _headline(entry, element, source)


def _is_plain(element: Element) -> bool:
    """Whether an Atom text construct says that it is plain text and holds nothing that looks like a reference or tag."""
    return element.get("type", "html") in ("text", "text/plain") and "&" not in (element.text or "") and "<" not in (element.text or "")


def _summary(entry: Entry, element: Element, source: str) -> None:
    entry.add("summary", inner(element), source)


def _content(entry: Entry, element: Element, source: str) -> None:
    """The story itself, unless the element only names where it lies or holds no text."""
    kind = element.get("type", "html")
    if element.get("src") is None and ("/" not in kind or kind.startswith("text/") or kind.endswith("xml")):
        entry.add("content", inner(element), source, html=kind != "text/plain")


def _creator(entry: Entry, element: Element, source: str) -> None:
    entry.add("byline", _text(element), source)


def _person(entry: Entry, element: Element, source: str) -> None:
    """An author: Atom names it in an element of its own, RSS prints a line."""
    entry.add("byline", _name(element) or _text(element), source)


def _name(element: Element) -> str | None:
    """The name inside an Atom person."""
    name = next((child for child in element if _split(child.tag)[1] == "name"), None)
    return (_text(name) or None) if name is not None else None


def _link(entry: Entry, element: Element, _source: str) -> None:
    """An address of the story: RSS prints it, Atom puts it in an attribute beside links to other things."""
    target = element.get("href")
    if target is None:
        target = _text(element) or element.get(_RDF_RESOURCE, "")
    elif element.get("rel", "alternate") != "alternate":
        if element.get("rel") == "enclosure":
            _picture(entry, target, element)
        return
    target = target.strip()
    if target and (element.get("href") is None or element.get("type", "text/html").endswith("html")):
        entry.links.insert(0, target) if element.get("href") is None else entry.links.append(target)
    elif target:
        entry.links.append(target)


def _guid(entry: Entry, element: Element, _source: str) -> None:
    entry.uri = entry.uri or _text(element) or None
    entry.permalink = element.get("isPermaLink", "true").lower() != "false"


def _published(entry: Entry, element: Element, source: str) -> None:
    _time(entry.published, element, source)


def _updated(entry: Entry, element: Element, source: str) -> None:
    _time(entry.updated, element, source)


def _time(times: list[Words], element: Element, source: str) -> None:
    """A printed time; the dialect's own name for it stands before borrowed ones."""
    if text := _text(element):
        times.insert(len(times) if ":" in source else 0, Words(text, source))


def _category(entry: Entry, element: Element, _source: str) -> None:
    """A keyword, printed or in an attribute."""
    if word := " ".join((_text(element) or element.get("label") or element.get("term") or "").split()):
        entry.keywords.append(word)


def _keywords(entry: Entry, element: Element, _source: str) -> None:
    """Several keywords in one line."""
    entry.keywords += [" ".join(word.split()) for word in _text(element).split(",") if word.strip()]


def _language(entry: Entry, element: Element, _source: str) -> None:
    entry.language = _text(element) or entry.language


def _enclosed(entry: Entry, element: Element, _source: str) -> None:
    _picture(entry, element.get("url") or element.get("href") or "", element)


def _media(entry: Entry, element: Element, source: str) -> None:
    """A picture with its caption and credit; other media are no copy."""
    _picture(entry, element.get("url") or "", element, sure=source == "media:thumbnail")
    _within(entry, element, source)


def _picture(entry: Entry, url: str, element: Element, *, sure: bool = False) -> None:
    """Keep an address that is one of a picture."""
    told = element.get("medium") == "image" or element.get("type", "").startswith("image/")
    looks = not element.get("type") and not element.get("medium") and url.lower().split("?")[0].endswith(_PICTURES)
    if url.strip() and (sure or told or looks) and all(image.url != url.strip() for image in entry.images):
        entry.images.append(
            Image(url=url.strip(), caption=_below(element, "description") or _below(element, "title"), credit=_below(element, "credit"))
        )


def _below(element: Element, name: str) -> str | None:
    """The words of a child by its name."""
    found = next((child for child in element if _split(child.tag) == ("media", name)), None)
    return (" ".join(inner(found).split()) or None) if found is not None else None


def _within(entry: Entry, element: Element, _source: str) -> None:
    """A group: what it holds counts as the entry's own."""
    for child in islice(element, MAX_FIELDS):
        meaning = means(child.tag)
        if meaning is not None and meaning[1] in _GROUPED:
            meaning[1](entry, child, meaning[0])


def _unseen(entry: Entry, element: Element, source: str) -> None:
    """A value that feeds state and nobody sees; a named source keeps its address."""
    name = next((child for child in element if _split(child.tag)[1] == "title"), element)
    for value in (_text(name), element.get("url")):
        if value:
            entry.unseen.append((source, value))


def _sitemap_address(entry: Entry, element: Element, _source: str) -> None:
    entry.links.append(_text(element))


def _sitemap_picture(entry: Entry, element: Element, _source: str) -> None:
    """A picture of a sitemap: its address, caption or title."""
    told = {_split(child.tag)[1]: _text(child) for child in element}
    if told.get("loc"):
        entry.images.append(Image(url=told["loc"], caption=told.get("caption") or told.get("title")))


def _publication(entry: Entry, element: Element, _source: str) -> None:
    """Whose sitemap it is, and in which language."""
    for child in element:
        name, text = _split(child.tag)[1], _text(child)
        if name == "name":
            entry.publisher = text or None
        elif name == "language":
            entry.language = text or None


_MEANINGS: dict[tuple[str, str], tuple[str, Read]] = {
    ("", "title"): ("feed title", _headline),
    ("atom", "title"): ("feed title", _headline),
    ("dc", "title"): ("feed dc:title", _other_headline),
    ("media", "title"): ("feed media:title", _other_headline),
    ("", "link"): ("link", _link),
    ("atom", "link"): ("link", _link),
    ("", "guid"): ("guid", _guid),
    ("atom", "id"): ("id", _guid),
    ("", "description"): ("feed description", _summary),
    ("atom", "summary"): ("feed summary", _summary),
    ("dc", "description"): ("feed dc:description", _summary),
    ("itunes", "summary"): ("feed itunes:summary", _summary),
    ("content", "encoded"): ("feed content", _content),
    ("atom", "content"): ("feed content", _content),
    ("xhtml", "body"): ("feed content", _content),
    ("xhtml", "div"): ("feed content", _content),
    ("", "author"): ("feed author", _person),
    ("atom", "author"): ("feed author", _person),
    ("dc", "creator"): ("feed dc:creator", _creator),
    ("dc", "author"): ("feed dc:author", _creator),
    ("itunes", "author"): ("feed itunes:author", _creator),
    ("", "pubdate"): ("feed pubDate", _published),
    ("atom", "published"): ("feed published", _published),
    ("atom", "issued"): ("feed issued", _published),
    ("atom", "created"): ("feed atom:created", _published),
    ("dc", "date"): ("feed dc:date", _published),
    ("dcterms", "issued"): ("feed dcterms:issued", _published),
    ("dcterms", "created"): ("feed dcterms:created", _published),
    ("prism", "publicationdate"): ("feed prism:publicationDate", _published),
    ("news", "publication_date"): ("feed publication_date", _published),
    ("atom", "updated"): ("feed updated", _updated),
    ("atom", "modified"): ("feed modified", _updated),
    ("dcterms", "modified"): ("feed dcterms:modified", _updated),
    ("sitemap", "lastmod"): ("feed lastmod", _updated),
    ("", "category"): ("category", _category),
    ("atom", "category"): ("category", _category),
    ("dc", "subject"): ("category", _category),
    ("media", "keywords"): ("keywords", _keywords),
    ("news", "keywords"): ("keywords", _keywords),
    ("dc", "language"): ("language", _language),
    ("", "language"): ("language", _language),
    ("", "enclosure"): ("enclosure", _enclosed),
    ("media", "content"): ("media:content", _media),
    ("media", "thumbnail"): ("media:thumbnail", _media),
    ("media", "group"): ("media:group", _within),
    ("", "source"): ("source", _unseen),
    ("atom", "source"): ("source", _unseen),
    ("dc", "source"): ("dc:source", _unseen),
    ("dc", "publisher"): ("dc:publisher", _unseen),
    ("dc", "rights"): ("dc:rights", _unseen),
    ("dc", "contributor"): ("dc:contributor", _unseen),
    ("atom", "rights"): ("rights", _unseen),
    ("", "copyright"): ("copyright", _unseen),
    ("media", "credit"): ("media:credit", _unseen),
    ("media", "copyright"): ("media:copyright", _unseen),
    ("sitemap", "loc"): ("loc", _sitemap_address),
    ("news", "news"): ("news", _within),
    ("news", "title"): ("feed title", _headline),
    ("news", "publication"): ("publication", _publication),
    ("image", "image"): ("image", _sitemap_picture),
}
_GROUPED = (_headline, _other_headline, _published, _keywords, _publication, _media, _unseen)
