"""A webhook's letter: the envelope, and the signature by which its receiver knows that it comes from us (Standard Webhooks).

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest import __version__
from ingest.clock import stamp
from ingest.outbox.content import told
from ingest.outbox.papers import as_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.terms import Despatch

PREFIX = "whsec_"
SHORTEST = 16  # bytes; a shorter secret can be guessed
AGENT = f"Copytaster/{__version__}"


class BadSecret(ValueError):
    """A secret that can't sign; the text says why, and never what it is."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One request as it is posted."""

    headers: dict[str, str]
    body: bytes


def letter_of(row: Despatch, desk: str, keys: Sequence[bytes], now: datetime) -> Letter:
    """A despatch as its receiver gets it; posted again later, only time and signature are others."""
    said = {"type": f"item.{row.op}", "timestamp": stamp(row.queued or now), "data": told(row, desk)}
    body, sent = as_bytes(said), str(int(now.timestamp()))
    return Letter(
        headers={
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "webhook-id": row.idempotency_key,
            "webhook-timestamp": sent,
            "webhook-signature": signature(keys, row.idempotency_key, sent, body),
        },
        body=body,
    )


def signature(keys: Sequence[bytes], name: str, sent: str, body: bytes) -> str:
    """One signature a key, so that a receiver can change its secret while copy comes.

    >>> signature([b"0123456789abcdef"], "7-cms-publish", "1772600767", b"{}")
    'v1,wd5URzbSI20vOPuSjabR2+bw5lUllRGIqsVz72aNKjQ='
    """
    what = f"{name}.{sent}.".encode() + body
    return " ".join("v1," + base64.b64encode(hmac.new(key, what, hashlib.sha256).digest()).decode("ascii") for key in keys)


def keys_of(secret: str) -> tuple[bytes, ...]:
    """The keys of a secret, two where it is being changed (a space between them): `whsec_` and base64, or plain text as its bytes.

    Raises `BadSecret`.

    >>> keys_of("whsec_MDEyMzQ1Njc4OWFiY2RlZg== one-of-the-old-days")
    (b'0123456789abcdef', b'one-of-the-old-days')
    """
    keys = tuple(_key(word) for word in secret.split())
    if not keys:
        raise BadSecret("the secret is empty; put one there")
    return keys


def _key(word: str) -> bytes:
    """One secret's bytes."""
    try:
        key = base64.b64decode(word.removeprefix(PREFIX), validate=True) if word.startswith(PREFIX) else word.encode()
    except (binascii.Error, ValueError) as failure:
        raise BadSecret(f"the secret begins with {PREFIX} and does not go on in base64; copy it again") from failure
    if len(key) < SHORTEST:
        raise BadSecret(f"the secret is shorter than {SHORTEST} bytes; take a longer one")
    return key
