"""Where a publisher's own file says that its pages say what: the first candidates of each field, the lines of the body, what is dropped.

What finds nothing changes nothing: the general rules go on as if it were not there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from normalizers.fields.days import find_day
from normalizers.markup import BREAKING, Element, spaced, tree
from normalizers.page import hints as h
from normalizers.page.lines import Walk
from normalizers.page.when import url_day
from normalizers.rulebook import AREAS, Layout
from normalizers.rulebook import finder as css
from normalizers.terms import Words
from normalizers.transforms import apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from normalizers.rulebook import Field, HouseStyle, SelectorRow

LARGEST = 15_000  # elements: beyond it a selector of several steps takes minutes, and no article is that large
MOST = 20  # values of a field: no page states more of one thing
LONGEST = 2000  # characters of a value
_DATED = etree.XPath("//meta[contains(@property, 'published_time') or @itemprop = 'datePublished' or contains(@name, 'date')]/@content")
_TIMES = etree.XPath("//time/@datetime")
SOURCE = "publisher selector"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a publisher's file found on a page: values by field, and the elements that are the body or never the story."""

    said: Mapping[Field, tuple[Words, ...]] = field(default_factory=dict)
    marked: Mapping[Element, int] = field(default_factory=dict)

    @property
    def says_anything(self) -> bool:
        """Whether more was found than what to drop."""
        return bool(self.said) or any(bit & h.CHOSEN for bit in self.marked.values())

    def of(self, name: Field) -> tuple[Words, ...]:
        """The values of a field, best first."""
        return self.said.get(name, ())

    def beside(self, said: Mapping[Field, tuple[Words, ...]]) -> Chosen:
        """The same with values of another kind behind its own."""
        return Chosen({name: (*self.of(name), *said.get(name, ())) for name in {*self.said, *said}}, self.marked)


NOTHING = Chosen()


def chosen(root: Element, style: HouseStyle, url: str | None) -> Chosen:
    """What the layout in force finds; the day of the page says which one that is."""
    if not (style.selectors or style.layouts) or next(islice(root.iter(), LARGEST, None), None) is not None:
        return NOTHING
    tried = [_found(root, rows) for rows in _layouts(style, _day(root, url, style))]
    found = next((one for one in tried if one.says_anything), tried[0])
    _emptied(found)
    return found


def _layouts(style: HouseStyle, day: date | None) -> Iterator[Sequence[SelectorRow]]:
    """The selectors of each layout: first that of the page's own day, then the newest first."""
    now: Sequence[SelectorRow] = style.selectors
    then = [layout for layout in style.layouts if day is not None and day < layout.until]
    if then:
        yield min(then, key=_until).selector
    yield now
    for layout in style.layouts:
        if not then or layout is not min(then, key=_until):
            yield layout.selector


def _until(layout: Layout) -> date:
    """The day a layout ended."""
    return layout.until


def _day(root: Element, url: str | None, style: HouseStyle) -> date | None:
    """The day a page states in its markup or its address."""
    if not style.layouts:
        return None
    stated = [str(value) for found in (_DATED(root), _TIMES(root)) if isinstance(found, list) for value in found[:MOST]]
    days = (find_day(text[:100], style.country) for text in (*stated, url_day(url) or ""))
    return next((found.day for found in days if found), None)


def _found(root: Element, rows: Iterable[SelectorRow]) -> Chosen:
    """The values and elements that some selectors mean."""
    said: dict[Field, tuple[Words, ...]] = {}
    marked: dict[Element, int] = {}
    for row in rows:
        elements = _elements(root, row)
        if row.field in AREAS:
            bit = h.CHOSEN if row.field == "body" else h.DROPPED
            marked |= {element: marked.get(element, 0) | bit for element in elements}
            continue
        values = (value for element in elements[:MOST] if (value := _value(element, row)))
        said[row.field] = (*said.get(row.field, ()), *(Words(value, f"{SOURCE} {row.field}") for value in values))
    return Chosen({name: words for name, words in said.items() if words}, marked)


def _elements(root: Element, row: SelectorRow) -> list[Element]:
    """The elements a selector means, in document order."""
    found = css(row.css)(root)
    return [one for one in found if isinstance(one, Element)] if isinstance(found, list) else []


def is_block(element: Element) -> bool:
    """Whether an element is a box of the page."""
    return element.tag in BREAKING or "-" in element.tag


def _emptied(found: Chosen) -> None:
    """Take the words out of what is dropped within a line, where it can't be told apart later."""
    for element, bit in found.marked.items():
        if bit & h.DROPPED and not is_block(element):
            element.text = None
            element[:] = []


def _value(element: Element, row: SelectorRow) -> str | None:
    """What one element says, after the row's steps."""
    text = element.get(row.attribute) if row.attribute is not None else " ".join(str(part) for part in element.itertext() if part.strip())
    return apply(row.steps, spaced((text or "")[:LONGEST]))


def example_fault(row: SelectorRow) -> str | None:
    """What is wrong with a selector's example: what is found in it is not what it says. None where it holds."""
    root = tree(f"<!DOCTYPE html><html><body>{row.example}</body></html>")
    found = _found(root, [row])
    got = _area(root, found) if row.field in AREAS else next((word.text for word in found.of(row.field)), "")
    if got == row.gives:
        return None
    return (
        f"the example gives {got!r}, not {row.gives!r}; mend the selector, its steps, or the example"
        if got
        else (f"{row.css!r} finds nothing in the example; mend the selector or the example")
    )


def _area(root: Element, found: Chosen) -> str:
    """The words of the lines within marked elements, in one line."""
    if not all(map(is_block, found.marked)):
        return " ".join(spaced("".join(str(part) for part in element.itertext())) for element in found.marked if not is_block(element))
    walk = Walk(found.marked).read(root)
    for box in walk.boxes[1:]:
        box.within = walk.boxes[box.parent].within | box.hint
    return " ".join(line.text for line in walk.lines if walk.boxes[line.box].within & (h.CHOSEN | h.DROPPED))


def faults(style: HouseStyle) -> Iterator[tuple[str, str]]:
    """The selectors of a publisher whose examples don't hold: the place in its file, and what is wrong."""
    groups: list[tuple[str, Sequence[SelectorRow]]] = [("selector", style.selectors)]
    groups += [(f"layout until {layout.until}: selector", layout.selector) for layout in style.layouts]
    for name, rows in groups:
        for at, row in enumerate(rows):
            if wrong := example_fault(row):
                yield f"{name}[{at}] {row.field}", wrong
