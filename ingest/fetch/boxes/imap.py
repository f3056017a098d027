"""The mailbox transport: messages in the order of their numbers, flags untouched, none twice; moved away only once they are filed.

A message is known by its mailbox's UIDVALIDITY, its UID and its size. A connection that breaks is made anew a few times; what came
before stays. A refused password is not tried again for a while: servers lock accounts.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from ingest.dial.guard import Blocked
from ingest.dial.sockets import dialed, system_lookup
from ingest.fetch.body import people
from ingest.fetch.imap_rest import Rest
from ingest.fetch.imap_session import Account, Session
from ingest.fetch.imap_wire import Dropped, LoginRefused, MailTrouble, Refusal, TooLong, Unserved
from ingest.fetch.manners import LOCKED_FOR, origin_of
from ingest.fetch.names import safe
from ingest.journal import Event, tell
from ingest.settings import reveal
from ingest.settings.problems import ConfigError
from ingest.terms import FetchFailed, Transmission

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from datetime import datetime

    from ingest.dial.sockets import Lookup
    from ingest.fetch.box import Taken
    from ingest.fetch.imap_words import Listed, Message
    from ingest.terms import Limits, Source


T = TypeVar("T")
WINDOW = 2000  # messages listed at once
DROPS = 5  # broken connections in a row after which the server is left alone until the next pass
DROPS_A_TURN = 100
PAUSE_S = 0.1  # before a new connection; doubled each time
MOST_MESSAGES = 10_000_000


class Mailbox:
    """A mailbox on a server, for one turn."""

    def __init__(self, source: Source, limits: Limits, lookup: Lookup = system_lookup) -> None:
        """Know which; nothing is asked yet."""
        self._source, self._limits, self._lookup = source, limits, lookup
        self._account = Account.of(source)
        self._away = str(source.move_to) if source.move_to else None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"mailbox {source.id}")
        self._session: Session | None = None
        self._validity = 0
        self._drops = self._dropped = 0
        self._met = self._ended = False
        self._filed: list[int] = []

    async def arrivals(self, taken: Taken, now: datetime) -> AsyncIterator[Transmission | FetchFailed]:
        """The messages that were not taken yet, in the order of their numbers; at most `limits.files` of them."""
        try:
            fresh, left = await self._survey(taken)
            self._filed += left
            for large in [one for one in fresh if one.size > self._limits.bytes]:
                yield self._refused(large, f"it has {people(large.size)}, more than limits.bytes allows; it was not fetched")
            async for one in self._fetched([one for one in fresh if one.size <= self._limits.bytes], now):
                yield one
            await self._move()
        except MailTrouble as trouble:
            yield self._shut(trouble, now)
        except Blocked as closed:
            yield self._shut(Refusal(str(closed)), now)
        except ConfigError as missing:
            self._met = True  # the fault is ours: no net and no server is to be blamed
            yield self._shut(Refusal(str(missing)), now)

    async def put_away(self, sent: Transmission) -> str | None:
        """Remember a filed message to be moved with others before the next are fetched; a kill leaves it to the next pass."""
        if self._away is not None and sent.key is not None:
            self._filed.append(int(sent.key.partition("|")[0].partition(".")[2]))
        return None

    async def beside(self, feed: Transmission, href: str, now: datetime) -> Transmission | FetchFailed | None:
        """A mail's links lead elsewhere."""
        return None

    def give_up(self) -> None:
        """Ask nothing more of the server."""
        self._ended = True

    async def close(self) -> None:
        """Move what is filed, and leave."""
        try:
            if not self._ended:
                await self._move()
            if self._session is not None and not self._ended:
                await self._wait(self._session, self._session.close)
        except (MailTrouble, Blocked, ConfigError) as trouble:
            self._left_there(str(trouble))
        finally:
            self._hang_up()
            self._thread.shutdown(wait=False)

    # --- what is new ------------------------------------------------------------------------------------------------
    async def _survey(self, taken: Taken) -> tuple[list[Listed], list[int]]:
        """The new messages, and those that were filed before and are still to be moved."""
        while True:
            try:
                found = await self._surveyed(taken)
            except Dropped:
                continue
            self._drops = 0
            return found

    async def _surveyed(self, taken: Taken) -> tuple[list[Listed], list[int]]:
        """One listing, some thousand at a time, until a pass has enough."""
        fresh: list[Listed] = []
        left: list[int] = []
        exists = min(await self._do(lambda session: session.exists), MOST_MESSAGES)
        for first in range(1, exists + 1, WINDOW):
            found = await self._do(partial(Session.listing, first=first, last=min(first + WINDOW - 1, exists)))
            keys = {self._key(one): one for one in found}
            known = taken(list(keys))
            fresh += [one for key, one in keys.items() if key not in known]
            left += [one.uid for key, one in keys.items() if key in known] if self._away is not None else []
            if not found or len(fresh) >= self._limits.files:
                break
        return fresh[: self._limits.files], left

    async def _fetched(self, fresh: Sequence[Listed], now: datetime) -> AsyncIterator[Transmission | FetchFailed]:
        """The messages, bunch by bunch; those that break a bunch off are told once the server has shown that it is not to blame."""
        rest = Rest(list(fresh))
        while rest.waiting:
            await self._move()
            bunch = rest.bunch()
            try:
                found = await self._do(partial(self._fetch, bunch=bunch))
            except (Dropped, TooLong, Unserved) as trouble:
                rest.broke(bunch, trouble)
                continue
            self._drops = 0
            for bad, why in rest.done(bunch):
                yield self._refused(bad, why)
            for sent in self._transmissions(bunch, found, now):
                yield sent
        if rest.spoiled:  # they were the last: is it they that are bad, or the server?
            await self._do(Session.alive)
            for bad, why in rest.done(()):
                yield self._refused(bad, why)

    def _fetch(self, session: Session, bunch: Sequence[Listed]) -> dict[int, Message]:
        """A bunch, no larger than its mailbox says it is; a little more, for some servers round."""
        largest = self._limits.bytes
        return session.fetch([one.uid for one in bunch], largest, sum(one.size for one in bunch) + largest)

    def _transmissions(self, bunch: Sequence[Listed], found: dict[int, Message], now: datetime) -> Iterator[Transmission]:
        """What came of a bunch, in its order."""
        for one in bunch:
            message = found.get(one.uid)
            if message is None:
                tell(Event.FILE_REFUSED, source=self._source.id, reason=f"{self._name(one.uid)} is listed, but the server did not send it")
                continue
            yield Transmission(
                source=self._source.id,
                data=message.data,
                received=now,
                name=self._name(one.uid),
                media_type="message/rfc822",
                key=self._key(one),
                modified=message.dated,
            )

    # --- what is done with -------------------------------------------------------------------------------------------
    async def _move(self) -> None:
        """Move what is filed; what can't be moved stays, and is tried again at the next pass."""
        while self._filed and self._away is not None:
            some, self._filed = self._filed[:WINDOW], self._filed[WINDOW:]
            try:
                await self._do(partial(Session.move, uids=some, to=self._away))
            except (Dropped, Refusal) as trouble:
                self._left_there(trouble.says)
                self._filed = []
                if isinstance(trouble, Refusal):
                    self._away = None

    def _left_there(self, why: str) -> None:
        if self._away is not None:
            tell(Event.FILE_REFUSED, source=self._source.id, reason=f"filed messages stay where they are until the next pass: {why}")

    # --- the connection ----------------------------------------------------------------------------------------------
    async def _do(self, verb: Callable[[Session], T]) -> T:
        """One verb on an open session. A connection that breaks is Dropped; too many of them are the server's refusal."""
        try:
            session = self._session or await self._opened()
            return await self._wait(session, partial(verb, session))
        except TooLong as more:
            self._hang_up()
            self._count(more)
            raise
        except Dropped as drop:
            self._hang_up()
            self._count(drop)
            await asyncio.sleep(PAUSE_S * 2 ** (self._drops - 1))
            raise

    def _count(self, trouble: MailTrouble) -> None:
        """Count a broken connection; one too many ends the turn."""
        self._drops += 1
        self._dropped += 1
        if self._drops >= DROPS or self._dropped >= DROPS_A_TURN:
            broke = f"{self._drops} connections in a row broke, {self._dropped} in all" if self._met else f"tried {self._drops} times"
            raise Refusal(f"{trouble.says}; {broke}")

    async def _opened(self) -> Session:
        """A new connection with the mailbox open; its numbers must be those that were listed."""
        password = reveal(self._source.password) if self._source.password else ""
        try:
            sock, trusted = await dialed(self._account.host, self._account.port, self._source.allow_private, self._lookup)
        except Blocked:
            raise
        except OSError as error:
            raise Dropped(str(error)) from None
        self._met = True
        session = Session(self._account, self._source.deadline_s)
        sock.setblocking(True)  # noqa: FBT003 - whoever waits on it does so in a thread
        session.hold(sock)
        opening = partial(session.open, password, trusted=trusted, writing=self._away is not None)
        try:
            await self._wait(session, opening)
        except MailTrouble:
            self._hang_up(session)
            raise
        if self._validity not in (0, session.validity):
            self._hang_up(session)
            raise Refusal("the mailbox was made anew while it was read; the next pass reads it from its beginning")
        self._session, self._validity = session, session.validity
        return session

    async def _wait(self, session: Session, verb: Callable[[], T]) -> T:
        """Wait for a thread; who stops waiting ends the connection, and the thread with it."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, verb)
        except asyncio.CancelledError:
            self._ended = True
            self._hang_up(session)
            raise

    def _hang_up(self, session: Session | None = None) -> None:
        """End a connection; its thread lets go of the socket when it is done with it."""
        gone = session or self._session
        self._session = None
        if gone is not None:
            gone.cut()
            self._thread.submit(gone.drop)

    # --- words --------------------------------------------------------------------------------------------------------
    def _key(self, one: Listed) -> str:
        return f"{self._validity}.{one.uid}|{one.size}"

    def _name(self, uid: int) -> str:
        """What people call a message (RFC 5092, without the account)."""
        scheme = "imaps" if self._account.encrypted else "imap"
        return f"{scheme}://{self._account.host}/{safe(self._account.mailbox)};UIDVALIDITY={self._validity}/;UID={uid}"

    def _refused(self, one: Listed, why: str) -> FetchFailed:
        return FetchFailed(source=self._source.id, url=self._name(one.uid), reason=f"message {one.uid}: {why}")

    def _shut(self, trouble: MailTrouble, now: datetime) -> FetchFailed:
        """The mailbox as a whole can't be had."""
        self._ended = True
        url, reason, until = self._source.url or "", trouble.says, None
        if isinstance(trouble, LoginRefused) and not trouble.passing:
            until = now + LOCKED_FOR
            reason = f"the server refused the account {safe(self._account.user)} ({reason}); look at `user` and `password`"
        elif isinstance(trouble, LoginRefused):
            reason = f"the server can't tell now whether it knows the account ({reason}); it is tried again"
        origin = origin_of(url) if self._met else None
        return FetchFailed(source=self._source.id, url=url, reason=reason, connected=False, hold_until=until, origin=origin)


@asynccontextmanager
async def open_box(source: Source, limits: Limits, lookup: Lookup = system_lookup) -> AsyncIterator[Mailbox]:
    """A mailbox, open for a turn."""
    mailbox = Mailbox(source, limits, lookup)
    try:
        yield mailbox
    except BaseException:  # whoever is stopped does not begin to move messages
        mailbox.give_up()
        raise
    finally:
        await mailbox.close()
