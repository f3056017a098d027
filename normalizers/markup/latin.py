"""Which of the code pages for Latin letters undeclared bytes are in: told by the letters that one language has together and no other.

Polish read as Western is full of `³` and `¿`, Turkish of `þ` and `ý` beside `ç`. A page that is as well read as Western stays Western.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

_LANG = re.compile(rb"<html\b[^>]{0,300}?\slang\s?=\s?[\"']?([A-Za-z]{2})\b", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]")
# Signs that stand at one place in all these pages: quotation marks, dashes, the no-break space, degrees, paragraphs.
_SIGNS = bytes(
    (0x82, 0x84, 0x85, 0x86, 0x87, 0x89, 0x8B, *range(0x91, 0x98), 0x99, 0x9B, 0xA0, 0xA7, 0xA9, 0xAB, 0xAD, 0xAE, 0xB0, 0xB7, 0xBB)
)
_FEWEST = 12  # letters beyond ASCII; fewer tell nothing unless the page names its language
_TOLD = 3  # different letters: one alone, as a page full of prices in pounds has, tells nothing
_RIGHT = 0.95  # of these letters must be the language's own
_BETTER = 0.1  # than the best Western reading
_WESTERN = {
    "de": "äöüßé",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíóúüñªº¿¡",
    "pt": "áâãàçéêíóôõúüªº",
    "it": "àèéìíîòóùú",
    "sv": "åäöéü",
    "da": "æøåéö",
    "nl": "éëïóöüèáêç",
    "is": "áéíóúýþæðö",
    "ca": "àçèéíïòóúü",
}
_CENTRAL = ("cp1250", "iso8859-2")
_OTHERS = {
    "pl": ("ąćęłńóśźż", _CENTRAL),
    "cs": ("áčďéěíňóřšťúůýž", _CENTRAL),
    "sk": ("áäčďéíĺľňóôŕšťúýž", _CENTRAL),
    "hu": ("áéíóöőúüű", _CENTRAL),
    "hr": ("čćđšž", _CENTRAL),
    "sl": ("čšžćđ", _CENTRAL),
    "ro": ("ăâîşţ", _CENTRAL),
    "tr": ("çğıöşüâî\u0307", ("cp1254",)),
    "lt": ("ąčęėįšųūž", ("cp1257",)),
    "lv": ("āčēģīķļņšūž", ("cp1257",)),
    "et": ("äöõüšž", ("cp1257",)),
}


def latin(head: bytes, sample: bytes) -> str | None:
    """The code page of a sample that is Latin, or None where it is Western or tells too little; `head` may name the language."""
    counts = Counter(_HIGH.findall(sample.translate(None, _SIGNS)))
    named = _LANG.search(head)
    tongue = named[1].decode("ascii").lower() if named else ""
    if len(counts) < _TOLD or (tongue not in _OTHERS and counts.total() < _FEWEST):
        return None
    known = {tongue: _OTHERS[tongue]} if tongue in _OTHERS else _OTHERS
    best, page = max(
        ((_share(counts, page, letters), page) for letters, pages in known.values() for page in pages), key=lambda pair: pair[0]
    )
    western = max(_share(counts, "cp1252", letters) for letters in _WESTERN.values())
    return page if best >= _RIGHT and best > western + _BETTER else None


def _share(counts: Counter[bytes], page: str, letters: str) -> float:
    """What share of the letters beyond ASCII are a language's own when read by a code page."""
    own = _bytes(page, letters)
    return sum(times for byte, times in counts.items() if byte in own) / counts.total()


@lru_cache(maxsize=64)
def _bytes(page: str, letters: str) -> frozenset[bytes]:
    """The bytes of a language's small and capital letters."""
    signs = (letter.encode(page, "ignore") for letter in letters + letters.upper())
    return frozenset(sign for sign in signs if len(sign) == 1)
