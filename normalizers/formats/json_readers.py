"""Readers of the fields that agencies' JSON formats share: a key's value onto the draft, where it is what it should be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, get_args

from normalizers.markup import plain, spaced
from normalizers.terms import Media, Words

if TYPE_CHECKING:
    from normalizers.formats.draft import Draft

Reader = Callable[["Draft", str, Any], None]
_PICTURES = {"photo": "picture"}


def value(target: str) -> Reader:
    """A reader of one string or number that nobody sees."""

    def read(draft: Draft, name: str, found: object) -> None:
        if isinstance(found, (str, int)) and not isinstance(found, bool) and (text := spaced(str(found))):
            draft.keep(target, text, name)

    return read


def line(target: str) -> Reader:
    """A reader of a line below the copy; several of a kind stand one below the other."""

    def read(draft: Draft, _name: str, found: object) -> None:
        lines = [spaced(text) for text in (found if isinstance(found, list) else [found]) if isinstance(text, str) and spaced(text)]
        if lines:
            draft.values[target] = "\n".join(draft.sheet.line("after", text) for text in lines)

    return read


def candidate(target: str) -> Reader:
    """A reader of one candidate among others."""

    def read(draft: Draft, name: str, found: object) -> None:
        if isinstance(found, str) and (text := spaced(found)):
            draft.put(target, Words(text, f"{draft.form} {name}"))
            draft.sheet.unseen(name, text)

    return read


def headline(draft: Draft, name: str, found: object) -> None:
    """A headline; the one that is called so stands first."""
    if isinstance(found, str) and (text := plain(found)):
        draft.rank("headlines", Words(draft.sheet.line("headline", text), f"{draft.form} {name}"), best=name == "headline")


def summary(draft: Draft, name: str, found: object) -> None:
    """A summary."""
    if isinstance(found, str) and (text := plain(found)):
        draft.put("summaries", Words(draft.sheet.line("summary", text), f"{draft.form} {name}"))


def status(draft: Draft, name: str, found: object) -> None:
    """Whether the copy may be used."""
    draft.settle_status(str(found), f"{draft.form} {name}")


def embargo(draft: Draft, name: str, found: object) -> None:
    """Until when the copy is kept back."""
    draft.hold_back(str(found)[:100], name)


def urgency(draft: Draft, _name: str, found: object) -> None:
    """How urgent it is, from 1 to 9."""
    if isinstance(found, int) and not isinstance(found, bool) and 1 <= found <= 9:  # noqa: PLR2004 - the standard's range
        draft.values["urgency"] = found


def media(draft: Draft, _name: str, found: object) -> None:
    """What it is; a story with its pictures is text to us."""
    kind = _PICTURES.get(str(found), found)
    if kind in get_args(Media) and kind != "composite":
        draft.values["media"] = kind


def keywords(draft: Draft, _name: str, found: object) -> None:
    """The keywords of a list."""
    for word in found if isinstance(found, list) else ():
        if isinstance(word, str) and spaced(word):
            draft.put("keywords", spaced(word))
