"""Where we listen: a place of the machine or of the network, opened once, or a sentence that says why it can't be."""

from __future__ import annotations

import contextlib
import socket
import stat
from pathlib import Path
from typing import ClassVar

from ingest.settings.checks import is_loopback
from normalizers.problems import CopytasterError

__all__ = ["ListenError", "address", "is_loopback", "open_socket"]

BACKLOG = 128


class ListenError(CopytasterError):
    """A place where we can't listen; exit code 2, usage."""

    exit_code: ClassVar[int] = 2


def open_socket(listen: str, who: str = "the desk") -> socket.socket:
    """A socket where somebody of ours listens. Raises ListenError where that place is taken or not ours."""
    try:
        if listen.startswith("unix:"):
            return _unix_socket(Path(listen.removeprefix("unix:")), who)
        return _tcp_socket(listen)
    except OSError as error:
        says = f"{who} can't listen at {listen}: {error.strerror or error}"
        raise ListenError(f"{says}; end what holds that place, or name another with --listen") from error


def _tcp_socket(listen: str) -> socket.socket:
    """A socket on an address; its answers leave at once, where their body would wait 40 ms for the other side to acknowledge their head."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    made = socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # those that are accepted inherit it
    return made


def _unix_socket(path: Path, who: str) -> socket.socket:
    """A socket in the file system, for this user and group alone; one that a dead program left behind is put away."""
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(ConnectionRefusedError):
            probe.connect(str(path))
            raise ListenError(f"another {who.removeprefix('the ')} listens at {path}; end it, or name another place with --listen")
        path.unlink()
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(path))
    path.chmod(0o660)
    made.listen(BACKLOG)
    return made


def address(listen: str, place: socket.socket) -> str:
    """What to type into a browser, or to give to a program."""
    if listen.startswith("unix:"):
        return listen
    host = listen.rpartition(":")[0]
    return f"http://{host}:{place.getsockname()[1]}/"


def spoken(place: socket.socket) -> str:
    """Where a socket listens, in the spelling of `listen`."""
    name = place.getsockname()
    if place.family == socket.AF_UNIX:
        return f"unix:{name}"
    host, port = name[:2]
    return f"[{host}]:{port}" if place.family == socket.AF_INET6 else f"{host}:{port}"
