"""E-mail (RFC 5322, MIME): the subject over a mail's words in plain text, else in HTML. What is attached is read on its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.formats import wire_text
from normalizers.formats.draft import Draft
from normalizers.formats.plain_text import cut
from normalizers.formats.slip import domain
from normalizers.markup import decode, spaced
from normalizers.problems import DocumentError, TooBig
from normalizers.terms import Publisher, Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

FORM = "mail"
MAX_NESTING = 40  # parts that hold parts, of one mail
MAX_PARTS = 10_000  # lines that may part two of them, of one mail
MAX_HEADING = 200_000  # bytes: some relays add a line each
MAX_VALUE = 4000  # characters of a line of the heading
_ENVELOPE = re.compile(rb"^(?:content-type\s*:\s*(?:multipart|message)/|[^\n]{0,200}\bboundary\s*=)", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t\r\n]")
_FROM = re.compile(rb"^From:", re.IGNORECASE | re.MULTILINE)
_SURE = re.compile(rb"^(?:Message-ID|MIME-Version|Received|Return-Path):", re.IGNORECASE | re.MULTILINE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_SIGNATURE = re.compile(r"^-- $.*\Z", re.MULTILINE | re.DOTALL)


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document begins with the heading of a mail: a sender, and a line that mail programs alone write."""
    head = head.split(b"\n", 1)[-1] if head.startswith(b"From ") else head
    if media_type == "message/rfc822":
        return True
    heading = _BLANK.split(head, maxsplit=1)[0]
    return (
        _FIELD.match(head) is not None
        and _SURE.search(heading) is not None
        and (_FROM.search(heading) is not None or len(heading) == len(head))
    )


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read a mail; one whose words are an agency's messages gives these. Raises DocumentError where it is made to do harm."""
    data = data.lstrip()
    if len(_ENVELOPE.findall(data)) > 2 * MAX_NESTING:
        raise TooBig("document", f"more than {MAX_NESTING} parts of this mail hold parts")
    if data.count(b"\n--") > MAX_PARTS:
        raise TooBig("document", f"this mail has more than {MAX_PARTS:,} parts")
    if len(_BLANK.split(data, maxsplit=1)[0]) > MAX_HEADING:
        raise TooBig("document", f"the heading of this mail is longer than {MAX_HEADING:,} bytes")
    from email import message_from_bytes, policy  # it loads `socket`, for a name no mail here needs: with the first mail alone

    try:
        message = message_from_bytes(data, policy=policy.compat32)
    except TypeError:  # the standard library's own: `boundary*=a; boundary*0=b`
        raise DocumentError("document", "the heading of a part of this mail contradicts itself") from None
    kind, words = _words(message)
    if kind == "plain" and words.lstrip().startswith("ZCZC"):
        yield from wire_text.parse(words.encode("utf-8", "replace"), url, hints, style)
    elif not words.strip() and not _line(message, "Subject"):
        yield Unreadable(
            FORM, "document", "there is neither a subject nor any text in this mail; what is attached to it is read on its own"
        )
    else:
        yield _item(message, kind, words)


def _item(message: Message, kind: str, words: str) -> WireItem:
    """The story that a mail is."""
    draft = Draft(FORM)
    if found := re.fullmatch(r"<?([^<>\s]{3,300})>?", _line(message, "Message-ID")):
        draft.uri = f"mid:{found[1]}"
        draft.sheet.unseen("Message-ID", found[1])
    from email.utils import parseaddr

    name, address = parseaddr(_line(message, "From"))
    draft.values["publisher"] = Publisher(
        name=spaced(name) or None, domain=domain("//" + address.rpartition("@")[2]) if "@" in address else None
    )
    draft.sheet.unseen("From", f"{name} <{address}>")
    if subject := _line(message, "Subject"):
        draft.put("headlines", Words(draft.sheet.line("headline", subject), "mail Subject"))
    if date := _line(message, "Date"):
        draft.put("updated", Words(date, "mail Date"))
        draft.sheet.unseen("Date", date)
    if language := _line(message, "Content-Language"):
        draft.put("languages", Words(language, "mail Content-Language"))
    _body(draft, kind, words)
    return draft.item()


def _body(draft: Draft, kind: str, words: str) -> None:
    """Lay the words down; a signature below `-- ` is no copy."""
    if kind == "html":
        draft.values["blocks"] = draft.sheet.markup("body", words)
        return
    copy, signs = cut(_SIGNATURE.sub("", words))
    if copy:
        draft.values["blocks"] = draft.sheet.body("body", copy)
    for sign in signs:
        draft.sheet.line("after", sign)


def _words(message: Message) -> tuple[str, str]:
    """The words of a mail and how they are marked up: the first plain text that holds any, else the first HTML."""
    found: dict[str, str] = {}
    for part in _parts(message):
        kind = part.get_content_subtype()
        if part.get_content_maintype() == "text" and kind in ("plain", "html") and kind not in found:
            text = _text(part)
            if text.strip():
                found[kind] = text
    kind = "plain" if "plain" in found else "html"
    return kind, found.get(kind, "")


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a mail, less what is attached: files, and other mails."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "message" or str(part.get("Content-Disposition", "")).lower().startswith("attachment"):
            continue
        if part.is_multipart():
            waiting += reversed(part.get_payload())  # type: ignore[arg-type]  # of a multipart it is a list of messages
        else:
            yield part


def _text(part: Message) -> str:
    """A part's words; what its bytes plainly say goes before their label."""
    payload = part.get_payload(decode=True)
    try:
        charset = part.get_content_charset()
    except TypeError:  # a label that contradicts itself: `charset*=a; charset*0=b`
        charset = None
    return decode(payload, charset=charset).replace("\r\n", "\n") if isinstance(payload, bytes) else ""


def _line(message: Message, name: str) -> str:
    """A line of the heading, its encoded words read."""
    from email import policy

    value = next((str(value) for field, value in message.raw_items() if field.lower() == name.lower()), "")[:MAX_VALUE]
    return spaced(str(policy.default.header_factory("Subject", re.sub(r"[\r\n]+", " ", value))))
