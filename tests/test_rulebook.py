"""The rulebook: agencies, notices and house styles as values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from normalizers.problems import RulebookError
from normalizers.provenance.patterns import demands_name
from normalizers.rulebook import NO_STYLE, bundled, bundled_root, host_of, load_rulebook, parse_rulebook, suffixes

if TYPE_CHECKING:
    from pathlib import Path

AGENCIES = b"""
ruleset = "2031.1.1"
generic = ["agencies"]

[[agency]]
id = "tarang"
name = "TWS"
aliases = ["Tarang Wire Service"]
domains = ["tarangwire.example"]
ambiguous = ["TWS"]
needs = ["byline"]
"""
HOUSE = b"""
name = "Harbor Herald"
domains = ["harborherald.example"]
zone = "Europe/Oslo"
"""


def test_the_shipped_rules_load_and_name_their_version() -> None:
    book = bundled()
    assert re.fullmatch(r"\d{4}\.\d{1,2}\.\d{1,3}", book.version)
    assert len(book.agencies) >= 105
    assert book is bundled()


@pytest.mark.parametrize(
    "name", ["PTI", "pti", "Press Trust of India", "ANI", "AP", "The Associated Press", "dpa", "Agencies", "एएनआई", "Agence France-Presse"]
)
def test_a_byline_that_is_an_agency_is_known_as_one(name: str) -> None:
    assert bundled().is_agency(name)


@pytest.mark.parametrize("name", ["MIA", "LINA", "PETRA", "Pti", "سبأ", "Agencies"])
def test_an_agency_signs_a_byline_as_it_is_printed(name: str) -> None:
    assert bundled().signs(name)


@pytest.mark.parametrize("name", ["Mia", "Lina", "Ana", "Petra", "Saba", "Tasnim", "Ilsa Brandt"])
def test_a_reporter_who_signs_with_a_first_name_is_no_agency(name: str) -> None:
    assert not bundled().signs(name)


@pytest.mark.parametrize("name", ["Ilsa Brandt", "", "Harbor Herald", "AP Dhillon"])
def test_a_byline_that_is_none_is_not(name: str) -> None:
    assert not bundled().is_agency(name)


def test_an_agency_is_found_by_any_of_its_names_and_a_plain_word_finds_none() -> None:
    book = bundled()
    agency = book.agency_named("press trust of india")
    assert agency is not None
    assert agency.id == "pti"
    assert book.agency_named("agencies") is None
    assert book.agency_named("Nobody's Wire") is None


@pytest.mark.parametrize(
    ("address", "agency"),
    [("https://www.aninews.in/x", "ani"), ("hindi.aninews.in", "ani"), ("example.org", None), (None, None), ("http://[", None)],
)
def test_an_agency_is_known_by_its_site(address: str | None, agency: str | None) -> None:
    found = bundled().agency_at(address)
    assert (found.id if found else None) == agency


def test_the_longest_domain_tells_the_house() -> None:
    book = bundled()
    assert book.house("https://timesofindia.indiatimes.com/a").name == "The Times of India"
    assert book.house("https://feeds.dnaindia.com/a").name == "DNA India"
    assert book.house("https://nobody.example/a") is NO_STYLE
    assert book.house(None) is NO_STYLE


def test_hosts_and_their_domains_are_read_from_any_address() -> None:
    assert host_of("https://WWW.Harbor.Example.:8080/x") == "harbor.example"
    assert host_of("harbor.example/x") == "harbor.example"
    assert list(suffixes("a.b.example")) == ["a.b.example", "b.example"]
    assert list(suffixes("")) == []


def test_every_house_is_in_a_zone_that_exists_and_under_its_own_name() -> None:
    for style in bundled().houses.values():
        assert style.name
        assert style.zone is None or ZoneInfo(style.zone).key == style.zone
        for line in style.boilerplate:
            re.compile(line)


def test_agency_ids_are_plain_and_their_sites_belong_to_one_agency_each() -> None:
    agencies = bundled().agencies.values()
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", agency.id) for agency in agencies)
    domains = [domain for agency in agencies for domain in agency.domains]
    assert len(domains) == len(set(domains))


def test_own_rules_are_read_from_bytes_alone() -> None:
    book = parse_rulebook({"agencies.toml": AGENCIES, "publishers/harborherald.example.toml": HOUSE})
    assert book.version == "2031.1.1"
    assert book.house("http://harborherald.example").zone == "Europe/Oslo"
    assert book.is_agency("tarang wire service")


def _notice(pattern: str, **more: str) -> bytes:
    table = {
        "id": "x.1",
        "family": "inputs",
        "pattern": pattern,
        "says": "inputs",
        "example": "a",
        "counter_example": "b",
        **more,
    }
    return ('language = "en"\n[[row]]\ngate = ["a"]\n' + "\n".join(f"{key} = '{value}'" for key, value in table.items())).encode()


@pytest.mark.parametrize(
    ("files", "file", "place", "says"),
    [
        ({}, "agencies.toml", "file", "missing"),
        ({"agencies.toml": b"\xff"}, "agencies.toml", "byte 0", "UTF-8"),
        ({"agencies.toml": b"x = ["}, "agencies.toml", "syntax", "toml"),
        ({"agencies.toml": AGENCIES + b'naem = "x"'}, "agencies.toml", "$.agency[0]", "naem"),
        ({"agencies.toml": AGENCIES + AGENCIES[AGENCIES.index(b"[[") :]}, "agencies.toml", "tarang", "twice"),
        ({"agencies.toml": AGENCIES + b'parent = "nobody"'}, "agencies.toml", "tarang.parent", "nobody"),
        ({"agencies.toml": AGENCIES.replace(b'ambiguous = ["TWS"]', b'ambiguous = ["TW"]')}, "agencies.toml", "tarang.ambiguous", "TW"),
        ({"agencies.toml": AGENCIES, "notices/en.toml": _notice("(a")}, "notices/en.toml", "x.1.pattern", "compile"),
        ({"agencies.toml": AGENCIES, "notices/en.toml": _notice("{nouns}")}, "notices/en.toml", "x.1.pattern", "nouns"),
        ({"agencies.toml": AGENCIES, "notices/en.toml": _notice("a", agency="nobody")}, "notices/en.toml", "x.1.agency", "nobody"),
        (
            {"agencies.toml": AGENCIES, "notices/en.toml": _notice("a"), "notices/xx.toml": _notice("a")},
            "notices/xx.toml",
            "x.1",
            "twice",
        ),
        ({"agencies.toml": AGENCIES, "publishers/h.toml": HOUSE + b'agency = "nobody"'}, "publishers/h.toml", "agency", "nobody"),
        (
            {"agencies.toml": AGENCIES, "publishers/h.toml": HOUSE + b'boilerplate = ["["]'},
            "publishers/h.toml",
            "boilerplate[0]",
            "compile",
        ),
    ],
)
def test_a_fault_in_a_rule_file_names_file_place_and_remedy(files: dict[str, bytes], file: str, place: str, says: str) -> None:
    with pytest.raises(RulebookError) as fault:
        parse_rulebook(files)
    assert (fault.value.file, fault.value.place) == (file, place)
    assert says in fault.value.says


def test_a_config_folder_lends_each_file_it_lacks_from_the_shipped_rules(tmp_path: Path) -> None:
    (tmp_path / "publishers").mkdir()
    (tmp_path / "publishers" / "harborherald.example.toml").write_bytes(HOUSE)
    (tmp_path / "publishers" / "dnaindia.com.toml").write_bytes(b'name = "Ours"\ndomains = ["dnaindia.com"]\n')
    book = load_rulebook(tmp_path)
    assert book.version == bundled().version
    assert book.house("https://harborherald.example/1").name == "Harbor Herald"
    assert book.house("https://www.ndtv.com/1").name == "NDTV"
    assert book.house("https://www.dnaindia.com/1").name == "Ours"
    assert load_rulebook(bundled_root()).houses.keys() == bundled().houses.keys()


def test_a_newsroom_lists_agencies_of_its_own_beside_the_shipped_ones(tmp_path: Path) -> None:
    rows = AGENCIES[AGENCIES.index(b"[[") :]
    (tmp_path / "agencies-ours.toml").write_bytes(rows)
    book = load_rulebook(tmp_path)
    assert book.is_agency("tarang wire service")
    assert book.is_agency("ANI")
    with pytest.raises(RulebookError, match="twice"):
        parse_rulebook({"agencies.toml": AGENCIES, "agencies-ours.toml": rows})


@pytest.mark.parametrize(
    ("pattern", "demands"),
    [
        ("{who}", True),
        (r"(?:with|from)\s(?:the )?{who}", True),
        (r"(?:mit (?:material von )?{who})", True),
        (r"[(]{who}[)]\{who", True),
        ("reporting(?: by {who})?", False),
        ("(?:by {who}){0,2}", False),
        ("(?:by {who})*", False),
        ("{who}?", False),
        ("(?:by {who}|staff)", False),
        ("agencies|{who}", False),
        ("enditem", False),
        (r"\(who\)", False),
    ],
)
def test_a_pattern_demands_a_name_only_where_nothing_matches_without_one(pattern: str, demands: bool) -> None:
    assert demands_name(pattern) is demands
    if demands:
        assert re.search(pattern.replace("{who}", "(?!)"), "with from the mit material von () {who") is None


def test_no_row_that_demands_a_name_matches_without_one() -> None:
    for row in (row for file in bundled().notices for row in file.row if demands_name(row.pattern)):
        pattern = re.compile(row.pattern.replace("{who}", "(?!)"), re.IGNORECASE)
        assert [text for text in (row.example, row.counter_example) if pattern.search(text)] == []


SHAPES = b"""
language = "any"

