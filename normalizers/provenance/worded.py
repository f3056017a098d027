"""Credits in words: a short line that names agencies, and beside them nothing but words of crediting; what it says goes by those words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalizers.provenance.names import Who
    from normalizers.rulebook import NoticeFile, Says

CLASSES = ("inputs", "sourced", "compiled", "with", "joins")
MOST_WORDS = 16
_MARKS = re.compile(r"[\s,;:：.|/()\[\]–—-]+")
_LEGAL = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CreditWords:
    """The words of crediting of some languages, by what they say; `joins` are those that say nothing by themselves."""

    classes: tuple[tuple[str, re.Pattern[str]], ...]

    def says(self, text: str, who: Who) -> Says | None:
        """What a line that names `who` says of them; None where it has a word of another kind, or none that credits.

        A word for help outweighs one for a source ("additional material supplied by"), and that one a bare "with".
        """
        left = (*who.others, *who.initials)
        if len(left) > MOST_WORDS or any(not self._kind(word) for word in left):
            return None
        kinds = {self._kind(word) for word in _MARKS.split(text)}
        legal = _LEGAL.search(text) is not None
        if "inputs" in kinds and not legal:
            return "inputs"
        if "compiled" in kinds:
            return "compiled"
        if "sourced" in kinds or legal:
            return "source"
        return "inputs" if "with" in kinds else None

    def _kind(self, word: str) -> str | None:
        """The first class a word is of."""
        return next((name for name, pattern in self.classes if pattern.fullmatch(word)), None)


NO_WORDS = CreditWords(())


def credit_words(files: Iterable[NoticeFile]) -> CreditWords:
    """The words of crediting that some files of notices hold."""
    tables = [file.words for file in files]
    found = {name: [words[name] for words in tables if name in words] for name in CLASSES}
    return CreditWords(tuple((name, re.compile("|".join(some), re.IGNORECASE)) for name, some in found.items() if some))
