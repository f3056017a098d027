"""Leave to fetch a page: each site's robots.txt is asked for once a day, kept where the store keeps it, and obeyed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from ingest.fetch.manners import origin_of
from ingest.fetch.robots import LONGEST, Robots
from ingest.terms import FetchFailed, RobotsNote, Transmission, Validators

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ingest.fetch.http import Fetcher
    from ingest.terms import Fetched, Source

FRESH_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)  # while a site's robots.txt can't be fetched, its last one holds
AGAIN = timedelta(minutes=10)  # until a site whose robots.txt could not be fetched is asked for it again
SLOWEST_S = 30.0  # a crawl-delay longer than this is kept to as this: a pass must come to its end


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether a page may be fetched: `why` not, in words, `final` where asking again changes nothing; seconds between two requests."""

    spacing_s: float
    why: str | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is known of a site and until when: its rules, or why they could not be had."""

    until: datetime
    robots: Robots | None
    why: str | None = None


class Permits:
    """Asks robots.txt on behalf of pages; one question a site, however many pages wait for the answer."""

    def __init__(self, fetcher: Fetcher, recall: Callable[[str], RobotsNote | None], note: Callable[[RobotsNote], None]) -> None:
        """Fetch with `fetcher`; `recall` and `note` are the store's memory of what sites said."""
        self._fetcher, self._recall, self._note = fetcher, recall, note
        self._known: dict[str, _Rules] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def ask(self, source: Source, url: str, now: datetime) -> Permit:
        """Whether a page may be fetched for a source, and how slowly."""
        origin = origin_of(url)
        if not source.robots or not origin:
            return Permit(source.spacing_s)
        rules = await self._rules(source, origin, now)
        if rules.robots is None:
            return Permit(source.spacing_s, why=rules.why)
        if not rules.robots.allows(url):
            return Permit(source.spacing_s, why=f"robots.txt of {origin} does not allow it", final=True)
        return Permit(max(source.spacing_s, min(rules.robots.crawl_delay() or 0.0, SLOWEST_S)))

    async def _rules(self, source: Source, origin: str, now: datetime) -> _Rules:
        """The site's rules; who comes while another asks waits for the same answer."""
        async with self._asking.setdefault(origin, asyncio.Lock()):
            if origin not in self._known or self._known[origin].until <= now:
                self._known[origin] = await self._learn(source, origin, now)
            return self._known[origin]

    async def _learn(self, source: Source, origin: str, now: datetime) -> _Rules:
        """From memory while it is fresh, else from the site."""
        kept = self._recall(origin)
        if kept is not None and now - FRESH_FOR < kept.at <= now:
            return _Rules(kept.at + FRESH_FOR, Robots.parse(kept.text))
        fetched = await self._fetcher.fetch(source, f"{origin}/robots.txt", Validators(), now)
        text = _text(fetched)
        if text is not None:
            self._note(RobotsNote(origin=origin, text=text, status=fetched.status, at=now))
            return _Rules(now + FRESH_FOR, Robots.parse(text))
        if kept is not None and now - KEPT_FOR < kept.at <= now:
            return _Rules(now + AGAIN, Robots.parse(kept.text))
        reason = fetched.reason if isinstance(fetched, FetchFailed) else "it said that nothing changed"
        why = f"robots.txt of {origin} can't be fetched ({reason}), and until it says what is allowed its pages wait"
        return _Rules(now + AGAIN, None, why)


def _text(fetched: Fetched) -> str | None:
    """The rules that an answer states: a site without a robots.txt (any 4xx, but for "too many requests") allows everything."""
    if isinstance(fetched, Transmission):
        return fetched.data[:LONGEST].decode("utf-8-sig", "replace")
    if isinstance(fetched, FetchFailed) and fetched.status is not None and fetched.hold_until is None:
        client = HTTPStatus.BAD_REQUEST <= fetched.status < HTTPStatus.INTERNAL_SERVER_ERROR
        return "" if client else None
    return None
