"""The HTTP transport: one polite question at a time, which no server can hurt.

Conditional GET, our own short redirect path, one deadline over everything, bodies bounded while they stream, no cookies, no referrer.
A bad server never raises: what it did comes back as a `FetchFailed` in words.
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Self

import aiohttp
from yarl import URL

from ingest.dial.guard import fetchable
from ingest.dial.sockets import system_lookup
from ingest.fetch.answers import REDIRECTS, WITH_BODY, Asked, bodiless, with_body
from ingest.fetch.body import ACCEPTED, BadBody, whole
from ingest.fetch.load import Loads
from ingest.fetch.manners import origin_of
from ingest.fetch.pacing import Pacer
from ingest.fetch.switchboard import Switchboard
from ingest.fetch.trail import Trail, passing
from ingest.fetch.tries import Try, patiently
from ingest.terms import FetchFailed, Hold, Hop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime
    from types import TracebackType

    from ingest.dial.sockets import Lookup
    from ingest.fetch.load import Load
    from ingest.terms import Fetched, Limits, Source, Validators

MAX_HOPS = 4
FOR_GOOD = frozenset({301, 308})
TRY_AGAIN = frozenset({502, 504})
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.9, */*;q=0.5"
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The server names another address, and whether for good."""

    url: str
    for_good: bool


class Fetcher:
    """Asks servers for copy. One for a whole pass: it keeps the connections and the pace of every host."""

    def __init__(
        self, contact: str | None, limits: Limits, version: str, *, pacer: Pacer | None = None, lookup: Lookup = system_lookup
    ) -> None:
        """Know how to introduce ourselves, what an answer may cost, the pace, and how names are looked up."""
        told = "".join(c for c in contact or "" if c.isascii() and c.isprintable() and c not in "()")
        agent = f"Copytaster/{version} (+{told})" if told else f"Copytaster/{version}"
        self._limits = limits
        self._switchboard = Switchboard({"User-Agent": agent, "Accept": ACCEPT, "Accept-Encoding": ACCEPTED}, lookup)
        self._pacer = pacer or Pacer()
        self._holds: dict[str, Hold] = {}

    async def __aenter__(self) -> Self:
        """Ready to ask."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close every connection."""
        await self._switchboard.close()

    def leave_alone(self, hold: Hold) -> None:
        """Ask nothing of an origin until its hold ends: not for any source, nor where a redirect leads there."""
        self._holds[hold.origin] = hold

    async def fetch(self, source: Source, url: str, known: Validators, now: datetime, load: Load | None = None) -> Fetched:
        """Ask for an address on behalf of a source, telling the server what is known of it.

        Ends within the source's `deadline_s`; the wait for a turn with the host is not counted. A body that grows large waits for a place
        of its `load`.
        """
        asked = Asked(source, url, known, now)
        async with Loads().one() if load is None else nullcontext(load) as claim:
            trail = Trail(url, claim)
            try:
                async with asyncio.timeout(source.deadline_s) as deadline:
                    found = (await patiently(partial(self._follow, asked, trail, deadline))).fetched
            except TimeoutError:
                found = trail.failed or asked.failed(trail.late(source.deadline_s), connected=trail.connected)
            return replace(found, hops=tuple(trail.hops)) if trail.hops else found

    async def _follow(self, asked: Asked, trail: Trail, deadline: asyncio.Timeout) -> Try:
        """Ask, and go where the server points, at most four hops and never in a circle."""
        url, seen, for_good = asked.url, {asked.url}, True
        trail.hops.clear()
        for _ in range(MAX_HOPS + 1):
            trail.ask(url)
            closed = fetchable(url, asked.source.allow_private)
            if closed:
                return Try(asked.failed(trail.where(closed), connected=trail.connected))
            answer = await self._once(asked, URL(url), trail, deadline)
            if isinstance(answer, Try):
                trail.failed = answer.fetched if isinstance(answer.fetched, FetchFailed) else None
                return replace(answer, fetched=_moved(answer.fetched, asked.url, url, for_good=for_good))
            url, for_good = answer.url, for_good and answer.for_good
            if url in seen:
                return Try(asked.failed(f"the server redirects in a circle, by way of {url[:200]}"))
            seen.add(url)
        return Try(asked.failed(f"the server redirects more than {MAX_HOPS} times"))

    async def _once(self, asked: Asked, url: URL, trail: Trail, deadline: asyncio.Timeout) -> Try | _Elsewhere:
        """One request, in its turn."""
        when = deadline.when() or 0.0
        deadline.reschedule(None)
        async with self._pacer.turn(url.host or "", asked.source.spacing_s) as waited:
            deadline.reschedule(when + waited)
            trail.ask(trail.url)
            held = self._held(asked, trail)
            if held is not None:
                return Try(held)
            try:
                return await self._answer(asked, url, trail, deadline)
            except (aiohttp.ClientError, BadBody, OSError, ValueError) as error:
                return Try(asked.failed(trail.broken(error), connected=trail.connected), again=passing(error) or trail.stale(error))

    async def _answer(self, asked: Asked, url: URL, trail: Trail, deadline: asyncio.Timeout) -> Try | _Elsewhere:
        async with (
            self._switchboard.line(asked.source.allow_private, url.host or "") as session,
            session.get(url, headers=asked.headers(), allow_redirects=False, trace_request_ctx=trail) as response,
        ):
            trail.reach()
            status, headers = response.status, response.headers
            if status in REDIRECTS:
                trail.hops.append(Hop(str(url), status))
                return _elsewhere(asked, url, status, headers, trail)
            if status not in WITH_BODY:
                found = _told(bodiless(asked, status, headers), trail)
                self._heed(found)
                return Try(found, again=status in TRY_AGAIN)
            encoding = headers.get("Content-Encoding", "")
            body = await whole(_chunks(response), encoding, self._limits.bytes, trail.arrived, partial(_make_room, trail, deadline))
            return Try(_told(with_body(asked, str(response.url), body, headers), trail))

    def _held(self, asked: Asked, trail: Trail) -> FetchFailed | None:
        """Why a server is left alone, perhaps since another request was answered while this one waited for its turn."""
        hold = self._holds.get(origin_of(trail.url)) if self._holds else None
        if hold is None or hold.until <= asked.now:
            return None
        why = f"held until {hold.until:%Y-%m-%d %H:%M:%S} UTC: {hold.origin} asked to be left alone"
        return replace(asked.failed(trail.where(why), hold_until=hold.until), origin=hold.origin)

    def _heed(self, found: Fetched) -> None:
        """Leave a server alone that wishes it."""
        if isinstance(found, FetchFailed) and found.hold_until is not None and found.origin:
            self.leave_alone(Hold(origin=found.origin, until=found.hold_until, why=found.reason))


