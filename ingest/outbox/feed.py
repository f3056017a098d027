"""Target `feed`: one Atom file of what the target holds now, newest first, with a tombstone for what was called back."""

from __future__ import annotations

import platform
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from ingest.clock import stamp
from ingest.outbox.outside import for_outside
from ingest.outbox.whole import write_whole
from ingest.terms import Despatched, Refused
from normalizers.formats.atom_out import as_atom
from normalizers.formats.identity import uri_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from ingest.terms import Despatch, Target

ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
MOST_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Before:
    """What is remembered of the file as it stands: the feed's own id, and when entries were called back."""

    feed_id: uuid.UUID
    gone: dict[str, str] = field(default_factory=dict)


def send(
    target: Target, rows: Sequence[Despatch], held: Callable[[str, int], Iterable[Despatch]], now: datetime
) -> Iterator[Despatched | Refused]:
    """Write the feed anew with everything that is pending for it: one file, so all rows go out together or none does.

    `held` leaves out what is being called back.
    """
    try:
        before = _before(target.place)
        write_whole(target.place, _feed(target, rows, held(target.id, target.entries), before, now))
    except OSError as failure:
        reason = f"{target.place}: {failure.strerror or failure}; check that the file can be written"
        yield from (Refused(outbox_id=row.outbox_id, reason=reason) for row in rows)
    else:
        yield from (Despatched(outbox_id=row.outbox_id, place=f"{target.place}#{entry_id(before, row)}") for row in rows)


def entry_id(before: Before, row: Despatch) -> str:
    """The id of an article in this feed: the same for all its versions, and no other feed's."""
    return uuid.uuid5(before.feed_id, "\n".join(article_of(row))).urn


def article_of(row: Despatch) -> tuple[str, str]:
    """What all versions of an article share: its source and its identity."""
    return row.source, uri_of(row.story)


def _feed(target: Target, rows: Sequence[Despatch], held: Iterable[Despatch], before: Before, now: datetime) -> bytes:
    """The feed as it must stand once the rows are out: newest first, no article twice, what is out again no longer gone."""
    gone = before.gone | {entry_id(before, row): stamp(now) for row in rows if row.op == "withdraw"}
    fresh = {entry_id(before, row): row for row in reversed(rows) if row.op != "withdraw"}
    kept = {name: row for row in held if (name := entry_id(before, row)) not in fresh}
    entries = list((fresh | kept).items())[: target.entries]
    listed = {name for name, _ in entries}
    deleted = sorted(((name, when) for name, when in gone.items() if name not in listed), key=lambda pair: pair[1], reverse=True)
    return as_atom(
        [(name, stamp(row.queued or now), for_outside(row.story)) for name, row in entries],
        title=target.title,
        updated=stamp(now),
        feed_id=before.feed_id.urn,
        withdrawn=deleted[: target.entries],
    )


def _before(path: Path) -> Before:
    """What the file says now; a feed that isn't there, or isn't ours any more, begins anew."""
    fresh = Before(uuid.uuid5(uuid.NAMESPACE_URL, f"{platform.node()}{path.absolute()}"))
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        return fresh
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
        feed_id = uuid.UUID(root.findtext(f"{ATOM}id", ""))
    except (etree.XMLSyntaxError, ValueError):
        return fresh
    return Before(feed_id, {tomb.get("ref", ""): tomb.get("when", "") for tomb in root.iterfind(TOMBSTONE)})
