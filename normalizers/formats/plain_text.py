"""Plain text into paragraphs: by blank lines, by indents, or by lines. Lists and tables keep theirs; the desk's signs stand apart."""

from __future__ import annotations

import itertools
import re
import textwrap

from normalizers.markup import spaced
from normalizers.terms import Block

_GAP = re.compile(r"\n(?:[^\S\n]*+\n)++")
_INDENT = re.compile(r"\n(?=[ \t]{1,8}\S)")
_SIGN = re.compile(r"(?:[-–—]{1,2}\s?)?(?:[\w./\u0900-\u0dff]{1,12}+[^\S\n]?){1,4}+")  # an Indic vowel's sign is no \w
_BRACKETED = re.compile(r"\(\w{2,12}(?:\s?[\\/]{1,2}\s?\w{1,12}){1,3}(?: \w{1,5}){0,3}\)")  # `(SDA/mf ba)`
_CELL = re.compile(r"\S+(?: \S+)*")
_COLUMNS = re.compile(r"\S {2,}\S")
_SENTENCE = re.compile(r"[.!?।۔…:;][\"'”’)\]]{0,3}$")
MOST_SIGNS = 5  # lines: initials, a number, the agency's name
FEWEST_ROWS = 3  # lines of a list or table
NARROW = 60  # characters of a line: agencies fold their copy at 65 and more


def paragraphs(text: str) -> tuple[Block, ...]:
    """The paragraphs of plain text: by its blank lines, else by its lines."""
    parts = _GAP.split(text) if _GAP.search(text.strip()) else text.split("\n")
    return tuple(Block("p", line) for part in parts if (line := spaced(part)))


def cut(text: str, *, tabular: bool = False) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The paragraphs of copy whose lines may be folded, unless it is a table, and the lines below it with which the desk signs."""
    lines = text.rstrip().split("\n")
    at = _foot(lines)
    signs = tuple(line.strip() for line in lines[at:] if line.strip())
    text = "\n".join(lines[:at]).strip("\n")
    parts = _GAP.split(text) if _GAP.search(text) else _INDENT.split(text) if _INDENT.search(text) else text.split("\n")
    return tuple(laid(part, tabular=tabular) for part in parts if part.strip()), signs


def _foot(lines: list[str]) -> int:
    """Where the desk's signs begin; items of a list are none, though they are as short."""
    at, count = len(lines), 0
    while at > 1 and count < MOST_SIGNS and (not lines[at - 1].strip() or is_sign(lines[at - 1])):
        at -= 1
        count += bool(lines[at].strip())
    while at < len(lines) and _goes_on(lines[at - 1], lines[at]):
        at += 1
    return at


def laid(part: str, *, tabular: bool = False) -> Block:
    r"""A stretch of copy as a block: a paragraph whose lines were folded, or a list or table, which keeps its lines.

    >>> laid("Ferries are back after\na week of storms.").kind, laid("Heron   3  1\nGull    2  0\nTern    1  4").text
    ('p', 'Heron   3  1\nGull    2  0\nTern    1  4')
    """
    lines = [line.expandtabs() for line in part.split("\n") if line.strip()]
    rows = tabular and len(lines) > 1
    if not rows and not (_is_aligned(lines) if len(lines) <= FEWEST_ROWS else _has_columns(lines) or _is_list(lines)):
        return Block("p", spaced(part))
    return Block("pre", textwrap.dedent("\n".join(line.rstrip() for line in lines)))


def _is_aligned(lines: list[str]) -> bool:
    """Whether two or three lines are rows: as many cells in each, below each other.

    >>> _is_aligned(["Karwi     12  sun", "Rajpura    9  rain"]), _is_aligned(["It  sailed.  He  saw", "it   go  with  a  wave"])
    (True, False)
    """
    rows = [[(cell.start(), cell.end()) for cell in _CELL.finditer(line)] for line in lines]
    if len({len(row) for row in rows}) > 1 or len(rows) < 2 or len(rows[0]) < 2:  # noqa: PLR2004 - one row is a line, one cell a word
        return False
    return all(_is_column(lines, cells) for cells in itertools.islice(zip(*rows, strict=True), 1, None))


def _is_column(lines: list[str], cells: tuple[tuple[int, int], ...]) -> bool:
    """Whether cells begin below each other, or are figures that end below each other."""
    if len({start for start, _ in cells}) == 1:
        return True
    figured = all(any(map(str.isdecimal, line[start:end])) for line, (start, end) in zip(lines, cells, strict=True))
    return figured and len({end for _, end in cells}) == 1


def _has_columns(lines: list[str]) -> bool:
    """Whether lines hold columns: three of them have gaps, and a third of all."""
    gaps = sum(_COLUMNS.search(line.strip()) is not None for line in lines)
    return gaps >= FEWEST_ROWS and gaps * 3 >= len(lines)


def _is_list(lines: list[str]) -> bool:
    """Whether lines are narrow, and every third of them or more ends though the next word would have fitted in."""
    bare = [spaced(line) for line in lines]
    width = max(map(len, bare))
    if width > NARROW or len(lines) <= FEWEST_ROWS:
        return False
    early = sum(len(line) + 1 + len(after.split(" ", 1)[0]) <= width for line, after in itertools.pairwise(bare))
    return early * 3 >= len(bare) - 1


def _goes_on(above: str, line: str) -> bool:
    """Whether a line is the next one of a list: right below a line that ends no sentence, and no sign in capitals."""
    return (
        bool(above.strip() and line.strip())
        and not _SENTENCE.search(above.strip())
        and not (line.strip().isupper() and line.strip()[0].isalpha())
    )


def is_sign(line: str) -> bool:
    """Whether a line is a few short words and no sentence."""
    bare = line.strip()
    return _BRACKETED.fullmatch(bare) is not None or (len(bare) <= 40 and not _SENTENCE.search(bare) and _SIGN.fullmatch(bare) is not None)  # noqa: PLR2004 - characters
