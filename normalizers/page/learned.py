"""Lines that are the publisher's and not the story's: by its rules, or because its other stories have them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.page.furniture import is_notice
from normalizers.terms import Finding
from normalizers.transforms import LONGEST, compiled

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, Learned

MOST = 10  # lines left out that are told
LARGEST = 0.4  # of a story's characters: where learned lines are more than that it is the story that repeats, not its furniture


class Furniture:
    """The lines of one publisher that its pages are read without; exact whole lines alone, and never one that says who edited the story."""

    def __init__(self, hints: Hints, style: HouseStyle) -> None:
        """Take the house's rules, and what was counted over its other stories."""
        self._patterns = [compiled(pattern) for pattern in style.boilerplate]
        self._keep = [compiled(pattern) for pattern in style.keep]
        self._known = hints.boilerplate
        self._learned = {one.line: one for one in hints.learned}
        self._left_out: dict[str, Learned] = {}

    def refuses(self, text: str) -> bool:
        """Whether a line is furniture; one that was learned to be is noted."""
        if text in self._known or _matches(text, self._patterns):
            return True
        one = self._learned.get(text)
        if one is None or is_notice(text) or _matches(text, self._keep):
            return False
        self._left_out[text] = one
        return True

    def takes_too_much(self, chars: int) -> bool:
        """Whether so much was left out, beside the characters that stayed, that the story's own words must be among it."""
        out = sum(map(len, self._left_out))
        return out > LARGEST * (out + chars)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was left out because it was learned, and in how many stories it stood."""
        told = list(self._left_out.values())[:MOST]
        return tuple(
            Finding("body", f"stood in {one.stories} of the last {one.of} stories of this publisher", one.line, chosen=False)
            for one in told
        )


def _matches(text: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    """Whether a whole line matches one of some patterns; very long lines are not tried."""
    return len(text) <= LONGEST and any(pattern.fullmatch(text) for pattern in patterns)
