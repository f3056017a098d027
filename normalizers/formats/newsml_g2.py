"""IPTC NewsML-G2: a news item, a package, or a message of many. What goes out stands in `newsml_g2_out`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.formats import wire_xml as x
from normalizers.formats.asides import read_asides
from normalizers.formats.draft import Draft
from normalizers.formats.newsml_g2_content import read_content
from normalizers.formats.newsml_g2_fields import read_meta
from normalizers.problems import DocumentError
from normalizers.terms import Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.markup import Element
    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

FORM = "newsml-g2"
_ROOT = re.compile(
    rb"<(?:[A-Za-z][\w.-]*+:)?(?:newsMessage|newsItem|packageItem|conceptItem|knowledgeItem|planningItem|catalogItem|catalog)[\s>/]"
)
_PART = re.compile(rb"(?:<\?xml[^>]{0,200}>\s*)?<(?:contentMeta|contentSet|groupSet|itemMeta|rightsInfo)[\s>]")  # of an item
_OTHERS = {
    "conceptItem": "a concept",
    "knowledgeItem": "a list of concepts",
    "planningItem": "a plan of coverage",
    "catalogItem": "a catalog of vocabularies",
    "catalog": "a catalog of vocabularies",
}
_CARRIED = ("newsItem", "packageItem", *_OTHERS)


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document begins with one of NewsML-G2's own elements."""
    return x.is_within(head, _ROOT) or _PART.match(head) is not None


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read the items of a document; a broken one costs none of the others, and what is no news is said to be none."""
    number = 0
    for place, item in x.items(data, hints, *_CARRIED):
        number += 1
        if number > x.MAX_ITEMS:
            yield Unreadable(FORM, place, f"at most {x.MAX_ITEMS:,} items of one document are read; the rest is left out")
            return
        yield x.unreadable(FORM, place, item) if isinstance(item, DocumentError) else _item(place, item)
    if number == 0:
        yield Unreadable(FORM, "document", "there is no item in the message")


def _item(place: str, item: Element) -> WireItem | Unreadable:
    """One item, or why it is none."""
    if item.tag in _OTHERS:
        return Unreadable(FORM, place, f"this is {_OTHERS[item.tag]}, no story")
    guid = (item.get("guid") or "").strip()
    if not guid:
        return Unreadable(FORM, place, "this is no news item: it has no `guid`")
    draft = Draft(FORM, guid)
    if version := (item.get("version") or "").strip():
        draft.keep("version", version, "version")
    read_meta(draft, item)
    read_content(draft, item)
    read_asides(draft, _ours(item), FORM)
    if language := x.language_of(item):
        draft.put("languages", Words(language, "newsml-g2 xml:lang"))
    return draft.item()


def _ours(item: Element) -> Iterator[tuple[str, str]]:
    """What an item says of itself under names of ours."""
    for element in item.iterfind("itemMeta/itemMetaExtProperty"):
        yield element.get("reluri") or "", element.get("value") or ""
