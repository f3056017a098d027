"""What comparing a copy with an original shows: headline and body word by word, and a sentence that an editor understands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from normalizers.judge.wording import moved, side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.judge.wording import Run
    from normalizers.likeness import Fingerprint

Headline = Literal["same", "changed"]
Body = Literal["same", "cut", "extended", "changed"]
ORIGINAL = "the agency's copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What comparing a copy with an original shows; `note` is a sentence for an editor.

    Counts are of words: `missing` from the original, `added` by the copy, `moved` to another place; `paragraphs_missing` and
    `paragraphs_added` are whole ones among them. `similarity` is the share of both texts' words that they have in common. `runs` are
    the stretches of the bodies side by side.
    """

    headline: Headline
    body: Body
    similarity: float
    note: str
    missing: int = 0
    added: int = 0
    moved: int = 0
    paragraphs_missing: int = 0
    paragraphs_added: int = 0
    runs: tuple[Run, ...] = ()


def observe(copy: Fingerprint, original: Fingerprint, whose: str = ORIGINAL) -> Sight:
    """Compare a copy's headline and body with the original's, word by word; `whose` says in the note whose copy that is.

    A body is `same` where no word differs, `cut` where words are missing and none was added, `extended` the other way round, and
    `changed` otherwise.
    """
    headline: Headline = "same" if copy.title == original.title else "changed"
    if copy.body == original.body:
        return Sight(headline=headline, body="same", similarity=1.0, note=_note(headline, ()))
    runs = _trimmed(copy, original, side_by_side(original.words, copy.words))
    shifted = moved(original.words, copy.words, runs)
    missing = max(0, sum(run.end - run.start for run in runs if not run.same) - shifted)
    added = max(0, sum(run.copy_end - run.copy_start for run in runs if not run.same) - shifted)
    gone = _whole(original.ends, [(run.start, run.end) for run in runs if not run.same])
    new = _whole(copy.ends, [(run.copy_start, run.copy_end) for run in runs if not run.same])
    sight = Sight(
        headline=headline,
        body=_body_seen(missing, added, shifted),
        similarity=_similarity(copy, original, missing, added),
        note="",
        missing=missing,
        added=added,
        moved=shifted,
        paragraphs_missing=0 if shifted else len(gone),
        paragraphs_added=0 if shifted else len(new),
        runs=runs,
    )
    at_end = bool(gone) and len(original.ends) in gone and len(gone) == len(original.ends) - min(gone) + 1
    return _noted(sight, original.tokens, whose, at_end=at_end)


def _trimmed(copy: Fingerprint, original: Fingerprint, runs: Sequence[Run]) -> tuple[Run, ...]:
    """The stretches without an agency's sign-off at the end of either, and with a teaser's last word that broke off as cut."""
    if not runs or runs[-1].same:
        return tuple(runs)
    last = runs[-1]
    gone, new = original.words[last.start : last.end], copy.words[last.copy_start : last.copy_end]
    if len(gone) > len(new) == 1 and gone[0].startswith(new[0]):
        return (*runs[:-1], replace(last, copy_start=last.copy_end))
    if _signs_off(gone, original.ends) and _signs_off(new, copy.ends):
        return tuple(runs[:-1])
    return tuple(runs)


SIGN_OFF = 3  # words of the line under a story that names agency and desk: "PTI ABC XYZ"


def _signs_off(words: Sequence[str], ends: Sequence[int]) -> bool:
    """Whether the last words of a text are a paragraph of their own so short that it is a sign-off, or there are none."""
    if not words:
        return True
    last = ends[-1] - (ends[-2] if len(ends) > 1 else 0) if ends else 0
    return len(words) == last <= SIGN_OFF and len(ends) > 1


def _body_seen(missing: int, added: int, shifted: int) -> Body:
    """The word for what was done to a body."""
    if shifted or (missing and added):
        return "changed"
    if missing:
        return "cut"
    return "extended" if added else "same"


def _similarity(copy: Fingerprint, original: Fingerprint, missing: int, added: int) -> float:
    """The share of both texts' words that they have in common."""
    total = len(copy.words) + len(original.words)
    return round(max(0.0, 1 - (missing + added) / total), 4) if total else 1.0


def _whole(ends: Sequence[int], stretches: Sequence[tuple[int, int]]) -> list[int]:
    """The paragraphs, counted from one, that lie wholly in one of the stretches."""
    found, start = [], 0
    for number, end in enumerate(ends, 1):
        if end > start and any(first <= start and end <= last for first, last in stretches):
            found.append(number)
        start = end
    return found


def _noted(sight: Sight, words: int, whose: str, *, at_end: bool) -> Sight:
    """The same with its sentence."""
    parts = []
    if sight.missing:
        parts.append(_missing(sight, words, whose, at_end=at_end))
    if sight.added:
        whole = f"{_count(sight.paragraphs_added, 'paragraph')} added: " if sight.paragraphs_added else ""
        parts.append(f"{whole}{_count(sight.added, 'word')} {'is' if sight.added == 1 else 'are'} its own")
    if sight.moved:
        parts.append(f"{_count(sight.moved, 'word')} {'stands' if sight.moved == 1 else 'stand'} in another place")
    return replace(sight, note=_note(sight.headline, parts))


def _missing(sight: Sight, words: int, whose: str, *, at_end: bool) -> str:
    """What of the original is not there."""
    lost, gone = f"{sight.missing} of {words} words", sight.paragraphs_missing
    if not gone:
        return f"{lost} of {whose} {'is' if sight.missing == 1 else 'are'} missing"
    if not at_end:
        return f"{_count(gone, 'paragraph')} of {whose} {'is' if gone == 1 else 'are'} missing ({lost})"
    last = "the last paragraph" if gone == 1 else f"the last {_count(gone, 'paragraph')}"
    return f"{last} of {whose} {'is' if gone == 1 else 'are'} missing ({lost})"


def _note(headline: Headline, parts: Sequence[str]) -> str:
    """The sentence: headline first, then the body."""
    head = "the headline is the same" if headline == "same" else "the headline is another one"
    return f"{head}; {'; '.join(parts) or 'the body is word for word the same'}"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _count(number: int, noun: str) -> str:
    """A number of things in words: `two paragraphs`, `1 word`."""
    spelled = _NUMBERS[number] if noun == "paragraph" and number < len(_NUMBERS) else str(number)
    return f"{spelled} {noun}{'' if number == 1 else 's'}"
