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

    def __init__(self, file: str, place: str, says: str, line: int | None = None) -> None:
        """Name the file, the key or row, what to do about it, and the line where that is known."""
        super().__init__(f"{file}:{line}: {place}: {says}" if line else f"{file}: {place}: {says}")
        self.file, self.place, self.says, self.line = file, place, says, line

    def __reduce__(self) -> tuple[type[RulebookError], tuple[str, str, str, int | None]]:
        """Pass from one process to another whole."""
        return type(self), (self.file, self.place, self.says, self.line)


class DocumentError(CopytasterError):
    """A document can't be read; it becomes an `Unreadable` at the border of `read`."""

    def __init__(self, place: str, reason: str) -> None:
        """Name the place in the document and the reason, both in words for an operator."""
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


class TooBig(DocumentError):
    """A document goes past one of the reader's own limits."""
