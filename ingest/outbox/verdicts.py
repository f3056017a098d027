"""What a receiver's answer means for a despatch: it is out, this copy was refused, or the target is to blame. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.dial.waits import asked_to_wait
from ingest.terms import Despatched, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ingest.outbox.senders import Outcome
    from ingest.terms import Despatch

CONFLICT, GONE = 409, 410
IN_VAIN = frozenset({400, 413, 415, 422})  # the same copy will be refused again
LATER = frozenset({408, 425, 429})
SHUT_TO_US = frozenset({401, 403, 407})
LONGEST = 120  # characters of an answer's own words


def verdict(row: Despatch, where: str, status: int, headers: Mapping[str, str], words: bytes, now: datetime) -> Outcome:
    """The outcome of a despatch; `where` is the receiver's address as people may read it, `words` the beginning of its answer."""
    said = _said(words)
    if 200 <= status < 300 or (status == CONFLICT and _has(row.idempotency_key, headers, words)):  # noqa: PLR2004 - HTTP's own
        return Despatched(outbox_id=row.outbox_id, place=f"{where} answered {status}")
    if 300 <= status < 400:  # noqa: PLR2004 - HTTP's own
        return _shut(row, f"{where} answered {status}, a redirect; none is followed with copy: put the new address into pipeline.toml")
    if status == GONE:
        return replace(_shut(row, f"{where} answered 410: it wants no more{said}"), for_good=True)
    if status in SHUT_TO_US:
        return _shut(row, f"{where} answered {status}{said}; look at its address and secret")
    if status in LATER or status >= 500 or status < 200:  # noqa: PLR2004 - HTTP's own
        return replace(_shut(row, f"{where} answered {status}{said}"), after_s=asked_to_wait(headers.get("Retry-After"), now))
    return Refused(outbox_id=row.outbox_id, reason=f"{where} answered {status}{said}", for_good=status in IN_VAIN)


def _shut(row: Despatch, says: str) -> Refused:
    """The target is to blame."""
    return Refused(outbox_id=row.outbox_id, reason=says, blames="target")


def _has(key: str, headers: Mapping[str, str], words: bytes) -> bool:
    """Whether a conflict is about this very despatch: the receiver names its key."""
    return headers.get("webhook-id") == key or key in words.decode("utf-8", "replace")


def _said(words: bytes) -> str:
    """The answer's own words where it has any, printable and short."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in words.decode("utf-8", "replace")).split())
    return f": {text[:LONGEST]}" if text else ""
