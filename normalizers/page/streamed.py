"""Pages that come in pieces: parts of the story stand hidden at the end, and a script of the page puts each where it belongs."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from normalizers.markup import Element

__all__ = ["put_in_place"]

WAITING, PARTS = 60, 12  # characters and texts: what is shown until a piece has come says less
MOST = 500  # pieces of one page; each costs a look at all that stands around its place
PLACES = ("B:", "P:")  # https://github.com/facebook/react, ReactFizzConfigDOM: so the ids of places begin, and those of pieces with S:
_PIECES = etree.XPath('descendant::*[@hidden and starts-with(@id, "S:")]')


def put_in_place(root: Element) -> None:
    """Move what stands in each hidden piece to the place that waits for it, as a browser would; pieces without a place stay."""
    places = {name[2:]: one for one in root.iter("template") if (name := one.get("id", "")).startswith(PLACES)}
    if not places:  # nearly every page
        return
    for piece in _found(_PIECES(root))[:MOST]:
        place = places.pop(str(piece.get("id"))[2:], None)
        if place is None or piece in place.iterancestors():
            continue
        tail, piece.tail = piece.tail, None
        above = piece.getparent()
        if above is not None and tail:
            before = piece.getprevious()
            if before is None:
                above.text = (above.text or "") + tail
            else:
                before.tail = (before.tail or "") + tail
        del piece.attrib["hidden"]
        _clear(place)
        place.addprevious(piece)


def _clear(place: Element) -> None:
    """Take out what is shown until a piece has come: a word or two right after its place."""
    shown = place.getnext()
    if str(place.get("id")).startswith("B:") and shown is not None and len("".join(map(str, islice(shown.itertext(), PARTS)))) < WAITING:
        tail = shown.tail
        shown.clear()
        shown.tail = tail


def _found(nodes: object) -> list[Element]:
    """The elements that an expression finds."""
    return [one for one in nodes if isinstance(one, etree._Element)] if isinstance(nodes, list) else []
