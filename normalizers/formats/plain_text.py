"""Plain text into paragraphs: by its blank lines, by its indented ones, or by its lines; the signs of the desk below the copy apart."""

from __future__ import annotations

import re

from normalizers.markup import spaced
from normalizers.terms import Block

_GAP = re.compile(r"\n[^\S\n]*+\n\s*+")
_INDENT = re.compile(r"\n(?=[ \t]{1,8}\S)")
_SIGN = re.compile(r"(?:[-–—]{1,2}\s?)?(?:[\w./\u0900-\u0dff]{1,12}+[^\S\n]?){1,4}+")  # an Indic vowel's sign is no \w
_SENTENCE = re.compile(r"[.!?।۔…:;][\"'”’)\]]{0,3}$")
MOST_SIGNS = 5  # lines: initials, a number, the agency's name


def paragraphs(text: str) -> tuple[Block, ...]:
    """The paragraphs of plain text: by its blank lines, else by its lines."""
    parts = _GAP.split(text) if _GAP.search(text.strip()) else text.split("\n")
    return tuple(Block("p", line) for part in parts if (line := spaced(part)))


def cut(text: str) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The paragraphs of copy whose lines may be folded, and the lines below it with which the desk signs."""
    lines = text.rstrip().split("\n")
    signs: list[str] = []
    while len(lines) > 1 and len(signs) < MOST_SIGNS and (not lines[-1].strip() or is_sign(lines[-1])):
        line = lines.pop().strip()
        signs += [line] if line else []
    text = "\n".join(lines).strip("\n")
    parts = _GAP.split(text) if _GAP.search(text) else _INDENT.split(text) if _INDENT.search(text) else text.split("\n")
    return tuple(Block("p", line) for part in parts if (line := spaced(part))), tuple(reversed(signs))


def is_sign(line: str) -> bool:
    """Whether a line is a few short words and no sentence."""
    bare = line.strip()
    return len(bare) <= 40 and not _SENTENCE.search(bare) and _SIGN.fullmatch(bare) is not None  # noqa: PLR2004 - characters
