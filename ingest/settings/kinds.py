"""What a source may be: one row a kind. A transport is a row here, and a file of that name in `ingest/fetch/boxes/`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the house knows of a kind of source before it opens one.

    `way`: it is asked on the web (`polled`), it is a place where whole files wait to be taken (`box`), or it is sent to us (`pushed`).
    `ports` are the schemes of its address, each with the port that is meant where an address names none; a box without them is a folder
    of this machine. `clear` are those of them that carry a password for everybody to read.
    `needs` are the keys of its row without which it can't be, with what to do about each; of `either` one is needed at the least;
    `takes` are those that it may have beside them.
    """

    way: Literal["polled", "box", "pushed"] = "box"
    ports: Mapping[str, int] = field(default_factory=dict)
    clear: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    either: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The keys that mean something for it and not for every kind."""
        return frozenset([*self.needs, *self.either, *self.takes])

    @property
    def here(self) -> bool:
        """Whether it is a folder of this machine."""
        return self.way == "box" and not self.ports


_WEB = {"http": 80, "https": 443}
_URL, _USER = {"url": "add its address"}, {"user": "name the account"}
_WHERE = 'write "env:NAME" or "file:/path"'

KINDS: Mapping[str, Kind] = {
    "feed": Kind(way="polled", ports=_WEB, needs=_URL),
    "news-sitemap": Kind(way="polled", ports=_WEB, needs=_URL),
    "page": Kind(way="polled", ports=_WEB, needs=_URL, takes=("links",)),
    "folder": Kind(needs={"path": "name the folder the files arrive in"}, takes=("move_to",)),
    "sftp": Kind(
        ports={"sftp": 22},
        needs=_URL | _USER | {"known_hosts": "name the file with the server's key"},
        either=("key", "password"),
        takes=("move_to",),
    ),
    "ftp": Kind(ports={"ftp": 21, "ftps": 21}, clear=("ftp",), needs=_URL, takes=("user", "password", "move_to")),
    "imap": Kind(ports={"imaps": 993, "imap": 143}, needs=_URL | _USER | {"password": _WHERE}, takes=("move_to",)),
    "push": Kind(way="pushed", needs={"secret": f"it signs what is pushed; {_WHERE}"}),
}

POLLED = frozenset(name for name, kind in KINDS.items() if kind.way == "polled")
BOXES = frozenset(name for name, kind in KINDS.items() if kind.way == "box")
PORTS: Mapping[str, int] = {scheme: port for kind in KINDS.values() for scheme, port in kind.ports.items()}
# What an address says itself: a scheme that one kind alone has.
KIND_OF_SCHEME: Mapping[str, str] = {scheme: name for name in KINDS if name in BOXES for scheme in KINDS[name].ports if scheme not in _WEB}
KEYS = tuple(dict.fromkeys(key for kind in KINDS.values() for key in (*kind.needs, *kind.either, *kind.takes)))


def kinds_with(key: str) -> tuple[str, ...]:
    """The kinds for which a key means something.

    >>> kinds_with("known_hosts"), kinds_with("move_to")
    (('sftp',), ('folder', 'sftp', 'ftp', 'imap'))
    """
    return tuple(name for name, kind in KINDS.items() if key in kind.keys)
