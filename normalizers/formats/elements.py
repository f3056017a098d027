"""The readers of a feed's elements: what to do with a child of an entry once its meaning is known."""

from __future__ import annotations

import base64
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from normalizers.formats.channel import person
from normalizers.formats.spaces import RDF_RESOURCE, split
from normalizers.formats.xml import inner, words_of
from normalizers.markup import Element, is_clean
from normalizers.terms import Image, Subject, Words

if TYPE_CHECKING:
    from normalizers.formats.entry import Entry

MAX_FIELDS = 1000  # of one entry; an honest one has a few dozen
MAX_PICTURES = 100
_CAPTIONS = (("media", "description"), ("media", "title"), ("media", "credit"))
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
_MEDIA_TOPICS = "cv.iptc.org/newscodes/mediatopic"
_PLAIN = ("text", "text/plain")
_HTML = ("html", "text/html")

Read = Callable[["Entry", Element, str], None]


# --- words -------------------------------------------------------------------------------------------------------
def headline(entry: Entry, element: Element, source: str) -> None:
    """A title; Atom's plain text is no markup."""
    entry.add("headline", _carried(element), source, html=not _is_plain(element))


def other_headline(entry: Entry, element: Element, source: str) -> None:
    """A title in another vocabulary, wanted where the feed's own is missing."""
    if not any(part.kind == "headline" for part in entry.parts):
        headline(entry, element, source)


def _is_plain(element: Element) -> bool:
    """Whether an Atom text construct says that it is plain text and holds nothing that looks like a reference or tag."""
    return element.get("type", "html") in _PLAIN and "&" not in (element.text or "") and "<" not in (element.text or "")


def summary(entry: Entry, element: Element, source: str) -> None:
    """A description, teaser or abstract."""
    entry.add("summary", _carried(element), source)


def content(entry: Entry, element: Element, source: str) -> None:
    """The story itself, unless the element only names where it lies or holds no text."""
    kind = element.get("type", "html")
    if element.get("src") is None and not kind.startswith(("image/", "audio/", "video/", "application/json")):
        entry.add("content", _carried(element), source, html=kind != "text/plain")


def _carried(element: Element) -> str:
    """The text or markup that an element carries: as it stands, in base64, or as escaped HTML within a `div` that only wraps it."""
    kind = element.get("type")
    if element.get("mode") == "base64" or (kind is not None and "/" in kind and not kind.startswith("text/") and not kind.endswith("xml")):
        return _unpacked(words_of(element))
    if kind in _HTML and len(element) == 1 and not len(element[0]) and not words_of(element):
        return element[0].text or ""
    return inner(element)


def _unpacked(text: str) -> str:
    """Text in base64, as Atom carries what is no XML; empty where it is none, or no clean text in UTF-8."""
    try:
        found = base64.b64decode(text)
    except ValueError:
        return ""
    return found.decode("utf-8") if is_clean(found) else ""


def creator(entry: Entry, element: Element, source: str) -> None:
    """Who wrote it, in a line."""
    entry.add("byline", words_of(element), source)


def author(entry: Entry, element: Element, source: str) -> None:
    """An author: Atom names it in an element of its own, RSS prints a line."""
    entry.add("byline", (person(element) if len(element) else None) or words_of(element), source)


# --- identity ----------------------------------------------------------------------------------------------------
def link(entry: Entry, element: Element, _source: str) -> None:
    """An address of the story: RSS prints it, Atom puts it in an attribute beside links to other things."""
    target = element.get("href")
    if target is None:
        target = words_of(element) or element.get(RDF_RESOURCE, "").strip()
        if target:
            entry.links.insert(0, target)
        return
    rel = element.get("rel", "alternate")
    if rel == "alternate":
        if target.strip():
            entry.links.append(target.strip())
    elif rel == "enclosure":
        picture(entry, target, element)
    elif rel == "canonical":
        entry.canonical = target.strip() or None


def original_link(entry: Entry, element: Element, _source: str) -> None:
    """The story's own address, where the printed one is a counter's."""
    entry.canonical = words_of(element) or None


def guid(entry: Entry, element: Element, _source: str) -> None:
    """The entry's id; RSS says whether it is an address too."""
    entry.uri = entry.uri or words_of(element) or None
    entry.permalink = element.get("isPermaLink", "true").lower() != "false"


