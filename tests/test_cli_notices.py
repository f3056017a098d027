"""`notices`: what is known, what could not be read, and how a notice becomes a row that reads it."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from frontdoor import FrontDoor

P1 = "The old bridge over the harbor carried its first carts on Tuesday, after a year of work that cost less than the town had feared."
P2 = "Carters said the new planks bear twice the load of the old ones, and that the toll keeper has a proper house at last."
P3 = "The wheelwrights of the valley met in the inn at Dorn and agreed on a price for oak that none of them may undercut before harvest."
P4 = "Snow closed the upper meadow road for a ninth day, and the mail was carried over the ridge by two brothers with a sled."
CLAIM = "(Except for the headline, this story has not been edited by Hill Courier staff and is published from ANI.)"
HEDGED = "(This story has not been fully edited by Hill Courier staff, who glimpsed it only in passing.)"
PARTLY = (
    "(Save for the headline and the second paragraph, this story has not been edited by Tarn Echo staff and comes from an agency feed.)"
)
PAGES = (
    ("Hill Courier", "Old bridge carries carts again", P1, CLAIM),
    ("Hill Courier", "Carters praise the new planks", P2, HEDGED),
    ("Hill Courier", "Wheelwrights agree on oak", P3, HEDGED),
    ("Tarn Echo", "Brothers carry the mail", P4, PARTLY),
)


@pytest.fixture
def desk(door: FrontDoor) -> FrontDoor:
    """Four pages of two papers: one notice is plain, one is read in part, two are the same and can't be read."""
    place = door.root / "drop"
    place.mkdir()
    for number, (paper, headline, first, notice) in enumerate(PAGES, start=1):
        host = f"{paper.lower().replace(' ', '')}.example"
        (place / f"{number}.html").write_text(
            f'<html lang="en"><head><link rel="canonical" href="https://{host}/{number}"><meta property="og:site_name" content="{paper}">'
            f"</head><body><article><h1>{headline}</h1><p>{first}</p><p>{first[::-1]}</p><p>{notice}</p></article></body></html>",
            encoding="utf-8",
        )
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{place}"\nform = "page"\n')
    assert door.copytaster("run", "--all").code == 0
    return door


def test_the_families_that_are_known_are_listed_with_how_often_each_was_read(desk: FrontDoor) -> None:
    told, plain = desk.copytaster("notices", "list", "--json").json, desk.copytaster("notices")

    claims = next(row for row in told["families"] if (row["family"], row["language"]) == ("what was edited", "en"))
    assert claims["items"] == 2
    assert {"inputs", "source-line"} <= {row["family"] for row in told["families"]}
    assert told["unread"] == 2
    assert plain.out.splitlines()[1].split() == ["what", "was", "edited", "en", "claims", "1", "2"]
    assert "2 wordings could not be read; see: copytaster notices unread" in plain.out


def test_what_could_not_be_read_is_grouped_by_publisher_with_count_and_item(desk: FrontDoor) -> None:
    rows, plain = desk.copytaster("notices", "unread", "--json").json, desk.copytaster("notices", "unread")

    assert [(row["publisher"], row["items"], row["item_id"], row["words"], row["in_part"]) for row in rows] == [
        ("Hill Courier", 2, 3, HEDGED, False),
        ("Tarn Echo", 1, 4, PARTLY, True),
    ]
    assert HEDGED in plain.out
    assert "copytaster notices suggest 3" in plain.out


def test_an_editor_sees_the_words_of_a_notice_that_could_not_be_read(desk: FrontDoor) -> None:
    assert "a notice we could not read: (This story has not been fully edited" in " ".join(desk.copytaster("queue", "list").out.split())
    assert "a notice we could not read" in desk.copytaster("queue", "show", "3").out
    assert "a notice we could not read" in desk.copytaster("explain", "3").out
    assert [row["unread"] for row in desk.copytaster("queue", "list", "--json").json] == [PARTLY, HEDGED, HEDGED, None]


def test_what_could_not_be_read_claims_nothing(desk: FrontDoor) -> None:
    found = desk.ask("SELECT item_id, body_edited, unread FROM v_provenance ORDER BY item_id")
    assert found == [(1, "no", 0), (2, "unknown", 1), (3, "unknown", 1), (4, "unknown", 1)]


def test_the_view_of_notices_says_which_were_understood(desk: FrontDoor) -> None:
    found = desk.ask("SELECT publisher, understood, words FROM v_notices ORDER BY item_id")
    assert found == [("Hill Courier", 1, CLAIM), ("Hill Courier", 0, HEDGED), ("Hill Courier", 0, HEDGED), ("Tarn Echo", 0, PARTLY)]


def test_a_suggested_row_says_what_was_understood_and_which_words_were_lacking(desk: FrontDoor) -> None:
    toml = desk.copytaster("notices", "suggest", "3").out

    assert "this story (“This story”)" in toml
    assert "It keeps the denial from being whole: “not been fully”" in toml
    lacking = next(line for line in toml.splitlines() if line.startswith("# No rule has met: "))
    assert "glimpsed" in lacking
    assert "Courier" not in lacking
    (row,) = tomllib.loads(toml)["row"]
    assert row["says"] == ""
    assert "Hill" not in row["pattern"]


def test_a_suggested_row_is_refused_until_its_meaning_is_filled_in_and_then_reads_the_notice(desk: FrontDoor) -> None:
    toml = desk.copytaster("notices", "suggest", "3").out
    place = desk.config / "notices" / "en-ours.toml"
    place.parent.mkdir()
    place.write_text(toml, encoding="utf-8")

    refused = desk.copytaster("config", "check")
    assert refused.code == 78
    assert "en-ours.toml" in refused.err
    assert "says" in refused.err

    place.write_text(toml.replace('says = ""', 'says = "source"\nagency = "*generic"'), encoding="utf-8")
    assert desk.copytaster("config", "check").code == 0
    assert desk.copytaster("replay").code == 0
    assert desk.ask("SELECT body_edited, statement, unread FROM v_provenance WHERE item_id = 3") == [("unknown", HEDGED, 0)]
    assert [row["publisher"] for row in desk.copytaster("notices", "unread", "--json").json] == ["Tarn Echo"]


def test_an_item_without_such_a_notice_has_nothing_to_suggest(desk: FrontDoor) -> None:
    answer = desk.copytaster("notices", "suggest", "1")
    assert answer.code == 2
    assert "copytaster notices unread" in answer.err


def test_nothing_unread_is_said_so(door: FrontDoor) -> None:
    door.sources("")
    assert "Every notice that was seen could be read." in door.copytaster("notices", "unread").out
    assert "Every notice that was seen could be read." in door.copytaster("notices").out
    assert door.copytaster("notices", "unread", "--json").json == []
