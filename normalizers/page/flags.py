"""What an editor should know of a page before reading it: hardly any copy, a wall, a live blog, a script; and its own addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.page.body import spoken
from normalizers.page.declared import types
from normalizers.page.fields import joined
from normalizers.terms import Finding, Flag

if TYPE_CHECKING:
    from normalizers.page.gathered import Gathered

_LOCKED = frozenset(("locked", "metered", "premium", "paid", "subscriber", "subscribers"))
_WALL = re.compile(
    r"(?:this (?:article|story|content) is (?:only |exclusively )?(?:available )?(?:for|to) (?:\w+ ){0,2}subscribers"
    r"|subscribe (?:now )?to (?:continue|keep|read (?:the|this) (?:full|whole|rest))|to (?:continue|keep) reading|already a subscriber\?"
    r"|(?:article|contenu) réservé aux abonnés|jetzt weiterlesen mit|exclusivo para (?:as)?suscriptores|riservato agli abbonati"
    r"|exclusivo para assinantes)",
    re.IGNORECASE,
)
_LIVE = re.compile(r"/(?:live-?blogs?|live-updates?|live-?ticker)(?:[/-]|$)", re.IGNORECASE)
BELOW, LINE = 12, 200  # lines below the story where a wall may stand; characters of a line that is one
HEADLINE = 30  # characters: the name of a section is shorter
FEW = 280  # characters of copy: with less a page is hollow; of 1,025 labeled pages 5 were, and of none of them the story had been found


def flags(got: Gathered, *, scripted: bool) -> tuple[Flag, ...]:
    """The page's flags, in the order of the alphabet; `scripted` tells that the page asks for JavaScript."""
    found: list[Flag] = []
    if "LiveBlogPosting" in types(got.declared.story) or _LIVE.search(got.url or ""):
        found.append("live-blog")
    if _walled(got):
        found.append("paywall")
    if sum(spoken(got.walk.lines[number].text) for number in got.story) < FEW:
        found.append("script-only" if scripted else "hollow")
    return tuple(sorted(found))


def is_story(got: Gathered) -> bool:
    """Whether a page without copy is a story: it says it is an article, a lead says so, or its heading is too long for a section's."""
    declared = any(value.strip().lower().endswith("article") for _, value in got.declared.meta("og:type"))
    heading = got.walk.lines[got.headline_line] if got.headline_line >= 0 else None
    told = heading is not None and heading.head == 1 and (spoken(heading.text) >= HEADLINE or got.walk.boxes[heading.box].article)
    return bool(got.headlines) and (told or declared or bool(got.declared.story) or got.hints.lead is not None)


def _walled(got: Gathered) -> bool:
    """Whether the page declares that it can't be read for free, or says so at the end of what can, or right below it."""
    free = got.declared.story.get("isAccessibleForFree")
    if free is False or (isinstance(free, str) and free.strip().lower() in ("false", "no")):
        return True
    if any(value.strip().lower() in _LOCKED for _, value in got.declared.meta("article:content_tier", "content_tier")):
        return True
    below = got.walk.lines[max(got.first, got.last - 1) : got.last + 1 + BELOW] if got.story else ()
    return any(len(line.text) < LINE and _WALL.search(line.text) is not None for line in below)


def addresses(got: Gathered) -> tuple[Finding, ...]:
    """The addresses the page gives for itself: canonical ones, of which the first is taken, and its AMP copy."""
    found = [("link canonical", href) for rel, href in got.walk.links if "canonical" in rel.split()]
    found += [("meta og:url", value) for _, value in got.declared.meta("og:url")]
    told = [
        Finding("canonical_url", source, joined(got.url, href.strip())[:200], chosen=at == 0) for at, (source, href) in enumerate(found[:4])
    ]
    amp = next((href for rel, href in got.walk.links if "amphtml" in rel.split()), None)
    return (*told, Finding("amp_url", "link amphtml", joined(got.url, amp.strip())[:200], chosen=True)) if amp else tuple(told)
