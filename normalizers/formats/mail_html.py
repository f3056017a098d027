"""A mail's HTML: the paragraphs that a reader is shown, and the words for the list of mails alone, which stand in no open mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.markup import blocks, blocks_below, spaced, tree

if TYPE_CHECKING:
    from normalizers.markup import Element
    from normalizers.terms import Block

_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(?:px)?\s*(?:;|$|!))", re.IGNORECASE
)
_MAY_HIDE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide|max-height\s*:\s*0|\shidden[\s>=]", re.IGNORECASE)
LONGEST = 400  # characters of what only a list of mails shows; what is longer and hidden is copy that a script or a narrow screen opens


def shown(html: str) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The paragraphs of a mail's HTML in order, and the few words in it that are hidden."""
    if not _MAY_HIDE.search(html):
        return blocks(html), ()
    root = tree(html)
    hidden = [text for element in _hidden(root) if (text := _taken(element))]
    return blocks_below(root), tuple(hidden)


def _hidden(root: Element) -> list[Element]:
    """The elements that are hidden, the outermost of those that lie in each other."""
    found: dict[Element, None] = {}
    for element in root.iter():
        unseen = "hidden" in element.attrib or _HIDDEN.search(str(element.get("style", "")))
        if unseen and element.tag not in ("html", "body") and not any(above in found for above in element.iterancestors()):
            found[element] = None
    return list(found)


def _taken(element: Element) -> str:
    """Take a hidden element's words out of its tree; nothing where they are more than a line or two."""
    text = spaced("".join(str(part) for part in element.itertext()))
    if len(text) > LONGEST:
        return ""
    for child in list(element):
        element.remove(child)
    element.text = None
    return text