async def _chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    async for chunk in response.content.iter_chunked(CHUNK):
        yield chunk


def _elsewhere(asked: Asked, url: URL, status: int, headers: Mapping[str, str], trail: Trail) -> Try | _Elsewhere:
    target = headers.get("Location", "").strip()
    if not target:
        return Try(asked.failed(trail.where(f"the server answered {status} (redirect) without saying where to"), status=status))
    try:
        return _Elsewhere(str(url.join(URL(target)).with_fragment(None)), for_good=status in FOR_GOOD)
    except ValueError:
        return Try(asked.failed(trail.where(f"the server redirects to {target[:200]!r}, which is not an address"), status=status))


async def _make_room(trail: Trail, deadline: asyncio.Timeout) -> None:
    """Wait for a place for a large body; the wait is not the server's fault, so the deadline moves by it."""
    when, began = deadline.when() or 0.0, asyncio.get_running_loop().time()
    deadline.reschedule(None)
    await trail.load.grow()
    deadline.reschedule(when + asyncio.get_running_loop().time() - began)


def _told(found: Fetched, trail: Trail) -> Fetched:
    """A failure with the address it happened at where that is another, and the server whose wish it is to be left alone."""
    if not isinstance(found, FetchFailed):
        return found
    return replace(found, reason=trail.where(found.reason), origin=origin_of(trail.url) if found.hold_until is not None else None)


def _moved(found: Fetched, start: str, end: str, *, for_good: bool) -> Fetched:
    """Copy with the address it has moved to, where every hop said "for good" and none left TLS behind."""
    safe = end.startswith("https:") or not start.startswith("https:")
    if isinstance(found, FetchFailed) or start == end or not for_good or not safe:
        return found
    return replace(found, moved_to=end)
