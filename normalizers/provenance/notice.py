"""Reading a notice: what the publisher says it changed, by the grammar of its language.

The reader knows no publisher and no agency. It takes a sentence apart into exceptions, "only" clauses and plain clauses, and lets
the weaker word win: whatever stands under "may" is `may`, and a denial with a hedge in it is no denial.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from normalizers.terms import Claim, Edited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import Grammar, NoticeFile

MAX_NOTICE = 1200
SENTENCES = re.compile(r"(?<=[.!?।۔؟])(?<!\b[A-Z]\.)(?<!\bPvt\.)(?<!\bLtd\.)(?<!\bInc\.)(?<!\bNo\.)[\"'”’)\]]{0,2}\s+|(?<=[。！？])\s*|\n+")
_CLAUSES = re.compile(r"[,;:،、，；]\s*|\s[–—-]\s")
_ROYAL = re.compile(r"[\"“„«「].{8,}[\"”“»」]", re.DOTALL)
_FLAGS = re.IGNORECASE
_PROMISES: tuple[Claim, ...] = ("may", "yes", "no", "unknown")
NOTHING = Edited()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one notice says.

    `unclear` is a denial that a hedge keeps from being whole, `staff` the publisher it names, `agency` that it speaks of an agency's
    editing and not of the publisher's.
    """

    edited: Edited = NOTHING
    auto: bool = False
    source: bool = False
    release: bool = False
    this: bool = False
    desk: bool = False
    unclear: bool = False
    clash: bool = False
    agency: bool = False
    staff: str | None = None
    staff_at: tuple[int, int] | None = None

    @property
    def claims(self) -> bool:
        """Whether it says anything about editing or making."""
        return self.edited != NOTHING or self.auto

    @property
    def weight(self) -> int:
        """How much of the notice was understood; of several languages the one that understands most is the notice's own."""
        fields = (self.edited.headline, self.edited.body, self.edited.picture)
        return 2 * sum(field != "unknown" for field in fields) + 2 * self.auto + self.source + self.this + self.release

    @property
    def says(self) -> bool:
        """Whether it is a notice at all: it claims, or names where the copy comes from."""
        return self.claims or (self.release and self.this) or (self.source and self.this)

    @property
    def firm(self) -> bool:
        """Whether it can stand in running text: it speaks of its own story, and of a source, a desk or a machine."""
        return self.this and (self.source or self.desk or self.auto or self.release)


