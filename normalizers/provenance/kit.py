"""A rulebook compiled for tracing, once for each rulebook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from normalizers.provenance.names import Lexicon
from normalizers.provenance.notice import NoticeReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import NoticeRow, Rulebook, Scope

_WHO = r"(?P<who>[^\n]{1,160}?)"


@dataclass(frozen=True, slots=True)
class Row:
    """A notice row with its pattern compiled."""

    row: NoticeRow
    pattern: re.Pattern[str]

    def match(self, text: str) -> re.Match[str] | None:
        """The row's words in a text: all of it, or anywhere within where the row says so."""
        return self.pattern.fullmatch(text) if self.row.whole else self.pattern.search(text)


@dataclass(frozen=True, slots=True)
class Kit:
    """Names, grammars and rows, ready to read with."""

    lexicon: Lexicon
    readers: tuple[NoticeReader, ...]
    rows: dict[Scope, tuple[Row, ...]]
    gates: dict[Scope, re.Pattern[str]]
    trigger: re.Pattern[str]

    def rows_for(self, scope: Scope, text: str) -> Iterator[tuple[Row, re.Match[str]]]:
        """The rows of a scope that match a text, in their order; one cheap look first."""
        if self.gates[scope].search(text):
            for row in self.rows[scope]:
                if found := row.match(text):
                    yield row, found


@lru_cache(maxsize=4)
def kit_for(rules: Rulebook) -> Kit:
    """The kit of a rulebook."""
    readers = tuple(NoticeReader(file, file.grammar) for file in rules.notices if file.grammar is not None)
    rows: dict[Scope, tuple[Row, ...]] = {"head": (), "tail": ()}
    for file in rules.notices:
        for row in file.row:
            made = Row(row, re.compile(row.pattern.replace("{who}", _WHO), re.IGNORECASE))
            for scope in row.scope:
                rows[scope] = (*rows[scope], made)
    gates = {scope: re.compile("|".join(f"(?:{made.row.gate})" for made in some) or r"(?!)", re.IGNORECASE) for scope, some in rows.items()}
    triggers = "|".join(f"(?:{reader.grammar.trigger})" for reader in readers) or r"(?!)"
    return Kit(Lexicon(rules), readers, rows, gates, re.compile(triggers, re.IGNORECASE))
