"""Who is named as writer or source: bylines as printed, people the markup declares, agencies in structured data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.fields.byline_words import LABEL, SAID
from normalizers.fields.names import folded
from normalizers.page import hints as h
from normalizers.page.declared import listed, named, types
from normalizers.page.fields import sections
from normalizers.page.furniture import is_furniture
from normalizers.page.gathered import LINE_LIMIT, once
from normalizers.page.when import prints_time
from normalizers.terms import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizers.page.gathered import Gathered
    from normalizers.page.parts import Mark

_BY = re.compile(
    r"(?:by|von|par|por|di|da|af|av|door|autor|author|text|written by|reported by|story by|posted by|लेखक|द्वारा)\b[\s:]+\S"
    rf"|(?:{SAID})\s?[:：/／・=＝]\s?\S",
    re.IGNORECASE,
)
_WRITERS = re.compile(r"/(?:author|person|autor|auteur|profile)s?/", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:autor(?:in|en|es)?|author|authors|auteur|text|by|von|par|por|di|(?:written|article|story|posted|words) by|लेखक)\s?:?", re.IGNORECASE
)
_WRITTEN = re.compile(
    r"written by|geschrieben von|verfasst von|(?:é|e)crit par|escrito por|scritto da|geschreven door|skriven av|skrevet av|"
    r"napisane przez|автор|द्वारा लिखित",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’-]{1,30}(?: (?:(?:de|da|van|von|der|bin|al|el|la|di) ){0,2}[^\W\d_a-zß-ÿ][\w.'’-]{0,30}){1,3}")
_BEHIND = re.compile(r"\d(?:\s?[ap]\.?m\.?|\s[A-Z]{2,4}|\sUhr)?[\s,|–-]+(?:by|von|par|por)\s+[^\W\d_a-zß-ÿ]")  # 4 March 2026 by Asha Verma
_TOLD = re.compile(rf"(?i:article|post|words?|text|story|written|reported|posted)\s(?i:by)\s+{_NAME.pattern}\.?")
FOOT = 8  # lines below the story in which its writer may be named
HEAD, SHORT = 8, 60  # lines below the headline; characters of a line of time
STANDFIRST = 3  # lines below the headline that may be its standfirst, and the byline
RUBRIC = 15  # characters: a shorter heading ("Shares") is no story's
BYLINE = 120  # characters: a byline that begins with "By" is not longer


def bylines(got: Gathered) -> tuple[Words, ...]:
    """Byline lines as printed, nearest the headline first, then what the markup names."""
    found = [Words(got.walk.lines[number].text, "byline") for number in byline_lines(got)]
    others = {folded(word.text) for word in sections(got)}
    head = range(max(0, got.headline_line - 8) if got.headline_line >= 0 else 0, got.first + 1)
    marks = [mark for mark in got.walk.authors if 1 < len(mark.text) < LINE_LIMIT and not _is_teased(got, mark.line)]
    marks = [mark for mark in marks if mark.line in head] or [mark for mark in marks if head.start <= mark.line < got.last + 4]
    found += [Words(mark.text, "rel author") for mark in marks if mark.attributes.get("rel") == "author"]
    found += [Words(mark.text, "byline") for mark in marks if "class" in mark.attributes]
    found += [Words(mark.text, "author link") for mark in _linked(marks)]
    metas = (
        "author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "cxenseparse:author",
        "dcsext.author",
        "creator",
        "citation_author",
        "citation_authors",
        *_labeled(got),
    )
    named_ = [Words(value, f"meta {name}") for name, value in got.declared.meta(*metas) if not value.startswith(("http", "/", "@"))]
    sure = {word.text for word in (*found, *named_) if word.source != "byline"}
    found = [word for word in found if word.source != "byline" or " " in word.text or word.text not in sure]  # "Asha" alone is sure there
    return once((*got.own.of("byline"), *(word for word in (*found, *named_) if folded(word.text) not in others)))


def _linked(marks: Sequence[Mark]) -> list[Mark]:
    """The links to writers' pages that stand in one line; further links are those of other stories."""
    linked = [mark for mark in marks if mark.attributes.get("rel") not in (None, "author")]
    return [mark for mark in linked if mark.line == linked[0].line]


def _labeled(got: Gathered) -> list[str]:
    """The meta tags that a card of the page puts beside the words "Written by"."""
    cards = ("1", "2")
    return [f"twitter:data{card}" for card in cards if _WRITTEN.fullmatch((got.declared.first(f"twitter:label{card}") or "").strip())]


def byline_lines(got: Gathered) -> list[int]:
    """The numbers of the lines that are bylines: between headline and body, or at the foot; above the headline where none is below."""
    lines, boxes = got.walk.lines, got.walk.boxes
    story = set(got.story)
    found = []
    for number in [*got.near(), *range(got.last + 1, min(len(lines), got.last + 6))]:
        line = lines[number]
        if number in story or number == got.headline_line or len(line.text) > LINE_LIMIT:
            continue
        hint = boxes[line.box].within
        if hint & (h.COMMENT | h.FOOTER | h.CRUMBS | h.CAPTION | h.DROPPED) or (
            line.text[:1].isdigit() and prints_time(line.text) and not _BEHIND.search(line.text)
        ):
            continue
        if hint & h.BYLINE or (number <= got.first and len(line.text) < BYLINE and _names_writer(line.text)):
            found.append(number)
    return _own(got, found) or _names_alone(got) or _at_the_foot(got)


