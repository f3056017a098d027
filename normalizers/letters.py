"""Mails whole: their own words, the wire documents enclosed in them, each story once, in the richest form it came in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from normalizers.formats import FORMATS
from normalizers.formats.mail import NO_WORDS, own_words
from normalizers.formats.mail_copy import is_cover
from normalizers.formats.mail_parts import MAX_LETTERS, Enclosure, Letter, opened
from normalizers.formats.sheet import FORM_FEED
from normalizers.likeness import fingerprint
from normalizers.normalize import normalize
from normalizers.problems import DocumentError
from normalizers.terms import Finding, Hints, Publisher, Story, Unreadable, WireItem, Words, Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from normalizers.formats.mail_parts import Heading, Told
    from normalizers.likeness import Fingerprint
    from normalizers.rulebook import Rulebook

FORM = "mail"
MAX_READ = 100  # enclosures of one mail that are read
FEW = 200  # bytes: a smaller text or page is a signature or a note, no story
SAME = 0.8  # of the shorter text's runs of words that stand in the longer one
TOLD = 20  # words: with fewer, only the very same words are the same story
MUCH_LONGER = 1.2
_ODD = re.compile(r"[^\w.-]+")
_PAGES = ("text/html", "application/xhtml+xml")
_WORDY = {"text": (".txt", ".text", ".asc"), "page": (".html", ".htm", ".xhtml")}
_KINDS = (
    (("image/",), "a picture"),
    (("audio/", "video/"), "sound or film"),
    (("application/pdf",), "a PDF document"),
    (("application/msword", "application/vnd.", "application/rtf", "application/ms"), "an office document"),
    (
        ("application/zip", "application/x-zip", "application/gzip", "application/x-gzip", "application/x-tar", "application/x-7z"),
        "an archive",
    ),
)


class Kit(Protocol):
    """What a mail needs of the reader: it stands above us."""

    def refuse(self, data: bytes) -> str | None:
        """Why bytes can't be a document at all, or None."""
        ...

    def sniff(self, data: bytes, media_type: str | None) -> str:
        """The form of a document."""
        ...

    def stories(self, data: bytes, form: str, hints: Hints, amend: Callable[[WireItem], WireItem]) -> Iterator[Story | Unreadable]:
        """A document's stories, each item `amend`ed before it is settled."""
        ...


@dataclass(frozen=True, slots=True)
class _Came:
    """A story, and out of which part of the mail it came: numbers from the outermost mail in, 0 for a mail's own words."""

    part: tuple[int, ...]
    name: str
    story: Story
    mark: Fingerprint


@dataclass(slots=True)
class _Tray:
    """What has come out of a mail so far: stories, faults, and what was left unread with the reason."""

    stories: list[_Came] = field(default_factory=list)
    faults: list[Unreadable] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)

    def lay(self, part: tuple[int, ...], name: str, story: Story) -> None:
        """Lay a story down; one that another part told already stays out, unless it is the richer of the two."""
        came = _Came(part, name, story, fingerprint(story))
        for at, other in enumerate(self.stories):
            if other.part != part and _same(other.mark, came.mark):
                better, worse = (came, other) if _is_richer(came, other) else (other, came)
                self.stories[at] = better
                self.left.append((worse.name, "the same story again"))
                return
        self.stories.append(came)


def read_letter(data: bytes, hints: Hints, rules: Rulebook, kit: Kit) -> Iterator[Story | Unreadable]:
    """The stories of a mail. Raises DocumentError where it is made to do harm."""
    tray = _Tray()
    _open(opened(data), tray, _Desk(hints, rules, kit), ())
    notes = tuple(Finding("body", f"enclosed {name}", why, chosen=False) for name, why in tray.left)
    for number, came in enumerate(tray.stories):
        yield came.story if number or not notes else replace(came.story, findings=(*came.story.findings, *notes))
    yield from tray.faults
    if not tray.stories and not tray.faults:
        said = "; ".join(f"{name}: {why}" for name, why in tray.left[:10])
        yield Unreadable(FORM, "document", f"there is no story in this mail: {said}" if said else "there is no story in this mail")


@dataclass(slots=True)
class _Desk:
    """What every part is read with, and how many have been."""

    hints: Hints
    rules: Rulebook
    kit: Kit
    count: int = 0


