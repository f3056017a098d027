"""One connection to a mail server: the standard library's IMAP on a socket of ours, with every line, literal and second counted.

`imaplib` asks its subclass for lines, literals and the socket, so the bounds stand where the bytes come in. Its waiting is done in a
thread; whoever closes the socket ends it. (`aioimaplib` takes lines and literals of any length, calls itself once for each line it is
sent, and copies what it has read so far with every packet.)
"""

from __future__ import annotations

import imaplib
import re
import ssl
import time
from typing import TYPE_CHECKING

from ingest.fetch.names import safe

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

LONGEST_LINE = 65_536  # bytes; a capability line has some hundred
MOST_LINES = 6_000  # of one answer, …
MOST_SAID = 8_000_000  # … and bytes in them
PACKET = 65_536
_PASSING = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b", re.IGNORECASE)


class MailTrouble(Exception):
    """What went wrong with a mailbox, in words."""

    @property
    def says(self) -> str:
        """The reason."""
        return str(self)


class Dropped(MailTrouble):
    """The connection is gone, or what came over it was no IMAP: a new one may fare better."""


class TimedOut(MailTrouble):
    """The server did not do its part in time."""


class TooLong(MailTrouble):
    """The server sends more for one message than is taken."""


class Unserved(MailTrouble):
    """The server does not give one message."""


class Refusal(MailTrouble):
    """The server said no, and why; `passing` where it says itself that this will pass."""

    def __init__(self, says: str, *, passing: bool = False) -> None:
        """Keep the server's words."""
        super().__init__(says)
        self.passing = passing


class LoginRefused(Refusal):
    """The account or its password is not taken."""


class Wire(imaplib.IMAP4):
    """IMAP over a connected socket. Every method of `imaplib` may be called after `begin`."""

    def __init__(self, sock: socket.socket, host: str, port: int, seconds: float) -> None:
        """Take a connected socket and hear the server's greeting. Raises what `imaplib` raises, and our own."""
        self._given, self._buffer = sock, bytearray()
        self.begin(seconds)
        super().__init__(host, port)

    def begin(self, seconds: float, *, largest: int = LONGEST_LINE, literals: int = LONGEST_LINE) -> None:
        """Give the next commands so many seconds together, one literal so many bytes, and all literals together so many."""
        self._until = time.monotonic() + seconds
        self._seconds, self._largest, self._literals, self._lines, self._said = seconds, largest, literals, 0, 0

    def encrypt(self) -> ssl.SSLSocket:
        """Go on over TLS: the certificate must be the host's. What came in clear text before counts for nothing."""
        if self._buffer:
            raise Dropped("the server sent more than its answer before the encryption began")
        secure = self.sock = wrapped(self.sock, self.host)
        shaken(secure, self._left())
        return secure

    # --- what imaplib asks its subclass for ---------------------------------------------------------------------------
    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """The socket is there already."""
        self.host, self.port, self.sock = host, port, self._given

    def readline(self) -> bytes:
        """One line, no longer than a line is."""
        self._lines += 1
        if self._lines > MOST_LINES:
            raise Dropped(f"the server sends more than {MOST_LINES:,} lines for one answer")
        searched = 0
        while (at := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > LONGEST_LINE:
                raise Dropped(f"the server sends a line of more than {LONGEST_LINE:,} bytes")
            self._fill()
        self._said += at
        if self._said > MOST_SAID:
            raise Dropped(f"the server says more than {MOST_SAID:,} bytes beside what was asked for")
        return self._cut_off(at + 1)

    def read(self, size: int) -> bytes:
        """One literal, no larger than is taken."""
        self._literals -= size
        if size > self._largest or self._literals < 0:
            raise TooLong(f"the server sends {size:,} bytes")
        while len(self._buffer) < size:
            self._fill()
        return self._cut_off(size)

    def send(self, data: bytes) -> None:  # type: ignore[override]  # imaplib sends nothing but bytes
        """Send a command."""
        self.sock.settimeout(self._left())
        self.sock.sendall(data)

    def shutdown(self) -> None:
        """Close the socket."""
        self.sock.close()

    # --- bytes and seconds -----------------------------------------------------------------------------------------
    def _fill(self) -> None:
        """Wait for the next packet, no longer than there is time."""
        self.sock.settimeout(self._left())
        packet = self.sock.recv(PACKET)
        if not packet:
            raise Dropped("the server ended the connection")
        self._buffer += packet

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _cut_off(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken


def wrapped(sock: socket.socket, host: str) -> ssl.SSLSocket:
    """A socket as one that speaks TLS to a host by that name."""
    return ssl.create_default_context().wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)


def shaken(sock: socket.socket, seconds: float) -> None:
    """Shake hands, the host's certificate checked. Raises OSError."""
    if isinstance(sock, ssl.SSLSocket):
        sock.settimeout(seconds)
        sock.do_handshake()


def in_words(error: BaseException, seconds: float) -> MailTrouble:
    """What an error means for a mailbox."""
    match error:
        case MailTrouble():
            found = error
        case ssl.SSLCertVerificationError():
            remedy = "if its authority is your own, name it in the environment variable SSL_CERT_FILE"
            found = Refusal(f"its certificate can't be trusted ({error.verify_message}); {remedy}")
        case TimeoutError():
            found = TimedOut(f"it did not answer within {seconds:g} s; raise deadline_s if it is that slow")
        case OSError():
            found = Dropped(f"the connection broke ({safe(error.strerror or type(error).__name__)})")
        case imaplib.IMAP4.abort():
            found = Dropped(f"the connection broke ({said(error.args)})")
        case imaplib.IMAP4.error():
            found = Refusal(f"the server refused ({said(error.args)})")
        case _:
            found = Dropped(f"what the server sent is no IMAP ({type(error).__name__}: {safe(str(error))})")
    return found


def said(words: Sequence[object]) -> str:
    """The server's own words, so that they may be printed."""
    last = words[-1] if words else b""
    return safe(last.decode("utf-8", "replace") if isinstance(last, bytes) else str(last)) or "it gave no reason"


def is_passing(words: Sequence[object]) -> bool:
    """Whether a server that says no says with it that this will pass (RFC 5530)."""
    last = words[-1] if words else b""
    text = last.decode("utf-8", "replace") if isinstance(last, bytes) else str(last)
    return _PASSING.match(text) is not None
