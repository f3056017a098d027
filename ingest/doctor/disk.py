"""The disk: whether the data folder can be written, has room, suits SQLite, and whether a run hangs."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.doctor.terms import Fault
from ingest.lock import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.doctor.terms import House

LOW = 500_000_000
EMPTY = 50_000_000
LONG_LOG = 256_000_000
LONG_RUN = timedelta(hours=2)
MOUNTS = Path("/proc/self/mounts")
# File systems on which SQLite's write-ahead log can't share memory between programs, or whose locks don't hold.
NETWORKED = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs", "fuse.glusterfs", "virtiofs"}
)


def writable(house: House) -> Iterator[Fault]:
    """Whether the data folder can be written."""
    folder = _nearest(house.data)
    try:
        with tempfile.TemporaryFile(dir=folder) as proof:
            proof.write(b"proof")
            proof.flush()
    except OSError as failure:
        remedy = "give the user who runs this the right to write there (chown or chmod), make room, or name another with --data"
        yield Fault(what=f"The data folder {house.data} can't be written", why=f"{failure.strerror} in {folder}", remedy=remedy)


def room(house: House, free: int | None = None) -> Iterator[Fault]:
    """Whether there is room for more copy."""
    left = shutil.disk_usage(_nearest(house.data)).free if free is None else free
    if left < LOW:
        why = f"{left / 1e6:.0f} MB are free where {house.data} lies"
        yield Fault(what="The disk is nearly full", why=why, remedy="make room, or move the data folder", grave=left < EMPTY)


def file_system(house: House, mounts: str | None = None) -> Iterator[Fault]:
    """Whether SQLite's write-ahead log can work on the file system of the data folder."""
    table = mounts if mounts is not None else MOUNTS.read_text("utf-8", "replace") if MOUNTS.exists() else ""
    kind = kind_of(_nearest(house.data).resolve(), table)
    if kind in NETWORKED:
        why = f"{house.data} lies on {kind}; the write-ahead log needs memory that programs share, which works on one machine only"
        yield Fault(what="The database lies on a network file system", why=why, remedy="put the data folder on a local disk (--data)")


def kind_of(path: Path, mounts: str) -> str | None:
    """The type of the file system a path lies on, from the text of /proc/self/mounts; the deepest, last mount wins."""
    best: tuple[int, str] | None = None
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:  # noqa: PLR2004 - device, place, type
            continue
        place = Path(parts[1].encode().decode("unicode_escape"))
        if path.is_relative_to(place) and (best is None or len(place.parts) >= best[0]):
            best = (len(place.parts), parts[2])
    return best[1] if best else None


def log_length(house: House) -> Iterator[Fault]:
    """Whether the write-ahead log grows, because somebody reads for ever."""
    log = house.data / "wire.db-wal"
    length = log.stat().st_size if log.exists() else 0
    if length > LONG_LOG:
        why = f"{log} has {length / 1e6:.0f} MB; some program keeps a reading transaction open, so it can't be folded into the database"
        yield Fault(
            what="The write-ahead log grows", why=why, remedy="end long-running readers of wire.db (Datasette, sqlite3 shells)", grave=False
        )


def lock(house: House) -> Iterator[Fault]:
    """Whether one run has held the lock for longer than any run takes, and fetches nothing any more: a daemon that works is no fault."""
    file = house.data / NAME
    if not file.exists():
        return
    since = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    if (
        house.now - since > LONG_RUN and not _at_work(house) and _held(file)
    ):  # in this order: asking for the lock can get in the way of a run
        holder = file.read_text("utf-8", "replace").strip()[:40]
        why = f"{file} is held since {since:%Y-%m-%d %H:%M} UTC" + (f" by process {holder}" if holder else "")
        remedy = "end it: what it committed stays, and the next run takes up the rest"
        yield Fault(what="A run hangs", why=why, remedy=remedy, grave=False)


def _at_work(house: House) -> bool:
    """Whether anything was fetched lately."""
    rows = house.store.health() if house.store else ()
    return any(row.last_fetch is not None and house.now - row.last_fetch <= LONG_RUN for row in rows)


def _held(file: Path) -> bool:
    """Whether another process holds the lock now."""
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def _nearest(path: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next((folder for folder in (path, *path.absolute().parents) if folder.is_dir()), Path("/"))
