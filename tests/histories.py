"""Random histories of embargoed, withheld, killed and expiring copy: arrivals, the clock, rulings, targets that fail, in any order.

Half of the agencies' copy leaves by itself where it fits; one target takes a part of it; somebody pulls with a cursor.

`python -m tests.histories 10000` tells what left the house although it must not; the tests run a thousand.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

if __package__:  # run as a command, from the checkout
    sys.path.insert(0, str(Path(__file__).parent))

from storeroom import Storeroom, copy_at, story

from ingest.terms import Despatched, Only, Refused, Releases, Route
from normalizers.terms import Moment

STEPS = 9
OF_A_STORE = 250  # histories that share one database, each with its own stories
EPOCH = datetime(2031, 5, 5, 6, 0, tzinfo=UTC)
DECISIONS = ("approve", "approve", "approve", "hold", "release", "release", "reject", "kill", "undo")
ROUTES = (Route("out"), Route("site", Only(languages=("en",))))
RULE = Only(urgency=4)
WORDS = ("weir", "mill", "quay", "loom", "barn", "kiln", "gate", "rope", "well", "cart", "yard", "lock")


@dataclass
class Sent:
    """What is known of one stored version, by the test's own book: what holds it, and whether a person has let it go."""

    article: int
    embargo: datetime | None = None
    open_end: bool = False
    withheld: bool = False
    expires: datetime | None = None
    gone: bool = False
    released: bool = False

    def must_stay(self, now: datetime) -> str | None:
        """Why it must not leave now; None where it may."""
        if self.gone:
            return "its sender killed it"
        if self.embargo is not None and self.embargo > now:
            return f"it is embargoed until {self.embargo:%d %H:%M}"
        if (self.open_end or self.withheld) and not self.released:
            return "it is withheld, or embargoed without end, and nobody released it"
        return "it has expired" if self.expires is not None and self.expires <= now else None


