"""One entry of a feed, whatever its dialect: its fields as they were printed, and the item they make."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from normalizers.formats.sheet import Sheet
from normalizers.markup import blocks, plain
from normalizers.terms import Block, Image, Publisher, Unreadable, WireItem, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizers.terms import ZoneKind

MAX_ENTRIES = 2000  # of one feed; the largest real one seen has a few hundred
WHOLE = 400  # characters of text: what is shorter is a teaser
MAX_TITLE = 4000

PartKind = Literal["headline", "byline", "summary", "content"]
_CUT = re.compile(r"(?:\[?(?:…|\.\.\.)\]?|\b(?:read more|continue reading|read full story|और पढ़ें)\W{0,4})$", re.IGNORECASE)


@dataclass(slots=True)
class Part:
    """A field that readers see, where the entry has it; `html` says that it holds markup, `cut` are its paragraphs once known."""

    kind: PartKind
    text: str
    source: str
    html: bool = True
    cut: tuple[Block, ...] | None = None


@dataclass(slots=True)
class Entry:
    """What an entry states, gathered field by field; several values of a kind stand in the order of the document."""

    form: str
    uri: str | None = None
    links: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    published: list[Words] = field(default_factory=list)
    updated: list[Words] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    language: str | None = None
    publisher: str | None = None
    unseen: list[tuple[str, str]] = field(default_factory=list)
    permalink: bool = False

    def add(self, kind: PartKind, text: str | None, source: str, *, html: bool = True) -> None:
        """Note a field with words in it."""
        if text and not text.isspace():
            self.parts.append(Part(kind, text, source, html))


@dataclass(slots=True)
class Channel:
    """What a feed says of itself, and with it of every entry."""

    title: str | None = None
    link: str | None = None
    language: str | None = None
    author: str | None = None


def items(entries: Sequence[Entry], channel: Channel) -> Iterator[WireItem | Unreadable]:
    """The items of a feed; no two of them share an identity, and those that state nothing are counted, not given."""
    taken: set[str] = set()
    blank: list[int] = []
    for number, entry in enumerate(entries, 1):
        if entry.parts or entry.links or entry.uri:
            yield item(entry, channel, _identity(entry, taken))
        else:
            blank.append(number)
    if blank:
        yield Unreadable(entries[0].form, f"entry {blank[0]}", f"{len(blank)} of {len(entries)} entries state neither words nor an address")


def too_many(form: str, count: int) -> Iterator[Unreadable]:
    """What to say of entries past the limit."""
    if count > MAX_ENTRIES:
        yield Unreadable(
            form, f"entry {MAX_ENTRIES + 1}", f"entries {MAX_ENTRIES + 1}–{count} left out: at most {MAX_ENTRIES:,} of one feed are read"
        )


def _identity(entry: Entry, taken: set[str]) -> str | None:
    """The entry's id, else its link; where a feed gives two entries one id, the link or a number tells them apart."""
    link = entry.links[0] if entry.links else None
    uri = entry.uri or link
    if uri is None:
        return None
    if uri in taken and link and link != uri:
        uri = f"{uri}#{link}"
    unique, number = uri, 2
    while unique in taken:
        unique, number = f"{uri}#{number}", number + 1
    taken.add(unique)
    return unique


