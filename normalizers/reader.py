"""`read`: bytes in, stories out. It tells the form, parses, normalizes, and turns whatever goes wrong into an `Unreadable`."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from normalizers import page
from normalizers.formats import FORMATS, feed, mail, sitemap, wire_text
from normalizers.formats.slip import Slip
from normalizers.letters import read_letter
from normalizers.markup.encoding import wide_of
from normalizers.markup.inflate import GZIP, inflated
from normalizers.normalize import face, normalize, whole
from normalizers.page.dump import parse as parse_dump
from normalizers.page.listing import parse as parse_listing
from normalizers.problems import DocumentError
from normalizers.provenance import make_ready
from normalizers.rulebook import HouseStyle, bundled
from normalizers.terms import Hints, Story, Unreadable, WireItem

if TYPE_CHECKING:
    from normalizers.rulebook import Rulebook

Parse = Callable[[bytes, str | None, Hints, HouseStyle], Iterator[WireItem | Slip | Unreadable]]

MAX_BYTES = 64_000_000  # the shell stops at 10 MB; this bounds a caller who has no shell
HEAD = 4096
FOOT = 600  # bytes at the end in which an agency signs its bare copy
LONGEST_COPY = 60_000  # bytes of bare copy: some nine thousand words
MOST_ODD = 20  # one byte in so many may be a control character where no format is seen: noise has one in ten, copy none
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
}
_NO_CONTROLS = bytes(set(range(256)) - set(range(32)) | {9, 10, 12, 13, 27})
_MARKUP = (
    b"<html",
    b"<!doctype html",
    b"<head",
    b"<body",
    b"<div",
    b"<article",
    b"<p>",
    b"<p ",
    b"<meta",
    b"<script",
    b"<h1",
    b"<a>",
    b"<span",
)

NOTHING = Unreadable("auto", "document", "there is no story in it")
FORMS = ("auto", "page", "text", *FORMATS)
LEADING = ("listing", "sitemap")  # what gives leads alone: a source's kind asks for it, no document is taken for it


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a feed brings that was not known: its stories, the `wordings` of all its entries to know them by, and how many were `known`."""

    found: tuple[Story | Unreadable, ...]
    wordings: tuple[bytes, ...] = ()
    known: int = 0


def read(
    data: bytes, *, url: str | None = None, form: str = "auto", hints: Hints | None = None, rules: Rulebook | None = None
) -> list[Story | Unreadable]:
    """Read a document into its stories; what can't be read is an `Unreadable` in its place.

    `form` is one of `FORMS` or `LEADING`; `auto` looks at the bytes. Without `rules` the bundled rulebook is loaded, once.
    Never raises on any bytes and never returns an empty list. Raises ValueError for a form that does not exist.
    """
    return _read(data, url, form, hints or Hints(), rules or _at_hand()) or [NOTHING]


def read_news(
    data: bytes,
    known: frozenset[bytes],
    *,
    url: str | None = None,
    form: str = "auto",
    hints: Hints | None = None,
    rules: Rulebook | None = None,
) -> News:
    """Read of a feed what is not `known` by its wording from an earlier poll; any other document is read whole. Raises as `read`."""
    wordings: list[bytes] = []

    def is_known(wording: bytes) -> bool:
        wordings.append(wording)
        return wording in known

    found = _read(data, url, form, hints or Hints(), rules or _at_hand(), is_known)
    passed = sum(wording in known for wording in wordings)
    return News(found=tuple(found) if found or passed else (NOTHING,), wordings=tuple(wordings), known=passed)


@cache
def _at_hand() -> Rulebook:
    """The bundled rules, ready for use: the first document should not pay for what is made once."""
    rules = bundled()
    make_ready(rules)
    return rules


def _read(
    data: bytes, url: str | None, form: str, hints: Hints, rules: Rulebook, is_known: Callable[[bytes], bool] | None = None
) -> list[Story | Unreadable]:
    """The stories of a document, without those entries that are known."""
    if form not in FORMS and form not in LEADING:
        raise ValueError(f"there is no form {form!r}; choose one of {', '.join(FORMS)}")
    try:
        data = _unpacked(data, form)
    except DocumentError as error:
        return [Unreadable(form, error.place, error.reason)]
    refused = _refuse(data, form)
    if refused is not None:
        return [refused]
    form = sniff(data, hints.media_type) if form == "auto" else form
    return list(_stories(data, url, form, hints, rules, is_known))


def read_whole(
    data: bytes, *, url: str | None = None, form: str = "auto", hints: Hints | None = None, rules: Rulebook | None = None
) -> list[Story | Unreadable]:
    """What `read` gives, no story of it unread: for a process whose time is limited, and ends with its answer."""
    return [whole(one) if isinstance(one, Story) else one for one in read(data, url=url, form=form, hints=hints, rules=rules)]


def sniff(data: bytes, media_type: str | None = None) -> str:
    """The form of a document, told from its first bytes; the media type helps where they leave it open."""
    head = _head(data)
    for form, candidate in FORMATS.items():
        if candidate.looks_like(head, media_type):
            return form
    low = head.lower()
    if low.startswith((b"<!doctype html", b"<html")) or any(mark in low for mark in _MARKUP) or (media_type or "").endswith("html"):
        return "page"
    if low.startswith(b"<"):
        return "page"
    long = HEAD <= len(data) <= LONGEST_COPY
    return wire_text.FORM if long and not wide_of(data[:HEAD]) and wire_text.looks_bare(head, data[-FOOT:]) else "text"


