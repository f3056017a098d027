"""Listening: what the editors' desk and the machines' door share: sockets, a server that is not to be held up, names, clerks."""

from ingest.listening.clerks import Clerk
from ingest.listening.names import LOOPBACK, known_name, peer, said_name
from ingest.listening.server import HEAD_S, LEAVE_S, Server, serve_alone, serving_beside
from ingest.listening.sockets import ListenError, address, is_loopback, open_socket, spoken

__all__ = [
    "HEAD_S",
    "LEAVE_S",
    "LOOPBACK",
    "Clerk",
    "ListenError",
    "Server",
    "address",
    "is_loopback",
    "known_name",
    "open_socket",
    "peer",
    "said_name",
    "serve_alone",
    "serving_beside",
    "spoken",
]
