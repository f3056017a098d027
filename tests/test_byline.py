"""Bylines: people, desks and editors apart; an agency is never a person; no name is rewritten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.fields.byline import Byline, split_byline
from normalizers.terms import Publisher, Words

LANTERN = Publisher(name="The Morven Lantern", domain="www.morvenlantern.example")
AGENCIES = {"ani", "pti", "ap", "associated press", "reuters", "dpa", "afp", "ians", "agencies", "भाषा"}


def is_agency(name: str) -> bool:
    return name.casefold().removeprefix("the ") in AGENCIES


def split(*printed: str, declared: tuple[str, ...] = (), language: str | None = None) -> Byline:
    lines = [Words(line, "byline") for line in printed]
    return split_byline(
        lines, [Words(name, "json-ld author") for name in declared], publisher=LANTERN, is_agency=is_agency, language=language
    )


@pytest.mark.parametrize(
    ("line", "persons"),
    [
        ("By Ishaan Torgal", ["Ishaan Torgal"]),
        ("ISHAAN TORGAL", ["ISHAAN TORGAL"]),
        ("Written by Ishaan Torgal and Leela Morvankar", ["Ishaan Torgal", "Leela Morvankar"]),
        ("By Ishaan Torgal, Leela Morvankar & Otto Kleinhaus", ["Ishaan Torgal", "Leela Morvankar", "Otto Kleinhaus"]),
        ("Von Otto Kleinhaus und Ursula von der Heide, Niederhaverbeck", ["Otto Kleinhaus", "Ursula von der Heide"]),
        ("Par Margot Delarive et Jean d’Aubrac (avec AFP)", ["Margot Delarive", "Jean d’Aubrac"]),
        ("Por Remedio Cangas y Lucio Baldosa en Puerto Almejo", ["Remedio Cangas", "Lucio Baldosa"]),
        ("di Fosca Belluno e Tullio da Rovere", ["Fosca Belluno", "Tullio da Rovere"]),
        ("ईशान तोरगल और लीला मोरवणकर", ["ईशान तोरगल", "लीला मोरवणकर"]),
        ("लीला मोरवणकर प्रकाशित: 4 मार्च 2026", ["लीला मोरवणकर"]),
        ("김항구 기자", ["김항구"]),
        ("Torgal, Ishaan", ["Ishaan Torgal"]),
        ("By Ishaan Torgal, Jr.", ["Ishaan Torgal, Jr"]),
        ("By Ishaan Torgal, AP National Writer", ["Ishaan Torgal"]),
        ("Ishaan Torgal, AP", ["Ishaan Torgal"]),
        ("AP, Ishaan", []),
        ("By Ishaan Torgal, Special Correspondent", ["Ishaan Torgal"]),
        ("By Ishaan Torgal Political Correspondent", ["Ishaan Torgal"]),
        ("By Ishaan Torgal in Port Morven", ["Ishaan Torgal"]),
        ("By Ishaan Torgal for The Morven Lantern", ["Ishaan Torgal"]),
        ("By Ishaan Torgal Reuters", ["Ishaan Torgal"]),
        ("Ishaan Torgal | The Morven Lantern", ["Ishaan Torgal"]),
        ("Ishaan Torgal @itorgal", ["Ishaan Torgal"]),
        ("Ishaan Torgal (itorgal@morvenlantern.example)", ["Ishaan Torgal"]),
        ("By Ishaan Torgal | Updated Mar 4, 2026 09:00 IST", ["Ishaan Torgal"]),
        ("Posted by Ishaan Torgal on Wednesday, March 4, 2026", ["Ishaan Torgal"]),
        ("A guide by Ishaan Torgal", ["Ishaan Torgal"]),
        ("By Dr. Ishaan Torgal, Professor of Tides", ["Dr. Ishaan Torgal"]),
        ("By Ishaan Torgal, MD", ["Ishaan Torgal"]),
        ("By Ishaan Torgal M.", ["Ishaan Torgal M."]),
        ("Par Margot Delarive C.", ["Margot Delarive C."]),
        ("Text: Otto Kleinhaus - Foto: Ursula Heide", ["Otto Kleinhaus"]),
    ],
)
def test_people_are_told_from_what_stands_about_them(line: str, persons: list[str]) -> None:
    assert list(split(line).persons) == persons


@pytest.mark.parametrize(
    "line",
    [
        "PTI",
        "ANI",
        "AFP, PORT MORVEN",
        "PTI Morven",
        "Reuters Staff",
        "Associated Press in Port Morven",
        "Agencies",
        "By AP",
        "भाषा",
        "The Morven Lantern",
        "morvenlantern.example",
        "https://morvenlantern.example/authors/torgal",
        "torgal@morvenlantern.example",
        "@itorgal",
        "ishaan-torgal",
        "i_torgal",
        "admin",
        "Photo: Ishaan Torgal",
        "Foto: Otto Kleinhaus",
        "Picture courtesy Ishaan Torgal",
        "Share",
        "Get in touch",
        "Updated 5 hours ago",
        "4 March 2026",
        "By",
        "—",
        "By What on earth is this line of many words",
        "Why? Because",
        "x" * 500,
        "By MS",
    ],
)
def test_agencies_publishers_addresses_and_furniture_are_no_people(line: str) -> None:
    assert split(line).persons == ()


@pytest.mark.parametrize(
    "line",
    [
        "HT Correspondent",
        "Web Desk",
        "Express News Service",
        "Our Bureau",
        "Our Special Correspondent",
        "Lantern News Desk",
        "The Karwi Courier",
        "Karwi Tribune",
        "वेब डेस्क",
        "Onlineredaktion",
    ],
)
def test_a_desk_is_a_desk(line: str) -> None:
    found = split(line)
    assert (found.printed, found.persons, found.desks) == (line, (), (line,))


def test_editors_stand_apart_from_writers() -> None:
    found = split("Reported By: Ishaan Torgal| Edited By: Leela Morvankar |Source: ANI |Updated: Mar 04, 2026, 06:28 AM IST")
    assert (found.persons, found.editors, found.desks) == (("Ishaan Torgal",), ("Leela Morvankar",), ())
    found = split("Reporting by Ishaan Torgal in Port Morven; Editing by Otto Kleinhaus")
    assert (found.persons, found.editors) == (("Ishaan Torgal",), ("Otto Kleinhaus",))
    assert split("Updated by Leela Morvankar").editors == ("Leela Morvankar",)


@pytest.mark.parametrize("place", ["New Delhi", "Navi Mumbai", "Port Karwi", "Tamil Nadu", "Mexico City", "Pune", "Washington D.C."])
def test_a_place_behind_a_name_is_nobody(place: str) -> None:
    assert split(f"By Asha Verma, {place}").persons == ("Asha Verma",)
    assert split(f"By Asha Verma and Ravi Kumar, {place}").persons == ("Asha Verma", "Ravi Kumar")


def test_a_second_name_is_no_place() -> None:
    assert split("By Asha Verma, Ravi Nagar, Tomas Ferrand").persons == ("Asha Verma", "Ravi Nagar", "Tomas Ferrand")


def test_a_lone_by_belongs_to_the_name_below_it() -> None:
    assert split("Bookmark", "By", "Ishaan Torgal").persons == ("Ishaan Torgal",)


def test_a_line_with_by_comes_before_a_line_without() -> None:
    found = split("Harbor Talk", "By Ishaan Torgal")
    assert (found.persons, found.printed) == (("Ishaan Torgal",), "By Ishaan Torgal")


def test_declared_people_come_first() -> None:
    found = split("By Somebody Else", declared=("Ishaan Torgal",))
    assert (found.persons, found.printed) == (("Ishaan Torgal",), "By Somebody Else")


def test_a_printed_line_that_joins_more_people_is_fuller() -> None:
    assert split("By Ishaan Torgal and Leela Morvankar", declared=("Ishaan Torgal",)).persons == ("Ishaan Torgal", "Leela Morvankar")
    assert split("By Ishaan Torgal, Port Morven", declared=("Ishaan Torgal",)).persons == ("Ishaan Torgal",)


def test_a_declared_author_whom_the_page_calls_editor_gives_way_to_the_writer() -> None:
    found = split("By Ishaan Torgal", "Editor: Leela Morvankar", declared=("Leela Morvankar",))
    assert (found.persons, found.editors) == (("Ishaan Torgal",), ("Leela Morvankar",))


def test_without_a_printed_line_the_declared_names_are_the_byline() -> None:
    assert split(declared=("Ishaan Torgal", "Leela Morvankar")).printed == "Ishaan Torgal, Leela Morvankar"
    assert split(declared=("The Morven Lantern",)) == Byline()
    assert split(declared=("AP", "Ishaan Torgal")).persons == ("Ishaan Torgal",)


def test_a_declared_name_is_kept_as_it_is() -> None:
    assert split(declared=("ishaan torgal",)).persons == ("ishaan torgal",)
    assert split(declared=("Ishaan",)).persons == ("Ishaan",)


def test_a_conjunction_is_read_in_its_language() -> None:
    assert split("Door Joost Veerman en Sanne Dijk", language="nl").persons == ("Joost Veerman", "Sanne Dijk")
    assert split("Por Lucio Baldosa en Almejo", language="es").persons == ("Lucio Baldosa",)


def test_a_list_of_writers_whose_commas_stand_in_lines_of_their_own_is_one_byline() -> None:
    found = split("von", "Otto Kleinhaus", ",", "Ursula Heide", "und", "Deutsche Tide")
    assert found.printed == "von Otto Kleinhaus , Ursula Heide und Deutsche Tide"
    assert found.persons[:2] == ("Otto Kleinhaus", "Ursula Heide")
    assert split("By").printed is None


@pytest.mark.parametrize(
    ("line", "persons"),
    [
        ("By Ishaan Torgal, Head of Tides and Harbor Lights", ("Ishaan Torgal",)),
        ("By Ishaan Torgal, Executive Editor, Morven Tide Watch", ("Ishaan Torgal",)),
        ("By Ishaan Torgal, Political Editor, Leela Morvankar, Business Reporter", ("Ishaan Torgal", "Leela Morvankar")),
        ("Written by Linny and Otto", ("Linny", "Otto")),
        ("Authors:Ishaan Torgal, Leela Morvankar", ("Ishaan Torgal", "Leela Morvankar")),
        ("Erstellt von Otto Kleinhaus am 4. März 2026", ("Otto Kleinhaus",)),
        ("The Morven Lantern, Tarangpur, Karwi", ()),
    ],
)
def test_a_place_of_work_is_nobody_and_writers_by_their_first_names_are_people(line: str, persons: tuple[str, ...]) -> None:
    assert split(line).persons == persons


def test_a_byline_that_says_staff_and_no_more_names_a_desk() -> None:
    assert split("Redaktion").desks == ("Redaktion",)
    assert split("Staff", declared=("Ishaan Torgal",)) == Byline("Staff", ("Ishaan Torgal",), ("Staff",))


def test_a_printed_writer_wins_over_the_account_that_put_the_story_up() -> None:
    def people(source: str) -> tuple[str, ...]:
        printed, declared = [Words("By Ishaan Torgal", "byline")], [Words("Leela Morvankar", source)]
        return split_byline(printed, declared, publisher=LANTERN, is_agency=is_agency, language=None).persons

    assert people("json-ld author account") == ("Ishaan Torgal",)
    assert people("json-ld author") == ("Leela Morvankar",)


def test_a_site_called_after_its_writer_still_has_a_writer() -> None:
    def people(name: str | None, domain: str) -> tuple[str, ...]:
        house = Publisher(name=name, domain=domain)
        return split_byline([], [Words("Ishaan Torgal", "json-ld author")], publisher=house, is_agency=is_agency, language=None).persons

    assert people(None, "ishaantorgal.example") == ("Ishaan Torgal",)
    assert people("Notes from the quay", "ishaantorgal.substack.com") == ("Ishaan Torgal",)
    assert people("Ishaan Torgal", "ishaantorgal.example") == ()
    assert people("Notes from the quay", "ishaantorgal.example") == ()


def test_an_agencys_byline_is_printed_though_it_names_nobody() -> None:
    assert split("PTI") == Byline(printed="PTI")


@given(st.lists(st.text(max_size=60), max_size=4), st.lists(st.text(max_size=60), max_size=3))
def test_no_text_breaks_the_splitter_and_no_name_is_made_up(printed: list[str], declared: list[str]) -> None:
    found = split(*printed, declared=tuple(declared))
    said = {char for line in (*printed, *declared) for char in line} | set(" ,")
    for name in (*found.persons, *found.desks, *found.editors):
        assert set(name) <= said
        assert not is_agency(name)


def test_a_hostile_line_is_read_at_once() -> None:
    assert split("by " * 130).persons == ()
    assert split("a, " * 130).persons == ()
    assert split("(" * 399).persons == ()


@pytest.mark.parametrize(
    "line",
    ["By Ana Lind | 3 May 2031, 01:05 PM IST", "By Ana Lind | Updated: May 3, 2031, 10:30 (IST)", "By Ana Lind, May 3, 2031"],
)
def test_a_time_behind_the_byline_is_no_part_of_it(line: str) -> None:
    found = split(line)
    assert (found.printed, found.persons) == ("By Ana Lind", ("Ana Lind",))


def test_a_line_that_goes_on_behind_its_day_stays_as_printed() -> None:
    assert split("By Ana Lind on May 3, 2031 in Karwi").printed == "By Ana Lind on May 3, 2031 in Karwi"
