"""Connections are kept where they will be used again, let go of where they stand idle, and one that died meanwhile harms nobody."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wireserver import Request, WireServer, reply

from ingest.dial.sockets import system_lookup
from ingest.fetch import Fetcher
from ingest.fetch.switchboard import Switchboard
from ingest.terms import Limits, Source, Transmission, Validators

if TYPE_CHECKING:
    from ingest.terms import Fetched

NOW = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)


def source(wire: WireServer) -> Source:
    """A source that may dial this server."""
    return Source(id="harbor", kind="feed", url=wire.url("/feed"), allow_private=(wire.authority,), spacing_s=0, deadline_s=5)


def test_a_host_in_use_is_kept_and_of_the_idle_ones_the_newest() -> None:
    async def run() -> list[bool]:
        board = Switchboard({}, system_lookup, kept=2)
        async with board.line((), "busy.example") as busy:
            used = []
            for number in range(4):
                async with board.line((), f"{number}.example") as session:
                    used.append(session)
            async with board.line((), "2.example") as again:
                assert again is used[2]
            closed = [session.closed for session in (busy, *used)]
        await board.close()
        assert all(session.closed for session in (busy, *used))
        return closed

    assert asyncio.run(run()) == [False, True, True, False, False]


def test_a_host_opened_for_one_source_is_another_line_than_for_others() -> None:
    async def run() -> None:
        board = Switchboard({}, system_lookup)
        async with board.line(("127.0.0.1:80",), "127.0.0.1") as opened, board.line((), "127.0.0.1") as closed:
            assert opened is not closed
        await board.close()

    asyncio.run(run())


def test_many_hosts_leave_few_connections_behind() -> None:
    async def run(wires: list[WireServer]) -> None:
        async with Fetcher(None, Limits(), "9.9") as fetcher:
            fetcher._switchboard._kept = 3
            for wire in wires:
                assert isinstance(await fetcher.fetch(source(wire), wire.url("/feed"), Validators(), NOW), Transmission)
            await asyncio.sleep(0.1)
            assert sum(wire.at_once for wire in wires) == 3

    with ExitStack() as stack:
        wires = [stack.enter_context(WireServer(host=f"127.0.0.{number}")) for number in range(2, 12)]
        for wire in wires:
            wire.serve("/feed", b"copy")
        asyncio.run(run(wires))


def test_a_kept_connection_that_the_server_hung_up_meanwhile_is_made_anew() -> None:
    """Two died here: the library itself would try one of them after the other."""
    served: set[int] = set()

    async def once_a_connection(request: Request, out: asyncio.StreamWriter) -> bool:
        if request.connection in served:
            return False
        served.add(request.connection)
        await asyncio.sleep(0.05)
        return await reply(out, 200, b"copy", {})

    async def run(wire: WireServer) -> list[Fetched]:
        url = wire.do("/feed", once_a_connection)
        async with Fetcher(None, Limits(), "9.9") as fetcher:
            await asyncio.gather(*(fetcher.fetch(source(wire), url, Validators(), NOW) for _ in range(2)))
            return [await fetcher.fetch(source(wire), url, Validators(), NOW)]

    with WireServer() as wire:
        (found,) = asyncio.run(run(wire))
        assert isinstance(found, Transmission), found
        assert len(served) == 3
