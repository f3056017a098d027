"""What comparing a copy with an original shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from normalizers.likeness import Fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What comparing a copy with an original shows; `note` is a sentence for an editor."""

    headline: Literal["same", "changed"]
    body: Literal["same", "cut", "extended", "changed"]
    similarity: float
    note: str


def observe(copy: Fingerprint, original: Fingerprint) -> Sight:
    """Compare a copy's headline and body with the original's, word by word in runs of five."""
    mine, theirs = set(copy.grams), set(original.grams)
    shared = len(mine & theirs)
    kept = shared / len(theirs) if theirs else 1.0
    own = 1 - shared / len(mine) if mine else 0.0
    alike = 2 * shared / (len(mine) + len(theirs)) if mine or theirs else 1.0
    headline: Literal["same", "changed"] = "same" if copy.title == original.title else "changed"
    body = _body_seen(same=copy.body == original.body, kept=kept, own=own)
    missing = max(0, original.tokens - copy.tokens)
    tails = {
        "same": "the body is word for word the same",
        "cut": f"about {missing} of {original.tokens} words are missing",
        "extended": f"all of it is there, with about {max(0, copy.tokens - original.tokens)} words more",
        "changed": f"{1 - kept:.0%} of the original is missing or reworded",
    }
    return Sight(headline=headline, body=body, similarity=round(alike, 4), note=f"the headline is {headline}; {tails[body]}")


ALL_KEPT = 0.97
NOTHING_OWN = 0.03


def _body_seen(*, same: bool, kept: float, own: float) -> Literal["same", "cut", "extended", "changed"]:
    """The word for what was done to a body, by the share that was kept and the share that is the copy's own."""
    if same or (kept >= ALL_KEPT and own <= NOTHING_OWN):
        return "same"
    if own <= NOTHING_OWN * 2:
        return "cut"
    return "extended" if kept >= ALL_KEPT else "changed"
