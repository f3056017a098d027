"""What is remembered of a feed between two writings: its own id, and when entries were called back.

An Atom feed says both itself. RSS and JSON Feed have no place for all of it: a small file beside them does, and one that is damaged or
gone begins anew.
"""

from __future__ import annotations

import json
import platform
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from ingest.outbox.senders import article_of
from ingest.outbox.whole import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ingest.terms import Despatch, Target

ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
MOST_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Before:
    """A feed as it stands: its own id, and the entries that were called back."""

    feed_id: uuid.UUID
    gone: dict[str, str] = field(default_factory=dict)


def before(target: Target) -> Before:
    """What is remembered; a feed that isn't there, or isn't ours any more, begins anew."""
    fresh = Before(uuid.uuid5(uuid.NAMESPACE_URL, f"{platform.node()}{target.place.absolute()}"))
    itself = target.format == "atom"
    data = _bytes(target.place if itself else beside(target.place))
    if data is None:
        return fresh
    try:
        return _of_atom(data) if itself else _of_note(data)
    except (etree.XMLSyntaxError, ValueError, AttributeError, TypeError, KeyError, RecursionError):
        return fresh


def remember(target: Target, feed_id: uuid.UUID, gone: Iterable[tuple[str, str]]) -> None:
    """Keep what the feed won't say itself. Raises what `write_whole` raises."""
    if target.format != "atom":
        write_whole(beside(target.place), json.dumps({"id": str(feed_id), "gone": dict(gone)}, indent=1).encode() + b"\n")


def beside(path: Path) -> Path:
    """The small file beside a feed."""
    return path.with_name(f".{path.name}.memory")


def entry_id(known: Before, row: Despatch) -> str:
    """The id of an article in this feed: the same for all its versions, and no other feed's."""
    return uuid.uuid5(known.feed_id, "\n".join(article_of(row)).encode("utf-8", "backslashreplace").decode()).urn


def _bytes(path: Path) -> bytes | None:
    """What a file holds, where it is one and not too large."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= MOST_BYTES else None
    except OSError:
        return None


def _of_atom(data: bytes) -> Before:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    feed_id = uuid.UUID(root.findtext(f"{ATOM}id", ""))
    return Before(feed_id, {tomb.get("ref", ""): tomb.get("when", "") for tomb in root.iterfind(TOMBSTONE)})


def _of_note(data: bytes) -> Before:
    noted = json.loads(data)
    return Before(uuid.UUID(noted["id"]), {str(name): str(when) for name, when in noted["gone"].items()})