def _open(letter: Letter, tray: _Tray, desk: _Desk, path: tuple[int, ...]) -> None:
    """Read one of the mails that lie in each other: its own words, and what is enclosed in it."""
    inner = _Tray()
    documents, told = _sorted(letter.told, desk.kit)
    enclosures = [*documents, *letter.enclosures]
    for number, one in enumerate(enclosures, 1):
        desk.count += 1
        if desk.count > MAX_READ:
            inner.faults.append(
                Unreadable(FORM, f"enclosure {number}", f"more than {MAX_READ} are enclosed: from here on they were left out")
            )
            break
        _read(one, letter.heading, inner, desk, (*path, number))
    if told or not documents:
        _tell(own_words(replace(letter, told=told)), tray, inner, desk, path)
    for came in inner.stories:
        tray.lay(came.part, came.name, came.story)
    tray.faults += inner.faults
    tray.left += inner.left


def _sorted(told: Sequence[Told], kit: Kit) -> tuple[list[Enclosure], tuple[Told, ...]]:
    """A mail's own words, those apart that are a wire's document or messages as they stand."""
    documents, words = [], []
    for one in told:
        text = one.words.strip()
        form = kit.sniff(text.encode("utf-8", "replace"), None) if one.kind == "plain" and text and not one.cut else ""
        if text.startswith("ZCZC") or (form in _DOCUMENTS and not _is_a_form(text)):
            documents.append(Enclosure("the mail's words", "text/plain", one.words.encode("utf-8", "replace"), charset="utf-8"))
        else:
            words.append(one)
    return documents, tuple(words)


def _is_a_form(text: str) -> bool:
    """Whether words are whole JSON without what any wire's item has: a form that somebody filled in, whose words are the mail's own."""
    if text[:1] not in "{[":
        return False
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    rows = value if isinstance(value, list) else [value]
    return not any(isinstance(row, dict) and row.keys() & _ITEM_KEYS for row in rows)


_ITEM_KEYS = frozenset(
    ("uri", "guid", "item", "items", "_items", "api_version", "format", "version", "data", "headlines", "bodies", "versioncreated")
)
_DOCUMENTS = frozenset(FORMATS) - {"mail", "wire-text"}


def _tell(own: WireItem | Unreadable, tray: _Tray, inner: _Tray, desk: _Desk, path: tuple[int, ...]) -> None:
    """Lay the mail's own words down, unless they only tell what comes with them: then they are a note to the desk."""
    if isinstance(own, Unreadable):
        if own.reason != NO_WORDS:
            inner.faults.insert(0, own)
        return
    story = normalize(own, desk.rules.house(None), desk.rules, desk.hints)
    words = story.body_text
    if not inner.stories or not is_cover(words):
        tray.lay((*path, 0), "the mail's own words", story)
    elif words:
        inner.stories = [replace(one, story=_noted(one.story, words)) for one in inner.stories]


def _noted(story: Story, words: str) -> Story:
    """A story with the note that came with it, where it states none of its own."""
    note = " ".join(words.split())
    finding = Finding("body", "mail's own words", note, chosen=False)
    return replace(story, ed_note=story.ed_note or note, findings=(*story.findings, finding))


# --- what is enclosed -------------------------------------------------------------------------------------------------
def _read(one: Enclosure, heading: Heading, tray: _Tray, desk: _Desk, path: tuple[int, ...]) -> None:
    """One enclosure: another mail, a wire's document, or something that is left."""
    name = one.name or f"part {path[-1]}"
    letter = one.letter
    if letter is None and not one.cut and one.data and len(path) < MAX_LETTERS and _is_letter(one, desk.kit):
        letter = _opened(one.data)
    if letter is not None:
        _open(letter, tray, desk, path)
    elif one.cut:
        tray.faults.append(Unreadable(FORM, f"enclosed {name}", "the mail breaks off in it, or its coding is broken"))
    elif one.media_type == "message/rfc822":
        tray.left.append((name, f"it is enclosed in more than {MAX_LETTERS} mails"))
    elif why := _why_left(one, form := _form(one, desk.kit)):
        tray.left.append((name, why))
    else:
        _document(one, form, (name, path), heading, tray, desk)


def _form(one: Enclosure, kit: Kit) -> str:
    """The form of a file; nothing where it can't be copy."""
    return "" if kit.refuse(one.data) else kit.sniff(one.data, one.media_type if one.media_type in _PAGES else None)


def _is_letter(one: Enclosure, kit: Kit) -> bool:
    return one.name.lower().endswith(".eml") or (kit.refuse(one.data) is None and kit.sniff(one.data, None) == FORM)


