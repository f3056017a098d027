"""The door at work: a server around the application, alone or in a thread of its own beside the line."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from ingest import listening
from ingest.door.app import make_app
from ingest.journal import Event, tell

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from ingest.door.rooms import Rooms


class Server(listening.Server):
    """The server of one door."""

    def __init__(self, rooms: Rooms) -> None:
        """Around an application over these rooms."""
        super().__init__(make_app(rooms), leaving=rooms.leave, head_s=rooms.head_s)


def serve_alone(rooms: Rooms, place: socket.socket) -> None:
    """Serve until a signal asks us to leave."""
    tell(Event.DOOR_OPENED, at=listening.spoken(place))
    listening.serve_alone(Server(rooms), place)


@contextlib.contextmanager
def serving_beside(rooms: Rooms, place: socket.socket) -> Iterator[None]:
    """Serve in a thread of its own, with a loop of its own: who pushes never waits for a feed."""
    with listening.serving_beside(Server(rooms), place, "door"):
        tell(Event.DOOR_OPENED, at=listening.spoken(place))
        yield
