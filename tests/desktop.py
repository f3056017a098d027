"""The desk as browsers meet it: a real server on loopback over a real database, and copy of our own invention in it."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from storeroom import MONDAY, Storeroom

from ingest.desk.locks import lock
from ingest.desk.web.rooms import Rooms
from ingest.desk.web.serving import Server
from ingest.terms import Config, Desk, Target

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NO_CHROMIUM = "no chromium on this machine: apt-get install chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a browser was answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def token(self) -> str:
        """The token of the page's forms."""
        found = re.search(r'name="token" value="([0-9a-f]+)"', self.text)
        assert found, self.text[:500]
        return found[1]

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Browser:
    """A browser without a screen: it keeps cookies, and says where it comes from."""

    desk: DeskTop
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Reply:
        """Ask for a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Any = (), **headers: str) -> Reply:
        """Send a form, as it is."""
        data = fields if isinstance(fields, bytes) else urlencode(fields, doseq=True).encode()
        return self._ask("POST", path, data, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def send(self, path: str, *, page: str = "/habits", **fields: Any) -> Reply:
        """Send a form of a page, with its token."""
        return self.post(path, {"token": self.get(page).token, **fields})

    def sign_in(self, name: str, password: str) -> Reply:
        """Sign in at the door."""
        return self.post("/sign-in", {"token": self.get("/sign-in").token, "name": name, "password": password, "back": "/"})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        given = {"Host": f"127.0.0.1:{self.desk.port}", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        conn = http.client.HTTPConnection("127.0.0.1", self.desk.port, timeout=30)
        try:
            conn.request(method, path, body, {**given, **{name.replace("_", "-"): value for name, value in headers.items()}})
            answer = conn.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            conn.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self._keep(value)
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        if value.strip('"'):
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)


class DeskTop:
    """A desk that listens, its store, and the clock in the test's hand."""

    def __init__(self, folder: Path, *, desk: Desk | None = None, requeue: Any = None) -> None:
        """Open it on a free port of loopback."""
        self.room = Storeroom(folder / "wire.db")
        self.ahead_s = 0.0
        config = Config(root=folder, sources=(), targets=(Target(id="out", kind="folder", path=folder / "out"),), desk=desk or Desk())
        self.rooms = Rooms(
            data=folder,
            config=lambda: config,
            house=lambda: "Ada",
            requeue=requeue or (lambda letter: f"{letter}: read; filed as 1"),
            now=self._now,
        )
        place = socket.create_server(("127.0.0.1", 0))
        self.port = int(place.getsockname()[1])
        self.server = Server(self.rooms)
        self._thread = threading.Thread(target=self.server.run, kwargs={"sockets": [place]}, daemon=True)
        self._thread.start()
        Browser(self).get("/liveness")

    def _now(self) -> Any:
        from datetime import timedelta

        return MONDAY + timedelta(hours=12, seconds=self.ahead_s)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def browser(self) -> Browser:
        """A browser that was never here."""
        return Browser(self)

    def lets_in(self, name: str, password: str) -> None:
        """Give somebody a password."""
        self.room.store.desk.set_lock(name, *lock(password), self._now())

    def seen(self, item: int) -> int:
        """The last event of an item, as a page would carry it."""
        return self.room.store.desk.beside(item, self._now()).seen

    def close(self) -> None:
        """Close the desk."""
        self.server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()
        self.room.store.close()


__all__ = ["CHROMIUM", "FLAGS", "NO_CHROMIUM", "Browser", "DeskTop", "Reply"]
