"""The machines' door as programs meet it: a real server on loopback over a real database, and senders that sign what they push."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import io
import json
import logging
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from storeroom import MONDAY, Storeroom

from ingest import journal
from ingest.door.rooms import Rooms
from ingest.door.serving import Server
from ingest.terms import Config, Door, Limits, Secret, Source, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

SECRET = "whsec_" + base64.b64encode(b"thirty-two letters of the harbor").decode()
PLAIN = "a plain word that signs too"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a program was answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def rows(self) -> list[Any]:
        """Each line as JSON."""
        return [json.loads(line) for line in self.body.splitlines()]


def seal(body: bytes, name: str, at: datetime | int, secret: str = SECRET) -> dict[str, str]:
    """The headers of Standard Webhooks, worked out apart from the program's own way."""
    stamp = at if isinstance(at, int) else int(at.timestamp())
    key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
    mark = base64.b64encode(hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()
    return {"webhook-id": name, "webhook-timestamp": str(stamp), "webhook-signature": f"v1,{mark}"}


def asked(port: int, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, timeout_s: float = 30) -> Reply:
    """One question over a connection of its own."""
    conn = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    try:
        conn.request(method, path, body, headers or {})
        answer = conn.getresponse()
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        conn.close()


class Doorway:
    """A door that listens, its store, and the clock in the test's hand."""

    def __init__(
        self,
        folder: Path,
        *,
        door: Door | None = None,
        limits: Limits | None = None,
        targets: Sequence[Target] = (),
        body_s: float = 30,
        head_s: float = 10,
        source: str = "desk-b",
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Open it on a free port of loopback, for a source `desk-a` that signs with SECRET, and `source` that signs with PLAIN."""
        root = logging.getLogger()
        self._handlers, self._level, self.said = list(root.handlers), root.level, io.StringIO()
        journal.set_up(verbose=1, stream=self.said, as_json=True)
        for name, secret in (("a", SECRET), ("b", PLAIN)):
            (folder / name).write_text(f"{secret}\n", "utf-8")
            (folder / name).chmod(0o600)
        self.folder, self.room = folder, Storeroom(folder / "wire.db")
        self.now = MONDAY
        sources = (
            Source(id="desk-a", kind="push", secret=Secret(f"file:{folder / 'a'}")),
            Source(id=source, kind="push", secret=Secret(f"file:{folder / 'b'}")),
            Source(id="shut", kind="push", secret=Secret(f"file:{folder / 'nothing'}")),
            Source(id="off", kind="push", secret=Secret(f"file:{folder / 'a'}"), enabled=False),
            Source(id="drop", kind="folder", path=folder / "drop"),
        )
        config = Config(root=folder, sources=sources, targets=tuple(targets), limits=limits or Limits(), door=door or Door())
        self.rooms = Rooms(data=folder, config=lambda: config, now=clock or (lambda: self.now), body_s=body_s, head_s=head_s)
        place = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = int(place.getsockname()[1])
        self.server = Server(self.rooms)
        self._thread = threading.Thread(target=self.server.run, kwargs={"sockets": [place]}, daemon=True)
        self._thread.start()
        self.ask("GET", "/liveness")

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Ask as a program on this machine."""
        return asked(self.port, method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})

    def push(self, body: bytes, name: str = "msg_1", source: str = "desk-a", secret: str = SECRET, **more: str) -> Reply:
        """Push a document, signed now."""
        headers = {**seal(body, name, self.now, secret), **{key.replace("_", "-"): value for key, value in more.items()}}
        return asked(self.port, "POST", f"/push/{source}", body, headers)

    def waiting(self, source: str = "desk-a") -> list[bytes]:
        """The bytes that wait to be read."""
        return [self.room.store.recall(one.digest).data for one in self.room.store.inbox(source, 1000)]

    def raw(self, *, timeout_s: float = 30) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout_s)

    def close(self) -> None:
        """Close the door."""
        self.server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()
        self.room.store.close()
        root = logging.getLogger()
        root.handlers[:], root.level = self._handlers, self._level
        structlog.reset_defaults()

    @property
    def told(self) -> list[Any]:
        """What the journal was told."""
        return [json.loads(line) for line in self.said.getvalue().splitlines()]
