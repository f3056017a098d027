"""What a feed says of itself, and with it of every entry: its title, home, language, author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from normalizers.formats.spaces import XML_BASE, XML_LANG, split
from normalizers.formats.xml import inner, words_of
from normalizers.markup import plain

if TYPE_CHECKING:
    from normalizers.markup import Element

_FAMILIES = ("", "atom", "dc")


@dataclass(slots=True)
class Channel:
    """What a feed says of itself, and with it of every entry; `base` is what its relative links are relative to, where it says so."""

    title: str | None = None
    link: str | None = None
    language: str | None = None
    author: str | None = None
    base: str | None = None


def read_channel(element: Element) -> Channel:
    """Read what a feed says of itself from its channel (or root) element."""
    found = Channel(language=element.get(XML_LANG), base=element.get(XML_BASE))
    for child in element:
        family, name = split(child.tag)
        if family not in _FAMILIES:
            continue
        if name == "title" and not found.title:
            found.title = plain(inner(child)) or None
        elif name == "link" and not found.link:
            found.link = _home(child)
        elif name == "language":
            found.language = words_of(child) or found.language
        elif name == "author" and family == "atom":
            found.author = person(child)
    return found


def person(element: Element) -> str | None:
    """The name inside an Atom person."""
    name = next((child for child in element if split(child.tag)[1] == "name"), None)
    return (words_of(name) or None) if name is not None else None


def _home(link: Element) -> str | None:
    """The address of the site a feed belongs to, or None for a link to something else."""
    target = link.get("href")
    if target is None:
        return words_of(link) or None
    return target.strip() if link.get("rel", "alternate") == "alternate" else None
