"""A mailbox's verbs on one connection: sign in, list, fetch, move. They wait; they are called in a thread."""

from __future__ import annotations

import imaplib
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ingest.fetch.imap_wire import Dropped, LoginRefused, Refusal, Unserved, Wire, in_words, is_passing, said, shaken, wrapped
from ingest.fetch.imap_words import listed, messages, number, quoted, runs_of
from ingest.fetch.names import safe
from ingest.settings.kinds import PORTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.fetch.imap_words import Listed, Message
    from ingest.terms import Source


@dataclass(frozen=True, slots=True)
class Account:
    """Where a mailbox is, who signs in, and whether the connection is encrypted from its first byte."""

    host: str
    port: int
    mailbox: str
    user: str
    encrypted: bool

    @classmethod
    def of(cls, source: Source) -> Account:
        """The account of a source: its mailbox is the path of its address, INBOX without one."""
        parts = urlsplit(source.url or "")
        mailbox = unquote(parts.path.strip("/")) or "INBOX"
        port = parts.port or PORTS[parts.scheme]
        return cls(parts.hostname or "", port, mailbox, source.user or "", parts.scheme == "imaps")


class Session:
    """A mailbox that is open. Raises `MailTrouble` alone."""

    def __init__(self, account: Account, seconds: float) -> None:
        """Know where; nothing is asked yet."""
        self._account, self._seconds = account, seconds
        self._sock: socket.socket | None = None
        self._wire: Wire | None = None
        self._can = frozenset[str]()
        self.validity = 0
        self.exists = 0

    # --- in -------------------------------------------------------------------------------------------------------
    def hold(self, sock: socket.socket) -> None:
        """Take a connected socket, so that `cut` ends what is done with it from now on."""
        self._sock = sock

    def open(self, password: str, *, trusted: bool, writing: bool) -> None:
        """Sign in and open the mailbox; a password crosses the net in clear text to a `trusted` host alone."""
        with self._border():
            self._greet(trusted=trusted)
            if self._at().state == "NONAUTH":  # else the server knows us already
                self._sign_in(password)
            self._can = self._capable()
            self._select(writing=writing)

    def _greet(self, *, trusted: bool) -> None:
        """Begin to speak, encrypted wherever that can be."""
        account, sock = self._account, self._sock
        if sock is None:
            raise Dropped("there is no connection")
        if account.encrypted:
            sock = self._sock = wrapped(sock, account.host)
            shaken(sock, self._seconds)
        wire = self._wire = Wire(sock, account.host, account.port, self._seconds)
        if account.encrypted:
            return
        if "STARTTLS" in wire.capabilities and wire.state == "NONAUTH":
            kind, words = wire.xatom("STARTTLS")
            if kind != "OK":
                raise Refusal(f"it offers STARTTLS and refuses it ({said(words)})")
            self._sock = wire.encrypt()
        elif not trusted:
            raise Refusal(
                "it offers no encryption, and no password goes over clear text; write imaps:// in `url`,"
                f' or put "{account.host}:{account.port}" into allow_private if the way to it is your own'
            )

    def _sign_in(self, password: str) -> None:
        """Show the password."""
        wire, user = self._at(), self._account.user
        try:
            if "AUTH=PLAIN" in self._capable():
                wire.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
            elif _is_plain(user + password):
                wire.login(user, password)
            else:
                raise LoginRefused("it offers no AUTH=PLAIN, and without it no password may hold other letters than ASCII")
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise LoginRefused(said(error.args), passing=is_passing(error.args)) from None

    def _capable(self) -> frozenset[str]:
        """What the server says it can do now: many say more once they know who asks."""
        _, words = self._at().capability()
        return frozenset(b" ".join(word for word in words if isinstance(word, bytes)).decode("ascii", "replace").upper().split())

    def _select(self, *, writing: bool) -> None:
        """Open the mailbox, to be read alone where nothing is moved: then no flag can change."""
        wire, name = self._at(), self._account.mailbox
        try:
            kind, words = wire.select(quoted(name), readonly=not writing)
        except imaplib.IMAP4.readonly:
            raise Refusal(
                f"the mailbox {safe(name)} is read-only for this account; remove move_to, or ask for the right to write"
            ) from None
        if kind != "OK":
            if is_passing(words):
                raise Refusal(f"the mailbox {safe(name)} is not to be had now ({said(words)}); it is tried again", passing=True)
            raise Refusal(f"the mailbox {safe(name)} can't be opened ({said(words)}); look at its name in `url`")
        self.exists = number(words)
        self.validity = number(wire.response("UIDVALIDITY")[1])
        if not self.validity:
            raise Refusal("it tells no UIDVALIDITY, so its messages can't be told apart from one pass to the next")

    # --- what lies there --------------------------------------------------------------------------------------------
    def listing(self, first: int, last: int) -> list[Listed]:
        """The messages from one place of the mailbox to another, in the order of their numbers."""
        with self._border():
            kind, found = self._at().fetch(f"{first}:{last}", "(UID RFC822.SIZE)")
            _check(kind, found)
        rows = (listed(line) for line in found if isinstance(line, bytes))
        return sorted((row for row in rows if row), key=lambda row: row.uid)

    def fetch(self, uids: Sequence[int], largest: int, together: int) -> dict[int, Message]:
        """Messages, their flags untouched; what was not asked for is left out. `largest` and `together` bound their bytes."""
        with self._border(largest=largest, literals=together):
            kind, found = self._at().uid("FETCH", runs_of(uids), "(UID INTERNALDATE BODY.PEEK[])")
            if kind != "OK" and not is_passing(found):
                raise Unserved(f"the server does not give it ({said(found)})")
            _check(kind, found)
            asked = set(uids)
            sent: dict[int, Message] = {}
            for one in messages(found):
                if one.uid in asked:
                    sent.setdefault(one.uid, one)
            return sent

    def move(self, uids: Sequence[int], to: str) -> None:
        """Move messages into another mailbox of the account, which is made where it is not there."""
        with self._border():
            which, where = runs_of(uids), quoted(to)
            can = self._can
            if "MOVE" not in can and "UIDPLUS" not in can:
                raise Refusal("it can neither MOVE messages nor expunge single ones (UIDPLUS): they stay; remove move_to")
            kind, words = ("NO", [b""]) if "MOVE" not in can else self._moved(which, where)
            if kind != "OK" and "UIDPLUS" in can:
                kind, words = self._copied(which, where)
            if kind != "OK":
                raise Refusal(f"messages can't be moved to {safe(to)} ({said(words)}); they stay where they are")

    def _moved(self, which: str, where: str) -> tuple[str, Sequence[object]]:
        """Move in one step; a server that promised it and can't is asked to copy."""
        try:
            return self._making(where, "MOVE", which)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            return "NO", error.args

    def _copied(self, which: str, where: str) -> tuple[str, Sequence[object]]:
        """Copy, mark as deleted, and expunge these alone: what others have marked is theirs."""
        wire = self._at()
        kind, words = self._making(where, "COPY", which)
        if kind != "OK":
            return kind, words
        kind, words = wire.uid("STORE", which, "+FLAGS.SILENT", r"(\Deleted)")
        return wire.uid("EXPUNGE", which) if kind == "OK" else (kind, words)

    def _making(self, where: str, verb: str, which: str) -> tuple[str, Sequence[object]]:
        """Do it, and once more after the mailbox was made, where the server says that it is not there."""
        wire = self._at()
        kind, words = wire.uid(verb, which, where)
        if kind == "NO" and b"[TRYCREATE]" in b"".join(word for word in words if isinstance(word, bytes)).upper():
            wire.create(where)
            kind, words = wire.uid(verb, which, where)
        return kind, words

    def alive(self) -> None:
        """Ask whether the server is there."""
        with self._border():
            self._at().noop()

    # --- out ------------------------------------------------------------------------------------------------------
    def close(self) -> None:
        """Say goodbye, in good order where the server lets us."""
        if self._wire is not None:
            try:
                self._wire.begin(min(self._seconds, 2.0))
                self._wire.logout()
            except Exception:  # noqa: BLE001, S110 - whatever a server makes of our goodbye, the socket is closed
                pass
        self.drop()

    def cut(self) -> None:
        """End the connection at once, from any thread; whoever waits on it wakes."""
        if self._sock is not None:
            with suppress(OSError):  # it is ended already
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)  # not an SSL socket's own, which forgets its state under a reader

    def drop(self) -> None:
        """Let go of the socket; for the thread that used it."""
        if self._wire is not None:
            self._wire.shutdown()
        if self._sock is not None:
            self._sock.close()

    def _at(self) -> Wire:
        if self._wire is None:
            raise Dropped("there is no connection")
        return self._wire

    @contextmanager
    def _border(self, **bounds: int) -> Iterator[None]:
        """What a server brings about is told in our own words, whatever it is."""
        if self._wire is not None:
            self._wire.begin(self._seconds, **bounds)
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the border: whatever a hostile server brings about is its own fault, said in words
            raise in_words(error, self._seconds) from None


def _check(kind: str, words: Sequence[object]) -> None:
    if kind != "OK":
        raise Refusal(f"the server refused ({said(words)})", passing=is_passing(words))


def _is_plain(text: str) -> bool:
    """Whether a text may stand in quotes on a command's line."""
    return text.isascii() and text.isprintable()
