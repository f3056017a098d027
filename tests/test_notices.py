"""Every row and grammar of config/notices proves itself by its own examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizers.provenance.notice import MAX_NOTICE, NoticeReader
from normalizers.provenance.proofs import faults, reads, row_faults
from normalizers.rulebook import Grammar, GrammarExample, NoticeFile, NoticeRow, bundled, without_wordings

BOOK = bundled()
ROWS = [row for file in BOOK.notices for row in file.row]
GRAMMARS = [(file, file.grammar) for file in BOOK.notices if file.grammar is not None]
EXAMPLES = [
    pytest.param(file, grammar, example, id=f"{file.language}: {example.text[:60]}")
    for file, grammar in GRAMMARS
    for example in grammar.examples
]


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_a_row_reads_its_example_and_not_its_counter_example(row: NoticeRow) -> None:
    assert reads(row, row.example, BOOK)
    assert not reads(row, row.counter_example, BOOK)
    assert list(row_faults(row, BOOK)) == []


def test_every_example_of_the_shipped_files_holds() -> None:
    assert list(faults(BOOK)) == []


@pytest.mark.parametrize(("file", "grammar", "example"), EXAMPLES)
def test_a_grammar_reads_its_examples(file: NoticeFile, grammar: Grammar, example: GrammarExample) -> None:
    reading = NoticeReader(file, grammar).read(example.text)
    if not example.notice:
        assert reading is None or not reading.says
        return
    assert reading is not None
    said = reading.edited
    assert (said.headline, said.body, said.picture, reading.auto) == (example.headline, example.body, example.picture, example.auto)


def test_every_grammar_shows_a_denial_and_a_sentence_that_is_none() -> None:
    for file, grammar in GRAMMARS:
        assert any(example.body == "no" for example in grammar.examples), file.language
        assert any(not example.notice for example in grammar.examples), file.language


def _is_claim(example: GrammarExample) -> bool:
    """Whether something is claimed in an example."""
    return example.auto or {example.headline, example.body, example.picture} != {"unknown"}


def test_the_docs_tell_of_each_language_how_far_it_is_proven() -> None:
    shapes = {key: patterns for file in BOOK.notices for key, patterns in file.shapes.items()}
    table = {}
    for file, grammar in GRAMMARS:
        shared = without_wordings(grammar, file.words, shapes).untouched == grammar.untouched
        claims = sum(map(_is_claim, grammar.examples))
        sentences = "shared" if shared else "own"
        codes = ", ".join((file.language, *file.also))
        table[codes] = [sentences, str(claims), str(len(grammar.examples) - claims), str(len(file.row))]
    docs = (Path(__file__).parent.parent / "docs" / "story.md").read_text(encoding="utf-8").partition("### The languages of notices")[2]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in docs.splitlines() if line.startswith("| ")][1:]
    assert {row[1]: row[2:] for row in rows} == table
    assert len(rows) == len(table)


def test_every_language_is_proven_by_five_claims_and_a_sentence_that_claims_nothing() -> None:
    for file, grammar in GRAMMARS:
        claims = sum(map(_is_claim, grammar.examples))
        assert claims >= 5, file.language
        assert len(grammar.examples) > claims, file.language


ENGLISH = next(NoticeReader(file, grammar) for file, grammar in GRAMMARS if file.language == "en")


@pytest.mark.parametrize(
    "text",
    [
        "This story may not have been edited by our staff and is published from a syndicated feed.",
        "This story might not have been edited by our staff and is published from a syndicated feed.",
        "This story has not been heavily edited by our staff and is published from a syndicated feed.",
        "Except for minor corrections, this story has not been edited by our staff and comes from an agency feed.",
        "Except for the headline and the first paragraph, this story has not been edited by our staff; it is from an agency feed.",
        "Unless marked otherwise, this story has not been edited by our staff and comes from an agency feed.",
        "This story may, as a rule, not have been edited by our staff and comes from an agency feed.",
        "This story, if marked so, has not been edited by our staff and comes from an agency feed.",
        "This story has not been edited for length by our staff and comes from an agency feed.",
        "Most of this agency story has not been edited by our staff.",
        "This agency story has not yet been edited by our staff.",
        "This agency story has not been checked by our staff.",
        "The headline of this agency story has not been changed by our staff.",
        "This agency story has been edited by our staff.",
        "Our staff is not responsible for this agency story.",
        "This story is auto-generated from a syndicated feed.",
        "This agency story may not be rewritten or changed without permission.",
        "The court ruled that this story had not been edited by the staff.",
        "The captions of this video have not been edited by our staff.",
        "Nothing in this agency story has been substantially edited by our staff.",
        "Nothing but minor slips in this agency story has been edited by our staff.",
        "Hardly anything in this agency story has been edited by our staff.",
        "Nothing in this agency story may be edited.",
        "Nothing in this agency story has been edited that changes its meaning.",
        "Nothing in this agency story has been edited in substance.",
        "This agency story has not been edited by our staff to alter its sense.",
        "Nothing in this agency story has been edited beyond its style.",
        "Our staff has edited this agency story, but the quotes were not changed; parts of the text were not edited.",
    ],
)
def test_words_that_do_not_deny_outright_never_become_a_no(text: str) -> None:
    reading = ENGLISH.read(text)
    assert reading is None or reading.edited.body != "no"


def test_a_hedged_denial_is_reported_as_not_understood() -> None:
    reading = ENGLISH.read("This story has not been fully edited by our staff and is published from a syndicated feed.")
    assert reading is not None
    assert reading.unclear
    assert not reading.claims


def test_a_notice_that_says_both_is_a_clash_and_no_denial() -> None:
    reading = ENGLISH.read("This agency story has not been edited by our staff. The text has been edited by our desk.")
    assert reading is not None
    assert reading.clash
    assert reading.edited.body == "yes"


def test_the_publisher_a_notice_names_is_told() -> None:
    reading = ENGLISH.read("This report has not been modified by Tarang Herald staff and is sourced from an agency feed.")
    assert reading is not None
    assert reading.staff == "Tarang Herald"


def test_what_is_longer_than_any_notice_is_none() -> None:
    assert ENGLISH.read("This story has not been edited by our staff. " * (MAX_NOTICE // 40)) is None
