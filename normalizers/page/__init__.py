"""The article page: one parse, one walk, then one small resolver a field."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.markup import decode, tree
from normalizers.page import body, fields, flags, house, names, place, zones
from normalizers.page.declared import declared
from normalizers.page.gathered import Gathered
from normalizers.page.learned import Furniture
from normalizers.page.lines import Walk
from normalizers.terms import Hints, Unreadable, WireItem, Zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import HouseStyle

__all__ = ["parse"]

_XML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(rss|feed|rdf:RDF|urlset|sitemapindex|newsMessage|newsItem|nitf|NewsML)\b"
)


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read an article page; one item, or the reason why there is no story in it."""
    text = decode(data, charset=hints.charset)
    other = _XML.match(text)
    if other:
        yield Unreadable("page", "document", f"this is no page but XML that begins with <{other[1]}>; read it with another form")
        return
    root = tree(text)
    own = house.chosen(root, style, url)
    walk = Walk(own.marked).read(root)
    if not walk.lines:
        yield Unreadable(
            "page", "document", "no words can be seen on it" + (": it is a shell that a script fills" if "<script" in text else "")
        )
        return
    body.weigh(walk.lines, walk.boxes)
    known = Furniture(hints, style)
    story = _story(walk, known)
    if known.takes_too_much(sum(len(walk.lines[number].text) for number in story)):
        known = Furniture(replace(hints, learned=()), style)
        story = _story(walk, known)
    item = _item(walk, story, url, hints, root.get("lang") or root.get("xml:lang"), own)
    yield replace(item, findings=known.findings) if known.findings and isinstance(item, WireItem) else item


def _story(walk: Walk, known: Furniture) -> list[int]:
    """The lines of the story: those of the stretch that the publisher's file selects, else those the general rules choose."""
    story = body.selected(walk.lines, walk.boxes, known.refuses)
    if story:
        return story
    limits = place.span(place.find_story(walk.lines, walk.boxes), walk.lines, walk.boxes)
    return body.choose(walk.lines, walk.boxes, limits, known.refuses)


def _item(walk: Walk, story: list[int], url: str | None, hints: Hints, language: str | None, own: house.Chosen) -> WireItem | Unreadable:
    """What a walked page states."""
    address = url or next((href for rel, href in walk.links if rel == "canonical"), None)
    known = declared(walk.metas, walk.scripts, [address or ""], [walk.title])
    got = Gathered(walk, known, story, address, hints, own)
    visible = zones.lay_out(walk.lines)
    if not story and not got.headlines:
        return Unreadable("page", "document", "there is no running text and no headline on it")
    summaries = fields.summaries(got)
    shown = next((word.text for word in summaries if word.source == "standfirst"), None)
    areas = zones.zoned(got, names.byline_lines(got), shown)
    hidden = zones.unseen(got)
    if hidden:
        areas = (*areas, Zone("meta", len(visible) + 1, len(visible) + 1 + len(hidden)))
    published, updated = fields.times(got)
    return WireItem(
        form="page",
        raw_text=f"{visible}\f{hidden}" if hidden else visible,
        blocks=zones.blocks_of(walk.lines, story),
        zones=areas,
        url=url,
        canonical_url=fields.canonical(got),
        publisher=got.publisher,
        headlines=got.headlines,
        summaries=summaries,
        bylines=names.bylines(got),
        persons=names.persons(got),
        published=published,
        updated=updated,
        languages=fields.languages(got, language),
        sections=fields.sections(got),
        credits=names.credits_of(got),
        images=fields.images(got),
        keywords=fields.keywords(got),
        flags=flags.flags(got, scripted=walk.scripted),
        findings=flags.addresses(got),
    )
