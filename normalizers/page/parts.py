"""What a walk over a page leaves behind: boxes, the lines in them, and marks at the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.terms import BlockKind

LEAVES = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "pre", "td", "th", "figcaption", "address", "summary", "legend", "caption")
)


class Box:
    """A block element: where it stands, what its names say, how much copy, links and furniture it holds; `heads` repeat an earlier h1."""

    __slots__ = ("article", "chars", "heads", "hint", "index", "leaf", "links", "parent", "prose", "score", "tag", "within")

    def __init__(self, index: int, parent: int, tag: str, hint: int) -> None:
        """Stand in the box `parent`, with what tag and names say."""
        self.index, self.parent, self.tag, self.hint = index, parent, tag, hint
        self.leaf = tag in LEAVES
        self.article = False
        self.chars = self.links = self.heads = 0
        self.prose = self.score = 0.0
        self.within = 0


class Line:
    """One line of visible text, the box it stands in, and how many of its characters are links."""

    __slots__ = ("box", "end", "head", "kind", "links", "prose", "start", "teaser", "text")

    def __init__(self, text: str, kind: BlockKind, box: int, links: int, head: int) -> None:
        """Stand in a box; `links` counts the characters within links, `head` is the level of a heading."""
        self.text, self.kind, self.box, self.links, self.head = text, kind, box, links, head
        self.prose = 0.0
        self.teaser = False
        self.start = self.end = -1


class Mark:
    """A value that stands at a line: a `<time>`, an author's link, a picture or its credit."""

    __slots__ = ("attributes", "line", "text")

    def __init__(self, line: int, text: str, attributes: dict[str, str]) -> None:
        """Stand at the line that follows or holds it."""
        self.line, self.text, self.attributes = line, text, attributes
