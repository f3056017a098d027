"""What a NewsML-G2 item carries: its words, the pictures it names, or the items a package lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.formats import wire_xml as x
from normalizers.formats.nitf_fields import read_nitf
from normalizers.formats.plain_text import paragraphs
from normalizers.markup import blocks
from normalizers.terms import Block, Image

if TYPE_CHECKING:
    from normalizers.formats.draft import Draft
    from normalizers.markup import Element


def read_content(draft: Draft, item: Element) -> None:
    """Read the words an item carries, the pictures it names, or the items a package lists."""
    for element in item.iterfind("contentSet/*"):
        if not draft.lists.get("blocks") and element.tag in ("inlineXML", "inlineData"):
            _inline(draft, element)
    _pictures(draft, item)
    listed = [Block("li", text) for ref in item.iterfind("groupSet/group/itemRef") if (text := _listed(ref))]
    if listed:
        draft.lay(listed)
    if not draft.lists.get("blocks") and draft.values.get("media", "text") == "text":
        _elsewhere(draft, item)


def _elsewhere(draft: Draft, item: Element) -> None:
    """The file that has the words of a text that comes without them: the item is a lead to it."""
    for element in item.iterfind("contentSet/remoteContent"):
        address = (element.get("href") or "").strip()
        if address and x.WORDED.match((element.get("contenttype") or "").lower()):
            draft.lead_to(address, "remoteContent href")
            return


def _inline(draft: Draft, element: Element) -> None:
    """The words of an item, as XHTML, NITF, escaped HTML or plain text."""
    kind = (element.get("contenttype") or "").lower()
    if element.tag == "inlineData" and not element.get("encoding"):
        text = element.text or ""
        found = blocks(text) if "html" in kind or "</p>" in text else paragraphs(text)
    elif element.find(".//body.content") is not None:
        read_nitf(draft, element)
        return
    else:
        _marked_dateline(draft, element)
        bodies = element.findall(".//body")
        found = x.prose(bodies[0] if len(bodies) == 1 else element)
    if found:
        draft.lay(found)


def _marked_dateline(draft: Draft, element: Element) -> None:
    """The dateline that the copy's markup calls so; a space parts it from a word it is glued to."""
    marked = next((one for one in element.iter("span", "p", "b", "strong") if "dateline" in (one.get("class") or "").lower().split()), None)
    if marked is not None and (text := x.words_of(marked)):
        draft.values.setdefault("dateline", text)
        marked.tail = f" {marked.tail or ''}"


def _pictures(draft: Draft, item: Element) -> None:
    """The picture an item is, or one that goes with its words: the widest of its renditions."""
    shown = draft.values.get("media") in ("picture", "graphic")
    found = [
        (int(width) if re.fullmatch(r"[0-9]{1,6}", width := element.get("width") or "") else 0, address.strip())
        for element in item.iterfind("contentSet/remoteContent")
        if (address := element.get("href")) and (shown or (element.get("contenttype") or "").startswith("image/"))
    ]
    if found:
        caption = next((words.text for words in draft.lists.get("summaries", ())), None) if shown else None
        draft.put("images", Image(url=max(found)[1], caption=caption))


def _listed(ref: Element) -> str:
    """What a package says of an item it lists."""
    return x.line_at(ref, "headline") or x.line_at(ref, "title") or (ref.get("residref") or ref.get("href") or "").strip()
