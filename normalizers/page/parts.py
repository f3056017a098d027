"""What a walk over a page leaves behind: boxes, the lines in them, and marks at the lines.

Lines and marks are structs, which the garbage collector leaves alone: making one takes a third of a class's time.
"""

from __future__ import annotations

from msgspec import Struct

from normalizers.terms import BlockKind  # noqa: TC001 - structs look their types up

LEAVES = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "pre", "td", "th", "figcaption", "address", "summary", "legend", "caption")
)


class Box:
    """A block element: where it stands, what its names say, how much copy, links and furniture it holds.

    `room` is the nearest box about it, or itself, that may hold paragraphs; `heads` repeat an earlier h1. No struct, for all its sums are
    written down a dozen times, which takes a struct ten times as long.
    """

    __slots__ = ("article", "chars", "heads", "hint", "index", "links", "parent", "prose", "room", "score", "tag", "within")

    def __init__(self, index: int, parent: int, tag: str, hint: int, room: int, *, article: bool = False) -> None:
        """Stand in the box `parent`, with what tag and names say."""
        self.index, self.parent, self.tag, self.hint, self.room, self.article = index, parent, tag, hint, room, article
        self.chars = self.links = self.heads = self.within = 0
        self.prose = self.score = 0.0


class Line(Struct, gc=False):
    """One line of visible text, the box it stands in, how many of its characters are links, and `head`, the level of a heading."""

    text: str
    kind: BlockKind
    box: int
    links: int
    head: int
    prose: float = 0.0
    teaser: bool = False
    start: int = -1
    end: int = -1


class Mark(Struct, gc=False):
    """A value that stands at the line that follows or holds it: a `<time>`, an author's link, a picture or its credit."""

    line: int
    text: str
    attributes: dict[str, str]
