"""The headline: the best candidate, less the site's own name behind it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from normalizers.fields.names import key, own_names
from normalizers.terms import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.terms import Publisher

LONGEST = 1000
FEED = "feed title"
_PARTS = re.compile(r"\s+(?:[|–—:»•·-]|::)\s+|\s*\|\s*")


def settle_headline(candidates: Sequence[Words], *, publisher: Publisher) -> Words | None:
    """The first candidate that says something, its suffix off where that is the site's or publisher's name and nothing else.

    A feed's title is the newsroom's own line, not a browser window's: it stays whole.
    """
    own = own_names(publisher)
    for candidate in candidates:
        text = tidy(candidate.text)
        if not any(map(str.isalnum, text)) or key(text) in own:
            continue
        return Words(text if candidate.source == FEED else without_site(text, own), candidate.source)
    return None


def tidy(text: str) -> str:
    """One line without control characters."""
    if text.isprintable() and len(text) <= LONGEST:
        return " ".join(text.split())
    kept = ("" if unicodedata.category(char) == "Cc" and not char.isspace() else char for char in text[:LONGEST])
    return " ".join("".join(kept).split())


def without_site(text: str, own: frozenset[str]) -> str:
    """A title less the site's own name behind a dash, bar or colon."""
    for _ in range(3):
        cuts = list(_PARTS.finditer(text))
        if not cuts or not text[: cuts[-1].start()].strip() or key(text[cuts[-1].end() :]) not in own:
            break
        text = text[: cuts[-1].start()].rstrip()
    return text
