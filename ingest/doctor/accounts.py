"""Accounts on other machines: passwords, keys and known hosts that can't be read, before a run stumbles over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.dial.guard import fetchable
from ingest.doctor.terms import Fault
from ingest.outbox.letters import BadSecret, keys_of
from ingest.settings import ConfigError, reveal
from ingest.settings.kinds import KINDS
from ingest.terms import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.doctor.terms import House
    from ingest.terms import Target


def accounts(house: House) -> Iterator[Fault]:
    """Whether what sources and targets sign in with can be read."""
    if house.config is None:
        return
    for source in house.config.sources:
        if source.enabled:
            yield from _account(f"Source {source.id!r} can't sign in", source)
            yield from _overheard(source)
    for target in house.config.targets:
        yield from _account(f"Target {target.id!r} can't sign in", target)
        yield from _seal(target)


def _seal(target: Target) -> Iterator[Fault]:
    """Whether a webhook can be signed, and its address dialed."""
    try:
        if target.secret is not None:
            keys_of(reveal(target.secret))
    except (BadSecret, ConfigError) as wrong:
        remedy = "put the secret there, readable by the user that runs the line, 16 bytes of it at the least"
        yield Fault(what=f"Target {target.id!r} can't sign what it sends", why=str(wrong), remedy=remedy)
    why = fetchable(target.url, target.allow_private) if target.kind == "webhook" and target.url else None
    if why is not None:
        remedy = "correct its `url` in pipeline.toml, or name its HOST:PORT in `allow_private` of that row"
        yield Fault(what=f"Target {target.id!r} may not be dialed", why=why, remedy=remedy)


def _account(what: str, who: Source | Target) -> Iterator[Fault]:
    """What is missing of one account."""
    try:
        if who.password is not None:
            reveal(who.password)
    except ConfigError as wrong:
        yield Fault(what=what, why=str(wrong), remedy="put the password there, readable by the user that runs the line")
    for path, kind in ((who.key, "private key"), (who.known_hosts, "list of known servers")):
        if path is not None and (why := _unreadable(path)):
            remedy = f"put the {kind} there, or correct its path"
            if kind != "private key":
                remedy += f"; {_look(who)} shows the line of the server's key"
            yield Fault(what=what, why=f"{path} {why}", remedy=remedy)
    yield from _stranger(what, who)


def _stranger(what: str, who: Source | Target) -> Iterator[Fault]:
    """Whether an sftp server's key stands in the list of known servers."""
    from ingest.dial.ssh import BadLine, knows

    if who.known_hosts is None or _unreadable(who.known_hosts):
        return
    remedy = f"{_look(who)} shows the line of the server's key; put it there once its keepers have told you the same fingerprint"
    try:
        why = None if knows(who) else f"no line of {who.known_hosts} is for the server of {who.url}"
    except BadLine as wrong:
        why = str(wrong)
    if why is not None:
        yield Fault(what=what, why=why, remedy=remedy)


def _look(who: Source | Target) -> str:
    """The command that dials it and says what it meets."""
    return f"`sources check {who.id}`" if isinstance(who, Source) else f"`outbox test {who.id}`"


def _overheard(source: Source) -> Iterator[Fault]:
    """Whether a password crosses the open net where anybody on the way can read it."""
    scheme = (source.url or "").partition("://")[0]
    if scheme in KINDS[source.kind].clear and source.password is not None and not source.allow_private:
        why = f"{source.url} takes its password as it is, and everybody on the way can read it"
        remedy = "ask the agency for ftps:// or sftp://, and for a new password then"
        yield Fault(what=f"Source {source.id!r} signs in in the clear", why=why, remedy=remedy, grave=False)


def _unreadable(path: Path) -> str | None:
    """Why a file can't be used."""
    try:
        with path.open("rb") as file:
            return None if file.read(1) else "is empty"
    except OSError as failure:
        return f"can't be read ({failure.strerror})"
