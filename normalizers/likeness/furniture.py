"""Lines of a body that are not the copy: notices, pointers to other stories, promotions; and the dateline before the first sentence."""

from __future__ import annotations

import re

LONGEST = 600  # a notice is a few sentences; a longer paragraph is copy, whatever it mentions

# "Also read", "Related:", "यह भी पढ़ें" before a bar, colon or dash.
_POINTER = re.compile(
    r"^\W*(?:also\s+(?:read|see|watch)|read\s+(?:also|more|full\s+story)|must[\s-]read|read|see|watch"
    r"|related(?:\s+(?:story|stories|news))?|recommended"
    r"|(?:यह|ये|इसे|इन्हें)?\s*भी\s+(?:पढ़ें|पढ़ें|देखें)|(?:पढ़ें|पढ़ें)|संबंधित(?:\s+खबरें)?)\s*[:|–—-]",
    re.IGNORECASE,
)
# What a house says of itself under the copy.
_PROMOTION = re.compile(
    r"^\W*(?:follow\s+us\b|subscribe\s+(?:to|now)\b|click\s+here\b|tap\s+here\b|get\s+the\s+\S*\s*app\b"
    r"|download\s+(?:the|our)\b|join\s+(?:us|our)\b"
    r"|sign\s+up\s+for\b|advertisement\b|sponsored\b|for\s+(?:all\s+the\s+)?(?:latest|more)\s+(?:news|updates|stories)\b"
    r"|stay\s+(?:tuned|updated)\b"
    r"|विज्ञापन|हमें\s+फॉलो|हमारे\s+.{0,40}(?:फॉलो|जुड़|सब्सक्राइब)|ताज़?ा\s+.{0,40}(?:लिए|क्लिक)"
    r"|.{0,40}(?:डाउनलोड\s+करें|क्लिक\s+करें|फॉलो\s+करें|सब्सक्राइब\s+करें))",
    re.IGNORECASE,
)
# Whose words these are: the families of notices that houses put above or below an agency's copy.
_NOTICE = re.compile(
    r"(?:has\s+not\s+been|have\s+not\s+been|not)\s+(?:been\s+)?(?:edited|created|reviewed|reworked|modified)\s+by"
    r"|auto[\s-]?(?:generated|published)"
    r"|syndicated\s+feed|(?:published|sourced)\s+(?:here\s+)?from\s+(?:a\s+|an\s+)?(?:syndicated|agency|wire|third)"
    r"|may\s+have\s+been\s+reworked"
    r"|verified\s+and\s+authored\s+by|published\s+without\s+(?:any\s+)?(?:changes|modification|editing)|^\W*disclaimer\s*:"
    r"|^\W*\(?(?:with\s+)?(?:additional\s+)?inputs?\s+(?:from|by)\b|^\W*source\s*:\s*\S+(?:\s\S+)?\W*$"
    r"|सिंडिकेट(?:ेड)?\s+फीड|संपादित\s+नहीं|(?:बदलाव|संशोधन|संपादन)\s+(?:के\s+बिना|नहीं\s+किया)|^\W*इनपुट\b|के\s+इनपुट"
    r"|(?:एजेंसी|फीड)\s+से\s+(?:सीधे\s+)?(?:ली|प्रकाशित)",
    re.IGNORECASE,
)
# One of these stands in every notice: asking for them first takes a tenth of the time of the pattern, which begins anew at every letter.
_HINTS = (
    "edited", "created", "reviewed", "reworked", "modified", "auto", "syndicated", "published", "sourced", "authored", "disclaimer",
    "input", "source", "सिंडिकेट", "संपादित", "बदलाव", "संशोधन", "संपादन", "इनपुट", "एजेंसी", "फीड",
)  # fmt: skip
_CREDIT = re.compile(r"^\s*[(\[]\s*[^()\[\]]{2,40}\s*[)\]]\s*$")
_CORRECTS = re.compile(r"correct|clarif|सुधार|संशोधित", re.IGNORECASE)
# NEW CITY [Country], June 19 (AGENCY): and its shorter forms.
_DATELINE = re.compile(
    r"^\s*(?P<place>[^\W\d_][^\d:()\[\]–—]{1,40}?)\s*(?:\[[^\]]{2,30}\])?\s*(?:,\s*(?P<date>[^\s\d,:()]{2,12}\s+\d{1,2}|\d{1,2}\s+[^\s\d,:()]{2,12}))?"
    r"\s*(?P<agency>\([^()]{2,30}\))?\s*(?P<end>:|--|\s[-–—]|[–—])\s*(?=\S)"
)
MOST_PLACE_WORDS = 4


def is_furniture(line: str) -> bool:
    """Whether a paragraph is a notice, a pointer to another story, a promotion or a bare credit, and so no copy."""
    if len(line) > LONGEST:
        return False
    if _POINTER.match(line) or _PROMOTION.match(line) or _is_notice(line):
        return True
    return bool(_CREDIT.match(line)) and not _CORRECTS.search(line)


def _is_notice(line: str) -> bool:
    """Whether a line says whose words these are, or what was done to them."""
    plain = line.casefold()
    return any(hint in plain for hint in _HINTS) and _NOTICE.search(line) is not None


def without_dateline(text: str) -> str:
    """A first paragraph without the place, date and agency before it.

    >>> without_dateline("PORT ELLIS, June 19 (ANI): The harbor opened.")
    'The harbor opened.'
    """
    found = _DATELINE.match(text)
    if found is None:
        return text
    place = found["place"].split()
    named = all(word[:1].isupper() or not word[:1].isascii() for word in place) and len(place) <= MOST_PLACE_WORDS
    return text[found.end() :] if named or found["agency"] else text
