"""What is read of notices whose own rules were taken away: the wordings of a language, one kind of sentence, one family of rows.

What stays is said in each table. A language keeps its words (headline, edit, not, except, …) and loses its sentences, so that the
shapes all languages share must do; a kind of sentence is taken out of every language at once; a family of rows is taken out whole.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import msgspec

from normalizers.provenance import trace
from normalizers.provenance.notice import NoticeReader
from normalizers.rulebook import NO_STYLE, GrammarExample, NoticeFile, NoticeRow, Rulebook, without_wordings
from normalizers.terms import Block, Claim, Publisher, WireItem, Words, Zone

if TYPE_CHECKING:
    from collections.abc import Iterator

Verdict = Literal["right", "wrong", "unknown"]
Said = tuple[Claim, Claim, Claim, bool]
SILENT: Said = ("unknown", "unknown", "unknown", False)
SENTENCES = {
    "a denial": "untouched",
    "an exception": "excepted",
    '"only" and what was changed': "only",
    "an edit admitted": "touched",
    "a machine": "auto",
    "a source": "source",
    "its own story": "this",
}
STORY = (
    "The lighthouse at Northmole was lit again on Tuesday after a winter of repairs, the pilots' guild said.",
    "Guild master Asta Lindqvist thanked the welders and asked skippers to keep clear of the scaffolding.",
)


@dataclass(slots=True)
class Tally:
    """How many were read right, wrong or not at all; and the denials that nobody uttered."""

    counts: Counter[Verdict] = field(default_factory=Counter)
    false_no: int = 0

    @property
    def share(self) -> float:
        """The part that was read right."""
        return self.counts["right"] / max(1, self.counts.total())

    def add(self, other: Tally) -> None:
        """Take another's figures over."""
        self.counts += other.counts
        self.false_no += other.false_no


def languages(book: Rulebook) -> Iterator[tuple[str, int, Tally]]:
    """Each language without its own sentences: its name, how many of its own it had, and what its examples are read as."""
    shapes = _shapes(book)
    for file in book.notices:
        if file.grammar is not None:
            bare = without_wordings(file.grammar, file.words, shapes)
            own = sum(len({*getattr(file.grammar, key)} - {*getattr(bare, key)}) for key in SENTENCES.values() if key != "this")
            yield file.language, own, _read(NoticeReader(file, bare), file.grammar.examples)


def sentences(book: Rulebook) -> Iterator[tuple[str, Tally]]:
    """Each kind of sentence, taken out of every language: the examples that its patterns had a part in."""
    shapes = _shapes(book)
    for name, key in SENTENCES.items():
        tally = Tally()
        for file in book.notices:
            if file.grammar is not None:
                bare = without_wordings(file.grammar, file.words, shapes, (key,))
                tally.add(_read(NoticeReader(file, bare), _touched(file, key)))
        yield name, tally


def families(book: Rulebook) -> Iterator[tuple[str, Tally]]:
    """Each family of rows, taken out: its own examples, read by all that is left."""
    named = {row.family: None for file in book.notices for row in file.row}
    for family in named:
        left = tuple(msgspec.structs.replace(file, row=tuple(row for row in file.row if row.family != family)) for file in book.notices)
        without, tally = replace(book, notices=left), Tally()
        for file in book.notices:
            for row in file.row:
                if row.family == family:
                    tally.add(_row(row, file.language, book, without))
        yield family, tally


def _shapes(book: Rulebook) -> dict[str, tuple[str, ...]]:
    return {key: patterns for file in book.notices for key, patterns in file.shapes.items()}


def _touched(file: NoticeFile, key: str) -> tuple[GrammarExample, ...]:
    """The examples of a language that change when this kind of sentence can't be read at all."""
    assert file.grammar is not None
    value = getattr(file.grammar, key)
    none = msgspec.structs.replace(file.grammar, **{key: () if isinstance(value, tuple) else r"(?!)"})
    deaf = NoticeReader(file, none)
    return tuple(example for example in file.grammar.examples if _said(deaf, example.text) != _want(example))


def _read(reader: NoticeReader, examples: tuple[GrammarExample, ...]) -> Tally:
    """What a reader makes of examples; one that claims nothing counts where something is read in it all the same."""
    tally = Tally()
    for example in examples:
        said, want = _said(reader, example.text), _want(example)
        if said == want == SILENT:
            continue
        honest = all(one == truth or one in ("unknown", False) for one, truth in zip(said, want, strict=True))
        tally.counts["right" if said == want else "unknown" if honest else "wrong"] += 1
        tally.false_no += sum(one == "no" != truth for one, truth in zip(said[:3], want[:3], strict=True))
    return tally


def _said(reader: NoticeReader, text: str) -> Said:
    """What a reader says of a sentence: headline, body, picture, machine."""
    reading = reader.read(text)
    if reading is None or not reading.says:
        return SILENT
    said = reading.edited
    return said.headline, said.body, said.picture, reading.auto


def _want(example: GrammarExample) -> Said:
    return (example.headline, example.body, example.picture, example.auto) if example.notice else SILENT


def _row(row: NoticeRow, language: str, book: Rulebook, without: Rulebook) -> Tally:
    """One row's example: what all rules say of it is the truth, what is left says the same, another thing, or nothing."""
    page = item(row.example, language, head="tail" not in row.scope)
    (whole, left) = (trace(page, NO_STYLE, rules).provenance for rules in (book, without))
    truth, said = ((one.relation, {(credit.agency, credit.role) for credit in one.credits}) for one in (whole, left))
    tally = Tally()
    silent = said == ("unknown", set())
    tally.counts["right" if said == truth else "unknown" if silent else "wrong"] += 1
    tally.false_no = sum(getattr(left.edited, part) == "no" for part in ("headline", "body", "picture"))
    return tally


def item(line: str, language: str, *, head: bool = False) -> WireItem:
    """A page with a line above or under its story."""
    raw, blocks = "Lighthouse lit again\n", []
    for text in (line, *STORY) if head else (*STORY, line):
        blocks.append(Block("p", text, len(raw), len(raw) + len(text)))
        raw += text + "\n"
    stated = () if language == "any" else (Words(language, "html lang"),)
    zones = (Zone("headline", 0, 20),)
    publisher = Publisher(name="Tarang Herald")
    return WireItem(
        form="page", raw_text=raw, blocks=tuple(blocks), zones=zones, languages=stated, publisher=publisher, url="https://tarang.example/1"
    )
