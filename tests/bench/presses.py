"""An invented wire without end: stories of 300 to 900 words and what becomes of them, the same for the same seed.

Of a hundred sendings 55 are stories of their own, 22 copies under another headline with a notice, 9 cuts, 7 updates, 4 issues of a series
and 3 the same thing once more. Words are invented and as unequal in number as real ones; some runs of words stand in many stories.
"""

from __future__ import annotations

import json
import random
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from normalizers.terms import Block, Moment, Publisher, Story

if TYPE_CHECKING:
    from collections.abc import Iterator

What = Literal["story", "copy", "cut", "update", "series", "resend"]
BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
SHARES: tuple[tuple[What, int], ...] = (("story", 55), ("copy", 22), ("cut", 9), ("update", 7), ("series", 4), ("resend", 3))
HOUSES = tuple(f"The {place} {paper}" for place in ("Arden", "Dorn", "Ellis", "Vell") for paper in ("Courier", "Herald", "Post", "Star"))
VOCABULARY, STOCK, STOCK_SHARE = 20_000, 500, 0.08
RECENT = 3000  # stories that copies are made of: some three hours of a busy wire
TABLES = 40
LENGTHS = (300, 900)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One document of the wire. `of` is the number of the sending that it repeats, changes or shortens."""

    number: int
    what: What
    uri: str
    version: str
    headline: str
    paragraphs: tuple[str, ...]
    house: str
    clock: datetime
    of: int | None = None

    @property
    def stated(self) -> str:
        """Its time as it prints it."""
        return self.clock.strftime("%Y-%m-%dT%H:%M:%SZ")

    def ninjs(self) -> bytes:
        """The document as its sender writes it."""
        body = "".join(f"<p>{text}</p>" for text in self.paragraphs)
        told = {
            "uri": self.uri,
            "type": "text",
            "version": self.version,
            "versionCreated": self.stated,
            "language": "en",
            "pubStatus": "usable",
            "headlines": [{"role": "main", "value": self.headline}],
            "bodies": [{"role": "main", "contentType": "text/html", "value": body}],
            "infoSources": [{"role": "publisher", "name": self.house}],
        }
        return json.dumps(told).encode()

    def story(self) -> Story:
        """The same, read."""
        return Story(
            form="ninjs",
            uri=self.uri,
            version=self.version,
            headline=self.headline,
            language="en",
            publisher=Publisher(name=self.house),
            updated=Moment(self.clock.isoformat()),
            body=tuple(Block("p", text) for text in self.paragraphs),
            raw_text="\n".join((self.headline, *self.paragraphs)),
        )


@dataclass(slots=True)
class Presses:
    """Prints sendings for ever, one every `every_s` seconds of its own clock."""

    seed: int = 1
    every_s: float = 4.0
    _dice: random.Random = field(init=False)
    _words: list[str] = field(init=False)
    _weights: list[float] = field(init=False)
    _stock: list[str] = field(init=False)
    _recent: deque[Sending] = field(default_factory=lambda: deque(maxlen=RECENT))

    def __post_init__(self) -> None:
        """Invent the words."""
        self._dice = random.Random(self.seed)  # noqa: S311 - invented copy, not secrets
        self._words = ["".join(self._syllable() for _ in range(self._dice.choice((1, 2, 2, 3, 3, 4)))) for _ in range(VOCABULARY)]
        self._weights = list(accumulate(1 / (n + 8) for n in range(VOCABULARY)))
        self._stock = [" ".join(self._some(self._dice.randint(8, 14))) for _ in range(STOCK)]

    def __iter__(self) -> Iterator[Sending]:
        """Sendings in the order they arrive."""
        number = 0
        while True:
            yield self._print(number)
            number += 1

    def _print(self, number: int) -> Sending:
        clock = BEGINS + timedelta(seconds=int(number * self.every_s))
        names, weights = zip(*SHARES, strict=True)
        what: What = self._dice.choices(names, weights)[0] if len(self._recent) > TABLES else "story"
        if what == "story":
            return self._original(number, clock)
        if what == "series":
            return self._issue(number, clock)
        return self._again(self._dice.choice(self._recent), what, number, clock)

    def _original(self, number: int, clock: datetime) -> Sending:
        paragraphs, left = list[str](), self._dice.randint(*LENGTHS)
        while left > 0:
            text = " ".join(self._sentence() for _ in range(self._dice.randint(1, 3)))
            paragraphs.append(text)
            left -= len(text.split())
        headline = " ".join(self._some(self._dice.randint(6, 11))).capitalize()
        house = "Norland Wire" if self._dice.random() < 0.5 else self._dice.choice(HOUSES)
        one = Sending(
            number=number,
            what="story",
            uri=f"urn:wire:{self.seed}:{number}",
            version="1",
            headline=headline,
            paragraphs=tuple(paragraphs),
            house=house,
            clock=clock,
        )
        self._recent.append(one)
        return one

    def _issue(self, number: int, clock: datetime) -> Sending:
        table = self._dice.randrange(TABLES)
        wording = random.Random(f"{self.seed} {table}")  # noqa: S311 - the same words in every issue
        rows = [f"{self._words[wording.randrange(2000)]} {self._words[wording.randrange(2000)]} closed at" for _ in range(24)]
        told = tuple(". ".join(f"{row} {self._dice.randint(100, 99999)}" for row in rows[at : at + 6]) + "." for at in range(0, 24, 6))
        headline = f"{self._words[table].capitalize()} market close, {clock:%B %d %H:%M}"
        uri = f"urn:table:{self.seed}:{number}"
        return Sending(
            number=number, what="series", uri=uri, version="1", headline=headline, paragraphs=told, house="Norland Wire", clock=clock
        )

    def _again(self, one: Sending, what: What, number: int, clock: datetime) -> Sending:
        if what == "resend":
            return replace(one, number=number, what=what, of=one.number)
        if what == "update":
            fresh = (*one.paragraphs[:1], self._sentence(), *one.paragraphs[1:])
            return replace(one, number=number, what=what, of=one.number, version=str(number + 2), paragraphs=fresh, clock=clock)
        kept = one.paragraphs
        if what == "cut":
            kept = kept[: max(2, int(len(kept) * self._dice.uniform(0.25, 0.7)))]
        return replace(
            one,
            number=number,
            what=what,
            of=one.number,
            uri=f"urn:copy:{self.seed}:{number}",
            version="1",
            headline=" ".join(self._some(8)).capitalize(),
            paragraphs=(*kept, "(This story has not been edited by our staff and is published from a syndicated feed.)"),
            house=self._dice.choice(HOUSES),
            clock=clock,
        )

    def _sentence(self) -> str:
        if self._dice.random() < STOCK_SHARE:
            return f"{self._dice.choice(self._stock)}.".capitalize()
        return f"{' '.join(self._some(self._dice.randint(10, 28)))}.".capitalize()

    def _some(self, count: int) -> list[str]:
        return self._dice.choices(self._words, cum_weights=self._weights, k=count)

    def _syllable(self) -> str:
        return self._dice.choice("bcdfghjklmnprstvwz") + self._dice.choice("aeiou")
