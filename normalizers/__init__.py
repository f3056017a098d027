"""The core: bytes in, stories out. Nothing here knows the time, the disk, the network, a database or a log."""

from normalizers.formats.ninjs import as_ninjs
from normalizers.formats.story_json import as_json
from normalizers.reader import FORMS, read
from normalizers.rulebook import Rulebook
from normalizers.terms import Hints, Story, Unreadable

__all__ = ["FORMS", "Hints", "Rulebook", "Story", "Unreadable", "as_json", "as_ninjs", "read"]
