"""Signatures of what is pushed to us: Standard Webhooks, or one HMAC over the body for senders that can do no more. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.door.problems import Turned

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.datastructures import Headers

PATIENCE_S = 300  # a timestamp further from our clock than this is a replay, or a clock that is wrong
MOST_SIGNATURES = 16
LONGEST_SIGNATURES = 2000
_ID = re.compile(r"[!-~]{1,200}")
_TIME = re.compile(r"[0-9]{1,12}")
_PLAIN = re.compile(r"sha256=([0-9A-Fa-f]{64})")
UNSIGNED = (
    "Sign what you push: webhook-id, webhook-timestamp and webhook-signature (Standard Webhooks), or X-Copytaster-Signature: sha256=HEX"
    " over the body."
)


@dataclass(frozen=True, slots=True)
class Seal:
    """What a request says of its signature.

    `delivery` is the sender's name of it (none where the body itself is its name), `head` what is signed before the body.
    """

    delivery: str | None
    head: bytes
    marks: tuple[bytes, ...]


def seal_of(headers: Headers, now: datetime) -> Seal:
    """The seal of a request. Raises Turned (401) where there is none, or one of another time."""
    delivery = _one(headers, "webhook-id")
    if delivery is None:
        return _plain(headers)
    stated, said = _one(headers, "webhook-timestamp") or "", _one(headers, "webhook-signature") or ""
    if not _ID.fullmatch(delivery) or not _TIME.fullmatch(stated) or len(said) > LONGEST_SIGNATURES:
        raise Turned(401, UNSIGNED, why="a webhook-id, webhook-timestamp or webhook-signature that is none")
    if abs(now.timestamp() - int(stated)) > PATIENCE_S:
        says = f"webhook-timestamp is more than {PATIENCE_S // 60} minutes from the time here; send it anew with a timestamp of now."
        raise Turned(401, says, why="a timestamp of another time: an old request sent again, or a clock that is wrong")
    marks = tuple(mark for one in said.split()[:MOST_SIGNATURES] if one.startswith("v1,") and (mark := _decoded(one[3:])))
    if not marks:
        raise Turned(401, UNSIGNED, why="no signature of version v1")
    return Seal(delivery, f"{delivery}.{stated}.".encode(), marks)


def _plain(headers: Headers) -> Seal:
    """The seal of a sender that signs the body alone."""
    found = _PLAIN.fullmatch(_one(headers, "x-copytaster-signature") or "")
    if found is None:
        raise Turned(401, UNSIGNED, why="it is not signed")
    return Seal(None, b"", (bytes.fromhex(found[1]),))


def _one(headers: Headers, name: str) -> str | None:
    """A header that stands there once. Raises Turned (400) for one that is said twice."""
    said = headers.getlist(name)
    if len(said) > 1:
        raise Turned(400, f"{name} stands there twice; send it once.")
    return said[0] if said else None


def _decoded(text: str) -> bytes | None:
    """A signature as bytes; nothing where it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def key_of(secret: str) -> bytes:
    """The key that a secret means: after `whsec_` base64, else its letters. Raises ValueError for base64 that is none."""
    if secret.startswith("whsec_"):
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    return secret.encode()


def begun(seal: Seal, key: bytes) -> hmac.HMAC:
    """The HMAC of a request, before its body comes."""
    return hmac.new(key, seal.head, hashlib.sha256)


def holds(seal: Seal, made: hmac.HMAC) -> bool:
    """Whether one of the signatures is ours; each is looked at whole, so that the time it takes tells nothing."""
    expected = made.digest()
    return any([hmac.compare_digest(mark, expected) for mark in seal.marks])  # noqa: C419 - a generator would stop at the first
