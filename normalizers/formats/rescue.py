"""The last resort for feeds too broken for XML: feedparser, on bytes alone, within bounds."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from normalizers.formats.channel import Channel
from normalizers.formats.entry import MAX_ENTRIES, Entry
from normalizers.terms import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 2_000_000
MAX_TAGS = 60_000  # feedparser takes about 20 µs a tag
MAX_DEPTH = 250  # its time grows with the square of the depth: 200,000 nested tags took it 17 s
_TAG = re.compile(rb"<(/?)[A-Za-z][^<>]{0,2000}?(/?)>")


def read(data: bytes, form: str) -> tuple[list[Entry], Channel]:
    """Read the entries of a broken feed; none where it is too big or too deep to be mended in good time."""
    if len(data) > MAX_BYTES or data.count(b"<") > MAX_TAGS or _depth(data) > MAX_DEPTH:
        return [], Channel()
    import feedparser

    try:
        found: Any = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # noqa: BLE001 - it raises whatever its parsers do (a space in a namespace is a ValueError); the fault in the XML is told all the same
        return [], Channel()
    frame = found.get("feed", {})
    channel = Channel(_text(frame, "title"), _text(frame, "link"), _text(frame, "language"), _text(frame, "author"))
    return [_entry(raw, form) for raw in found.entries[:MAX_ENTRIES]], channel


def _depth(data: bytes) -> int:
    """How deep the tags of a document nest, at most; unclosed ones count as open."""
    depth = deepest = 0
    for match in _TAG.finditer(data):
        if match[1]:
            depth -= 1
        elif not match[2]:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _entry(raw: dict[str, object], form: str) -> Entry:
    """One entry as feedparser gives it."""
    entry = Entry(form, uri=_text(raw, "id"))
    if link := _text(raw, "link"):
        entry.links.append(link)
    entry.add("headline", _text(raw, "title"), "feed title")
    entry.add("byline", _text(raw, "author"), "feed author")
    entry.add("summary", _text(raw, "summary"), "feed description")
    for content in _rows(raw, "content"):
        entry.add("content", _text(content, "value"), "feed content")
    for key, times in (("published", entry.published), ("updated", entry.updated)):
        if time := _text(raw, key):
            times.append(Words(time, f"feed {key}"))
    entry.keywords += [term for tag in _rows(raw, "tags") if (term := _text(tag, "term"))]
    source = raw.get("source")
    if isinstance(source, dict) and (title := _text(source, "title")):
        entry.unseen.append(("source", title))
    return entry


def _rows(raw: dict[str, object], key: str) -> Iterator[dict[str, object]]:
    """The values of a list."""
    value = raw.get(key)
    yield from value if isinstance(value, list) else ()


def _text(raw: dict[str, object], key: str) -> str | None:
    """A string of feedparser's, or None where it has none; asked of the plain dict, for its own look-up passes published off as updated."""
    value = dict.get(raw, key)
    return value.strip() or None if isinstance(value, str) else None
