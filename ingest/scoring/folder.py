"""A labeled folder on disk: its sets, its documents, and the digest of both."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from typing import TYPE_CHECKING, TypeVar

from ingest.scoring.terms import Labels, NoSuchSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

NAMES = ("labels.jsonl", "truth.jsonl")
MOST = 64 << 20  # bytes of one document, unpacked
Row = TypeVar("Row")


def sets_in(folder: Path) -> tuple[Labels, ...]:
    """The labeled sets of a folder: itself, or the folders in it. Raises `NoSuchSet` where there is none."""
    if not folder.is_dir():
        raise NoSuchSet(f"{folder} is no folder; name one that holds labels.jsonl, or folders that do")
    found = [labels for place in (folder, *sorted(folder.iterdir())) if place.is_dir() for labels in _labels(place)]
    own = [labels for labels in found if labels.folder == folder]
    if not found:
        raise NoSuchSet(f"{folder}: there is no labels.jsonl (or truth.jsonl) in it or in the folders right below it")
    return tuple(own or found)


def _labels(folder: Path) -> Iterable[Labels]:
    """The labels that stand in a folder."""
    place = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    if place is None:
        return
    lines = tuple(line for line in place.read_bytes().split(b"\n") if line.strip())
    if not lines:
        raise NoSuchSet(f"{place} is empty; it holds one JSON object a line, one for each document")
    yield Labels(folder, lines)


def document(folder: Path, *names: str) -> bytes:
    """The bytes of the first of these files that is there, unpacked. Raises `NoSuchSet` where none is, or it leads out of the folder."""
    for name in names:
        place = folder / name
        if not place.resolve().is_relative_to(folder.resolve()):
            raise NoSuchSet(f"{folder}: a label names {name}, which is not within the folder")
        if place.is_file():
            return _unpacked(place)
    raise NoSuchSet(f"{folder}: a label names {names[0]}, which is not there")


def _unpacked(place: Path) -> bytes:
    """A file's bytes; those of a packed one unpacked, within reason."""
    if place.suffix != ".gz":
        return place.read_bytes()
    try:
        with gzip.open(place) as packed:
            return packed.read(MOST)
    except (OSError, EOFError, zlib.error) as error:
        raise NoSuchSet(f"{place} can't be unpacked: {error}") from error


def sample(rows: Sequence[Row], limit: int | None) -> Sequence[Row]:
    """All, or so many of them at even distances: the same ones every time."""
    if limit is None or limit >= len(rows):
        return rows
    return [rows[at * len(rows) // limit] for at in range(limit)]


class Digest:
    """The digest of labels and documents, taken as they are read."""

    def __init__(self, labels: Labels) -> None:
        """Begin with the labels."""
        self._sum = hashlib.sha256(b"\n".join(labels.lines))

    def add(self, data: bytes) -> None:
        """Add a document."""
        self._sum.update(hashlib.sha256(data).digest())

    @property
    def text(self) -> str:
        """The first 16 digits, as a report prints them."""
        return self._sum.hexdigest()[:16]
