"""Hosts: which site an address is on, and the domains that site lies in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_EVERYDAY = re.compile(r"https?://([a-z0-9.-]++)(?![^/?#])")  # nineteen in twenty addresses; a full parse takes ten times as long


def hostname(url: str | None) -> str | None:
    """The host of an address in small letters; None where it has none, or is no address at all.

    >>> hostname("https://www.Wirehouse.example:8000/news/1"), hostname("news/1"), hostname("http://[")
    ('www.wirehouse.example', None, None)
    """
    if not url:
        return None
    everyday = _EVERYDAY.match(url)
    if everyday is not None:
        return everyday[1]
    try:
        return urlsplit(url.strip()).hostname
    except ValueError:  # a hostile page may state `http://[`
        return None


@lru_cache(maxsize=256)
def host_of(address: str | None) -> str:
    """The host of an address or a bare domain, in lower case without `www.`; empty where there is none."""
    if not address:
        return ""
    host = hostname(address if "//" in address else f"//{address}") or ""
    return host.removeprefix("www.").rstrip(".")


def suffixes(host: str) -> Iterator[str]:
    """A host and every domain it lies in, longest first, down to two labels."""
    labels = host.split(".")
    for at in range(min(len(labels) - 1, 16)):
        yield ".".join(labels[at:])
