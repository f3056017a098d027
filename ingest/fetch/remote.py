"""A server's folder as a box: only whole, quiet, ordinary files, known by name, size and time; never by a watermark.

A connection that breaks is made anew a few times and goes on where it stopped; a file that breaks it again and again costs itself alone.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ingest.fetch.body import people
from ingest.fetch.manners import LOCKED_FOR, origin_of
from ingest.fetch.names import MEDIA_TYPES, safe, unfinished, unsafe
from ingest.fetch.shelves import Denied, Dropped, Gone, Look, Occupied, Shelf, Shut, Trouble
from ingest.fetch.wire import Wire
from ingest.journal import Event, tell
from ingest.terms import FetchFailed, Transmission

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from ingest.fetch.box import Taken
    from ingest.fetch.wire import Opening
    from ingest.terms import Limits, Source

DEEPEST = 8
MOST_NAMES = 200_000  # in one listing of all folders
YOUNG = timedelta(minutes=2)  # a file that is younger, or of tomorrow, may still be written: it is looked at twice
QUIET_S = 1.0
TRIES = 3  # of one file, before the others go on without it
WINDOW_BYTES = 16_000_000  # of files on their way at a time
SAME_NAMES = 100
TIDIED = 64  # files put away side by side


@dataclass(slots=True)
class RemoteBox:
    """A server's folder, for one turn."""

    source: Source
    limits: Limits
    opening: Opening
    _wire: Wire = field(init=False)
    _looks: dict[str, Look] = field(default_factory=dict)
    _targets: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Nothing is dialed yet."""
        self._wire = Wire(self.source, self.opening)

    # --- what is new ------------------------------------------------------------------------------------------------
    async def arrivals(self, taken: Taken, now: datetime) -> AsyncIterator[Transmission | FetchFailed]:
        """The whole files that were not taken yet, in the order of their names; at most `limits.files` of them."""
        try:
            looks = await self._survey()
            known = taken([look.key for look in looks])
            await self._tidy([look for look in looks if look.key in known])
            fresh = [look for look in looks if look.key not in known][: self.limits.files]
            for look in await self._quiet(fresh, now):
                why = self._unfit(look)
                if why:
                    yield self._refused(look.name, why)
                else:
                    self._looks[look.name] = look
            async for one in self._fetched([look for look in fresh if look.name in self._looks], now):
                yield one
        except Trouble as trouble:
            yield self._shut(trouble, now)

    async def _survey(self) -> list[Look]:
        """All that lies in the folder and its subfolders, by name, without what says that it is unfinished, and what was put away."""
        found: list[Look] = []
        folders = [""]
        while folders:
            folder = folders.pop(0)
            for look in await self._wire.do(partial(_list, folder=folder, most=MOST_NAMES - len(found))):
                if unfinished(PurePosixPath(look.name).name) or look.name == self._away:
                    continue
                if look.kind == "folder" and self.source.follow:
                    continue  # it holds the pages behind the feeds
                if look.kind == "folder" and look.name.count("/") < DEEPEST and not unsafe(look.name):
                    folders.append(look.name)
                else:
                    found.append(look)
                if len(found) + len(folders) >= MOST_NAMES:
                    raise Shut(f"more than {MOST_NAMES} names lie there; move away what is filed (`move_to`)")
        return sorted(found, key=lambda look: look.name)

    async def _quiet(self, fresh: Sequence[Look], now: datetime) -> list[Look]:
        """The files that are not being written: old ones at once, young ones after a second look that shows no change."""
        line = now - YOUNG
        young = {look.name for look in fresh if look.kind == "file" and (look.modified is None or look.modified > line)}
        if not young:
            return list(fresh)
        await asyncio.sleep(QUIET_S)
        again = {look.key for look in await self._survey()}
        return [look for look in fresh if look.name not in young or look.key in again]

    def _unfit(self, look: Look) -> str | None:
        """Why a file is not taken, or a folder not looked into."""
        if look.kind == "folder":
            return unsafe(look.name) or f"it lies more than {DEEPEST} folders deep; what is in it is not taken"
        if look.kind != "file":
            return f"it is {'a symbolic link' if look.kind == 'link' else 'no ordinary file'}; only ordinary files are taken"
        if look.size > self.limits.bytes:
            return f"it is larger than {people(self.limits.bytes)}; raise limits.bytes if that is right"
        return unsafe(look.name)

    # --- bytes --------------------------------------------------------------------------------------------------------
    async def _fetched(self, fresh: Sequence[Look], now: datetime) -> AsyncIterator[Transmission | FetchFailed]:
        """The files, some side by side; one that breaks the connection is told once the server has shown that it is not to blame."""
        spoiled: list[FetchFailed] = []
        waiting = list(fresh)
        while waiting:
            some = self._window(waiting)
            del waiting[: len(some)]
            for end in await self._together(some, now):
                if isinstance(end, FetchFailed) and not end.connected:
                    spoiled.append(end)
                    continue
                for one in self._settled(spoiled):
                    yield one
                if end is not None:
                    yield end
        if spoiled:  # they were the last: is it they that are bad, or the server?
            await self._wire.do(lambda shelf: shelf.listing("", MOST_NAMES))
            for one in self._settled(spoiled):
                yield one

    async def _together(self, some: Sequence[Look], now: datetime) -> list[Transmission | FetchFailed | None]:
        """Files side by side, in their order; where the connection broke, each of those it took along once more by itself."""
        ends = list(await asyncio.gather(*(self._one(look, now, tries=1 if len(some) > 1 else TRIES) for look in some)))
        for number, look in enumerate(some):
            end = ends[number]
            if len(some) > 1 and isinstance(end, FetchFailed) and not end.connected:
                ends[number] = await self._one(look, now)
        return ends

    def _settled(self, spoiled: list[FetchFailed]) -> list[FetchFailed]:
        """Files that were given up, as the fault of the files."""
        told = [FetchFailed(source=one.source, url=one.url, reason=one.reason) for one in spoiled]
        spoiled.clear()
        return told

    def _window(self, waiting: Sequence[Look]) -> Sequence[Look]:
        """The next files to be read side by side: one at the least."""
        size, most = 0, self._wire.abreast
        for number, look in enumerate(waiting[:most]):
            size += look.size
            if number and size > WINDOW_BYTES:
                return waiting[:number]
        return waiting[:most]

    async def _one(self, look: Look, now: datetime, *, tries: int = TRIES) -> Transmission | FetchFailed | None:
        """One file, whole; None where it changed or went meanwhile: the next pass takes it."""
        try:
            data = await self._wire.do(lambda shelf: shelf.read(look.name, look.size + 1), tries=tries)
            after = await self._wire.do(lambda shelf: shelf.look(look), tries=tries) if len(data) == look.size else None
        except Gone:
            return None
        except Denied as denied:
            return self._refused(look.name, f"it can't be read ({denied})")
        except Dropped as drop:
            return FetchFailed(source=self.source.id, url=self._name(look.name), reason=f"{safe(look.name)}: {drop}", connected=False)
        if after is None or after.key != look.key:
            return None
        return Transmission(
            source=self.source.id,
            data=data,
            received=now,
            url=self._name(look.name),
            name=look.name,
            media_type=MEDIA_TYPES.get(PurePosixPath(look.name).suffix.lower()),
            key=look.key,
            modified=look.modified,
        )

    async def beside(self, feed: Transmission, href: str, now: datetime) -> Transmission | FetchFailed | None:
        """The folder's own file that a relative link of one of its feeds means; never one outside of it."""
        name = _linked(feed.name, href)
        if name is None:
            return None
        folder = str(PurePosixPath(name).parent)
        try:
            looks = await self._wire.do(lambda shelf: shelf.listing("" if folder == "." else folder, MOST_NAMES))
            look = next((one for one in looks if one.name == name), None)
            why = "it is not there" if look is None else self._unfit(look)
            found = None if look is None or why else await self._one(look, now)
        except Trouble as trouble:
            found, why = None, str(trouble)
        return found or self._refused(name, why or "it is still being written")

    # --- what is done with --------------------------------------------------------------------------------------------
    @property
    def _away(self) -> str | None:
        """The folder for what is filed, below the source's own."""
        return (str(self.source.move_to).strip("/") or None) if self.source.move_to else None

    async def put_away(self, sent: Transmission) -> str | None:
        """Move a filed file to `move_to` on the server, never over another; one that was replaced since it was read stays."""
        look = self._looks.get(sent.name)
        return await self._moved(look) if look is not None and look.key == sent.key else None

    async def _moved(self, look: Look) -> str | None:
        """Move a file; None, or why it could not be done."""
        if self._away is None:
            return None
        try:
            after = await self._wire.do(lambda shelf: shelf.look(look))
            if after is not None and after.key != look.key:
                return f"{safe(look.name)} was replaced after it was read; it is taken in at the next pass"
            moved = after is None or await self._renamed(look.name, f"{self._away}/{look.name}")
        except Gone:  # its answer was lost with the connection: it has moved
            moved = True
        except Trouble as trouble:
            return f"{safe(look.name)} can't be moved to {self._away} ({trouble})"
        return None if moved else f"{safe(look.name)} can't be moved to {self._away}: {SAME_NAMES} files of that name are there"

    async def _renamed(self, name: str, target: str) -> bool:
        """Give a file the first free name; whether there was one."""
        for number in range(SAME_NAMES):
            to = f"{target}.{number}" if number else target
            if to in self._targets:  # another file is on its way there
                continue
            self._targets.add(to)
            try:
                await self._wire.do(partial(_move, name=name, to=to))
            except Occupied:
                continue
            finally:
                self._targets.discard(to)
            return True
        return False

    async def _tidy(self, filed: Sequence[Look]) -> None:
        """Put away what was filed in a pass that was killed before it could do so; what can't be moved is told, and ends it."""
        for start in range(0, len(filed), TIDIED) if self._away else ():
            whys = [why for why in await asyncio.gather(*map(self._moved, filed[start : start + TIDIED])) if why is not None]
            if whys:
                tell(Event.FILE_REFUSED, source=self.source.id, reason=whys[0])
                return

    async def close(self) -> None:
        """Leave."""
        await self._wire.close()

    # --- words ---------------------------------------------------------------------------------------------------------
    def _name(self, name: str) -> str:
        return f"{(self.source.url or '').rstrip('/')}/{safe(name)}"

    def _refused(self, name: str, why: str) -> FetchFailed:
        return FetchFailed(source=self.source.id, url=self._name(name), reason=f"{safe(name)}: {why}")

    def _shut(self, trouble: Trouble, now: datetime) -> FetchFailed:
        """The folder as a whole can't be had."""
        url, reason = self.source.url or "", str(trouble)
        locked, met = isinstance(trouble, Shut) and trouble.locked, not isinstance(trouble, Shut) or trouble.met
        return FetchFailed(
            source=self.source.id,
            url=url,
            reason=reason,
            connected=False,
            hold_until=now + LOCKED_FOR if locked else None,
            origin=origin_of(url) if met else None,
        )


@asynccontextmanager
async def open_remote(source: Source, limits: Limits, opening: Opening) -> AsyncIterator[RemoteBox]:
    """A folder on a server, for a turn."""
    box = RemoteBox(source, limits, opening)
    try:
        yield box
    finally:
        await box.close()


async def _move(shelf: Shelf, name: str, to: str) -> None:
    await shelf.move(name, to)


async def _list(shelf: Shelf, folder: str, most: int) -> Sequence[Look]:
    return await shelf.listing(folder, most)


def _linked(feed: str, href: str) -> str | None:
    """The name below the folder that a link of a feed file means, or None."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    name = os.path.normpath(PurePosixPath(feed).parent / unquote(parts.path))
    return None if unsafe(name) or name == "." else name
