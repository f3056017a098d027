"""A rulebook compiled for tracing, once for each rulebook."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from normalizers.provenance.names import Lexicon
from normalizers.provenance.notice import NoticeReader
from normalizers.provenance.patterns import SLOT, demands_name
from normalizers.provenance.worded import NO_WORDS, CreditWords, credit_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import NoticeRow, Rulebook, Scope

_FOREIGN = re.compile(r"[\u00a1-\u200f\u2030-\U0010ffff]")  # all that is neither ASCII nor a curly quote or dash
_WHO = r"(?P<who>[^\n]{1,160}?)"


class Gate(NamedTuple):
    """A word, and the tail rows and readers that can't do without it or one of its kind; `nameless` are the rows that need no name."""

    word: str
    rows: frozenset[int]
    nameless: frozenset[int]
    readers: frozenset[int]


class Row:
    """A notice row; its pattern is compiled when a text first has one of the words it can't do without."""

    def __init__(self, row: NoticeRow) -> None:
        """Look at a row, and compile nothing."""
        self.row = row
        self.demands_name = demands_name(row.pattern)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The row's pattern, agencies standing anywhere in its `{who}`."""
        return re.compile(self.row.pattern.replace(SLOT, _WHO), re.IGNORECASE)

    def may_match(self, low: str) -> bool:
        """Whether a text, in small letters, has one of the words the row can't do without."""
        return any(word in low for word in self.row.gate)

    def match(self, text: str) -> re.Match[str] | None:
        """The row's words in a text: all of it, or anywhere within where the row says so."""
        return self.pattern.fullmatch(text) if self.row.whole else self.pattern.search(text)


@dataclass(frozen=True, slots=True)
class Kit:
    """Names, grammars and rows of the languages a page may be in, ready to read with; `named` is False where a text names nobody.

    `every` holds all tail rows and all readers, to which the numbers of the gates point.
    """

    lexicon: Lexicon
    readers: tuple[NoticeReader, ...]
    rows: dict[Scope, tuple[Row, ...]]
    every: tuple[tuple[Row, ...], tuple[NoticeReader, ...]] = ((), ())
    gates: tuple[tuple[Gate, ...], tuple[Gate, ...]] = ((), ())  # words of ASCII letters, and others
    nameless: tuple[tuple[Gate, ...], tuple[Gate, ...]] = ((), ())  # those of them that may open where nobody is named
    named: bool = True
    language: str = ""
    worded: CreditWords = NO_WORDS

    def rows_for(self, scope: Scope, text: str) -> Iterator[tuple[Row, re.Match[str]]]:
        """The rows of a scope that match a text, in their order; one cheap look first."""
        low = text.casefold()
        for row in self.rows[scope]:
            if row.may_match(low) and (found := row.match(text)):
                yield row, found

    def headed(self, text: str) -> Kit:
        """The kit with the rows and readers alone that can find anything in a story's head lines, all of them at once."""
        low = text.casefold()
        rows: dict[Scope, tuple[Row, ...]] = {**self.rows, "head": tuple([row for row in self.rows["head"] if row.may_match(low)])}
        return replace(self, rows=rows, readers=tuple([reader for reader in self.readers if reader.may_read(low)]))

    def sifted(self, text: str) -> Kit | None:
        """The kit with the words alone that stand anywhere in a story's places, for a narrower look at each; None where none does."""
        gates, named = self._open(text)
        return replace(self, gates=gates, nameless=_nameless(gates), named=named) if gates[0] or gates[1] or named else None

    def narrowed(self, text: str) -> Kit | None:
        """The part of the kit that can find anything in a text or in a piece of it; None where nothing can."""
        gates, named = self._open(text)
        words = (*gates[0], *gates[1])
        all_rows, all_readers = self.every
        numbers = frozenset().union(*[gate.rows if named else gate.nameless for gate in words])
        rows = tuple([all_rows[number] for number in sorted(numbers)])
        found = [all_readers[number] for number in sorted(frozenset().union(*[gate.readers for gate in words]))]
        readers = tuple([reader for reader in found if reader.may_speak(text)])
        if not (rows or readers or named):
            return None
        return Kit(
            self.lexicon, readers, {"head": (), "tail": rows}, self.every, gates, _nameless(gates), named, self.language, self.worded
        )

    def _open(self, text: str) -> tuple[tuple[tuple[Gate, ...], tuple[Gate, ...]], bool]:
        """The gates whose words are in a text, and whether it may name anybody."""
        low = text.casefold()
        named = self.named and self.lexicon.may_name(text)
        gates = self.gates if named else self.nameless
        plain = tuple([gate for gate in gates[0] if gate.word in low])
        if low.isascii() or _FOREIGN.search(low) is None:
            return (plain, ()), named
        return (plain, tuple([gate for gate in gates[1] if gate.word in low])), named


def _nameless(gates: tuple[tuple[Gate, ...], tuple[Gate, ...]]) -> tuple[tuple[Gate, ...], tuple[Gate, ...]]:
    """The gates behind which something waits that needs no name."""
    plain, others = ([gate for gate in some if gate.nameless or gate.readers] for some in gates)
    return tuple(plain), tuple(others)


@lru_cache(maxsize=4)
def lexicon_for(rules: Rulebook) -> Lexicon:
    """The names of a rulebook."""
    return Lexicon(rules)


def kit_for(rules: Rulebook, language: str = "") -> Kit:
    """The kit for a page in a language: its own rules and the English ones, which all pages print; every rule where it is unknown.

    A language no rule knows counts as unknown, so that made-up codes don't compile a kit each.
    """
    return _kit(rules, language if any(language in (file.language, *file.also) for file in rules.notices) else "")


def make_ready(rules: Rulebook) -> None:
    """Compile what most copy needs: the rules of English, and all rules for copy whose language nobody can tell."""
    for language in ("en", ""):
        kit_for(rules, language)


@lru_cache(maxsize=64)
def _kit(rules: Rulebook, language: str) -> Kit:
    """Compile the kit of a known language, or of all."""
    files = [file for file in rules.notices if not language or {file.language, *file.also} & {language, "en", "any"}]
    readers = tuple(NoticeReader(file, file.grammar) for file in files if file.grammar is not None)
    rows: dict[Scope, tuple[Row, ...]] = {"head": (), "tail": ()}
    for file in files:
        for row in file.row:
            made = Row(row)
            for scope in row.scope:
                rows[scope] = (*rows[scope], made)
    gates = _gates(rows["tail"], readers)
    return Kit(
        lexicon_for(rules), readers, rows, (rows["tail"], readers), gates, _nameless(gates), language=language, worded=credit_words(files)
    )


def _gates(rows: tuple[Row, ...], readers: tuple[NoticeReader, ...]) -> tuple[tuple[Gate, ...], tuple[Gate, ...]]:
    """The words to look for, each once, with whatever waits behind it."""
    for_rows: dict[str, set[int]] = {}
    for number, made in enumerate(rows):
        for word in made.row.gate:
            for_rows.setdefault(word, set()).add(number)
    for_readers: dict[str, set[int]] = {}
    for number, reader in enumerate(readers):
        for word in reader.grammar.trigger:
            for_readers.setdefault(word, set()).add(number)
    named = {number for number, made in enumerate(rows) if made.demands_name}
    gates = []
    for word in dict.fromkeys((*for_rows, *for_readers)):
        behind = frozenset(for_rows.get(word, ()))
        gates.append(Gate(word, behind, behind - named, frozenset(for_readers.get(word, ()))))
    return tuple(gate for gate in gates if gate.word.isascii()), tuple(gate for gate in gates if not gate.word.isascii())
