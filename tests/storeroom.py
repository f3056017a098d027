"""What the tests of the store and the judge share: invented copy, and a store with verbs to put it there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingest.filing import file_batch
from ingest.store import Store, open_store
from ingest.terms import NOTHING_BY_ITSELF, Despatched, Filed, Filing, Releases, Route, Transmission
from normalizers.terms import Block, Credit, Edited, Evidence, Moment, Provenance, Publisher, Statement, Story

if TYPE_CHECKING:
    from pathlib import Path

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HARBOR = (
    "The harbor authority of Port Ellis opened its second breakwater on Monday, eleven years after the first stone was laid.",
    "Engineers had warned that the old wall would not stand another winter, and the council found the money in the spring.",
    "Fishing crews said the calm water behind the wall would let them land their catch in almost any weather.",
    "The work took 340 barges of stone from a quarry twelve miles inland, carried at night when the locks were free.",
    "The mayor, Ilse Tarn, said a third wall would be needed before the end of the decade if the sea went on rising.",
    "The ferry company will move its winter berth behind the wall in October and add two crossings a day.",
)
ORCHARD = (
    "A late frost took two fifths of the cherry crop in the Vell valley, growers said after walking their orchards at dawn.",
    "The provincial office counted eleven nights below zero since the trees came into flower, the most in sixty years.",
    "Pickers who come each summer from the coast were told to wait for word before they book their rooms.",
    "The growers' union asked for seed loans and said the packing house at Dorn would open only three of its nine lines.",
)


def story(**changes: Any) -> Story:
    """A story of the harbor, changed where a test says so; `paragraphs` are its body."""
    paragraphs = changes.pop("paragraphs", HARBOR)
    base: dict[str, Any] = {
        "form": "ninjs",
        "uri": "urn:wire:harbor",
        "version": "1",
        "headline": "Port Ellis opens second breakwater",
        "language": "en",
        "publisher": Publisher(name="Norland Wire"),
        "body": tuple(Block("p", text) for text in paragraphs),
        "raw_text": "\n".join(paragraphs),
    }
    return Story(**(base | changes))


def copy_at(house: str, number: int, **changes: Any) -> Story:
    """A publisher's page of the harbor story."""
    address = f"https://{house.lower().replace(' ', '')}.example/news/{number}"
    base: dict[str, Any] = {"form": "page", "uri": address, "version": None, "url": address, "publisher": Publisher(name=house)}
    return story(**(base | changes))


def sourced(quote: str = "published from the Norland Wire") -> Provenance:
    """A provenance with one credit, one statement, and the words that prove both."""
    return Provenance(
        relation="agency_copy",
        credits=(Credit(agency="norland", name="Norland Wire", role="source", evidence=(0,)),),
        via=("ellis.example",),
        edited=Edited(headline="yes", body="no"),
        auto_generated="no",
        statements=(Statement(text=quote, evidence=0),),
        evidence=(Evidence(rule="notice.plain", kind="disclaimer", quote=quote, start=0, end=len(quote)),),
        confidence="stated",
        ruleset="2026.1",
    )


def minute(count: float) -> datetime:
    """So many minutes after Monday morning."""
    return MONDAY + timedelta(minutes=count)


def stated(moment: datetime) -> Moment:
    """A moment as a document states it."""
    return Moment(moment.isoformat())


@dataclass
class Storeroom:
    """A store on disk, and the verbs of a test: `arrive`, `send_all`, `row`."""

    path: Path
    store: Store = field(init=False)
    count: int = 0
    releases: Releases = NOTHING_BY_ITSELF

    def __post_init__(self) -> None:
        self.store = open_store(self.path)

    def arrive(self, item: Story, *, at: datetime | None = None, clock: datetime | None = None, source: str = "wire") -> Filed:
        """File one story, its bytes kept first."""
        filed = file_batch(
            self.store, [self.filing(item, at=at, clock=clock, source=source)], now=at or minute(self.count), releases=self.releases
        )
        assert len(filed) == 1, self.store.dead_letters()
        return filed[0]

    def filing(self, item: Story, *, at: datetime | None = None, clock: datetime | None = None, source: str = "wire") -> Filing:
        """A story on its way into the store."""
        self.count += 1
        when = at or minute(self.count)
        digest = self.store.keep(Transmission(source=source, data=f"bytes {self.count}".encode(), received=when, name=f"{self.count}.json"))
        return Filing(source=source, story=item, digest=digest, received=when, clock=clock or when)

    def rule(
        self, item_id: int, decision: Any, *, reason: str | None = None, at: datetime | None = None, targets: tuple[str, ...] = ("out",)
    ) -> Any:
        """Rule as Ada."""
        return self.store.rule(item_id, decision, "Ada", reason, tuple(map(Route, targets)), at or minute(500))

    def send_all(self, at: datetime | None = None) -> list[str]:
        """Despatch whatever is due; the keys that went out, in order."""
        when, keys = at or minute(501), []
        while batch := self.store.pending(when):
            keys += [one.idempotency_key for one in batch]
            self.store.sent([Despatched(outbox_id=one.outbox_id, place=f"/out/{one.idempotency_key}") for one in batch], when)
        return keys

    def status(self, item_id: int) -> str:
        """Where an item stands."""
        found = self.store.item(item_id)
        assert found is not None
        return found.status

    def view(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask a view, as a person with the sqlite3 shell would."""
        import sqlite3

        conn = sqlite3.connect(self.path)
        try:
            return conn.execute(sql).fetchall()
        finally:
            conn.close()