def sitemap_address(entry: Entry, element: Element, _source: str) -> None:
    """The address of a line of a sitemap."""
    if target := words_of(element):
        entry.links.append(target)


# --- times -------------------------------------------------------------------------------------------------------
def published(entry: Entry, element: Element, source: str) -> None:
    """When it appeared."""
    _time(entry.published, element, source)


def updated(entry: Entry, element: Element, source: str) -> None:
    """When it was changed."""
    _time(entry.updated, element, source)


def _time(times: list[Words], element: Element, source: str) -> None:
    """A printed time; the dialect's own name for it stands before borrowed ones."""
    if text := words_of(element):
        times.insert(len(times) if ":" in source else 0, Words(text, source))


# --- what it is about, and where ---------------------------------------------------------------------------------
def category(entry: Entry, element: Element, _source: str) -> None:
    """A keyword, printed or in an attribute; one of IPTC's Media Topics is a subject with its code."""
    word = " ".join((words_of(element) or element.get("label") or element.get("term") or "").split())
    if not word:
        return
    entry.keywords.append(word)
    scheme = element.get("scheme") or element.get("domain") or ""
    if _MEDIA_TOPICS in scheme:
        code = (element.get("term") or word).rpartition("/")[2].removeprefix("medtop:")
        entry.subjects.append(Subject(code=f"medtop:{code}" if code.isdecimal() else None, name=word))


def keywords(entry: Entry, element: Element, _source: str) -> None:
    """Several keywords in one line."""
    entry.keywords += [" ".join(word.split()) for word in words_of(element).split(",") if word.strip()]


def language(entry: Entry, element: Element, _source: str) -> None:
    """The language an entry says it is in."""
    entry.language = words_of(element) or entry.language


def place(entry: Entry, element: Element, _source: str) -> None:
    """The name of the place an entry is about or from."""
    entry.located = entry.located or " ".join(words_of(element).split()) or None


# --- pictures ----------------------------------------------------------------------------------------------------
def enclosed(entry: Entry, element: Element, _source: str) -> None:
    """A file that comes with the entry; a picture is kept."""
    picture(entry, element.get("url") or element.get("href") or "", element)


def picture(entry: Entry, url: str, element: Element, *, sure: bool = False) -> None:
    """Keep an address that is one of a picture, with its caption and credit."""
    url = url.strip()
    if not url or len(entry.images) >= MAX_PICTURES or not (sure or _is_picture(url, element)):
        return
    if any(image.url == url for image in entry.images):
        return
    told: dict[str, str] = {}
    for child in islice(element, MAX_FIELDS):
        meaning = split(child.tag)
        if meaning in _CAPTIONS:
            told.setdefault(meaning[1], " ".join(inner(child).split()))
    entry.images.append(Image(url=url, caption=told.get("description") or told.get("title") or None, credit=told.get("credit") or None))


def _is_picture(url: str, element: Element) -> bool:
    """Whether a file says that it is a picture, or says nothing and is named like one."""
    medium, kind = element.get("medium"), element.get("type")
    if medium == "image" or (kind or "").startswith("image/"):
        return True
    return not medium and not kind and url.lower().split("?")[0].endswith(_PICTURES)


def caption(entry: Entry, element: Element, _source: str) -> None:
    """What an entry says of its pictures outside of them."""
    entry.caption = entry.caption or " ".join(inner(element).split()) or None


def sitemap_picture(entry: Entry, element: Element, _source: str) -> None:
    """A picture of a sitemap: its address, caption or title."""
    told = {split(child.tag)[1]: words_of(child) for child in islice(element, MAX_FIELDS)}
    if told.get("loc") and len(entry.images) < MAX_PICTURES:
        entry.images.append(Image(url=told["loc"], caption=told.get("caption") or told.get("title")))


# --- the rest ----------------------------------------------------------------------------------------------------
def unseen(entry: Entry, element: Element, source: str) -> None:
    """A value that feeds state and nobody sees; a named source keeps its address."""
    name = next((child for child in element if split(child.tag)[1] == "title"), element)
    for value in (words_of(name), element.get("url")):
        if value:
            entry.unseen.append((source, value))


def publication(entry: Entry, element: Element, _source: str) -> None:
    """Whose sitemap it is, and in which language."""
    for child in islice(element, MAX_FIELDS):
        name, text = split(child.tag)[1], words_of(child)
        if name == "name":
            entry.publisher = text or None
        elif name == "language":
            entry.language = text or None
