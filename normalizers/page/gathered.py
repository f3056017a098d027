"""What the resolvers of a page look at, and the field they all need: the headline, which says where the story's head is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from normalizers.fields.names import folded
from normalizers.page import hints as h
from normalizers.page.declared import Declared, named, text_of, types
from normalizers.terms import Hints, Publisher, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from normalizers.page.house import Chosen
    from normalizers.page.lines import Walk

_JOINT = re.compile(r"\s+[|–—·•»:-]\s+|\s*[|»]\s*|:\s+")
LONGEST = 600  # characters of a title
LINE_LIMIT = 200  # characters: what is longer is a paragraph, not a byline or a time
SHORT = 6  # letters: a shorter heading is a label
TAIL = 25  # characters of a site's name
MANY = 40  # more candidates than any page has reason for


def once(words: Iterable[Words]) -> tuple[Words, ...]:
    """Candidates in order, each text once, empty ones left out."""
    seen: set[str] = set()
    kept: list[Words] = []
    for word in words:
        if word.text and word.text not in seen and len(kept) < MANY:
            seen.add(word.text)
            kept.append(word)
    return tuple(kept)


def ordered(names: str) -> tuple[str, ...]:
    """The names of a list written as one string, in order."""
    return tuple(names.split())


class Gathered:
    """Everything the resolvers look at: the walk, the declarations, the lines of the story, the address and what the shell knows."""

    def __init__(self, walk: Walk, declared: Declared, story: Sequence[int], url: str | None, hints: Hints, own: Chosen) -> None:
        """Find the publisher, then the headline, which the other resolvers start from; `own` is what the publisher's file found."""
        self.walk, self.declared, self.story, self.url, self.hints, self.own = walk, declared, story, url, hints, own
        self.first = story[0] if story else len(walk.lines)
        self.last = story[-1] if story else len(walk.lines)
        self.publisher = publisher(declared, url, hints, walk.title[:LONGEST])
        self.headline_line = -1
        self.headlines = self._headlines()

    def near(self, above: int = 6) -> list[int]:
        """The numbers of the lines from a little above the headline, or above the story, down to its first paragraph."""
        top = self.headline_line if 0 <= self.headline_line < self.first else max(0, self.first - MANY)
        return list(range(max(0, top - above), min(self.first, top + 60)))

    def _headlines(self) -> tuple[Words, ...]:
        """The h1 nearest the body first, then what is declared."""
        declared = [Words(self.uncut(text), source) for text, source in self._declared_titles()]
        wanted = [folded(word.text) for word in declared]
        ranked = sorted(self._heads(wanted))
        if ranked and ranked[0][0] < 0:
            ranked = [head for head in ranked if head[0] < 0]  # what agrees with a declaration makes the logo's h1 no candidate
        if ranked:
            self.headline_line = ranked[0][1]
        else:
            self.headline_line = self._line_of(wanted)
        lines = self.walk.lines
        shown = [Words(lines[number].text, f"h{lines[number].head}") for _, number in ranked]
        if self.headline_line >= 0 and not shown:
            shown = [Words(lines[self.headline_line].text, "line")]
        same = [word for word in declared if shown and folded(word.text) == folded(shown[0].text) and len(word.text) > len(shown[0].text)]
        shown = [*same[:1], *shown]  # the same letters with the colon between kicker and headline that the page draws as a line break
        lead = self.hints.lead.headline if self.hints.lead else None
        if lead:
            declared.append(Words(lead, "feed title"))
        own = self.own.of("headline")
        stands = self._line_of([folded(own[0].text)]) if own else -1
        self.headline_line = stands if stands >= 0 else self.headline_line
        return once((*own, *shown, *declared))

    def _declared_titles(self) -> Iterator[tuple[str, str]]:
        """The titles a page declares."""
        for key, value in self.declared.said("headline", "name"):
            yield text_of(value)[:LONGEST], f"json-ld {key}"
        for name, value in self.declared.meta(
            "og:title", "twitter:title", "headline", "title", "dc.title", "parsely-title", "sailthru.title"
        ):
            yield value[:LONGEST], f"meta {name}"
        if self.walk.title:
            yield self.walk.title[:LONGEST], "title"

    def _heads(self, wanted: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The h1 lines (h2 where they say what the page declares), ranked: alike first, then by their distance from the body."""
        site = {folded(self.publisher.name or ""), folded(self.publisher.domain or "")}
        for number, line in enumerate(self.walk.lines):
            if line.head not in (1, 2, 3):
                continue
            said = folded(line.text)
            alike = any(said and (said in title or title in said) for title in wanted if title)
            furniture = self.walk.boxes[line.box].within & h.FURNITURE
            if not said or said in site or (not alike and furniture) or (line.head > 1 and not (alike and number <= self.first)):
                continue
            away = self.first - number if number <= self.first else 500 + number - self.first
            yield (
                away + line.head * 20 - 1000 * alike + 2000 * (len(said) < SHORT) + 300 * bool(furniture),
                number,
            )

    def _line_of(self, wanted: Sequence[str]) -> int:
        """The line above the story that says what a declared title says, on a page without an h1."""
        titles = {title for title in wanted if title}
        found = [
            n for n, line in enumerate(self.walk.lines[: self.first + 1]) if len(line.text) < 2 * LINE_LIMIT and folded(line.text) in titles
        ]
        return found[-1] if found else -1

    def uncut(self, title: str) -> str:
        """A declared title without the site's name at its end or beginning."""
        names = {folded(name) for name in (self.publisher.name, self.publisher.domain, (self.publisher.domain or "").split(".")[0]) if name}
        names |= {folded(name) for name in self.declared.metas.get("og:site_name", ())}
        parts = [(match.start(), match.end()) for match in _JOINT.finditer(title)]
        for start, end in reversed(parts):
            if folded(title[end:]) in names:
                return self.uncut(title[:start])
        for start, end in parts:
            if folded(title[:start]) in names:
                return title[end:]
        return _without_tail(title, parts)


def _without_tail(title: str, parts: Sequence[tuple[int, int]]) -> str:
    """A title without a short last part behind a bar: a site's or a section's name, whatever it is."""
    if parts and "|" in title[parts[-1][0] : parts[-1][1]]:
        start, end = parts[-1]
        if len(title) - end <= TAIL and start > 2 * (len(title) - end):
            return title[:start]
    return title


def publisher(declared: Declared, url: str | None, hints: Hints, title: str = "") -> Publisher:
    """Whose page this is."""
    names = [named(value) for _, value in declared.said("publisher")]
    names += [value for _, value in declared.meta("og:site_name", "application-name", "dc.publisher", "twitter:app:name:iphone")]
    names += [named(node) for node in declared.nodes if "WebSite" in types(node)]
    names += _as_the_host(declared, url, title)
    known = hints.publisher or Publisher()
    return Publisher(name=known.name or next((name for name in names if name), None), domain=known.domain or domain(url))


def _as_the_host(declared: Declared, url: str | None, title: str) -> list[str]:
    """The names by which the page calls what its address is called: an organization, the writer of all pages, the end of its title."""
    host = domain(url) or ""
    own = {folded(host), folded(host.split(".")[0])} - {""}
    told = [named(node) for node in declared.nodes if "Organization" in types(node)]
    told += [name for name in declared.metas.get("author", ()) if not _is_person(declared, name)]
    told += _JOINT.split(title)[-1:]
    return [name for name in told if folded(name) in own]


def _is_person(declared: Declared, name: str) -> bool:
    """Whether the declarations call a name a person's."""
    people = (declared.whole(value) for _, value in declared.said("author", "creator"))
    return any(isinstance(value, dict) and "Person" in types(value) and named(value) == name for value in people)


def domain(url: str | None) -> str | None:
    """The host of an address without `www.`."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
