"""From bytes to text: which encoding they are in, and what becomes of characters that are no copy.

These have one rule each: NUL and other controls go (a C1 control is the Windows-1252 character it was meant to be), U+2028, U+2029
and form feeds are line breaks; byte order marks, embeddings and overrides of direction go; no-break spaces, ZWJ, ZWNJ and the plain
direction marks stay, because Indic and Arabic copy needs them.
"""

from __future__ import annotations

import codecs
import re

from normalizers.markup.detect import detect

_HEAD = 4096


def words(listed: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(listed.split())


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABEL = re.compile(rb"""(?:charset|encoding)\s{0,8}=\s{0,8}["']?\s{0,8}([A-Za-z0-9._:+-]{2,40})""", re.IGNORECASE)
_META = re.compile(rb"""<meta\s[^<>]{0,200}?charset\s{0,8}=\s{0,8}["']?\s{0,8}([A-Za-z0-9._:+-]{2,40})""", re.IGNORECASE)
_LATE = 200_000  # bytes: some templates put styles and scripts before the label
# What browsers read under these labels (WHATWG Encoding): the label names a subset of what pages really hold.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_READABLE = words(
    "utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 "
    "cp874 cp866 cp932 cp949 cp950 big5hkscs euc_jp gb18030 hz iso2022_jp iso2022_kr koi8-r koi8-u mac-roman mac-cyrillic "
    "iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16"
)
_ESCAPED = frozenset(("hz", "iso2022_jp", "iso2022_kr"))  # encodings whose bytes all look like ASCII
_NO_LEAD = bytes(range(0xC2))  # bytes that begin no character of UTF-8 beyond ASCII
_PLAIN = bytes({*range(32, 127), 9, 10, 13})  # what is ASCII and copy
_BEYOND = bytes(range(128, 256))
_ESCAPE = b"~{"  # GB 2312 as HZ, which looks like clean UTF-8
# The odd characters beyond ASCII, as UTF-8: each pattern begins with one byte, and where that is missing no search is made.
_ODD_BYTES = (
    (b"\xc2", re.compile(rb"\xc2[\x80-\x9f]")),
    (b"\xe2", re.compile(rb"\xe2(?:\x80[\xa8-\xae]|\x81[\xa6-\xa9])")),
    (b"\xef", re.compile(rb"\xef(?:\xbb\xbf|\xbf[\xbe\xbf])")),
)
_FORM_FEED_IS_LINE_BREAK = bytes.maketrans(b"\f", b"\n")
_DROPPED = bytes(sorted({*range(32), 127} - {9, 10, 12, 13}))


def _odd_characters() -> dict[bytes, bytes]:
    """What becomes of each character beyond ASCII that is no copy, as UTF-8."""
    table = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF], "") | {0x2028: "\n", 0x2029: "\n"}
    table |= {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
    return {chr(code).encode(): meant.encode() for code, meant in table.items()}


_TIDY = _odd_characters()


def decode(data: bytes, *, charset: str | None = None) -> str:
    """The text of a document: byte order mark, plain UTF-8, the labels checked against the bytes, then Windows-1252. Never raises.

    `charset` is the label of the HTTP header. Bytes that are UTF-8 are UTF-8 whatever a label says.
    """
    return as_utf8(data, charset=charset).decode("utf-8")


def as_utf8(data: bytes, *, charset: str | None = None) -> bytes:
    """A document as the UTF-8 of its text, for the parser: most are that already, and a text made of them would only be undone."""
    if is_clean(data) and not (data.isascii() and _ESCAPE in data):  # HZ is all ASCII, and other bytes need not be searched for it
        return data
    return _tidied(_decoded(data, charset).encode("utf-8", "replace"))


def _tidied(data: bytes) -> bytes:
    """UTF-8 without characters that are no copy; looking for them in bytes takes a tenth of the time it takes in text."""
    data = data.translate(_FORM_FEED_IS_LINE_BREAK, _DROPPED)
    if data.isascii():
        return data
    for lead, odd in _ODD_BYTES:
        for character in set(odd.findall(data)) if lead in data else ():
            data = data.replace(character, _TIDY[character])
    return data


def is_clean(data: bytes) -> bool:
    """Whether bytes are UTF-8 without characters that are no copy; a tenth of the time it takes to look for them in the text."""
    rest = data.translate(None, _PLAIN)  # little of a page, but whole characters
    if not rest:
        return True
    if rest.translate(None, _BEYOND):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not has_odd(rest)


def has_odd(data: bytes) -> bool:
    """Whether UTF-8 holds a character that is no copy and that an XML parser lets pass."""
    return b"\x7f" in data or (not data.isascii() and any(lead in data and odd.search(data) for lead, odd in _ODD_BYTES))


def _decoded(data: bytes, charset: str | None) -> str:
    """The text before odd characters are tidied."""
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(marked, "replace")
    labels = [name for label in (charset, *_declared(data)) if (name := _codec(label))]
    escaped = next((name for name in labels if name in _ESCAPED), None)
    try:
        if escaped is None and b"\0" not in data[:_HEAD]:
            return data.decode("utf-8")
        if escaped is not None:
            return data.decode(escaped)
    except UnicodeDecodeError:
        pass  # not that, then
    wide = wide_of(data)
    return data.decode(wide, "replace") if wide else _checked(data, labels)


def _checked(data: bytes, labels: list[str]) -> str:
    """Bytes that are not clean UTF-8: nearly UTF-8, else as labeled, else Windows-1252."""
    nearly = data.decode("utf-8", "replace")
    broken = nearly.count("�")
    if not broken or broken * 10 < len(data.translate(None, _NO_LEAD)) or (broken < 4 and "utf-8" in labels):  # noqa: PLR2004 - a cut or a stray byte or two
        return nearly
    for name in labels:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    best = next((name for name in labels if name != "utf-8"), None) or detect(data) or "cp1252"
    return data.decode(best, "replace")


def _declared(data: bytes) -> list[str]:
    """The encodings that meta tags and the XML declaration name."""
    found = _LABEL.findall(data[:_HEAD]) or _META.findall(data[:_LATE])
    return [match.decode("ascii") for match in found]


def _codec(label: str | None) -> str | None:
    """The codec a label means, or None for one that is unknown, no text encoding, or not read by us."""
    try:
        name = codecs.lookup((label or "").strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if name in _READABLE else None


def wide_of(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by where the zero bytes of its ASCII stand."""
    head = data[:_HEAD]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) < 8 or max(even, odd) * 5 < len(head):  # noqa: PLR2004 - four letters at least
        return None
    return "utf-16-be" if even > odd else "utf-16-le"