@dataclass
class History:
    """One history in a store: a few articles of one agency, and its copies at publishers."""

    room: Storeroom
    dice: Random
    number: int
    now: datetime = EPOCH
    sent: dict[int, Sent] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    cursor: int = 0
    has: dict[str, set[int]] = field(default_factory=lambda: {"out": set(), "site": set(), "pull": set()})
    ruled: set[int] = field(default_factory=set)
    did: list[str] = field(default_factory=list)

    def go(self) -> list[str]:
        """Every step, then a last pass; what leaked, with what had been done."""
        moves = (
            self.arrive,
            self.arrive,
            self.copy,
            self.rule,
            self.rule,
            self.rule,
            self.wait,
            self.tick,
            self.reread,
            self.despatch,
            self.despatch,
            self.pause,
            self.pull,
        )
        self.cursor = self.room.store.desk.newest_event()  # what others left in this store is not ours
        self.room.releases = Releases(rules=(("auto", RULE),), routes=ROUTES)
        for _ in range(STEPS):
            self.dice.choice(moves)()
        self.tick()
        self.room.store.resume("site", self.now)
        self.despatch(fail=False)
        self.pull()
        self.what_may_not_be_there()
        return [f"history {self.number}: {leak}; after: {' · '.join(self.did)}" for leak in self.leaks]

    # --- moves -------------------------------------------------------------------------------------------------
    def arrive(self) -> None:
        """The agency sends a version: of one of two articles, with gates of any kind, sometimes in an order of its own."""
        article = self.dice.randint(0, 1)
        source = "auto" if self.number % 2 else "wire"
        self.versions[article] = self.versions.get(article, 0) + 1
        book = Sent(article=article)
        changes = self.gates(book)
        version = str(max(1, self.versions[article] + self.dice.choice((0, 0, 0, -1))))
        headline = f"The {WORDS[self.number % 12]} of district {self.number} part {article}"
        item = story(
            uri=f"urn:h{self.number}:{article}", version=version, headline=headline, paragraphs=self.text(article, int(version)), **changes
        )
        item = replace(item, urgency=self.dice.choice((3, 5)), language=self.dice.choice(("en", "hi")))
        filed = self.room.arrive(item, at=self.now, source=source)
        self.did.append(f"item {filed.item_id} arrives at {source} as {filed.status} ({changes})")
        if filed.stored:
            self.sent[filed.item_id] = book
        if book.gone:
            self.kill(article)

    def gates(self, book: Sent) -> dict[str, Any]:
        """What a sending says of its own release, noted in the book."""
        match self.dice.randint(0, 9):
            case 0 | 1 | 2:
                book.embargo = self.now + timedelta(minutes=self.dice.choice((-30, 5, 30, 90, 600)))
                return {"embargoed_until": self.said(book.embargo)}
            case 3:
                book.open_end = True
                return {"embargoed_until": Moment(self.dice.choice(("2031-05-06", "2031-05-05T09:00:00", "after the speech")))}
            case 4:
                book.withheld = True
                return {"pub_status": "withheld"}
            case 5:
                book.gone = True
                return {"pub_status": "canceled"}
            case 6:
                book.expires = self.now + timedelta(minutes=self.dice.choice((-5, 20, 200)))
                return {"expires": self.said(book.expires)}
            case _:
                return {}

    def said(self, moment: datetime) -> Moment:
        """A moment as some zone prints it."""
        zone = timedelta(hours=self.dice.choice((0, 5.5, -8)))
        offset = "+00:00" if not zone else "+05:30" if zone > timedelta() else "-08:00"
        return Moment((moment + zone).replace(tzinfo=None).isoformat() + offset)

    def kill(self, article: int) -> None:
        """A kill takes every version of its article that is here."""
        for book in self.sent.values():
            book.gone = book.gone or book.article == article

    def copy(self) -> None:
        """A publisher's copy of the first article's words."""
        house = f"Echo {self.number}"
        filed = self.room.arrive(copy_at(house, self.number, paragraphs=self.text(0, 1), headline="Copied"), at=self.now)
        self.did.append(f"copy {filed.item_id} arrives")
        if filed.stored:
            dead = any(book.gone and book.article == 0 for book in self.sent.values())
            self.sent[filed.item_id] = Sent(article=9, withheld=dead and filed.status == "held")

    def rule(self) -> None:
        """An editor decides on something."""
        if self.sent:
            item, decision = self.dice.choice(list(self.sent)), cast("Any", self.dice.choice(DECISIONS))
            reason = "because" if self.dice.random() < 0.5 else None
            told = self.room.store.rule(item, decision, "Ada", reason, ROUTES, self.now)
            self.ruled.add(item)
            self.did.append(f"{decision} {item}: {told.says}")
            if decision == "release" and told.done:
                self.sent[item].released = True

    def wait(self) -> None:
        """Time passes."""
        self.now += timedelta(minutes=self.dice.choice((1, 4, 6, 31, 95, 700)))
        self.did.append(f"it is {self.now:%d %H:%M}")

    def reread(self) -> None:
        """A better rule sees an embargo that the first reading did not."""
        if self.sent and self.dice.random() < 0.5:
            item = self.dice.choice(list(self.sent))
            record, end = self.room.store.item(item), self.now + timedelta(minutes=40)
            if record is not None and self.sent[item].embargo is None and not self.sent[item].open_end:
                self.room.store.refile(item, replace(record.story, embargoed_until=self.said(end)), self.now)
                self.sent[item].embargo = end
                self.did.append(f"item {item} is read again: embargoed until {end:%d %H:%M}")

    def tick(self) -> None:
        """The daemon looks at the clock."""
        self.room.store.tick(self.now, self.room.releases)

    def pause(self) -> None:
        """An operator keeps a target's copy back, or lets it go again."""
        if self.dice.random() < 0.5:
            self.room.store.pause("site", None, "Ada", self.now)
        else:
            self.room.store.resume("site", self.now)

    def despatch(self, *, fail: bool = True) -> None:
        """Whatever the store gives leaves the house; the book says whether it might. Now and then a target is down, or won't have it."""
        for one in self.room.store.pending(self.now):
            self.look(one.op, one.item_id, one.target)
            if fail and self.dice.random() < 0.2:
                blames: Any = self.dice.choice(("copy", "target"))
                refused = Refused(outbox_id=one.outbox_id, reason="no", blames=blames, for_good=self.dice.random() < 0.3)
                self.room.store.sent([refused], self.now)
                self.note(one.op, one.item_id, one.target)  # a time-out says nothing of whether it arrived
            else:
                self.room.store.sent([Despatched(outbox_id=one.outbox_id, place="/out")], self.now)
                self.note(one.op, one.item_id, one.target)

    def pull(self) -> None:
        """Somebody who follows with a cursor asks what is new, as the daemon's last look left it."""
        self.tick()
        for one in self.room.store.released(self.cursor):
            self.look(one.op, one.item_id, "pull")
            self.note(one.op, one.item_id, "pull")
            self.cursor = one.cursor

    def look(self, op: str, item: int, where: str) -> None:
        """Whether an item might leave now."""
        why = self.sent[item].must_stay(self.now) if item in self.sent and op != "withdraw" else None
        if why:
            self.leaks.append(f"{op} of item {item} to {where} at {self.now:%d %H:%M}, and {why}")

    def note(self, op: str, item: int, where: str) -> None:
        """What a receiver has, by what it was sent: a newer version takes the place of the one before."""
        if item in self.sent:
            of = self.sent[item].article
            self.has[where] -= {one for one in self.has[where] if self.sent[one].article == of}
            self.has[where] |= set() if op == "withdraw" else {item}

    def what_may_not_be_there(self) -> None:
        """What was killed is at no receiver that could be reached, nor what left by itself though its source's copy must not."""
        open_rows = {(one.target, one.item_id) for one in self.room.store.outbox(status="waiting", limit=1000) if one.op == "withdraw"}
        for where, items in self.has.items():
            for item in items:
                record = self.room.store.item(item)
                if record is not None and record.status in ("killed", "expired", "rejected") and (where, item) not in open_rows:
                    self.leaks.append(f"item {item} is {record.status} and still at {where}")
        for item in set(self.sent) - self.ruled:
            record = self.room.store.item(item)
            if record is not None and record.status in ("approved", "published") and record.source != "auto":
                self.leaks.append(f"item {item} left by itself, and comes from {record.source}")

    def text(self, article: int, version: int) -> list[str]:
        """Words of this history alone."""
        words = [f"{WORDS[(self.number + n * 5) % 12]}{self.number}x{article}x{n}" for n in range(40)]
        return [" ".join(words), f"Sending {version} of it says more than the one before."]


def leaks(count: int, seed: int = 5) -> list[str]:
    """What left the house although it must not, in so many histories."""
    found: list[str] = []
    for first in range(0, count, OF_A_STORE):
        with tempfile.TemporaryDirectory() as folder:
            room = Storeroom(Path(folder) / "wire.db")
            for number in range(first, min(count, first + OF_A_STORE)):
                found += History(room, Random(f"{seed}-{number}"), number).go()  # noqa: S311 - dice for a history, not for secrets
            room.store.close()
    return found


def main() -> int:
    """Run as many histories as are asked for, and tell every leak."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    found = leaks(count)
    sys.stdout.write("".join(f"{line}\n" for line in found[:20]) + f"{len(found)} leaks in {count} histories\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
