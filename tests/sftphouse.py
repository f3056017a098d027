"""Another house's sftp server on loopback: asyncssh's own, in a folder, with a key, an account, and the habit of hanging up."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import asyncssh

from ingest.terms import Secret, Target

if TYPE_CHECKING:
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


@dataclass(slots=True)
class SftpHouse:
    """The server. `drops_at` are the numbers of the writes at which it hangs up; `extra` are options of the server."""

    root: Path
    home: Path
    drops_at: frozenset[int] = frozenset()
    connections: list[asyncssh.SSHServerConnection] = field(default_factory=list)
    writes: int = 0
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
