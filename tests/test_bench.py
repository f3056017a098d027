"""The benchmarks run, small: what they tell is looked at by people, that they can be run is looked at here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench import desk, feeds, fetch, hostile, kills, lookup, outbox, pages, provenance, soak, store

if TYPE_CHECKING:
    from pathlib import Path


def test_the_benchmark_of_fetching_asks_every_source_once_a_pass_and_keeps_its_promises() -> None:
    paper = fetch.bench(8, 2)

    assert paper.failed == []
    plain, shares, *tls = paper.tables  # no openssl, no table over https
    assert [(row[1], row[2]) for row in plain.rows] == [(8, 0), (0, 0), (0, 8), (1, 7), (8, 0), (0, 8)]
    assert all([(row[1], row[2]) for row in table.rows] == [(8, 0), (0, 0), (0, 8)] for table in tls)
    assert "the whole `run`" in shares.text()


def test_the_benchmark_of_feeds_reads_every_dialect_whole_by_every_reader() -> None:
    paper = feeds.bench(share=0.05)

    rates, ratios = paper.tables
    assert len(rates.rows) == 16
    assert {"bare", "read()", "read() as JSON", "feedparser"} <= {row[0] for row in ratios.rows}


def test_the_benchmark_of_pages_measures_every_stage_of_a_folder(tmp_path: Path) -> None:
    words = "".join(f"<p>The harbor master counted {n} boats on Monday, and no two of them alike.</p>" for n in range(9))
    (tmp_path / "boats.html").write_text(f"<html><body><h1>Harbor counts its boats</h1>{words}</body></html>", "utf-8")

    paper = pages.bench(tmp_path, rounds=1)

    (row,) = paper.tables[0].rows
    assert len(row) == len(paper.tables[0].columns)
    assert all(isinstance(cell, float) and cell > 0 for cell in (row[0], row[1], row[2], row[5], row[6], row[7], row[8]))


def test_the_benchmark_of_pages_says_where_it_finds_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no page in"):
        pages.load(tmp_path)


def test_the_benchmark_of_sending_sees_every_item_arrive() -> None:
    paper = outbox.bench(40)

    assert paper.failed == []
    assert [(row[0], row[1]) for row in paper.tables[0].rows] == [
        ("folder", 40),
        ("feed", 40),
        ("webhook", 40),
        ("all three at once", 120),
    ]


def test_the_benchmark_of_bad_neighbors_sees_each_end_as_it_should() -> None:
    paper = hostile.bench(("loop", "nul"), rounds=1)

    slower = [one for one in paper.failed if "slower" in one or " s beside" in one]  # seconds of a shared machine
    assert paper.failed == slower
    assert [row[-2] for row in paper.tables[0].rows] == ["failed", "ok"]


def test_in_a_simulated_hour_nobody_is_starved_hurried_or_asked_against_a_wish() -> None:
    paper = soak.bench(200, 20, minutes=60, daemon_s=0)

    assert paper.failed == []
    assert all(f"× {status}" in paper.tables[0].notes[0] for status in (200, 304, 410, 429, 500, 503))


def test_the_benchmark_of_the_store_files_all_that_it_lays_down_and_accounts_for_the_disk() -> None:
    paper = store.bench(100, peers=100)

    assert paper.failed == []
    growth, where, disk, peers = paper.tables
    assert [int(row[0] or 0) > 0 for row in growth.rows] == [True] * 3
    assert int(growth.rows[-1][0] or 0) >= 80
    assert {"lookup", "mark", "dedup", "filing"} <= {row[0] for row in where.rows}
    assert {"item", "mark"} <= {row[0] for row in disk.rows} or not disk.rows
    ours = peers.rows[0]
    assert ours[3:] == [1.0, 1.0]


def test_the_benchmark_of_the_look_up_asks_among_ever_more_items() -> None:
    paper = lookup.bench(200)

    slow = [one for one in paper.failed if "processor" in one]  # microseconds of a shared machine
    assert paper.failed == slow
    assert [row[0] for row in paper.tables[0].rows] == [2, 20, 200]


def test_a_run_that_is_killed_at_random_moments_loses_and_doubles_nothing() -> None:
    paper = kills.bench(1, seed=3)

    assert [one for one in paper.failed if "in its middle" not in one] == []


def test_what_was_taken_out_of_the_grammar_is_still_read_by_what_is_left() -> None:
    paper = provenance.bench(pages=10)

    slow = [one for one in paper.failed if "ms a page" in one]  # of a shared machine
    assert paper.failed == slow
    languages, sentences, families, cost = paper.tables
    assert languages.rows[-1][0] == sentences.rows[-1][0] == families.rows[-1][0] == "all"
    assert len(cost.rows) == 6


def test_the_benchmark_of_the_desk_asks_everything_an_editor_asks() -> None:
    paper = desk.bench(120, 5)

    assert [one for one in paper.failed if "kB" in one] == []  # milliseconds are those of a shared machine
    questions, load, _ = paper.tables
    assert [row[0] for row in questions.rows][-1] == "decision"
    assert {row[0] for row in load.rows} == {"page of 50 lines", "/static/desk.css", "/static/desk.js", "/static/icon.svg"}