def item(entry: Entry, channel: Channel, uri: str | None) -> WireItem:
    """An entry's fields as an item: its words in order, what is body and what a summary."""
    sheet = Sheet()
    content = _content(entry)
    body: tuple[Block, ...] = ()
    found: dict[str, list[Words]] = {"headline": [], "byline": [], "summary": []}
    for part in entry.parts:
        if part is content:
            body = _laid(sheet, "body", part)
        elif part.kind == "summary":
            placed = _laid(sheet, "summary", part)
            found["summary"] += [Words(" ".join(block.text for block in placed), part.source)] if placed else []
        elif part.kind != "content" and (text := _line(part)):
            found[part.kind].append(Words(sheet.line(part.kind, text), part.source))
    _unseen(sheet, entry, channel, authored=bool(found["byline"]))
    raw_text, zones = sheet.off()
    if channel.author and not found["byline"]:
        found["byline"].append(Words(channel.author, "feed author"))
    return WireItem(
        form=entry.form,
        raw_text=raw_text,
        zones=zones,
        blocks=body,
        uri=uri,
        url=_link(entry),
        partial=_is_partial(body),
        publisher=_publisher(entry, channel),
        headlines=tuple(found["headline"]),
        summaries=tuple(found["summary"]),
        bylines=tuple(found["byline"]),
        published=tuple(entry.published),
        updated=tuple(entry.updated),
        languages=tuple(Words(tag, "feed language") for tag in (entry.language, channel.language) if tag),
        images=tuple(entry.images),
        keywords=tuple(dict.fromkeys(entry.keywords)),
    )


def _content(entry: Entry) -> Part | None:
    """The part that holds the story: the longest content; a description only where it plainly is the whole story."""
    contents = [part for part in entry.parts if part.kind == "content"]
    if contents:
        return max(contents, key=lambda part: len(part.text))
    whole = [part for part in entry.parts if part.kind == "summary" and _is_whole(part)]
    return max(whole, key=lambda part: len(part.text), default=None)


def _is_whole(part: Part) -> bool:
    """Whether a description holds a whole story: several paragraphs, long enough, not broken off."""
    if len(part.text) < WHOLE:
        return False
    found = part.cut = _blocks(part)
    return len(found) > 1 and not _is_partial(found)


def _is_partial(body: Sequence[Block]) -> bool:
    """Whether there is less than a story: nothing, a teaser, or words that break off."""
    return sum(len(block.text) for block in body) < WHOLE or _CUT.search(body[-1].text) is not None


def _laid(sheet: Sheet, kind: ZoneKind, part: Part) -> tuple[Block, ...]:
    """A part's paragraphs, laid down."""
    return sheet.markup(kind, part.text) if part.html and part.cut is None else sheet.body(kind, part.cut or _blocks(part))


def _blocks(part: Part) -> tuple[Block, ...]:
    """The paragraphs of a part."""
    if part.html:
        return blocks(part.text)
    return tuple(Block("p", " ".join(text.split())) for text in re.split(r"\n[^\S\n]*\n", part.text) if not text.isspace() and text)


def _line(part: Part) -> str:
    """A part as one line of plain text."""
    text = part.text[:MAX_TITLE]
    return plain(text) if part.html else " ".join(text.split())


def _link(entry: Entry) -> str | None:
    """The entry's address as printed; a guid that says it is one where no link stands."""
    if entry.links:
        return entry.links[0]
    return entry.uri if entry.permalink and entry.uri and entry.uri.startswith(("http://", "https://")) else None


def _unseen(sheet: Sheet, entry: Entry, channel: Channel, *, authored: bool) -> None:
    """Note what the entry states where no reader sees it."""
    for name, value in entry.unseen:
        sheet.unseen(name, value)
    for time in (*entry.published, *entry.updated):
        sheet.unseen(time.source.removeprefix("feed "), time.text)
    sheet.unseen("link", _link(entry))
    sheet.unseen("feed title", channel.title)
    if not authored:
        sheet.unseen("feed author", channel.author)


def _publisher(entry: Entry, channel: Channel) -> Publisher:
    """Whose feed it is: its title and the domain of its link."""
    return Publisher(name=entry.publisher or channel.title, domain=domain(channel.link) or domain(_link(entry)))


def domain(url: str | None) -> str | None:
    """The host of an address without `www.`; None where there is none.

    >>> domain("https://www.wirehouse.example/news/1")
    'wirehouse.example'
    """
    try:
        host = urlsplit((url or "").strip()).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host and "." in host else None
