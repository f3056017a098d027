"""What of a mailbox is still to be fetched in a pass, bunch by bunch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.fetch.imap_wire import Dropped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.fetch.imap_wire import MailTrouble
    from ingest.fetch.imap_words import Listed

BUNCH = 32  # messages fetched at once, …
BUNCH_BYTES = 1_000_000  # … and about so many bytes: a slow line brings them within deadline_s
TRIES = 2  # of one message, before the others go on without it


@dataclass(slots=True)
class Rest:
    """What of a pass is still to be fetched; after a bunch that broke off they go one by one, and a bad one costs itself alone."""

    waiting: list[Listed]
    alone: int = 0
    tries: int = 0
    spoiled: list[tuple[Listed, str]] = field(default_factory=list)

    def bunch(self) -> Sequence[Listed]:
        """The next messages to be fetched together: one at the least."""
        size = 0
        for number, one in enumerate(self.waiting[: 1 if self.alone else BUNCH]):
            size += one.size
            if number and size > BUNCH_BYTES:
                return self.waiting[:number]
        return self.waiting[: 1 if self.alone else BUNCH]

    def broke(self, bunch: Sequence[Listed], trouble: MailTrouble) -> None:
        """A bunch did not come: a single message is given up after some tries, or at once where it is plain that it won't come."""
        self.tries += 1
        if len(bunch) > 1:
            self.alone, self.tries = len(bunch), 0
        elif self.tries >= TRIES or not isinstance(trouble, Dropped):
            self.spoiled.append((self.waiting.pop(0), trouble.says))
            self.alone, self.tries = max(self.alone - 1, 0), 0

    def done(self, bunch: Sequence[Listed]) -> list[tuple[Listed, str]]:
        """A bunch came; those that were given up before it, with the reasons."""
        del self.waiting[: len(bunch)]
        self.alone, self.tries = max(self.alone - len(bunch), 0), 0
        spoiled, self.spoiled = self.spoiled, []
        return spoiled
