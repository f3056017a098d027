"""Archives between a box and the readers: a zip, tar or gzip, told by its bytes, is opened, and each file in it is a transmission.

Nothing is written to disk and no name of a member is ever a path of ours; what can't be taken costs none of its neighbors. An archive of
which something could not be taken is itself kept, so that its dead letters can be taken up again.
"""

from __future__ import annotations

import io
import posixpath
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote, urlsplit

from ingest.fetch.body import people
from ingest.fetch.inflating import CHUNK, BrokenArchiveError, Budget, Inflated, Packing, budget_for, packing
from ingest.fetch.names import MEDIA_TYPES, safe, unsafe
from ingest.fetch.tars import BLOCK, Entry, entries, is_tar
from ingest.terms import Transmission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingest.terms import Limits

Form = Literal["zip", "tar"] | Packing

DEEPEST = 2  # an archive in an archive is opened, one in that is not
LONGEST_NAME = 1000
MOST_LISTED = 100_000  # members that a zip's table of contents may name before it is not even read
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_READ = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # what unpacks in pieces; the rest takes any memory
_ENCRYPTED = 0x1
_UTF8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_SUFFIX = re.compile(r"\.(gz|gzip|bz2|xz|z)$", re.IGNORECASE)
_DOCUMENTS = {
    "[Content_Types].xml": "an Office document (docx, xlsx, pptx)",
    "META-INF/container.xml": "an e-book (epub)",
    "META-INF/manifest.xml": "an OpenDocument text",
    "META-INF/MANIFEST.MF": "a Java program",
    "AndroidManifest.xml": "an Android program",
}


@dataclass(frozen=True, slots=True)
class Spoiled:
    """What of an archive could not be taken: its name, printed safely, and why."""

    archive: Transmission
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Emptied:
    """An archive of which everything has been handed over."""

    archive: Transmission


Piece = Transmission | Spoiled | Emptied


def form_of(data: bytes) -> Form | None:
    r"""What kind of archive bytes are, whatever their name says; None where they are none.

    >>> form_of(b"PK\x03\x04"), form_of(b"<newsItem/>")
    ('zip', None)
    """
    if data.startswith(_ZIP):
        return "zip"
    return packing(data[:10]) or ("tar" if is_tar(data[:BLOCK]) else None)


def opened(sent: Transmission, limits: Limits, taken: Callable[[Sequence[str]], frozenset[str]]) -> Iterator[Piece]:
    """The files of an archive in their order, those apart that were `taken` by their keys before; at the end, that it is empty.

    Raises ValueError for what is no archive.
    """
    form = form_of(sent.data)
    if form is None:
        raise ValueError(f"{sent.name} is no archive")
    opening = _Opening(limits, budget_for(len(sent.data), limits.bytes))
    for member in _unpack(sent.data, sent.name, form, opening, 1):
        if member.why is not None:
            yield Spoiled(sent, safe(member.name), member.why)
            continue
        inner = member.name[len(sent.name) + 1 :]
        key = f"{sent.key}!{inner}" if sent.key is not None else None
        if key is None or not taken([key]):
            yield _transmission(sent, inner, key, member.data)
    yield Emptied(sent)


def beside(member: Transmission, href: str, limits: Limits) -> Transmission | None:
    """The file of the same archive that a link of one of its files means; None where it has none of that name."""
    archive = member.within
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None
    if archive is None or parts.scheme or parts.netloc or not parts.path:
        return None
    base, _, inner = member.name.rpartition("!")
    wanted = f"{base}!{posixpath.normpath(posixpath.join(posixpath.dirname(inner), unquote(parts.path)))}"
    pieces = opened(archive, limits, lambda _: frozenset())
    return next((one for one in pieces if isinstance(one, Transmission) and one.name == wanted), None)


def _transmission(sent: Transmission, inner: str, key: str | None, data: bytes) -> Transmission:
    """A member as if it had lain in the box."""
    return Transmission(
        source=sent.source,
        data=data,
        received=sent.received,
        url=f"{sent.url}!{quote(inner)}" if sent.url is not None else None,
        name=f"{sent.name}!{inner}",
        media_type=MEDIA_TYPES.get(posixpath.splitext(inner)[1].lower()),
        key=key,
        modified=sent.modified,
        within=sent,
    )


@dataclass(slots=True)
class _Opening:
    """The bounds of one archive, and what was used of them."""

    limits: Limits
    budget: Budget
    files: int = 0

    @property
    def too_big(self) -> str:
        """Why a member is not taken that is larger than a document may be."""
        return f"it is larger than {people(self.limits.bytes)}; raise limits.bytes if that is right"

    def count(self) -> None:
        """Count one more member. Raises `BrokenArchiveError` where there are too many."""
        self.files += 1
        if self.files > self.limits.files:
            reason = f"it holds more than {self.limits.files} files; the rest was not taken: raise limits.files if that is right"
            raise BrokenArchiveError(reason)


