"""How like two texts are: the matching words of a story, its fingerprint, and the key of its address."""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import accumulate, chain
from sys import intern  # the words of a thousand remembered texts are mostly the same ones: half of their memory
from typing import TYPE_CHECKING

import xxhash

from normalizers.likeness.address import url_key
from normalizers.likeness.furniture import is_furniture, without_dateline
from normalizers.likeness.marks import without_mark
from normalizers.likeness.opening import first_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from normalizers.terms import Story

__all__ = ["Fingerprint", "copy_of", "digest", "fingerprint", "fingerprint_of", "shingles", "url_key", "without_mark", "words"]

SPAN = 5  # words to a shingle: runs of four still join stories by stock phrases, runs of six break at a sub-editor's first touch
MARKS = 24  # about half to all of so many shingles of a text are kept for looking up, whatever its length, …
KEEP_LEAD, LEAD = 4, 24  # … and of its first ones one in four, because what is cut is cut from the end
SHORT = 24  # texts of up to so many words keep every shingle: a teaser must be found by the few it has
FEWEST = 4
MOST_WORDS = 20_000

_SPELLING = {"pct": "percent", "mln": "million", "bln": "billion", "dlr": "dollar", "dlrs": "dollars", "ok'd": "okayed"}
_ODD = (*_SPELLING, "isation")
_TOKEN = re.compile(r"\w+(?:\.\d+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{2,3}(?!\d))")
_PER_CENT = re.compile(r"\bper cent\b")
_MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul"
    " aug sep sept oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday "
    "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a story is recognized by.

    `body` and `title` are digests of the matching words; `skeleton` is of the title without figures and dates.
    `sample` are the shingles kept for looking up (signed 64-bit); `words` and `grams` are the whole text, in order, for judging:
    they are not stored. `ends` tells how many words there are up to the end of each paragraph,
    `opening` the names that the copy begins with.
    """

    body: str
    title: str
    skeleton: str
    tokens: int
    sample: tuple[int, ...]
    words: tuple[str, ...]
    grams: tuple[int, ...]
    title_words: tuple[str, ...] = ()
    ends: tuple[int, ...] = ()
    opening: tuple[str, ...] = ()

    @property
    def exact(self) -> str:
        """What must be equal for the same copy: the body, and below thirty words the title with it."""
        return self.body if self.tokens >= MIN_EXACT else f"{self.body}+{self.title}"


MIN_EXACT = 30


def fingerprint(story: Story) -> Fingerprint:
    """The fingerprint of a story: of its matching words, without dateline, notices and furniture."""
    return fingerprint_of(story.headline or "", [block.text for block in story.body], [said.text for said in story.provenance.statements])


def copy_of(story: Story) -> tuple[str, ...]:
    """The paragraphs of a story that are copy, as they are printed: without dateline, notices and furniture."""
    return tuple(_copy([block.text for block in story.body], tuple(said.text for said in story.provenance.statements)))


def fingerprint_of(headline: str, paragraphs: Sequence[str], notices: Iterable[str] = ()) -> Fingerprint:
    """The fingerprint of a headline and its paragraphs; `notices` are sentences known to be no part of the copy."""
    title = words(without_mark(headline))
    copy = tuple(_copy(paragraphs, tuple(notices)))
    parts = [words(text) for text in copy]
    body = tuple(chain.from_iterable(parts))[:MOST_WORDS]
    grams = shingles(body)
    return Fingerprint(
        body=digest(body),
        title=digest(title),
        skeleton=digest(_undated(title)),
        tokens=len(body),
        sample=_sample(grams, len(body)),
        words=body,
        grams=grams,
        title_words=title,
        ends=tuple(accumulate(map(len, parts))),
        opening=words(first_names(copy[0])) if copy else (),
    )


def words(text: str) -> tuple[str, ...]:
    """Words to compare by: one case, one spelling, one kind of digit; letters, marks and numbers, so that Hindi keeps its vowels.

    >>> words("The “bank” raised Rs 1,20,000 — per cent")
    ('the', 'bank', 'raised', 'rs', '120000', 'percent')
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_folding())
    plain = _PER_CENT.sub("percent", _THOUSANDS.sub("", plain))
    token = _TOKEN if plain.isascii() or _marks().isdisjoint(plain) else _marked_token()  # the same tokens three times as fast
    found = token.findall(plain)[:MOST_WORDS]
    return tuple(map(intern, [_spelled(word) for word in found] if any(odd in plain for odd in _ODD) else found))


