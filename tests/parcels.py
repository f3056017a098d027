"""Parcels of copy as wire receivers deliver them, and as nobody should: zips, tars and gzips made in memory, of invented words."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Member = bytes | tarfile.TarInfo

STAMP = (2026, 3, 3, 6, 0, 0)


def item(uri: str, headline: str, *paragraphs: str, at: str = "2026-03-03T06:00:00Z", **more: object) -> bytes:
    """A ninjs document; without paragraphs, with one of its own words."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs or (f"{headline}, the harbor office of Port Selwyn said in a notice to {uri}.",))
    return json.dumps(
        {
            "uri": uri,
            "standard": {"name": "ninjs", "version": "3.1"},
            "type": "text",
            "version": "1",
            "versionCreated": at,
            "language": "en",
            "headlines": [{"role": "main", "value": headline}],
            "bodies": [{"role": "main", "contentType": "text/html", "value": body}],
            **more,
        }
    ).encode()


def zipped(members: Mapping[str, bytes] | Sequence[tuple[str, bytes]], *, packed: bool = True) -> bytes:
    """A zip of files, in their order; names may repeat."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in members.items() if hasattr(members, "items") else members:
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = archive.compression
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def zip_with_link(name: str, target: str, **files: bytes) -> bytes:
    """A zip with a symbolic link before its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo(name, STAMP)
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, target)
        for one, data in files.items():
            archive.writestr(zipfile.ZipInfo(f"{one}.json", STAMP), data)
    return out.getvalue()


def encrypted(data: bytes) -> bytes:
    """The same zip, all of whose members claim to be encrypted."""
    marked = bytearray(data)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + flags] |= 1
            at = marked.find(signature, at + 4)
    return bytes(marked)


def tarred(members: Mapping[str, Member] | Sequence[tuple[str, Member]], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar of files; a `TarInfo` in place of bytes goes in as it is."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in members.items() if hasattr(members, "items") else members:
            if isinstance(data, tarfile.TarInfo):
                archive.addfile(data)
                continue
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """A member of a tar that is no ordinary file."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    info.devmajor, info.devminor = (1, 5) if kind in (tarfile.CHRTYPE, tarfile.BLKTYPE) else (0, 0)
    return info


def packed(data: bytes, how: str) -> bytes:
    """Bytes packed with gz, bz2 or xz."""
    match how:
        case "gz":
            return gzip.compress(data, mtime=0)
        case "bz2":
            return bz2.compress(data)
        case _:
            return lzma.compress(data)


def bomb(megabytes: int) -> bytes:
    """Gzip of so many megabytes of blanks; one is packed and then repeated, for the packer looks back behind no full flush."""
    engine, blank, check = zlib.compressobj(9, wbits=-15), b" " * 1_000_000, 0
    piece = engine.compress(blank) + engine.flush(zlib.Z_FULL_FLUSH)
    for _ in range(megabytes):
        check = zlib.crc32(blank, check)
    return gzip.compress(b"", mtime=0)[:10] + piece * megabytes + engine.flush() + struct.pack("<II", check, megabytes * len(blank))


def lying_zip(name: str, megabytes: int) -> bytes:
    """A zip whose one member says that it has ten bytes and unpacks to so many megabytes."""
    data = bytearray(zipped({name: b" " * (megabytes * 1_000_000)}))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    struct.pack_into("<I", data, 22, 10)
    return bytes(data)
