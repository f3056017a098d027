"""What a server's answer means: bytes, nothing new, wait, gone, or a failure in words. Pure: status and headers in, a value out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from email.message import Message
from http import HTTPStatus
from typing import TYPE_CHECKING

from ingest.dial.waits import HOLD_DEFAULT, fresh_for, hold_until
from ingest.terms import FetchFailed, NotModified, Transmission, Validators

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ingest.terms import Source

REDIRECTS = frozenset({301, 302, 303, 307, 308})
WITH_BODY = frozenset({200, 203})
LONGEST_VALIDATOR = 1024
LONGEST_TYPE = 100
END_OF_CLOCK = " 2038 "  # where 32-bit clocks end: a template's "for ever", never a date of change


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a server: for whom, where, what we have of it, and when."""

    source: Source
    url: str
    known: Validators
    now: datetime

    @property
    def conditional(self) -> bool:
        """Whether the server was told what we have."""
        return bool(self.known.etag or self.known.last_modified)

    def headers(self) -> dict[str, str]:
        """The conditional headers, byte for byte as the server gave them."""
        found = {}
        if self.known.etag:
            found["If-None-Match"] = self.known.etag
        if self.known.last_modified:
            found["If-Modified-Since"] = self.known.last_modified
        return found

    def failed(
        self, reason: str, *, status: int | None = None, connected: bool = True, gone: bool = False, hold_until: datetime | None = None
    ) -> FetchFailed:
        """The failure of this question."""
        return FetchFailed(
            source=self.source.id, url=self.url, reason=reason, status=status, connected=connected, gone=gone, hold_until=hold_until
        )


def bodiless(asked: Asked, status: int, headers: Mapping[str, str]) -> NotModified | FetchFailed:
    """What an answer means that brings no copy: 304, a wish to be left alone, 410, or any other status."""
    words = f"the server answered {status} {phrase(status)}".rstrip()
    if status == HTTPStatus.NOT_MODIFIED:
        if not asked.conditional:
            return asked.failed("the server answered 304 (nothing new) although it was not asked for changes only", status=status)
        kept = _renewed(asked.known, headers)
        return NotModified(source=asked.source.id, url=asked.url, status=304, validators=kept, fresh_s=fresh_for(headers, asked.now))
    if status == HTTPStatus.GONE:
        return asked.failed(f"{words}: the address is gone for good", status=status, gone=True)
    if status in HOLD_DEFAULT:
        until = hold_until(headers.get("Retry-After"), status, asked.now)
        return asked.failed(f"{words}: left alone until {until:%Y-%m-%d %H:%M:%S} UTC", status=status, hold_until=until)
    return asked.failed(words, status=status)


def with_body(asked: Asked, url: str, body: bytes, headers: Mapping[str, str]) -> Transmission | NotModified | FetchFailed:
    """What an answer means that brought a body: copy, the same copy as last time, or nothing."""
    if not body:
        return asked.failed("the server answered 200 and sent nothing", status=200)
    digest = hashlib.sha256(body).hexdigest()
    offered, fresh_s = _offered(headers, digest), fresh_for(headers, asked.now)
    if digest == asked.known.body:
        return NotModified(source=asked.source.id, url=asked.url, status=200, validators=offered, fresh_s=fresh_s)
    media_type, charset = _content_type(headers.get("Content-Type"))
    return Transmission(
        status=200,
        source=asked.source.id,
        data=body,
        received=asked.now,
        url=url,
        name=url,
        media_type=media_type,
        charset=charset,
        validators=offered,
        fresh_s=fresh_s,
    )


def phrase(status: int) -> str:
    """The standard words of a status, or none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _offered(headers: Mapping[str, str], digest: str) -> Validators:
    """The validators of a whole answer; a server that says `Expires: 0`, or dates its copy to the end of its clock, has none to trust."""
    if headers.get("Expires", "").strip() == "0":
        return Validators(body=digest)
    modified = _validator(headers.get("Last-Modified"))
    dated = modified if modified is None or END_OF_CLOCK not in modified else None
    return Validators(etag=_validator(headers.get("ETag")), last_modified=dated, body=digest)


def _renewed(known: Validators, headers: Mapping[str, str]) -> Validators:
    """The validators after a 304: the old ones, but for those that came anew."""
    fresh = _offered(headers, "")
    return replace(known, etag=fresh.etag or known.etag, last_modified=fresh.last_modified or known.last_modified)


def _validator(value: str | None) -> str | None:
    """A validator that can be kept and sent back byte for byte, else None."""
    if not value or len(value) > LONGEST_VALIDATOR or not value.isascii() or not value.isprintable():
        return None
    return value


def _content_type(value: str | None) -> tuple[str | None, str | None]:
    """Media type and charset as stated; None where the header says nothing that can be used."""
    if not value:
        return None, None
    header = Message()
    header["Content-Type"] = value[:200].replace("\n", " ").replace("\r", " ")
    stated = value.split(";")[0].strip().lower()
    charset = header.get_content_charset()
    usable = charset if charset and charset.isascii() and len(charset) <= LONGEST_TYPE else None
    return (stated if "/" in stated and stated.isascii() and len(stated) <= LONGEST_TYPE else None), usable
