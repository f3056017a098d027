"""A connection by ssh: only to where the guard allows, only to the server whose key stands in `known_hosts`, only as the account says.

Nothing of the machine's own ssh is used: no agent, no ~/.ssh, no configuration.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

import asyncssh
from yarl import URL

from ingest.dial.sockets import guarded_socket
from ingest.settings import reveal
from ingest.settings.problems import ConfigError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ingest.terms import Secret

PORT = 22
ALIVE_S = 15.0  # between two signs of life asked of the server


class Account(Protocol):
    """What both a source and a target say of their account on an ssh server."""

    @property
    def url(self) -> str | None:
        """The address: `sftp://host[:port]/folder`."""

    @property
    def user(self) -> str | None:
        """Who we are there."""

    @property
    def password(self) -> Secret | None:
        """Where the password stands."""

    @property
    def key(self) -> Path | None:
        """The file of our private key."""

    @property
    def known_hosts(self) -> Path | None:
        """The file with the server's key."""

    @property
    def allow_private(self) -> tuple[str, ...]:
        """The private pairs that may be dialed."""

    @property
    def deadline_s(self) -> float:
        """Seconds until a connection that does not stand is given up."""


class NoLine(OSError):
    """No connection: the server can't be reached, is not the one we know, or does not let us in; the text is the reason, in words."""


@asynccontextmanager
async def ssh_line(account: Account) -> AsyncIterator[asyncssh.SSHClientConnection]:
    """A connection that stands, closed at the end. Raises `NoLine`."""
    address = URL(account.url or "")
    host, port = address.raw_host or "", address.port or PORT
    try:
        async with asyncio.timeout(account.deadline_s):
            line = await _connect(account, host, port)
    except TimeoutError as late:
        raise NoLine(f"no connection to {host}:{port} within {account.deadline_s:g} s") from late
    try:
        yield line
    finally:
        line.abort()


def in_words(failure: Exception) -> str:
    """What went wrong between us and an ssh server, on one line and not too long."""
    said = getattr(failure, "reason", None) or getattr(failure, "strerror", None) or str(failure) or type(failure).__name__
    return " ".join(str(said).split())[:200]


async def _connect(account: Account, host: str, port: int) -> asyncssh.SSHClientConnection:
    """Dial, check the server's key, sign in."""
    try:
        keys = [asyncssh.read_private_key(account.key)] if account.key else None
        password = reveal(account.password) if account.password else None
        known = asyncssh.read_known_hosts(str(account.known_hosts))
        wire = await guarded_socket(host, port, account.allow_private)
    except asyncssh.KeyImportError as failure:
        raise NoLine(f"{account.key} is no private key that can be used ({in_words(failure)})") from failure
    except (ConfigError, ValueError) as failure:
        raise NoLine(in_words(failure)) from failure
    except OSError as failure:
        raise NoLine(f"no connection to {host}:{port} ({in_words(failure)})") from failure
    try:
        return await asyncssh.connect(
            host,
            port,
            sock=wire,
            username=account.user or "",
            client_keys=keys,
            password=password,
            known_hosts=known,
            config=None,
            agent_path=None,
            gss_host=None,
            keepalive_interval=ALIVE_S,
            login_timeout=account.deadline_s,
        )
    except asyncssh.HostKeyNotVerifiable as failure:
        raise NoLine(f"{host}:{port} shows a key that does not stand in {account.known_hosts}; nothing was sent") from failure
    except asyncssh.PermissionDenied as failure:
        raise NoLine(f"{host}:{port} does not let {account.user} in ({in_words(failure)})") from failure
    except (asyncssh.Error, OSError) as failure:
        raise NoLine(f"no connection to {host}:{port} ({in_words(failure)})") from failure