def _own(got: Gathered, found: list[int]) -> list[int]:
    """Bylines without those of other stories: under another headline, above the page's, or further down where one stands on top.

    Further down an editor's line stays: it says of whom else the page names that he did not write.
    """
    head = got.headline_line
    found = [number for number in found if number <= head or not _is_teased(got, number)]
    found = [number for number in found if number > head] or found
    topped = any(head < number <= got.first for number in found)
    return [number for number in found if not topped or number <= got.last + 1 or _edits(got.walk.lines[number].text)]


def _edits(text: str) -> bool:
    """Whether a line names an editor: `Editor: Ana Lind`."""
    label = LABEL.match(text)
    return label is not None and label["editor"] is not None


def _is_teased(got: Gathered, number: int) -> bool:
    """Whether a line stands right under the headline of another story; a heading just below the page's own is its standfirst."""
    above = got.walk.lines[number - 1]
    return 0 <= got.headline_line < number - STANDFIRST and above.kind == "h" and len(above.text) > RUBRIC


def _names_alone(got: Gathered) -> list[int]:
    """The name that stands alone beside a line of time, or below the word author, where nothing else says who wrote."""
    lines, boxes = got.walk.lines, got.walk.boxes
    near = [number for number in got.near(above=0) if 0 <= got.headline_line < number]
    head = [number for number in near[:HEAD] if lines[number].kind == "p"]
    timed = {number for number in head if len(lines[number].text) < SHORT and prints_time(lines[number].text)}
    near = [number for number in head if not boxes[lines[number].box].within & h.FURNITURE]
    for number in near:
        beside = timed & {number - 1, number + 1}
        labeled = number - 1 in near and _LABEL.fullmatch(lines[number - 1].text)
        if is_furniture(lines[number].text):
            continue
        name = lines[number].text.partition(" | ")[0] if number in timed else lines[number].text  # Asha Verma | Writer | 4 March 2026
        if (beside or labeled or number in timed) and _NAME.fullmatch(name.rstrip(" ,|")):
            return [number]
    return []


def _names_writer(text: str) -> bool:
    """Whether a line begins with "by" and a name, or has them behind its time."""
    return bool(_BY.match(text) or (_BEHIND.search(text) and prints_time(text)))


def _at_the_foot(got: Gathered) -> list[int]:
    """Below the story: "Written by" and a name, or a name below the word author."""
    lines, boxes = got.walk.lines, got.walk.boxes
    foot = [
        number
        for number in range(got.last + 1, min(len(lines), got.last + FOOT))
        if not boxes[lines[number].box].within & (h.COMMENT | h.FOOTER | h.RAIL)
    ]
    for number in foot:
        labeled = number - 1 in foot and _LABEL.fullmatch(lines[number - 1].text)
        if _TOLD.fullmatch(lines[number].text) or (labeled and _NAME.fullmatch(lines[number].text)):
            return [number]
    return []


def persons(got: Gathered) -> tuple[Words, ...]:
    """Names the markup itself declares to be people."""
    found = []
    for value in _authors(got):
        if isinstance(value, dict) and "Person" in types(value):
            source = "json-ld author" if "@id" not in value else "json-ld author account"
            found += [Words(named(part), source) for part in listed(value.get("name"))]
        elif isinstance(value, str) or (
            isinstance(value, dict) and not types(value) and _WRITERS.search(f"{value.get('@id')} {value.get('url')}")
        ):
            found.append(Words(named(value), "json-ld author name"))
    return once(word for word in found if not word.text.startswith(("http", "@")))


def _authors(got: Gathered) -> Iterator[object]:
    """The declared writers, each with all the page says of it."""
    for _, value in got.declared.said("author", "creator"):
        yield got.declared.whole(value)


def credits_of(got: Gathered) -> tuple[Words, ...]:
    """Agencies and providers that structured data names."""
    found = []
    for key, value in got.declared.said("sourceOrganization", "creditText", "provider", "copyrightHolder", "isBasedOn"):
        found.append(Words(named(value), f"json-ld {key}"))
    outfits = (value for value in _authors(got) if isinstance(value, dict) and "Person" not in types(value))
    found += [Words(named(value), "json-ld author organization") for value in outfits]
    names = (
        "source",
        "article:source",
        "dc.source",
        "syndication-source",
        "original-source",
        "article:provider",
        "news_source",
        "credit",
        "copyright",
        "content_source",
    )
    found += [Words(value, f"meta {name}") for name, value in got.declared.meta(*names)]
    return once(word for word in found if len(word.text) < LINE_LIMIT)
