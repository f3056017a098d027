"""Another house's sftp server on loopback: asyncssh's own, in a folder, with a key, an account, and the habit of hanging up."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self, cast

import asyncssh

from ingest.terms import Secret, Target

if TYPE_CHECKING:
    import os
    from pathlib import Path
    from types import TracebackType

PASSWORD = "open-the-gate"  # noqa: S105 - invented


class _Accounts(asyncssh.SSHServer):
    """One account, by password."""

    def __init__(self, house: SftpHouse) -> None:
        self._house = house

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Count the connections."""
        self._house.connections.append(conn)

    def begin_auth(self, username: str) -> bool:
        """Everybody has to show something."""
        return True

    def password_auth_supported(self) -> bool:
        """By password."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """The one account."""
        return (username, password) == ("wire", PASSWORD)


class _Files(asyncssh.SFTPServer):
    """The folder; it hangs up in the middle of a file when it is told to."""

    house: SftpHouse

    def __init__(self, chan: Any, house: SftpHouse) -> None:
        super().__init__(chan, chroot=str(house.root).encode())
        self.house = house

    def write(self, file_obj: object, offset: int, data: bytes) -> Any:
        """Write, or hang up."""
        self.house.writes += 1
        if self.house.writes in self.house.drops_at:
            self.house.connections[-1].abort()
        return super().write(file_obj, offset, data)

    def read(self, file_obj: object, offset: int, size: int) -> Any:
        """Read, or hang up, or say nothing for a while."""
        self.house.reads += 1
        if self.house.reads in self.house.silent_at:
            return asyncio.sleep(60, b"")
        if self.house.reads in self.house.breaks_at:
            self.house.connections[-1].abort()
        return super().read(file_obj, offset, size)

    async def scandir(self, path: bytes) -> Any:
        """List, with names that are not there."""
        self.house.listings += 1
        if self.house.listings in self.house.unlisted_at:
            self.house.connections[-1].abort()
        async for one in super().scandir(path):
            yield one
        for name in self.house.lies:
            yield asyncssh.SFTPName(name, attrs=asyncssh.SFTPAttrs(permissions=0o100644, size=20, mtime=1_700_000_000))

    def lstat(self, path: bytes) -> Any:
        """Tell of a file; a growing one is a byte longer each time."""
        found = super().lstat(path)
        if path.endswith(self.house.growing):
            self.house.grown += 1
            told = cast("os.stat_result", found)  # the library's own server gives what os.lstat gives
            return asyncssh.SFTPAttrs(permissions=0o100644, size=told.st_size + self.house.grown, mtime=int(told.st_mtime))
        return found


@dataclass(slots=True)
class SftpHouse:
    """The server. `drops_at` are the numbers of the writes at which it hangs up, `breaks_at` of the reads, `unlisted_at` of the listings.

    At the reads of `silent_at` it says nothing more; `lies` are names that it lists and that are not there; a file that ends in `growing`
    grows.
    """

    root: Path
    home: Path
    drops_at: frozenset[int] = frozenset()
    connections: list[asyncssh.SSHServerConnection] = field(default_factory=list)
    breaks_at: frozenset[int] = frozenset()
    unlisted_at: frozenset[int] = frozenset()
    silent_at: frozenset[int] = frozenset()
    lies: tuple[bytes, ...] = ()
    growing: bytes = b"/no such name"
    grown: int = 0
    writes: int = 0
    reads: int = 0
    listings: int = 0
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    def __enter__(self) -> Self:
        """Listen."""
        self.root.mkdir(parents=True, exist_ok=True)
        key, ours = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(self.home / "host_key")
        ours.write_private_key(self.home / "our_key")
        (self.home / "our_key").chmod(0o600)
        ours.write_public_key(self.home / "authorized_keys")
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(key, ready), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        (self.home / "known_hosts").write_bytes(f"[127.0.0.1]:{self.port} ".encode() + key.export_public_key())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Hang up on everybody."""
        self._loop.call_soon_threadsafe(self._stop.set)
        assert self._thread is not None
        self._thread.join(10)
        self._loop.close()

    def target(self, **more: Any) -> Target:
        """Our account there, by key."""
        keys: dict[str, Any] = {
            "url": f"sftp://127.0.0.1:{self.port}/incoming/wire",
            "user": "wire",
            "key": self.home / "our_key",
            "known_hosts": self.home / "known_hosts",
            "allow_private": (f"127.0.0.1:{self.port}",),
            "deadline_s": 20.0,
        }
        return Target(id="house", kind="sftp", **(keys | more))

    def row(self, **more: str) -> str:
        """Our account there as a source in sources.toml."""
        keys = {
            "url": f'"sftp://127.0.0.1:{self.port}/incoming"',
            "user": '"wire"',
            "key": f'"{self.home / "our_key"}"',
            "known_hosts": f'"{self.home / "known_hosts"}"',
            "allow_private": f'["127.0.0.1:{self.port}"]',
            "deadline_s": "20",
        }
        rows = "\n".join(f"{name} = {value}" for name, value in (keys | more).items() if value)
        return f'[[source]]\nid = "house"\nkind = "sftp"\n{rows}\n'

    def files(self) -> list[str]:
        """What lies in the folder."""
        folder = self.root / "incoming" / "wire"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def _run(self, key: asyncssh.SSHKey, ready: threading.Event) -> None:
        self._loop.run_until_complete(self._serve(key, ready))

    async def _serve(self, key: asyncssh.SSHKey, ready: threading.Event) -> None:
        server = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=lambda: _Accounts(self),
            server_host_keys=[key],
            authorized_client_keys=str(self.home / "authorized_keys"),
            sftp_factory=lambda chan: _Files(chan, self),
        )
        self.port = server.get_port()
        ready.set()
        await self._stop.wait()
        for one in self.connections:
            one.abort()
        server.close()
        await server.wait_closed()


def by_password(monkey_env: str = "HOUSE_PASSWORD") -> Secret:
    """Where the password stands."""
    return Secret(f"env:{monkey_env}")
