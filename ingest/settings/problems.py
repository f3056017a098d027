"""What settings complain of, always in the same form: file, key, and what to do about it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

from normalizers.problems import CopytasterError

if TYPE_CHECKING:
    from collections.abc import Iterable


class ConfigError(CopytasterError):
    """A file under config/ can't be used; the program ends with exit code 78."""

    exit_code: ClassVar[int] = 78

    def __init__(self, file: str, key: str, says: str) -> None:
        """Name the file (with its line where that is known), the key, and the remedy."""
        super().__init__(": ".join(part for part in (file, key, says) if part))
        self.file, self.key, self.says = file, key, says


class Complaint(ValueError):
    """What is wrong with one key of a row."""

    def __init__(self, key: str, says: str) -> None:
        """Name the key and the remedy."""
        super().__init__(says)
        self.key, self.says = key, says


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a complaint about an unknown word: the nearest known one, or all of them."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
