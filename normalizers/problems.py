"""Our errors, the tree drawn once.

CopytasterError
├── RulebookError       a rule file under config/ can't be used: file, place and remedy
└── DocumentError       a document can't be read: place in the document and reason
    └── TooBig          it goes past a limit (depth, entries, size)
"""

from __future__ import annotations


class CopytasterError(Exception):
    """Whatever this program itself finds wrong."""


class RulebookError(CopytasterError):
    """A rule file can't be used."""

    def __init__(self, file: str, place: str, says: str) -> None:
        """Name the file, the key or row, and what to do about it."""
        super().__init__(f"{file}: {place}: {says}")
        self.file, self.place, self.says = file, place, says


class DocumentError(CopytasterError):
    """A document can't be read; it becomes an `Unreadable` at the border of `read`."""

    def __init__(self, place: str, reason: str) -> None:
        """Name the place in the document and the reason, both in words for an operator."""
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


class TooBig(DocumentError):
    """A document goes past one of the reader's own limits."""
