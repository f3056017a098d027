"""The HTTP transport: one polite question at a time, which no server can hurt.

Conditional GET, our own short redirect path, one deadline over everything, bodies bounded while they stream, no cookies, no referrer.
A bad server never raises: what it did comes back as a `FetchFailed` in words.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import aiohttp
from tenacity import AsyncRetrying, retry_if_result, stop_after_attempt, wait_incrementing
from yarl import URL

from ingest.fetch.answers import REDIRECTS, WITH_BODY, Asked, bodiless, with_body
from ingest.fetch.body import ACCEPTED, BadBody, whole
from ingest.fetch.dial import CONNECT_S, guarded_connector, system_lookup
from ingest.fetch.guard import fetchable
from ingest.fetch.pacing import Pacer
from ingest.fetch.trail import Trail, passing
from ingest.terms import FetchFailed, Hop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime
    from types import SimpleNamespace, TracebackType

    from tenacity import RetryCallState

    from ingest.fetch.dial import Lookup
    from ingest.terms import Fetched, Limits, Source, Validators

MAX_HOPS = 4
TRIES = 3
TRY_AGAIN = frozenset({502, 504})
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.9, */*;q=0.5"
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class _Try:
    """One try's end, and whether a second one a moment later may end better."""

    fetched: Fetched
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The server names another address."""

    url: str


class Fetcher:
    """Asks servers for copy. One for a whole pass: it keeps the connections and the pace of every host."""

    def __init__(
        self, contact: str | None, limits: Limits, version: str, *, pacer: Pacer | None = None, lookup: Lookup = system_lookup
    ) -> None:
        """Know how to introduce ourselves, what an answer may cost, the pace, and how names are looked up."""
        told = "".join(c for c in contact or "" if c.isascii() and c.isprintable() and c not in "()")
        self._agent = f"Copytaster/{version} (+{told})" if told else f"Copytaster/{version}"
        self._limits, self._lookup = limits, lookup
        self._pacer = pacer or Pacer()
        self._sessions: dict[tuple[str, ...], aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        """Ready to ask."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def fetch(self, source: Source, url: str, known: Validators, now: datetime) -> Fetched:
        """Ask for an address on behalf of a source, telling the server what is known of it.

        Ends within the source's `deadline_s`; the wait for a turn with the host is not counted.
        """
        asked, trail = Asked(source, url, known, now), Trail(url)
        try:
            async with asyncio.timeout(source.deadline_s) as deadline:
                found = await self._patiently(asked, trail, deadline)
        except TimeoutError:
            found = trail.failed or asked.failed(trail.late(source.deadline_s), connected=trail.connected)
        return replace(found, hops=tuple(trail.hops)) if trail.hops else found

    async def _patiently(self, asked: Asked, trail: Trail, deadline: asyncio.Timeout) -> Fetched:
        """One or two quick tries more where the fault may pass; longer waits are the schedule's business."""
        tries = AsyncRetrying(
            stop=stop_after_attempt(TRIES),
            wait=wait_incrementing(start=0.2, increment=0.4),
            retry=retry_if_result(_may_pass),
            retry_error_callback=_last_try,
        )
        end: _Try = await tries(self._follow, asked, trail, deadline)
        return end.fetched

    async def _follow(self, asked: Asked, trail: Trail, deadline: asyncio.Timeout) -> _Try:
        """Ask, and go where the server points, at most four hops and never in a circle."""
        url, seen = asked.url, {asked.url}
        trail.hops.clear()
        for _ in range(MAX_HOPS + 1):
            trail.ask(url)
            why = fetchable(url, asked.source.allow_private)
            if why:
                return _Try(asked.failed(trail.where(why), connected=trail.connected))
            answer = await self._once(asked, URL(url), trail, deadline)
            if isinstance(answer, _Try):
                trail.failed = answer.fetched if isinstance(answer.fetched, FetchFailed) else None
                return answer
            url = answer.url
            if url in seen:
                return _Try(asked.failed(f"the server redirects in a circle, by way of {url[:200]}"))
            seen.add(url)
        return _Try(asked.failed(f"the server redirects more than {MAX_HOPS} times"))

    async def _once(self, asked: Asked, url: URL, trail: Trail, deadline: asyncio.Timeout) -> _Try | _Elsewhere:
        """One request, in its turn."""
        when = deadline.when() or 0.0
        deadline.reschedule(None)
        async with self._pacer.turn(url.host or "", asked.source.spacing_s) as waited:
            deadline.reschedule(when + waited)
            trail.ask(trail.url)
            try:
                return await self._answer(asked, url, trail)
            except (aiohttp.ClientError, BadBody, OSError, ValueError) as error:
                return _Try(asked.failed(trail.broken(error), connected=trail.connected), again=passing(error))

    async def _answer(self, asked: Asked, url: URL, trail: Trail) -> _Try | _Elsewhere:
        session = self._session(asked.source.allow_private)
        async with session.get(url, headers=asked.headers(), allow_redirects=False, trace_request_ctx=trail) as response:
            trail.reach()
            status, headers = response.status, response.headers
            if status in REDIRECTS:
                trail.hops.append(Hop(str(url), status))
                return _elsewhere(asked, url, status, headers, trail)
            if status not in WITH_BODY:
                found = bodiless(asked, status, headers)
                return _Try(_told(found, trail), again=status in TRY_AGAIN)
            body = await whole(_chunks(response), headers.get("Content-Encoding", ""), self._limits.bytes, trail.arrived)
            return _Try(_told(with_body(asked, str(response.url), body, headers), trail))

    def _session(self, opened: tuple[str, ...]) -> aiohttp.ClientSession:
        """The session of the sources that open the same private pairs."""
        if opened not in self._sessions:
            self._sessions[opened] = aiohttp.ClientSession(
                connector=guarded_connector(opened, self._lookup),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self._agent, "Accept": ACCEPT, "Accept-Encoding": ACCEPTED},
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
                auto_decompress=False,
                trace_configs=[_tracing()],
            )
        return self._sessions[opened]


