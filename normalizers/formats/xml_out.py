"""Building outgoing XML: elements with their words, none of which can break the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from normalizers.markup import Element

# What XML 1.0 has no way to say, not even as a reference.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """A text without the characters that XML can't hold."""
    return _UNSAYABLE.sub("", text)


def add(parent: Element, name: str, text: str | None = None, **attributes: str | None) -> Element:
    """Add an element in its parent's namespace; an attribute of None is left out, and so is a blank text."""
    space = etree.QName(parent).namespace
    element = etree.SubElement(parent, f"{{{space}}}{name}" if space else name)
    for key, value in attributes.items():
        if value is not None:
            element.set(key, clean(value))
    if text is not None:
        element.text = clean(text)
    return element


def document(root: Element) -> bytes:
    """A document as UTF-8, with its declaration."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