def _opened(data: bytes) -> Letter | None:
    try:
        return opened(data)
    except DocumentError:
        return None


def _document(one: Enclosure, form: str, at: tuple[str, tuple[int, ...]], heading: Heading, tray: _Tray, desk: _Desk) -> None:
    """A wire's document: each of its stories is laid down, a fault is told with its name."""
    name, path = at
    hints = replace(desk.hints, charset=one.charset, media_type=one.media_type, lead=None, links=None)
    found = list(desk.kit.stories(one.data, form, hints, _from_letter(heading, name)))
    if form == "page" and all(isinstance(story, Unreadable) or "hollow" in story.flags for story in found):
        tray.left.append((name, "a page with hardly any copy"))
        return
    for story in found:
        if isinstance(story, Story):
            tray.lay(path, name, story)
        else:
            tray.faults.append(Unreadable(story.form, f"enclosed {name}, {story.place}", story.reason))


def _why_left(one: Enclosure, form: str) -> str | None:
    """Why a file is left unread, in words; None where it is a wire's document."""
    if form in FORMATS:
        return None
    kind, endings = one.media_type, _WORDY.get(form, ())
    if one.name.lower().endswith(endings) or (form == "text" and kind == "text/plain") or (form == "page" and kind in _PAGES):
        return None if len(one.data.strip()) >= FEW else "too few words for a story"
    what = next((words for starts, words in _KINDS if kind.startswith(starts)), None)
    return f"{what}, which is not read" if what else f"no wire's document ({kind})"


def _from_letter(heading: Heading, name: str) -> Callable[[WireItem], WireItem]:
    """What an enclosed item has from its mail where it does not tell it itself: whose it is, when it was sent, an identity."""

    def amend(item: WireItem) -> WireItem:
        unseen = []
        if item.publisher == Publisher() and heading.sender != Publisher():
            item = replace(item, publisher=Publisher(name=heading.sender.name, domain=heading.sender.domain))
            unseen.append(f"From: {heading.line}")
        if not item.published and not item.updated and heading.date:
            item = replace(item, updated=(Words(heading.date, "mail Date"),))
            unseen.append(f"Date: {heading.date}")
        if item.uri is None and heading.identity:
            item = replace(item, uri=f"mid:{heading.identity}/{_ODD.sub('-', name)}")
            unseen.append(f"Message-ID: {heading.identity}")
        return _with_unseen(item, unseen)

    return amend


def _with_unseen(item: WireItem, lines: Iterable[str]) -> WireItem:
    """An item whose raw text has lines that nobody sees at its end."""
    told = "\n".join(" ".join(line.split()) for line in lines)
    if not told:
        return item
    behind = [zone for zone in item.zones if zone.kind == "meta" and zone.end == len(item.raw_text)]
    text = item.raw_text + ("\n" if "\f" in item.raw_text else FORM_FEED)
    start = behind[-1].start if behind else len(text)
    zones = tuple(zone for zone in item.zones if zone not in behind[-1:])
    return replace(item, raw_text=text + told, zones=(*zones, Zone("meta", start, len(text) + len(told))))


# --- the same story ----------------------------------------------------------------------------------------------------
def _same(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two parts of a mail tell the same story."""
    if min(one.tokens, other.tokens) < TOLD:
        return one.body == other.body if one.tokens and other.tokens else one.title == other.title and bool(one.title_words)
    first, second = set(one.grams), set(other.grams)
    return len(first & second) >= SAME * min(len(first), len(second))


def _is_richer(one: _Came, other: _Came) -> bool:
    """Whether the first of two is the better copy: what holds a story back comes first, then a longer text, then more that is stated."""
    if _is_gated(one.story) != _is_gated(other.story):
        return _is_gated(one.story)
    longer = max(one.mark.tokens, other.mark.tokens)
    if longer > MUCH_LONGER * min(one.mark.tokens, other.mark.tokens):
        return one.mark.tokens == longer
    return _stated(one.story) > _stated(other.story)


def _is_gated(story: Story) -> bool:
    return story.pub_status != "usable" or story.embargoed_until is not None


def _stated(story: Story) -> int:
    """How much a story states; a wire's own form counts, for its fields are no guesses."""
    said = (story.headline, story.byline, story.dateline, story.published, story.updated, story.slugline, story.section, story.language)
    more = (story.urgency, story.version, story.subjects, story.keywords, story.ed_note, story.usage_terms, story.summary)
    return sum(bool(one) for one in (*said, *more)) + 3 * (story.form in _DOCUMENTS)