def digest(found: Sequence[str]) -> str:
    """A short digest of words in order."""
    return blake2b(" ".join(found).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def shingles(found: Sequence[str]) -> tuple[int, ...]:
    """Hashes of every run of five words, in order; a text shorter than that is one run."""
    if not found:
        return ()
    line = " ".join(found)
    whole = line.encode("utf-8", "surrogatepass")
    sizes = map(len, found) if len(whole) == len(line) else [len(word.encode("utf-8", "surrogatepass")) for word in found]
    ends = list(accumulate(sizes, lambda end, size: end + 1 + size))
    starts = [0, *(end + 1 for end in ends)]
    hashed = xxhash.xxh3_64_intdigest
    runs = zip(starts, ends[min(SPAN, len(ends)) - 1 :], strict=False)  # cut out of one line: each run joined anew costs three times that
    return tuple(memoryview(array("Q", [hashed(whole[start:end]) for start, end in runs])).cast("B").cast("q").tolist())


def _sample(grams: Sequence[int], tokens: int) -> tuple[int, ...]:
    """The shingles to look a text up by: all of a short one, a handful of a long one, and a quarter of its lead.

    One in 4, 8, 16 … by its length: what a long text keeps, a short one with the same words keeps too.
    """
    if tokens <= SHORT:
        return tuple(sorted(set(grams)))
    step = KEEP_LEAD
    while step * MARKS < len(grams):
        step *= 2
    kept = {gram for gram in grams[:LEAD] if gram % KEEP_LEAD == 0} | {gram for gram in grams if gram % step == 0}
    return tuple(sorted(kept if len(kept) >= FEWEST else {*kept, *sorted(set(grams))[:FEWEST]}))


def _copy(paragraphs: Sequence[str], notices: tuple[str, ...]) -> Iterable[str]:
    """The paragraphs that are copy: without notices, teasers of other stories and the dateline of the first."""
    first = True
    for paragraph in paragraphs:
        text = paragraph
        for notice in notices:
            text = text.replace(notice, " ")
        if not text.strip() or is_furniture(text):
            continue
        yield without_dateline(text) if first else text
        first = False


def _undated(title: Sequence[str]) -> list[str]:
    """A title without its figures and dates: what two days' issues of one table have in common."""
    return [word for word in title if word not in _dates() and not any(letter.isdigit() for letter in word)]


def _spelled(word: str) -> str:
    """One spelling of a word that houses spell differently."""
    if word.endswith("isation"):
        return word[:-7] + "ization"
    return _SPELLING.get(word, word)


@cache
def _dates() -> frozenset[str]:
    """Names of months and days, folded like any word."""
    return frozenset(words(_MONTHS))


@cache
def _marks() -> frozenset[str]:
    """The signs that are written on a letter."""
    return frozenset(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M")


@cache
def _marked_token() -> re.Pattern[str]:
    r"""A run of letters, marks and numbers. `\w` knows no marks and would cut Hindi at every vowel sign."""
    return re.compile(rf"[\w{''.join(sorted(_marks()))}]+(?:\.\d+)*")


@cache
def _folding() -> dict[int, str | None]:
    """Digits of every script to ASCII, nasal signs to one, nukta and invisible joiners to nothing."""
    digits: dict[int, str | None] = {
        code: str(unicodedata.digit(chr(code))) for code in range(0x660, 0x20000) if unicodedata.category(chr(code)) == "Nd"
    }
    return digits | {
        0x901: "\u0902",
        0x93C: None,
        0x200B: None,
        0x200C: None,
        0x200D: None,
        0xAD: None,
        0xFEFF: None,
        0x27: None,
        0x2019: None,
        0x5F: " ",
    }
