"""What a doctor speaks of: faults, and the house that is examined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ingest.store import Store
    from ingest.terms import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, why, and the sentence that mends it; `grave` is what stops the line or loses copy."""

    what: str
    why: str
    remedy: str
    grave: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is examined; `config` and `store` are None where they can't be read, which is a fault of its own."""

    root: Path
    data: Path
    now: datetime
    config: Config | None = None
    store: Store | None = None
