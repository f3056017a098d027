"""A connection by ssh: only to where the guard allows, only to the server whose key stands in `known_hosts`, only as the account says.

Nothing of the machine's own ssh is used: no agent, no ~/.ssh, no configuration.
"""

from __future__ import annotations

import asyncio
import os
import re
import stat
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import asyncssh
from yarl import URL

from ingest.dial.guard import Blocked
from ingest.dial.sockets import guarded_socket
from ingest.settings import reveal
from ingest.settings.problems import ConfigError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ingest.terms import Secret

PORT = 22
# How the reason reads that `shown_key` mends.
BAD_KEY = re.compile("a key that does not stand in|another key than|must hold the server's key")
LARGEST = 100_000  # bytes of a key
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


class BadLine(NoLine):
    """No connection until somebody mends something: our own files, an address that may not be dialed, a server that we don't know."""


class NotLetIn(BadLine):
    """The server does not take the account: trying again at once may lock it."""


@dataclass(frozen=True, slots=True)
class HostKey:
    """The key that a server shows, before anybody has vouched for it: its fingerprint, and its line for a known_hosts file."""

    fingerprint: str
    line: str

    def vouched(self, account: Account) -> str:
        """What to do before it is believed."""
        try:
            place = f"put this line in the place of the server's old one in {account.known_hosts}" if knows(account) else None
        except BadLine:
            place = None
        where = f"{place or f'put this line into {account.known_hosts}'}: {self.line}"
        return f"ask those who keep the server whether its key is {self.fingerprint}; if it is, {where}"


def knows(account: Account) -> bool:
    """Whether a key stands in an account's list of known servers for the server of its address. Raises `BadLine`."""
    address = URL(account.url or "")
    host_keys, authorities, *_ = _known_hosts(account.known_hosts).match(address.raw_host or "", "", address.explicit_port or PORT)
    return bool(host_keys or authorities)


async def shown_key(account: Account) -> HostKey | None:
    """The key that a server shows, for people to compare with what its keepers say; None where it shows none."""
    address = URL(account.url or "")
    host, port = address.raw_host or "", address.explicit_port or PORT
    try:
        async with asyncio.timeout(account.deadline_s):
            wire = await guarded_socket(host, port, account.allow_private)
            key = await asyncssh.get_server_host_key(host, port, sock=wire, config=None)
    except (asyncssh.Error, OSError, TimeoutError):
        return None
    if key is None:
        return None
    name = host if port == PORT else f"[{host}]:{port}"
    return HostKey(key.get_fingerprint(), f"{name} {key.export_public_key().decode().strip()}")


@asynccontextmanager
async def ssh_line(account: Account) -> AsyncIterator[asyncssh.SSHClientConnection]:
    """A connection that stands, closed at the end. Raises `NoLine`."""
    address = URL(account.url or "")
    host, port = address.raw_host or "", address.explicit_port or PORT
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


def _private_key(path: Path, password: str | None) -> asyncssh.SSHKey:
    """A private key that nobody else can read, opened by the password where it is locked. Raises `BadLine`."""
    try:
        with path.open("rb") as file:
            bare = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o007
            key = asyncssh.import_private_key(file.read(LARGEST), password)
    except (OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as failure:
        raise BadLine(f"{path} is no private key that can be used ({in_words(failure)}); name the right file in `key`") from failure
    if bare:
        raise BadLine(f"everybody on this machine may read the key {path}; say: chmod o-rwx {path}")
    return key


def _known_hosts(path: Path | None) -> asyncssh.SSHKnownHosts:
    """The servers we know. Raises `BadLine` where the file can't be read: without it nobody is known."""
    try:
        return asyncssh.read_known_hosts(str(path))
    except (OSError, ValueError) as failure:
        raise BadLine(f"{path} can't be read ({in_words(failure)}); it must hold the server's key as OpenSSH writes it") from failure


async def _connect(account: Account, host: str, port: int) -> asyncssh.SSHClientConnection:
    """Dial, check the server's key, sign in."""
    try:
        password = reveal(account.password) if account.password else None
        keys = [_private_key(account.key, password)] if account.key else None
        known = _known_hosts(account.known_hosts)
        wire = await guarded_socket(host, port, account.allow_private)
    except (Blocked, ConfigError, ValueError) as failure:
        raise BadLine(in_words(failure)) from failure
    except NoLine:
        raise
    except OSError as failure:
        raise NoLine(in_words(failure)) from failure
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
        shows = "another key than the one that stands for it" if knows(account) else "a key that does not stand"
        raise BadLine(f"{host}:{port} shows {shows} in {account.known_hosts}; nothing was sent") from failure
    except asyncssh.PermissionDenied as failure:
        raise NotLetIn(f"{host}:{port} does not let {account.user} in ({in_words(failure)})") from failure
    except (asyncssh.Error, OSError) as failure:
        raise NoLine(f"no connection to {host}:{port} ({in_words(failure)})") from failure
