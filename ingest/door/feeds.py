"""The files of feed targets, served with validators: who asks again is told in a few bytes that nothing changed."""

from __future__ import annotations

import asyncio
import gzip
import os
import stat
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from typing import TYPE_CHECKING

import xxhash
from starlette.responses import Response

from ingest.door.guard import check_puller
from ingest.door.problems import Turned, later

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from ingest.door.rooms import Rooms
    from ingest.terms import OutFormat, Target

MOST_BYTES = 64_000_000
MEDIA: dict[OutFormat, str] = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json-feed": "application/feed+json; charset=utf-8",
}
LONGEST_TAGS = 2000
FRESH_S = 60
WORTH_PACKING = 500


@dataclass(frozen=True, slots=True)
class Print:
    """A feed's file as it stands: what tells it from another state of it, its bytes, packed too, its tag and time."""

    look: tuple[int, int, int]
    data: bytes
    packed: bytes
    tag: str
    modified: float


class Shelf:
    """The last print of each feed, read again when its file changes."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._prints: dict[Path, Print] = {}

    def of(self, path: Path) -> Print:
        """The file as it stands. Raises OSError where it is not there, Turned where it is no file of ours."""
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb") as file:
            seen = os.fstat(file.fileno())
            look = (seen.st_ino, seen.st_size, seen.st_mtime_ns)
            known = self._prints.get(path)
            if known is not None and known.look == look:
                return known
            if not stat.S_ISREG(seen.st_mode) or seen.st_size > MOST_BYTES:
                raise later("The feed can't be served just now.", FRESH_S)
            data = file.read(MOST_BYTES)
        made = Print(look, data, gzip.compress(data, 5, mtime=0), xxhash.xxh3_128_hexdigest(data), seen.st_mtime)
        self._prints[path] = made
        return made


async def on_feed(request: Request, rooms: Rooms) -> Response:
    """A feed target's file; 304 where the other side has it as it stands."""
    check_puller(request, rooms)
    target = _target(request.path_params["target"], rooms)
    try:
        found = await asyncio.to_thread(request.app.state.shelf.of, target.place)
    except FileNotFoundError as missing:
        raise Turned(404, "Nothing has gone out to this feed yet.") from missing
    except OSError as shut:
        raise later("The feed can't be read just now.", FRESH_S) from shut
    packs = len(found.data) >= WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{found.tag}-gzip"' if packs else f'"{found.tag}"'
    headers = {
        "ETag": tag,
        "Last-Modified": formatdate(found.modified, usegmt=True),
        "Cache-Control": f"private, max-age={FRESH_S}",
        "Vary": "Accept-Encoding",
    }
    if _has_it(request, found):
        return Response(status_code=304, headers=headers)
    if packs:
        headers["Content-Encoding"] = "gzip"
    headers["Content-Type"] = MEDIA[target.format]
    return Response(found.packed if packs else found.data, headers=headers)


def _target(name: str, rooms: Rooms) -> Target:
    """The feed target of that name. Raises Turned (404)."""
    for target in rooms.config().targets:
        if target.id == name and target.kind == "feed":
            return target
    raise Turned(404, "There is no feed target of that name.")


def _has_it(request: Request, found: Print) -> bool:
    """Whether the other side has the feed as it stands; a tag says more than a time (RFC 9110)."""
    said = request.headers.get("if-none-match")
    if said is not None:
        tags = {one.strip().removeprefix("W/") for one in said[:LONGEST_TAGS].split(",")}
        return bool(tags & {"*", f'"{found.tag}"', f'"{found.tag}-gzip"'})
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and int(found.modified) <= parsedate_to_datetime(since[:100]).timestamp()
    except (ValueError, TypeError, OverflowError):
        return False
