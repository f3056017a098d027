"""A sounding: what an operator is told of a source before relying on it."""

from __future__ import annotations

import pytest

from ingest.sounding import Sounding

GOOD = Sounding(source="coast", where="https://coast.example/rss", good=True, forms=("rss",), stories=3, dated=3, zoned=2)


def test_a_source_that_can_not_be_used_is_told_in_two_lines() -> None:
    bad = Sounding(source="coast", where="https://coast.example/rss", good=False, reason="no answer in 30 s")
    assert bad.lines() == ["https://coast.example/rss", "  can't be used: no answer in 30 s"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "rss: 3 stories, 0 of them leads to a page"),
        ({"partial": 2}, "2 of them leads to a page (set follow = true)"),
        ({"forms": (), "stories": 0}, "nothing: 0 stories"),
        ({}, "3 of 3 dated, 2 with a known zone; newest —, oldest —"),
        ({"in_future": 1}, "1 in the future (a run leaves such times empty): check `zone`"),
        ({"final_url": "https://coast.example/new"}, "redirected to https://coast.example/new"),
        ({}, "says whether it changed: no; every poll is a full download"),
        ({"etag": '"1"'}, "says whether it changed: ETag"),
        ({"etag": '"1"', "last_modified": "Tue, 03 Mar 2026 06:00:00 GMT"}, "ETag and Last-Modified"),
        ({"unreadable": ("entry 3: no link",)}, "can't be read: entry 3: no link"),
    ],
)
def test_a_line_of_a_sounding(more: dict[str, object], words: str) -> None:
    values = {name: getattr(GOOD, name) for name in Sounding.__dataclass_fields__}
    told = Sounding(**(values | more))
    assert words in "\n".join(told.lines())


def test_a_source_that_stayed_where_it_is_was_not_redirected() -> None:
    values = {name: getattr(GOOD, name) for name in Sounding.__dataclass_fields__}
    assert "redirected" not in "\n".join(Sounding(**(values | {"final_url": GOOD.where})).lines())


def test_at_most_five_unreadable_entries_are_told() -> None:
    values = {name: getattr(GOOD, name) for name in Sounding.__dataclass_fields__}
    lines = Sounding(**(values | {"unreadable": tuple(f"entry {n}: no link" for n in range(9))})).lines()
    assert sum("can't be read" in line for line in lines) == 5
