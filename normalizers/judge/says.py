"""What a story says of itself: its identity and house, the gates it sets, and whether it kills, corrects or updates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from normalizers.likeness import url_key

if TYPE_CHECKING:
    from datetime import datetime

    from normalizers.likeness import Fingerprint
    from normalizers.terms import Story


def stamp_of(story: Story, mark: Fingerprint) -> str:
    """What makes two sendings of one version the same thing: the words, and the gates the sender set."""
    gates = (story.pub_status, story.embargoed_until.iso if story.embargoed_until else "", story.expires.iso if story.expires else "")
    return "|".join((mark.title, mark.body, *gates))


def house_of(source: str, story: Story) -> str:
    """Who sent a story, folded: the publisher's name or domain, else the source."""
    return (story.publisher.name or story.publisher.domain or source).casefold()


def identity_of(story: Story, mark: Fingerprint) -> str:
    """The identity ladder: the sender's own, else the address, else the words.

    A guid that a feed repeats is told apart by the entry's link behind it (`guid#link`): two addresses in one are no address.
    """
    if story.uri:
        is_address = story.uri.startswith(("http://", "https://")) and story.uri.count("://") == 1
        return url_key(story.uri) if is_address else story.uri
    address = story.canonical_url or story.url
    return url_key(address) if address else f"words:{mark.title}{mark.body}"


_KILLS = re.compile(r"^\s*(?:(?:MANDATORY|URGENT|BULLETIN)\s+)?KILL\s*[-–—:]|^\s*(?:STORY\s+)?WITHDRAWN\s*[-–—:]")
_UPDATES = re.compile(r"^\s*(?:[A-Z]+ )?(?:UPDATE[ -]?\d+|WRITETHRU|[1-9](?:ST|ND|RD|TH) LEAD)\s*[-–—:]")
_CORRECTS = re.compile(r"^\s*(?:CORRECT(?:ED|ION)|REFIL(?:E|ED))\s*[-–—:(]")
_NOTES_CORRECTION = re.compile(
    r"^\W*(?:eds?\s*:\s*)?(?:\w+\s+)?(?:correct(?:s|ed|ing|ion)|fixes|clarif(?:ies|ied|ication))\b|भूल\s*सुधार", re.IGNORECASE
)
_SAYS_CORRECTION = re.compile(
    r"^\W*(?:(?:this\s+(?:story|version)\s+)?corrects?\b|correction\s*:|corrected\b|clarification\s*:|भूल\s*सुधार|संशोधित)", re.IGNORECASE
)
NOTE_WORDS = 40


def is_kill(story: Story) -> bool:
    """Whether a sender withdraws a story."""
    return story.pub_status == "canceled" or "kill" in story.signals or bool(_KILLS.match(story.headline or ""))


def mark_of(story: Story) -> Literal["update", "correction", "take"] | None:
    """The version mark that a headline, a note to editors or the wire's own signal carries; a repeat is no version."""
    headline = story.headline or ""
    if _CORRECTS.match(headline) or "correction" in story.signals:
        return "correction"
    if "take" in story.signals:
        return "take"
    return "update" if _UPDATES.match(headline) or not _VERSIONS.isdisjoint(story.signals) else None


_VERSIONS = frozenset(("update", "writethru", "lead", "recast"))


def corrects(story: Story) -> bool:
    """Whether a new version says that it mends a mistake: by signal, headline, note to editors, or a line of the body."""
    if "correction" in story.signals or mark_of(story) == "correction" or _NOTES_CORRECTION.search(story.ed_note or ""):
        return True
    lines = [block.text for block in (*story.body[:2], *story.body[-2:])]
    return any(_SAYS_CORRECTION.match(line) for line in lines if len(line.split()) <= NOTE_WORDS)


def stated(story: Story) -> datetime | None:
    """When the sender says the story changed, else appeared, to the instant."""
    moment = story.updated or story.published
    try:
        return moment.instant if moment else None
    except (ValueError, OverflowError):  # a year that no calendar has, or that leaves it in UTC
        return None
