"""E-mail (RFC 5322, MIME): the subject over a mail's words in plain text, else in HTML. What is attached is read by `letters`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.formats import wire_text
from normalizers.formats.draft import Draft
from normalizers.formats.mail_copy import headed, laid_out, subject_of
from normalizers.formats.mail_parts import BLANK, opened
from normalizers.terms import Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.formats.mail_parts import Heading, Letter
    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Block, Hints, WireItem

FORM = "mail"
NO_WORDS = "there is no text in this mail but what is enclosed"
BROKEN_OFF = "the mail breaks off in its words"
_FIELD = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t\r\n]")
_FROM = re.compile(rb"^From:", re.IGNORECASE | re.MULTILINE)
_SURE = re.compile(rb"^(?:Message-ID|MIME-Version|Received|Return-Path):", re.IGNORECASE | re.MULTILINE)


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document begins with the heading of a mail: a sender, and a line that mail programs alone write."""
    head = head.split(b"\n", 1)[-1] if head.startswith(b"From ") else head
    if media_type == "message/rfc822":
        return True
    heading = BLANK.split(head, maxsplit=1)[0]
    return (
        _FIELD.match(head) is not None
        and _SURE.search(heading) is not None
        and (_FROM.search(heading) is not None or len(heading) == len(head))
    )


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read a mail's own words; one whose words are an agency's messages gives these. Raises DocumentError where it is made to do harm."""
    letter = opened(data)
    first = letter.told[0] if letter.told else None
    if first is not None and first.kind == "plain" and first.words.lstrip().startswith("ZCZC"):
        yield from wire_text.parse(first.words.encode("utf-8", "replace"), url, hints, style)
    else:
        yield own_words(letter)


def own_words(letter: Letter) -> WireItem | Unreadable:
    """The story that a mail's own words are, or why they are none."""
    heading = letter.heading
    if heading.answers:
        return Unreadable(FORM, "document", heading.answers)
    if letter.cut or any(one.cut for one in letter.told):
        return Unreadable(FORM, "document", BROKEN_OFF)
    if not any(one.words.strip() for one in letter.told) and (letter.enclosures or not heading.subject):
        return Unreadable(FORM, "document", NO_WORDS if letter.enclosures else "there is neither a subject nor any text in this mail")
    draft = Draft(FORM)
    _say(draft, heading)
    around: list[str] = []
    for number, one in enumerate(letter.told):
        copy, signs, more = laid_out(one.kind, one.words)
        if number and not copy:
            around += more
            continue
        copy = copy if number else _below_its_head(draft, copy, heading)
        draft.lay(copy)
        for sign in signs:
            draft.sheet.line("after", sign)
        around += more
    for text in around:
        draft.sheet.line("footer", text)
    return draft.item()


def _below_its_head(draft: Draft, copy: tuple[Block, ...], heading: Heading) -> tuple[Block, ...]:
    """The copy below the headline and the byline that it prints itself: these are the mail's own."""
    headline, byline, copy = headed(copy, subject_of(heading.subject, listed=heading.listed))
    if headline:
        draft.lists.setdefault("headlines", []).insert(0, Words(draft.sheet.line("headline", headline), "mail copy"))
    if byline:
        draft.put("bylines", Words(draft.sheet.line("byline", byline), "mail copy"))
    return copy


def _say(draft: Draft, heading: Heading) -> None:
    """Note what the heading says."""
    if heading.identity:
        draft.uri = f"mid:{heading.identity}"
        draft.sheet.unseen("Message-ID", heading.identity)
    draft.values["publisher"] = heading.sender
    draft.sheet.unseen("From", heading.line)
    if heading.subject:
        subject = subject_of(heading.subject, listed=heading.listed)
        draft.put("headlines", Words(draft.sheet.line("headline", subject), "mail Subject"))
        if subject != heading.subject:
            draft.sheet.unseen("Subject", heading.subject)
    if heading.date:
        draft.put("updated", Words(heading.date, "mail Date"))
        draft.sheet.unseen("Date", heading.date)
    if heading.language:
        draft.put("languages", Words(heading.language, "mail Content-Language"))