[shapes]
untouched = ['{not} {edit}']
headline = ['{headline}']
picture = ['{picture}']
text = ['{text}']
this = ['{this}']
desk = ['{desk}']
"""
WORDS = b"""
language = "qt"

[words]
not = 'nu'
edit = 'vela'
headline = 'kapo'
picture = 'bildo'
text = 'teko'
this = 'cia'
desk = 'deska'

[grammar]
trigger = ["vela"]
"""


def test_a_language_of_words_alone_gets_its_sentences_from_the_shapes() -> None:
    book = parse_rulebook({"agencies.toml": AGENCIES, "notices/any.toml": SHAPES, "notices/qt.toml": WORDS})
    grammar = next(file.grammar for file in book.notices if file.language == "qt")
    assert grammar is not None
    assert re.search(grammar.untouched[0], "cia nu vela")
    assert not re.search(grammar.untouched[0], "cia nu velata")


@pytest.mark.parametrize(
    ("shapes", "words", "says"),
    [
        (SHAPES.replace(b"untouched", b"untuched"), WORDS, "'untuched' is no key of a grammar; did you mean 'untouched'"),
        (SHAPES, WORDS.replace(b"not = 'nu'", b""), "the key 'untouched' is missing"),
        (SHAPES.replace(b"{not} {edit}", b"{not} ({edit}"), WORDS, "does not compile"),
    ],
)
def test_a_fault_of_shapes_or_words_is_named_with_its_remedy(shapes: bytes, words: bytes, says: str) -> None:
    with pytest.raises(RulebookError) as fault:
        parse_rulebook({"agencies.toml": AGENCIES, "notices/any.toml": shapes, "notices/qt.toml": words})
    assert says in str(fault.value)
