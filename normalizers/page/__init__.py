"""The article page: one parse, one walk, then one small resolver a field."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.markup import as_utf8, tree
from normalizers.page import body, fields, flags, house, names, pictures, place, state, streamed, zones
from normalizers.page.declared import declared
from normalizers.page.gathered import Gathered
from normalizers.page.learned import Furniture
from normalizers.page.lines import Walk
from normalizers.terms import Hints, Unreadable, WireItem, Zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Finding

__all__ = ["parse"]

_XML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(rss|feed|rdf:RDF|urlset|sitemapindex|newsMessage|newsItem|nitf|NewsML)\b"
)


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read an article page; one item, or the reason why there is no story in it."""
    page = as_utf8(data, charset=hints.charset)
    other = _XML.match(page)
    if other:
        yield Unreadable("page", "document", f"this is no page but XML that begins with <{other[1].decode()}>; read it with another form")
        return
    root = tree(page)
    language = root.get("lang") or root.get("xml:lang")
    streamed.put_in_place(root)
    own = house.chosen(root, style, url)
    walk = Walk(own.marked).read(root)
    address = url or next((href for rel, href in walk.links if rel == "canonical"), None)
    known = declared(walk.metas, walk.scripts, [address or ""], [walk.title])
    story, left_out = _story(walk, hints, style)
    if not story and b"<script" in page:
        titles = [value for _, value in known.meta("og:title", "twitter:title")] or [walk.title]
        held = state.held(tree(page), known, [*titles, *(line.text for line in walk.lines if line.head == 1)])
        story = state.put(walk, held) if held else story
        own = own.beside(held.said) if held else own
    if not walk.lines:
        yield Unreadable("page", "document", "no words can be seen on it" + (_SCRIPT_ONLY if b"<script" in page else ""))
        return
    item = _item(Gathered(walk, known, story, address, hints, own), url, language)
    yield replace(item, findings=(*item.findings, *left_out)) if left_out and isinstance(item, WireItem) else item


_SCRIPT_ONLY = ": it is a script-only page, a shell that a script fills, and neither its JSON-LD nor its state holds the story"


def _story(walk: Walk, hints: Hints, style: HouseStyle) -> tuple[list[int], tuple[Finding, ...]]:
    """The numbers of the lines that are the story, and what was left out of it as learned; learned lines never take much of it."""
    if not walk.lines:
        return [], ()
    body.weigh(walk.lines, walk.boxes)
    furniture = Furniture(hints, style)
    story = _lines(walk, furniture)
    if furniture.takes_too_much(sum(len(walk.lines[number].text) for number in story)):
        furniture = Furniture(replace(hints, learned=()), style)
        story = _lines(walk, furniture)
    return story, furniture.findings


def _lines(walk: Walk, furniture: Furniture) -> list[int]:
    """Those the publisher's file selects, else those the general rules find."""
    story = body.selected(walk.lines, walk.boxes, furniture.refuses)
    if story:
        return story
    limits = place.span(place.find_story(walk.lines, walk.boxes), walk.lines, walk.boxes)
    return body.choose(walk.lines, walk.boxes, limits, furniture.refuses)


def _item(got: Gathered, url: str | None, language: str | None) -> WireItem | Unreadable:
    """What a walked page states."""
    walk, story = got.walk, got.story
    visible = zones.lay_out(walk.lines)
    if not story and not flags.is_story(got):
        return Unreadable("page", "document", "there is no running text on it, and nothing declares it a story")
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
        images=pictures.images(got),
        keywords=fields.keywords(got),
        flags=flags.flags(got, scripted=walk.scripted),
        findings=flags.addresses(got),
    )
