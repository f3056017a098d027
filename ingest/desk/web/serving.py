"""The desk at work: a server around the application, alone or in a thread of its own beside the line."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from ingest import listening
from ingest.desk.web.app import make_app
from ingest.journal import Event, tell

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from ingest.desk.web.rooms import Rooms


class Server(listening.Server):
    """The server of one desk."""

    def __init__(self, rooms: Rooms) -> None:
        """Around an application over these rooms."""
        app = make_app(rooms)
        super().__init__(app, leaving=lambda: app.state.board.dismiss())  # noqa: PLW0108 - the board is there once the application lives


def serve_alone(rooms: Rooms, place: socket.socket) -> None:
    """Serve until a signal asks us to leave."""
    listening.serve_alone(Server(rooms), place)


@contextlib.contextmanager
def serving_beside(rooms: Rooms, place: socket.socket) -> Iterator[None]:
    """Serve in a thread of its own, with a loop of its own: an editor never waits for a feed."""
    with listening.serving_beside(Server(rooms), place, "desk"):
        tell(Event.DESK_OPENED, at=listening.spoken(place))
        yield
