"""A publisher's file: where its pages say what, in rows with examples, and what of it can't be used."""

from __future__ import annotations

import re
from datetime import date  # noqa: TC003 - msgspec reads the annotation
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import msgspec

from normalizers.rulebook.hosts import host_of
from normalizers.transforms import LONGEST, Step, compiled, pattern_fault, step_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

Field = Literal["headline", "byline", "published", "updated", "summary", "body", "drop"]
AREAS: frozenset[Field] = frozenset(("body", "drop"))  # stretches of the page; the others are texts
_DOMAIN = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[^\W_A-Z](?:[^\W_A-Z]|-){0,62}\.)+[^\W\d_A-Z][^\W_A-Z-]{1,62})")
_QUOTED = re.compile(r"\[[^\]]*\]|\\.")
_SLOW = re.compile(r"~|:(?!not\()")
_CSS = 200  # characters
_STEPS_DOWN = 4  # compounds of a selector: each one is a walk over the page
_COUNTRY = re.compile(r"[A-Z]{2}")


class SelectorRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a page of this publisher says one thing; `example` is markup of our invention and `gives` what must be found in it.

    `css` is a CSS selector, `attribute` the attribute that holds the value (else the words do), `steps` what is done to it.
    """

    field: Field
    css: str
    attribute: str | None = None
    steps: tuple[Step, ...] = ()
    example: str
    gives: str


class LineRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line that is never the story: a pattern for the whole of it, one such line, and one that is copy."""

    pattern: str
    example: str
    counter_example: str | None = None


class Layout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the pages were built before a day: `until` is the first day of the next layout."""

    until: date
    selector: tuple[SelectorRow, ...]


class PublisherFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """publishers/example.org.toml: one publisher's name, domains, zone and furniture, and where its pages say what."""

    name: str
    domains: tuple[str, ...]
    zone: str | None = None
    country: str | None = None
    agency: str | None = None
    boilerplate: tuple[str, ...] = ()
    boilerplate_keep: tuple[str, ...] = ()
    line: tuple[LineRow, ...] = ()
    selector: tuple[SelectorRow, ...] = ()
    layout: tuple[Layout, ...] = ()


Complaint = tuple[tuple[str | int, ...], str]


def complaints(table: PublisherFile) -> Iterator[Complaint]:
    """What can't be used in a publisher's file: the path of each key, and what to do about it."""
    yield from _identity(table)
    for key, patterns in (("boilerplate", table.boilerplate), ("boilerplate_keep", table.boilerplate_keep)):
        for at, pattern in enumerate(patterns):
            if wrong := pattern_fault(pattern):
                yield (key, at), wrong
    for at, line in enumerate(table.line):
        yield from _line(line, ("line", at))
    for at, row in enumerate(table.selector):
        yield from _selector(row, ("selector", at))
    for at, layout in enumerate(table.layout):
        yield from _layout(layout, ("layout", at), [other.until for other in table.layout[:at]])


def _layout(layout: Layout, path: tuple[str | int, ...], others: list[date]) -> Iterator[Complaint]:
    """A layout that selects something, until a day of its own."""
    if not layout.selector:
        yield path, "it selects nothing; add a [[layout.selector]]"
    if layout.until in others:
        yield (*path, "until"), f"another layout ends on {layout.until}; join the two"
    for at, row in enumerate(layout.selector):
        yield from _selector(row, (*path, "selector", at))


def _identity(table: PublisherFile) -> Iterator[Complaint]:
    """Domains as `host_of` gives them, a zone that exists, a country's two letters."""
    if not table.name.strip():
        yield ("name",), "it is empty; write the name as the publisher prints it"
    if not table.domains:
        yield ("domains",), "it is empty; name the domain of its pages"
    for at, domain in enumerate(table.domains):
        if host_of(domain) != domain or not _DOMAIN.fullmatch(domain):
            plain = host_of(domain.strip().lower())
            yield (
                ("domains", at),
                f"{domain!r} is no plain domain; write {plain!r}"
                if _DOMAIN.fullmatch(plain)
                else (f"{domain!r} is no domain; write it as in example.org"),
            )
    if table.zone is not None and not _is_zone(table.zone):
        yield ("zone",), f'{table.zone!r} is not a time zone; write an IANA name such as "Asia/Kolkata"'
    if table.country is not None and not _COUNTRY.fullmatch(table.country):
        yield ("country",), f'{table.country!r} is no country; write the two capitals of ISO 3166, such as "IN"'


@lru_cache(maxsize=512)
def _is_zone(name: str) -> bool:
    """Whether the zone data of this machine knows a name."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # not found, a folder's name, a path
        return False
    return True


def _line(line: LineRow, path: tuple[str | int, ...]) -> Iterator[Complaint]:
    """A pattern that is sound and does what its examples say."""
    wrong = pattern_fault(line.pattern)
    if wrong:
        yield (*path, "pattern"), wrong
    elif len(line.example) > LONGEST or not compiled(line.pattern).fullmatch(line.example):
        yield (*path, "example"), "the pattern does not match the whole of it; widen the pattern, or mend the example"
    elif line.counter_example is not None and compiled(line.pattern).fullmatch(line.counter_example[:LONGEST]):
        yield (*path, "counter_example"), "the pattern matches it; narrow the pattern, or mend the example"


def _selector(row: SelectorRow, path: tuple[str | int, ...]) -> Iterator[Complaint]:
    """A selector that can be compiled and is quick, with steps that are sound. Its example is proved where pages are read."""
    wrong = css_fault(row.css)
    if wrong:
        yield (*path, "css"), wrong
    if row.field in AREAS and (row.attribute is not None or row.steps):
        key = "steps" if row.steps else "attribute"
        yield (*path, key), f"it means nothing for {row.field}, which is a stretch of the page; remove it"
    for step in row.steps:
        if wrong := step_fault(step):
            yield (*path, "steps"), wrong


def css_fault(css: str) -> str | None:
    """What is wrong with a CSS selector: it can't be read, or would be slow on a large page. None where it is sound."""
    from cssselect import SelectorError  # few rulebooks hold a selector
    from lxml import etree

    bare = _QUOTED.sub("", css)
    if len(css) > _CSS or max(len(part.replace(">", " ").split()) for part in bare.split(",")) > _STEPS_DOWN:
        return f"it is long; name the nearest class or id ({_STEPS_DOWN} steps down and {_CSS} characters at most)"
    if _SLOW.search(bare):
        return "of ~ and the words behind a colon only :not() is taken; name a class, an id or an attribute"
    try:
        finder(css)
    except (SelectorError, ValueError, etree.XPathError) as error:
        return f"{css!r} is no CSS selector ({error}); write for example 'div.story > h1'"
    return None


@lru_cache(maxsize=1024)
def finder(css: str) -> etree.XPath:
    """A CSS selector, compiled once."""
    from cssselect import HTMLTranslator
    from lxml import etree

    return etree.XPath(HTMLTranslator().css_to_xpath(css), regexp=False)
