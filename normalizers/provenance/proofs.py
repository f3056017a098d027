"""The examples of notice rows and grammars, run: what they must read, and what they must not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.provenance.kit import kit_for
from normalizers.provenance.notice import NoticeReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import Frame, GrammarExample, NoticeRow, Rulebook


def faults(rules: Rulebook) -> Iterator[tuple[str, str, str]]:
    """The examples that don't hold: the file, the row, and what to do about it."""
    for file, table in zip(rules.notice_files, rules.notices, strict=True):
        for row in table.row:
            yield from ((file, row.id, says) for says in row_faults(row, rules))
        if table.grammar is not None:
            reader = NoticeReader(table, table.grammar)
            for at, example in enumerate(table.grammar.examples):
                if says := _misread(reader, example):
                    yield file, f"grammar.examples[{at}]", says


def row_faults(row: NoticeRow, rules: Rulebook) -> Iterator[str]:
    """What is wrong with the examples of one row."""
    if not any(word in row.example.casefold() for word in row.gate):
        yield f"no word of `gate` stands in `example`; add one of its words in small letters: {row.example!r}"
    if not reads(row, row.example, rules):
        yield f"`pattern` reads no agency in `example`; widen the pattern or mend the example: {row.example!r}"
    if reads(row, row.counter_example, rules):
        yield f"`pattern` reads `counter_example` too; narrow the pattern or mend the example: {row.counter_example!r}"


def reads(row: NoticeRow, text: str, rules: Rulebook) -> bool:
    """Whether a row reads a text: its words match, and who stands in them is an agency."""
    kit = kit_for(rules)
    made = next(made for rows in kit.rows.values() for made in rows if made.row.id == row.id)
    match = made.match(text)
    if match is None or "who" not in match.re.groupindex:
        return match is not None
    frame: Frame = "inputs" if row.says == "inputs" else "source"
    who = kit.lexicon.who(match["who"], frame)
    return who.any and (row.others or not who.others)


def _misread(reader: NoticeReader, example: GrammarExample) -> str | None:
    """How a grammar reads an example otherwise than it says."""
    reading = reader.read(example.text)
    if not example.notice:
        return f"it is read as a notice and is none: {example.text!r}" if reading is not None and reading.says else None
    if reading is None:
        return f"it is not read as a notice; widen the smallest class of words that makes it pass: {example.text!r}"
    said = reading.edited
    for part, got, want in (
        ("headline", said.headline, example.headline),
        ("body", said.body, example.body),
        ("picture", said.picture, example.picture),
        ("auto", reading.auto, example.auto),
    ):
        if got != want:
            return f"{part} is read as {got!r}, not {want!r}; mend the words or the example: {example.text!r}"
    return None