async def _chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    async for chunk in response.content.iter_chunked(CHUNK):
        yield chunk


def _elsewhere(asked: Asked, url: URL, status: int, headers: Mapping[str, str], trail: Trail) -> _Try | _Elsewhere:
    target = headers.get("Location", "").strip()
    if not target:
        return _Try(asked.failed(trail.where(f"the server answered {status} (redirect) without saying where to"), status=status))
    try:
        return _Elsewhere(str(url.join(URL(target)).with_fragment(None)))
    except ValueError:
        return _Try(asked.failed(trail.where(f"the server redirects to {target[:200]!r}, which is not an address"), status=status))


def _told(found: Fetched, trail: Trail) -> Fetched:
    """A failure after a redirect names the address it happened at."""
    if not isinstance(found, FetchFailed) or trail.url == trail.start:
        return found
    return FetchFailed(
        source=found.source,
        url=found.url,
        reason=trail.where(found.reason),
        status=found.status,
        gone=found.gone,
        hold_until=found.hold_until,
    )


def _may_pass(end: _Try) -> bool:
    return end.again


def _last_try(state: RetryCallState) -> _Try:
    """When the tries are used up, the last one's end stands."""
    if state.outcome is None:  # tenacity calls this only after a try
        raise RuntimeError("no try was made")
    end: _Try = state.outcome.result()
    return end


def _tracing() -> aiohttp.TraceConfig:
    """Tell the trail when a connection stands, so that a deadline can say whether there was one."""
    config = aiohttp.TraceConfig()

    async def reached(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: object) -> None:
        context.trace_request_ctx.reach()

    config.on_connection_create_end.append(reached)
    config.on_connection_reuseconn.append(reached)
    return config
