"""What a rule may do to a text it found: a closed list, each step a row, so that a rule file holds no code."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 500  # characters: no pattern of a rule is tried on a longer text
_WIDE = 8  # times: what repeats at most so often is cheap whatever stands in it
_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT"))
_PATTERN = 300  # characters of a pattern
_TRIES = 2_000_000  # ways that its repeats may share out a text between them


class Strip(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="strip"):
    """Take characters off both ends; white space where none are named."""

    chars: str = ""


class Sub(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="regex-sub"):
    """Put plain text in the place of every match."""

    pattern: str
    by: str = ""


class TakeGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do", tag="take-group"):
    """Keep one group of the first match; a text without a match is not what was looked for, and goes away."""

    pattern: str
    group: int = 1


Step = Strip | Sub | TakeGroup


def apply(steps: Iterable[Step], text: str) -> str | None:
    """A text after all steps; None where a step finds nothing, or nothing is left."""
    for step in steps:
        match step:
            case Strip(chars=chars):
                text = text.strip(chars or None)
            case Sub(pattern=pattern, by=by):
                text = compiled(pattern).sub(lambda _, by=by: by, text) if len(text) <= LONGEST else text  # type: ignore[misc] # `by` is bound early
            case TakeGroup(pattern=pattern, group=group):
                found = compiled(pattern).search(text[:LONGEST])
                text = (found[group] or "") if found else ""
    return text if any(map(str.isalnum, text)) else None


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that has been found sound, compiled once."""
    return re.compile(pattern)


def step_fault(step: Step) -> str | None:
    """What is wrong with a step, in words with the remedy; None where it is sound."""
    match step:
        case Strip():
            return None
        case Sub(pattern=pattern):
            return pattern_fault(pattern)
        case TakeGroup(pattern=pattern, group=group):
            wrong = pattern_fault(pattern)
            if wrong is None and not 0 <= group <= compiled(pattern).groups:
                return f"the pattern has no group {group}; put brackets about what is to be kept"
            return wrong


def pattern_fault(pattern: str) -> str | None:
    r"""What is wrong with a regular expression: it does not compile, or some text would keep it busy for ever. None where it is sound.

    >>> pattern_fault(r"Follow us on .{3,20}\.")
    >>> pattern_fault(r"(\w+ )+x")
    'it repeats what itself repeats or chooses, which some text keeps busy for ever; bound it, or repeat one class of characters'
    """
    try:  # the standard library's own parser is the only one that agrees with `re`
        tree = re._parser.parse(pattern)  # type: ignore[attr-defined]
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"the pattern does not compile ({error}); mend it near position {getattr(error, 'pos', 0)}"
    if len(pattern) > _PATTERN:
        return f"the pattern has {len(pattern)} characters, at most {_PATTERN} are taken; make two of it"
    tries, nested = _cost(tree)
    if nested:
        return "it repeats what itself repeats or chooses, which some text keeps busy for ever; bound it, or repeat one class of characters"
    if tries > _TRIES:
        return "it has too many open repeats one after another; bound them, as in .{0,40}"
    return None


def _cost(tree: Iterable[tuple[object, object]]) -> tuple[int, bool]:
    """In how many ways the repeats of a parsed pattern may share out a text, and whether one of them stands in another."""
    tries, nested = 1, False
    for op, said in tree:
        inner, deeper, choices = 1, False, 0
        for part in _parts(said):
            cost, deep = _cost(part)
            inner, deeper, choices = inner * cost, deeper or deep, choices + 1
        tries, nested = min(tries * max(inner, choices), 10 * _TRIES), nested or deeper
        if str(op) in _REPEATS and isinstance(said, tuple):
            low, high = int(said[0]), min(int(said[1]), LONGEST)
            nested = nested or (high > _WIDE and inner > 1)
            tries = min(tries * (high - low + 1) * inner ** min(high, _WIDE), 10 * _TRIES)
        elif str(op) == "BRANCH":
            tries = min(tries * 2, 10 * _TRIES)
    return tries, nested


def _parts(said: object) -> Iterable[Iterable[tuple[object, object]]]:
    """The patterns that stand within one part of a parsed pattern."""
    if isinstance(said, re._parser.SubPattern):  # type: ignore[attr-defined]
        yield said
    elif isinstance(said, (tuple, list)):
        for part in said:
            yield from _parts(part)
