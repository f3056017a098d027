"""Datelines: where and when a story was filed, and where its first sentence begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.fields.dateline import find_dateline, read_dateline
from normalizers.terms import Dateline

AGENCIES = {
    "ani",
    "pti",
    "reuters",
    "ap",
    "afp",
    "dpa",
    "efe",
    "ots",
    "भाषा",
    "एएनआई",
    "тасс",
    "ロイター",
    "連合",
    "연합뉴스",
    "the associated press",
}


def is_agency(name: str) -> bool:
    return name.casefold() in AGENCIES


@pytest.mark.parametrize(
    ("printed", "place", "date"),
    [
        ("KHERWADI, March 4 (ANI):", "KHERWADI", "March 4"),
        ("Kherwadi (Suryanchal) [India], March 4 (ANI):", "Kherwadi (Suryanchal) [India]", "March 4"),
        ("PORT MORVEN (AP) —", "PORT MORVEN", None),
        ("PORT MORVEN, Isle of Man, March 4 (Reuters) -", "PORT MORVEN, Isle of Man", "March 4"),
        ("Puerto Almejo, 4 mar (EFE).-", "Puerto Almejo", "4 mar"),
        ("Niederhaverbeck (dpa/bb) -", "Niederhaverbeck", None),
        ("Niederhaverbeck (ots) –", "Niederhaverbeck", None),
        ("Clairvaux, 4 mars 2026 (AFP) -", "Clairvaux", "4 mars 2026"),
        ("New Kherwadi, Mar 4 (PTI)", "New Kherwadi", "Mar 4"),
        ("नया खेरवाड़ी, 4 मार्च (भाषा)", "नया खेरवाड़ी", "4 मार्च"),
        ("एएनआई, खेरवाड़ी।", "खेरवाड़ी", None),
        ("खेरवाड़ी (एएनआई):", "खेरवाड़ी", None),
        ("【3月4日 AFP】", None, "3月4日"),
        ("［港町　３日　ロイター］ -", "港町", "３日"),
        ("新潮社港町3月4日电", "港町", "3月4日"),
        ("(항구=연합뉴스)", "항구", None),
        ("(항구=연합뉴스) 김항구 기자 =", "항구", None),
        ("ГАВАНЬ, 4 марта. /ТАСС/.", "ГАВАНЬ", "4 марта"),
        ("(Reuters) -", None, None),
        ("March 4 (Reuters) -", None, "March 4"),
        ("Karwi [India], March 4 (MPS):", "Karwi [India]", "March 4"),
        ("PORT MORVEN, March 4 —", "PORT MORVEN", "March 4"),
        ("PORT MORVEN —", "PORT MORVEN", None),
        ("PORT MORVEN (WPMV) —", "PORT MORVEN", None),
        ("Morven, March 4:", "Morven", "March 4"),
        ("Tokio/Berlin (dpa) -", "Tokio/Berlin", None),
        ("Puerto Almejo (dpa)", "Puerto Almejo", None),
        ("MORVEN, Isle of Man, March 4 Reuters -", "MORVEN, Isle of Man", "March 4"),
        ("MORVEN, Isle of Man, Mar. 4, 2026 /Lantern Wire-SeaNet/ --", "MORVEN, Isle of Man", "Mar. 4, 2026"),
    ],
)
def test_a_dateline_is_found_and_the_body_begins_behind_it(printed: str, place: str | None, date: str | None) -> None:
    story = f"{printed} The ferry came in."
    found = find_dateline(story, is_agency=is_agency)
    assert found is not None
    value, end = found
    assert (value.place, value.date) == (place, date)
    assert story[end:] == "The ferry came in."
    assert value.text is not None
    assert printed.startswith(value.text)


@pytest.mark.parametrize(
    "text",
    [
        "Morven: The ferry came in.",
        "BREAKING — The ferry came in.",
        "WATCH: The ferry comes in.",
        "CEO — what the letters mean.",
        "The captain told (Reuters) that the ferry was late.",
        "Ferries (AP) said nothing.",
        "Osric Tamm (AP) The keeper.",
        "Puerto Almejo (dpa) said nothing.",
        "Morven /Lantern Wire/ -- the keeper said.",
        "The gulls of March 4 Reuters - never seen.",
        "The Associated Press (AP) — founded in a storm.",
        "The ferry, built in 1998 (see below): a history.",
        "“We waited” (AP) — so they said.",
        "what we know — so far",
        "MORVEN (AP) —",
        "(ANI)",
        "Karwi (MPS): The ferry came in.",
        "【お知らせ】フェリーは休みます。",
        "(a=b) text",
        "One, two. Three.",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_stays_in_the_body(text: str) -> None:
    assert find_dateline(text, is_agency=is_agency) is None


def test_blanks_before_a_dateline_are_counted() -> None:
    found = find_dateline("\n  MORVEN (AP) — The ferry.", is_agency=is_agency)
    assert found is not None
    assert found[1] == len("\n  MORVEN (AP) — ")


def test_a_field_that_holds_a_dateline_is_read_as_one() -> None:
    assert read_dateline("MORVEN, March 4 (AP) -", is_agency=is_agency) == Dateline(
        text="MORVEN, March 4 (AP) -", place="MORVEN", date="March 4"
    )
    assert read_dateline("Morven", is_agency=is_agency) == Dateline(text="Morven", place="Morven")
    assert read_dateline(" 12 % ", is_agency=is_agency) == Dateline(text="12 %")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader_and_the_end_lies_in_the_text(text: str) -> None:
    found = find_dateline(text, is_agency=lambda name: len(name) < 6)
    assert found is None or 0 < found[1] < len(text)
    read_dateline(text, is_agency=is_agency)


def test_a_long_hostile_line_is_read_at_once() -> None:
    assert find_dateline("A, " * 100_000, is_agency=is_agency) is None
    assert find_dateline("(((" * 100_000, is_agency=is_agency) is None


@pytest.mark.parametrize("text", ["Port Karwi, TT:s man on the quay said so.", "Port Karwi, STT:n man on the quay said so."])
def test_a_name_that_swedish_or_finnish_inflects_ends_no_dateline(text: str) -> None:
    assert find_dateline(text, is_agency=lambda name: name in ("TT", "STT")) is None


def test_a_field_may_hold_a_dateline_with_its_agency_behind() -> None:
    assert read_dateline("PORT KARWI, March 5. /ANI/.", is_agency=is_agency) == Dateline(
        text="PORT KARWI, March 5. /ANI/.", place="PORT KARWI", date="March 5"
    )
