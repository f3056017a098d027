"""A mailbox's verbs on one connection: sign in, list, fetch, move. They wait; they are called in a thread."""

from __future__ import annotations

import base64
import imaplib
import re
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ingest.fetch.imap_wire import Dropped, LoginRefused, Refusal, Unserved, Wire, in_words, is_passing, said, shaken, wrapped
from ingest.fetch.names import safe
from ingest.settings.kinds import PORTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.terms import Source

_LISTED = re.compile(rb"\d+ \(.*\)", re.DOTALL)
_UID = re.compile(rb"[( ]UID (\d{1,10})\b", re.IGNORECASE)
_SIZE = re.compile(rb"[( ]RFC822\.SIZE (\d{1,15})\b", re.IGNORECASE)
_DATED = re.compile(rb'INTERNALDATE "([^"]{20,32})"', re.IGNORECASE)
_ATTRIBUTE = rb'[A-Z0-9.\[\]-]+ (?:[0-9]+|NIL|"[^"]*"|\([^()]*\))'
_BEFORE = re.compile(rb"\d+ \((?:" + _ATTRIBUTE + rb" )*BODY\[\] \{\d+\}", re.IGNORECASE)
_BEHIND = re.compile(rb"(?: " + _ATTRIBUTE + rb")*\)", re.IGNORECASE)


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


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the mailbox lists it: its number, which is never given again, and its size in bytes."""

    uid: int
    size: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message's bytes, and when the server got it."""

    uid: int
    data: bytes
    dated: datetime | None = None


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
        self.exists = _number(words)
        self.validity = _number(wire.response("UIDVALIDITY")[1])
        if not self.validity:
            raise Refusal("it tells no UIDVALIDITY, so its messages can't be told apart from one pass to the next")

    # --- what lies there --------------------------------------------------------------------------------------------
    def listing(self, first: int, last: int) -> list[Listed]:
        """The messages from one place of the mailbox to another, in the order of their numbers."""
        with self._border():
            kind, found = self._at().fetch(f"{first}:{last}", "(UID RFC822.SIZE)")
            _check(kind, found)
        rows = (_listed(line) for line in found if isinstance(line, bytes))
        return sorted((row for row in rows if row), key=lambda row: row.uid)

    def fetch(self, uids: Sequence[int], largest: int, together: int) -> dict[int, Message]:
        """Messages, their flags untouched; what was not asked for is left out. `largest` and `together` bound their bytes."""
        with self._border(largest=largest, literals=together):
            kind, found = self._at().uid("FETCH", _set(uids), "(UID INTERNALDATE BODY.PEEK[])")
            if kind != "OK" and not is_passing(found):
                raise Unserved(f"the server does not give it ({said(found)})")
            _check(kind, found)
            asked = set(uids)
            messages: dict[int, Message] = {}
            for one in _messages(found):
                if one.uid in asked:
                    messages.setdefault(one.uid, one)
            return messages

    def move(self, uids: Sequence[int], to: str) -> None:
        """Move messages into another mailbox of the account, which is made where it is not there."""
        with self._border():
            which, where = _set(uids), quoted(to)
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


def _listed(line: bytes) -> Listed | None:
    """A message as one line lists it; None where the line says something else, as a change of flags."""
    uid, size = _UID.search(line), _SIZE.search(line)
    return Listed(int(uid[1]), int(size[1])) if uid and size and _LISTED.fullmatch(line) else None


def _is_plain(text: str) -> bool:
    """Whether a text may stand in quotes on a command's line."""
    return text.isascii() and text.isprintable()


def _messages(found: Sequence[object]) -> Iterator[Message]:
    """The messages in an answer to FETCH: each is its own line, its bytes, and what follows up to the bracket."""
    parts: list[tuple[bytes, bytes]] = []
    for one in found:
        if isinstance(one, tuple):
            parts.append(one)
        elif isinstance(one, bytes) and parts:
            yield _message(parts, one)
            parts = []


def _message(parts: Sequence[tuple[bytes, bytes]], behind: bytes) -> Message:
    """One message; a server whose count of bytes is wrong is not believed the next ones either."""
    head, data = parts[0]
    if len(parts) > 1 or not _BEFORE.fullmatch(head) or not _BEHIND.fullmatch(behind):
        raise Dropped("the server's count of a message's bytes is not right")
    uid = _UID.search(head) or _UID.search(behind)
    if uid is None:
        raise Dropped("the server does not say which message it sends")
    dated = _DATED.search(head) or _DATED.search(behind)
    return Message(int(uid[1]), data, _instant(dated[1].decode("ascii", "replace")) if dated else None)


def _instant(text: str) -> datetime | None:
    """A date as IMAP writes it: `17-Jul-1996 02:44:25 -0700`."""
    try:
        return datetime.strptime(text.strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _number(words: Sequence[object]) -> int:
    last = words[-1] if words else None
    return int(last) if isinstance(last, bytes) and last.isdigit() and len(last) <= len("4294967295") else 0


def _set(uids: Sequence[int]) -> str:
    """Numbers as IMAP lists them: runs as `3:7`."""
    runs: list[list[int]] = []
    for uid in sorted(uids):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def quoted(mailbox: str) -> str:
    r"""A mailbox's name as IMAP spells it: modified UTF-7 in quotes.

    >>> quoted("Entwürfe & mehr")
    '"Entw&APw-rfe &- mehr"'
    """
    spelled = re.sub(r"&|[^\x20-\x7e]+", lambda found: _seven(found[0]), mailbox)
    return '"' + spelled.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _seven(text: str) -> str:
    if text == "&":
        return "&-"
    coded = base64.b64encode(text.encode("utf-16-be", "surrogatepass")).decode("ascii")
    return "&" + coded.rstrip("=").replace("/", ",") + "-"
