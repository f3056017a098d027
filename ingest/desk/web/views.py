"""What pages look up together: lines of the list, an item with its neighbors, texts to compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.desk.web.diff import Difference, difference
from ingest.desk.web.problems import not_here
from ingest.desk.web.words import BASES, leaving
from ingest.store.rows import WHOSE
from normalizers.judge import observe
from normalizers.likeness import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.desk.web.rooms import Rooms
    from ingest.desk.web.words import Badge
    from ingest.store import Store
    from ingest.store.desk import Beside, ListRow
    from ingest.store.rows import ItemRecord, VersionRow
    from normalizers.judge import Sight

LONGEST_PATH = 2000
MOST_COPIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An item as its page shows it."""

    record: ItemRecord
    beside: Beside
    line: ListRow
    leaving: tuple[Badge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two versions or copies side by side: where their letters differ, and what that comes to, judged as everywhere else."""

    other: ItemRecord
    headline: Difference
    body: Difference
    sight: Sight

    @property
    def same(self) -> bool:
        """Whether nothing differs that counts."""
        return self.sight.headline == "same" and self.sight.body == "same"

    @property
    def uncounted(self) -> bool:
        """Whether more is marked than counts: the desk's marker of a headline, a dateline, a notice, punctuation."""
        marked = (self.headline.same, self.body.same)
        return any(seen == "same" and not same for seen, same in zip((self.sight.headline, self.sight.body), marked, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop on a story's way: an article of a publisher, how far behind the first it came, and what was done to it."""

    row: VersionRow
    behind_s: float
    share: float
    agency: str | None
    relation: str
    seen_headline: str | None
    seen_body: str | None
    claim_holds: bool | None


def back_of(path: str) -> str:
    """Where a form leads back to: a page of ours, never an address elsewhere."""
    parts = urlsplit(path)
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and len(path) <= LONGEST_PATH
    return path if fine and path.isprintable() and "\\" not in path else "/"


async def lines_of(rooms: Rooms, ids: Sequence[int]) -> tuple[ListRow, ...]:
    """Lines of the list by their numbers."""
    return await rooms.reader.ask(lambda store: store.desk.lines(ids, rooms.now())) if ids else ()


def sheet(store: Store, item: int, now: datetime) -> Sheet:
    """An item with what stands beside it. Raises Turned."""
    record, lines = store.item(item), store.desk.lines([item], now)
    if record is None or not lines:
        raise not_here(f"There is no item {item}.")
    outward = leaving(record.outbox, store.target_states(now)) if record.outbox else ()
    return Sheet(record=record, beside=store.desk.beside(item, now), line=lines[0], leaving=outward)


def rivals(record: ItemRecord) -> tuple[tuple[str, int], ...]:
    """What an item can be compared with, each by a name: the version before, the agency's original, the other copies."""
    found: list[tuple[str, int]] = []
    earlier = [row for row in record.versions if row.item_id < record.item_id]
    if earlier:
        found.append(("previous version", earlier[-1].item_id))
    if record.observed and record.observed.against not in {item for _, item in found}:
        found.append((BASES[record.observed.basis], record.observed.against))
    known = {record.item_id, *(item for _, item in found)}
    found += [(row.publisher or row.source, row.item_id) for row in record.members if row.item_id not in known and row.change != "kill"]
    return tuple(found[:MOST_COPIES])


def compared(record: ItemRecord, other: ItemRecord) -> Compared:
    """An item held against another one: what that had is old, what this has is new."""
    mine, theirs = fingerprint(record.story), fingerprint(other.story)
    return Compared(
        other=other,
        sight=observe(mine, theirs, _whose(record, other)),
        headline=difference([other.story.headline or ""], [record.story.headline or ""]),
        body=difference([block.text for block in other.story.body], [block.text for block in record.story.body]),
    )


def _whose(record: ItemRecord, other: ItemRecord) -> str:
    """What the other one is to this one, in words."""
    if record.observed and record.observed.against == other.item_id:
        return WHOSE[record.observed.basis]
    earlier = [row.item_id for row in record.versions if row.item_id < record.item_id]
    return WHOSE["version" if earlier and earlier[-1] == other.item_id else "copy"]


def way(store: Store, record: ItemRecord, now: datetime) -> tuple[Stop, ...]:
    """A story's way through the papers, the first first."""
    members = sorted(record.members[:MOST_COPIES], key=lambda row: (row.first_seen, row.item_id))
    lines = {line.row.item_id: line for line in store.desk.lines([row.item_id for row in members], now)}
    times = {row.item_id: lines[row.item_id].published or row.first_seen for row in members if row.item_id in lines}
    members = sorted((row for row in members if row.item_id in times), key=lambda row: (times[row.item_id], row.item_id))
    if not members:
        return ()
    first = times[members[0].item_id]
    longest = max((times[members[-1].item_id] - first).total_seconds(), 1.0)
    return tuple(_stop(row, lines[row.item_id], (times[row.item_id] - first).total_seconds(), longest) for row in members)


def _stop(row: VersionRow, line: ListRow, behind_s: float, longest: float) -> Stop:
    """One stop."""
    seen = line.row
    return Stop(
        row=row,
        behind_s=behind_s,
        share=behind_s / longest,
        agency=seen.agency,
        relation=seen.relation,
        seen_headline=seen.seen_headline,
        seen_body=seen.seen_body,
        claim_holds=seen.claim_holds,
    )
