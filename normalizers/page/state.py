"""Pages that a script fills: the story stands in their JSON-LD, or in the state that the script starts from.

It is read only where the page itself shows no body, and only where it plainly is this page's story: the JSON-LD node of the page, or
the one object of the state with running text whose title is the page's (where the page states none, the only one there is).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from normalizers.fields.names import folded
from normalizers.markup import blocks, spaced
from normalizers.page import hints as h
from normalizers.page.declared import named, text_of
from normalizers.page.packed import Unpackable, is_packed, literal, unpacked
from normalizers.page.parts import Box, Line
from normalizers.terms import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from normalizers.markup import Element
    from normalizers.page.declared import Declared
    from normalizers.page.lines import Walk
    from normalizers.rulebook import Field
    from normalizers.terms import BlockKind

MAX_STATE = 3_000_000  # characters of a script
MAX_NODES = 40_000
MAX_DEPTH = 24
MAX_PACKED = 3  # states of a page that are unpacked or read as code: each takes a tenth of a second at worst
MAX_BLOCKS = 2000
SHORTEST = 160  # characters: a shorter text is a teaser
SOURCE = "script state"
_ASSIGNED = re.compile(
    r"(?:window|self|globalThis)\s{0,2}(?:\.\s{0,2}([A-Za-z_$][\w$]{2,60})|\[\s{0,2}[\"']([^\"']{3,60})[\"']\s{0,2}\])\s{0,4}=\s{0,4}(?=[{\[]|JSON\.parse\(|\(\s{0,9}function\b)"
)
_STATE = re.compile(r"state|data|props|store|apollo|nuxt|page|content|article|story|initial|redux|context|fusion", re.IGNORECASE)
_BODIES = ("articleBody", "body", "bodyHtml", "body_html", "content", "html", "text", "fullText", "paragraphs", "blocks", "elements")
_TITLES = ("headline", "title", "name", "heading")
_FIRST = ("datePublished", "publishedAt", "published_at", "publishDate", "firstPublished", "published", "publish_date", "pubDate", "date")
_LATER = ("dateModified", "updatedAt", "updated_at", "modifiedAt", "lastModified", "updated", "modified")
_WRITERS = ("author", "authors", "byline", "byLine", "writers")


@dataclass(frozen=True, slots=True)
class Held:
    """A story that a page's scripts hold: its blocks, and what else its object says."""

    blocks: tuple[tuple[BlockKind, str], ...]
    said: Mapping[Field, tuple[Words, ...]]


def held(root: Element, declared: Declared, titles: Sequence[str]) -> Held | None:
    """The story in the JSON-LD of the page, else in the state of its scripts; None where neither plainly holds it."""
    stated = _blocks(declared.story.get("articleBody"))
    if _length(stated) >= SHORTEST:
        return Held(stated, {})
    wanted = {folded(title) for title in titles if len(folded(title)) > 3}  # noqa: PLR2004 - a shorter title is any story's
    found = [node for state in _states(root) for node in _stories(state, wanted)]
    if not found or (len(found) > 1 and not wanted):
        return None
    best = max(found, key=lambda node: _length(_body(node)))
    return Held(_body(best), _said(best))


def put(walk: Walk, story: Held) -> list[int]:
    """Put the blocks at the end of the page's lines, in a box of their own; gives their numbers."""
    box = Box(len(walk.boxes), 0, "div", h.CHOSEN, len(walk.boxes))
    walk.boxes.append(box)
    first = len(walk.lines)
    walk.lines += [Line(text, kind, box.index, 0, 2 if kind == "h" else 0) for kind, text in story.blocks]
    return list(range(first, len(walk.lines)))


def _states(root: Element) -> Iterator[object]:
    """The values that the page's scripts start from."""
    tries = iter(range(MAX_PACKED))
    for script in list(root.iter("script"))[:200]:
        text = (script.text or "")[:MAX_STATE]
        kind = str(script.get("type") or "")
        if "ld+json" in kind or len(text) < SHORTEST:
            continue
        if "json" in kind:
            yield from _value(text.lstrip(), tries)
            continue
        for found in islice(_ASSIGNED.finditer(text), 20):
            if _STATE.search(found[1] or found[2]):
                yield from _value(text[found.end() :], tries)


