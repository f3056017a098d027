"""The words and pictures of a NewsML 1 item: what each component is there for says where its words belong."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from lxml import etree

from normalizers.formats import wire_xml as x
from normalizers.formats.nitf_fields import read_nitf, read_topics
from normalizers.formats.plain_text import paragraphs
from normalizers.markup import blocks, plain
from normalizers.terms import Block, Image, Words

if TYPE_CHECKING:
    from normalizers.formats.draft import Draft
    from normalizers.markup import Element

Placer = Callable[["Draft", tuple[Block, ...]], None]
_MEDIA = frozenset(("animation", "audio", "graphic", "image", "logo", "photo", "picture", "sound", "video"))
_PICTURES = ("graphic", "image", "jpeg", "jpg", "photo", "picture", "png")
_UNREAD = frozenset(("stylesheet",))  # how the words are to look, which are no words
_MARKUP = re.compile(r"</?(?:p|br|div|h[1-6]|li|table)\b[^<>]*>", re.IGNORECASE)


def formal(element: Element | None) -> str:
    """The formal name of an element: its code."""
    return (element.get("FormalName") or "").strip() if element is not None else ""


def role_of(component: Element | None) -> str:
    """What a component is there for, in small letters."""
    return formal(component.find("Role")).lower() if component is not None else ""


def fields_of(item: Element) -> Iterator[Element]:
    """Every element of an item in its order, less those that tell of a picture or a film beside its words."""
    worded = _has_words(item)
    walk = etree.iterwalk(item, events=("start",))
    for _, element in walk:
        if worded and element.tag == "NewsComponent" and role_of(element) in _MEDIA:
            walk.skip_subtree()
        elif isinstance(element.tag, str):
            yield element


def read_content(draft: Draft, item: Element) -> None:
    """Lay down the words of every component, those of contacts below the copy, and note the pictures."""
    _pictures(draft, item)
    beside = _within(item, _MEDIA) if _has_words(item) else ()
    roles: dict[Element | None, str] = {component: role_of(component) for component in item.iter("NewsComponent")}
    told = [(content, roles.get(_component(content), "")) for content in item.iter("ContentItem")]
    for content, role in sorted(told, key=lambda one: one[1] == "contact"):
        data = content.find("DataContent")
        if data is None or role in _UNREAD or _mime(content) == "text/css":
            continue
        place = _PLACERS.get(role) or (_caption if _component(content) in beside else None)
        if place is None:
            _copy(draft, content, data)
        else:
            place(draft, _words(content, data))
    if not draft.lists.get("blocks"):
        _elsewhere(draft, [content for content, role in told if role not in _NO_COPY | _UNREAD])


def _elsewhere(draft: Draft, contents: Iterable[Element]) -> None:
    """The file that has the words of an item without any: the item is a lead to it."""
    for content in contents:
        address = (content.get("Href") or "").strip()
        if address and (formal(content.find("MediaType")).lower() == "text" or x.WORDED.match(_mime(content))):
            draft.lead_to(address, "ContentItem Href")
            return


def _component(content: Element) -> Element | None:
    """The component a content stands in."""
    return next(content.iterancestors("NewsComponent"), None)


def _within(item: Element, roles: Container[str]) -> set[Element | None]:
    """The components of one of these roles, and those that belong to them, however deep."""
    found: set[Element | None] = set()
    for component in item.iter("NewsComponent"):
        if component.getparent() in found or role_of(component) in roles:
            found.add(component)
    return found


def _has_words(item: Element) -> bool:
    """Whether an item has copy of its own, and not only what goes with a picture."""
    other = _within(item, _NO_COPY)
    return any(_component(data) not in other and x.words_of(data) for data in item.iter("DataContent"))


def _mime(content: Element) -> str:
    """The media type of a content."""
    return formal(content.find("MimeType")).lower()


# --- words -------------------------------------------------------------------------------------------------------
def _copy(draft: Draft, content: Element, data: Element) -> None:
    """The copy itself; NITF brings its own lines along."""
    if data.find(".//body.content") is None:
        draft.lay(_words(content, data))
        return
    for head in data.iterfind(".//nitf/head"):
        read_topics(draft, head)
    read_nitf(draft, data)


def _words(content: Element, data: Element) -> tuple[Block, ...]:
    """The paragraphs of a content: marked up, marked up and escaped, or plain."""
    if len(data):
        body = data.find(".//body")
        return x.prose(data if body is None else body)
    text = data.text or ""
    if _mime(content) == "text/plain":
        return paragraphs(text)
    if _MARKUP.search(text):
        return blocks(text)
    return paragraphs("\n".join(plain(line) for line in text.split("\n")))


def _headline(draft: Draft, found: tuple[Block, ...]) -> None:
    for block in found:
        draft.put("headlines", Words(draft.sheet.line("headline", block.text), "newsml-1 component HeadLine"))


def _summary(draft: Draft, found: tuple[Block, ...]) -> None:
    if text := " ".join(block.text for block in found):
        draft.put("summaries", Words(draft.sheet.line("summary", text), "newsml-1 component Abstract"))


def _caption(draft: Draft, found: tuple[Block, ...]) -> None:
    """What stands below a picture, or beside the story in another medium."""
    for block in found:
        draft.sheet.line("caption", block.text)


_PLACERS: Mapping[str, Placer] = {
    "abstract": _summary,
    "caption": _caption,
    "headline": _headline,
    "summary": _summary,
    "title": _headline,
    "tweettext": _caption,
}
_NO_COPY = _MEDIA | _PLACERS.keys()


# --- pictures ----------------------------------------------------------------------------------------------------
def _pictures(draft: Draft, item: Element) -> None:
    """The picture of each component: of several renditions the widest, and the caption that stands beside it."""
    captions: dict[Element, str | None] = {}
    for component in item.iter("NewsComponent"):
        renditions = [one for one in component.iterfind("ContentItem") if _address(one)]
        around = component.getparent()
        if renditions and around is not None:
            if around not in captions:
                captions[around] = _caption_in(around)
            draft.put("images", Image(url=_address(max(renditions, key=_width)), caption=captions[around]))


def _caption_in(around: Element) -> str | None:
    """The caption among the parts of a picture."""
    if role_of(around) not in _MEDIA:
        return None
    found = (data for part in around.iterfind("NewsComponent") if role_of(part) == "caption" for data in part.iter("DataContent"))
    return next(filter(None, map(x.words_of, found)), None)


def _address(content: Element) -> str:
    """Where a picture lies; an empty text for what is none."""
    kinds = (formal(content.find("MediaType")), formal(content.find("Format")).partition(" ")[0], _mime(content).partition("/")[0])
    return (content.get("Href") or "").strip() if any(kind.lower() in _PICTURES for kind in kinds) else ""


def _width(content: Element) -> int:
    """How wide a rendition is, in pixels; 0 where it does not say."""
    said = (one.get("Value") or "" for one in content.iterfind("Characteristics/Property") if formal(one) in ("PixelWidth", "Width"))
    return next((int(value) for value in said if re.fullmatch(r"[0-9]{1,6}", value)), 0)