class NoticeReader:
    """The compiled grammar of one language."""

    def __init__(self, file: NoticeFile, grammar: Grammar) -> None:
        """Compile each part of the grammar once."""
        self.languages, self.grammar = frozenset((file.language, *file.also)), grammar
        self._headline, self._picture, self._text = (re.compile(p, _FLAGS) for p in (grammar.headline, grammar.picture, grammar.text))
        self._this, self._speech, self._other = (_maybe(p) for p in (grammar.this, grammar.speech, grammar.other))
        self._may, self._hedge, self._rest, self._filler = (_maybe(p) for p in (grammar.may, grammar.hedge, grammar.rest, grammar.filler))
        self._release, self._desk = _maybe(grammar.release), _maybe(grammar.desk)
        self._untouched, self._touched = _any(grammar.untouched), _any(grammar.touched)
        self._excepted = tuple(re.compile(p, _FLAGS) for p in grammar.excepted)
        self._only = tuple(re.compile(p, _FLAGS) for p in grammar.only)
        self._auto, self._source = _any(grammar.auto), _any(grammar.source)
        self._staff = tuple(re.compile(p) for p in grammar.staff)
        self._agent = tuple(re.compile(pattern, _FLAGS) for pattern in grammar.agent)
        self._plain = tuple(word for word in grammar.trigger if word.isascii())

    def may_read(self, low: str) -> bool:
        """Whether a text, in small letters, has one of the words no notice does without."""
        return any(word in low for word in (self._plain if low.isascii() else self.grammar.trigger))

    def may_speak(self, text: str) -> bool:
        """Whether a text has words that speak of the story it stands under; what has none is no notice that can stand anywhere."""
        return _found(self._this, text)

    def read(self, text: str) -> Reading | None:
        """What a stretch of text says as a notice; None where it is none."""
        if len(text) > MAX_NOTICE or not self.may_read(text.casefold()) or self.is_speech(text):
            return None
        reading = Reading(
            auto=_found(self._auto, text),
            source=_found(self._source, text),
            release=_found(self._release, text),
            this=_found(self._this, text),
            desk=_found(self._desk, text),
        )
        for sentence in SENTENCES.split(text):
            if sentence:
                reading = self._sentence(sentence, text, reading)
        reading = self._named(text, reading)
        return reading if reading.says or reading.unclear else None

    def is_speech(self, text: str) -> bool:
        """Whether somebody is quoted, or it speaks of captions, interviews and the like."""
        bare = text
        for pattern in self._excepted:
            bare = pattern.sub(" ", bare)
        return _found(self._speech, text) or _found(self._other, bare) or _ROYAL.match(text.lstrip("( ")) is not None

    def is_release(self, kind: str) -> bool:
        """Whether the name of a kind of copy is, as a whole, a word for a release."""
        return self._release is not None and self._release.fullmatch(kind) is not None

    def speaks_of_release(self, text: str) -> bool:
        """Whether a text has a word for a release in it."""
        return _found(self._release, text)

    def agents(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """Where those stand who did or did not edit, in a notice's words, and whether their name begins that stretch or ends it."""
        for pattern in self._agent:
            first = "who" in pattern.groupindex
            yield from ((*match.span("who" if first else "whose"), first) for match in pattern.finditer(text))

    def _named(self, text: str, reading: Reading) -> Reading:
        """The publisher whose staff the notice names."""
        for pattern in self._staff:
            match = pattern.search(text)
            if match and match["name"].strip():
                return replace(reading, staff=match["name"].strip(), staff_at=match.span("name"))
        return reading

    def _sentence(self, sentence: str, whole: str, reading: Reading) -> Reading:
        """Add what one sentence claims."""
        fields: dict[str, Claim] = {}
        rest, excepted, unclear = self._exceptions(sentence)
        about = any(_found(pattern, sentence) for pattern in (self._this, self._headline, self._picture, self._text))
        for pattern in self._only:
            if match := pattern.search(rest):
                self._only_clause(match, whole, reading, fields)
                rest = rest[: match.start()] + " , " + rest[match.end() :]
        for clause in _CLAUSES.split(rest):
            claim = self._clause(clause, rest)
            if claim != {} and not (about or self._speaks(rest)):
                continue
            unclear |= claim is None
            for name, value in (claim or {}).items():
                fields[name] = _weaker(fields.get(name), value)
        return _joined(replace(reading, unclear=reading.unclear or unclear), _weighed(fields, excepted, unclear=unclear))

    def _speaks(self, sentence: str) -> bool:
        """Whether a sentence without a word for the story still speaks of it: `Not edited by …`, `Unedited, from a feed`."""
        denial = self._untouched.search(sentence) if self._untouched else None
        if denial is not None and (_found(self._source, sentence) or _found(self._auto, sentence)):
            return True
        first = denial or (self._touched.search(sentence) if self._touched else None)
        return first is not None and not any(map(str.isalnum, sentence[: first.start()]))

    def _exceptions(self, sentence: str) -> tuple[str, list[str], bool]:
        """A sentence without its exceptions, the parts of a story they name, and whether they name more than that."""
        excepted: list[str] = []
        unclear = False
        for pattern in self._excepted:
            if match := pattern.search(sentence):
                things = self._things(match["what"])
                unclear |= not things or self._leftover(match["what"])
                excepted += things
                sentence = sentence[: match.start()] + " " + sentence[match.end() :]
        return sentence, excepted, unclear

    def _only_clause(self, match: re.Match[str], whole: str, reading: Reading, fields: dict[str, Claim]) -> None:
        """What "only the headline has been changed" claims: the rest was not, but under "may" the rest must be spoken of."""
        may = _found(self._may, match[0])
        for thing in self._things(match["what"]):
            fields[thing] = "may" if may else "yes"
        spoken = _found(self._rest, whole)
        certain = spoken or (not may and (reading.source or _found(self._untouched, whole)))
        if certain and not self._leftover(match["what"]) and not _found(self._text, match["what"]):
            fields["body"] = _weaker(fields.get("body"), "no")

    def _clause(self, clause: str, sentence: str) -> dict[str, Claim] | None:
        """What one clause claims; None where the sentence hedges its denial: "may, as a rule, not have been" parts them by commas."""
        untouched = _found(self._untouched, clause)
        if not untouched and not _found(self._touched, clause):
            return {}
        if untouched and _found(self._hedge, sentence):
            return None
        may = _found(self._may, sentence if untouched else clause)
        value: Claim = "may" if may else "no" if untouched else "yes"
        things = self._things(clause)
        if not things or _found(self._text, clause):
            things.append("body")
        return dict.fromkeys(things, value)

    def _things(self, text: str) -> list[str]:
        """The parts of a story a phrase names, but for its text."""
        return [name for name, pattern in (("headline", self._headline), ("picture", self._picture)) if pattern.search(text)]

    def _leftover(self, text: str) -> bool:
        """Whether an exception takes out more than headline and picture."""
        for pattern in (self._headline, self._picture, self._filler):
            text = pattern.sub(" ", text) if pattern else text
        return re.search(r"[^\W\d_]", text) is not None


def _weighed(fields: dict[str, Claim], excepted: list[str], *, unclear: bool) -> dict[str, Claim]:
    """A sentence's claims with its exceptions; where it is unclear, or the end of an exception may have been missed, without denials."""
    if excepted:
        fields = {name: value for name, value in fields.items() if name == "body" or value != "no"}
    if excepted and fields.get("body") in ("no", "may"):
        fields |= dict.fromkeys(excepted, "yes")
    return {name: value for name, value in fields.items() if value != "no"} if unclear else fields


def _joined(reading: Reading, fields: dict[str, Claim]) -> Reading:
    """A reading with one sentence's claims added; a denial that another sentence contradicts is withdrawn."""
    now = {"headline": reading.edited.headline, "body": reading.edited.body, "picture": reading.edited.picture}
    clash = reading.clash
    for name, value in fields.items():
        clash |= name == "body" and {now[name], value} == {"yes", "no"}
        now[name] = _weaker(None if now[name] == "unknown" else now[name], value)
    return replace(reading, edited=Edited(headline=now["headline"], body=now["body"], picture=now["picture"]), clash=clash)


def _weaker(one: Claim | None, other: Claim) -> Claim:
    """Of two claims the one that promises less: may before yes before no."""
    if one is None:
        return other
    return next(value for value in _PROMISES if value in (one, other))


def _maybe(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern, _FLAGS) if pattern else None


def _any(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), _FLAGS) if patterns else None


def _found(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None
