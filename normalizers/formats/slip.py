"""A slip of a feed: one entry with its feed's own words beside it, and the item that the two make."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import xxhash

from normalizers.formats.entry import MAX_ENTRIES
from normalizers.formats.identity import made_of
from normalizers.formats.sheet import Sheet
from normalizers.markup import blocks, plain
from normalizers.rulebook import hostname
from normalizers.terms import Block, Image, Publisher, Unreadable, WireItem, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizers.formats.channel import Channel
    from normalizers.formats.entry import Entry, Part
    from normalizers.terms import ZoneKind

WHOLE = 400  # characters of text: what is shorter is a teaser
MAX_TITLE = 4000
_CUT = re.compile(r"(?:\[?(?:…|\.\.\.)\]?|\b(?:read more|continue reading|read full story|और पढ़ें)\W{0,4})$", re.IGNORECASE)
_GAP = re.compile(r"\n[^\S\n]*\n")


class Slip:
    """One entry of a feed, not yet laid out: its face (identity, address, headline, times) costs little, its `item` the whole work."""

    def __init__(self, entry: Entry, channel: Channel, uri: str) -> None:
        """Put an entry beside its feed's own words; `uri` is unlike that of any other entry of the feed."""
        self.entry, self.channel, self.uri, self.form = entry, channel, uri, entry.form
        self.url = _address(entry, channel)
        self.canonical_url = entry.canonical  # the story's own address, where the printed one is a counter's
        self.publisher = Publisher(name=entry.publisher or channel.title, domain=domain(channel.link) or domain(self.url))
        titles = [Words(text, part.source) for part in entry.parts if part.kind == "headline" and (text := _line(part))]
        self.headlines = tuple(sorted(titles, key=_is_borrowed) if len(titles) > 1 else titles)  # the feed's own before other vocabularies

    @cached_property
    def wording(self) -> bytes:
        """A digest of what the entry says as it is printed: where it is the same at the next poll, nothing is new."""
        entry = self.entry
        said = [self.uri or "", *entry.links, *(time.text for time in (*entry.published, *entry.updated))]
        said += [text for part in entry.parts for text in (part.kind, part.text)]
        return xxhash.xxh3_128_digest("\0".join(said).encode("utf-8", "surrogatepass"))

    @cached_property
    def item(self) -> WireItem:
        """The entry's fields as an item: its words in order, what is body and what a summary."""
        return _item(self)


def _is_borrowed(title: Words) -> bool:
    return ":" in title.source


def slips(entries: Sequence[Entry], channel: Channel) -> Iterator[Slip | Unreadable]:
    """The slips of a feed; no two of them share an identity, and entries that state nothing are counted, not given."""
    taken: set[str] = set()
    blank: list[int] = []
    for number, entry in enumerate(entries, 1):
        if entry.parts or entry.links or entry.uri:
            yield Slip(entry, channel, _identity(entry, taken))
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


def _address(entry: Entry, channel: Channel) -> str | None:
    """The address as printed, or on the base that the document states; a guid that says it is one where no link stands."""
    if entry.links:
        return _on(entry.links[0], entry.base, channel.base)
    return entry.uri if entry.permalink and entry.uri and entry.uri.startswith(("http://", "https://")) else entry.canonical


def _identity(entry: Entry, taken: set[str]) -> str:
    """The entry's id, its link, or one made of its words; of two entries with one id the link or a number tells which is which."""
    link = entry.links[0] if entry.links else None
    uri = entry.uri or link or made_of(entry.form, "\n".join(part.text for part in entry.parts))
    if uri in taken and link and link != uri:
        uri = f"{uri}#{link}"
    unique, number = uri, 2
    while unique in taken:
        unique, number = f"{uri}#{number}", number + 1
    taken.add(unique)
    return unique


