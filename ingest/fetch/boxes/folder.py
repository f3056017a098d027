"""The folder transport: a wire drop read in the order of file names; only whole, quiet, ordinary files, and never outside the folder.

Every file is opened below its own folder's descriptor without following links, and measured before and after it is read: what changes
meanwhile is left for the next pass.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ingest.fetch.body import people
from ingest.fetch.names import MEDIA_TYPES, safe, unfinished, unsafe
from ingest.journal import Event, tell
from ingest.terms import FetchFailed, Transmission

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from ingest.fetch.box import Box, Taken
    from ingest.terms import Limits, Source

QUIET_S = 1.0  # a file whose time is younger than this may still be written: it is looked at twice
DEEPEST = 8
SAME_NAMES = 1000


@dataclass(frozen=True, slots=True)
class _Look:
    """What one look at a file showed."""

    name: str
    mode: int
    inode: int
    size: int
    mtime_ns: int

    @property
    def key(self) -> str:
        """What tells this file, as it now is, from all others of the folder; a name that is no UTF-8 can't be asked for as it is."""
        name = self.name.encode("utf-8", "backslashreplace").decode()
        return f"{name}|{self.size}|{self.mtime_ns}"


class FolderBox:
    """A folder of this machine."""

    def __init__(self, source: Source, limits: Limits) -> None:
        """Know which folder, and what its files may cost."""
        self._source, self._limits = source, limits

    async def arrivals(self, taken: Taken, now: datetime) -> AsyncIterator[Transmission | FetchFailed]:
        """The files of the folder, once none of them is too young."""
        await asyncio.sleep(pause(self._source, now))
        for one in arrivals(self._source, taken, now, self._limits):
            yield one

    async def put_away(self, sent: Transmission) -> str | None:
        """Move a file to `move_to`."""
        return put_away(self._source, sent)

    async def beside(self, feed: Transmission, href: str, now: datetime) -> Transmission | FetchFailed | None:
        """A file beside a feed."""
        return page_beside(self._source, feed, href, now, self._limits)


@asynccontextmanager
async def open_box(source: Source, limits: Limits) -> AsyncIterator[Box]:
    """A folder needs no opening."""
    yield FolderBox(source, limits)


def arrivals(
    source: Source,
    taken: Callable[[Sequence[str]], frozenset[str]],
    now: datetime,
    limits: Limits,
    settle: Callable[[float], None] = time.sleep,
) -> Iterator[Transmission | FetchFailed]:
    """What lies in a folder and was not taken yet, in the order of names; at most `limits.files` of them.

    A file with an old time is taken at once. Where there are young ones, one pause of a second parts two looks at them, and those that
    grew meanwhile are left for the next pass, as are names that say so (`.part`, `.tmp`, `.filepart`, dotfiles).
    """
    root = _root(source)
    if root is None or not root.is_dir():
        yield FetchFailed(source=source.id, url=str(root or ""), reason=f"the folder {root} is not there", connected=False)
        return
    try:
        looks = _survey(root, source)
    except OSError as error:
        yield FetchFailed(source=source.id, url=str(root), reason=f"the folder can't be read ({error.strerror})", connected=False)
        return
    known = taken([look.key for look in looks])
    _tidy(root, source, [look for look in looks if look.key in known])
    fresh = [look for look in looks if look.key not in known][: limits.files]
    for look in _quiet(root, fresh, now, settle):
        found = _open(root, source, look, now, limits)
        if found is not None:
            yield found


def page_beside(source: Source, feed: Transmission, href: str, now: datetime, limits: Limits) -> Transmission | FetchFailed | None:
    """The folder's own file that a link of one of its feed files means, whatever its age; None where the link points elsewhere.

    Only relative links and file addresses are followed, and never outside the folder.
    """
    root = _root(source)
    name = _linked(root, feed, href) if root else None
    if root is None or name is None:
        return None
    look = _look(root, name)
    found = _open(root, source, look, now, limits) if look else None
    missing = f"{safe(name)}: it is not there, or is still being written"
    return found or FetchFailed(source=source.id, url=(root / name).as_uri(), reason=missing)


def pause(source: Source, now: datetime) -> float:
    """The seconds after which no file of the folder is too young to be taken: who waits so long first spares `arrivals` its own pause."""
    root = _root(source)
    if root is None or not root.is_dir():
        return 0.0
    try:
        youngest = max((look.mtime_ns / 1e9 for look in _survey(root, source)), default=0.0)
    except OSError:  # `arrivals` will say so
        return 0.0
    return min(max(youngest + QUIET_S - now.timestamp(), 0.0), QUIET_S)


def put_away(source: Source, sent: Transmission) -> str | None:
    """Move a filed file of the folder to `move_to`, whole or not at all, never over another; None, or why it could not be done.

    Without `move_to` nothing happens: the folder stays as it is. A file that was replaced since it was read stays for the next pass.
    """
    root = _root(source)
    if source.move_to is None or root is None or sent.key is None or unsafe(sent.name):
        return None
    return _moved(root, source.move_to, sent.name, sent.key)


def _moved(root: Path, away: Path, name: str, key: str) -> str | None:
    """Give a file its name under another folder, then take its old one; None, or why not."""
    target = away / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for number in range(1, SAME_NAMES):
            with contextlib.suppress(FileExistsError):
                os.link(root / name, target, follow_symlinks=False)
                return _let_go(root, away, name, target, key)
            if target.samefile(root / name):  # a pass was killed between the two names
                return _let_go(root, away, name, target, key)
            target = target.with_name(f"{Path(name).name}.{number}")
    except OSError as error:
        return f"{safe(name)} can't be moved to {away} ({error.strerror})"
    return f"{safe(name)} can't be moved to {away}: {SAME_NAMES} files of that name are there"


