"""Stories in and out of their compressed JSON; the raw text stands in a column of its own."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from normalizers.terms import Story

if TYPE_CHECKING:
    import sqlite3

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Story)
LEVEL = 6


def packed(story: Story) -> tuple[bytes, bytes]:
    """A story as its columns `story` and `raw_text`."""
    plain = _ENCODER.encode(replace(story, raw_text=""))
    return zlib.compress(plain, LEVEL), zlib.compress(story.raw_text.encode(), LEVEL)


def packed_whole(story: Story) -> bytes:
    """A story in one column, its raw text with it."""
    return zlib.compress(_ENCODER.encode(story), LEVEL)


def unpacked(row: sqlite3.Row, *, whole: bool = True) -> Story:
    """The story of a row with the columns `story` and, where it is asked for `whole`, `raw_text`."""
    story = _DECODER.decode(zlib.decompress(row["story"]))
    return replace(story, raw_text=zlib.decompress(row["raw_text"]).decode()) if whole else story
