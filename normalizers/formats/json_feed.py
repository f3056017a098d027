"""JSON Feed 1.0 and 1.1, an RSS for people who like JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizers.formats import json_text
from normalizers.formats.channel import Channel
from normalizers.formats.entry import MAX_ENTRIES, Entry
from normalizers.formats.slip import Slip, slips, too_many
from normalizers.problems import DocumentError
from normalizers.terms import Image, Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints

FORM = "json-feed"
_MARKS = (b"jsonfeed.org", b'"home_page_url"', b'"feed_url"')


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document's first bytes are a JSON Feed: it names its version's address first of all."""
    return head.startswith(b"{") and (media_type == "application/feed+json" or any(mark in head for mark in _MARKS))


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[Slip | Unreadable]:
    """Read the entries of a JSON Feed; an entry that is no object is unreadable, its neighbors stand."""
    feed = json_text.load(json_text.source(data, hints))
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise DocumentError("document", "a JSON Feed is an object with a list of `items`; this is none")
    rows = feed["items"]
    if not rows:
        yield Unreadable(FORM, "document", "no entries")
    entries = [_entry(row) for row in rows[:MAX_ENTRIES] if isinstance(row, dict)]
    yield from slips(
        entries,
        Channel(json_text.words(feed, "title"), json_text.words(feed, "home_page_url"), json_text.words(feed, "language"), _authors(feed)),
    )
    for number, row in enumerate(rows[:MAX_ENTRIES], 1):
        if not isinstance(row, dict):
            yield Unreadable(FORM, f"entry {number}", f"an entry is an object; this is {json_text.kind(row)}")
    yield from too_many(FORM, len(rows))


def _entry(row: dict[str, Any]) -> Entry:
    """One entry, its fields in the order of the specification."""
    entry = Entry(FORM, uri=_id(row), language=json_text.words(row, "language"))
    for key in ("url", "external_url"):
        if link := json_text.words(row, key):
            entry.links.append(link)
    entry.add("headline", json_text.words(row, "title"), "feed title")
    entry.add("byline", _authors(row), "feed author", html=False)
    entry.add("summary", json_text.words(row, "summary"), "feed summary", html=False)
    if content := json_text.words(row, "content_html"):
        entry.add("content", content, "feed content")
    else:
        entry.add("content", json_text.words(row, "content_text"), "feed content", html=False)
    for key, times in (("date_published", entry.published), ("date_modified", entry.updated)):
        if time := json_text.words(row, key):
            times.append(Words(time, f"feed {key}"))
    for key in ("image", "banner_image"):
        if picture := json_text.words(row, key):
            entry.images.append(Image(url=picture))
    entry.keywords += [" ".join(tag.split()) for tag in json_text.rows(row, "tags", str) if tag.strip()]
    return entry


def _id(row: dict[str, Any]) -> str | None:
    """The entry's id; some feeds write a number."""
    value = row.get("id")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else json_text.words(row, "id")


def _authors(row: dict[str, Any]) -> str | None:
    """The names of the authors in one line; version 1.0 has one author."""
    authors = [*json_text.rows(row, "authors", dict), row.get("author")]
    return (
        ", ".join(dict.fromkeys(name for author in authors if isinstance(author, dict) and (name := json_text.words(author, "name"))))
        or None
    )
