"""A mail taken apart: its heading, its own words, and what is enclosed, each whole or known to be cut off. Bounded in depth and number."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from normalizers.formats.framed import plain_ends
from normalizers.formats.slip import domain
from normalizers.markup import decode, plain, spaced
from normalizers.problems import DocumentError, TooBig
from normalizers.terms import Publisher

if TYPE_CHECKING:
    from email.message import Message

MAX_NESTING = 40  # parts that hold parts, of one mail
MAX_PARTS = 10_000  # lines that may part two of them, of one mail
MAX_HEADING = 200_000  # bytes: some relays add a line each
MAX_VALUE = 4000  # characters of a line of the heading
MAX_LETTERS = 5  # mails within mails within mails
STUB = 120  # characters of plain words beside HTML of many times as many: "your program can't show this"
BLANK = re.compile(rb"\r?\n\r?\n")
_ENVELOPE = re.compile(rb"^(?:content-type\s*:\s*(?:multipart|message)/|[^\n]{0,200}\bboundary\s*=)", re.IGNORECASE | re.MULTILINE)
_PREAMBLE = re.compile(r"\s*(?:This is a (?:multi-?part|cryptographically)|If you can read this)", re.IGNORECASE)
_UNASKED = frozenset(
    (
        *("application/pgp-signature", "application/pgp-keys", "application/pkcs7-signature", "application/x-pkcs7-signature"),
        *("text/x-vcard", "text/vcard", "text/rfc822-headers", "message/delivery-status", "message/disposition-notification"),
    )
)  # nobody means them to be read as copy
_SPACE = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a mail says above its words: `identity` is its Message-ID, `sender` who it says sends it, `line` that as printed."""

    identity: str | None
    sender: Publisher
    line: str
    subject: str
    date: str
    language: str
    listed: bool = False
    answers: str | None = None  # why nobody wrote it: a delivery report, an automatic reply


