"""Where the markup ends an inline box words may run into one that readers see apart: the walk puts a seam there."""

from __future__ import annotations

import re

SEAM = "\x0e"  # no copy has it: `as_utf8` takes it out
_GLUED = re.compile("\x0e(?<=[^\\W\\d_A-Z]\x0e)(?=[A-Z])|\x0e(?<=[0-9]{4}\x0e)(?=[0-9])")
_END = SEAM + " \t\n"
SEAMED = 240  # characters: in a paragraph letters that touch belong together


def unseamed(text: str) -> str:
    """The words with a space at the seams where two would run into one: `Ana LindTravel desk`, `March 7, 20317:55 AM`."""
    if SEAM not in text:
        return text
    parting = len(text) < SEAMED and SEAM in text.rstrip(_END)  # where a link is the line, its seam parts nothing
    return (_GLUED.sub(" ", text) if parting else text).replace(SEAM, "")


def unescaped(text: str) -> str:
    """The words that a tree wrote down as markup: it escapes these four and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&#13;", "\r").replace("&amp;", "&")