def _let_go(root: Path, away: Path, name: str, target: Path, key: str) -> str | None:
    """Take a file's old name where its new one names the very file that was filed; else its new one, since it was not filed yet."""
    old, new = _look(root, name), _look(away, target.relative_to(away).as_posix())
    if old is None or new is None or old.key != key or old.inode != new.inode:
        target.unlink()
        return f"{safe(name)} was replaced after it was read; it is taken in at the next pass"
    (root / name).unlink()
    return None


def _tidy(root: Path, source: Source, filed: Sequence[_Look]) -> None:
    """Put away what was filed in a pass that was killed before it could do so; the first that can't be moved is told, and ends it."""
    away = source.move_to
    if away is None:
        return
    for look in filed:
        why = _moved(root, away, look.name, look.key)
        if why is not None:
            tell(Event.FILE_REFUSED, source=source.id, reason=why)
            return


def _linked(root: Path, feed: Transmission, href: str) -> str | None:
    """The name below the folder that a link of a feed file means, or None."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None
    if parts.scheme not in {"", "file"} or parts.netloc or not parts.path:
        return None
    target = Path(os.path.normpath((root / feed.name).parent / unquote(parts.path)))
    if not target.is_relative_to(root):
        return None
    name = target.relative_to(root).as_posix()
    return None if unsafe(name) else name


def _root(source: Source) -> Path | None:
    return Path(os.path.realpath(source.path)) if source.path else None


def _survey(root: Path, source: Source) -> list[_Look]:
    """All that lies in the folder and its subfolders, links not followed, by name; without what says that it is unfinished.

    The subfolders of a followed source hold the pages behind its feeds: they are read when an entry leads there.
    """
    deepest = 0 if source.follow else DEEPEST
    away = Path(os.path.realpath(source.move_to)) if source.move_to else None
    found: list[_Look] = []
    for folder, below, names in os.walk(root, followlinks=False, onerror=_raise):
        at = Path(folder)
        depth = len(at.relative_to(root).parts)
        below[:] = [name for name in below if not unfinished(name) and at / name != away]
        odd = [name for name in below if (at / name).is_symlink() or (depth == DEEPEST and not source.follow)]
        looks = (_look(root, (at / name).relative_to(root).as_posix()) for name in names + odd if not unfinished(name))
        found += [look for look in looks if look]
        below[:] = [name for name in below if depth < deepest]
    return sorted(found, key=lambda look: look.name)


def _raise(error: OSError) -> None:
    raise error


def _quiet(root: Path, looks: Sequence[_Look], now: datetime, settle: Callable[[float], None]) -> Iterator[_Look]:
    """The files that are not being written: old ones at once, young ones after a second look that shows no change."""
    line = int((now.timestamp() - QUIET_S) * 1e9)
    young = {look.name for look in looks if look.mtime_ns > line and stat.S_ISREG(look.mode)}
    if young:
        settle(QUIET_S)
    for look in looks:
        if look.name not in young or _look(root, look.name) == look:
            yield look


def _look(root: Path, name: str) -> _Look | None:
    try:
        found = (root / name).lstat()
    except (OSError, ValueError):  # gone meanwhile, or a name that no file can have
        return None
    return _Look(name, found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns)


def _open(root: Path, source: Source, look: _Look, now: datetime, limits: Limits) -> Transmission | FetchFailed | None:
    """The file's bytes, the reason why it is refused, or None where it is changing."""
    url = (root / safe(look.name)).as_uri()
    why = unsafe(look.name) or _no_file(look.mode) or _too_big(look.size, limits)
    if why:
        return FetchFailed(source=source.id, url=url, reason=f"{safe(look.name)}: {why}")
    try:
        data = _read(root, look)
    except OSError as error:
        return FetchFailed(source=source.id, url=url, reason=f"{safe(look.name)}: it can't be read ({error.strerror})")
    if data is None:
        return None
    return Transmission(
        source=source.id,
        data=data,
        received=now,
        url=url,
        name=look.name,
        media_type=MEDIA_TYPES.get(Path(look.name).suffix.lower()),
        key=look.key,
        modified=datetime.fromtimestamp(look.mtime_ns / 1e9, UTC),
    )


def _no_file(mode: int) -> str | None:
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        return f"it lies more than {DEEPEST} folders deep; what is in it is not taken"
    kind = "a symbolic link" if stat.S_ISLNK(mode) else "a pipe" if stat.S_ISFIFO(mode) else "a device or socket"
    return f"it is {kind}; only ordinary files are taken"


def _too_big(size: int, limits: Limits) -> str | None:
    return f"it is larger than {people(limits.bytes)}; raise limits.bytes if that is right" if size > limits.bytes else None


def _read(root: Path, look: _Look) -> bytes | None:
    """The file's bytes where it is still the one that was looked at, before and after; else None."""
    with contextlib.ExitStack() as stack:
        here = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        stack.callback(os.close, here)
        *folders, name = look.name.split("/")
        for folder in folders:
            here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
            stack.callback(os.close, here)
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=here)
        with os.fdopen(fd, "rb") as file:
            if not _same(look, os.fstat(fd)):
                return None
            data = file.read(look.size + 1)
            return data if len(data) == look.size and _same(look, os.fstat(fd)) else None


def _same(look: _Look, found: os.stat_result) -> bool:
    return (look.mode, look.inode, look.size, look.mtime_ns) == (found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns)
