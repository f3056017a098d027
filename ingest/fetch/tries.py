"""Second tries: one or two quick ones where a fault may pass by itself; longer waits are the schedule's business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tenacity import RetryCallState

    from ingest.terms import Fetched

TRIES = 3


@dataclass(frozen=True, slots=True)
class Try:
    """One try's end, and whether a second one a moment later may end better."""

    fetched: Fetched
    again: bool = False


async def patiently(once: Callable[[], Awaitable[Try]]) -> Try:
    """The end of the last try that was worth making. Hardly any request needs a second one, so the library waits for that too."""
    first = await once()
    if not first.again:
        return first
    from tenacity import AsyncRetrying, retry_if_result, stop_after_attempt, wait_incrementing

    made = [first]

    async def next_try() -> Try:
        return made.pop() if made else await once()

    tries = AsyncRetrying(
        stop=stop_after_attempt(TRIES),
        wait=wait_incrementing(start=0.2, increment=0.4),
        retry=retry_if_result(_may_pass),
        retry_error_callback=_last_try,
    )
    end: Try = await tries(next_try)
    return end


def _may_pass(end: Try) -> bool:
    return end.again


def _last_try(state: RetryCallState) -> Try:
    """When the tries are used up, the last one's end stands."""
    if state.outcome is None:  # tenacity calls this only after a try
        raise RuntimeError("no try was made")
    end: Try = state.outcome.result()
    return end
