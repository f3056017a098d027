"""Every row of agencies.toml is read in a story: its names, how its copy opens and ends, and what its acronym also means."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.settings.openings import credited, ending, faults, mentioning, opening
from normalizers.rulebook import Agency, bundled, parse_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOK = bundled()
ROWS = [pytest.param(agency, id=agency.id) for agency in BOOK.agencies.values()]
AMBIGUOUS = [pytest.param(agency, id=agency.id) for agency in BOOK.agencies.values() if agency.ambiguous]
SIGNED = [pytest.param(agency, id=agency.id) for agency in BOOK.agencies.values() if agency.kind != "partner"]
ADD = (Path(__file__).parent.parent / "docs" / "add.md").read_text("utf-8")
BLANK = {"cp", "pa", "srv"}  # their datelines name a place alone, or they have none
SAMPLES = {"brightwire", "meridian", "sagar"}


@pytest.mark.parametrize("agency", SIGNED)
def test_copy_that_opens_or_ends_as_an_agency_prints_it_is_that_agency_s(agency: Agency) -> None:
    if agency.id != "asianet":  # a channel of that name ends its own copy so
        assert agency.tail is not None
        assert ending(BOOK, agency.tail) == {agency.id}
    if agency.id not in BLANK:
        assert agency.dateline is not None
        assert opening(BOOK, agency.dateline) == {agency.id}


@pytest.mark.parametrize("agency", ROWS)
def test_each_name_of_an_agency_credits_it_where_a_credit_stands(agency: Agency) -> None:
    for name in (name for name in agency.names if not name.endswith(")") or name in agency.native):  # "CNA (Taiwan)" is what we print
        assert any(found - {agency.parent} == {agency.id} for found in _credited_as(name)), name


def _credited_as(name: str) -> Iterator[frozenset[str]]:
    """Whom a name credits in each place where credits stand."""
    yield opening(BOOK, f"OSLO, March 3 ({name}) —")
    for shape in ("({})", "(Source: {})", "(With inputs from {})"):
        yield credited(BOOK, "The ferry to the far island sails again from today.", shape.format(name))


@pytest.mark.parametrize("agency", AMBIGUOUS)
def test_an_acronym_that_means_something_else_credits_nobody(agency: Agency) -> None:
    assert agency.counter_example is not None
    assert any(name in agency.counter_example for name in agency.ambiguous)
    assert mentioning(BOOK, agency.counter_example) == frozenset()


def test_no_name_and_no_site_belongs_to_two_agencies() -> None:
    for told in ([agency.names for agency in BOOK.agencies.values()], [agency.domains for agency in BOOK.agencies.values()]):
        assert [one for one, times in Counter(one for some in told for one in some).items() if times > 1] == []


def test_rows_stand_in_the_order_of_their_ids() -> None:
    ours = [agency.id for agency in BOOK.agencies.values() if agency.id not in SAMPLES]
    assert ours == sorted(ours)


def test_the_docs_count_the_agencies_as_they_are() -> None:
    kinds = Counter(agency.kind for agency in BOOK.agencies.values() if agency.id not in SAMPLES)
    told = re.search(r"knows (\d+) news agencies, (\d+) press-release wires and (\d+) partners", ADD)
    assert told is not None
    assert tuple(map(int, told.groups())) == (kinds["agency"], kinds["release"], kinds["partner"])
    assert kinds["agency"] >= 120


@pytest.mark.parametrize(
    ("row", "place", "says"),
    [
        (b'dateline = "Seen on the quay by TWS:"', "tarang.dateline", "credits nobody"),
        (b'tail = "(PTI)"', "tarang.tail", "credits nobody"),
        (b'counter_example = "(TWS)"', "tarang.counter_example", "narrow `needs`"),
    ],
)
def test_a_form_that_is_not_read_as_the_row_says_is_a_fault_with_its_remedy(row: bytes, place: str, says: str) -> None:
    rows = b'ruleset = "2031.1.1"\ngeneric = ["agencies"]\n[[agency]]\nid = "tarang"\nname = "TWS"\nambiguous = ["TWS"]\nneeds = ["tail"]\n'
    (found,) = faults(parse_rulebook({"agencies.toml": rows + row}))
    assert found[1] == place
    assert says in found[2]


def test_the_forms_of_all_shipped_rows_hold() -> None:
    assert list(faults(BOOK)) == []
