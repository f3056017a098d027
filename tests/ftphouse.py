"""An agency's FTP server on loopback: pyftpdlib's own, in a folder, with an account and bad habits."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it stands on asyncore, which its own package brings from Python 3.12 on
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import DTPHandler, FTPHandler, TLS_FTPHandler
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

PASSWORD = "open-the-gate"  # noqa: S105 - invented
logging.getLogger("pyftpdlib").setLevel(logging.WARNING)  # it tells of every command


@dataclass(slots=True)
class FtpHouse:
    """The server. `breaks_at` are the numbers of the transfers that break off half way; `elsewhere` is where it says its data lies.

    `unknown` are commands that it does not know; with a `certificate` it speaks behind TLS alone.
    """

    root: Path
    host: str = "127.0.0.1"
    certificate: Path | None = None
    breaks_at: frozenset[int] = frozenset()
    elsewhere: str | None = None
    unknown: tuple[str, ...] = ()
    transfers: int = 0
    port: int = 0
    logins: int = 0
    _thread: threading.Thread | None = None
    _loop: Any = None
    _open: list[Any] = field(default_factory=list)
    _leave: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        """Listen."""
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / "incoming").mkdir(exist_ok=True)
        accounts = DummyAuthorizer()
        accounts.add_user("wire", PASSWORD, str(self.root), perm="elradfmwMT")
        house = self

        class Data(DTPHandler):  # type: ignore[misc] # the package has no types
            """A data connection that may break off."""

            def __init__(self, sock: socket.socket, handler: Any) -> None:
                super().__init__(sock, handler)
                house.transfers += 1
                self.number = house.transfers

            def send(self, data: bytes) -> int:
                """Send, or break off."""
                if self.number in house.breaks_at:
                    super().send(data[: len(data) // 2])
                    for wire in (self.socket, self.cmd_channel.socket):
                        with contextlib.suppress(OSError):  # whichever the other side has closed already
                            wire.shutdown(socket.SHUT_RDWR)
                    return len(data)
                return int(super().send(data))

        class Control(FTPHandler):  # type: ignore[misc] # the package has no types
            """A control connection."""

            authorizer = accounts
            dtp_handler = Data
            masquerade_address = house.elsewhere
            use_sendfile = False
            auth_failed_timeout = 0
            proto_cmds: ClassVar[dict[str, Any]] = {name: told for name, told in FTPHandler.proto_cmds.items() if name not in house.unknown}

            def on_login(self, username: str) -> None:
                """Count them."""
                house.logins += 1

        class Sealed(TLS_FTPHandler):  # type: ignore[misc] # the package has no types
            """A control connection that says nothing in the clear."""

            authorizer = accounts
            certfile = str(house.certificate)
            tls_control_required = tls_data_required = True

        self._loop = IOLoop()
        server = FTPServer((self.host, 0), Sealed if self.certificate else Control, ioloop=self._loop)
        self.port = server.address[1]
        self._thread = threading.Thread(target=self._serve, args=(server,), daemon=True)
        self._thread.start()
        return self

    def _serve(self, server: FTPServer) -> None:
        while not self._leave.is_set():
            server.serve_forever(timeout=0.02, blocking=False, handle_exit=False)
        server.close_all()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Hang up on everybody."""
        self._leave.set()
        assert self._thread is not None
        self._thread.join(10)

    def row(self, **more: str) -> str:
        """Our account there as a source in sources.toml."""
        keys = {
            "url": f'"{"ftps" if self.certificate else "ftp"}://{self.host}:{self.port}/incoming"',
            "user": '"wire"',
            "password": '"env:HOUSE_PASSWORD"',
            "allow_private": f'["{self.host}:{self.port}"]',
            "deadline_s": "20",
        }
        rows = "\n".join(f"{name} = {value}" for name, value in (keys | more).items() if value)
        return f'[[source]]\nid = "house"\nkind = "ftp"\n{rows}\n'
