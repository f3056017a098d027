"""The desk at work: uvicorn around the application, alone or in a thread of its own beside the line."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from ingest.desk.editors import DeskError
from ingest.desk.web.app import make_app
from ingest.journal import Event, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.desk.web.rooms import Rooms

LEAVE_S = 3
LONGEST_HEAD = 16_384
MOST_AT_ONCE = 400


def open_socket(listen: str) -> socket.socket:
    """A socket where the desk listens. Raises DeskError where that place is taken or not ours."""
    try:
        if listen.startswith("unix:"):
            return _unix_socket(Path(listen.removeprefix("unix:")))
        return _tcp_socket(listen)
    except OSError as error:
        says = f"the desk can't listen at {listen}: {error.strerror or error}"
        raise DeskError(f"{says}; end what holds that place, or name another with --listen") from error


def _tcp_socket(listen: str) -> socket.socket:
    """A socket on an address; its answers leave at once, where their body would wait 40 ms for the browser to acknowledge their head."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    made = socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=128)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # those that are accepted inherit it
    return made


def _unix_socket(path: Path) -> socket.socket:
    """A socket in the file system, for this user and group alone; one that a dead desk left behind is put away."""
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(ConnectionRefusedError):
            probe.connect(str(path))
            raise DeskError(f"another desk listens at {path}")
        path.unlink()
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(path))
    path.chmod(0o660)
    made.listen(128)
    return made


def address(listen: str, place: socket.socket) -> str:
    """What to type into a browser."""
    if listen.startswith("unix:"):
        return listen
    host = listen.rpartition(":")[0]
    return f"http://{host}:{place.getsockname()[1]}/"


def is_loopback(listen: str) -> bool:
    """Whether only this machine can reach a place."""
    return listen.startswith("unix:") or listen.rpartition(":")[0] in ("127.0.0.1", "[::1]", "localhost")


class Server(uvicorn.Server):
    """The server of one desk."""

    def __init__(self, rooms: Rooms) -> None:
        """Around an application over these rooms."""
        self._app = make_app(rooms)
        super().__init__(
            uvicorn.Config(
                self._app,
                loop="asyncio",
                http="h11",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                h11_max_incomplete_event_size=LONGEST_HEAD,
                limit_concurrency=MOST_AT_ONCE,
                timeout_graceful_shutdown=LEAVE_S,
            )
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are heard by whoever starts us: uvicorn would end with the signal itself, where leaving in good order is 0."""
        yield

    def leave(self) -> None:
        """Finish what is being answered, then go."""
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Leave: those that wait for news are told first, so that they don't hold the door."""
        await self._app.state.board.dismiss()
        await super().shutdown(sockets)


def serve_alone(rooms: Rooms, place: socket.socket) -> None:
    """Serve until a signal asks us to leave."""

    async def serve() -> None:
        server = Server(rooms)
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, server.leave)
        await server.serve(sockets=[place])

    asyncio.run(serve())


@contextlib.contextmanager
def serving_beside(rooms: Rooms, place: socket.socket) -> Iterator[Server]:
    """Serve in a thread of its own, with a loop of its own: an editor never waits for a feed."""
    server = Server(rooms)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[place])), name="desk", daemon=True)
    thread.start()
    tell(Event.DESK_OPENED, at=str(place.getsockname()))
    try:
        yield server
    finally:
        server.leave()
        thread.join(LEAVE_S + 10)
