"""Shapes of sentences that all languages share: what a language's own grammar leaves out is made of them and its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizers.rulebook.rows import Grammar

Shapes = dict[str, tuple[str, ...]]
WORDINGS = (
    "untouched",
    "touched",
    "excepted",
    "only",
    "auto",
    "source",
    "agent",
    "staff",
    "this",
)  # the keys that hold sentences; the others hold words
SHAPED = frozenset(
    ("headline", "picture", "text", "desk", "rest", "may", "hedge", "speech", "other", "filler", "release", *WORDINGS)
)  # the keys that a shape may fill
_SLOT = re.compile(r"\{([a-z_]+)\}")
_WORD = {"w": r"[^\s,;:.।()،۔]+", "in": r"[^,;:.।()،۔]"}
_ESCAPES = re.compile(r"\\.")
_LATIN = re.compile(r"[a-zà-ÿ]")


def completed(grammar: Grammar, words: Mapping[str, str], shapes: Mapping[str, tuple[str, ...]]) -> Grammar:
    """A grammar with the shapes for every key that it has no patterns of its own for.

    They don't stand beside its own: a language that has sentences for a thing knows better than words alone what else they may say.
    """
    changes: dict[str, object] = {}
    for key, patterns in shapes.items():
        made = tuple(full for pattern in patterns if (full := _filled(pattern, words)) is not None)
        own = getattr(grammar, key)
        if made and not own:
            changes[key] = made if isinstance(own, tuple) else "|".join(f"(?:{one})" for one in made)
    return msgspec.structs.replace(grammar, **changes)


def without_wordings(
    grammar: Grammar, words: Mapping[str, str], shapes: Mapping[str, tuple[str, ...]], keys: tuple[str, ...] = WORDINGS
) -> Grammar:
    """A grammar whose own sentences are taken away: what is left is words, and the shapes that all languages share."""
    bare = msgspec.structs.replace(grammar, **{key: () if isinstance(getattr(grammar, key), tuple) else "" for key in keys})
    return completed(bare, words, shapes)


def _filled(pattern: str, words: Mapping[str, str]) -> str | None:
    """A shape with a language's words in it; None where it lacks a class."""
    names = set(_SLOT.findall(pattern)) - _WORD.keys()
    if not names <= words.keys():
        return None
    return _SLOT.sub(lambda slot: _WORD.get(slot[1]) or _bounded(words[slot[1]]), pattern)


def _bounded(words: str) -> str:
    """A class as whole words; in scripts whose endings are joined on or whose vowels are signs its words stand for their stems."""
    return rf"(?<!\w){words}(?!\w)" if _LATIN.search(_ESCAPES.sub("", words)) else words