def _unpack(data: bytes, base: str, form: Form, opening: _Opening, depth: int) -> Iterator[Entry]:
    """The members of an archive, named with what leads to them; what ends it early is told in its own name."""
    names = _Names()
    try:
        for member in _listed(data, base, form, opening):
            name = member.name.removeprefix("./")
            if _none_of_ours(name):
                continue
            opening.count()
            why = member.why or names.fault(name)
            inner = form_of(member.data) if why is None else None
            if why is None and inner is not None and depth == DEEPEST:
                why = "it is an archive in an archive in an archive; send it less wrapped"
            if why is None and inner is not None:
                yield from _unpack(member.data, f"{base}!{name}", inner, opening, depth + 1)
            else:
                yield Entry(f"{base}!{name}", member.data, why)
    except BrokenArchiveError as error:
        yield Entry(base, why=str(error))


@dataclass(slots=True)
class _Names:
    """The names that an archive has used."""

    seen: set[str] = field(default_factory=set)

    def fault(self, name: str) -> str | None:
        """Why a member of this name is not taken, or None."""
        if name.startswith("/") or _DRIVE.match(name):
            return "its name is absolute: it points outside the folder"
        if len(name.encode("utf-8", "surrogateescape")) > LONGEST_NAME:
            return f"its name is longer than {LONGEST_NAME} bytes"
        if name in self.seen:
            return "the archive holds a second file of this name; the first one was taken"
        self.seen.add(name)
        return unsafe(name)


def _none_of_ours(name: str) -> bool:
    """Whether a member is what an operating system leaves behind (`__MACOSX`, dotfiles)."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") and part != ".." for part in parts)


def _listed(data: bytes, base: str, form: Form, opening: _Opening) -> Iterator[Entry]:
    """The members as the archive names them, folders left out."""
    limit = opening.limits.bytes
    if form == "zip":
        yield from _zipped(data, opening)
    elif form == "tar":
        yield from entries(io.BytesIO(data), limit, opening.too_big)
    else:
        head = Inflated(data, form, Budget(CHUNK)).read(BLOCK)
        file = Inflated(data, form, opening.budget)
        if is_tar(head):
            yield from entries(file, limit, opening.too_big)
            return
        only = file.read(limit + 1)
        name = _SUFFIX.sub("", posixpath.basename(base.rpartition("!")[2])) or "document"
        yield Entry(name, only) if len(only) <= limit else Entry(name, why=opening.too_big)


def _zipped(data: bytes, opening: _Opening) -> Iterator[Entry]:
    """The members of a zip. Raises `BrokenArchiveError` where its table of contents can't be read, or it is a document."""
    if data.count(b"PK\x01\x02") > MOST_LISTED:
        raise BrokenArchiveError(f"it holds more than {MOST_LISTED} files; nothing of it was taken")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, OverflowError) as error:
        raise BrokenArchiveError(f"its table of contents can't be read; it is damaged or cut off ({error})") from error
    with archive:
        members = archive.infolist()
        document = next((_DOCUMENTS[one.filename] for one in members if one.filename in _DOCUMENTS), None)
        if document is not None:
            raise BrokenArchiveError(f"it is {document}, no archive of copy; send the text itself, as plain text, HTML or XML")
        if not members:
            raise BrokenArchiveError("there is nothing in it")
        for info in members:
            if not info.is_dir():
                yield _one_zipped(archive, info, opening)


def _one_zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, opening: _Opening) -> Entry:
    """One member of a zip. Its stated size is believed only where it is too big: a lie ends at its budget or its checksum."""
    name, limit = _zip_name(info), opening.limits.bytes
    why = _not_taken(info) or (opening.too_big if info.file_size > limit else None)
    if why is not None:
        return Entry(name, why=why)
    try:
        with archive.open(info) as file:
            data = file.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError) as error:
        return Entry(name, why=f"it is damaged ({error})")
    opening.budget.spend(len(data))
    return Entry(name, data) if len(data) == info.file_size else Entry(name, why="it is cut off")


def _not_taken(info: zipfile.ZipInfo) -> str | None:
    """Why a member of a zip is not even opened, or None."""
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        kind = "a symbolic link" if stat.S_ISLNK(mode) else "a device, pipe or socket"
        return f"it is {kind}; only ordinary files are taken"
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted; have it sent in the open, over a connection that is not"
    if info.compress_type not in _READ:
        return f"it is compressed in a way that is not read (method {info.compress_type}); have it sent as an ordinary zip"
    return None


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name as it was written, NUL bytes and all; UTF-8 that forgot to say so is read as what it is."""
    name = info.orig_filename
    if info.flag_bits & _UTF8:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name
