"""Texts and names made comparable: what typography, case and spacing do to them is no difference."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_DENSE = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"  # Thai, Lao, Japanese, Chinese: written without spaces, so counted by the character
_LAST_MARK = 0x1F000
_MARKS = "\u200c\u200d" + "".join(chr(at) for at in range(0x300, _LAST_MARK) if unicodedata.category(chr(at)).startswith("M"))
_WORD = re.compile(f"[{_DENSE}]|(?:[^\\W{_DENSE}])(?:[^\\W{_DENSE}]|(?![{_DENSE}])[{_MARKS}])*")
_PUNCTUATION = re.compile(f"[^\\w {_MARKS}]+")
_BY = re.compile(r"(?:by|von|par|por|di)\s+")
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("‘’‚`´", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("–—‑−", "-") | {"…": "...", "\u00ad": "", "\u200b": ""}
)
_SPACES = re.compile(r"[\s\u00a0]+")


def folded(text: str) -> str:
    """A text without the difference of case, compatibility forms, spaces and typographic quotes and dashes."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_TYPOGRAPHY)).casefold().split())


def words(text: str) -> list[str]:
    """The words of a text, folded; vowel signs belong to their words."""
    return _WORD.findall(folded(text))


def name_keys(names: Iterable[str]) -> frozenset[str]:
    """Names without punctuation, case and a leading `By`."""
    keys = (_PUNCTUATION.sub("", _BY.sub("", folded(name), count=1) if _BY.match(folded(name)) else folded(name)).strip() for name in names)
    return frozenset(key for key in keys if key)


def authors_agree(persons: Iterable[str], others: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether every labeled name was given, and no other person.

    A name that is no person may stand as desk, agency or publisher, as long as those are at most two more than the labeled names.
    """
    want, given, rest = name_keys(wanted), name_keys(persons), name_keys(others)
    if not given <= want:
        return False
    few = len(rest) <= len(want) + 2
    return want <= (given | rest if few else given)


def plain(text: str) -> str:
    """Words alone, for looking one text up in another: one kind of space, one case, one apostrophe."""
    return _SPACES.sub(" ", text.replace("\u200b", "").replace("\u00ad", "")).strip().casefold().replace("’", "'")


def stands_in(notice: str, body: str) -> bool:
    """Whether a notice stands in a body, both `plain`: a long one also by its first half, a short one apart from other letters."""
    if len(notice) > SHORT:
        return notice in body or notice[: len(notice) // 2] in body
    at = body.find(notice) if notice else -1
    while at >= 0:
        if not (_lettered(body[max(0, at - 1) : at]) or _lettered(body[at + len(notice) : at + len(notice) + 1])):
            return True
        at = body.find(notice, at + 1)
    return False


SHORT = 20  # characters: a longer notice is found wherever it stands


def _lettered(sign: str) -> bool:
    """Whether a sign belongs to a word: a letter, a vowel sign, a digit, a joiner."""
    return bool(sign) and (sign in "\u200c\u200d" or unicodedata.category(sign)[0] in "LMN")
