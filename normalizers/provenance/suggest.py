"""A notice that could not be read, made into a row for an editor to complete: what of it was understood, and which words were lacking."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from normalizers.provenance.kit import lexicon_for
from normalizers.provenance.names import LETTER
from normalizers.rulebook import GENERIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizers.rulebook import Grammar, NoticeFile, Rulebook

_WORD = re.compile(rf"[{LETTER}]+(?:['’][{LETTER}]+)?")
_WRAP = ' \t\n\u00a0()（）[]【】{}*|/_"“”–—-•.।…'  # a row is matched against words without brackets and closing marks
_PART = re.compile(r"[^A-Za-z0-9]+")
_PARTS = (
    ("this story", "this"),
    ("the headline", "headline"),
    ("the picture", "picture"),
    ("who edits", "desk"),
    ("not edited", "untouched"),
    ("edited", "touched"),
    ("may", "may"),
    ("an exception", "excepted"),
    ("only", "only"),
    ("where it comes from", "source"),
    ("made by a machine", "auto"),
    ("a release", "release"),
)
GATES = 2
NAME = 60  # letters of a publisher's name


@dataclass(frozen=True, slots=True)
class Gap:
    """What a grammar understood of a notice, the hedge that keeps a denial from being whole, and the words that it never met."""

    language: str
    understood: tuple[tuple[str, str], ...]
    hedge: str | None
    unknown: tuple[str, ...]


def gap_in(words: str, language: str, rules: Rulebook) -> Gap:
    """Which parts of a notice are understood, and which are not; of several grammars its own language's, else the one that knows most."""
    gaps = [_gap(words, file, file.grammar, rules) for file in rules.notices if file.grammar is not None]
    own = [gap for gap in gaps if gap.language == language]
    return max(own or gaps, key=lambda gap: (len(gap.understood), -len(gap.unknown)), default=Gap(language or "en", (), None, ()))


def row_for(words: str, *, publisher: str, language: str, rules: Rulebook) -> str:
    """A row in TOML that reads this notice, all but for its meaning: `says` is left open, so that `config check` asks for it."""
    core = " ".join(words.split()).strip(_WRAP)
    gap = gap_in(re.sub(re.escape(publisher), " ", core, flags=re.IGNORECASE), language, rules)
    name = _PART.sub("-", publisher.lower()).strip("-") or "publisher"
    pattern, gate = _pattern(core, publisher, rules), _gate(core, publisher, rules)
    return "\n".join(
        (
            f"# {_line(f'{publisher}: a notice we could not read')}",
            *(f"# {_line(line)}" for line in _told(gap)),
            "# Fill in what the words say of the origin: source, inputs, compiled, release, partner, or nothing.",
            "# What they say of editing is the grammar's: add them to its examples, and widen the smallest class of words.",
            f'language = "{gap.language}"',
            "",
            "[[row]]",
            f'id = "{gap.language}.{name}.{_mark(core)}"',
            f'family = "{name}"',
            f"gate = [{', '.join(map(_quoted, gate))}]",
            f"pattern = {_quoted(pattern)}",
            'says = ""',
            "states = true",
            f"example = {_quoted(core)}",
            f"counter_example = {_quoted(core[: len(core) // 2].strip())}",
            "",
        )
    )


def _told(gap: Gap) -> Iterator[str]:
    """What was understood and what was not, in lines."""
    if gap.understood:
        yield "Understood: " + ", ".join(f"{part} (“{said}”)" for part, said in gap.understood)
    if gap.hedge:
        yield f"It keeps the denial from being whole: “{gap.hedge}”"
    if gap.unknown:
        yield f"No rule has met: {', '.join(gap.unknown)}"


def _gap(words: str, file: NoticeFile, grammar: Grammar, rules: Rulebook) -> Gap:
    """How far one language's grammar gets with a notice."""
    found = [(part, match[0].strip()) for part, key in _PARTS if (match := _first(getattr(grammar, key), words)) and match[0].strip()]
    hedge = _first(grammar.hedge, words)
    lexicon = lexicon_for(rules)
    named = {word.casefold() for one in lexicon.find(words) for word in _WORD.findall(one.text)}
    met = _vocabulary(rules, file.language) | named | {word.casefold() for _, said in found for word in _WORD.findall(said)}
    unknown = dict.fromkeys(word for word in _WORD.findall(words) if word.casefold() not in met and not word.isdigit())
    return Gap(file.language, tuple(dict.fromkeys(found)), hedge[0].strip() if hedge else None, tuple(unknown))


def _first(patterns: str | Iterable[str] | None, words: str) -> re.Match[str] | None:
    """The first match of any of these patterns."""
    some = (patterns,) if isinstance(patterns, str) else patterns or ()
    return next((match for pattern in some if (match := re.search(pattern, words, re.IGNORECASE))), None)


@lru_cache(maxsize=32)
def _vocabulary(rules: Rulebook, language: str) -> frozenset[str]:
    """The words of all examples of a language, and the words for agencies."""
    texts = list(rules.generic)
    for file in rules.notices:
        if file.language == language:
            texts += [row.example for row in file.row] + [example.text for example in (file.grammar.examples if file.grammar else ())]
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def _slots(core: str, publisher: str, rules: Rulebook) -> list[tuple[int, int, str]]:
    """The stretches that change from paper to paper and from agency to agency, and what stands for each in a pattern."""
    agencies = [(one.start, one.end, r"{who}") for one in lexicon_for(rules).find(core, "notice")][:1]
    papers = [(match.start(), match.end(), rf".{{2,{NAME}}}") for match in re.finditer(re.escape(publisher), core, re.IGNORECASE)]
    taken: list[tuple[int, int, str]] = []
    for start, end, slot in sorted([*papers, *agencies]):
        if not taken or start >= taken[-1][1]:
            taken.append((start, end, slot))
    return taken


def _pattern(core: str, publisher: str, rules: Rulebook) -> str:
    """The notice as a pattern: the first agency and the paper's name are left open, and so are the blanks."""
    parts, at = [], 0
    for start, end, slot in _slots(core, publisher, rules):
        parts += [_literal(core[at:start]), slot]
        at = end
    return "".join((*parts, _literal(core[at:])))


def _literal(text: str) -> str:
    """Words as they stand; braces would be word classes, so any sign may stand for them."""
    return r"\s+".join(re.escape(part).replace(r"\{", ".").replace(r"\}", ".") for part in re.split(r"\s+", text))


def _gate(core: str, publisher: str, rules: Rulebook) -> list[str]:
    """The longest words that are no name's, in small letters."""
    open_ = [core[start:end].casefold() for start, end, _ in _slots(core, publisher, rules)]
    words = [word.casefold() for word in _WORD.findall(core) if not any(word.casefold() in name for name in open_)]
    return sorted(dict.fromkeys(words), key=len, reverse=True)[:GATES] or [core.casefold()[:NAME] or GENERIC]


def _mark(core: str) -> str:
    """A few letters that tell two notices of a publisher apart."""
    return "-".join(_PART.sub("", word.lower()) for word in core.split()[:4] if _PART.sub("", word)) or "notice"


def _quoted(text: str) -> str:
    """A text as TOML writes it: a literal string where that can hold it, for patterns are full of backslashes."""
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _line(text: str) -> str:
    """A remark on one line, without signs that TOML or a terminal would stumble over."""
    return "".join(sign if sign.isprintable() or sign in "\u200c\u200d" else " " for sign in text)
