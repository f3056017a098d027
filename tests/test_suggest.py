"""A row made of a notice that nobody could read is sound TOML for any words, and reads those words once its meaning is filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.provenance.proofs import row_faults
from normalizers.provenance.suggest import gap_in, row_for
from normalizers.rulebook import Rulebook, bundled, parse_rulebook

CONFIG = Path(__file__).parent.parent / "config"
BOOK = bundled()
FILES = {name: (CONFIG / name).read_bytes() for name in ("agencies.toml", "notices/en.toml")}
WORDS = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=80)


def completed(words: str, publisher: str = "Hill Courier", language: str = "en") -> Rulebook:
    """The rulebook with the row that is suggested, its meaning filled in."""
    toml = row_for(words, publisher=publisher, language=language, rules=BOOK)
    return parse_rulebook(FILES | {"notices/en-ours.toml": toml.replace('says = ""', 'says = "nothing"').encode()})


@pytest.mark.parametrize(
    "words",
    [
        "(This story has not been wholly edited by Hill Courier staff.)",
        "This copy of PTI's was glanced at by Hill Courier's desk, no more",
        'He wrote: "this story is {who} and {never} edited" \\ and left',
        "It's the desk's story; it isn't edited (much) [at all] $5 ^ a|b*",
        "यह खबर पूरी तरह संपादित नहीं है।",
        "no\u00a0break, tab\there and\nline",
    ],
)
def test_the_row_reads_the_words_it_was_made_of_and_not_half_of_them(words: str) -> None:
    book = completed(words)
    row = next(row for file in book.notices for row in file.row if row.family == "hill-courier")
    assert list(row_faults(row, book)) == []


@settings(max_examples=60, deadline=None)
@given(words=WORDS, publisher=WORDS)
def test_any_words_of_any_publisher_make_a_row_that_the_rulebook_takes(words: str, publisher: str) -> None:
    book = completed(words, publisher)
    rows = dict(zip(book.notice_files, book.notices, strict=True))["notices/en-ours.toml"].row
    assert [(row.says, row.states) for row in rows] == [("nothing", True)]


def test_names_stay_open_so_that_the_row_holds_for_another_agency() -> None:
    row = next(
        row for file in completed("This dispatch of PTI was glimpsed by Hill Courier staff").notices for row in file.row if row.states
    )
    assert "{who}" in row.pattern
    assert "PTI" not in row.pattern
    assert "Courier" not in row.pattern


def test_a_notice_is_told_apart_by_the_grammar_of_its_language() -> None:
    gap = gap_in("यह खबर पूरी तरह संपादित नहीं की गई है", "hi", BOOK)
    assert gap.language == "hi"
    assert dict(gap.understood)["this story"]


def test_words_that_no_rule_has_met_are_named_and_known_ones_are_not() -> None:
    gap = gap_in("This story has not been frobbed by PTI staff", "en", BOOK)
    assert gap.unknown == ("frobbed",)