def _value(text: str, tries: Iterator[int]) -> Iterator[object]:
    """The JSON value that a text begins with, also as the string that `JSON.parse` is given, or packed."""
    decoder = json.JSONDecoder(strict=False)
    try:
        if text.startswith("JSON.parse("):
            inner, _ = decoder.raw_decode(text[len("JSON.parse(") :].lstrip())
            yield decoder.raw_decode(inner)[0] if isinstance(inner, str) else None
        else:
            value = decoder.raw_decode(text)[0]
            packed = is_packed(value) and next(tries, None) is not None
            yield unpacked(value) if packed and isinstance(value, list) else value
    except (ValueError, RecursionError):  # a state in code, not in JSON
        if next(tries, None) is not None:
            yield from _in_code(text)


def _in_code(text: str) -> Iterator[object]:
    """The value of a state in code: keys without quotation marks, a function called with the values that repeat."""
    try:
        yield literal(text)
    except (Unpackable, ValueError, RecursionError):
        return


def _stories(state: object, wanted: set[str]) -> Iterator[Mapping[str, object]]:
    """The objects of a state that have running text and a title, one of those that are wanted where any are; outermost first."""
    queue: list[tuple[object, int]] = [(state, 0)]
    for at in range(MAX_NODES):
        if at >= len(queue):
            return
        value, depth = queue[at]
        if isinstance(value, dict) and _is_titled(value, wanted) and _length(_body(value)) >= SHORTEST:
            yield value
            continue  # what stands within a story is the story's
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if depth < MAX_DEPTH:
            queue += [(part, depth + 1) for part in parts if isinstance(part, (dict, list))]


def _body(node: Mapping[str, object]) -> tuple[tuple[BlockKind, str], ...]:
    """The longest running text of an object."""
    return max((_blocks(node.get(key)) for key in _BODIES if key in node), key=_length, default=())


def _blocks(value: object, depth: int = 0) -> tuple[tuple[BlockKind, str], ...]:
    """Running text as blocks: a string with or without markup, a list of strings or of objects that hold one each."""
    if isinstance(value, str):
        parts = [value] if "<" in value else re.split(r"\n\s*", value)
        return tuple((block.kind, spaced(block.text)) for part in parts[:MAX_BLOCKS] for block in blocks(part) if block.text.strip())
    if isinstance(value, list) and depth < 3:  # noqa: PLR2004 - blocks in groups of a rich text
        return tuple(one for part in value[:MAX_BLOCKS] for one in _blocks(part, depth + 1))
    if isinstance(value, dict):
        text = next((value[key] for key in ("text", "html", "content", "value", "data", "children", "body") if value.get(key)), None)
        return _blocks(text, depth + 1) if depth < 6 else ()  # noqa: PLR2004 - see above
    return ()


def _length(found: Sequence[tuple[BlockKind, str]]) -> int:
    """How much running text some blocks hold: single words and addresses are none."""
    return sum(len(text) * (2 if text > "\u2fff" else 1) for _, text in found if " " in text or text > "\u2fff")


def _is_titled(node: Mapping[str, object], wanted: set[str]) -> bool:
    """Whether an object bears a title, that of the page where the page has any."""
    titles = [folded(text_of(node.get(key))) for key in _TITLES if key in node]
    if not wanted:
        return any(titles)
    return any(title and any(title in other or other in title for other in wanted) for title in titles if len(title) > 3)  # noqa: PLR2004 - see `held`


def _said(node: Mapping[str, object]) -> dict[Field, tuple[Words, ...]]:
    """Headline, times and byline of an object."""
    said: dict[Field, tuple[Words, ...]] = {}
    for field, keys in (("headline", _TITLES), ("published", _FIRST), ("updated", _LATER), ("byline", _WRITERS)):
        texts = [text for key in keys for text in _texts(node.get(key))]
        if texts:
            said[field] = tuple(Words(text, f"{SOURCE} {field}") for text in texts[:5])  # type: ignore[index] # the four are fields
    return said


def _texts(value: object) -> list[str]:
    """A text, a number, a name, or several of them."""
    if isinstance(value, list):
        return [text for part in value[:5] for text in _texts(part)]
    text = (
        named(value)
        if isinstance(value, dict)
        else str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else text_of(value)
    )
    return [text] if text else []
