"""One small resolver a field: what the page says, best first, each with where it stood."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from normalizers.fields.names import folded
from normalizers.page import hints as h
from normalizers.page.declared import text_of
from normalizers.page.gathered import LINE_LIMIT, once, ordered
from normalizers.page.when import url_day, visible_times
from normalizers.terms import Words

if TYPE_CHECKING:
    from normalizers.page.gathered import Gathered
    from normalizers.page.parts import Mark

_PUBLISHED = ordered(
    "article:published_time og:article:published_time datepublished og:published_time parsely-pub-date sailthru.date "
    "cxenseparse:recs:publishtime publish-date published_time publication_date pubdate publishdate article.published "
    "dc.date.issued dcterms.created dc.date dc.date.created article_date_original originalpublicationdate displaydate ptime "
    "datecreated rnews:datepublished date"
)
_UPDATED = ordered(
    "article:modified_time og:updated_time datemodified og:article:modified_time article:updated_time last-modified lastmod "
    "dcterms.modified dc.date.modified article.updated revision_date utime modified_time updated_time"
)
_NOT_HERE = h.COMMENT | h.FOOTER | h.DROPPED
FAR = 40  # lines
ABOVE = 12  # lines: so far above the headline a time may stand
KICKER, CRUMB, TRAIL = 30, 40, 160  # characters: the longest kicker, crumb, and trail of crumbs in one line
SECTION = 20  # letters: what is longer and stands in the headline is no section
_STEP = re.compile(r"\s+[>›»/]\s+")
_NO_WORD = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|https?://\S+", re.IGNORECASE)


def summaries(got: Gathered) -> tuple[Words, ...]:
    """The standfirst on the page, then the declared descriptions."""
    lines, boxes = got.walk.lines, got.walk.boxes
    declared = [
        Words(text_of(value), f"json-ld {key}") for key, value in got.declared.said("description", "alternativeHeadline", "abstract")
    ]
    declared += [Words(value, f"meta {name}") for name, value in got.declared.meta("og:description", "description", "twitter:description")]
    told = {folded(word.text) for word in declared}
    titles = {folded(word.text) for word in got.headlines}
    shown = []
    for number in got.near():
        line = lines[number]
        said = folded(line.text)
        if number <= got.headline_line or got.headline_line < 0 or line.links or said in titles:
            continue
        if said in told or (boxes[line.box].within & h.SUMMARY and len(line.text) > KICKER):
            shown.append(Words(line.text, "standfirst"))
    lead = got.hints.lead.summary if got.hints.lead else None
    return once((*got.own.of("summary"), *shown[:1], *declared, Words(lead or "", "feed summary")))


def times(got: Gathered) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """When the story was published and when it was changed, as raw strings."""
    first, later = list(got.own.of("published")), list(got.own.of("updated"))
    first += [Words(text_of(value), f"json-ld {key}") for key, value in got.declared.said("datePublished", "dateCreated", "uploadDate")]
    later += [Words(text_of(value), f"json-ld {key}") for key, value in got.declared.said("dateModified")]
    first += [Words(value, f"meta {name}") for name, value in got.declared.meta(*_PUBLISHED)]
    later += [Words(value, f"meta {name}") for name, value in got.declared.meta(*_UPDATED)]
    for mark in _time_marks(got):
        stamp = mark.attributes.get("datetime") or mark.attributes.get("content") or mark.text
        item = f"{mark.attributes.get('itemprop', '')} {mark.attributes.get('class', '')}".lower()
        (later if "modif" in item or "updat" in item else first).append(
            Words(stamp[:LINE_LIMIT], "itemprop" if "itemprop" in mark.attributes else "time")
        )
    shown = visible_times(got.walk.lines[number].text for number in time_lines(got))
    first += shown[0]
    later += shown[1]
    if not first:
        first += visible_times(got.walk.lines[number].text for number in _around(got))[0]
    day = url_day(got.url)
    if day:
        first.append(Words(day, "url"))
    return once(first), once(later)


def _around(got: Gathered) -> range:
    """The numbers of the lines further around the story, where a page that states no time elsewhere may print one."""
    return range(max(0, got.first - FAR), min(len(got.walk.lines), got.last + FAR))


def _time_marks(got: Gathered) -> list[Mark]:
    """The `<time>` elements of the story: from a little above the headline to a little below the body, the nearest to its head first."""
    top = got.headline_line if got.headline_line >= 0 else got.first
    low, high = max(0, min(top, got.first) - 8), got.last + 4
    boxes, lines = got.walk.boxes, got.walk.lines
    found = [
        m
        for m in got.walk.times
        if low <= m.line <= high and m.line < len(lines) and not boxes[lines[m.line].box].within & (h.RAIL | _NOT_HERE)
    ]
    return sorted(
        (m for m in found if any(map(str.isdigit, m.attributes.get("datetime", "") + m.text))),
        key=lambda m: (m.line > got.first, abs(m.line - top)),
    )[:6]


def time_lines(got: Gathered) -> list[int]:
    """The numbers of the short lines near the headline, and right below the body, that may print a time."""
    lines, boxes = got.walk.lines, got.walk.boxes
    story = set(got.story)
    numbers = [*got.near(ABOVE), *range(got.last + 1, min(len(lines), got.last + 5))]
    return [n for n in numbers if n not in story and len(lines[n].text) < LINE_LIMIT and not boxes[lines[n].box].within & _NOT_HERE]


def languages(got: Gathered, root_language: str | None) -> tuple[Words, ...]:
    """What the page says its language is."""
    found = [Words(root_language or "", "html lang")]
    found += [Words(text_of(value), "json-ld inLanguage") for _, value in got.declared.said("inLanguage")]
    found += [Words(value, f"meta {name}") for name, value in got.declared.meta("og:locale", "content-language", "language", "dc.language")]
    return once(found)


def sections(got: Gathered) -> tuple[Words, ...]:
    """The section of the paper: declared, else the last crumb that is not the headline."""
    found = [Words(text_of(value), "json-ld articleSection") for _, value in got.declared.said("articleSection")]
    found += [
        Words(value, f"meta {name}")
        for name, value in got.declared.meta("article:section", "section", "parsely-section", "cxenseparse:category")
    ]
    titles = {folded(word.text) for word in got.headlines}
    lines, boxes = got.walk.lines, got.walk.boxes
    trail = [line.text for line in lines[: got.first] if boxes[line.box].within & h.CRUMBS and len(line.text) < TRAIL]
    crumbs = [step.strip() for text in trail for step in _STEP.split(text) if len(step) < CRUMB and not _is_titles(folded(step), titles)]
    found += [Words(crumb, "breadcrumb") for crumb in crumbs[::-1] if folded(crumb) not in ("home", "news", "")][:1]
    return once(found)


def _is_titles(crumb: str, titles: set[str]) -> bool:
    """Whether the last step of a trail is the headline, or most of it, and no section."""
    return crumb in titles or (len(crumb) > SECTION and any(crumb in title for title in titles))


def keywords(got: Gathered) -> tuple[str, ...]:
    """Key words, declared as a list or as one string parted by commas."""
    found: dict[str, None] = {}
    values = [text_of(value) for _, value in got.declared.said("keywords")] + [
        v for _, v in got.declared.meta("news_keywords", "keywords", "article:tag", "parsely-tags")
    ]
    for value in values:
        for part in re.split(r"[,;|]", value):
            word = part.strip()
            if 1 < len(word) < 80 and not _NO_WORD.fullmatch(word):  # noqa: PLR2004 - a sentence is no key word
                found.setdefault(word)
    return tuple(found)[:60]


def canonical(got: Gathered) -> str | None:
    """The address the page says is its own."""
    found = [address for rel, address in got.walk.links if "canonical" in rel.split()] + [v for _, v in got.declared.meta("og:url")]
    return next((joined(got.url, address.strip()) for address in found if address.strip().startswith(("http", "/"))), None)


@lru_cache(maxsize=64)
def joined(base: str | None, address: str) -> str:
    """An address made whole; a page gives its own three times."""
    try:
        return urljoin(base or "", address)
    except ValueError:
        return address