def _parser(form: str) -> Parse:
    """The parser of a form."""
    match form:
        case "page":
            return page.parse
        case "text":
            return parse_dump
        case "listing":
            return parse_listing
        case "sitemap":
            return sitemap.parse
        case _:
            return FORMATS[form].parse


def _stories(
    data: bytes, url: str | None, form: str, hints: Hints, rules: Rulebook, is_known: Callable[[bytes], bool] | None
) -> Iterator[Story | Unreadable]:
    """Each item of a document, normalized."""
    if form == mail.FORM:
        return _guarded(form, read_letter(data, hints, rules, _Kit(rules)))
    items = _parsed(form, data, url, hints, rules)
    return _guarded(form, _settled(items, url, hints, rules, is_known))


@dataclass(frozen=True, slots=True)
class _Kit:
    """How what is enclosed in a mail is read."""

    rules: Rulebook

    def refuse(self, data: bytes) -> str | None:
        """Why bytes can't be a document at all."""
        refused = _refuse(data, "auto")
        return refused.reason if refused else None

    def sniff(self, data: bytes, media_type: str | None) -> str:
        """The form of a document."""
        return sniff(data, media_type)

    def stories(self, data: bytes, form: str, hints: Hints, amend: Callable[[WireItem], WireItem]) -> Iterator[Story | Unreadable]:
        """A document's stories, each item amended by what its mail says."""
        items = _parsed(form, data, None, hints, self.rules)
        return _guarded(form, _settled(map(partial(_amended, amend), items), None, hints, self.rules, None))


def _parsed(form: str, data: bytes, url: str | None, hints: Hints, rules: Rulebook) -> Iterator[WireItem | Slip | Unreadable]:
    """A document's items, parsed when the first is asked for."""
    yield from _parser(form)(data, url, hints, rules.house(url))


def _amended(amend: Callable[[WireItem], WireItem], item: WireItem | Slip | Unreadable) -> WireItem | Unreadable:
    """An item that came with a mail; a feed's is laid out."""
    item = item.item if isinstance(item, Slip) else item
    return amend(item) if isinstance(item, WireItem) else item


def _settled(
    items: Iterable[WireItem | Slip | Unreadable], url: str | None, hints: Hints, rules: Rulebook, is_known: Callable[[bytes], bool] | None
) -> Iterator[Story | Unreadable]:
    """Items as stories, without the entries that are known."""
    style = rules.house(url)
    for item in items:
        match item:
            case Unreadable():
                yield item
            case Slip() if is_known is not None and is_known(item.wording):
                continue
            case Slip():
                yield face(item, style if url else rules.house(item.url), rules, hints)
            case WireItem():
                yield normalize(item, style if url else rules.house(item.url), rules, hints)


def _guarded(form: str, found: Iterator[Story | Unreadable]) -> Iterator[Story | Unreadable]:
    """What a document gives; a fault ends it and says where it stood."""
    count = 0
    try:
        for one in found:
            count += 1
            yield one
    except DocumentError as error:
        yield Unreadable(form, error.place, error.reason)
    except (Exception, RecursionError) as error:  # noqa: BLE001 - the border: whatever a hostile document brings about is its own fault, said in words
        yield Unreadable(
            form,
            f"item {count + 1}",
            f"our reader failed on it ({type(error).__name__}: {str(error)[:200]}); please report it with the document",
        )


def _unpacked(data: bytes, form: str) -> bytes:
    """The feed in a gzip archive; any other bytes as they are."""
    if not data.startswith(GZIP) or form not in ("auto", sitemap.FORM, *feed.FORMS) or len(data) > MAX_BYTES:
        return data
    inside = inflated(data)
    if sniff(inside) not in feed.FORMS:
        raise DocumentError("byte 0", "this is a gzip archive, and what is in it is no feed")
    return inside


def _head(data: bytes) -> bytes:
    """The first bytes as UTF-8 without byte order mark and white space."""
    for bom, charset in _BOMS:
        if data.startswith(bom):
            return data[len(bom) : len(bom) + HEAD].decode(charset, "ignore").lstrip().encode()
    wide = wide_of(data) if b"\0" in data[:HEAD] else None
    return data[:HEAD].decode(wide, "ignore").lstrip().encode() if wide else data[:HEAD].lstrip()


def _refuse(data: bytes, form: str) -> Unreadable | None:
    """Why bytes can't be a document at all: nothing, too much, or no text."""
    if not data or data.isspace():
        return Unreadable(form, "document", "it is empty")
    if len(data) > MAX_BYTES:
        return Unreadable(form, "document", f"it has {len(data):,} bytes; at most {MAX_BYTES:,} are read")
    kind = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)
    if kind is not None:
        return Unreadable(form, "byte 0", f"this is {kind}, not copy")
    head = _head(data)
    odd = len(head.translate(None, _NO_CONTROLS)) if form in ("auto", "text") else 0
    if odd * 10 > len(head) * 3 or (odd * MOST_ODD > len(head) and sniff(data) == "text"):
        return Unreadable(form, "byte 0", "these bytes are no text")
    return None
