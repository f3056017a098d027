"""Provenance put to the proof: notices whose own rules were taken away, and what a trace costs a page."""

from __future__ import annotations

import time
from statistics import median, quantiles
from typing import TYPE_CHECKING

from normalizers.provenance import make_ready, trace
from normalizers.rulebook import NO_STYLE, bundled
from normalizers.terms import Block, Publisher, WireItem, Words, Zone, ZoneKind

from .left_out import STORY, Tally, families, languages, sentences
from .paper import Cell, Paper, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

GOAL, GOAL_MS = 0.85, 1.0
PARAGRAPHS = 18
TAILS = {
    "a notice": "(Except for the headline, this story has not been edited by Tarang Herald staff and is published from ANI)",
    "a tail credit": "-- IANS asta/tl",
    "inputs": "(With inputs from PTI)",
    "a dateline": "",
    "nothing": "The pier opens at six.",
}


def bench(pages: int = 400) -> Paper:
    """Everything there is to prove; `pages` are traced for the cost."""
    book = bundled()
    paper = Paper("provenance")
    by_language = {name: (own, tally) for name, own, tally in languages(book)}
    _claims(
        paper,
        "A language without its sentences",
        {name: tally for name, (_, tally) in by_language.items()},
        "its words stay, and the shapes all languages share",
        {name: own for name, (own, _) in by_language.items()},
    )
    _claims(
        paper,
        "A kind of sentence without its patterns, in every language",
        dict(sentences(book)),
        "the shapes all languages share stand in for it, and the other kinds stay",
    )
    rows = [(name, *_cells(tally)) for name, tally in families(book)]
    total = _sum(dict(families(book)).values())
    notes = ("credits in words are read by the words of crediting; proper names and fixed markers need their row",)
    paper.tables.append(Table("A family of rows taken out", ("family", "examples", *COLUMNS[1:]), [*rows, ("all", *_cells(total))], notes))
    paper.check("no denial is read that nobody uttered, families of rows", kept=total.false_no == 0)
    paper.tables.append(_cost(paper, pages))
    return paper


COLUMNS = ("claims", "right", "wrong", "unknown", "share right", 'false "no"')


def _claims(paper: Paper, title: str, tallies: dict[str, Tally], stays: str, own: dict[str, int] | None = None) -> None:
    """One table of claims and its promises."""
    total = _sum(tallies.values())
    rows: list[list[Cell]] = [[name, *_cells(tally), *([own[name]] if own else [])] for name, tally in tallies.items()]
    rows.append(["all", *_cells(total), *([sum(own.values())] if own else [])])
    paper.tables.append(Table(title, ("left out", *COLUMNS, *(["patterns taken"] if own else [])), rows, (f"what stays: {stays}",)))
    paper.check(f"{title}: {GOAL:.0%} read right", kept=total.share >= GOAL)
    paper.check(f"{title}: no denial is read that nobody uttered", kept=total.false_no == 0)


def _sum(tallies: Iterable[Tally]) -> Tally:
    """The figures of all."""
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def _cells(tally: Tally) -> tuple[Cell, ...]:
    counts = tally.counts
    return counts.total(), counts["right"], counts["wrong"], counts["unknown"], round(tally.share, 3), tally.false_no


def _cost(paper: Paper, pages: int) -> Table:
    """Milliseconds a page, by what stands on it."""
    book = bundled()
    make_ready(book)
    rows: list[list[Cell]] = []
    medians = []
    for name, tail in TAILS.items():
        page = _page(tail, dateline=name == "a dateline")
        trace(page, NO_STYLE, book)
        times = []
        for _ in range(max(2, pages // len(TAILS))):
            begun = time.perf_counter()
            trace(page, NO_STYLE, book)
            times.append((time.perf_counter() - begun) * 1000)
        medians.append(median(times))
        rows.append([name, round(median(times), 3), round(quantiles(times, n=20)[-1], 3)])
    rows.append(["median of all", round(median(medians), 3), None])
    paper.check(f"a trace takes {GOAL_MS:g} ms a page at most", kept=median(medians) <= GOAL_MS)
    return Table(
        "Milliseconds a trace takes",
        ("on the page", "median", "19 in 20 below"),
        rows,
        (f"{PARAGRAPHS} paragraphs, with bylines, markup and a list of other stories",),
    )


def _page(tail: str, *, dateline: bool) -> WireItem:
    """An invented page of usual length."""
    opening = "NORTHMOLE, Jan 3 (PTI): " if dateline else ""
    story = [opening + STORY[0], *(f"{STORY[number % 2]} That was on day {number}." for number in range(PARAGRAPHS)), *filter(None, [tail])]
    lines: list[tuple[ZoneKind, str]] = [
        ("headline", "Lighthouse lit again"),
        ("byline", "By Asta Reed"),
        ("time", "Jan 3, 2031, 06:28 AM IST"),
        *(("body", text) for text in story),
    ]
    lines += [
        ("rail", "More stories"),
        ("rail", "PARIS (AFP) - Tram drivers end their strike"),
        ("footer", "© 2031 Tarang Herald. All rights reserved."),
    ]
    raw, zones, blocks = "", [], []
    for kind, text in lines:
        zones.append(Zone(kind, len(raw), len(raw) + len(text)))
        if kind == "body":
            blocks.append(Block("p", text, len(raw), len(raw) + len(text)))
        raw += text + "\n"
    meta = "json-ld author: Asta Reed\njson-ld publisher: Tarang Herald"
    zones.append(Zone("meta", len(raw) + 1, len(raw) + 1 + len(meta)))
    return WireItem(
        form="page",
        raw_text=f"{raw}\f{meta}",
        blocks=tuple(blocks),
        zones=tuple(zones),
        url="https://tarang.example/1",
        publisher=Publisher(name="Tarang Herald"),
        languages=(Words("en", "html lang"),),
    )
