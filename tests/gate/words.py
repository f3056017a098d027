"""The stories and origins of the gate, as values."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

HERE = Path(__file__).parent


class Tale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invented story, and what its paper prints around it."""

    language: str
    site: str
    domain: str
    headline: str
    standfirst: str
    person: str
    by: str
    time: str
    paragraphs: tuple[str, ...]
    nav: tuple[str, ...]
    related: tuple[str, ...]
    invitation: str
    share: str
    caption: str
    rights: str


class Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the notice says was edited."""

    headline: str = "unknown"
    body: str = "unknown"
    picture: str = "unknown"


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page says about where its story comes from; `named` pages carry their reporter's name."""

    name: str
    languages: tuple[str, ...]
    place: str
    relation: tuple[str, ...]
    text: str = ""
    named: bool = False
    credits: tuple[str, ...] = ()
    edited: Claims = Claims()
    auto: str = "unknown"
    states: bool = False
    trap: bool = False


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the gate's pages are made of."""

    story: tuple[Tale, ...]
    origin: tuple[Origin, ...]


@cache
def all_words() -> Words:
    """The file, read once."""
    return msgspec.convert(tomllib.loads((HERE / "stories.toml").read_text("utf-8")), Words)
