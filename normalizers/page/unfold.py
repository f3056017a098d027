"""Copy that was folded to fit a teleprinter or a mail program: its lines made paragraphs again."""

from __future__ import annotations

import re
from itertools import groupby, pairwise

FEWEST = 3  # lines of a paragraph that shows that a text is folded
NARROWEST, WIDEST = 55, 100  # characters of the longest line of such a paragraph
_BROKEN = re.compile(r"[^\n\t]{55}[^\W\d_],? {0,3}\r?\n[a-zß-ÿ]")  # a long line without an end, and a small letter at the edge below
_DATELINE = re.compile(r"^([^\n/]{4,80}/[^\n/]{3,40}/ --)[ \t\r]{0,4}\n[ \t\r]{0,4}\n(?=\S)", re.MULTILINE)  # on a line of its own


def unfolded(text: str) -> str:
    """A text with each folded paragraph on one line, its dateline before it; the same text where nothing is folded or broken."""
    stretches = [list(found) for told, found in groupby(text.split("\n"), key=lambda line: bool(line.strip())) if told]
    width = max(map(_width, stretches), default=0)
    lines = text.split("\n")
    if not width and not any(_BROKEN.search(f"{line}\n{after[:1]}") for line, after in pairwise(lines)):
        return text
    told = [f"{line.rstrip()} " if _goes_on(line, after, width) else f"{line}\n" for line, after in pairwise(lines)]
    return _DATELINE.sub(r"\1 ", "".join(told) + lines[-1])


def _width(lines: list[str]) -> int:
    """The width at which a stretch shows to be folded: no line but the last had room for the next one's first word; else 0."""
    width = max(len(line.rstrip()) for line in lines)
    folded = len(lines) >= FEWEST and NARROWEST <= width <= WIDEST
    return width if folded and all(_fills(line, after, width) for line, after in pairwise(lines)) else 0


def _goes_on(line: str, after: str, width: int) -> bool:
    """Whether the copy of a line goes on in the next: the line is full, or breaks off between two words of a sentence."""
    return (width > 0 and _fills(line, after, width)) or _BROKEN.search(f"{line}\n{after[:1]}") is not None


def _fills(line: str, after: str, width: int) -> bool:
    """Whether a line is full: the copy goes on below, at the edge, with a word that would not have fitted in."""
    bare, words = len(line.rstrip()), after.split(None, 1)
    return bool(words) and not after[:1].isspace() and width // 2 < bare <= width < bare + 1 + len(words[0])
