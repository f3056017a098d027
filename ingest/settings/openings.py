"""How an agency's copy opens and ends, and what is not its name: each row of agencies.toml, read in a story of our invention."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import Agency, Rulebook

FILES = "agencies*.toml"  # a row doesn't say which of them it stands in; its id does
_HEADLINE = "Old bridge over the harbor carries carts again"
_FIRST = "The old bridge over the harbor carried its first carts on Tuesday, after a year of work."
_LAST = "Repairs cost less than the town had feared, and the toll stays as it was."


def faults(rules: Rulebook) -> Iterator[tuple[str, str, str]]:
    """The rows whose forms are not read as they say: the files, the row and key, and what to do about it."""
    for agency in rules.agencies.values():
        for key, says in _misread(agency, rules):
            yield FILES, f"{agency.id}.{key}", says


def credited(rules: Rulebook, *paragraphs: str) -> frozenset[str]:
    """The ids of the agencies that a story of these paragraphs credits."""
    from normalizers.reader import read  # the readers are only needed where rules are proved
    from normalizers.terms import Story

    body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    found = read(f"<article><h1>{_HEADLINE}</h1>{body}</article>".encode(), form="page", rules=rules)
    return frozenset(credit.agency for story in found if isinstance(story, Story) for credit in story.provenance.credits)


def opening(rules: Rulebook, dateline: str) -> frozenset[str]:
    """The agencies that a story with this dateline credits."""
    return credited(rules, f"{dateline} {_FIRST}", _LAST)


def ending(rules: Rulebook, tail: str) -> frozenset[str]:
    """The agencies that a story with this last line credits."""
    return credited(rules, _FIRST, _LAST, tail)


def mentioning(rules: Rulebook, words: str) -> frozenset[str]:
    """The agencies that a story credits which holds these words first, last, or behind its last sentence."""
    return credited(rules, words, _FIRST, _LAST) | ending(rules, words) | credited(rules, _FIRST, f"{_LAST} {words}")


def _misread(agency: Agency, rules: Rulebook) -> Iterator[tuple[str, str]]:
    """The keys of one row that are read otherwise than they say."""
    if agency.dateline is not None and (found := opening(rules, agency.dateline)) != {agency.id}:
        yield "dateline", f"a story that opens so credits {_named(found)}; write it as the agency prints it: {agency.dateline!r}"
    if agency.tail is not None and (found := ending(rules, agency.tail)) != {agency.id}:
        yield "tail", f"a story that ends so credits {_named(found)}; write it as the agency prints it: {agency.tail!r}"
    if agency.counter_example is not None and agency.id in mentioning(rules, agency.counter_example):
        yield "counter_example", f"it credits the agency; narrow `needs`, or mend the example: {agency.counter_example!r}"


def _named(found: frozenset[str]) -> str:
    """The agencies found, in words."""
    return ", ".join(sorted(found)) or "nobody"
