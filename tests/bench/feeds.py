"""Feeds a second, by ratio: our bare reader, whole stories, stories as JSON, beside feedparser on the same invented feeds."""

from __future__ import annotations

import importlib
import io
import json
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import feedparser

from normalizers import as_json, read
from normalizers.formats import FORMATS
from normalizers.rulebook.load import bundled
from normalizers.terms import Hints, Story, Unreadable

from .newsstand import DIALECTS, Feed
from .paper import Cell, Paper, Table

Read = Callable[[bytes], int]
URL = "https://stand.example/feed"
GOAL_BARE, GOAL_RATIO = 500.0, 20.0
LENGTHS = {"short": (10, 12), "usual": (20, 45), "long": (100, 45), "whole articles": (20, 400)}  # items, words an item
ROUNDS = 3


def bench(share: float = 1.0) -> Paper:
    """Every reader over every pile of feeds; `share` is how much of the usual work is done."""
    readers = _readers()
    piles = {
        f"{dialect}, {length}": [render(Feed(n, items=items, words=words)) for n in range(max(1, round(share * 400 / items)))]
        for dialect, render in DIALECTS.items()
        for length, (items, words) in LENGTHS.items()
    }
    rates = {
        pile: {name: _rate(one, feeds, LENGTHS[pile.split(", ")[1]][0]) for name, one in readers.items()} for pile, feeds in piles.items()
    }
    paper = Paper("feeds")
    names = list(readers)
    rows: list[list[Cell]] = [[pile, len(piles[pile][0]) // 1000, *(round(rate[name]) for name in names)] for pile, rate in rates.items()]
    paper.tables.append(Table("Feeds a second", ("feeds", "kB", *names), rows, (f"the median of {ROUNDS} rounds, readers taking turns",)))
    ratios = {name: [median(rate[name] / rate[other] for rate in rates.values()) for other in ("feedparser", names[-1])] for name in names}
    beside = ("reader", "feedparser", names[-1])
    paper.tables.append(
        Table("As many times as fast, in the median of all piles", beside, [(name, *both) for name, both in ratios.items()])
    )
    if share >= 1:
        usual = median(rate["bare"] for pile, rate in rates.items() if pile.endswith("usual"))
        paper.check(f"the bare reader reads {GOAL_BARE:g} feeds of 20 items a second", kept=usual >= GOAL_BARE)
        paper.check(f"read() is {GOAL_RATIO:g} times as fast as feedparser", kept=ratios["read()"][0] >= GOAL_RATIO)
    return paper


def _readers() -> dict[str, Read]:
    """The readers by name; each tells how many items it found. fastfeedparser is measured where somebody has installed it."""
    readers: dict[str, Read] = {"bare": _bare, "read()": _stories, "read() as JSON": _as_json, "feedparser": _feedparser}
    try:
        fast = importlib.import_module("fastfeedparser")
    except ImportError:
        return readers
    return {**readers, "fastfeedparser": partial(_fast, fast.parse)}


def _bare(data: bytes) -> int:
    """Entries as the feed's own fields, before anything is normalized."""
    form = next(form for form, one in FORMATS.items() if one.looks_like(data[:2000], None))
    return sum(not isinstance(one, Unreadable) for one in FORMATS[form].parse(data, URL, Hints(), bundled().house(URL)))


def _stories(data: bytes) -> int:
    return sum(isinstance(one, Story) for one in read(data, url=URL))


def _as_json(data: bytes) -> int:
    return sum(bool(json.dumps(as_json(one))) for one in read(data, url=URL) if isinstance(one, Story))


def _feedparser(data: bytes) -> int:
    return len(feedparser.parse(io.BytesIO(data)).entries)


def _fast(parse: Callable[[bytes], dict[str, list[object]]], data: bytes) -> int:
    return len(parse(data)["entries"])


def _rate(reader: Read, feeds: list[bytes], items: int) -> float:
    """Feeds a second; a reader that loses items is not fast but wrong."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        found = sum(map(reader, feeds))
        took.append(time.process_time() - began)
        if found != items * len(feeds):
            raise ValueError(f"{reader} found {found} items in {len(feeds)} feeds of {items}")
    return len(feeds) / median(took)
