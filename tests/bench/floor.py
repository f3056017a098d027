"""The floor under fetching, in one process and without a store: a bare aiohttp loop, and our Fetcher with the decider.

Each asks every feed twice, first for its copy, then whether it changed; tells the processor's milliseconds of each round as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import TYPE_CHECKING

import aiohttp

from ingest.clock import now
from ingest.fetch import Fetcher, after
from ingest.terms import Limits, NotModified, Source, SourceState, Transmission, Validators

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

AT_ONCE = 32


async def _round(ask: Callable[[int], Awaitable[None]], count: int) -> float:
    """Every feed once, so many at a time; milliseconds of processor a feed."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def turn(number: int) -> None:
        async with gate:
            await ask(number)

    began = time.process_time()
    await asyncio.gather(*map(turn, range(count)))
    return (time.process_time() - began) / count * 1e3


async def bare(urls: list[str]) -> tuple[float, float]:
    """What the library alone costs."""
    marks: dict[int, str] = {}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, limit_per_host=2)) as session:

        async def ask(number: int) -> None:
            headers = {"If-None-Match": marks[number]} if number in marks else {}
            async with session.get(urls[number], headers=headers) as response:
                assert response.status == (304 if headers else 200)
                marks[number] = response.headers["ETag"]
                await response.read()

        return await _round(ask, len(urls)), await _round(ask, len(urls))


async def ours(urls: list[str]) -> tuple[float, float]:
    """The Fetcher and the decider, as the line calls them."""
    marks: dict[int, Validators] = {}
    sources = [Source(id=f"stand-{n}", kind="feed", url=url, allow_private=(url.split("/")[2],), spacing_s=0) for n, url in enumerate(urls)]
    async with Fetcher(None, Limits(), "bench") as fetcher:

        async def ask(number: int) -> None:
            source, known = sources[number], marks.get(number)
            found = await fetcher.fetch(source, urls[number], known or Validators(), now())
            assert isinstance(found, NotModified if known else Transmission), found
            marks[number] = found.validators
            after(source, SourceState(source=source.id), found, now())

        return await _round(ask, len(urls)), await _round(ask, len(urls))


if __name__ == "__main__":
    which, port, hosts, feeds = sys.argv[1], sys.argv[2], sys.argv[3].split(","), int(sys.argv[4])
    asked = [f"http://{hosts[n % len(hosts)]}:{port}/feed/{n}.rss" for n in range(feeds)]
    sys.stdout.write(json.dumps(asyncio.run({"bare": bare, "ours": ours}[which](asked))))