@dataclass(frozen=True, slots=True)
class Told:
    """Words of the mail itself: plain or html, and whether the mail breaks off in them."""

    kind: str
    words: str
    cut: bool = False
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What is attached: bytes, or another mail. `cut` where the mail breaks off in it, or its coding is broken."""

    name: str
    media_type: str
    data: bytes = b""
    letter: Letter | None = None
    charset: str | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: its heading, its own words, what is enclosed; `cut` where it breaks off before any of it began."""

    heading: Heading
    told: tuple[Told, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    cut: bool = False


def opened(data: bytes) -> Letter:
    """Open a mail. Raises DocumentError where it is made to do harm."""
    data = data.lstrip()
    if len(_ENVELOPE.findall(data)) > 2 * MAX_NESTING:
        raise TooBig("document", f"more than {MAX_NESTING} parts of this mail hold parts")
    if data.count(b"\n--") > MAX_PARTS:
        raise TooBig("document", f"this mail has more than {MAX_PARTS:,} parts")
    if len(BLANK.split(data, maxsplit=1)[0]) > MAX_HEADING:
        raise TooBig("document", f"the heading of this mail is longer than {MAX_HEADING:,} bytes")
    from email import message_from_bytes, policy  # it loads `socket`, for a name no mail here needs: with the first mail alone

    try:
        message = message_from_bytes(data, policy=policy.compat32)
    except TypeError:  # the standard library's own: `boundary*=a; boundary*0=b`
        raise DocumentError("document", "the heading of a part of this mail contradicts itself") from None
    return _letter(message, 0, cut=False)


def _letter(message: Message, depth: int, *, cut: bool) -> Letter:
    """One mail of those that lie in each other."""
    found = _Opening(depth)
    found.walk(message, cut=cut, related=False)
    return Letter(_heading(message), tuple(found.told), tuple(found.enclosures), cut=found.cut)


@dataclass(slots=True)
class _Opening:
    """What has been taken out of a mail so far."""

    depth: int
    told: list[Told] = field(default_factory=list)
    enclosures: list[Enclosure] = field(default_factory=list)
    cut: bool = False

    def walk(self, part: Message, *, cut: bool, related: bool) -> None:
        """A part and those in it; of a part whose end is not there the last one in it is cut off, those before it are whole."""
        kind = part.get_content_type()
        if part.get_content_maintype() == "multipart":
            self._many(part, kind, cut=cut or _is_open(part), related=related)
        elif kind in _UNASKED or (related and part.get_content_maintype() == "image"):
            return
        elif part.get_content_maintype() == "message" and part.is_multipart():
            self._within(part, cut=cut)
        else:
            self._leaf(part, kind, cut=cut)

    def _many(self, part: Message, kind: str, *, cut: bool, related: bool) -> None:
        """A part that holds parts; of alternatives one is told."""
        inside = part.get_payload()
        if not isinstance(inside, list):
            words = _text(part, _bytes(part)[0])
            self.cut |= not words.strip() or _PREAMBLE.match(words) is not None
            self.told += [] if self.cut else [Told("plain", words)]
            return
        parts = [one for one in inside if not isinstance(one, str)]
        if kind != "multipart/alternative":
            for number, one in enumerate(parts, 1):
                self.walk(one, cut=cut and number == len(parts), related=related or kind == "multipart/related")
            return
        ways = []
        for number, one in enumerate(parts, 1):
            way = _Opening(self.depth)
            way.walk(one, cut=cut and number == len(parts), related=related)
            self.enclosures += way.enclosures
            ways.append(way)
        self.told += _chosen(ways)

    def _within(self, part: Message, *, cut: bool) -> None:
        """A mail within the mail."""
        inside = part.get_payload()
        first = inside[0] if isinstance(inside, list) and inside else None
        if first is None or isinstance(first, str):
            return
        name = _name(part) or "the enclosed mail"
        if self.depth + 1 >= MAX_LETTERS:
            self.enclosures.append(Enclosure(name, "message/rfc822"))
        else:
            self.enclosures.append(Enclosure(name, "message/rfc822", letter=_letter(first, self.depth + 1, cut=cut)))

    def _leaf(self, part: Message, kind: str, *, cut: bool) -> None:
        """Words or a file."""
        data, broken = _bytes(part)
        name, charset = _name(part), _charset(part)
        attached = str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")
        spoken = kind in ("text/plain", "text/html", "text/enriched") and not attached
        if spoken and not (name and self.told):
            words = _text(part, data)
            if words.strip() or cut or broken:
                self.told.append(Told("html" if kind == "text/html" else "plain", words, cut or broken, charset))
        elif data or cut:
            self.enclosures.append(Enclosure(name, kind, data, charset=charset, cut=cut or broken))


def _chosen(ways: list[_Opening]) -> list[Told]:
    """Of several ways to say the same the plain one, unless it only says that there is another; whole before cut off."""
    told = [way.told for way in ways if way.told]
    whole = [one for one in told if not any(words.cut for words in one)] or told
    plain_ones = [one for one in whole if one[0].kind == "plain"]
    marked = [one for one in whole if one[0].kind == "html"]
    if plain_ones and marked:
        said, shown = _length(plain_ones[0]), _length(marked[0])
        return marked[0] if said < STUB and shown > 5 * said else plain_ones[0]
    return whole[0] if whole else []


def _length(told: list[Told]) -> int:
    return sum(len(plain(one.words) if one.kind == "html" else one.words.strip()) for one in told)


def _is_open(part: Message) -> bool:
    """Whether a part that holds parts has no end: the mail breaks off in it."""
    from email.errors import CloseBoundaryNotFoundDefect

    return any(isinstance(one, CloseBoundaryNotFoundDefect) for one in part.defects)


def _bytes(part: Message) -> tuple[bytes, bool]:
    """A part's bytes, and whether its coding is broken so that they can't be whole."""
    coding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if coding == "base64":
        return _sixty_four(part)
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    raw = part.get_payload()
    return data, coding == "quoted-printable" and isinstance(raw, str) and raw.rstrip().endswith("=")


def _sixty_four(part: Message) -> tuple[bytes, bool]:
    """What a part in base64 holds; signs that are none of its own are passed over, and without its end it is cut off."""
    raw = part.get_payload()
    text = raw.encode("ascii", "replace") if isinstance(raw, str) else b""
    body, _, _ = text.partition(b"=")
    bare = _SPACE.sub(b"", body)
    whole = len(bare) - len(bare) % 4
    padded = bare if whole == len(bare) else bare + b"=" * (4 - len(bare) % 4) if len(bare) % 4 > 1 else bare[:whole]
    try:
        data = base64.b64decode(padded)
    except binascii.Error:
        return b"", True
    return data, len(bare) % 4 == 1 or (len(bare) % 4 > 1 and b"=" not in text)


def _text(part: Message, data: bytes) -> str:
    """A part's words; what its bytes plainly say goes before their label, and lines that were folded for the way are one again."""
    text = plain_ends(decode(data, charset=_charset(part)))
    if _parameter(part, "format") != "flowed":
        return text
    return _unfolded(text, joined=_parameter(part, "delsp") == "yes")


def _unfolded(text: str, *, joined: bool) -> str:
    """Lines that end in a blank go on (RFC 3676); `-- ` does not."""
    lines: list[list[str]] = []
    going = False
    for line in text.split("\n"):
        bare = line.removeprefix(" ")  # stuffed for the way
        going_on = line.endswith(" ") and line != "-- "
        bare = bare[:-1] if joined and going_on else bare
        if going:
            lines[-1].append(bare)
        else:
            lines.append([bare])
        going = going_on
    return "\n".join("".join(parts) for parts in lines)


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (TypeError, LookupError, ValueError):  # a label that contradicts itself: `charset*=a; charset*0=b`
        return None


def _parameter(part: Message, name: str) -> str:
    try:
        return str(part.get_param(name, "")).lower()
    except (TypeError, ValueError):
        return ""


def _name(part: Message) -> str:
    """The name a file goes by, its encoded words read; never a path."""
    try:
        name = part.get_filename("") or ""
    except (TypeError, ValueError, LookupError):
        name = ""
    return _read(name[:MAX_VALUE]).replace("\\", "/").rpartition("/")[2][:200] if name else ""


def _heading(message: Message) -> Heading:
    """The lines above a mail's words that say what it is."""
    from email.utils import parseaddr

    found = re.fullmatch(r"<?([^<>\s]{3,300})>?", line(message, "Message-ID"))
    name, address = parseaddr(line(message, "From"))
    sender = Publisher(name=spaced(name) or None, domain=domain("//" + address.rpartition("@")[2]) if "@" in address else None)
    return Heading(
        identity=found[1] if found else None,
        sender=sender,
        line=f"{name} <{address}>",
        subject=line(message, "Subject"),
        date=line(message, "Date"),
        language=line(message, "Content-Language"),
        listed=bool(line(message, "List-Id") or line(message, "List-Post")),
        answers=_answers(message),
    )


def _answers(message: Message) -> str | None:
    """Why a mail was written by nobody, or None."""
    if message.get_content_type() == "multipart/report":
        return "this is a report on the delivery of a mail, no copy"
    if line(message, "Auto-Submitted").lower().startswith("auto-replied"):
        return "this is an automatic reply, no copy"
    return None


def line(message: Message, name: str) -> str:
    """A line of the heading, its encoded words read."""
    value = next((str(value) for field_, value in message.raw_items() if field_.lower() == name.lower()), "")[:MAX_VALUE]
    return _read(value)


def _read(value: str) -> str:
    """A value with its encoded words read."""
    from email import policy

    return spaced(str(policy.default.header_factory("Subject", re.sub(r"[\r\n]+", " ", value))))
