"""Target `webhook`: one signed request a despatch, several side by side, dialed through the same guard as fetching.

No redirects, no cookies, bounded answers, one deadline over everything. What a receiver answers is judged in `verdicts`.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

from ingest.dial.guard import Blocked, fetchable
from ingest.dial.sockets import CONNECT_S, guarded_connector
from ingest.outbox.letters import BadSecret, keys_of, letter_of
from ingest.outbox.senders import abreast
from ingest.outbox.verdicts import verdict
from ingest.settings import ConfigError, reveal
from ingest.terms import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from ingest.outbox.letters import Letter
    from ingest.outbox.senders import Batch, Note, Outcome, Send
    from ingest.terms import Despatch, Target

ABREAST = 8  # requests to one receiver at a time, never two of one article
MOST_BYTES = 4096  # of an answer that are looked at
LISTEN_S = 1.0  # for the words of an answer whose verdict is known already


@asynccontextmanager
async def opened(target: Target, desk: str) -> AsyncIterator[Send]:
    """Who posts to a receiver, its connections kept as long as there is something to send."""
    async with aiohttp.ClientSession(
        connector=guarded_connector(target.allow_private, per_host=ABREAST),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
        auto_decompress=False,
        trace_configs=[_tracing()],
    ) as session:

        async def send(batch: Batch, note: Note) -> None:
            post = _Post(target, desk, session, batch.now)
            shut = post.why_not()
            if shut is None:
                await abreast(batch.rows, post.one, ABREAST, note)
            elif batch.rows:
                note(Refused(outbox_id=batch.rows[0].outbox_id, reason=shut, blames="target"))

        yield send


def keys_for(target: Target) -> tuple[bytes, ...]:
    """What a target's letters are signed with, read anew each time. Raises ConfigError or `BadSecret`, in words without the secret."""
    return keys_of(reveal(target.secret)) if target.secret else ()


@dataclass(slots=True)
class _Post:
    """One batch on its way to one receiver."""

    target: Target
    desk: str
    session: aiohttp.ClientSession
    now: datetime
    keys: Sequence[bytes] = field(default=())

    def why_not(self) -> str | None:
        """Why nothing at all may be posted: an address that may not be dialed, a secret that is not there."""
        try:
            self.keys = keys_for(self.target)
        except (ConfigError, BadSecret) as failure:
            return str(failure)
        return fetchable(self.target.url or "", self.target.allow_private)

    async def one(self, row: Despatch) -> Outcome:
        """One despatch: what the receiver said, or why it said nothing."""
        letter, context = letter_of(row, self.desk, self.keys, self.now), _Context()
        try:
            async with asyncio.timeout(self.target.deadline_s):
                try:
                    return await self._ask(row, letter, context)
                except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                    if not context.kept:
                        raise
                # The receiver hung up a connection that stood idle between two requests; that is no fault of anybody's.
                return await self._ask(row, letter, _Context())
        except TimeoutError:
            says = f"{_where(self.target)} gave no answer within {self.target.deadline_s:g} s"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            says = f"{_where(self.target)}: {_broken(error)}"
        return Refused(outbox_id=row.outbox_id, reason=says, blames="target")

    async def _ask(self, row: Despatch, letter: Letter, context: _Context) -> Outcome:
        async with self.session.post(
            self.target.url or "", data=letter.body, headers=letter.headers, allow_redirects=False, trace_request_ctx=context
        ) as answer:
            words = await _beginning(answer)
            return verdict(row, _where(self.target), answer.status, answer.headers, words, self.now)


@dataclass(slots=True)
class _Context:
    """What is known of one request's connection: whether it had been there before."""

    kept: bool = False


def _tracing() -> aiohttp.TraceConfig:
    config = aiohttp.TraceConfig()

    async def kept(_session: object, context: object, _params: object) -> None:
        told = getattr(context, "trace_request_ctx", None)
        if isinstance(told, _Context):
            told.kept = True

    config.on_connection_reuseconn.append(kept)
    return config


async def _beginning(answer: aiohttp.ClientResponse) -> bytes:
    """The first words of an answer; its status stands, so who drags on with them is not waited for."""
    found = bytearray()
    with suppress(aiohttp.ClientError, OSError, TimeoutError):
        async with asyncio.timeout(LISTEN_S):
            while len(found) < MOST_BYTES and (part := await answer.content.read(MOST_BYTES - len(found))):
                found += part
    if not answer.content.at_eof():
        answer.close()
    return bytes(found)


def _where(target: Target) -> str:
    """The receiver's address without its query, which may hold a token."""
    return str(URL(target.url or "").with_query(None).with_fragment(None))


def _broken(error: Exception) -> str:
    """Why a request broke off, on one line."""
    if isinstance(error, aiohttp.ClientConnectorError):
        inner = error.os_error
        said = str(inner) if isinstance(inner, Blocked) else f"no connection ({inner.strerror or inner})"
    elif isinstance(error, aiohttp.ServerDisconnectedError):
        said = "it hung up without an answer"
    else:
        said = f"the request broke off ({str(error) or type(error).__name__})"
    return " ".join(said.split())[:200]
