"""Places: so many hosts at once, two turns of each, and nobody keeps a place while others wait for long."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ingest.pipeline.places import Places

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Street:
    """Hosts whose turns end when a test says so."""

    def __init__(self, hosts: int, stay_s: float = 10.0) -> None:
        self.now = 0.0
        self.places = Places(hosts, stay_s=stay_s, clock=lambda: self.now)
        self.inside: list[str] = []
        self.ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    def come(self, *turns: str) -> None:
        """Turns named by host and number: `a1`."""
        for turn in turns:
            self.ends[turn] = asyncio.Event()
            self.tasks[turn] = asyncio.create_task(self._turn(turn))

    async def _turn(self, turn: str) -> None:
        async with self.places.turn(turn[0]):
            self.inside.append(turn)
            await self.ends[turn].wait()
            self.inside.remove(turn)

    async def end(self, *turns: str) -> list[str]:
        """Turns end; who is inside then."""
        for turn in turns:
            self.ends[turn].set()
        return await self.look()

    async def look(self) -> list[str]:
        """Who is inside once everybody has moved."""
        for _ in range(6):
            await asyncio.sleep(0)
        return sorted(self.inside)


def on_the_street(story: Callable[[], Awaitable[None]]) -> None:
    async def told() -> None:
        await story()

    asyncio.run(told())


def test_two_turns_of_a_host_and_so_many_hosts_are_inside() -> None:
    async def story() -> None:
        street = Street(2)
        street.come("a1", "b1", "c1", "a2", "b2", "c2", "a3")
        assert await street.look() == ["a1", "a2", "b1", "b2"]
        assert await street.end("a1") == ["a2", "a3", "b1", "b2"]
        assert await street.end("a2", "a3") == ["b1", "b2", "c1", "c2"]

    on_the_street(story)


def test_a_host_whose_time_is_up_goes_to_the_end_of_the_line() -> None:
    async def story() -> None:
        street = Street(1)
        street.come("a1", "a2", "a3", "b1")
        assert await street.look() == ["a1", "a2"]
        street.now = 11.0
        assert await street.end("a1") == ["a2"]
        assert await street.end("a2") == ["b1"]
        assert await street.end("b1") == ["a3"]

    on_the_street(story)


def test_a_host_stays_while_nobody_else_waits() -> None:
    async def story() -> None:
        street = Street(1)
        street.come("a1", "a2", "a3")
        street.now = 99.0
        await street.look()
        assert await street.end("a1") == ["a2", "a3"]

    on_the_street(story)


def test_a_turn_that_is_called_off_leaves_its_place_to_the_next() -> None:
    async def story() -> None:
        street = Street(1)
        street.come("a1", "b1", "c1")
        await street.look()
        street.tasks["b1"].cancel()
        street.tasks["a1"].cancel()
        assert await street.look() == ["a1", "c1"]  # a1 was cut off before it could say so
        street.come("d1")
        assert "d1" in await street.end("c1")

    on_the_street(story)
