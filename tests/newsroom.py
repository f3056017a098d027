"""A small newsroom for tests: a real store, and verbs to bring copy into it."""

from __future__ import annotations

import io
import json
import logging
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog

from ingest.journal import set_up
from ingest.store import open_store
from ingest.terms import DeadLetter, Filing, Transmission
from normalizers.judge import Arrival, judge
from normalizers.likeness import fingerprint
from normalizers.terms import Block, Credit, Evidence, Finding, Provenance, Publisher, Story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.store import Store
    from ingest.terms import Filed

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LAMP = "The harbor master of Old Mole relit the lamp on Tuesday after eleven dark weeks, and the pilots came out to see it burn."
RAW = f"Lamp relit at Old Mole\n{LAMP}\nCoast News"
STORY = Story(
    form="page",
    uri="tag:lamp",
    url="https://harborpost.example/lamp",
    headline="Lamp relit at Old Mole",
    language="en",
    publisher=Publisher(name="Harbor Post", domain="harborpost.example"),
    body=(Block("p", LAMP),),
    raw_text=RAW,
    findings=(Finding("headline", "h1", "Lamp relit at Old Mole", chosen=True),),
    provenance=Provenance(
        relation="agency_copy",
        credits=(Credit(agency="coast", name="Coast News", role="source", evidence=(0,)),),
        evidence=(Evidence(rule="credit-line", kind="tail", quote="Coast News", start=RAW.index("Coast News"), end=len(RAW)),),
        confidence="stated",
        ruleset="2026.3",
    ),
)


@contextmanager
def overheard() -> Iterator[list[dict[str, Any]]]:
    """The lines the journal writes meanwhile; it is as before afterwards."""
    out, lines, root = io.StringIO(), list[dict[str, Any]](), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    set_up(stream=out, verbose=1)
    try:
        yield lines
    finally:
        structlog.reset_defaults()
        root.handlers[:] = handlers
        root.setLevel(level)
        lines += map(json.loads, out.getvalue().splitlines())


class Newsroom:
    """A store in a folder, and what a wire does to it."""

    def __init__(self, folder: Path) -> None:
        """Open an empty one."""
        self.store: Store = open_store(folder / "wire.db")
        self.now = NOON

    def takes_in(self, story: Story = STORY, *, source: str = "harbor") -> Filed:
        """File a story as the line does."""
        digest = self.store.keep(Transmission(source=source, data=story.raw_text.encode(), received=self.now, name="lamp.html"))
        filing = Filing(source=source, story=story, digest=digest, received=self.now, clock=self.now)
        mark = fingerprint(story)
        verdict = judge(Arrival(source=source, story=story, mark=mark, clock=self.now), self.store.neighbors(filing, mark))
        return self.store.file(filing, mark, verdict)

    def takes_in_other(self, number: int) -> Filed:
        """File a story of its own."""
        words = " ".join(f"word{number}x{place}" for place in range(40))
        story = replace(STORY, uri=f"tag:{number}", url=None, headline=f"Story {number}", body=(Block("p", words),), findings=())
        return self.takes_in(replace(story, raw_text=words, provenance=Provenance()))

    def bury(self, url: str) -> int:
        """Put a page that can't be read among the dead letters."""
        return self.store.bury(DeadLetter(source="harbor", stage="read", reason="nothing but a logo", name="logo", url=url), self.now)