def _item(slip: Slip) -> WireItem:
    """Lay an entry out."""
    sheet = Sheet()
    entry, channel = slip.entry, slip.channel
    content = _content(entry)
    body: tuple[Block, ...] = ()
    summaries: list[Words] = []
    bylines: list[Words] = []
    for part in entry.parts:
        if part is content:
            body = _laid(sheet, "body", part)
        elif part.kind == "summary":
            placed = _laid(sheet, "summary", part)
            summaries += [Words(" ".join([block.text for block in placed]), part.source)] if placed else []
        elif part.kind != "content" and (text := _line(part)):
            sheet.line(part.kind, text)
            if part.kind == "byline":
                bylines.append(Words(text, part.source))
    _unseen(sheet, slip, authored=bool(bylines))
    raw_text, zones = sheet.off()
    if channel.author and not bylines:
        bylines.append(Words(channel.author, "feed author"))
    return WireItem(
        form=entry.form,
        raw_text=raw_text,
        zones=zones,
        blocks=body,
        uri=slip.uri,
        url=slip.url,
        canonical_url=entry.canonical,
        partial=_is_partial(body),
        publisher=slip.publisher,
        headlines=slip.headlines,
        summaries=tuple(summaries),
        bylines=tuple(bylines),
        published=tuple(entry.published),
        updated=tuple(entry.updated),
        languages=tuple([Words(tag, "feed language") for tag in (entry.language, channel.language) if tag]),
        images=_pictures(entry),
        keywords=tuple(dict.fromkeys(entry.keywords)),
        subjects=tuple(entry.subjects),
        located=entry.located,
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
    return sum([len(block.text) for block in body]) < WHOLE or _CUT.search(body[-1].text[-60:]) is not None


def _laid(sheet: Sheet, kind: ZoneKind, part: Part) -> tuple[Block, ...]:
    """A part's paragraphs, laid down."""
    return sheet.markup(kind, part.text) if part.html and part.cut is None else sheet.body(kind, part.cut or _blocks(part))


def _blocks(part: Part) -> tuple[Block, ...]:
    """The paragraphs of a part."""
    if part.html:
        return blocks(part.text)
    return tuple([Block("p", " ".join(text.split())) for text in _GAP.split(part.text) if not text.isspace() and text])


def _line(part: Part) -> str:
    """A part as one line of plain text."""
    text = part.text[:MAX_TITLE]
    return plain(text) if part.html else " ".join(text.split())


def _pictures(entry: Entry) -> tuple[Image, ...]:
    """The pictures; what the entry says of them outside is the caption of those that have none."""
    if entry.caption is None:
        return tuple(entry.images)
    return tuple([image if image.caption else Image(url=image.url, caption=entry.caption, credit=image.credit) for image in entry.images])


def _unseen(sheet: Sheet, slip: Slip, *, authored: bool) -> None:
    """Note what the entry states where no reader sees it."""
    entry, channel = slip.entry, slip.channel
    for name, value in entry.unseen:
        sheet.unseen(name, value)
    for time in (*entry.published, *entry.updated):
        sheet.unseen(time.source.removeprefix("feed "), time.text)
    sheet.unseen("link", slip.url)
    sheet.unseen("canonical link", entry.canonical)
    sheet.unseen("feed title", channel.title)
    if not authored:
        sheet.unseen("feed author", channel.author)


def _on(link: str, *bases: str | None) -> str:
    """A link on the innermost base that a document states (`xml:base`); as printed where it states none that is an address."""
    if link.startswith(("http://", "https://")) or not any(bases):
        return link
    try:
        whole = link
        for base in filter(None, bases):
            whole = urljoin(base, whole)
    except ValueError:  # "http://[" is no address
        return link
    return whole if whole.startswith(("http://", "https://")) else link


@lru_cache(maxsize=256)
def domain(url: str | None) -> str | None:
    """The host of an address without `www.`; None where there is none.

    >>> domain("https://www.wirehouse.example/news/1")
    'wirehouse.example'
    """
    host = hostname(url)
    return host.removeprefix("www.") if host and "." in host else None
