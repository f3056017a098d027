"""Packed bytes, unpacked within bounds: news sitemaps lie on servers as `sitemap.xml.gz`."""

from __future__ import annotations

import zlib

from normalizers.problems import DocumentError, TooBig

GZIP = b"\x1f\x8b"
MAX_INFLATED = 10_000_000  # bytes, as much as the shell takes from a server
_GZIP_WRAPPED = 31  # zlib's own number for "a gzip header, the largest window"


def inflated(data: bytes) -> bytes:
    """The bytes that a gzip archive holds; of one that is cut off, those that came.

    Raises TooBig before a bomb goes off, DocumentError where the archive is broken.
    """
    unpacking = zlib.decompressobj(_GZIP_WRAPPED)
    try:
        found = unpacking.decompress(data, MAX_INFLATED + 1)
    except zlib.error as error:
        raise DocumentError("byte 0", f"this gzip archive is broken ({error})") from None
    if len(found) > MAX_INFLATED:
        raise TooBig("document", f"unpacked it has more than {MAX_INFLATED:,} bytes, a bomb that fills the memory")
    return found
