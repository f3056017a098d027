"""The name that a story begins with: its subject, where the script has capitals."""

from __future__ import annotations

import re

FIRST = 12  # words in which the subject of a lead stands
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_SMALL = frozenset(
    ("a", "an", "the", "in", "on", "at", "of", "for", "to", "by", "from", "with", "after", "as", "when", "while", "its", "it", "he", "she")
)
_LINKS = frozenset(("of", "and", "&", "de", "du", "da", "von", "van", "der", "al", "bin"))


def first_names(paragraph: str) -> str:
    """The first run of capitalized words of a lead; nothing where all is in capitals, or the script has none.

    >>> first_names("The harbor board of Port Ellis said on Monday")
    'Port Ellis'
    >>> first_names("Bank of Norland raised its rate")
    'Bank of Norland'
    """
    found = [_EDGES.sub("", word) for word in paragraph.split(maxsplit=FIRST)[:FIRST]]
    found = [word for word in found if word]
    if not any(word[0].islower() for word in found):
        return ""
    run: list[str] = []
    for word in found:
        if (word[0].isupper() and not (word.casefold() in _SMALL and not run)) or (run and word in _LINKS):
            run.append(word)
        elif run:
            break
    while run and run[-1] in _LINKS:
        run.pop()
    return " ".join(run)
