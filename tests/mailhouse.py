"""Mail servers for tests: pymap, a real one, in a process of its own; and a crook of our own that speaks IMAP until its bad habit shows."""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

USER, PASSWORD = "demouser", "demopass"
SEALED = "127.0.1.1"  # the host that the certificates of tests are made out to
PYMAP = Path(sys.executable).parent / "pymap"
CRLF = b"\r\n"


def mail(number: int, words: str | None = None) -> bytes:
    """An agency's mail with a story of its own."""
    told = words or " ".join(f"harbor{number} ferry{number * 7 % 997} mole{number}x{place}" for place in range(30))
    return (
        f"From: Meridian Press <desk@meridianpress.example>\r\nSubject: Story {number} of the harbor\r\n"
        f"Date: Thu, 05 Mar 2026 09:{number % 60:02d}:00 +0530\r\nMessage-ID: <s{number}@meridianpress.example>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKARWI, March 5 (MPS): {told}.\r\n"
    ).encode()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class MailHouse:
    """A real server with one account."""

    port: int
    host: str = "127.0.0.1"

    def client(self) -> imaplib.IMAP4:
        """A reader of the account, signed in."""
        one = imaplib.IMAP4(self.host, self.port, timeout=30)
        one.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a literal goes out behind its command at once
        one.login(USER, PASSWORD)
        return one

    def deliver(self, *messages: bytes) -> None:
        """Put messages into the inbox."""
        with contextlib.closing(_Leaving(self.client())) as one:
            for message in messages:
                assert one.client.append("INBOX", "", imaplib.Time2Internaldate(1772682600.0), message)[0] == "OK"

    def lies(self, mailbox: str = "INBOX") -> list[bytes]:
        """The flags of the messages in a mailbox."""
        with contextlib.closing(_Leaving(self.client())) as one:
            if one.client.select(mailbox, readonly=True)[0] != "OK":
                return []
            found = one.client.fetch("1:*", "(FLAGS)")[1]
            return [line for line in found if isinstance(line, bytes)]


@dataclass(slots=True)
class _Leaving:
    client: imaplib.IMAP4

    def close(self) -> None:
        self.client.logout()


@contextlib.contextmanager
def mail_house(port: int = 0, secret: Path | None = None) -> Iterator[MailHouse]:
    """A house that is open; with a `secret` (certificate and key in one file) it offers STARTTLS."""
    port = port or free_port()
    keys = ["--cert", str(secret), "--key", str(secret)] if secret else ["--no-tls"]
    host = SEALED if secret else "127.0.0.1"
    command = [str(PYMAP), "--host", host, "--port", str(port), *keys, "dict"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _await(host, port)
            yield MailHouse(port, host)
        finally:
            process.kill()


def _await(host: str, port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the mail house does not open")


# --- a server with a bad habit ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Talk:
    """One connection of the crook: what he says, and what he was told."""

    wire: socket.socket
    crook: Crook

    def say(self, *lines: bytes) -> None:
        """Send lines."""
        self.wire.sendall(b"".join(line + CRLF for line in lines))

    def blurt(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.wire.sendall(data)

    def sleep(self) -> None:
        """Say nothing until the other side has gone."""
        self.wire.settimeout(60)
        with contextlib.suppress(OSError):
            while self.wire.recv(4096):
                pass

    def message(self, uid: int, *, count: int | None = None, called: int | None = None) -> bytes:
        """A message as FETCH gives it, `count` bytes as it says, `called` by another number."""
        data = self.crook.messages[uid]
        size = len(data) if count is None else count
        return b"* 1 FETCH (UID %d BODY[] {%d}\r\n%b)\r\n" % (called or uid, size, data)


@dataclass(slots=True)
class Crook:
    """A scripted server: `habit` sees each command first and may answer it in its own way."""

    habit: Callable[[Talk, bytes, bytes], bool]
    messages: dict[int, bytes] = field(default_factory=lambda: {1: mail(1), 2: mail(2), 3: mail(3)})
    greeting: bytes = b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready"
    can: bytes = b"IMAP4rev1 AUTH=PLAIN"
    sizes: dict[int, int] = field(default_factory=dict)
    heard: list[bytes] = field(default_factory=list)
    calls: int = 0
    port: int = 0

    def listed(self) -> Sequence[bytes]:
        """The messages as FETCH lists them."""
        rows = enumerate(self.messages.items(), 1)
        return [b"* %d FETCH (UID %d RFC822.SIZE %d)" % (at, uid, self.sizes.get(uid, len(data))) for at, (uid, data) in rows]

    def answer(self, talk: Talk, tag: bytes, command: bytes) -> None:
        """What an honest server says."""
        verb = command.upper()
        if verb.startswith(b"CAPABILITY"):
            talk.say(b"* CAPABILITY " + self.can, tag + b" OK done")
        elif verb.startswith((b"EXAMINE", b"SELECT")):
            talk.say(b"* %d EXISTS" % len(self.messages), b"* OK [UIDVALIDITY 7] valid", tag + b" OK open")
        elif verb.startswith(b"FETCH"):
            talk.say(*self.listed(), tag + b" OK done")
        elif verb.startswith(b"UID FETCH"):
            for uid in _numbers(command):
                if uid in self.messages:
                    talk.blurt(talk.message(uid))
            talk.say(tag + b" OK done")
        elif verb.startswith(b"LOGOUT"):
            talk.say(b"* BYE bye", tag + b" OK done")
        else:
            talk.say(tag + b" OK done")


def _numbers(command: bytes) -> list[int]:
    """The numbers in a command's set."""
    found: list[int] = []
    for part in command.split()[2].split(b","):
        first, _, last = part.partition(b":")
        found += range(int(first), int(last or first) + 1)
    return found


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        crook: Crook = self.server.crook  # type: ignore[attr-defined]  # the server below has one
        crook.calls += 1
        talk = Talk(self.request, crook)
        with contextlib.suppress(OSError, ValueError):
            talk.say(crook.greeting)
            self._listen(crook, talk)

    def _listen(self, crook: Crook, talk: Talk) -> None:
        with self.request.makefile("rb") as file:
            while line := file.readline(100_000):
                tag, _, command = line.strip().partition(b" ")
                crook.heard.append(command)
                if crook.habit(talk, tag, command):
                    continue
                if command.upper() == b"AUTHENTICATE PLAIN":
                    talk.say(b"+ ")
                    file.readline(10_000)
                    talk.say(tag + b" OK in")
                else:
                    crook.answer(talk, tag, command)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True


@contextlib.contextmanager
def crooked(crook: Crook, secret: Path | None = None) -> Iterator[Crook]:
    """A crook at work; with a `secret` he speaks TLS from the first byte."""
    with _Server((SEALED if secret else "127.0.0.1", 0), _Handler) as server:
        if secret:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(secret)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.crook = crook  # type: ignore[attr-defined]  # for the handlers
        crook.port = int(server.server_address[1])
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield crook
        finally:
            server.shutdown()


def on(verb: bytes) -> Callable[[Callable[[Talk, bytes], None]], Callable[[Talk, bytes, bytes], bool]]:
    """Make a habit of what is done when a command begins with a verb."""

    def made(deed: Callable[[Talk, bytes], None]) -> Callable[[Talk, bytes, bytes], bool]:
        def habit(talk: Talk, tag: bytes, command: bytes) -> bool:
            if re.match(re.escape(verb), command, re.IGNORECASE) is None:
                return False
            deed(talk, tag)
            return True

        return habit

    return made
