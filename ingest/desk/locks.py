"""Passwords: kept as scrypt, compared in constant time, and how long somebody who guesses has to wait."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from ingest.desk.editors import DeskError

if TYPE_CHECKING:
    from datetime import datetime

COST, BLOCK, LANES = 2**14, 8, 1  # 16 MB and some 50 ms a try
SHORTEST = 10
LONGEST = 1024
FREE_TRIES = 3
LONGEST_WAIT_S = 900


def lock(password: str) -> tuple[bytes, bytes]:
    """Salt and scrypt of a new password. Raises DeskError for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise DeskError(f"a password has {SHORTEST} to {LONGEST} characters; a few words that nobody else would put together are best")
    salt = secrets.token_bytes(16)
    return salt, _scrypt(password, salt)


def opens(password: str, kept: tuple[bytes, bytes] | None) -> bool:
    """Whether a password opens a lock; where there is none it takes as long to say no."""
    salt, want = kept or (b"nobody has this.", b"")
    return hmac.compare_digest(_scrypt(password[:LONGEST], salt), want) and kept is not None


def _scrypt(password: str, salt: bytes) -> bytes:
    """The derived key."""
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=64 * 1024 * 1024)


def wait_until(failures: int, last: datetime | None) -> datetime | None:
    """When somebody may try again: after three failures in a row a second, then twice as long each time, at most a quarter of an hour."""
    if last is None or failures < FREE_TRIES:
        return None
    return last + timedelta(seconds=min(LONGEST_WAIT_S, 2 ** (failures - FREE_TRIES)))
