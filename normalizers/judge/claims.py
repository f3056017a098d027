"""Whether what a publisher claims of a copy agrees with what comparing it showed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.judge.observing import Sight
    from normalizers.terms import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Whether the claims about headline and body hold; None where nothing is claimed, or nothing is proved."""

    headline: bool | None
    body: bool | None

    @property
    def all(self) -> bool | None:
        """Whether every claim that could be checked holds."""
        checked = [one for one in (self.headline, self.body) if one is not None]
        return all(checked) if checked else None


def held(headline: Claim, body: Claim, sight: Sight, *, proved: bool) -> Held:
    """Check the claims against a comparison; `proved` is whether it was with the agency's own copy.

    Another publisher's copy may itself have been edited: that two are alike speaks for both, that they differ proves nothing of either.
    "Except for the headline" makes no promise that the headline was changed, so a headline that stayed breaks nothing.
    """
    head = _checked(headline, same=sight.headline == "same")
    if headline == "yes" and head is False:
        head = None
    text = _checked(body, same=sight.body == "same")
    return Held(headline=head, body=text) if proved else Held(headline=head or None, body=text or None)


def _checked(claim: Claim, *, same: bool) -> bool | None:
    """Whether one claim holds; "may have been edited" always does, and so says nothing."""
    match claim:
        case "no":
            return same
        case "yes":
            return not same
        case "may" | "unknown":
            return None


def finding(held: Held, claim: Claim, note: str) -> str:
    """The note of a comparison, begun with the claim that it belies and what belies it."""
    if held.body is False:
        head, _, body = note.partition("; ")
        return f"claimed {'unedited' if claim == 'no' else 'edited'}, in fact: {body}; {head}"
    return f"claims its headline unedited, in fact: {note}" if held.headline is False else note
