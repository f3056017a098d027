"""What a server's answer means: bytes, nothing new, wait, gone, or a failure in words. Pure: status and headers in, a value out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from ingest.terms import FetchFailed, NotModified, Transmission, Validators

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.terms import Source

HOLD_CAP = timedelta(hours=24)
HOLD_DEFAULT = {429: timedelta(minutes=15), 503: timedelta(minutes=5)}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
WITH_BODY = frozenset({200, 203})
LONGEST_VALIDATOR = 1024
LONGEST_TYPE = 100


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
        return NotModified(source=asked.source.id, url=asked.url, status=304, validators=_renewed(asked.known, headers))
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
    fresh = Validators(etag=_validator(headers.get("ETag")), last_modified=_validator(headers.get("Last-Modified")), body=digest)
    if digest == asked.known.body:
        return NotModified(source=asked.source.id, url=asked.url, status=200, validators=fresh)
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
        validators=fresh,
    )


def hold_until(wish: str | None, status: int, now: datetime) -> datetime:
    """Until when a server is left alone: its Retry-After (seconds or a date), else the default of the status; at most 24 hours."""
    wanted = _wish(wish.strip(), now) if wish else None
    if wanted is None:
        return now + HOLD_DEFAULT[status]
    return min(max(wanted, now), now + HOLD_CAP)


def phrase(status: int) -> str:
    """The standard words of a status, or none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _wish(text: str, now: datetime) -> datetime | None:
    if text.isascii() and text.isdigit():
        return now + timedelta(seconds=min(int(text[:12]), int(HOLD_CAP.total_seconds())))
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)


def _renewed(known: Validators, headers: Mapping[str, str]) -> Validators:
    """The validators after a 304: the old ones, but for those that came anew."""
    return replace(
        known,
        etag=_validator(headers.get("ETag")) or known.etag,
        last_modified=_validator(headers.get("Last-Modified")) or known.last_modified,
    )


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
