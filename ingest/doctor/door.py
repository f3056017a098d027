"""The machines' door: secrets that can't be read, a place that is taken, pushed copy that nobody reads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ingest.amounts import many
from ingest.doctor.newsroom import RUNS
from ingest.doctor.terms import Fault
from ingest.settings import ConfigError, reveal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.doctor.terms import House

LATE = timedelta(hours=1)


def secrets(house: House) -> Iterator[Fault]:
    """Whether the secrets that senders sign with, and the token that pullers show, can be read."""
    if house.config is None:
        return
    needed = [
        (f"Source {one.id!r} turns its senders away", one.secret) for one in house.config.sources if one.kind == "push" and one.enabled
    ]
    for what, secret in [*needed, ("The door turns away whoever pulls", house.config.door.token)]:
        try:
            if secret is not None:
                reveal(secret)
        except ConfigError as wrong:
            yield Fault(what=what, why=str(wrong), remedy="put the secret there, readable by the user that runs `serve`; senders try again")


def listens(house: House) -> Iterator[Fault]:
    """Whether our door answers where somebody should push, or something else does."""
    from ingest.listening.probe import who_listens  # the server is only needed where there is a source that waits for it

    pushed = [one.id for one in house.config.sources if one.kind == "push" and one.enabled] if house.config else []
    if house.config is None or not pushed:
        return
    place = house.config.door.listen
    found = who_listens(place)
    if found == "other":
        remedy = "end it, or name another place as `listen` of the [door] table"
        yield Fault(what="The door's place is taken", why=f"another program listens at {place}", remedy=remedy)
    elif found == "nobody":
        why = f"nobody listens at {place}, so nothing can be pushed to {', '.join(pushed)}"
        yield Fault(what="The door is shut", why=why, remedy="start `serve`, or `door` beside a timer", grave=False)


def backlog(house: House) -> Iterator[Fault]:
    """Whether what was pushed is read."""
    on = {one.id for one in house.config.sources if one.kind == "push" and one.enabled} if house.config else set()
    for one in house.store.backlog().values() if house.store else ():
        why = many(one.waiting, "file") + (f", the oldest since {one.oldest:%Y-%m-%d %H:%M} UTC" if one.oldest else "")
        if one.source not in on:
            remedy = f"put [[source]] {one.source!r} back, or enable it; the next run reads them"
            yield Fault(what=f"What was pushed to {one.source!r} waits, and no such source is on", why=why, remedy=remedy, grave=False)
        elif one.oldest is not None and house.now - one.oldest > LATE:
            yield Fault(what=f"What was pushed to {one.source!r} is not read", why=why, remedy=f"`run` reads it; {RUNS}")
